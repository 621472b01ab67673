//! Opens a file: plain, compressed (`.gz`), an archive (`.zip`) or a folder.
//!
//! Names inside an archive are labels and never paths. What unpacks to more than a gigabyte is
//! refused as a finding, so that a small file cannot fill the memory.

use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use kith_terms::{Finding, Place};
use zip::ZipArchive;

use crate::{Given, Source};

/// The most that a file may unpack to: a gigabyte. The largest file that we read, the boundaries of
/// England in full detail, has about 700 MB.
pub(crate) const MOST_BYTES: u64 = 1 << 30;
/// The most members that an archive may have; official ones have fewer than fifty.
const MOST_MEMBERS: usize = 1_000;
/// How a compressed file begins (RFC 1952, 2.3.1).
const GZIP: &[u8] = &[0x1F, 0x8B];
/// How an archive begins (PKWARE, .ZIP File Format Specification, 4.3.7).
const ZIP: &[u8] = b"PK\x03\x04";
/// Files beside a `.shp` that belong to it.
const SHAPEFILE_PARTS: [&str; 8] = ["dbf", "prj", "cpg", "shx", "sbn", "sbx", "qix", "xml"];

/// What a file held.
#[derive(Debug, Default)]
pub struct Opened {
    /// What can be read.
    pub sources: Vec<Source>,
    /// What could not be opened, and why.
    pub findings: Vec<Finding>,
}

/// A file or folder that could not be opened at all.
#[derive(Debug, thiserror::Error)]
#[error("{} could not be opened", path.display())]
pub struct CannotOpen {
    /// What was to be opened.
    pub path: PathBuf,
    /// Why it could not be.
    #[source]
    pub source: io::Error,
}

/// Opens a file, or every file of a folder (not of folders in it). The parts of a shapefile that lie
/// beside a `.shp` come with it.
pub fn open(path: &Path) -> Result<Opened, CannotOpen> {
    let failed = |source| CannotOpen { path: path.to_owned(), source };
    let mut opened = Opened::default();
    for file in files(path).map_err(failed)? {
        let mut one = open_as(&name_of(&file), &file)?;
        opened.sources.append(&mut one.sources);
        opened.findings.append(&mut one.findings);
    }
    join_shapefiles(&mut opened.sources);
    Ok(opened)
}

/// Opens one file that who handed it over calls `name`. A text stays on the disk if it is large; an
/// archive or workbook is taken into memory.
pub fn open_as(name: &str, path: &Path) -> Result<Opened, CannotOpen> {
    let failed = |source| CannotOpen { path: path.to_owned(), source };
    let source = Source::on_disk(name, path).map_err(failed)?;
    let start = source.start(4);
    if !start.starts_with(GZIP) && !start.starts_with(ZIP) {
        return Ok(Opened { sources: vec![source], findings: Vec::new() });
    }
    if source.size() > MOST_BYTES {
        return Ok(Opened { sources: Vec::new(), findings: vec![too_large(name, MOST_BYTES)] });
    }
    Ok(unpacked(name, std::fs::read(path).map_err(failed)?, MOST_BYTES))
}

/// Opens a file that is already in memory: one that was uploaded.
pub fn open_bytes(name: &str, bytes: Vec<u8>) -> Opened {
    let mut opened = unpacked(name, bytes, MOST_BYTES);
    join_shapefiles(&mut opened.sources);
    opened
}

fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    let is_shapefile = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
    if !path.is_dir() && !is_shapefile {
        return Ok(vec![path.to_owned()]);
    }
    let (folder, stem) = match path.parent() {
        Some(parent) if is_shapefile && !path.is_dir() => (parent, path.file_stem()),
        _ => (path, None),
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.path();
        let wanted = stem.is_none() || file.file_stem() == stem;
        if wanted && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn unpacked(name: &str, bytes: Vec<u8>, most: u64) -> Opened {
    let given = Given::of(name, &bytes);
    if bytes.starts_with(GZIP) {
        return ungzipped(&given, &bytes, most);
    }
    if bytes.starts_with(ZIP) && !is_workbook(&bytes) {
        return unzipped(&given, &bytes, most);
    }
    Opened { sources: vec![Source::whole(name, bytes)], findings: Vec::new() }
}

fn ungzipped(given: &Given, bytes: &[u8], most: u64) -> Opened {
    let member = given.name.strip_suffix(".gz").unwrap_or(&given.name);
    let mut opened = Opened::default();
    match read_capped(MultiGzDecoder::new(bytes), most) {
        Ok(Some(content)) => opened.sources.push(Source::member(given, member, content)),
        Ok(None) => opened.findings.push(too_large(&given.name, most)),
        Err(error) => opened.findings.push(damaged(&given.name, &error.to_string())),
    }
    opened
}

fn unzipped(given: &Given, bytes: &[u8], most: u64) -> Opened {
    let mut opened = Opened::default();
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            opened.findings.push(damaged(&given.name, &error.to_string()));
            return opened;
        }
    };
    if archive.len() > MOST_MEMBERS {
        let says = format!("an archive has at most {MOST_MEMBERS} members");
        let remedy = "unpack it and load the file that you need";
        opened.findings.push(finding(&given.name, None, &says, remedy));
        return opened;
    }
    let mut left = most;
    for number in 0..archive.len() {
        let Some((member, content)) = member(&mut archive, number, left) else { continue };
        let name = format!("{}!{member}", given.name);
        if leads_out(&member) {
            let says = "the name of a file in an archive leads to no other folder";
            let remedy = "ask the sender how the archive was made; that member was not read";
            opened.findings.push(finding(&given.name, Some(&member), says, remedy));
            continue;
        }
        match content {
            Ok(Some(content)) => {
                left = left.saturating_sub(u64::try_from(content.len()).unwrap_or(u64::MAX));
                opened.keep(given, &member, content);
            }
            Ok(None) => {
                opened.findings.push(too_large(&name, most));
                opened.sources.clear();
                return opened;
            }
            Err(error) => opened.findings.push(damaged(&name, &error.to_string())),
        }
    }
    opened
}

type Content = io::Result<Option<Vec<u8>>>;

/// Whether a name is a path out of the folder into which somebody might unpack it.
fn leads_out(member: &str) -> bool {
    let is_drive = member.as_bytes().get(1) == Some(&b':');
    is_drive
        || member.starts_with(['/', '\\'])
        || member.split(['/', '\\']).any(|part| part == "..")
}

/// A member's name and content; None for folders and the notes that macOS leaves.
fn member(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    number: usize,
    left: u64,
) -> Option<(String, Content)> {
    let label = format!("member {}", number + 1);
    let file = match archive.by_index(number) {
        Ok(file) => file,
        Err(error) => return Some((label, Err(error.into()))),
    };
    let name = file.name().map_or(label, std::borrow::Cow::into_owned);
    if file.is_dir() || name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") {
        return None;
    }
    Some((name, read_capped(file, left)))
}

impl Opened {
    fn keep(&mut self, given: &Given, member: &str, content: Vec<u8>) {
        let packed =
            content.starts_with(GZIP) || (content.starts_with(ZIP) && !is_workbook(&content));
        if packed {
            let name = format!("{}!{member}", given.name);
            let says = "an archive inside an archive is not opened";
            self.findings.push(finding(&name, None, says, "unpack the outer archive first"));
        } else {
            self.sources.push(Source::member(given, member, content));
        }
    }
}

/// Whether an archive is a workbook: then it is read as one.
fn is_workbook(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes))
        .is_ok_and(|archive| archive.file_names().flatten().any(|name| name == "xl/workbook.xml"))
}

/// How much an archive unpacks to, counted by unpacking it up to `most`; None if it is damaged.
pub(crate) fn unpacked_size(bytes: &[u8], most: u64) -> Option<u64> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut size = 0_u64;
    for number in 0..archive.len() {
        let file = archive.by_index(number).ok()?;
        size += io::copy(&mut file.take(most.saturating_sub(size) + 1), &mut io::sink()).ok()?;
        if size > most {
            break;
        }
    }
    Some(size)
}

/// Reads to the end; None if there is more than `most`.
fn read_capped(reader: impl Read, most: u64) -> Content {
    let mut content = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut content)?;
    let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
    Ok(if size > most { None } else { Some(content) })
}

/// Gives each `.shp` the files that belong to it.
fn join_shapefiles(sources: &mut Vec<Source>) {
    let shapes: Vec<String> =
        sources.iter().filter(|source| source.extension() == "shp").map(Source::stem).collect();
    let belongs = |source: &Source| {
        SHAPEFILE_PARTS.contains(&source.extension().as_str())
            && shapes.iter().any(|stem| source.stem().starts_with(stem.as_str()))
    };
    let (parts, others): (Vec<Source>, Vec<Source>) =
        std::mem::take(sources).into_iter().partition(belongs);
    *sources = others;
    for part in parts {
        let home = sources
            .iter_mut()
            .find(|source| source.extension() == "shp" && part.stem().starts_with(&source.stem()));
        if let Some(home) = home {
            home.adopt(&part);
        }
    }
}

fn too_large(name: &str, most: u64) -> Finding {
    let says = format!("a file unpacks to at most {most} bytes");
    let remedy = "nothing of it was read; unpack it yourself and look at what is in it";
    finding(name, None, &says, remedy)
}

fn damaged(name: &str, why: &str) -> Finding {
    let says = "an archive can be unpacked to its end";
    finding(name, Some(why), says, "download the file again")
}

fn finding(name: &str, value: Option<&str>, says: &str, remedy: &str) -> Finding {
    Finding {
        place: Place { file: name.to_owned(), line: None, column: None },
        value: value.map(str::to_owned),
        rule: says.to_owned(),
        remedy: remedy.to_owned(),
    }
}

#[cfg(test)]
#[path = "open/tests.rs"]
mod tests;

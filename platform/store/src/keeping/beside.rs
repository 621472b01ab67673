//! Files that lie beside the database and are records too, such as those of the lake: a folder of files that
//! are written once and never changed. What begins with a dot is on its way in or out, and is not kept.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::{Builder, TempDir};

use super::{CannotKeep, container};
use crate::Location;
use crate::chain::hex;

/// What a backup holds: a database, and the folder with the files beside it.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// Where the records are.
    pub records: &'a Location,
    /// The folder, if there is one.
    pub beside: Option<&'a Path>,
}

impl<'a> From<&'a Location> for Kept<'a> {
    fn from(records: &'a Location) -> Self {
        Self { records, beside: None }
    }
}

/// A file beside the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// Where it lies, from the folder on.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
}

/// The files of a folder, in the order of their paths; none where there is no folder.
pub fn files(folder: &Path) -> Result<Vec<String>, CannotKeep> {
    let mut found = Vec::new();
    if folder.exists() {
        walk(folder, "", &mut found)?;
    }
    found.sort_unstable();
    Ok(found)
}

fn walk(folder: &Path, under: &str, found: &mut Vec<String>) -> Result<(), CannotKeep> {
    for entry in fs::read_dir(folder).map_err(CannotKeep::file(folder))? {
        let entry = entry.map_err(CannotKeep::file(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{under}{name}");
        if entry.file_type().map_err(CannotKeep::file(folder))?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// What the files of a folder are like.
pub(crate) fn sums(folder: &Path) -> Result<Vec<FileSum>, CannotKeep> {
    let sum = |path: String| {
        let from = folder.join(&path);
        let mut file = File::open(&from).map_err(CannotKeep::file(&from))?;
        let (bytes, sha256) =
            copied(&mut file, &mut io::sink()).map_err(CannotKeep::file(&from))?;
        Ok(FileSum { path, bytes, sha256 })
    };
    files(folder)?.into_iter().map(sum).collect()
}

/// Writes the files one after the other; each must still be as it was.
pub(crate) fn pour(folder: &Path, files: &[FileSum], to: &mut dyn Write) -> Result<(), CannotKeep> {
    for file in files {
        let from = folder.join(&file.path);
        let mut open = File::open(&from).map_err(CannotKeep::file(&from))?;
        let found = copied(&mut open, to).map_err(CannotKeep::file(&from))?;
        if found != (file.bytes, file.sha256.clone()) {
            return Err(CannotKeep::damaged(&from, "it changed while it was copied"));
        }
    }
    Ok(())
}

/// Files that were taken out of a backup or an export, in a folder that goes when it is let go of.
pub(crate) struct TakenOut(TempDir);

/// Reads the files that [`pour`] wrote, in front of everything else, and holds each to its hash. They are kept
/// in a folder beside `into`, if that is told.
pub(crate) fn take_out(
    backup: &Path,
    (files, from): (&[FileSum], &mut dyn Read),
    into: Option<&Path>,
) -> Result<Option<TakenOut>, CannotKeep> {
    let taken = into.map(room_beside).transpose()?;
    for file in files {
        let place =
            taken.as_ref().map(|taken| place_in(backup, &taken.0, &file.path)).transpose()?;
        let mut part = from.take(file.bytes);
        let found = match &place {
            None => copied(&mut part, &mut io::sink()),
            Some(place) => copied_into(&mut part, place),
        };
        let found = found.map_err(CannotKeep::file(backup))?;
        if found != (file.bytes, file.sha256.clone()) {
            let why = format!("its file {} is not as it was written", file.path);
            return Err(CannotKeep::damaged(backup, why));
        }
    }
    Ok(taken)
}

/// A folder of our own in the one that `into` is in.
pub(crate) fn room_beside(into: &Path) -> Result<TakenOut, CannotKeep> {
    let parent = container::folder_of(into);
    fs::create_dir_all(parent).map_err(CannotKeep::file(parent))?;
    let room = Builder::new().prefix(".kith-").tempdir_in(parent);
    Ok(TakenOut(room.map_err(CannotKeep::file(parent))?))
}

impl TakenOut {
    /// Adds a file.
    pub(crate) fn add(&self, path: &str, from: &mut dyn Read) -> Result<(), CannotKeep> {
        let place = place_in(Path::new(path), &self.0, path)?;
        copied_into(from, &place).map(drop).map_err(CannotKeep::file(&place))
    }

    /// Puts the files in their place; what is there already is moved aside under a name with the time in it.
    pub(crate) fn put(self, into: &Path, at: Timestamp) -> Result<(), CannotKeep> {
        let failed = || CannotKeep::file(into);
        if into.exists() && !files(into)?.is_empty() {
            let mut aside = into.as_os_str().to_owned();
            aside.push(format!(".before-{}", at.strftime("%Y-%m-%dT%H%M%SZ")));
            fs::rename(into, PathBuf::from(aside)).map_err(failed())?;
        } else if into.exists() {
            fs::remove_dir_all(into).map_err(failed())?;
        }
        fs::rename(self.0.keep(), into).map_err(failed())?;
        container::sync_folder(container::folder_of(into))
    }
}

fn place_in(backup: &Path, room: &TempDir, path: &str) -> Result<PathBuf, CannotKeep> {
    let mut parts = Path::new(path).components();
    if !parts.all(|part| matches!(part, Component::Normal(_))) {
        return Err(CannotKeep::damaged(backup, "it names a file outside itself"));
    }
    let place = room.path().join(path);
    let folder = container::folder_of(&place);
    fs::create_dir_all(folder).map_err(CannotKeep::file(folder))?;
    Ok(place)
}

fn copied_into(from: &mut dyn Read, place: &Path) -> io::Result<(u64, String)> {
    let mut file = File::create_new(place)?;
    let found = copied(from, &mut file)?;
    file.sync_all()?;
    File::open(container::folder_of(place))?.sync_all()?;
    Ok(found)
}

/// Copies and hashes.
fn copied(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<(u64, String)> {
    let (mut digest, mut parcel, mut bytes) = (Sha256::new(), vec![0; 1 << 16], 0);
    loop {
        match from.read(&mut parcel)? {
            0 => return Ok((bytes, hex(&digest.finalize().into()))),
            read => {
                digest.update(&parcel[..read]);
                to.write_all(&parcel[..read])?;
                bytes += read as u64;
            }
        }
    }
}

//! The files of an export: in a folder or a zip, each hashed as it is written, and all of them under
//! their final name at once.
//!
//! `SHA256SUMS` lists them in the form that `sha256sum --check` reads, so that nobody needs Kith to see
//! whether they are whole.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{Builder, NamedTempFile, TempDir};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{CannotKeep, container};
use crate::chain::hex;

const SUMS: &str = "SHA256SUMS";

/// Where files go while they are written.
pub(crate) struct Package {
    to: To,
    target: PathBuf,
    /// The hashes of the files that are done, by name.
    sums: BTreeMap<String, String>,
}

enum To {
    Folder {
        folder: TempDir,
        file: Option<BufWriter<File>>,
    },
    Zip(Box<ZipWriter<NamedTempFile>>),
    /// Only the hashes are wanted.
    Nowhere,
}

/// A file that was written: how long it is, and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// A file while it is written.
pub(crate) struct Begun {
    name: String,
    digest: Sha256,
    bytes: u64,
}

impl Package {
    /// A package that becomes `target`: a zip if its name says so, else a folder.
    pub(crate) fn at(target: &Path) -> Result<Self, CannotKeep> {
        if target.exists() {
            return Err(CannotKeep::Exists(target.to_owned()));
        }
        let to = if target.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
            To::Zip(Box::new(ZipWriter::new(container::beside(target)?)))
        } else {
            let parent = container::folder_of(target);
            fs::create_dir_all(parent).map_err(CannotKeep::file(parent))?;
            let folder = Builder::new().prefix(".kith-").tempdir_in(parent);
            To::Folder { folder: folder.map_err(CannotKeep::file(parent))?, file: None }
        };
        Ok(Self { to, target: target.to_owned(), sums: BTreeMap::new() })
    }

    /// A package that is hashed and kept nowhere.
    pub(crate) fn nowhere() -> Self {
        Self { to: To::Nowhere, target: PathBuf::new(), sums: BTreeMap::new() }
    }

    /// Begins a file.
    pub(crate) fn begin(&mut self, name: &str) -> Result<Begun, CannotKeep> {
        let begun = match &mut self.to {
            To::Folder { folder, file } => {
                open_private(&folder.path().join(name)).map(|opened| *file = Some(opened))
            }
            To::Zip(zip) => zip.start_file(name, zip_options()).map_err(io::Error::from),
            To::Nowhere => Ok(()),
        };
        begun.map_err(CannotKeep::file(&self.target))?;
        Ok(Begun { name: name.to_owned(), digest: Sha256::new(), bytes: 0 })
    }

    /// Goes on with a file.
    pub(crate) fn write(&mut self, begun: &mut Begun, bytes: &[u8]) -> Result<(), CannotKeep> {
        begun.digest.update(bytes);
        begun.bytes += bytes.len() as u64;
        let written = match &mut self.to {
            To::Folder { file: Some(file), .. } => file.write_all(bytes),
            To::Zip(zip) => zip.write_all(bytes),
            To::Folder { .. } | To::Nowhere => Ok(()),
        };
        written.map_err(CannotKeep::file(&self.target))
    }

    /// Ends a file.
    pub(crate) fn end(&mut self, begun: Begun) -> Result<Written, CannotKeep> {
        if let To::Folder { file, .. } = &mut self.to
            && let Some(file) = file.take()
        {
            let synced = file.into_inner().map_err(io::IntoInnerError::into_error);
            let synced = synced.and_then(|file| file.sync_all());
            synced.map_err(CannotKeep::file(&self.target))?;
        }
        let sha256 = hex(&begun.digest.finalize().into());
        self.sums.insert(begun.name, sha256.clone());
        Ok(Written { bytes: begun.bytes, sha256 })
    }

    /// Writes a whole file.
    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<Written, CannotKeep> {
        let mut begun = self.begin(name)?;
        self.write(&mut begun, bytes)?;
        self.end(begun)
    }

    /// Writes the hashes and gives the whole its name.
    pub(crate) fn finish(mut self) -> Result<(), CannotKeep> {
        let sums = std::mem::take(&mut self.sums);
        let mut list = String::new();
        for (name, sha256) in &sums {
            list.extend([sha256, "  ", name, "\n"]);
        }
        self.put(SUMS, list.as_bytes())?;
        let target = self.target;
        let failed = |error| CannotKeep::File(target.clone(), error);
        match self.to {
            To::Folder { folder, .. } => {
                let folder = folder.keep();
                fs::rename(&folder, &target).map_err(failed)?;
                container::sync_folder(container::folder_of(&target))
            }
            To::Zip(zip) => {
                let file = zip.finish().map_err(|error| failed(error.into()))?;
                container::name_it(file, &target)
            }
            To::Nowhere => Ok(()),
        }
    }
}

/// The same bytes each time: no hour, and no more rights than the owner's.
fn zip_options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .large_file(true)
        .unix_permissions(0o600)
}

fn open_private(path: &Path) -> io::Result<BufWriter<File>> {
    let folder = container::folder_of(path);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    builder.create(folder)?;
    options.open(path).map(BufWriter::new)
}

/// The files of an export that is read.
pub(crate) struct Unpacked {
    name: PathBuf,
    folder: PathBuf,
    _kept: Option<TempDir>,
}

impl Unpacked {
    /// Opens an export and holds every file to its hash, so that a damaged one is refused as a whole.
    pub(crate) fn open(from: &Path) -> Result<Self, CannotKeep> {
        let package = if from.is_dir() {
            Self { name: from.to_owned(), folder: from.to_owned(), _kept: None }
        } else {
            let folder = unpack(from)?;
            let path = folder.path().to_owned();
            Self { name: from.to_owned(), folder: path, _kept: Some(folder) }
        };
        package.verify()?;
        Ok(package)
    }

    /// Opens one of its files.
    pub(crate) fn file(&self, name: &str) -> Result<BufReader<File>, CannotKeep> {
        let path = self.folder.join(name);
        File::open(&path).map(BufReader::new).map_err(|error| CannotKeep::File(path, error))
    }

    fn verify(&self) -> Result<(), CannotKeep> {
        let damaged = |why: String| CannotKeep::damaged(&self.name, why);
        let mut list = String::new();
        let read =
            File::open(self.folder.join(SUMS)).and_then(|mut sums| sums.read_to_string(&mut list));
        read.map_err(|error| damaged(format!("its list {SUMS} cannot be read: {error}")))?;
        for line in list.lines() {
            let Some((sha256, name)) = line.split_once("  ").filter(|(_, name)| is_inside(name))
            else {
                return Err(damaged(format!("its list {SUMS} has the line {line:?}")));
            };
            let found = hash_of(&self.folder.join(name));
            let missing = |error| damaged(format!("its file {name} cannot be read: {error}"));
            if found.map_err(missing)? != sha256 {
                return Err(damaged(format!("its file {name} is not as it was written")));
            }
        }
        Ok(())
    }
}

fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let (mut digest, mut parcel) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut parcel)? {
            0 => return Ok(hex(&digest.finalize().into())),
            read => digest.update(&parcel[..read]),
        }
    }
}

fn unpack(from: &Path) -> Result<TempDir, CannotKeep> {
    let failed = |error| CannotKeep::File(from.to_owned(), error);
    let damaged = |error: zip::result::ZipError| match error {
        zip::result::ZipError::Io(error) => CannotKeep::File(from.to_owned(), error),
        other => CannotKeep::damaged(from, other.to_string()),
    };
    let folder = TempDir::new().map_err(failed)?;
    let file = File::open(from).map_err(failed)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    for number in 0..archive.len() {
        let mut packed = archive.by_index(number).map_err(damaged)?;
        let Some(name) = packed.enclosed_name() else {
            return Err(CannotKeep::damaged(from, "it names a file outside itself"));
        };
        let mut to = open_private(&folder.path().join(name)).map_err(failed)?;
        // What does not unpack is damage: its own check sum is wrong.
        io::copy(&mut packed, &mut to)
            .and_then(|_| to.flush())
            .map_err(|error| CannotKeep::damaged(from, error.to_string()))?;
    }
    Ok(folder)
}

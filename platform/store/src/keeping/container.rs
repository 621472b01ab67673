//! The one file of a backup:
//!
//! | part | |
//! |---|---|
//! | `kith backup 1` and a line end | what it is, and which layout |
//! | a line of JSON | the [`Manifest`] |
//! | bytes | the files beside the database, one after the other, and then what the database's own tool wrote; compressed by Zstandard |
//! | 32 bytes | SHA-256 over everything before |
//!
//! `head -n 2 FILE` shows the first two. A file gets its name once it is whole and on disk.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::{Builder, NamedTempFile};

use super::{CannotKeep, Manifest, beside};

const FIRST_LINE: &str = "kith backup 1\n";
const SEAL: u64 = 32;
/// No manifest is longer; what claims to be is none.
const LONGEST_MANIFEST: u64 = 16 << 20;
/// A level that keeps up with a disk on two cores.
const LEVEL: i32 = 3;

/// A file of our own beside `target`, which nobody else may read.
pub(crate) fn beside(target: &Path) -> Result<NamedTempFile, CannotKeep> {
    let folder = folder_of(target);
    fs::create_dir_all(folder).map_err(CannotKeep::file(folder))?;
    Builder::new().prefix(".kith-").tempfile_in(folder).map_err(CannotKeep::file(folder))
}

/// The folder that a file is in.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a file its name once it is on disk; never that of another file.
pub(crate) fn name_it(file: NamedTempFile, target: &Path) -> Result<(), CannotKeep> {
    file.as_file().sync_all().map_err(CannotKeep::file(target))?;
    file.persist_noclobber(target).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => CannotKeep::Exists(target.to_owned()),
        _ => CannotKeep::File(target.to_owned(), error.error),
    })?;
    sync_folder(folder_of(target))
}

/// Makes sure that the names in a folder survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), CannotKeep> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(CannotKeep::file(folder))
}

/// Writes a backup; `fill` writes what lies in it. Answers with its length.
pub(crate) fn write(
    target: &Path,
    manifest: &Manifest,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), CannotKeep>,
) -> Result<u64, CannotKeep> {
    if target.exists() {
        return Err(CannotKeep::Exists(target.to_owned()));
    }
    let failed = |error| CannotKeep::File(target.to_owned(), error);
    let mut whole = beside(target)?;
    let mut sealed = Sealed { to: whole.as_file_mut(), digest: Sha256::new(), length: 0 };
    sealed.write_all(FIRST_LINE.as_bytes()).map_err(failed)?;
    serde_json::to_writer(&mut sealed, manifest).map_err(|error| failed(error.into()))?;
    sealed.write_all(b"\n").map_err(failed)?;
    let mut packed = zstd::Encoder::new(&mut sealed, LEVEL).map_err(failed)?;
    fill(&mut packed)?;
    packed.finish().map_err(failed)?;
    let Sealed { to, digest, length } = sealed;
    to.write_all(&digest.finalize()).map_err(failed)?;
    name_it(whole, target)?;
    Ok(length + SEAL)
}

/// Hashes and counts what is written.
struct Sealed<W> {
    to: W,
    digest: Sha256,
    length: u64,
}

impl<W: Write> Write for Sealed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Reads a backup through to its last byte, and believes nothing of it before its hash is right.
pub(crate) fn verify(path: &Path) -> Result<Manifest, CannotKeep> {
    let failed = |error| CannotKeep::File(path.to_owned(), error);
    let mut file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let Some(before_seal) = length.checked_sub(SEAL) else {
        return Err(CannotKeep::damaged(path, "it is too short to be a backup of Kith"));
    };
    let mut sealed = Sealed { to: io::sink(), digest: Sha256::new(), length: 0 };
    io::copy(&mut (&mut file).take(before_seal), &mut sealed).map_err(failed)?;
    let mut seal = Vec::new();
    file.read_to_end(&mut seal).map_err(failed)?;
    if sealed.digest.finalize()[..] != seal[..] {
        let why = if begins_like_ours(path).map_err(failed)? {
            "its hash is not the one that was written at its end"
        } else {
            "it does not begin like a backup of Kith, and its hash is wrong"
        };
        return Err(CannotKeep::damaged(path, why));
    }
    let (manifest, mut from) = open(path)?;
    beside::take_out(path, (&manifest.files, &mut from), None)?;
    Ok(manifest)
}

fn begins_like_ours(path: &Path) -> io::Result<bool> {
    let mut first = Vec::new();
    File::open(path)?.take(FIRST_LINE.len() as u64).read_to_end(&mut first)?;
    Ok(first == FIRST_LINE.as_bytes())
}

/// The manifest of a backup and what lies in it. Only of a file that was verified.
pub(crate) fn open(path: &Path) -> Result<(Manifest, impl Read + use<>), CannotKeep> {
    let failed = |error| CannotKeep::File(path.to_owned(), error);
    let damaged = |why: String| CannotKeep::damaged(path, why);
    let length = fs::metadata(path).map_err(failed)?.len();
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let mut first = vec![0; FIRST_LINE.len()];
    file.read_exact(&mut first).map_err(failed)?;
    if first != FIRST_LINE.as_bytes() {
        let why = "it is no backup of Kith, or of a layout that this version does not know";
        return Err(damaged(why.into()));
    }
    let mut line = Vec::new();
    (&mut file).take(LONGEST_MANIFEST).read_until(b'\n', &mut line).map_err(failed)?;
    let manifest = serde_json::from_slice(&line)
        .map_err(|error| damaged(format!("its manifest cannot be read: {error}")))?;
    let begins = (FIRST_LINE.len() + line.len()) as u64;
    file.seek(SeekFrom::Start(begins)).map_err(failed)?;
    let packed = file.take(length.saturating_sub(begins + SEAL));
    Ok((manifest, zstd::Decoder::new(packed).map_err(failed)?))
}

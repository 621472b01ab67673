//! One thing to read: a file, or one member of an archive.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use crate::CannotRead;
use crate::survey::Survey;

/// Files up to this size are read into memory at once; larger ones lie on the disk and are read as
/// they are needed, so that memory does not grow with a file.
const MOST_IN_MEMORY: u64 = 16 << 20;

/// One thing to read, unpacked.
#[derive(Clone)]
pub struct Source {
    name: String,
    content: Content,
    survey: Arc<OnceLock<Survey>>,
    companions: Vec<Companion>,
    given: Given,
}

/// Where the bytes are.
#[derive(Clone)]
enum Content {
    Memory(Arc<[u8]>),
    Disk(Arc<OnDisk>),
}

/// A file that lies on the disk, as it was when it was opened.
struct OnDisk {
    path: PathBuf,
    bytes: u64,
    /// What is in it, once somebody needs all of it at once.
    read: OnceLock<io::Result<Vec<u8>>>,
}

/// The file as it was handed over: the archive, where a source comes out of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its name, without folders.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A file that belongs to another: the `.dbf` and `.prj` of a `.shp`.
#[derive(Clone)]
pub(crate) struct Companion {
    pub(crate) extension: String,
    pub(crate) bytes: Arc<[u8]>,
}

impl Given {
    /// Notes what was handed over.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256: Survey::of_bytes(bytes).sha256,
        }
    }
}

impl Source {
    /// A source that is a whole file.
    pub fn whole(name: &str, bytes: Vec<u8>) -> Self {
        let given = Given::of(name, &bytes);
        Self::new(name.to_owned(), Content::Memory(bytes.into()), given)
    }

    /// A source that is a file on the disk, called `name` by who handed it over.
    pub fn on_disk(name: &str, path: &Path) -> io::Result<Self> {
        let bytes = path.metadata()?.len();
        if bytes <= MOST_IN_MEMORY {
            return Ok(Self::whole(name, std::fs::read(path)?));
        }
        let survey = Survey::of(File::open(path)?)?;
        let given = Given { name: name.to_owned(), bytes, sha256: survey.sha256.clone() };
        let file = OnDisk { path: path.to_owned(), bytes, read: OnceLock::new() };
        let source = Self::new(name.to_owned(), Content::Disk(Arc::new(file)), given);
        // The cell is new: nobody has filled it.
        let _ = source.survey.set(survey);
        Ok(source)
    }

    /// A source that was inside the file `given`.
    pub(crate) fn member(given: &Given, member: &str, bytes: Vec<u8>) -> Self {
        let name = format!("{}!{member}", given.name);
        Self::new(name, Content::Memory(bytes.into()), given.clone())
    }

    fn new(name: String, content: Content, given: Given) -> Self {
        Self { name, content, survey: Arc::default(), companions: Vec::new(), given }
    }

    /// Its name: the file's, with the member's behind a `!` inside an archive.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All that is in it, in memory.
    pub fn bytes(&self) -> Result<&[u8], CannotRead> {
        match &self.content {
            Content::Memory(bytes) => Ok(bytes),
            Content::Disk(file) => {
                file.read.get_or_init(|| std::fs::read(&file.path)).as_deref().map_err(lost)
            }
        }
    }

    /// How long it is, in bytes.
    pub fn size(&self) -> u64 {
        match &self.content {
            Content::Memory(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Content::Disk(file) => file.bytes,
        }
    }

    /// Reads it from its beginning, without taking it into memory.
    pub(crate) fn reader(&self) -> Result<Box<dyn Read + Send + '_>, CannotRead> {
        match &self.content {
            Content::Memory(bytes) => Ok(Box::new(&bytes[..])),
            Content::Disk(file) => {
                let opened = File::open(&file.path).map_err(|error| lost(&error))?;
                Ok(Box::new(opened.take(file.bytes)))
            }
        }
    }

    /// Its first bytes, at most so many; none if it cannot be read any more.
    pub(crate) fn start(&self, most: u64) -> Vec<u8> {
        let mut start = Vec::new();
        let read = self.reader().map(|reader| reader.take(most).read_to_end(&mut start));
        if matches!(read, Ok(Ok(_))) { start } else { Vec::new() }
    }

    /// The file as it was handed over.
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// SHA-256 of what is in it and in the files that belong to it, in hexadecimal: the same however
    /// it was packed.
    pub fn sha256(&self) -> String {
        if self.companions.is_empty() {
            return self.survey().map_or_else(String::new, |survey| survey.sha256.clone());
        }
        let mut hash = Sha256::new();
        hash.update(self.bytes().unwrap_or_default());
        for companion in &self.companions {
            hash.update(companion.extension.as_bytes());
            hash.update(&companion.bytes);
        }
        crate::survey::hexadecimal(&hash.finalize())
    }

    /// What is known of all its bytes, once they have been gone through.
    pub(crate) fn survey(&self) -> Option<&Survey> {
        if self.survey.get().is_none()
            && let Content::Memory(bytes) = &self.content
        {
            return Some(self.survey.get_or_init(|| Survey::of_bytes(bytes)));
        }
        self.survey.get()
    }

    /// The ending of its name, in lower case: `csv`.
    pub fn extension(&self) -> String {
        extension(&self.name).to_ascii_lowercase()
    }

    /// The name without its ending, in lower case: by it a `.dbf` finds its `.shp`.
    pub(crate) fn stem(&self) -> String {
        let ending = extension(&self.name).len();
        self.name[..self.name.len() - ending].to_ascii_lowercase()
    }

    /// What is in the file with this ending that belongs to it.
    pub(crate) fn companion(&self, extension: &str) -> Option<&[u8]> {
        let found = self.companions.iter().find(|companion| companion.extension == extension)?;
        Some(&found.bytes)
    }

    /// Takes another source in as one that belongs to this. One that can no longer be read is left
    /// out, as if it had not been there.
    pub(crate) fn adopt(&mut self, other: &Self) {
        if let Ok(bytes) = other.bytes() {
            self.companions.push(Companion { extension: other.extension(), bytes: bytes.into() });
        }
    }
}

fn lost(error: &io::Error) -> CannotRead {
    CannotRead::Broken { what: "a file", why: error.to_string() }
}

// By hand, because the bytes are millions.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.name, self.size())
    }
}

fn extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((_, ending)) if !ending.contains(['/', '!']) => ending,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_known_by_the_hash_of_its_bytes() {
        // FIPS 180-2, appendix B.1: SHA-256 of "abc".
        let source = Source::whole("a.csv", b"abc".to_vec());
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(source.sha256(), expected);
        assert_eq!(source.given().sha256, expected);
    }

    #[test]
    fn an_ending_is_not_looked_for_in_folders_or_archives() {
        assert_eq!(Source::whole("a.b/c", Vec::new()).extension(), "");
        assert_eq!(Source::whole("a.zip!B.CSV", Vec::new()).extension(), "csv");
        assert_eq!(Source::whole("a.zip!B.SHP", Vec::new()).stem(), "a.zip!b.");
    }

    #[test]
    fn a_large_file_is_known_by_the_same_hash_on_the_disk_as_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.csv");
        let bytes = vec![b'7'; usize::try_from(MOST_IN_MEMORY).unwrap() + 1];
        std::fs::write(&path, &bytes).unwrap();
        let source = Source::on_disk("large.csv", &path).unwrap();
        assert!(matches!(source.content, Content::Disk(_)));
        assert_eq!(source.start(3), b"777");
        assert_eq!(source.size(), MOST_IN_MEMORY + 1);
        assert_eq!(source.sha256(), Source::whole("large.csv", bytes).sha256());
    }
}

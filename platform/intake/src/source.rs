//! One thing to read: a file, or one member of an archive.

use std::fmt;

use sha2::{Digest, Sha256};

/// One thing to read, in memory, unpacked.
#[derive(Clone)]
pub struct Source {
    name: String,
    bytes: Vec<u8>,
    companions: Vec<Companion>,
    given: Given,
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
    pub(crate) bytes: Vec<u8>,
}

impl Given {
    /// Notes what was handed over.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256: hexadecimal(&Sha256::digest(bytes)),
        }
    }
}

impl Source {
    /// A source that is a whole file.
    pub fn whole(name: &str, bytes: Vec<u8>) -> Self {
        let given = Given::of(name, &bytes);
        Self { name: name.to_owned(), bytes, companions: Vec::new(), given }
    }

    /// A source that was inside the file `given`.
    pub(crate) fn member(given: &Given, member: &str, bytes: Vec<u8>) -> Self {
        let name = format!("{}!{member}", given.name);
        Self { name, bytes, companions: Vec::new(), given: given.clone() }
    }

    /// Its name: the file's, with the member's behind a `!` inside an archive.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is in it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file as it was handed over.
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// SHA-256 of what is in it and in the files that belong to it, in hexadecimal: the same however
    /// it was packed.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.bytes);
        for companion in &self.companions {
            hash.update(companion.extension.as_bytes());
            hash.update(&companion.bytes);
        }
        hexadecimal(&hash.finalize())
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

    /// Takes another source in as one that belongs to this.
    pub(crate) fn adopt(&mut self, other: Self) {
        self.companions.push(Companion { extension: other.extension(), bytes: other.bytes });
    }
}

// By hand, because the bytes are millions.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.name, self.bytes.len())
    }
}

fn extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((_, ending)) if !ending.contains(['/', '!']) => ending,
        _ => "",
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
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
}

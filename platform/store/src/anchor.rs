//! The head of the chain, written down outside the database. Whoever can write the database can cut
//! the journal's end off, or write all of it anew with hashes that fit; an anchor that they cannot
//! reach tells of it.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;

use crate::chain::{Head, hex, unhex};
use crate::journal::Seal;
use crate::{On, StoreError, chain};

/// The file in the folder of anchors.
pub const FILE: &str = "journal.anchors";

/// What the chain's newest entry was at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// When it was looked at.
    pub at: Timestamp,
    /// The number of the newest entry; 0 before the first.
    pub seq: i64,
    /// Its hash.
    pub hash: Seal,
}

/// All anchors of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    /// Those that can be read, the first first.
    pub all: Vec<Anchor>,
    /// Lines that are none: cut off by a failing disk, or changed.
    pub unreadable: u64,
}

/// The chain's head as it stands now.
pub async fn weigh(on: &mut impl On, at: Timestamp) -> Result<Anchor, StoreError> {
    match chain::head(on.connection(), "").await? {
        Some(Head { seq, hash }) => Ok(Anchor { at, seq, hash }),
        None => Err(StoreError::failed("the journal has lost its head")),
    }
}

impl Anchor {
    /// Adds the anchor to the file in `folder`, which is made if it is missing. The file is only ever
    /// added to, so that it may be one that can only be added to. When this returns, it is on disk.
    pub fn drop_in(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = OpenOptions::new().append(true).create(true).open(folder.join(FILE))?;
        let torn = !ends_with_a_line(&folder.join(FILE))?;
        let line = format!("{}{self}\n", if torn { "\n" } else { "" });
        file.write_all(line.as_bytes())?;
        file.sync_all()
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let (at, seq, hash) = (words.next()?, words.next()?, words.next()?);
        let anchor = Self { at: at.parse().ok()?, seq: seq.parse().ok()?, hash: unhex(hash)? };
        words.next().is_none().then_some(anchor)
    }
}

impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.6} {} {}", self.at, self.seq, hex(&self.hash))
    }
}

impl Anchors {
    /// The anchors in `folder`; none where there is no such folder or file.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        match fs::read_to_string(folder.join(FILE)) {
            Ok(text) => Ok(Self::read(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// The anchors of a text. A line that is none is counted and passed over: whoever could spoil it
    /// could have taken it away.
    pub fn read(text: &str) -> Self {
        let mut anchors = Self::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match Anchor::from_line(line) {
                Some(anchor) => anchors.all.push(anchor),
                None => anchors.unreadable += 1,
            }
        }
        anchors
    }

    /// Those that were dropped before the journal had more entries than `seq`.
    #[must_use]
    pub fn as_far_as(&self, seq: i64) -> Self {
        let all = self.all.iter().filter(|anchor| anchor.seq <= seq).copied().collect();
        Self { all, unreadable: self.unreadable }
    }

    /// Writes these anchors in the place of those in `folder`, which are moved aside to a file with that
    /// ending: for when a backup has taken the records back to an earlier day.
    pub fn replace_in(&self, folder: &Path, ending: &str) -> io::Result<()> {
        let file = folder.join(FILE);
        if file.exists() {
            fs::rename(&file, folder.join(format!("{FILE}{ending}")))?;
        }
        self.all.iter().try_for_each(|anchor| anchor.drop_in(folder))
    }

    /// The newest of them.
    pub fn newest(&self) -> Option<&Anchor> {
        self.all.last()
    }

    /// The same by the number of their entry, for whoever walks along the chain.
    pub(crate) fn by_number(&self) -> Vec<Anchor> {
        let mut all = self.all.clone();
        all.sort_by_key(|anchor| anchor.seq);
        all
    }
}

fn ends_with_a_line(path: &Path) -> io::Result<bool> {
    let mut file = fs::File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn anchor(seq: i64) -> Anchor {
        Anchor { at: Timestamp::UNIX_EPOCH, seq, hash: [7; 32] }
    }

    #[test]
    fn anchors_are_read_back_as_they_were_dropped() {
        let folder = TempDir::new().unwrap();
        let below = folder.path().join("on").join("another-disk");
        assert_eq!(Anchors::in_folder(&below).unwrap(), Anchors::default());
        for seq in [0, 3, 9] {
            anchor(seq).drop_in(&below).unwrap();
        }
        let anchors = Anchors::in_folder(&below).unwrap();
        assert_eq!(anchors.all, [anchor(0), anchor(3), anchor(9)]);
        assert_eq!(anchors.newest(), Some(&anchor(9)));
    }

    #[test]
    fn a_line_that_was_cut_off_spoils_neither_its_forerunner_nor_the_next() {
        let folder = TempDir::new().unwrap();
        anchor(3).drop_in(folder.path()).unwrap();
        let path = folder.path().join(FILE);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}{}", &whole[..40])).unwrap();
        anchor(9).drop_in(folder.path()).unwrap();
        let anchors = Anchors::in_folder(folder.path()).unwrap();
        assert_eq!((anchors.all, anchors.unreadable), (vec![anchor(3), anchor(9)], 1));
    }
}

//! A disk whose power goes. It keeps what was synced. What was written since then may be there, or
//! not, or in part, sector by sector, and in any order; so may a name that was made or taken away
//! since its folder was synced, even where the file under it was synced. A sync that fails loses what
//! it was to sync for good, as on Linux, where the pages then count as clean ("fsyncgate":
//! <https://lwn.net/Articles/752063/>).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::trace::{Call, Step, Trace};

/// A disk writes a sector whole or not at all.
const SECTOR: u64 = 512;

type Names = BTreeMap<PathBuf, usize>;

/// The files of one folder, as a trace makes them.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    files: Vec<File>,
    /// The names that programs see, and those that are on disk.
    names: Names,
    durable: Names,
    handles: HashMap<i64, Handle>,
    syncs: HashMap<usize, Synced>,
    /// How many calls the programs made that have ended.
    calls: usize,
}

#[derive(Debug, Default)]
struct File {
    durable: Vec<u8>,
    /// What was written since, each with the number of its call. A failed sync loses it.
    pending: Vec<(usize, Change)>,
}

#[derive(Debug, Clone)]
enum Change {
    Write { at: u64, bytes: Vec<u8> },
    Cut { length: u64 },
}

#[derive(Debug, Clone, Copy)]
enum Handle {
    File(usize),
    Folder,
}

/// What a sync that is under way will have made durable.
#[derive(Debug)]
enum Synced {
    /// What was written to this file before.
    File(usize),
    /// The names at its beginning.
    Folder(Names),
}

/// What becomes of changes that are not on disk when the power goes.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Kept,
    Lost,
    Mixed,
}

impl Disk {
    /// A disk with an empty folder.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            files: Vec::new(),
            names: Names::new(),
            durable: Names::new(),
            handles: HashMap::new(),
            syncs: HashMap::new(),
            calls: 0,
        }
    }

    /// The program has ended: nothing is open any more. What it wrote is still there for the next.
    pub fn program_ended(&mut self, trace: &Trace) {
        self.handles.clear();
        self.syncs.clear();
        self.calls += trace.calls.len();
    }

    /// Does the next step of a trace.
    pub fn step(&mut self, trace: &Trace, step: Step) -> anyhow::Result<()> {
        match step {
            Step::Begins(number) => self.begin(self.calls + number, &trace.calls[number]),
            Step::Ends(number, answer) => {
                self.end(self.calls + number, &trace.calls[number], answer);
                Ok(())
            }
        }
    }

    fn begin(&mut self, number: usize, call: &Call) -> anyhow::Result<()> {
        match call {
            Call::Write { file, at, bytes } => {
                let change = Change::Write { at: *at, bytes: bytes.clone() };
                self.change(number, *file, change);
            }
            Call::Cut { file, length } => {
                self.change(number, *file, Change::Cut { length: *length });
            }
            Call::Sync { file } => match self.handles.get(file) {
                Some(Handle::File(file)) => drop(self.syncs.insert(number, Synced::File(*file))),
                Some(Handle::Folder) => {
                    self.syncs.insert(number, Synced::Folder(self.names.clone()));
                }
                None => {}
            },
            Call::Other { name, file } if self.handles.contains_key(file) => {
                bail!("the disk does not know what {name} does to a file")
            }
            Call::Rename { words } => bail!("the disk does not know how to rename {words}"),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, number: usize, call: &Call, answer: i64) {
        let went_well = answer >= 0;
        match call {
            Call::Open { path, makes } if went_well => self.open(Path::new(path), *makes, answer),
            Call::Close { file } => drop(self.handles.remove(file)),
            Call::Unlink { path } if went_well => drop(self.names.remove(Path::new(path))),
            Call::Write { file, .. } | Call::Cut { file, .. } if !went_well => {
                if let Some(Handle::File(file)) = self.handles.get(file) {
                    self.files[*file].pending.retain(|(which, _)| *which != number);
                }
            }
            Call::Sync { .. } => match self.syncs.remove(&number) {
                Some(Synced::File(file)) => self.files[file].sync(number, went_well),
                Some(Synced::Folder(names)) if went_well => self.durable = names,
                _ => {}
            },
            _ => {}
        }
    }

    fn open(&mut self, path: &Path, makes: bool, handle: i64) {
        if path == self.folder {
            self.handles.insert(handle, Handle::Folder);
        } else if path.parent() == Some(&self.folder) && !is_shared_memory(path) {
            if makes && !self.names.contains_key(path) {
                self.names.insert(path.to_owned(), self.files.len());
                self.files.push(File::default());
            }
            if let Some(file) = self.names.get(path) {
                self.handles.insert(handle, Handle::File(*file));
            }
        }
    }

    fn change(&mut self, number: usize, handle: i64, change: Change) {
        if let Some(Handle::File(file)) = self.handles.get(&handle) {
            self.files[*file].pending.push((number, change));
        }
    }

    /// Puts down in the folder `into` what is on the disk after the power went now.
    pub fn lose_power(&self, into: &Path, dice: &mut Xoshiro256PlusPlus) -> anyhow::Result<()> {
        let fate = match dice.random_range(0..6) {
            0 => Fate::Kept,
            1 | 2 => Fate::Lost,
            _ => Fate::Mixed,
        };
        let paths: BTreeSet<&PathBuf> = self.names.keys().chain(self.durable.keys()).collect();
        for path in paths {
            let is_seen = fate.keeps(dice);
            let names = if is_seen { &self.names } else { &self.durable };
            if let Some(file) = names.get(path) {
                let bytes = self.files[*file].after_power_loss(fate, dice);
                let name = path.file_name().context("a file has a name")?;
                std::fs::write(into.join(name), bytes)?;
            }
        }
        // Memory that programs shared through a file: whatever of it reached the disk is rubbish.
        let rubbish: Vec<u8> = (0..32_768).map(|_| dice.random()).collect();
        std::fs::write(into.join("kith.db-shm"), rubbish)?;
        Ok(())
    }
}

/// SQLite shares memory through this file and makes it anew after a crash.
fn is_shared_memory(path: &Path) -> bool {
    path.to_string_lossy().ends_with("-shm")
}

impl Fate {
    fn keeps(self, dice: &mut Xoshiro256PlusPlus) -> bool {
        match self {
            Self::Kept => true,
            Self::Lost => false,
            Self::Mixed => dice.random(),
        }
    }
}

impl File {
    /// Ends the sync with this number: what was written before it is on disk, or lost.
    fn sync(&mut self, number: usize, went_well: bool) {
        let pending = std::mem::take(&mut self.pending);
        for (which, change) in pending {
            if which > number {
                self.pending.push((which, change));
            } else if went_well {
                change.apply(&mut self.durable, &mut |_| true);
            }
        }
    }

    fn after_power_loss(&self, fate: Fate, dice: &mut Xoshiro256PlusPlus) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for (_, change) in &self.pending {
            // Most are kept or lost whole; some are torn.
            let is_torn = matches!(fate, Fate::Mixed) && dice.random_range(0..3) == 0;
            let is_kept = fate.keeps(dice);
            change.apply(&mut bytes, &mut |_| if is_torn { dice.random() } else { is_kept });
        }
        bytes
    }
}

impl Change {
    /// Makes the change, of a write only the sectors that are kept.
    fn apply(&self, to: &mut Vec<u8>, is_kept: &mut impl FnMut(u64) -> bool) {
        match self {
            Self::Cut { length } => {
                if is_kept(0) {
                    to.resize(place(*length), 0);
                }
            }
            Self::Write { at, bytes } => {
                let end = at + bytes.len() as u64;
                let mut from = *at;
                while from < end {
                    let until = ((from / SECTOR + 1) * SECTOR).min(end);
                    if is_kept(from / SECTOR) {
                        let (a, b) = (place(from), place(until));
                        to.resize(to.len().max(b), 0);
                        to[a..b].copy_from_slice(&bytes[place(from - at)..place(until - at)]);
                    }
                    from = until;
                }
            }
        }
    }
}

fn place(offset: u64) -> usize {
    usize::try_from(offset).expect("the files of these tests fit into memory")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    const FOLDER: &str = "/d";

    fn open(path: &str) -> Call {
        Call::Open { path: path.into(), makes: true }
    }

    fn write(at: u64, letter: u8, many: usize) -> Call {
        Call::Write { file: 3, at, bytes: vec![letter; many] }
    }

    /// What may be in `/d/kith.db` after these calls and their answers, over many power losses.
    fn outcomes(calls: &[(Call, i64)]) -> BTreeSet<Option<String>> {
        let mut disk = Disk::new(Path::new(FOLDER));
        for (number, (call, answer)) in calls.iter().enumerate() {
            disk.begin(number, call).unwrap();
            disk.end(number, call, *answer);
        }
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut seen = BTreeSet::new();
        for _ in 0..200 {
            let into = tempfile::tempdir().unwrap();
            disk.lose_power(into.path(), &mut dice).unwrap();
            seen.insert(std::fs::read_to_string(into.path().join("kith.db")).ok());
        }
        seen
    }

    fn texts(texts: &[Option<&str>]) -> BTreeSet<Option<String>> {
        texts.iter().map(|text| text.map(str::to_owned)).collect()
    }

    #[test]
    fn what_was_synced_stays_and_what_was_not_may_go() {
        let made = [(open("/d/kith.db"), 3), (open("/d"), 4), (Call::Sync { file: 4 }, 0)];
        let with = |more: &[(Call, i64)]| outcomes(&[&made[..], more].concat());
        let (a, b) = ((write(0, b'a', 2), 2), (write(1, b'b', 2), 2));
        let sync = (Call::Sync { file: 3 }, 0);
        assert_eq!(with(&[a.clone(), sync.clone()]), texts(&[Some("aa")]));
        let either = texts(&[Some(""), Some("aa"), Some("\0bb"), Some("abb")]);
        assert_eq!(with(&[a.clone(), b.clone()]), either);
        let after = with(&[a.clone(), sync.clone(), (Call::Cut { file: 3, length: 1 }, 0)]);
        assert_eq!(after, texts(&[Some("aa"), Some("a")]));
        // A sync that fails loses what it was asked to keep, even if the next one goes well.
        let failed = (Call::Sync { file: 3 }, -1);
        assert_eq!(with(&[a, failed, b, sync]), texts(&[Some("\0bb")]));
    }

    #[test]
    fn a_name_is_on_disk_once_its_folder_is_synced() {
        let wrote = [(open("/d/kith.db"), 3), (write(0, b'a', 1), 1), (Call::Sync { file: 3 }, 0)];
        assert_eq!(outcomes(&wrote), texts(&[None, Some("a")]));
        let synced = [&wrote[..], &[(open("/d"), 4), (Call::Sync { file: 4 }, 0)]].concat();
        assert_eq!(outcomes(&synced), texts(&[Some("a")]));
        let unlinked = [&synced[..], &[(Call::Unlink { path: "/d/kith.db".into() }, 0)]].concat();
        assert_eq!(outcomes(&unlinked), texts(&[None, Some("a")]));
    }

    #[test]
    fn a_write_is_torn_between_sectors_only() {
        let made = [(open("/d/kith.db"), 3), (open("/d"), 4), (Call::Sync { file: 4 }, 0)];
        let torn = outcomes(&[&made[..], &[(write(500, b'a', 24), 24)]].concat());
        let first = format!("{}{}", "\0".repeat(500), "a".repeat(12));
        let second = format!("{}{}", "\0".repeat(512), "a".repeat(12));
        let both = format!("{}{}", "\0".repeat(500), "a".repeat(24));
        assert_eq!(torn, texts(&[Some(""), Some(&first), Some(&second), Some(&both)]));
    }
}

//! The folder: where the part of a load lies, which there are, and how one goes.

use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use kith_terms::Id;
use serde::{Deserialize, Serialize};

use crate::read::Opened;
use crate::sums::Sums;
use crate::{Column, LakeError, Writer};

/// The file with the rows.
pub(crate) const ROWS: &str = "rows.parquet";
/// The file with its hashes.
pub(crate) const SUMS: &str = "sums.json";
/// The folder of what is being written. No dataset can be called so.
const ARRIVING: &str = ".arriving";
/// The folder of what is being removed.
const LEAVING: &str = ".leaving";

/// What was opened, by dataset and load.
type Known = HashMap<(String, String), Arc<Opened>>;

/// Rows by the million, in a folder. Cloning it is cheap.
#[derive(Clone)]
pub struct Lake {
    folder: PathBuf,
    /// What files say of themselves: they never change, so it is read once. It takes
    /// about half a byte of memory for each row on the disk.
    opened: Arc<Mutex<Known>>,
}

/// What a load has in a dataset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// The dataset.
    pub dataset: String,
    /// The load's id.
    pub load: String,
    /// How many rows.
    pub rows: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

impl Part {
    /// Where the file lies, from the lake's folder on.
    pub fn file(&self) -> String {
        format!("{}/{}/{ROWS}", self.dataset, self.load)
    }
}

impl Lake {
    /// Opens a lake; the folder is made where there is none.
    pub fn open(folder: &Path) -> Result<Self, LakeError> {
        fs::create_dir_all(folder).map_err(LakeError::file(folder))?;
        let folder = folder.to_owned();
        Ok(Self { folder, opened: Arc::default() })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins the part of a load in a dataset. What a load that was cut off has left of it goes.
    pub fn writer<T>(
        &self,
        dataset: &str,
        load: Id<T>,
        columns: &[Column],
    ) -> Result<Writer, LakeError> {
        let load = load.to_string();
        let to = self.place(dataset, &load)?;
        let dataset = dataset.to_owned();
        if to.exists() {
            return Err(LakeError::Exists { dataset, load });
        }
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(LakeError::file(parent))?;
            sync_folder(&self.folder)?;
        }
        let from = self.folder.join(ARRIVING).join(format!("{dataset}-{load}"));
        remove_folder(&from)?;
        fs::create_dir_all(&from).map_err(LakeError::file(&from))?;
        let part = Part { dataset, load, rows: 0, bytes: 0, sha256: String::new() };
        Writer::begin(part, columns, (from, to))
    }

    /// What a load has in a dataset, if it has anything there.
    pub fn part<T>(&self, dataset: &str, load: Id<T>) -> Result<Option<Part>, LakeError> {
        self.part_of(dataset, &load.to_string())
    }

    /// What there is, ordered by dataset and load.
    pub fn parts(&self) -> Result<Vec<Part>, LakeError> {
        let mut parts = Vec::new();
        for dataset in names(&self.folder)?.into_iter().filter(|name| is_dataset(name)) {
            for load in names(&self.folder.join(&dataset))? {
                parts.extend(self.part_of(&dataset, &load)?);
            }
        }
        parts.sort();
        Ok(parts)
    }

    /// The files, from the lake's folder on: those that a backup takes along.
    pub fn files(&self) -> Result<Vec<String>, LakeError> {
        let parts = self.parts()?;
        let both =
            |part: &Part| [ROWS, SUMS].map(|name| format!("{}/{}/{name}", part.dataset, part.load));
        Ok(parts.iter().flat_map(both).collect())
    }

    /// Removes what a load has in a dataset; whether there was anything.
    pub fn remove<T>(&self, dataset: &str, load: Id<T>) -> Result<bool, LakeError> {
        self.remove_part(dataset, &load.to_string())
    }

    /// Removes what belongs to no load: what loads that were cut off have left behind, and the parts of
    /// which `keep` says no. Gives back those parts. What another program is writing stays.
    pub fn sweep(&self, keep: impl Fn(&Part) -> bool) -> Result<Vec<Part>, LakeError> {
        self.remove_cut_off()?;
        let mut orphans = self.parts()?;
        orphans.retain(|part| !keep(part));
        for part in &orphans {
            self.remove_part(&part.dataset, &part.load)?;
        }
        remove_folder(&self.folder.join(LEAVING))?;
        Ok(orphans)
    }

    /// Removes what is being written by nobody.
    fn remove_cut_off(&self) -> Result<(), LakeError> {
        let arriving = self.folder.join(ARRIVING);
        if !arriving.exists() {
            return Ok(());
        }
        for name in names(&arriving)? {
            let folder = arriving.join(name);
            let is_written = File::open(folder.join(ROWS))
                .is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)));
            if !is_written {
                remove_folder(&folder)?;
            }
        }
        Ok(())
    }

    /// Reads a part from its first byte to its last and says whether it is as it was written.
    pub fn verify(&self, part: &Part) -> Result<(), LakeError> {
        let folder = self.place(&part.dataset, &part.load)?;
        let sums = Sums::read(&folder.join(SUMS))?;
        if sums.sha256 != part.sha256 || sums.rows != part.rows {
            return Err(LakeError::damaged(&folder.join(SUMS), "it tells of another file"));
        }
        sums.verify(&folder.join(ROWS))
    }

    /// A part, ready to be read; none if the load has nothing there.
    pub(crate) fn opened(
        &self,
        dataset: &str,
        load: &str,
    ) -> Result<Option<Arc<Opened>>, LakeError> {
        let folder = self.place(dataset, load)?;
        let key = (dataset.to_owned(), load.to_owned());
        let known = || self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = known().get(&key) {
            return Ok(Some(opened.clone()));
        }
        if !folder.exists() {
            return Ok(None);
        }
        let opened = Arc::new(Opened::at(&folder.join(ROWS), &folder.join(SUMS))?);
        known().insert(key, opened.clone());
        Ok(Some(opened))
    }

    fn part_of(&self, dataset: &str, load: &str) -> Result<Option<Part>, LakeError> {
        let folder = self.place(dataset, load)?;
        if !folder.exists() {
            return Ok(None);
        }
        let Sums { rows, bytes, sha256, .. } = Sums::read(&folder.join(SUMS))?;
        Ok(Some(Part { dataset: dataset.to_owned(), load: load.to_owned(), rows, bytes, sha256 }))
    }

    fn remove_part(&self, dataset: &str, load: &str) -> Result<bool, LakeError> {
        let folder = self.place(dataset, load)?;
        let key = (dataset.to_owned(), load.to_owned());
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        if !folder.exists() {
            return Ok(false);
        }
        // In one step out of sight: a part that is half removed would look damaged.
        let leaving = self.folder.join(LEAVING);
        fs::create_dir_all(&leaving).map_err(LakeError::file(&leaving))?;
        let aside = leaving.join(format!("{dataset}-{load}"));
        remove_folder(&aside)?;
        fs::rename(&folder, &aside).map_err(LakeError::file(&folder))?;
        sync_folder(folder.parent().unwrap_or(&self.folder))?;
        remove_folder(&aside)?;
        Ok(true)
    }

    fn place(&self, dataset: &str, load: &str) -> Result<PathBuf, LakeError> {
        if !is_dataset(dataset) {
            return Err(LakeError::NotAName(dataset.to_owned()));
        }
        if load.is_empty() || !load.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(LakeError::NotAName(load.to_owned()));
        }
        Ok(self.folder.join(dataset).join(load))
    }
}

fn is_dataset(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(fits)
}

/// The names of the folders in a folder, in the order of letters.
fn names(folder: &Path) -> Result<Vec<String>, LakeError> {
    let failed = || LakeError::file(folder);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        if entry.file_type().map_err(failed())?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn remove_folder(folder: &Path) -> Result<(), LakeError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(LakeError::File(folder.to_owned(), error))
        }
        _ => Ok(()),
    }
}

/// Makes sure that the names in a folder survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), LakeError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(LakeError::file(folder))
}

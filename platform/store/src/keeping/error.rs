//! Why records were not kept or not brought back, by what a person would do about it.

use std::io;
use std::path::{Path, PathBuf};

use super::Database;
use crate::StoreError;
use crate::journal::CannotVerify;

/// Why a backup, restore, export or import did not come about.
#[derive(Debug, thiserror::Error)]
pub enum CannotKeep {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or folder cannot be read or written.
    #[error("{0} cannot be read or written")]
    File(PathBuf, #[source] io::Error),
    /// Something stands where a file is to be written.
    #[error("{0} exists already; choose another name")]
    Exists(PathBuf),
    /// The file is not as it was written.
    #[error("{file} is damaged: {why}; take another copy")]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// What was brought back is not what was kept.
    #[error("what came out of {file} is not what was kept: {why}; nothing was replaced")]
    Different {
        /// The file.
        file: PathBuf,
        /// What differs.
        why: String,
    },
    /// The journal that was brought back does not hold.
    #[error("the journal in {0} does not hold")]
    Journal(PathBuf, #[source] CannotVerify),
    /// The file is whole, but not of the kind that is needed here.
    #[error("{file} cannot be used here: {why}")]
    Unsuitable {
        /// The file.
        file: PathBuf,
        /// Why not.
        why: String,
    },
    /// A backup goes back into the kind of database that it came from.
    #[error(
        "{file} is a backup of {of} records and cannot go into {into}; to change the database use `kith export` and `kith import-instance`"
    )]
    OtherDatabase {
        /// The file.
        file: PathBuf,
        /// Whose it is.
        of: &'static str,
        /// Where it was to go.
        into: &'static str,
    },
    /// There are records already.
    #[error(
        "there are records in {0} already; to move them aside and put these in their place, add --replace --yes"
    )]
    Occupied(String),
    /// Import goes into empty records only.
    #[error("{0} is not empty; import goes into new records only: name another folder or database")]
    NotEmpty(String),
    /// A program has the records open.
    #[error("a program has the records in {0} open; stop it and try again")]
    InUse(String),
    /// A program of PostgreSQL is missing or failed.
    #[error(
        "{program} did not do its part: {why}; install PostgreSQL's client programs of the server's version"
    )]
    Tool {
        /// Which program.
        program: &'static str,
        /// What it said.
        why: String,
    },
}

impl CannotKeep {
    /// Whether something was looked at and found not to be as it should be.
    pub fn is_about_truth(&self) -> bool {
        match self {
            Self::Damaged { .. } | Self::Different { .. } => true,
            Self::Journal(_, cause) => matches!(cause, CannotVerify::Broken { .. }),
            _ => false,
        }
    }

    /// Whether it may work later.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::InUse(_) | Self::Store(StoreError::Busy))
    }

    pub(crate) fn damaged(file: &Path, why: impl Into<String>) -> Self {
        Self::Damaged { file: file.to_owned(), why: why.into() }
    }

    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::File(path.to_owned(), source)
    }

    pub(crate) fn other_database(file: &Path, of: Database, into: Database) -> Self {
        Self::OtherDatabase { file: file.to_owned(), of: of.name(), into: into.name() }
    }
}

//! What a module says about a kind of file that it can read.

use kith_terms::{Finding, Place};

use crate::{Landing, Mapping, Sample, Source};

/// One kind of official file: how it is known, what is read from it, whom to thank for it.
#[derive(Debug)]
pub struct Feed {
    /// Its short name: `lsoa-boundaries`.
    pub kind: &'static str,
    /// Its title as its publisher has it.
    pub title: &'static str,
    /// Who publishes it.
    pub publisher: &'static str,
    /// The words of thanks that its licence asks for.
    pub attribution: &'static str,
    /// Whether a new load stands for all that is known or adds to it.
    pub extent: Extent,
    /// The tables that its rows go to.
    pub tables: &'static [&'static Table],
    /// How a file of this kind is known and read.
    pub reading: Reading,
}

/// How files of a kind are known and read.
#[derive(Debug)]
pub enum Reading {
    /// By functions of a module: official files, each with its own traps.
    Official {
        /// Whether a file is of this kind.
        recognises: fn(&Sample) -> bool,
        /// Reads a file of this kind.
        read: fn(&Source, &mut Landing<'_>) -> Result<(), CannotRead>,
    },
    /// By a mapping file: extracts of organisations, of which each place has others.
    Mapped(&'static Mapping),
}

impl Feed {
    /// Whether a file is of this kind.
    pub fn recognises(&self, sample: &Sample) -> bool {
        match &self.reading {
            Reading::Official { recognises, .. } => recognises(sample),
            Reading::Mapped(mapping) => mapping.recognises(sample),
        }
    }

    /// Reads a file of this kind.
    pub fn read(&self, source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
        match &self.reading {
            Reading::Official { read, .. } => read(source, landing),
            Reading::Mapped(mapping) => crate::mapping::read(mapping, source, landing),
        }
    }

    /// The mapping file behind it: then its files hold people's data.
    pub fn mapping(&self) -> Option<&Mapping> {
        match &self.reading {
            Reading::Official { .. } => None,
            Reading::Mapped(mapping) => Some(mapping),
        }
    }
}

/// What a load says about what was loaded before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The newest accepted load is all there is.
    Whole,
    /// Loads add up; of rows with the same key the newest counts.
    Part,
}

/// A table that rows go to. The column `load`, which stands before the others in the database and in
/// its primary key, is added by the mechanism and not named here.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The name in the database.
    pub name: &'static str,
    /// The columns in the order in which rows hold their values.
    pub columns: &'static [&'static str],
    /// The columns that tell one row from another.
    pub key: &'static [&'static str],
    /// Where its rows are kept.
    pub kept: Kept,
    /// Columns that, taken together, hardly ever agree by chance: a new row that has them in common
    /// with one of another key is a close match, told at the review.
    pub alike: &'static [&'static [&'static str]],
}

/// Where the rows of a table are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In the database, where they are searched and joined one by one.
    Database,
    /// In the lake, where millions are read at a time, sorted by these columns, of which each row has
    /// a value.
    Lake(&'static [&'static str]),
}

impl Table {
    /// A table of the database, without close matches.
    pub const fn new(
        name: &'static str,
        columns: &'static [&'static str],
        key: &'static [&'static str],
    ) -> Self {
        Self { name, columns, key, kept: Kept::Database, alike: &[] }
    }
}

/// Why a file could not be read at all. What is wrong with single rows is a finding instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotRead {
    /// A column without which the file says nothing is not there.
    #[error("there is no column for {role} ({wanted}); the columns are: {there}")]
    NoColumn {
        /// What is looked for, in words.
        role: &'static str,
        /// The names by which it is known.
        wanted: String,
        /// The names that are there.
        there: String,
    },
    /// Two columns have the same name, and either could be meant.
    #[error("two columns are called {name}, and either could be meant for {role}")]
    TwoColumns {
        /// What is looked for, in words.
        role: &'static str,
        /// The name that stands there twice.
        name: String,
    },
    /// There is nothing in it.
    #[error("the file has no rows")]
    Empty,
    /// A workbook without the sheet that is wanted.
    #[error("there is no sheet {wanted:?}; the sheets are: {there}")]
    NoSheet {
        /// The sheet that is looked for.
        wanted: String,
        /// The sheets that are there.
        there: String,
    },
    /// It is not what its name or its beginning promises.
    #[error("this is not {what} that can be read ({why})")]
    Broken {
        /// What it should be, with its article: "a workbook".
        what: &'static str,
        /// What the reader stumbled over.
        why: String,
    },
    /// Its coordinates are of a system that is not read.
    #[error("the coordinates are of {system}; only EPSG:4326 and EPSG:27700 are read")]
    UnknownGround {
        /// The system as the file names it.
        system: String,
    },
    /// Whoever takes the rows wants no more.
    #[error("the load was stopped")]
    Stopped,
}

impl CannotRead {
    /// The same, told as a finding about the whole file.
    pub fn finding(&self, file: &str) -> Finding {
        let remedy = match self {
            Self::NoColumn { .. } | Self::TwoColumns { .. } | Self::NoSheet { .. } => {
                "load the file unchanged as its publisher gives it out; if the publisher has \
                 changed it, the new names must be made known here first"
            }
            Self::Empty | Self::Broken { .. } => "download the file again and load it unchanged",
            Self::UnknownGround { .. } => {
                "download the boundaries as EPSG:27700 (British National Grid) or EPSG:4326"
            }
            Self::Stopped => "start the load again",
        };
        Finding {
            place: Place { file: file.to_owned(), line: None, column: None },
            value: None,
            rule: self.to_string(),
            remedy: remedy.to_owned(),
        }
    }
}

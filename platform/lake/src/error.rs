//! Why rows were not kept or not read, by what a person would do about it.

use std::io;
use std::path::{Path, PathBuf};

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;

/// Why the lake did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// A file or folder cannot be read or written.
    #[error("{0} cannot be read or written")]
    File(PathBuf, #[source] io::Error),
    /// A file is not as it was written.
    #[error(
        "{file} is damaged: {why}; restore it from a backup, or load the file it came from again"
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// This load has its part of the dataset already.
    #[error("the load {load} has rows in {dataset} already")]
    Exists {
        /// The dataset.
        dataset: String,
        /// The load.
        load: String,
    },
    /// A row does not fit the columns.
    #[error("a row does not fit {dataset}: {why}")]
    Unfit {
        /// The dataset.
        dataset: String,
        /// What does not fit.
        why: String,
    },
    /// Not a name that a folder may have here.
    #[error("{0:?} is not the name of a dataset: lower-case letters, digits and underscores")]
    NotAName(String),
}

impl LakeError {
    /// Whether a file was looked at and found not to be as it was written.
    pub fn is_about_truth(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }

    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::File(path.to_owned(), source)
    }

    pub(crate) fn damaged(file: &Path, why: impl Into<String>) -> Self {
        Self::Damaged { file: file.to_owned(), why: why.into() }
    }

    /// What Parquet's reader said. The bytes that it was given were the ones written, or it was told that
    /// they were not.
    pub(crate) fn parquet(file: &Path) -> impl FnOnce(ParquetError) -> Self + '_ {
        move |error| Self::damaged(file, error.to_string())
    }

    pub(crate) fn arrow(file: &Path) -> impl FnOnce(ArrowError) -> Self + '_ {
        move |error| Self::damaged(file, error.to_string())
    }
}

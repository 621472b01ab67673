//! Rows by the million, kept in Parquet files beside the database: what happened with people, load by load.
//!
//! It answers three questions: how does a load's part of a dataset come onto the disk so that it is never
//! lost, how are one client's rows found among millions, and is a file still as it was written.
//!
//! - A [`Lake`] is a folder. Under it lies a folder for each dataset, and in that one for each load, with
//!   `rows.parquet` and `sums.json`. Both are written under another name and take their own together,
//!   once they are on disk; from then on nobody changes them.
//! - Rows are sorted by their key columns within groups of [`GROUP`] rows, and the pages of a group are
//!   [`PAGE`] rows long. What the file says of the least and the greatest key of each page leads a search
//!   past all pages but one or two of each group.
//! - `sums.json` has a hash of each block of the other file. Every byte that is read has gone through it,
//!   so that a torn file or a flipped bit is told, and never read as something else.
//!
//! Which loads count is not asked here: the database says it, so that accepting a load and rolling it
//! back stay one statement there. What is absent on purpose: changing a row, deleting one, and any other
//! Parquet than our own.

mod checked;
mod column;
mod error;
mod lake;
mod read;
mod rows;
mod sums;
mod writer;

#[cfg(test)]
mod tests;

pub use column::Column;
pub use error::LakeError;
pub use kith_store::keeping::catalogue::Kind;
pub use lake::{Lake, Part};
pub use read::Scan;
pub use writer::{GROUP, PAGE, Writer};

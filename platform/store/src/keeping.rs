//! Keeping records safe, and moving them: backup and restore, export and import.
//!
//! - A **backup** is one file with what the database's own tool made of the records at one moment,
//!   compressed, behind a [`Manifest`] and before a SHA-256 over everything. It goes back into the same
//!   kind of database. [`backup`] makes and verifies one, [`restore`] puts it back.
//! - An **export** is a folder or zip of open formats, readable without Kith. It goes into either
//!   database. [`export`] writes one, [`import`] reads it into empty records.
//!
//! Both take along the files that lie beside the database, each with its SHA-256 ([`Kept`]).
//!
//! Neither changes the records it reads, and neither deletes what it replaces. Who did it is recorded
//! by the caller, who knows the clock and the person.

pub mod backup;
mod beside;
pub mod catalogue;
mod container;
mod cut;
mod description;
mod error;
pub mod export;
pub mod import;
mod line;
mod manifest;
mod package;
mod postgres_tools;
pub mod restore;

pub use beside::{FileSum, Kept, files};
pub use cut::{Cut, Wanted};
pub use error::CannotKeep;
pub use manifest::{Database, Journal, Manifest, Step, Sum};

//! SQLite or PostgreSQL behind one [`Db`]: transactions, migrations, the journal.
//!
//! It answers three questions for every other crate: how is something read, how is something changed
//! so that it is never lost once we said "saved", and who changed or read what. The difference
//! between the two databases ends here: callers write one SQL text, in the subset that [`sql`]
//! describes.
//!
//! - A change goes through [`Db::write`]. It has an author, and it must record at least one [`Fact`]
//!   in the same transaction. Changes that wait at the same time share one commit; each is answered
//!   only after that commit is on disk.
//! - Reading personal data records a fact too: [`Db::note_reads`] before the data are shown.
//! - The facts are the [`journal`]: append-only, each bound to the one before by its hash.
//!
//! What is absent on purpose: entities and an object mapper, caches, a clock, and any way to change
//! data without a fact.

pub mod anchor;
mod as_of;
mod bulk;
mod chain;
mod claim;
mod connection;
mod db;
mod deeds;
mod dialect;
mod error;
mod fact;
mod from_value;
mod health;
pub mod journal;
pub mod keeping;
mod location;
mod migrate;
mod pool;
mod query;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tx;
mod value;
mod verify;
mod writer;
mod written;

#[cfg(test)]
mod tests;

pub use as_of::AsOf;
pub use claim::Claim;
pub use connection::{Connection, Row};
pub use db::{Db, NOTE_PATIENCE, Reader};
pub use error::StoreError;
pub use fact::{Author, Fact, Subject};
pub use from_value::FromValue;
pub use futures_util::future::BoxFuture;
pub use health::Guard;
pub use location::{ConnectionUrl, Location, NotALocation};
pub use migrate::{Migration, MigrationSet, missing_steps};
pub use query::{On, Query, sql};
pub use tx::Tx;
pub use value::Value;

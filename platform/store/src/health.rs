//! Whether the database does what it is trusted to do: can it be written, is it up to date, does it
//! keep what it has said it keeps.

use jiff::Timestamp;

use crate::connection::Connection;
use crate::dialect::Dialect;
use crate::writer::Work;
use crate::{Author, Db, MigrationSet, On, StoreError, migrate};

/// A setting of the database on which it rests that nothing is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// What the database calls it.
    pub name: &'static str,
    /// What it is set to.
    pub value: String,
    /// Whether nothing is lost with it.
    pub holds: bool,
}

/// SQLite's settings, asked of the connection that writes. `synchronous` is 2 for FULL, 3 for EXTRA
/// (SQLite, "PRAGMA synchronous").
const SQLITE: [(&str, &[&str]); 3] =
    [("journal_mode", &["wal"]), ("synchronous", &["2", "3"]), ("foreign_keys", &["1"])];

/// PostgreSQL's settings (PostgreSQL 18, 19.5). With `local` the server itself is safe; what stands
/// by for it may lag behind.
const POSTGRES: [(&str, &[&str]); 3] = [
    ("fsync", &["on"]),
    ("full_page_writes", &["on"]),
    ("synchronous_commit", &["on", "local", "remote_write", "remote_apply"]),
];

impl Db {
    /// Returns once the journal's table was written and that is on disk. It leaves nothing behind:
    /// the head of the chain is saved as it was.
    pub async fn can_write(&self, at: Timestamp) -> Result<(), StoreError> {
        self.send(at, &Author::system("health"), Work::Pulse).await.map(drop)
    }

    /// The steps of these sets that are still to be applied, as `owner/step`. A database that knows
    /// steps that the sets do not is an error.
    pub async fn missing_steps(&self, sets: &[MigrationSet]) -> Result<Vec<String>, StoreError> {
        migrate::still_missing(self.read().await?.connection(), sets).await
    }

    /// The settings of the database on which it rests that nothing is lost.
    pub async fn guards(&self) -> Result<Vec<Guard>, StoreError> {
        let mut writer = self.writers().acquire().await?;
        let settings = match writer.dialect() {
            Dialect::Sqlite => SQLITE,
            Dialect::Postgres => POSTGRES,
        };
        let mut guards = Vec::new();
        for (name, good) in settings {
            let value = asked(&mut writer, name).await?;
            guards.push(Guard { name, holds: good.contains(&value.as_str()), value });
        }
        Ok(guards)
    }
}

async fn asked(on: &mut Connection, name: &'static str) -> Result<String, StoreError> {
    let text = match on.dialect() {
        Dialect::Sqlite => format!("SELECT CAST({name} AS TEXT) AS value FROM pragma_{name}"),
        Dialect::Postgres => format!("SELECT current_setting('{name}') AS value"),
    };
    match on.fetch(text.into(), Vec::new()).await?.first() {
        Some(row) => row.get("value"),
        None => Ok(String::new()),
    }
}

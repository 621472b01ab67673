//! What the program said was saved, against what its records hold.
//!
//! The journal is the measure of both: whatever was said must be in it, and the tables must hold
//! what follows from it, no more and no less. So a change without its fact, a fact without its
//! change, and half a change are all found.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, ensure};
use kith_store::journal::{self, Entry};
use kith_store::{Db, Fact, Location, sql};

use crate::work::{self, PARTS};

/// What the program said, one line each.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    said: BTreeSet<String>,
    failures: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// How many things were said to be saved.
    pub said: usize,
    /// How many of them are not there.
    pub lost: usize,
    /// How many entries the journal has.
    pub entries: u64,
}

impl Ledger {
    /// Takes down a line of the program. It says "wrong" only where it must not.
    pub fn take(&mut self, line: &str) -> anyhow::Result<()> {
        ensure!(!line.starts_with("wrong"), "{line}");
        match line.strip_prefix("failed ") {
            Some(failure) => self.failures.push(failure.to_owned()),
            None if line == "ready" => {}
            None => {
                self.said.insert(line.to_owned());
            }
        }
        Ok(())
    }

    /// How many things it said were saved.
    pub fn said(&self) -> usize {
        self.said.len()
    }

    /// What it could not do though nothing was in its way. A reading is refused as busy where the disk
    /// lets it wait for a second.
    pub fn complaints(&self) -> Vec<&String> {
        let is_late =
            |words: &&String| words.starts_with("thing.read ") && words.contains(" is busy;");
        self.failures.iter().filter(|words| !is_late(words)).collect()
    }

    /// What the program could not do, in its words.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// Opens the records and compares. What was lost is counted; records that do not hold together,
    /// or take no more changes, are an error.
    pub async fn compare(&self, at: &Location) -> anyhow::Result<Found> {
        let db = Db::open(at).await.context("open")?;
        let found = self.compare_with(&db).await;
        db.close().await;
        found
    }

    async fn compare_with(&self, db: &Db) -> anyhow::Result<Found> {
        // Where a program was killed, PostgreSQL may still be busy with its last change. Ours comes
        // after it, and shows that changes can be made again.
        work::note(db, Fact::new("knock.survived", "knock", "1")).await.context("write again")?;
        let verified = journal::verify(db).await?;
        db.check_integrity().await.context("integrity")?;
        let mut reader = db.read().await?;
        let entries = journal::since(&mut reader, 0, u32::MAX).await?;
        let steps: Vec<String> = sql("SELECT owner || '/' || step AS step FROM migration")
            .all(&mut reader, |row| row.get("step"))
            .await?;
        let mut kept: BTreeSet<String> = entries.iter().filter_map(words_of).collect();
        kept.extend(steps.iter().map(|step| format!("migrated {step}")));
        drop(reader);
        if steps.iter().any(|step| step.starts_with(work::TABLES.owner)) {
            follows_from(&entries, db).await?;
        }
        let lost = self.said.difference(&kept).count();
        Ok(Found { said: self.said.len(), lost, entries: verified.entries })
    }
}

/// The words in which the program says that this was saved.
fn words_of(entry: &Entry) -> Option<String> {
    let (action, id) = (&entry.action, &entry.subject.id);
    match action.as_str() {
        "counter.step" => Some(format!("{action} {id}:{}", entry.after.as_deref()?)),
        _ => Some(format!("{action} {id}")),
    }
}

/// Whether the tables hold what follows from the journal.
async fn follows_from(entries: &[Entry], db: &Db) -> anyhow::Result<()> {
    let mut things = BTreeMap::new();
    let mut counters = BTreeMap::new();
    for entry in entries {
        let id = entry.subject.id.clone();
        match entry.action.as_str() {
            "thing.make" => {
                let note: String = serde_json::from_str(entry.after.as_deref().unwrap_or("null"))?;
                things.insert(id, note);
            }
            "thing.remove" => drop(things.remove(&id)),
            "counter.step" => {
                let value: i64 = entry.after.as_deref().context("a value")?.parse()?;
                counters.insert(id.parse()?, value);
            }
            _ => {}
        }
    }
    let mut reader = db.read().await?;
    let kept: Vec<(String, String)> = sql("SELECT id, note FROM thing ORDER BY id")
        .all(&mut reader, |row| Ok((row.get("id")?, row.get("note")?)))
        .await?;
    ensure!(kept.into_iter().eq(things.clone()), "the things are not those of the journal");
    let parts: Vec<(String, i64)> =
        sql("SELECT thing, COUNT(*) AS many FROM part GROUP BY thing ORDER BY thing")
            .all(&mut reader, |row| Ok((row.get("thing")?, row.get("many")?)))
            .await?;
    let whole = things.into_keys().map(|id| (id, PARTS));
    ensure!(parts.into_iter().eq(whole), "the parts are not those of the things");
    let kept: Vec<(i64, i64)> = sql("SELECT writer, value FROM counter ORDER BY writer")
        .all(&mut reader, |row| Ok((row.get("writer")?, row.get("value")?)))
        .await?;
    ensure!(kept.into_iter().eq(counters), "the counters are not those of the journal");
    Ok(())
}

//! What a backup or an export says about itself, so that it can be held to it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::FileSum;
use crate::{Location, MigrationSet, StoreError, migrate};

/// What a backup says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of Kith that made it.
    pub kith: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Whose file lies in it.
    pub database: Database,
    /// The steps that have built the tables.
    pub steps: Vec<Step>,
    /// How far the journal had come.
    pub journal: Journal,
    /// The tables.
    pub tables: Vec<Sum>,
    /// The files beside the database; they lie in front of what its tool wrote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileSum>,
}

/// A database that Kith works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL server.
    Postgresql,
}

/// A step that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The module whose step it is.
    pub owner: String,
    /// Its name.
    pub step: String,
    /// The hash of its text.
    pub hash: String,
}

/// How far a journal has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// How many entries it has.
    pub entries: i64,
    /// The hash of the newest.
    pub head: String,
}

/// How many rows a table has, and their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Its name.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over all rows in the order of their key.
    pub sha256: String,
}

impl Database {
    /// The one that stands at this place.
    pub fn at(location: &Location) -> Self {
        match location {
            Location::Sqlite(_) => Self::Sqlite,
            Location::Postgres(_) => Self::Postgresql,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
        }
    }
}

impl Manifest {
    /// The first table in which what was read back differs from what this says.
    pub(crate) fn difference(&self, journal: &Journal, tables: &[Sum]) -> Option<String> {
        difference(&self.tables, tables).or_else(|| {
            let wanted = self.journal.entries;
            (self.journal != *journal)
                .then(|| format!("the journal does not end at entry {wanted}"))
        })
    }
}

/// The first table that is not the same in both, in words.
pub(crate) fn difference(wanted: &[Sum], found: &[Sum]) -> Option<String> {
    for sum in wanted {
        let Some(other) = found.iter().find(|other| other.table == sum.table) else {
            return Some(format!("the table {} is missing", sum.table));
        };
        if other.rows != sum.rows {
            let (table, rows, wanted) = (&sum.table, other.rows, sum.rows);
            return Some(format!("the table {table} has {rows} rows instead of {wanted}"));
        }
        if other.sha256 != sum.sha256 {
            return Some(format!(
                "the rows of the table {} are not those that were kept",
                sum.table
            ));
        }
    }
    let added = found.iter().find(|other| wanted.iter().all(|sum| sum.table != other.table));
    added.map(|other| format!("the table {} was not there", other.table))
}

/// Says no where the steps are not all known, to the letter: then a newer Kith has made the records.
pub(crate) fn all_known(sets: &[MigrationSet], steps: &[Step]) -> Result<(), StoreError> {
    let sets = migrate::with_ours(sets);
    for Step { owner, step, hash } in steps {
        let mut known = sets.iter().filter(|set| set.owner == owner).flat_map(|set| set.steps);
        let (owner, step) = (owner.clone(), step.clone());
        match known.find(|one| one.name == step) {
            None => return Err(StoreError::TooNew { owner, step }),
            Some(one) if migrate::hash(one) != *hash => {
                return Err(StoreError::StepChanged { owner, step });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The sets cut down to the steps that had been applied, for records that are to be loaded as they
/// were and migrated then.
pub(crate) fn as_far_as(sets: &[MigrationSet], steps: &[Step]) -> Vec<MigrationSet> {
    let applied = |owner: &str| steps.iter().filter(|step| step.owner == owner).count();
    sets.iter()
        .map(|set| {
            let known = applied(set.owner).min(set.steps.len());
            MigrationSet { owner: set.owner, steps: &set.steps[..known] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(table: &str, rows: u64, sha256: &str) -> Sum {
        Sum { table: table.into(), rows, sha256: sha256.into() }
    }

    #[test]
    fn what_differs_is_named() {
        let kept = [sum("area", 2, "aa"), sum("plan", 1, "bb")];
        for (found, expected) in [
            (vec![sum("area", 2, "aa"), sum("plan", 1, "bb")], None),
            (vec![sum("area", 2, "aa")], Some("the table plan is missing")),
            (
                vec![sum("area", 3, "aa"), sum("plan", 1, "bb")],
                Some("the table area has 3 rows instead of 2"),
            ),
            (
                vec![sum("area", 2, "ab"), sum("plan", 1, "bb")],
                Some("the rows of the table area are not those that were kept"),
            ),
            (
                vec![sum("area", 2, "aa"), sum("plan", 1, "bb"), sum("spy", 0, "")],
                Some("the table spy was not there"),
            ),
        ] {
            assert_eq!(difference(&kept, &found).as_deref(), expected);
        }
    }
}

//! What a load would change of the rows that are kept in the lake.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use kith_lake::{Lake, LakeError};
use kith_store::Value;
use kith_terms::Id;

use super::{Against, Load, TableChanges};
use crate::landing::hash_value;
use crate::{Extent, Table};

/// So many rows of the loads that count are held at a time, each as two hashes: about 200 MB. More are
/// gone through in several passes.
const ROWS_AT_ONCE: u64 = 4_000_000;

/// Counts by the hashes of keys and rows. At ten million rows the chance that two keys share 64 bits
/// is about one in 400,000, and then one row is counted as changed that is new.
pub(super) fn count(
    lake: &Lake,
    table: &Table,
    against: &Against,
) -> Result<TableChanges, LakeError> {
    let Against { extent, load, standing } = against;
    let mut changes = TableChanges { table: table.name.to_owned(), ..TableChanges::default() };
    let mut known_rows = 0;
    for old in standing {
        known_rows += lake.part(table.name, *old)?.map_or(0, |part| part.rows);
    }
    if known_rows == 0 {
        changes.new = lake.part(table.name, *load)?.map_or(0, |part| part.rows);
        return Ok(changes);
    }
    let passes = known_rows.div_ceil(ROWS_AT_ONCE);
    for pass in 0..passes {
        let mut known: HashMap<u64, u64> = HashMap::new();
        let is_of_pass = |key: u64| key % passes == pass;
        // Of rows with the same key the newest counts: loads come oldest first.
        for old in standing {
            each(lake, table, *old, |key, row| {
                if is_of_pass(key) {
                    known.insert(key, row);
                }
            })?;
        }
        each(lake, table, *load, |key, row| {
            if is_of_pass(key) {
                match known.remove(&key) {
                    None => changes.new += 1,
                    Some(same) if same == row => changes.same += 1,
                    Some(_) => changes.changed += 1,
                }
            }
        })?;
        if *extent == Extent::Whole {
            changes.gone += u64::try_from(known.len()).unwrap_or(u64::MAX);
        }
    }
    Ok(changes)
}

/// Hands on the hash of each row's key and of the whole row.
fn each(
    lake: &Lake,
    table: &Table,
    load: Id<Load>,
    mut take: impl FnMut(u64, u64),
) -> Result<(), LakeError> {
    let keys: Vec<usize> =
        table.key.iter().filter_map(|key| table.columns.iter().position(|c| c == key)).collect();
    for batch in lake.scan(table.name, load, table.columns)? {
        for row in batch? {
            take(hash(keys.iter().map(|at| &row[*at])), hash(row.iter()));
        }
    }
    Ok(())
}

fn hash<'v>(values: impl Iterator<Item = &'v Value>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for value in values {
        hash_value(value, &mut hasher);
    }
    hasher.finish()
}

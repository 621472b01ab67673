//! What accepting a load would change, counted before anybody accepts it.

use kith_store::{Reader, StoreError};
use kith_terms::Id;
use serde::{Deserialize, Serialize};

use super::Load;
use super::store::review::{known_and_same, rows_of};
use crate::{Extent, Feed, Table};

/// What accepting a load would change, table by table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes(pub Vec<TableChanges>);

/// What accepting a load would change in one table. Counted in rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableChanges {
    /// The table.
    pub table: String,
    /// Rows whose key is not known yet.
    pub new: u64,
    /// Rows whose key is known, with other values.
    pub changed: u64,
    /// Rows that are known already, just so.
    pub same: u64,
    /// Rows that are known and are not in the load any more. Only where the newest load is all
    /// there is.
    pub gone: u64,
}

/// Counts what a load would change against the loads that count now.
pub(super) async fn count(
    reader: &mut Reader,
    feed: &Feed,
    load: Id<Load>,
    standing: &[Id<Load>],
) -> Result<Changes, StoreError> {
    let mut changes = Vec::new();
    for table in feed.tables {
        changes.push(count_table(reader, table, feed.extent, load, standing).await?);
    }
    Ok(Changes(changes))
}

async fn count_table(
    reader: &mut Reader,
    table: &Table,
    extent: Extent,
    load: Id<Load>,
    standing: &[Id<Load>],
) -> Result<TableChanges, StoreError> {
    let name = table.name;
    let all = rows_of(reader, table, load).await?;
    if standing.is_empty() {
        return Ok(TableChanges { table: name.to_owned(), new: all, ..TableChanges::default() });
    }
    let (known, same) = known_and_same(reader, table, load, standing).await?;
    let gone = match (extent, standing) {
        (Extent::Whole, [only]) => rows_of(reader, table, *only).await?.saturating_sub(known),
        _ => 0,
    };
    let changed = known.saturating_sub(same);
    Ok(TableChanges { table: name.to_owned(), new: all.saturating_sub(known), changed, same, gone })
}

//! What accepting a load would change, counted before anybody accepts it.

mod in_lake;

use kith_lake::Lake;
use kith_store::{Reader, StoreError};
use kith_terms::Id;
use serde::{Deserialize, Serialize};

use super::Load;
use super::store::review::{close_matches, known_and_same, rows_of};
use crate::{Extent, Feed, Kept, Table};

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
    /// Of the new rows, those that look like one that is known under another key.
    #[serde(default)]
    pub close: u64,
}

/// A load, and the loads that count now.
pub(super) struct Against {
    pub(super) extent: Extent,
    pub(super) load: Id<Load>,
    pub(super) standing: Vec<Id<Load>>,
}

/// Counts what a load would change against the loads that count now.
pub(super) async fn count(
    (reader, lake): (&mut Reader, &Lake),
    feed: &'static Feed,
    against: Against,
) -> Result<Changes, StoreError> {
    let mut changes = Vec::new();
    for &table in feed.tables {
        changes.push(match table.kept {
            Kept::Database => count_table(reader, table, &against).await?,
            Kept::Lake(_) => {
                let (lake, load) = (lake.clone(), against.load);
                let (extent, standing) = (against.extent, against.standing.clone());
                let against = Against { extent, load, standing };
                tokio::task::spawn_blocking(move || in_lake::count(&lake, table, &against))
                    .await
                    .map_err(StoreError::failed)?
                    .map_err(StoreError::failed)?
            }
        });
    }
    Ok(Changes(changes))
}

async fn count_table(
    reader: &mut Reader,
    table: &Table,
    against: &Against,
) -> Result<TableChanges, StoreError> {
    let Against { extent, load, standing } = against;
    let table_name = table.name.to_owned();
    let all = rows_of(reader, table, *load).await?;
    if standing.is_empty() {
        return Ok(TableChanges { table: table_name, new: all, ..TableChanges::default() });
    }
    let (known, same) = known_and_same(reader, table, *load, standing).await?;
    let gone = match (extent, &standing[..]) {
        (Extent::Whole, [only]) => rows_of(reader, table, *only).await?.saturating_sub(known),
        _ => 0,
    };
    let new = all.saturating_sub(known);
    let close = if new > 0 { close_matches(reader, table, *load, standing).await? } else { 0 };
    let changed = known.saturating_sub(same);
    Ok(TableChanges { table: table_name, new, changed, same, gone, close })
}

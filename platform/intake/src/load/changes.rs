//! What accepting a load would change, counted before anybody accepts it.

use kith_store::{Reader, StoreError, sql};
use kith_terms::Id;
use serde::{Deserialize, Serialize};

use super::Load;
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

async fn rows_of(reader: &mut Reader, table: &Table, load: Id<Load>) -> Result<u64, StoreError> {
    sql(format!("SELECT count(*) AS many FROM {} WHERE load = $1", table.name))
        .bind(load)
        .one(reader, |row| row.get("many"))
        .await
}

/// How many rows of a load have a key that a standing load has too; and how many of these are just
/// like the row that counts for it now, the one of the newest such load.
async fn known_and_same(
    reader: &mut Reader,
    table: &Table,
    load: Id<Load>,
    standing: &[Id<Load>],
) -> Result<(u64, u64), StoreError> {
    let places: Vec<String> =
        (1..=standing.len()).map(|place| format!("(${}, {place})", place + 1)).collect();
    let keys: Vec<String> = table.key.iter().map(|key| format!("old.{key}")).collect();
    let named: Vec<String> = table.key.iter().map(|key| format!("old.{key} AS {key}")).collect();
    let others: Vec<&str> =
        table.columns.iter().copied().filter(|column| !table.key.contains(column)).collect();
    // `CROSS JOIN`, so that SQLite joins in this order and finds its way by the keys.
    let text = format!(
        "WITH standing (load, place) AS (VALUES {places}), \
         newest AS (SELECT {named}, MAX(holder.place) AS place \
         FROM standing holder CROSS JOIN {table} old WHERE old.load = holder.load \
         GROUP BY {keys}) \
         SELECT count(*) AS known, \
         CAST(COALESCE(SUM(CASE WHEN {same} THEN 1 ELSE 0 END), 0) AS BIGINT) AS same \
         FROM newest CROSS JOIN {table} new CROSS JOIN standing holder CROSS JOIN {table} old \
         WHERE new.load = $1 AND {is_new} AND holder.place = newest.place \
         AND old.load = holder.load AND {is_old}",
        places = places.join(", "),
        named = named.join(", "),
        keys = keys.join(", "),
        table = table.name,
        same = alike(&others, "old", "IS NOT DISTINCT FROM"),
        is_new = alike(table.key, "newest", "="),
        is_old = alike(table.key, "old", "="),
    );
    let query = standing.iter().fold(sql(text).bind(load), |query, old| query.bind(*old));
    query.one(reader, |row| Ok((row.get("known")?, row.get("same")?))).await
}

/// The condition that a row has the same values in these columns as the new one.
fn alike(columns: &[&str], row: &str, compare: &str) -> String {
    let pairs = columns.iter().map(|column| format!("{row}.{column} {compare} new.{column}"));
    std::iter::once("1 = 1".to_owned()).chain(pairs).collect::<Vec<_>>().join(" AND ")
}

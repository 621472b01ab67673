//! The rows of a load beside those that count now.

use kith_store::{Reader, StoreError, sql};
use kith_terms::Id;

use crate::Table;
use crate::load::Load;

/// How many rows a load has in a table.
pub(in crate::load) async fn rows_of(
    reader: &mut Reader,
    table: &Table,
    load: Id<Load>,
) -> Result<u64, StoreError> {
    sql(format!("SELECT count(*) AS many FROM {} WHERE load = $1", table.name))
        .bind(load)
        .one(reader, |row| row.get("many"))
        .await
}

/// How many rows of a load have a key that a standing load has too; and how many of these are just
/// like the row that counts for it now, the one of the newest such load.
pub(in crate::load) async fn known_and_same(
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

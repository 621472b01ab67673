//! The rows of a load beside those that count now.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_store::{AsOf, Reader, Row, StoreError, sql};
use kith_terms::Id;

use crate::load::Load;
use crate::{Extent, Feed, Kept, Table};

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

/// A row that a review shows: what happens to it, its key, and how it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What accepting the load does with it.
    pub becomes: Becomes,
    /// The values of its columns, in their order; empty ones are none.
    pub values: Vec<Option<String>>,
}

/// What accepting a load does with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// Its key was not known.
    New,
    /// Its key was not known, and it looks like one that is.
    CloseMatch,
    /// Its key was known, with other values.
    Changed,
    /// It is in the load no more.
    Gone,
}

/// The first few rows of each kind of change that accepting a load would make in a table of the
/// database.
pub async fn examples(
    reader: &mut Reader,
    feed: &Feed,
    load: &Load,
    most: u32,
) -> Result<Vec<(&'static Table, Vec<Example>)>, StoreError> {
    let as_of = AsOf { at: load.valid_from.unwrap_or(Date::MAX), known: Timestamp::MAX };
    let standing = crate::load::that_count(reader, feed, as_of).await?;
    if standing.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for &table in feed.tables.iter().filter(|table| table.kept == Kept::Database) {
        let mut examples = Vec::new();
        for becomes in [Becomes::CloseMatch, Becomes::New, Becomes::Changed, Becomes::Gone] {
            let of_corrections = load.corrects.is_some() || feed.extent == Extent::Part;
            if becomes == Becomes::Gone && of_corrections {
                continue;
            }
            let Some(text) = examples_text(table, becomes, standing.len()) else { continue };
            let query =
                standing.iter().fold(sql(text).bind(load.id), |query, old| query.bind(*old));
            let read = |row: &Row| -> Result<Example, StoreError> {
                let values = table.columns.iter().map(|column| row.get(column));
                Ok(Example { becomes, values: values.collect::<Result<_, _>>()? })
            };
            examples.extend(query.bind(most).all(reader, read).await?);
        }
        all.push((table, examples));
    }
    Ok(all)
}

fn examples_text(table: &Table, becomes: Becomes, standing: usize) -> Option<String> {
    let loads: Vec<String> = (2..standing + 2).map(|place| format!("${place}")).collect();
    let loads = loads.join(", ");
    let same_key = alike(table.key, "old", "=");
    let name = table.name;
    let condition = match becomes {
        Becomes::CloseMatch if table.alike.is_empty() => return None,
        Becomes::CloseMatch => new_and_alike(table, standing),
        Becomes::New => is_new(table, &loads),
        Becomes::Changed => {
            let others: Vec<&str> =
                table.columns.iter().copied().filter(|c| !table.key.contains(c)).collect();
            let same = alike(&others, "old", "IS NOT DISTINCT FROM");
            format!(
                "new.load = $1 AND EXISTS (SELECT 1 FROM {name} old WHERE old.load IN ({loads}) \
                 AND {same_key} AND NOT ({same}))"
            )
        }
        Becomes::Gone => format!(
            "new.load IN ({loads}) AND NOT EXISTS (SELECT 1 FROM {name} old WHERE old.load = $1 \
             AND {same_key})"
        ),
    };
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| format!("CAST(new.{column} AS TEXT) AS {column}"))
        .collect();
    Some(format!(
        "SELECT {} FROM {name} new WHERE {condition} LIMIT ${}",
        columns.join(", "),
        standing + 2
    ))
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

/// How many rows of a load have a key that no standing load has, and agree with a standing row of
/// another key in columns that hardly ever agree by chance.
pub(in crate::load) async fn close_matches(
    reader: &mut Reader,
    table: &Table,
    load: Id<Load>,
    standing: &[Id<Load>],
) -> Result<u64, StoreError> {
    if table.alike.is_empty() {
        return Ok(0);
    }
    let text = format!(
        "SELECT count(*) AS many FROM {table} new WHERE {new_and_alike}",
        table = table.name,
        new_and_alike = new_and_alike(table, standing.len()),
    );
    let query = standing.iter().fold(sql(text).bind(load), |query, old| query.bind(*old));
    query.one(reader, |row| row.get("many")).await
}

/// The condition that a row of load `$1` has a key that none of the loads from `$2` on has, and looks
/// like one of theirs.
fn new_and_alike(table: &Table, standing: usize) -> String {
    let loads: Vec<String> = (2..standing + 2).map(|place| format!("${place}")).collect();
    let any: Vec<String> = table
        .alike
        .iter()
        .map(|columns| {
            format!(
                "EXISTS (SELECT 1 FROM {table} old WHERE old.load IN ({loads}) AND {alike})",
                table = table.name,
                loads = loads.join(", "),
                alike = alike(columns, "old", "="),
            )
        })
        .collect();
    format!("{} AND ({})", is_new(table, &loads.join(", ")), any.join(" OR "))
}

/// The condition that a row of load `$1` has a key that none of these loads has.
fn is_new(table: &Table, loads: &str) -> String {
    format!(
        "new.load = $1 AND NOT EXISTS (SELECT 1 FROM {table} old WHERE old.load IN ({loads}) \
         AND {same_key})",
        table = table.name,
        same_key = alike(table.key, "old", "="),
    )
}

/// The condition that a row has the same values in these columns as the new one.
fn alike(columns: &[&str], row: &str, compare: &str) -> String {
    let pairs = columns.iter().map(|column| format!("{row}.{column} {compare} new.{column}"));
    std::iter::once("1 = 1".to_owned()).chain(pairs).collect::<Vec<_>>().join(" AND ")
}

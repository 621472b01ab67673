//! Loads and quarantine in the store, one statement a function.

pub(super) mod review;

use jiff::Timestamp;
use kith_lake::Part;
use kith_store::{AsOf, Author, Db, Fact, On, Reader, Row, StoreError, Tx, Value, sql};
use kith_terms::{Finding, Id, Place};
use serde_json::json;

use super::{Load, LoadState};
use crate::{Chunk, Kept, SetAside, Table};

const SELECT: &str = "SELECT id, kind, file, sha256, bytes, state, valid_from, read, changes, \
     findings, person, arrived_at, accepted_at, withdrawn_at, corrects FROM intake_load";

fn load(row: &Row) -> Result<Load, StoreError> {
    let state: String = row.get("state")?;
    let read: String = row.get("read")?;
    let changes: String = row.get("changes")?;
    Ok(Load {
        id: row.get("id")?,
        kind: row.get("kind")?,
        file: row.get("file")?,
        sha256: row.get("sha256")?,
        bytes: row.get("bytes")?,
        state: LoadState::from_key(&state),
        valid_from: row.get("valid_from")?,
        read: serde_json::from_str(&read).map_err(StoreError::failed)?,
        changes: serde_json::from_str(&changes).map_err(StoreError::failed)?,
        findings: row.get("findings")?,
        person: row.get("person")?,
        arrived_at: row.get("arrived_at")?,
        accepted_at: row.get("accepted_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
        corrects: row.get("corrects")?,
    })
}

/// One load.
pub async fn one(on: &mut impl On, id: Id<Load>) -> Result<Load, StoreError> {
    sql(format!("{SELECT} WHERE id = $1")).bind(id).one(on, load).await
}

/// The newest loads of all kinds, so many of them from `skip` on.
pub async fn newest(reader: &mut Reader, skip: u32, most: u32) -> Result<Vec<Load>, StoreError> {
    sql(format!("{SELECT} ORDER BY arrived_at DESC, id DESC LIMIT $1 OFFSET $2"))
        .bind(most)
        .bind(skip)
        .all(reader, load)
        .await
}

/// All loads of a kind, newest first.
pub async fn of_kind(reader: &mut Reader, kind: &str) -> Result<Vec<Load>, StoreError> {
    sql(format!("{SELECT} WHERE kind = $1 ORDER BY arrived_at DESC, id DESC"))
        .bind(kind)
        .all(reader, load)
        .await
}

/// All loads that count now, newest first.
pub async fn accepted(reader: &mut Reader) -> Result<Vec<Load>, StoreError> {
    sql(format!("{SELECT} WHERE state = 'accepted' ORDER BY accepted_at DESC, id DESC"))
        .all(reader, load)
        .await
}

/// How many loads there are.
pub async fn count(reader: &mut Reader) -> Result<u64, StoreError> {
    sql("SELECT count(*) AS many FROM intake_load").one(reader, |row| row.get("many")).await
}

/// How many loads wait for somebody to look at them.
pub async fn waiting(reader: &mut Reader) -> Result<u64, StoreError> {
    sql("SELECT count(*) AS many FROM intake_load WHERE state = 'to_review'")
        .one(reader, |row| row.get("many"))
        .await
}

/// How many things are wrong in the loads that wait for somebody to look at them.
pub async fn waiting_findings(reader: &mut Reader) -> Result<u64, StoreError> {
    sql("SELECT CAST(COALESCE(SUM(findings), 0) AS BIGINT) AS many FROM intake_load \
         WHERE state = 'to_review'")
    .one(reader, |row| row.get("many"))
    .await
}

/// The newest accepted load of a file.
pub(super) async fn accepted_with(
    reader: &mut Reader,
    kind: &str,
    sha256: &str,
) -> Result<Option<Load>, StoreError> {
    sql(format!(
        "{SELECT} WHERE kind = $1 AND sha256 = $2 AND state = 'accepted' \
         ORDER BY accepted_at DESC, id DESC"
    ))
    .bind(kind)
    .bind(sha256)
    .optional(reader, load)
    .await
}

/// Earlier arrivals of a file that were cut off or never looked at.
pub(super) async fn unfinished_with(
    reader: &mut Reader,
    sha256: &str,
) -> Result<Vec<Load>, StoreError> {
    sql(format!("{SELECT} WHERE sha256 = $1 AND state IN ('arriving', 'to_review')"))
        .bind(sha256)
        .all(reader, load)
        .await
}

/// The loads of a kind that count on a day as it was known at a moment, oldest first. A file that
/// does not say from when it speaks speaks of every day.
pub(super) async fn that_count(
    reader: &mut Reader,
    kind: &str,
    as_of: AsOf,
) -> Result<Vec<(Id<Load>, Option<Id<Load>>)>, StoreError> {
    sql("SELECT id, corrects FROM intake_load WHERE kind = $1 \
         AND accepted_at <= $2 AND (withdrawn_at IS NULL OR withdrawn_at > $2) \
         AND (valid_from IS NULL OR valid_from <= $3) \
         ORDER BY COALESCE(valid_from, ''), accepted_at, id")
    .bind(kind)
    .bind(as_of.known)
    .bind(as_of.at)
    .all(reader, |row| Ok((row.get("id")?, row.get("corrects")?)))
    .await
}

/// The rows of a load that were set aside, as they were written, in the order of the file.
pub async fn rows_set_aside(reader: &mut Reader, id: Id<Load>) -> Result<Vec<String>, StoreError> {
    sql("SELECT row_text FROM intake_quarantine WHERE load = $1 AND row_text IS NOT NULL \
         ORDER BY number")
    .bind(id)
    .all(reader, |row| row.get("row_text"))
    .await
}

/// What was wrong in a load: so many findings from `skip` on, in the order of the file.
pub async fn findings(
    reader: &mut Reader,
    id: Id<Load>,
    skip: u32,
    most: u32,
) -> Result<Vec<Finding>, StoreError> {
    sql("SELECT file, line, column_name, value, rule, remedy FROM intake_quarantine \
         WHERE load = $1 ORDER BY number LIMIT $2 OFFSET $3")
    .bind(id)
    .bind(most)
    .bind(skip)
    .all(reader, |row| {
        Ok(Finding {
            place: Place {
                file: row.get("file")?,
                line: row.get("line")?,
                column: row.get("column_name")?,
            },
            value: row.get("value")?,
            rule: row.get("rule")?,
            remedy: row.get("remedy")?,
        })
    })
    .await
}

/// Adds a load that is arriving.
pub(super) async fn add(
    db: &Db,
    at: Timestamp,
    author: &Author,
    load: Load,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql("INSERT INTO intake_load (id, kind, file, sha256, bytes, state, read, changes, \
                 findings, person, arrived_at, corrects) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11)")
            .bind(load.id)
            .bind(load.kind.as_str())
            .bind(load.file.as_str())
            .bind(load.sha256.as_str())
            .bind(i64::try_from(load.bytes).unwrap_or(i64::MAX))
            .bind(load.state.key())
            .bind(json!(load.read).to_string())
            .bind(json!(load.changes).to_string())
            .bind(load.person.as_str())
            .bind(load.arrived_at)
            .bind(load.corrects)
            .run(tx)
            .await?;
            tx.record(
                Fact::new("load.arrive", "load", load.id)
                    .after(json!({ "kind": load.kind, "file": load.file, "sha256": load.sha256,
                        "corrects": load.corrects })),
            );
            Ok(())
        })
    })
    .await
}

/// Writes rows and findings of a load that is arriving; gives back how many of each.
pub(super) async fn write(
    db: &Db,
    at: Timestamp,
    author: &Author,
    id: Id<Load>,
    (numbered, chunks): (u64, Vec<Chunk>),
) -> Result<(u64, u64), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            still_arriving(tx, id).await?;
            let (mut rows, mut findings) = (0, 0);
            for chunk in chunks {
                match chunk {
                    Chunk::Rows(table, values) => {
                        rows += tx.insert(table.name, &with_load(table), under(id, values)).await?;
                    }
                    Chunk::Findings(wrong) => {
                        let values = quarantined(id, numbered + findings, wrong);
                        findings += tx.insert("intake_quarantine", QUARANTINE, values).await?;
                    }
                }
            }
            let fact = Fact::new("load.rows", "load", id);
            tx.record(fact.after(json!({ "rows": rows, "findings": findings })));
            Ok((rows, findings))
        })
    })
    .await
}

/// Somebody may have discarded the load, or brought the same file again, while it was being read.
async fn still_arriving(tx: &mut Tx, id: Id<Load>) -> Result<(), StoreError> {
    match one(tx, id).await?.state {
        LoadState::Arriving => Ok(()),
        _ => Err(StoreError::Stale { what: "load", id: id.to_string() }),
    }
}

const QUARANTINE: &[&str] =
    &["load", "number", "file", "line", "column_name", "value", "rule", "remedy", "row_text"];

fn with_load(table: &Table) -> Vec<&'static str> {
    std::iter::once("load").chain(table.columns.iter().copied()).collect()
}

fn under(id: Id<Load>, rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    rows.into_iter().map(|row| std::iter::once(Value::from(id)).chain(row).collect()).collect()
}

fn quarantined(id: Id<Load>, from: u64, findings: Vec<SetAside>) -> Vec<Vec<Value>> {
    (from..)
        .zip(findings)
        .map(|(number, SetAside { finding, row })| {
            let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
            vec![
                id.into(),
                whole(number).into(),
                finding.place.file.into(),
                finding.place.line.map(whole).into(),
                finding.place.column.into(),
                finding.value.into(),
                finding.rule.into(),
                finding.remedy.into(),
                row.into(),
            ]
        })
        .collect()
}

/// All rows have come in: the load waits to be looked at. What it has in the lake is named in the
/// fact, with its hash.
pub(super) async fn finish(
    db: &Db,
    (at, author): (Timestamp, &Author),
    load: Load,
    parts: Vec<Part>,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            let parts = parts.iter().map(|part| {
                json!({ "dataset": part.dataset,
                "rows": part.rows, "bytes": part.bytes, "sha256": part.sha256 })
            });
            let told = json!({
                "read": load.read, "changes": load.changes, "findings": load.findings,
                "valid_from": load.valid_from, "lake": parts.collect::<Vec<_>>(),
            });
            sql("UPDATE intake_load SET state = 'to_review', valid_from = $1, read = $2, \
                 changes = $3, findings = $4 WHERE id = $5 AND state = 'arriving'")
            .bind(load.valid_from)
            .bind(told["read"].to_string())
            .bind(told["changes"].to_string())
            .bind(i64::try_from(load.findings).unwrap_or(i64::MAX))
            .bind(load.id)
            .run_expecting_one(tx, "load", &load.id.to_string())
            .await?;
            tx.record(Fact::new("load.arrived", "load", load.id).after(told));
            Ok(())
        })
    })
    .await
}

/// Moves a load from one state to the next.
pub(super) async fn move_on(
    db: &Db,
    at: Timestamp,
    author: &Author,
    id: Id<Load>,
    states: (LoadState, LoadState),
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| Box::pin(step(tx, id, states))).await
}

/// Discards a load and removes its rows from the tables of its feed.
pub(super) async fn discard(
    db: &Db,
    at: Timestamp,
    author: &Author,
    (id, state): (Id<Load>, LoadState),
    tables: &'static [&'static Table],
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            step(tx, id, (state, LoadState::Discarded)).await?;
            let mut removed = 0;
            for table in tables.iter().filter(|table| table.kept == Kept::Database) {
                let text = format!("DELETE FROM {} WHERE load = $1", table.name);
                removed += sql(text).bind(id).run(tx).await?;
            }
            tx.record(Fact::new("load.remove_rows", "load", id).after(json!({ "rows": removed })));
            Ok(())
        })
    })
    .await
}

async fn step(
    tx: &mut Tx,
    id: Id<Load>,
    (from, to): (LoadState, LoadState),
) -> Result<(), StoreError> {
    let stamp = match to {
        LoadState::Accepted => "accepted_at",
        _ => "withdrawn_at",
    };
    let text =
        format!("UPDATE intake_load SET state = $1, {stamp} = $2 WHERE id = $3 AND state = $4");
    let query = sql(text).bind(to.key()).bind(tx.at()).bind(id).bind(from.key());
    query.run_expecting_one(tx, "load", id).await?;
    tx.record(Fact::new("load.state", "load", id).before(json!(from)).after(json!(to)));
    Ok(())
}

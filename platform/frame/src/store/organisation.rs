//! Organisations in the store.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_store::{Author, Db, Fact, On, Reader, Row, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::{Value, json};

use crate::organisation::Organisation;

const CURRENT: &str = "SELECT id, version, name, kind, ods_code, valid_from, valid_to \
     FROM frame_organisation WHERE superseded_at IS NULL";

fn organisation(row: &Row) -> Result<Organisation, StoreError> {
    Ok(Organisation {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        ods_code: row.get("ods_code")?,
        valid_from: row.get("valid_from")?,
        valid_to: row.get("valid_to")?,
        version: row.get("version")?,
    })
}

/// All organisations as they are known now, by name.
pub async fn all(reader: &mut Reader) -> Result<Vec<Organisation>, StoreError> {
    sql(format!("{CURRENT} ORDER BY name, id")).all(reader, organisation).await
}

/// One organisation as it is known now.
pub async fn one(reader: &mut Reader, id: Id<Organisation>) -> Result<Organisation, StoreError> {
    sql(format!("{CURRENT} AND id = $1")).bind(id).one(reader, organisation).await
}

/// One organisation as a version of it has it.
pub async fn version(
    reader: &mut Reader,
    id: Id<Organisation>,
    version: i64,
) -> Result<Option<Organisation>, StoreError> {
    sql("SELECT id, version, name, kind, ods_code, valid_from, valid_to FROM frame_organisation \
         WHERE id = $1 AND version = $2")
    .bind(id)
    .bind(version)
    .optional(reader, organisation)
    .await
}

/// All organisations that took part on a date, as they were known at a moment.
pub async fn as_of(
    reader: &mut Reader,
    at: Date,
    known: Timestamp,
) -> Result<Vec<Organisation>, StoreError> {
    sql("SELECT id, version, name, kind, ods_code, valid_from, valid_to FROM frame_organisation \
         WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) \
         AND recorded_at <= $2 AND (superseded_at IS NULL OR superseded_at > $2) \
         ORDER BY name, id")
    .bind(at)
    .bind(known)
    .all(reader, organisation)
    .await
}

/// The ids of the organisations with this id or name, now or at any time.
pub async fn ids_of(on: &mut impl On, wanted: &str) -> Result<Vec<String>, StoreError> {
    sql("SELECT DISTINCT id FROM frame_organisation WHERE id = $1 OR name = $1 ORDER BY id")
        .bind(wanted)
        .all(on, |row| row.get("id"))
        .await
}

/// Saves a new organisation, or a new version of one. The version it was changed from must still
/// be the current one.
pub async fn save(
    db: &Db,
    at: Timestamp,
    author: &Author,
    organisation: Organisation,
    before: Option<Organisation>,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            if let Some(before) = &before {
                supersede(tx, before).await?;
            }
            insert(tx, &organisation).await?;
            let action = if before.is_some() { "organisation.change" } else { "organisation.add" };
            let fact = Fact::new(action, "organisation", organisation.id)
                .before(before.as_ref().map_or(Value::Null, told))
                .after(told(&organisation));
            tx.record(fact);
            Ok(())
        })
    })
    .await
}

async fn supersede(tx: &mut Tx, before: &Organisation) -> Result<(), StoreError> {
    sql("UPDATE frame_organisation SET superseded_at = $1 \
         WHERE id = $2 AND version = $3 AND superseded_at IS NULL")
    .bind(tx.at())
    .bind(before.id)
    .bind(before.version)
    .run_expecting_one(tx, "organisation", &before.id.to_string())
    .await
}

async fn insert(tx: &mut Tx, organisation: &Organisation) -> Result<(), StoreError> {
    sql("INSERT INTO frame_organisation \
         (id, version, name, kind, ods_code, valid_from, valid_to, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(organisation.id)
    .bind(organisation.version)
    .bind(organisation.name.as_str())
    .bind(organisation.kind.as_str())
    .bind(organisation.ods_code.clone())
    .bind(organisation.valid_from)
    .bind(organisation.valid_to)
    .bind(tx.at())
    .run(tx)
    .await
    .map(|_| ())
}

fn told(organisation: &Organisation) -> Value {
    json!({
        "name": organisation.name,
        "kind": organisation.kind,
        "ods_code": organisation.ods_code,
        "valid_from": organisation.valid_from,
        "valid_to": organisation.valid_to,
        "version": organisation.version,
    })
}

//! Parts are written, found, damaged and removed.

mod damage;
mod finding;
mod keeping;

use kith_store::Value;
use kith_store::keeping::catalogue::Kind;
use kith_terms::Id;
use tempfile::TempDir;

use crate::{Column, Lake, Part};

/// What a part belongs to; the lake does not care what that is.
struct Load;

const NAMES: &[&str] = &["organisation", "local_id", "stream", "weight", "share", "seal"];

fn columns() -> Vec<Column> {
    vec![
        Column::key("organisation"),
        Column::key("local_id"),
        Column::text("stream"),
        Column::of("weight", Kind::Whole),
        Column::of("share", Kind::Real),
        Column::of("seal", Kind::Bytes),
    ]
}

fn lake() -> (TempDir, Lake) {
    let folder = TempDir::new().unwrap();
    let lake = Lake::open(&folder.path().join("lake")).unwrap();
    (folder, lake)
}

fn load(number: u64) -> Id<Load> {
    Id::new(number, u128::from(number))
}

/// A row about a client, with every kind of value and, in each third, nothing.
fn row(organisation: &str, client: u32, number: u32) -> Vec<Value> {
    let third = |value: Value| if number.is_multiple_of(3) { Value::Null } else { value };
    vec![
        organisation.into(),
        format!("C{client:06}").into(),
        third(format!("stream {}", number % 5).into()),
        third(number.into()),
        third((f64::from(number) / 7.0).into()),
        third(number.to_be_bytes().to_vec().into()),
    ]
}

fn written(lake: &Lake, dataset: &str, number: u64, rows: &[Vec<Value>]) -> Part {
    let mut writer = lake.writer(dataset, load(number), &columns()).unwrap();
    for some in rows.chunks(1000) {
        writer.write(some.to_vec()).unwrap();
    }
    writer.finish().unwrap()
}

/// Rows in an order in which two lists of the same rows are the same.
fn in_order(mut rows: Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    rows.sort_by_key(|row| format!("{row:?}"));
    rows
}

fn all(lake: &Lake, number: u64) -> Result<Vec<Vec<Value>>, crate::LakeError> {
    let batches = lake.scan("events", load(number), NAMES)?.collect::<Result<Vec<_>, _>>()?;
    Ok(batches.into_iter().flatten().collect())
}

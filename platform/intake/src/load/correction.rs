//! Corrections: rows that were set aside, brought again. A file of them is known by its name, because
//! then it may have any layout, and holds nothing but rows in that layout.

use kith_store::{Reader, StoreError};
use kith_terms::{Finding, Id, Place};

use super::{Load, store};
use crate::{Feed, Source};

/// How the name of such a file begins.
const BEGINS: &str = "corrections-of-";
/// How a Bundle begins, in place of a header.
pub(crate) const BUNDLE: &str = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[";
/// How long an id is.
const ID_LETTERS: usize = 26;

/// The name of the file with a load's rows that were set aside.
pub fn name_of(load: &Load) -> String {
    let ending = match load.read.layout.as_str() {
        "" => "ndjson",
        BUNDLE => "json",
        _ => "csv",
    };
    format!("{BEGINS}{}.{ending}", load.id)
}

/// The file itself: the rows as they were written, under their header or in their Bundle.
pub fn layout_of(load: &Load, rows: &[String]) -> String {
    match load.read.layout.as_str() {
        "" => rows.join("\n") + "\n",
        BUNDLE => format!("{BUNDLE}\n{}\n]}}\n", rows.join(",\n")),
        header => format!("{header}\n{}\n", rows.join("\n")),
    }
}

/// The load of which a file brings rows again, if its name says so; a finding where there is no such
/// load of this kind.
pub(super) async fn corrected_by(
    reader: &mut Reader,
    feed: &Feed,
    source: &Source,
) -> Result<Result<Option<Id<Load>>, Box<Finding>>, StoreError> {
    let Some((_, behind)) = source.name().split_once(BEGINS) else { return Ok(Ok(None)) };
    let refused = || Err(Box::new(no_such_load(source)));
    let Some(Ok(id)) = behind.get(..ID_LETTERS).map(str::parse) else { return Ok(refused()) };
    match store::one(reader, id).await {
        // Of a correction's rows the corrections count with the load that it corrects.
        Ok(load) if load.kind == feed.kind => Ok(Ok(Some(load.corrects.unwrap_or(load.id)))),
        Ok(_) | Err(StoreError::NotFound { .. }) => Ok(refused()),
        Err(error) => Err(error),
    }
}

fn no_such_load(source: &Source) -> Finding {
    Finding {
        place: Place { file: source.name().to_owned(), line: None, column: None },
        value: None,
        rule: "a file whose name says that it corrects a load corrects one of the same kind"
            .to_owned(),
        remedy: "give the file the name under which it was downloaded".to_owned(),
    }
}

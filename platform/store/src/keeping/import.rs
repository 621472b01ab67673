//! A whole export comes into new records, on either database, all of it or nothing.
//!
//! Before it is saved, the new records are written out once more and held to the export file by file: what
//! went in is what comes out, to the byte. Only then the journal gets its first new entry, which says
//! where these records come from.

use std::io::BufRead;
use std::path::Path;

use jiff::Timestamp;

use super::beside::{self, TakenOut};
use super::catalogue::{self, Column, Table, in_order_of_reference};
use super::cut::{self, Held, holds_records, quoted};
use super::description::{Description, FORMAT, Resource, path_of};
use super::export::{BESIDE, Contents, Part, write_nowhere};
use super::package::Unpacked;
use super::{CannotKeep, line, manifest};
use crate::dialect::Dialect;
use crate::pool::{Pool, Use};
use crate::{Author, Db, Fact, Location, MigrationSet, StoreError, Value, journal, sql};

/// Rows that are added at once.
const PARCEL: usize = 500;

/// How an import is to be done.
pub struct Order<'a> {
    /// Where the records go. There must be none.
    pub into: &'a Location,
    /// The folder where the files beside the database go. None: they stay in the export.
    pub beside: Option<&'a Path>,
    /// The steps that this program knows; those that the export lacks are applied.
    pub sets: &'a [MigrationSet],
    /// When: for the journal.
    pub at: Timestamp,
    /// On whose behalf.
    pub author: &'a Author,
}

/// An export that was read in.
#[derive(Debug)]
pub struct Imported {
    /// What it said about itself.
    pub description: Description,
    /// The steps that it did not have yet, as `owner/step`.
    pub migrated: Vec<String>,
}

/// Reads an export and says what it holds, or that it is damaged; brings nothing in.
pub fn look(from: &Path, sets: &[MigrationSet]) -> Result<Description, CannotKeep> {
    describe(&Unpacked::open(from)?, from, sets)
}

/// Brings a whole export into new records.
pub async fn read(from: &Path, order: &Order<'_>) -> Result<Imported, CannotKeep> {
    let package = Unpacked::open(from)?;
    let description = describe(&package, from, order.sets)?;
    let files = take_out(&package, &description, order)?;
    prepare(&description, order).await?;
    let pool = Pool::open(order.into, Use::Write).await?;
    let mut on = Held(pool.acquire().await?);
    on.0.end_after_use();
    let filled = fill((&package, from), &description, order, &mut on).await;
    drop(on);
    pool.close().await;
    filled?;
    if let (Some(files), Some(folder)) = (files, order.beside) {
        files.put(folder, order.at)?;
    }
    let migrated = wake(from, &description, order).await?;
    Ok(Imported { description, migrated })
}

/// Copies the files beside the database out of the export, which was held to its hashes, to where they are going.
fn take_out(
    package: &Unpacked,
    description: &Description,
    order: &Order<'_>,
) -> Result<Option<TakenOut>, CannotKeep> {
    let Some(folder) = order.beside else { return Ok(None) };
    if !super::files(folder)?.is_empty() {
        return Err(CannotKeep::NotEmpty(folder.display().to_string()));
    }
    let taken = beside::room_beside(folder)?;
    for resource in &description.resources {
        if let Some(path) = resource.path.strip_prefix(BESIDE) {
            taken.add(path, &mut package.file(&resource.path)?)?;
        }
    }
    Ok(Some(taken))
}

fn describe(
    package: &Unpacked,
    from: &Path,
    sets: &[MigrationSet],
) -> Result<Description, CannotKeep> {
    let description: Description = serde_json::from_reader(package.file("datapackage.json")?)
        .map_err(|error| CannotKeep::damaged(from, format!("datapackage.json: {error}")))?;
    let about = &description.kith;
    if about.organisation.is_some() {
        let why = "it holds one organisation’s records only, which make no whole copy of Kith";
        return Err(CannotKeep::Unsuitable { file: from.to_owned(), why: why.into() });
    }
    if about.format != FORMAT {
        let why = format!("its layout {} is not known to this version", about.format);
        return Err(CannotKeep::Unsuitable { file: from.to_owned(), why });
    }
    manifest::all_known(sets, &about.steps)?;
    Ok(description)
}

/// Builds the tables as they were when the export was made.
async fn prepare(description: &Description, order: &Order<'_>) -> Result<(), CannotKeep> {
    let db = Db::open(order.into).await?;
    let sets = manifest::as_far_as(order.sets, &description.kith.steps);
    let built = db.migrate(&sets).await;
    db.close().await;
    match built {
        Ok(_) => Ok(()),
        // The tables are there already, and newer than the export.
        Err(StoreError::TooNew { .. }) => Err(CannotKeep::NotEmpty(order.into.to_string())),
        Err(error) => Err(error.into()),
    }
}

async fn fill(
    (package, from): (&Unpacked, &Path),
    description: &Description,
    order: &Order<'_>,
    on: &mut Held,
) -> Result<(), CannotKeep> {
    match on.0.dialect() {
        // References are looked at when all rows are in.
        Dialect::Sqlite => on.0.script("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON").await?,
        Dialect::Postgres => on.0.script("BEGIN").await?,
    }
    let tables = catalogue::tables(on).await?;
    if !is_empty(on, &tables).await? {
        return Err(CannotKeep::NotEmpty(order.into.to_string()));
    }
    on.0.script("DELETE FROM journal_head").await?;
    for table in in_order_of_reference(&tables) {
        let resource = description.resources.iter().find(|one| one.name == table.name);
        if let Some(resource) = resource.filter(|_| holds_records(table)) {
            fill_table((package, from), (table, resource), on).await?;
        }
    }
    compare(from, description, (on, &tables)).await?;
    on.0.script("COMMIT").await?;
    Ok(())
}

async fn is_empty(on: &mut Held, tables: &[Table]) -> Result<bool, StoreError> {
    if cut::journal(on).await?.entries > 0 {
        return Ok(false);
    }
    for table in tables.iter().filter(|table| holds_records(table) && table.name != "journal_head")
    {
        let text = format!("SELECT COUNT(*) AS many FROM {}", quoted(&table.name));
        if sql(text).one(on, |row| row.get::<u64>("many")).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn fill_table(
    (package, from): (&Unpacked, &Path),
    (table, resource): (&Table, &Resource),
    on: &mut Held,
) -> Result<(), CannotKeep> {
    let named: Vec<&str> = resource
        .schema
        .iter()
        .flat_map(|schema| &schema.fields)
        .map(|field| field.name.as_str())
        .collect();
    let columns: Vec<&Column> =
        table.columns.iter().filter(|column| named.contains(&column.name.as_str())).collect();
    let headings: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let path = path_of(&table.name);
    let (mut lines, mut number) = (package.file(&path)?.lines(), 0);
    loop {
        let mut rows: Vec<Vec<Value>> = Vec::with_capacity(PARCEL);
        for line in lines.by_ref().take(PARCEL) {
            number += 1;
            let line = line.map_err(CannotKeep::file(from))?;
            let row = line::read(&line, &columns).map_err(|why| {
                CannotKeep::damaged(from, format!("line {number} of {path}: {why}"))
            })?;
            rows.push(row);
        }
        if rows.is_empty() {
            return Ok(());
        }
        on.0.fill(&table.name, &headings, rows).await?;
    }
}

/// Writes the new records out once more and compares: every file is to be the same to the byte.
async fn compare(
    from: &Path,
    description: &Description,
    (on, tables): (&mut Held, &[Table]),
) -> Result<(), CannotKeep> {
    let described = description.resources.iter().filter(|resource| resource.rows.is_some());
    let parts = described.map(|resource| Part { table: resource.name.clone(), ..Part::default() });
    let contents = Contents { parts: parts.collect(), ..Contents::default() };
    let again = write_nowhere(on, tables, &contents).await?;
    let differs = |resource: &&Resource| {
        let twin = description.resources.iter().find(|other| other.name == resource.name);
        twin.is_none_or(|twin| (&twin.hash, twin.rows) != (&resource.hash, resource.rows))
    };
    let why = match again.resources.iter().find(differs) {
        Some(resource) => format!("written out again, {} is another file", resource.path),
        None if again.kith.journal != description.kith.journal => {
            "the journal ends elsewhere".to_owned()
        }
        None => return Ok(()),
    };
    Err(CannotKeep::Different { file: from.to_owned(), why })
}

/// Follows the journal's chain, brings the tables up to date and says in the journal where these records
/// come from.
async fn wake(
    from: &Path,
    description: &Description,
    order: &Order<'_>,
) -> Result<Vec<String>, CannotKeep> {
    let db = Db::open(order.into).await?;
    let outcome = wake_open((&db, from), description, order).await;
    db.close().await;
    outcome
}

async fn wake_open(
    (db, from): (&Db, &Path),
    description: &Description,
    order: &Order<'_>,
) -> Result<Vec<String>, CannotKeep> {
    let migrated = db.migrate(order.sets).await?;
    let verified = journal::verify(db).await;
    verified.map_err(|why| CannotKeep::Journal(from.to_owned(), why))?;
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let after = serde_json::to_value(&description.kith.journal).map_err(StoreError::failed)?;
    db.write(order.at, order.author, move |tx| {
        Box::pin(async move {
            tx.record(Fact::new("records.import", "records", name).after(after));
            Ok(())
        })
    })
    .await?;
    Ok(migrated)
}

//! Everything out, in formats that anyone can read: a file of JSON lines for each table, the content
//! files, `datapackage.json` that explains them and a README in words.
//!
//! The same records give the same bytes, on either database and after any number of moves: rows are in
//! the order of their key, names within a row in the order of letters, and nothing tells when the export
//! was made but the journal in it.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::catalogue::{Column, Table};
use super::cut::{self, Cut, Rows, Wanted};
use super::description::{About, FORMAT, Resource};
use super::line::Layout;
use super::package::Package;
use super::{CannotKeep, Journal, Step};
use crate::{On, StoreError};

pub use super::description::Description;

/// Where the files beside the database are in an export.
pub(crate) const BESIDE: &str = "files/";

/// What is to be written.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// The version of Kith that writes it.
    pub kith: String,
    /// The tables, ordered by name.
    pub parts: Vec<Part>,
    /// The content files, by their path under `content/`.
    pub content: Vec<(String, Vec<u8>)>,
    /// Whose records these are. None: all records.
    pub organisation: Option<String>,
    /// The files beside the database: the folder that they are in, and their paths from there on.
    pub beside: Option<(PathBuf, Vec<String>)>,
}

/// A table that is to be written.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Its name.
    pub table: String,
    /// Which of its rows, with `$1` for the organisation. None: all.
    pub condition: Option<String>,
    /// The columns that hold secrets. They are marked; for an organisation they are left out.
    pub secret: Vec<String>,
}

/// Writes an export of the records at one moment: a zip if the name of `target` says so, else a folder.
pub async fn write(
    cut: &mut Cut,
    contents: &Contents,
    target: &Path,
) -> Result<Description, CannotKeep> {
    let tables = cut.tables.clone();
    let known = (cut.steps().await?, cut.journal().await?);
    write_into(Package::at(target)?, (cut, &tables), contents, known).await
}

/// Writes the records and keeps nothing but what describes them.
pub(crate) async fn write_nowhere(
    on: &mut impl On,
    tables: &[Table],
    contents: &Contents,
) -> Result<Description, CannotKeep> {
    let known = (cut::steps(on).await?, cut::journal(on).await?);
    write_into(Package::nowhere(), (on, tables), contents, known).await
}

async fn write_into(
    mut package: Package,
    (on, tables): (&mut impl On, &[Table]),
    contents: &Contents,
    (steps, journal): (Vec<Step>, Journal),
) -> Result<Description, CannotKeep> {
    let mut resources = Vec::new();
    for part in &contents.parts {
        let Some(table) = tables.iter().find(|table| table.name == part.table) else {
            let why = format!("there is no table {}", part.table);
            return Err(StoreError::failed(why).into());
        };
        resources.push(write_table(&mut package, on, (table, part), contents).await?);
    }
    for (name, bytes) in &contents.content {
        let path = format!("content/{name}");
        let written = package.put(&path, bytes)?;
        resources.push(Resource::of_file(
            (&path.clone(), path),
            ("toml", "application/toml"),
            &written,
        ));
    }
    resources.extend(write_files(&mut package, contents)?);
    let about = About {
        format: FORMAT,
        version: contents.kith.clone(),
        organisation: contents.organisation.clone(),
        journal,
        steps,
    };
    let description = describe(about, resources);
    package.put("README.md", readme(&description).as_bytes())?;
    let text = serde_json::to_string_pretty(&description).map_err(StoreError::failed)?;
    package.put("datapackage.json", format!("{text}\n").as_bytes())?;
    package.finish()?;
    Ok(description)
}

fn write_files(package: &mut Package, contents: &Contents) -> Result<Vec<Resource>, CannotKeep> {
    let Some((folder, paths)) = &contents.beside else { return Ok(Vec::new()) };
    let mut resources = Vec::new();
    for path in paths {
        let from = folder.join(path);
        let mut file = File::open(&from).map_err(CannotKeep::file(&from))?;
        let name = format!("{BESIDE}{path}");
        let mut begun = package.begin(&name)?;
        let mut parcel = vec![0; 1 << 16];
        loop {
            match file.read(&mut parcel).map_err(CannotKeep::file(&from))? {
                0 => break,
                read => package.write(&mut begun, &parcel[..read])?,
            }
        }
        let written = package.end(begun)?;
        let kind = if path.ends_with(".parquet") {
            ("parquet", "application/vnd.apache.parquet")
        } else {
            ("json", "application/json")
        };
        resources.push(Resource::of_file((&name, name.clone()), kind, &written));
    }
    Ok(resources)
}

fn describe(about: About, resources: Vec<Resource>) -> Description {
    let (name, title) = match about.organisation {
        None => ("kith-records", "All records of a copy of Kith"),
        Some(_) => ("kith-organisation", "The records of one organisation in a copy of Kith"),
    };
    Description {
        name: name.to_owned(),
        title: title.to_owned(),
        profile: "data-package".to_owned(),
        kith: about,
        resources,
    }
}

async fn write_table(
    package: &mut Package,
    on: &mut impl On,
    (table, part): (&Table, &Part),
    contents: &Contents,
) -> Result<Resource, CannotKeep> {
    let is_written =
        |column: &Column| contents.organisation.is_none() || !part.secret.contains(&column.name);
    let columns: Vec<&Column> = table.columns.iter().filter(|one| is_written(one)).collect();
    let layout = Layout::of(&table.columns, is_written);
    let wanted = Wanted {
        condition: part.condition.clone(),
        of: contents.organisation.clone().unwrap_or_default(),
    };
    let mut begun = package.begin(&super::description::path_of(&table.name))?;
    let mut rows = Rows::of(table, &wanted);
    while let Some(parcel) = rows.next(on).await? {
        let mut lines = String::new();
        for row in &parcel {
            layout.write(row, &mut lines);
        }
        package.write(&mut begun, lines.as_bytes())?;
    }
    let written = package.end(begun)?;
    Ok(Resource::of_table(table, &columns, &part.secret, (rows.read, &written)))
}

fn readme(description: &Description) -> String {
    let mut text = format!("# {}\n\n{WHAT}", description.title);
    text.push_str(match description.kith.organisation {
        None => ALL,
        Some(_) => ONE,
    });
    text.push_str("| table | rows |\n|---|---:|\n");
    for resource in &description.resources {
        if let Some(rows) = resource.rows {
            let _ = writeln!(text, "| {} | {rows} |", resource.name);
        }
    }
    text
}

const WHAT: &str = "\
These files can be read without Kith. Each file in `tables` holds the rows of one table, a row a line, as a
JSON object (NDJSON, UTF-8), in the order of the table’s key. `datapackage.json` says what each column holds
(Frictionless Data Package); bytes are in Base64. `content` holds the policy files that the records were made
under. `files` holds what is kept beside the tables: events of people as Parquet, a folder for each load, with
hashes of its blocks. To see whether every file is as it was written: `sha256sum --check SHA256SUMS`.

Days are written 2026-11-21, moments 2026-11-21T20:05:20.123456Z in UTC. The table `journal` tells who did
what, when, for whom and why. Each of its rows has a `hash` over itself and the row before.

";

const ALL: &str = "\
**This export holds everything, personal data and secrets too**: the hashes of passwords and of sessions are
in it, so that people can go on signing in after a move; such columns are marked `kith:secret` in
`datapackage.json`. Keep it as you keep the records themselves, encrypt it before it travels, and delete it
when it has arrived. `kith import-instance` reads it into a new copy of Kith, on SQLite or PostgreSQL.

";

const ONE: &str = "\
It holds what one organisation brought and what was done for it: its own row, its people and their roles, the
files that they loaded and what was read from them, the plans that they drew, and its entries of the journal.
Secrets, such as the hashes of passwords, are left out. Rows that belong to all organisations alike are not in
it; a table without rows says that there was nothing. It holds personal data: encrypt it before it travels.
Between two of its entries of the journal others may be missing, which belong to other organisations; the
chain of hashes can be followed only in the whole journal.

";

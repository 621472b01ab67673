//! `datapackage.json`: what is in an export, in the words of the Data Package standard
//! (<https://specs.frictionlessdata.io>), so that other programs can read it without asking us.

use serde::{Deserialize, Serialize};

use super::catalogue::{Column, Kind, Table};
use super::package::Written;
use super::{Journal, Step};

/// The layout of exports that this version writes and reads.
pub(crate) const FORMAT: u32 = 1;

/// What is in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// A name for programs.
    pub name: String,
    /// A name for people.
    pub title: String,
    /// Which standard this follows.
    pub profile: String,
    /// What the standard has no word for.
    pub kith: About,
    /// The files.
    pub resources: Vec<Resource>,
}

/// What Kith needs to know to read the export again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The layout.
    pub format: u32,
    /// The version of Kith that wrote it.
    pub version: String,
    /// The id of the organisation whose records these are. None: all records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// How far the journal had come.
    pub journal: Journal,
    /// The steps that have built the tables.
    pub steps: Vec<Step>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// A name for programs; of a table, the table's.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// How it is written.
    pub format: String,
    /// The same as a media type.
    pub mediatype: String,
    /// How letters are written.
    pub encoding: String,
    /// Its length.
    pub bytes: u64,
    /// Its hash.
    pub hash: String,
    /// How many rows it has; only of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Its columns; only of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
}

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// The columns.
    pub fields: Vec<Field>,
    /// Those of the key.
    pub primary_key: Vec<String>,
    /// What refers to other tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: String,
    /// How that is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// What each value keeps to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Constraints>,
    /// Whether nobody may see it who need not.
    #[serde(default, rename = "kith:secret", skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// What each value of a column keeps to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraints {
    /// Whether it is always there.
    pub required: bool,
}

/// Columns that refer to another table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The columns here.
    pub fields: Vec<String>,
    /// What they refer to.
    pub reference: Referred,
}

/// What columns refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referred {
    /// The table.
    pub resource: String,
    /// Its columns.
    pub fields: Vec<String>,
}

impl Resource {
    /// The file of a table, of which only `columns` were written.
    pub(crate) fn of_table(
        table: &Table,
        columns: &[&Column],
        secret: &[String],
        (rows, written): (u64, &Written),
    ) -> Self {
        let has = |name: &String| columns.iter().any(|column| column.name == *name);
        let foreign_keys = table.references.iter().filter(|one| one.columns.iter().all(has));
        let schema = Schema {
            fields: columns.iter().map(|column| Field::of(column, secret)).collect(),
            primary_key: table.key.clone(),
            foreign_keys: foreign_keys
                .map(|one| ForeignKey {
                    fields: one.columns.clone(),
                    reference: Referred { resource: one.table.clone(), fields: one.keys.clone() },
                })
                .collect(),
        };
        Self {
            rows: Some(rows),
            schema: Some(schema),
            ..Self::of_file(
                (&table.name, path_of(&table.name)),
                ("ndjson", "application/x-ndjson"),
                written,
            )
        }
    }

    pub(crate) fn of_file(
        (name, path): (&str, String),
        (format, mediatype): (&str, &str),
        written: &Written,
    ) -> Self {
        Self {
            name: name.to_owned(),
            path,
            format: format.to_owned(),
            mediatype: mediatype.to_owned(),
            encoding: "utf-8".to_owned(),
            bytes: written.bytes,
            hash: format!("sha256:{}", written.sha256),
            rows: None,
            schema: None,
        }
    }
}

/// Where the rows of a table are.
pub(crate) fn path_of(table: &str) -> String {
    format!("tables/{table}.ndjson")
}

impl Field {
    fn of(column: &Column, secret: &[String]) -> Self {
        let (kind, format) = match column.kind {
            Kind::Whole => ("integer", None),
            Kind::Real => ("number", None),
            Kind::Text => ("string", None),
            // Base64, says the standard.
            Kind::Bytes => ("string", Some("binary".to_owned())),
        };
        Self {
            name: column.name.clone(),
            kind: kind.to_owned(),
            format,
            constraints: column.required.then_some(Constraints { required: true }),
            secret: secret.contains(&column.name),
        }
    }
}

//! Mapping files: which column of an organisation's extract is what. One makes a [`crate::Feed`]; how
//! it is written stands in docs/guide/mapping.md.
//!
//! What is absent: knowledge of any one extract. What can be filled, and what it must be, is in
//! [`mod@shape`]; how a cell becomes a value in [`mod@cell`]; how a file is read in [`mod@read`].

mod cell;
mod compiled;
mod cut;
mod entries;
mod fault;
mod fields;
mod in_order;
mod path;
mod read;
mod row;
mod shape;
mod sheet;
mod written;

use crate::{Extent, Feed, Reading, Sample, Table};

pub use fault::MappingFault;
pub use shape::{EVENT_COLUMNS, RECORD_COLUMNS, STREAMS};

pub(crate) use read::read;

/// Where what extracts hold is kept.
#[derive(Debug, Clone, Copy)]
pub struct Homes {
    /// For records, with the columns [`RECORD_COLUMNS`].
    pub record: &'static Table,
    /// For events, with the columns [`EVENT_COLUMNS`].
    pub event: &'static Table,
}

/// A mapping file, checked.
#[derive(Debug)]
pub struct Mapping {
    /// The version of the file.
    pub version: String,
    /// Whom to ask when something is wrong with an extract.
    pub owner: String,
    /// After how many days somebody is asked for a newer extract.
    pub days: Option<u32>,
    pub(crate) file: File,
    pub(crate) parts: Vec<Part>,
}

/// How the file is built and known.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) format: Format,
    pub(crate) name: Option<String>,
    pub(crate) separator: Option<u8>,
    pub(crate) encoding: Option<&'static encoding_rs::Encoding>,
    pub(crate) sheet: String,
}

/// How an extract is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// Delimited text.
    Csv,
    /// A sheet of a workbook.
    Xlsx,
    /// FHIR resources, one a line.
    FhirNdjson,
    /// FHIR resources in a Bundle.
    FhirBundle,
}

/// What a row makes: a record or an event.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) table: &'static Table,
    /// The type of the FHIR resource that makes it.
    pub(crate) resource: Option<String>,
    pub(crate) only_if: Option<OnlyIf>,
    pub(crate) cells: Vec<Cell>,
}

/// When a row makes it at all.
#[derive(Debug)]
pub(crate) struct OnlyIf {
    pub(crate) column: String,
    /// One of these; any that is not empty where there are none.
    pub(crate) is: Vec<String>,
}

/// What one column of a record or event is filled from.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) target: shape::Target,
    pub(crate) from: From,
    pub(crate) format: Option<String>,
    pub(crate) zone: jiff::tz::TimeZone,
    pub(crate) codes: Vec<(String, String)>,
    pub(crate) after: String,
    pub(crate) empty: Vec<String>,
    pub(crate) optional: bool,
    pub(crate) keep_row: bool,
}

/// Where a value comes from.
#[derive(Debug)]
pub(crate) enum From {
    Constant(String),
    /// Columns of a text or sheet, or paths into a resource; values that are joined, or the first.
    Columns {
        columns: Vec<String>,
        joined: Option<String>,
    },
}

impl Feed {
    /// The feed that a mapping file describes; its rows go to these homes. What it says lives as long
    /// as the program: there are as many feeds as files, and they are read once, when it starts.
    pub fn mapped(text: &str, homes: Homes) -> Result<&'static Self, MappingFault> {
        let (head, mapping) = written::read(text, homes)?;
        let mut tables: Vec<&'static Table> = mapping.parts.iter().map(|part| part.table).collect();
        tables.dedup_by_key(|table| table.name);
        Ok(Box::leak(Box::new(Self {
            kind: head.kind.leak(),
            title: head.title.leak(),
            publisher: head.publisher.leak(),
            attribution: head.attribution.leak(),
            extent: head.extent,
            tables: tables.leak(),
            reading: Reading::Mapped(Box::leak(Box::new(mapping))),
        })))
    }
}

/// What of a mapping file stands in its feed.
pub(crate) struct Head {
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) publisher: String,
    pub(crate) attribution: String,
    pub(crate) extent: Extent,
}

impl Mapping {
    /// Whether a file has all that this mapping needs.
    pub(crate) fn recognises(&self, sample: &Sample) -> bool {
        compiled::recognises(self, sample)
    }

    /// Whether the pattern of names, if there is one, fits the file's name.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.file.name.as_ref().is_some_and(|pattern| fits(pattern, name))
    }

    /// The columns of tables that it fills, `record.nhs_number`, each with where it comes from.
    pub fn filled(&self) -> impl Iterator<Item = (&'static str, &'static str, String)> {
        self.parts.iter().flat_map(|part| {
            let cells = part.cells.iter();
            cells.map(|cell| (part.table.name, cell.target.name, cell.from.in_words()))
        })
    }
}

impl From {
    /// The columns, as a finding names them.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Constant(text) => format!("always {text}"),
            Self::Columns { columns, .. } => columns.join(" and "),
        }
    }
}

/// Whether a file's name, without the archive it came out of, fits a pattern in which `*` stands for
/// anything.
fn fits(pattern: &str, name: &str) -> bool {
    let name = name.rsplit(['!', '/']).next().unwrap_or(name).to_ascii_lowercase();
    let pattern = pattern.to_ascii_lowercase();
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut rest = rest;
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_of_names_fits_whatever_folder_or_archive_a_file_is_in() {
        for (pattern, name, expected) in [
            ("gp-patients*.csv", "gp-patients.csv", true),
            ("gp-patients*.csv", "week.zip!in/GP-patients-2026-11.CSV", true),
            ("gp-patients*.csv", "gp2-patients.csv", false),
            ("gp-patients.csv", "gp-patients.csv.old", false),
            ("*calls*111*", "my-calls-of-111.csv", true),
            ("*calls*111*", "my-calls.csv", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}

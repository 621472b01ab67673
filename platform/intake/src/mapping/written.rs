//! A mapping file as it is written, and what is made of it.

use std::collections::BTreeMap;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::shape::{EVENT_COLUMNS, Kind, RECORD_COLUMNS, Target, is_needed};
use super::{Cell, File, Format, From, Head, Homes, Mapping, MappingFault, OnlyIf, Part};
use crate::{Extent, Table};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: String,
    kind: String,
    title: String,
    publisher: String,
    owner: String,
    #[serde(default)]
    attribution: String,
    extent: Reach,
    days: Option<u32>,
    file: FileWritten,
    record: Option<BTreeMap<String, toml::Value>>,
    event: Option<BTreeMap<String, toml::Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Reach {
    Whole,
    Part,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileWritten {
    format: Format,
    name: Option<String>,
    separator: Option<char>,
    encoding: Option<String>,
    #[serde(default)]
    sheet: String,
    resource: Option<String>,
}

/// Where a value comes from, written in full.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FromWritten {
    column: Option<String>,
    columns: Option<Vec<String>>,
    constant: Option<String>,
    joined: Option<String>,
    format: Option<String>,
    zone: Option<String>,
    codes: BTreeMap<String, String>,
    after: String,
    empty: Vec<String>,
    optional: bool,
    bad: Bad,
}

#[derive(Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Bad {
    #[default]
    Row,
    Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OnlyIfWritten {
    Filled(String),
    Is { column: String, is: Vec<String> },
}

/// Reads a mapping file and checks that it makes sense.
pub(super) fn read(text: &str, homes: Homes) -> Result<(Head, Mapping), MappingFault> {
    let written: Written =
        toml::from_str(text).map_err(|error| MappingFault::NotRead(error.to_string()))?;
    let resource = written.file.resource.clone();
    let file = file(written.file)?;
    let sections = [
        ("record", written.record, homes.record, RECORD_COLUMNS),
        ("event", written.event, homes.event, EVENT_COLUMNS),
    ];
    let mut parts = Vec::new();
    for (section, cells, table, columns) in sections {
        let Some(cells) = cells else { continue };
        let part = Section { name: section, table, columns, of_fhir: file.is_fhir() };
        parts.push(part.read(cells, resource.as_ref())?);
    }
    if parts.is_empty() {
        return Err(MappingFault::MakesNothing);
    }
    let head = Head {
        kind: written.kind,
        title: written.title,
        publisher: written.publisher,
        attribution: written.attribution,
        extent: match written.extent {
            Reach::Whole => Extent::Whole,
            Reach::Part => Extent::Part,
        },
    };
    let (version, owner, days) = (written.version, written.owner, written.days);
    Ok((head, Mapping { version, owner, days, file, parts }))
}

impl File {
    pub(crate) fn is_fhir(&self) -> bool {
        matches!(self.format, Format::FhirNdjson | Format::FhirBundle)
    }
}

fn file(written: FileWritten) -> Result<File, MappingFault> {
    let refused = |why: &str| Err(MappingFault::File(why.to_owned()));
    if (written.format == Format::Xlsx) == written.sheet.is_empty() {
        return refused("workbooks, and only they, have a sheet");
    }
    let separator = match written.separator.map(|letter| (letter, u8::try_from(letter))) {
        None => None,
        Some((',' | ';' | '\t' | '|', Ok(byte))) => Some(byte),
        Some(_) => return refused("a separator is a comma, a semicolon, a tab or a bar"),
    };
    let encoding = match &written.encoding {
        None => None,
        Some(name) => match Encoding::for_label(name.as_bytes()) {
            Some(known) => Some(known),
            None => return refused("an encoding is utf-8, utf-16le, utf-16be or windows-1252"),
        },
    };
    let is_text = written.format == Format::Csv;
    if !is_text && (separator.is_some() || encoding.is_some()) {
        return refused("only csv has a separator or an encoding");
    }
    let FileWritten { format, name, sheet, .. } = written;
    Ok(File { format, name, separator, encoding, sheet })
}

/// A section as it is read.
struct Section {
    name: &'static str,
    table: &'static Table,
    columns: &'static [&'static str],
    of_fhir: bool,
}

impl Section {
    fn read(
        &self,
        mut written: BTreeMap<String, toml::Value>,
        resource: Option<&String>,
    ) -> Result<Part, MappingFault> {
        let only_if = written.remove("only_if").map(|value| self.only_if(value)).transpose()?;
        let own = match written.remove("resource") {
            Some(toml::Value::String(own)) => Some(own),
            Some(_) => return Err(self.contradicts("resource", "a resource is a text")),
            None => resource.cloned(),
        };
        if self.of_fhir != own.is_some() {
            let why = "FHIR files, and only they, say which resource makes a row";
            return Err(MappingFault::File(why.to_owned()));
        }
        let mut cells = Vec::new();
        for (name, value) in written {
            let Some(target) = Target::called(&name, self.columns) else {
                let known = self.columns.join(", ");
                return Err(MappingFault::UnknownTarget { section: self.name, name, known });
            };
            cells.push(self.cell(target, value)?);
        }
        let is_filled = |name: &str| cells.iter().any(|cell| cell.target.name == name);
        let needed = self.columns.iter().copied().filter(|name| is_needed(name));
        if let Some(name) = needed.into_iter().find(|name| !is_filled(name)) {
            return Err(MappingFault::NotFilled { section: self.name, name });
        }
        cells.sort_by_key(|cell| cell.target.at);
        Ok(Part { table: self.table, resource: own, only_if, cells })
    }

    fn only_if(&self, value: toml::Value) -> Result<OnlyIf, MappingFault> {
        let written = OnlyIfWritten::deserialize(value)
            .map_err(|error| self.contradicts("only_if", &error.to_string()))?;
        Ok(match written {
            OnlyIfWritten::Filled(column) => OnlyIf { column, is: Vec::new() },
            OnlyIfWritten::Is { column, is } => OnlyIf { column, is },
        })
    }

    fn cell(&self, target: Target, value: toml::Value) -> Result<Cell, MappingFault> {
        let written = match value {
            toml::Value::String(column) => {
                FromWritten { column: Some(column), ..FromWritten::default() }
            }
            other => FromWritten::deserialize(other)
                .map_err(|error| self.contradicts(target.name, &error.to_string()))?,
        };
        let dated = matches!(target.kind, Kind::Day | Kind::Moment);
        if written.format.is_some() && !dated {
            return Err(self.contradicts(target.name, "only days and moments have a format"));
        }
        let zone = match written.zone.as_deref() {
            None => TimeZone::get("Europe/London"),
            Some(name) => TimeZone::get(name),
        };
        Ok(Cell {
            zone: zone.map_err(|error| self.contradicts(target.name, &error.to_string()))?,
            from: self.from(target, &written)?,
            target,
            format: written.format,
            codes: written.codes.into_iter().collect(),
            after: written.after,
            empty: written.empty,
            optional: written.optional,
            keep_row: written.bad == Bad::Value && !target.needed,
        })
    }

    fn from(&self, target: Target, written: &FromWritten) -> Result<From, MappingFault> {
        let joined = written.joined.clone();
        match (&written.column, &written.columns, &written.constant) {
            (Some(column), None, None) if joined.is_none() || self.of_fhir => {
                Ok(From::Columns { columns: vec![column.clone()], joined })
            }
            (None, Some(columns), None) if joined.is_some() && !columns.is_empty() => {
                Ok(From::Columns { columns: columns.clone(), joined })
            }
            (None, None, Some(constant)) if target.kind.kept(constant).is_some() => {
                Ok(From::Constant(constant.clone()))
            }
            (None, None, Some(_)) => Err(self.contradicts(target.name, target.kind.rule().says)),
            _ => Err(self.contradicts(
                target.name,
                "a value comes from one column, from several columns joined, or is constant",
            )),
        }
    }

    fn contradicts(&self, name: &str, why: &str) -> MappingFault {
        MappingFault::Contradicts { section: self.name, name: name.to_owned(), why: why.to_owned() }
    }
}

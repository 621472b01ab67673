//! One row of an extract becomes a record, an event, both, or findings.

use std::borrow::Cow;

use kith_store::Value;
use kith_terms::{Finding, Place};

use super::cell::Breaks;
use super::compiled::{Compiled, CompiledPart, Places};
use super::shape::{is_icd10, is_snomed};
use super::{Cell, From};
use crate::landing::{RowRead, SetAside, Wrong};
use crate::row::shortened;
use crate::{Rule, Table};

const ENDED: Rule =
    Rule { says: "nothing ends before it began", remedy: "correct the one or the other" };
const DIED: Rule =
    Rule { says: "nobody dies before birth", remedy: "correct the one day or the other" };
const SNOMED: Rule = Rule {
    says: "a SNOMED CT code has 6 to 18 digits, of which the last checks the others",
    remedy: "correct the code; a spreadsheet may have rounded its last digits off",
};
const ICD10: Rule = Rule {
    says: "an ICD-10 code is a letter and two digits, with further characters or none",
    remedy: "correct the code",
};

/// The values of one row, wherever they come from.
#[derive(Clone, Copy)]
pub(super) enum Fields<'a> {
    /// Cells of a line: their text, and where in it each stands.
    Line(&'a str, &'a [std::ops::Range<usize>]),
    /// Cells of a sheet.
    List(&'a [String]),
    /// A FHIR resource.
    Resource(&'a serde_json::Value),
}

/// Where a row is and how it was written.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) file: &'a str,
    pub(super) line: u64,
    pub(super) text: &'a str,
}

impl Fields<'_> {
    fn cell(&self, at: usize) -> &str {
        match self {
            Self::Line(text, cells) => {
                cells.get(at).and_then(|cell| text.get(cell.clone())).unwrap_or_default()
            }
            Self::List(cells) => cells.get(at).map_or("", String::as_str),
            Self::Resource(_) => "",
        }
    }

    fn value<'s>(&'s self, from: &'s From, places: &Places) -> Cow<'s, str> {
        let joined = match from {
            From::Constant(text) => return Cow::Borrowed(text),
            From::Columns { joined, .. } => joined.as_deref(),
        };
        match (places, self) {
            (Places::Columns(columns), _) => match columns[..] {
                [] => Cow::Borrowed(""),
                [one] => Cow::Borrowed(self.cell(one)),
                _ => {
                    let cells = columns.iter().map(|at| self.cell(*at).trim());
                    let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
                    Cow::Owned(filled.join(joined.unwrap_or(" ")))
                }
            },
            (Places::Paths(paths), Self::Resource(resource)) => {
                let values: Vec<String> =
                    paths.iter().flat_map(|path| path.values(resource)).collect();
                match joined {
                    Some(between) => Cow::Owned(values.join(between)),
                    None => Cow::Owned(values.into_iter().next().unwrap_or_default()),
                }
            }
            _ => Cow::Borrowed(""),
        }
    }
}

impl Compiled<'_> {
    /// What a row makes.
    pub(super) fn read(&self, fields: Fields<'_>, written: Written<'_>) -> RowRead {
        let mut read = RowRead::at(written.line);
        let resource = match fields {
            Fields::Resource(resource) => {
                resource.get("resourceType").and_then(|kind| kind.as_str())
            }
            _ => None,
        };
        let mut makes_something = false;
        for part in &self.parts {
            if part.part.resource.as_deref() != resource {
                continue;
            }
            makes_something = true;
            if part.counts(fields) {
                part.read(self, fields, written, &mut read);
            }
        }
        if !makes_something {
            let kind = resource.unwrap_or("without a type");
            read.passed_over = Some(format!("resources {kind} that are not read"));
        }
        if read.is_set_aside {
            read.rows.clear();
            if let Some(first) = read.told.first_mut() {
                first.row = Some(written.text.to_owned());
            }
        }
        read
    }

    /// The names of the columns of these places, as they stand in the file.
    fn column(&self, from: &From, places: &Places) -> Option<String> {
        match places {
            Places::Constant => None,
            Places::Columns(columns) => {
                let names = columns.iter().filter_map(|at| self.names.get(*at));
                Some(names.cloned().collect::<Vec<_>>().join(" and "))
            }
            Places::Paths(_) => Some(from.in_words()),
        }
    }
}

impl CompiledPart<'_> {
    /// Whether the row makes a record or event at all.
    fn counts(&self, fields: Fields<'_>) -> bool {
        let Some((places, only_if)) = &self.only_if else { return true };
        let from = From::Columns { columns: Vec::new(), joined: None };
        let value = fields.value(&from, places);
        let value = value.trim();
        if only_if.is.is_empty() {
            !value.is_empty()
        } else {
            only_if.is.iter().any(|is| is == value)
        }
    }

    fn read(
        &self,
        all: &Compiled<'_>,
        fields: Fields<'_>,
        written: Written<'_>,
        read: &mut RowRead,
    ) {
        let table = self.part.table;
        let mut values = vec![Value::Null; table.columns.len()];
        let mut broken = false;
        for (cell, places) in &self.cells {
            let given = fields.value(&cell.from, places);
            match cell.value(&given) {
                Ok(value) => values[cell.target.at] = value,
                Err(Breaks(rule)) => {
                    broken |= !cell.keep_row;
                    let column = all.column(&cell.from, places);
                    read.tell(finding(written, column, &given, rule), (table, cell));
                }
            }
        }
        if let Some((name, rule)) = contradiction(table, &values) {
            let found = self.cells.iter().find(|(cell, _)| cell.target.name == name);
            if let Some((cell, places)) = found {
                broken |= !cell.keep_row;
                let given = fields.value(&cell.from, places);
                let column = all.column(&cell.from, places);
                read.tell(finding(written, column, &given, rule), (table, cell));
                values[cell.target.at] = Value::Null;
            }
        }
        read.is_set_aside |= broken;
        read.rows.push((table, values));
    }
}

impl RowRead {
    /// Notes what is wrong, once: a record and an event may have the same column.
    fn tell(&mut self, finding: Finding, (table, cell): (&'static Table, &Cell)) {
        if self.told.iter().any(|told| told.finding == finding) {
            return;
        }
        self.wrong.push(Wrong { table: table.name, column: cell.target.name });
        self.told.push(SetAside { finding, row: None });
    }
}

/// Two values of a row that cannot both be right: the column to correct and the rule.
fn contradiction(table: &Table, values: &[Value]) -> Option<(&'static str, Rule)> {
    let value = |name: &str| {
        let at = table.columns.iter().position(|column| *column == name)?;
        match &values[at] {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }
    };
    let is_before = |later: &str, earlier: &str| {
        value(later).zip(value(earlier)).is_some_and(|(later, earlier)| {
            // A day is compared with the day of a moment.
            let both = later.len().min(earlier.len());
            later[..both] < earlier[..both]
        })
    };
    if is_before("death_date", "birth_date") {
        return Some(("death_date", DIED));
    }
    if is_before("ended", "began") {
        return Some(("ended", ENDED));
    }
    let (system, code) = (value("code_system")?.to_ascii_lowercase(), value("code")?);
    if system.contains("snomed") && !is_snomed(code) {
        return Some(("code", SNOMED));
    }
    let is_of_icd10 = system.contains("icd10") || system.contains("icd-10");
    (is_of_icd10 && !is_icd10(code)).then_some(("code", ICD10))
}

/// A finding about a value of a row.
pub(super) fn finding(
    written: Written<'_>,
    column: Option<String>,
    value: &str,
    rule: Rule,
) -> Finding {
    Finding {
        place: Place { file: written.file.to_owned(), line: Some(written.line), column },
        value: Some(shortened(value.trim()).into_owned()).filter(|value| !value.is_empty()),
        rule: rule.says.to_owned(),
        remedy: rule.remedy.to_owned(),
    }
}

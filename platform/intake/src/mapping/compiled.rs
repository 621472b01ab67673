//! A mapping, with the columns of one file found.

use super::path::Path;
use super::{Cell, Format, From, Mapping, OnlyIf, Part};
use crate::header::{folded, plain};
use crate::{CannotRead, Sample};

/// A mapping for one file.
pub(super) struct Compiled<'m> {
    pub(super) parts: Vec<CompiledPart<'m>>,
    /// The columns of the file, as they stand; none of FHIR.
    pub(super) names: Vec<String>,
    /// Which of them are read.
    used: Vec<bool>,
}

pub(super) struct CompiledPart<'m> {
    pub(super) part: &'m Part,
    pub(super) only_if: Option<(Places, &'m OnlyIf)>,
    pub(super) cells: Vec<(&'m Cell, Places)>,
}

/// Where in a row a value stands.
pub(super) enum Places {
    Constant,
    /// In these columns, those that are there.
    Columns(Vec<usize>),
    Paths(Vec<Path>),
}

/// Whether a file has all the columns that a mapping needs.
pub(super) fn recognises(mapping: &Mapping, sample: &Sample) -> bool {
    let wanted = |column: &str| sample.header.iter().any(|name| plain(name) == plain(column));
    let all_there = || {
        let cells = mapping.parts.iter().flat_map(|part| &part.cells);
        let mut needed = cells.filter(|cell| !cell.optional).flat_map(|cell| cell.from.columns());
        needed.all(|column| wanted(column))
    };
    match mapping.file.format {
        // A workbook's rows that were set aside come back as text.
        Format::Csv => sample.is_text() && all_there(),
        Format::Xlsx => {
            sample.sheets.contains(&mapping.file.sheet) || (sample.is_text() && all_there())
        }
        Format::FhirNdjson | Format::FhirBundle => {
            let makes = |wanted: &String| sample.resources.contains(wanted);
            let is_bundle = sample.resources.first().is_some_and(|first| first == "Bundle");
            is_bundle == (mapping.file.format == Format::FhirBundle)
                && mapping.parts.iter().filter_map(|part| part.resource.as_ref()).any(makes)
        }
    }
}

impl From {
    fn columns(&self) -> &[String] {
        match self {
            Self::Constant(_) => &[],
            Self::Columns { columns, .. } => columns,
        }
    }
}

impl<'m> Compiled<'m> {
    /// Finds the columns of a text or sheet.
    pub(super) fn by_header(mapping: &'m Mapping, names: &[String]) -> Result<Self, CannotRead> {
        let mut columns = Header::of(names);
        let mut parts = Vec::new();
        for part in &mapping.parts {
            let mut cells = Vec::new();
            for cell in &part.cells {
                cells.push((cell, columns.places(cell)?));
            }
            let only_if = match &part.only_if {
                None => None,
                Some(only_if) => {
                    let at = columns.find("whether a row counts", &only_if.column)?;
                    let missing = || columns.missing("whether a row counts", &only_if.column);
                    Some((Places::Columns(vec![at.ok_or_else(missing)?]), only_if))
                }
            };
            parts.push(CompiledPart { part, only_if, cells });
        }
        let names = names.iter().map(|name| folded(name)).collect();
        Ok(Self { parts, names, used: columns.used })
    }

    /// Reads the paths of a FHIR mapping.
    pub(super) fn by_paths(mapping: &'m Mapping) -> Result<Self, CannotRead> {
        let path = |text: &str| {
            let why = || format!("{text:?} in its mapping file is no path into a resource");
            Path::parse(text)
                .ok_or_else(|| CannotRead::Broken { what: "a FHIR extract", why: why() })
        };
        let mut parts = Vec::new();
        for part in &mapping.parts {
            let mut cells = Vec::new();
            for cell in &part.cells {
                let columns = cell.from.columns();
                let places = match cell.from {
                    From::Constant(_) => Places::Constant,
                    From::Columns { .. } => Places::Paths(
                        columns.iter().map(|column| path(column)).collect::<Result<_, _>>()?,
                    ),
                };
                cells.push((cell, places));
            }
            let only_if = match &part.only_if {
                None => None,
                Some(only_if) => Some((Places::Paths(vec![path(&only_if.column)?]), only_if)),
            };
            parts.push(CompiledPart { part, only_if, cells });
        }
        Ok(Self { parts, names: Vec::new(), used: Vec::new() })
    }

    /// The columns that are not read.
    pub(super) fn ignored(&self) -> impl Iterator<Item = &str> {
        let unused = self.names.iter().zip(&self.used).filter(|(_, used)| !**used);
        unused.map(|(name, _)| if name.is_empty() { "(no name)" } else { name.as_str() })
    }
}

/// The header of a file, and which of its columns have been asked for.
struct Header<'n> {
    names: &'n [String],
    plain: Vec<String>,
    used: Vec<bool>,
}

impl<'n> Header<'n> {
    fn of(names: &'n [String]) -> Self {
        let plain = names.iter().map(|name| plain(name)).collect();
        Self { names, plain, used: vec![false; names.len()] }
    }

    fn places(&mut self, cell: &Cell) -> Result<Places, CannotRead> {
        let From::Columns { columns, .. } = &cell.from else { return Ok(Places::Constant) };
        let mut places = Vec::new();
        for column in columns {
            match self.find(cell.target.name, column)? {
                Some(at) => places.push(at),
                None if cell.optional => {}
                None => return Err(self.missing(cell.target.name, column)),
            }
        }
        Ok(Places::Columns(places))
    }

    fn find(&mut self, role: &'static str, column: &str) -> Result<Option<usize>, CannotRead> {
        let wanted = plain(column);
        let mut found = (0..self.plain.len()).filter(|at| self.plain[*at] == wanted);
        let first = found.next();
        if found.next().is_some() {
            return Err(CannotRead::TwoColumns { role, name: wanted });
        }
        if let Some(at) = first {
            self.used[at] = true;
        }
        Ok(first)
    }

    fn missing(&self, role: &'static str, column: &str) -> CannotRead {
        let there: Vec<String> = self.names.iter().map(|name| folded(name)).collect();
        CannotRead::NoColumn { role, wanted: column.to_owned(), there: there.join(", ") }
    }
}

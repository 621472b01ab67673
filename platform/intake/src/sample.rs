//! What a feed recognises a file by.

use csv::{ReaderBuilder, StringRecord};

use crate::delimited::separator;
use crate::header::plain;
use crate::map::{geojson, shapefile};
use crate::{Column, Source, decode, workbook};

/// How much of a text is looked at.
const START: u64 = 64 * 1_024;
/// How many rows are shown.
const ROWS: usize = 5;

/// The beginning of a file, as far as is needed to tell what it is.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// The file's name.
    pub name: String,
    /// The first 64 kB as text; empty for workbooks and shapefiles.
    pub start: String,
    /// The names of the columns of a delimited text, as they stand.
    pub header: Vec<String>,
    /// The first rows under the header.
    pub rows: Vec<Vec<String>>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// The names of the properties of a map file's first feature.
    pub properties: Vec<String>,
    /// The types of the first FHIR resources; `Bundle` first where they stand in one.
    pub resources: Vec<String>,
}

impl Sample {
    /// Takes a sample.
    pub fn of(source: &Source) -> Self {
        let mut sample = Self { name: source.name().to_owned(), ..Self::default() };
        let start = source.start(START);
        if shapefile::is_one(source) {
            sample.properties = shapefile::property_names(source).unwrap_or_default();
        } else if start.starts_with(b"PK\x03\x04") {
            sample.sheets = workbook::sheet_names(source);
            if let Some(first) = sample.sheets.first() {
                sample.header = workbook::first_row(source, first).unwrap_or_default();
            }
        } else {
            sample.take_text(source, &start);
        }
        sample
    }

    fn take_text(&mut self, source: &Source, start: &[u8]) {
        let decoded = decode(whole_letters(start));
        decoded.text.as_ref().clone_into(&mut self.start);
        if self.start.trim_start().starts_with('{') {
            self.resources = resource_types(&self.start);
            if self.resources.is_empty() {
                let text = source.bytes().map(|bytes| decode(bytes).text).unwrap_or_default();
                self.properties = geojson::property_names(&text).unwrap_or_default();
            }
            return;
        }
        let mut rows = first_rows(&self.start);
        if !rows.is_empty() {
            self.header = rows.remove(0);
        }
        self.rows = rows;
    }

    /// Whether the file has all the columns that are needed of these.
    pub fn has(&self, columns: &[Column]) -> bool {
        let names = if self.properties.is_empty() { &self.header } else { &self.properties };
        let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let is_there = |column: &Column| matches!(column.place(&names), Ok(Some(_)));
        columns.iter().filter(|column| column.needed).all(is_there)
    }

    /// Whether the file is a delimited text.
    pub fn is_text(&self) -> bool {
        !self.header.is_empty() && self.sheets.is_empty()
    }

    /// Whether the file is a map.
    pub fn is_map(&self) -> bool {
        !self.properties.is_empty()
    }
}

/// Without a letter of UTF-8 at its end that is cut in two, so that the rest is still known as UTF-8.
fn whole_letters(start: &[u8]) -> &[u8] {
    match std::str::from_utf8(start) {
        Err(error) if error.error_len().is_none() => &start[..error.valid_up_to()],
        _ => start,
    }
}

/// The types of the FHIR resources in the beginning of a file, `Bundle` first if there is one.
fn resource_types(start: &str) -> Vec<String> {
    let mut types: Vec<String> = Vec::new();
    for behind in start.split("\"resourceType\"").skip(1) {
        let value = behind.trim_start().strip_prefix(':').map(str::trim_start);
        let name = value.and_then(|value| value.strip_prefix('"')?.split_once('"'));
        if let Some((name, _)) = name
            && !types.iter().any(|known| known == name)
        {
            types.push(name.to_owned());
        }
    }
    types.sort_by_key(|name| name != "Bundle");
    types
}

fn first_rows(start: &str) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(start))
        .from_reader(start.as_bytes());
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    while rows.len() <= ROWS && reader.read_record(&mut record).unwrap_or(false) {
        rows.push(record.iter().map(|cell| cell.trim().to_owned()).collect());
    }
    rows
}

//! Delimited text: commas, semicolons, tabs or bars between values, quotation marks around some.

use csv::{ReaderBuilder, StringRecord};

use crate::decode::decode;
use crate::row::{At, Cells, Lines, Spot};
use crate::{CannotRead, Column, Header, Landing, Quarantined, Row, Source};

/// The columns of a file that has no header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Positions {
    /// How many columns a row has.
    pub width: usize,
    /// The roles with their positions, counted from 1 as the publisher's description does.
    pub roles: &'static [(usize, &'static str)],
}

/// Reads a text with a header, row by row.
pub fn each_row(
    source: &Source,
    columns: &[Column],
    landing: &mut Landing<'_>,
    take: impl FnMut(&Row<'_>, &mut Landing<'_>) -> Result<(), Quarantined>,
) -> Result<(), CannotRead> {
    let decoded = decode(source.bytes()?);
    note_encoding(&decoded, landing);
    let mut reader = TextReader::over(&decoded.text);
    let mut record = StringRecord::new();
    if reader.next(&mut record)?.is_none() {
        return Err(CannotRead::Empty);
    }
    let names: Vec<String> = record.iter().map(str::to_owned).collect();
    let header = Header::find(columns, &names)?;
    note_ignored(&header, landing);
    rows(source.name(), &header, reader, landing, take)
}

/// Reads a text without a header, row by row.
pub fn each_row_by_position(
    source: &Source,
    positions: &Positions,
    landing: &mut Landing<'_>,
    take: impl FnMut(&Row<'_>, &mut Landing<'_>) -> Result<(), Quarantined>,
) -> Result<(), CannotRead> {
    let decoded = decode(source.bytes()?);
    note_encoding(&decoded, landing);
    let header = Header::by_position(positions.width, positions.roles);
    rows(source.name(), &header, TextReader::over(&decoded.text), landing, take)
}

fn rows(
    file: &str,
    header: &Header,
    mut reader: TextReader<'_>,
    landing: &mut Landing<'_>,
    mut take: impl FnMut(&Row<'_>, &mut Landing<'_>) -> Result<(), Quarantined>,
) -> Result<(), CannotRead> {
    let lines = Lines::of(reader.text);
    let mut record = StringRecord::new();
    while let Some(span) = reader.next(&mut record)? {
        if landing.is_stopped() {
            return Err(CannotRead::Stopped);
        }
        let spot = Spot { file, at: At::Byte(&lines, span.start) };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            landing.count_always("empty rows", 1);
            continue;
        }
        let row = Row { header, cells: Cells::Record(&record), spot };
        let outcome = match shape(&row, &record, &reader.text[span]) {
            Ok(()) => take(&row, landing),
            Err(quarantined) => Err(quarantined),
        };
        landing.settle(outcome, &spot);
    }
    Ok(())
}

/// Whether a row has the columns of the header and its quotation marks are closed.
fn shape(row: &Row<'_>, record: &StringRecord, written: &str) -> Result<(), Quarantined> {
    let width = row.header.names().len();
    let several_lines = written.bytes().any(|byte| byte == b'\n');
    if several_lines && written.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        let taken_in = written.bytes().filter(|byte| *byte == b'\n').count();
        let says = "every quotation mark that is opened is closed";
        let remedy = format!(
            "close the quotation mark and load the file again: {taken_in} further lines were taken \
             into this row"
        );
        return Err(row.spot.finding(None, Some(written), says, &remedy).into());
    }
    let over = record.iter().skip(width).any(|cell| !cell.trim().is_empty());
    if record.len() >= width && !over {
        return Ok(());
    }
    let says = format!("a row has {width} columns; this one has {}", record.len());
    let remedy = "look for a missing or unquoted separator in this row, or a download cut short";
    Err(row.spot.finding(None, Some(written), &says, remedy).into())
}

/// Reads records and knows where each begins.
struct TextReader<'a> {
    text: &'a str,
    csv: csv::Reader<&'a [u8]>,
}

impl<'a> TextReader<'a> {
    fn over(text: &'a str) -> Self {
        let csv = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator(text))
            .from_reader(text.as_bytes());
        Self { text, csv }
    }

    /// Reads the next record; the bytes of the text that it takes up, line breaks around it off.
    fn next(
        &mut self,
        record: &mut StringRecord,
    ) -> Result<Option<std::ops::Range<usize>>, CannotRead> {
        let from = position(&self.csv);
        match self.csv.read_record(record) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => {
                return Err(CannotRead::Broken {
                    what: "a delimited text",
                    why: error.to_string(),
                });
            }
        }
        let to = position(&self.csv).min(self.text.len());
        let bytes = self.text.as_bytes();
        let is_break = |at: &usize| matches!(bytes[*at], b'\r' | b'\n');
        let start = (from..to).find(|at| !is_break(at)).unwrap_or(to);
        let end = (start..to).rev().find(|at| !is_break(at)).map_or(start, |last| last + 1);
        Ok(Some(start..end))
    }
}

fn position(csv: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(csv.position().byte()).unwrap_or(usize::MAX)
}

/// The separator: whichever stands most often in the first line.
pub(crate) fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    let others = [b';', b'\t', b'|'];
    let most = others.into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',');
    if count(most) > count(b',') { most } else { b',' }
}

fn note_encoding(decoded: &crate::Decoded<'_>, landing: &mut Landing<'_>) {
    let assumed = if decoded.assumed { " (assumed)" } else { "" };
    landing.fact("encoding", format!("{}{assumed}", decoded.encoding));
}

/// Counts the columns that are not read and names them.
pub(crate) fn note_ignored(header: &Header, landing: &mut Landing<'_>) {
    let ignored = header.ignored();
    if !ignored.is_empty() {
        landing.count_always("ignored columns", ignored.total());
        let names: Vec<String> = ignored
            .iter()
            .map(|(name, many)| if many > 1 { format!("{name} × {many}") } else { name.to_owned() })
            .collect();
        landing.fact("ignored columns", names.join(", "));
    }
}

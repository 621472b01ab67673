//! Reads an extract by its mapping: text and FHIR side by side on all cores, a sheet row by row.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use kith_terms::Finding;

use super::compiled::Compiled;
use super::cut::{Block, Cutter, Fault, Piece, Way};
use super::entries::Entries;
use super::fields::Splitter;
use super::in_order::in_order;
use super::row::{Fields, Written, finding};
use super::{Format, Mapping, sheet};
use crate::decode::encoding_of;
use crate::delimited::separator;
use crate::landing::{RowRead, SetAside};
use crate::load::BUNDLE;
use crate::{CannotRead, Landing, Rule, Source};

/// So much of a text is looked at to find its separator and encoding.
const START: u64 = 64 * 1_024;

const QUOTATION: Rule = Rule {
    says: "every quotation mark that is opened is closed before the next value",
    remedy: "close the quotation mark, or write one within a value twice",
};
const LENGTH: Rule = Rule {
    says: "a row has at most a million bytes",
    remedy: "look for a line break that is missing, or a download that went wrong",
};
const JSON: Rule =
    Rule { says: "a resource is JSON", remedy: "have the resource written out again" };

/// Reads an extract.
pub(crate) fn read(
    mapping: &Mapping,
    source: &Source,
    landing: &mut Landing<'_>,
) -> Result<(), CannotRead> {
    landing.fact("mapping", mapping.version.clone());
    let start = source.start(START);
    if start.starts_with(b"PK\x03\x04") {
        return sheet::read(mapping, source, landing);
    }
    let encoding = mapping.file.encoding.unwrap_or_else(|| guess(source, &start));
    landing.fact("encoding", encoding.name());
    match mapping.file.format {
        Format::Csv | Format::Xlsx => text(mapping, (source, &start), encoding, landing),
        Format::FhirNdjson => resources(mapping, (source, encoding), Way::Lines, landing),
        Format::FhirBundle => {
            let way = Way::Entries(Entries::default());
            resources(mapping, (source, encoding), way, landing)
        }
    }
}

/// The encoding by the beginning of a file; between UTF-8 and Windows-1252 all of it decides.
fn guess(source: &Source, start: &[u8]) -> &'static Encoding {
    if let Some(encoding) = encoding_of(start) {
        return encoding;
    }
    let is_utf8 = source.survey().is_none_or(|survey| survey.is_utf8);
    if is_utf8 { UTF_8 } else { WINDOWS_1252 }
}

fn text(
    mapping: &Mapping,
    (source, start): (&Source, &[u8]),
    encoding: &'static Encoding,
    landing: &mut Landing<'_>,
) -> Result<(), CannotRead> {
    let by = mapping.file.separator.unwrap_or_else(|| separator(&encoding.decode(start).0));
    let mut cutter = Cutter::new(source.reader()?, encoding, Way::Delimited(by));
    let Some(first) = cutter.next()? else { return Err(CannotRead::Empty) };
    let (names, layout) = header(&first, by)?;
    let compiled = Compiled::by_header(mapping, &names)?;
    landing.layout(layout);
    note_ignored(&compiled, landing);
    let mut beginning = Some(Block { text: first.text, pieces: first.pieces[1..].to_vec() });
    in_order(
        || if beginning.is_some() { Ok(beginning.take()) } else { cutter.next() },
        |block| rows(&compiled, &block, (source.name(), by)),
        |rows| take(rows, source.name(), landing),
    )
}

/// The names of the columns, and the line as it is written.
fn header(block: &Block, separator: u8) -> Result<(Vec<String>, String), CannotRead> {
    let Some(piece) = block.pieces.first() else { return Err(CannotRead::Empty) };
    let line = &block.text[piece.from..piece.to];
    if piece.fault.is_some() {
        let why = "its header has a quotation mark that is not closed, or does not end".to_owned();
        return Err(CannotRead::Broken { what: "a delimited text", why });
    }
    let mut splitter = Splitter::by(separator);
    splitter.split(line);
    Ok((splitter.cells(line).map(str::to_owned).collect(), line.to_owned()))
}

/// What the rows of a block of delimited text make.
fn rows(compiled: &Compiled<'_>, block: &Block, (file, separator): (&str, u8)) -> Vec<RowRead> {
    let mut splitter = Splitter::by(separator);
    let row = |piece: &Piece| {
        let text = &block.text[piece.from..piece.to];
        let written = Written { file, line: piece.line, text };
        if let Some(fault) = piece.fault {
            return set_aside(written, fault_of(fault));
        }
        splitter.split(text);
        if splitter.cells(text).all(|cell| cell.trim().is_empty()) {
            let mut read = RowRead::at(piece.line);
            read.passed_over = Some("empty rows".to_owned());
            return read;
        }
        if let Some(finding) = shape(&splitter, written, compiled.names.len()) {
            return aside(piece.line, finding, text);
        }
        compiled.read(splitter.fields(text), written)
    };
    block.pieces.iter().map(row).collect()
}

fn fault_of(fault: Fault) -> Rule {
    match fault {
        Fault::Quotation => QUOTATION,
        Fault::TooLong => LENGTH,
    }
}

/// Whether a row has the columns of the header.
fn shape(splitter: &Splitter, written: Written<'_>, width: usize) -> Option<Finding> {
    let many = splitter.cells(written.text).count();
    let over = splitter.cells(written.text).skip(width).any(|cell| !cell.trim().is_empty());
    if many >= width && !over {
        return None;
    }
    let rule = Rule {
        says: "",
        remedy: "look for a missing or unquoted separator in this row, or a download cut short",
    };
    let told = finding(written, None, written.text, rule);
    Some(Finding { rule: format!("a row has {width} columns; this one has {many}"), ..told })
}

fn resources(
    mapping: &Mapping,
    (source, encoding): (&Source, &'static Encoding),
    way: Way,
    landing: &mut Landing<'_>,
) -> Result<(), CannotRead> {
    let compiled = Compiled::by_paths(mapping)?;
    let in_bundle = matches!(way, Way::Entries(_));
    if in_bundle {
        landing.layout(BUNDLE.to_owned());
    }
    let mut cutter = Cutter::new(source.reader()?, encoding, way);
    in_order(
        || cutter.next(),
        |block| {
            let pieces = block.pieces.iter();
            pieces
                .map(|piece| resource(&compiled, &block, piece, (source.name(), in_bundle)))
                .collect()
        },
        |rows: Vec<RowRead>| take(rows, source.name(), landing),
    )
}

/// What one resource makes.
fn resource(
    compiled: &Compiled<'_>,
    block: &Block,
    piece: &Piece,
    (file, in_bundle): (&str, bool),
) -> RowRead {
    let text = &block.text[piece.from..piece.to];
    let written = Written { file, line: piece.line, text };
    if let Some(fault) = piece.fault {
        return set_aside(written, fault_of(fault));
    }
    let mut read = RowRead::at(piece.line);
    if text.trim().is_empty() {
        return read;
    }
    match serde_json::from_str::<serde_json::Value>(text) {
        Err(error) => {
            let told = finding(written, None, text, JSON);
            let rule = format!("{} ({error})", told.rule);
            aside(piece.line, Finding { rule, ..told }, text)
        }
        Ok(value) if in_bundle => {
            if let Some(resource) = value.get("resource") {
                return compiled.read(Fields::Resource(resource), written);
            }
            read.passed_over = Some("entries without a resource".to_owned());
            read
        }
        Ok(value) => compiled.read(Fields::Resource(&value), written),
    }
}

fn set_aside(written: Written<'_>, rule: Rule) -> RowRead {
    aside(written.line, finding(written, None, written.text, rule), written.text)
}

fn aside(line: u64, finding: Finding, text: &str) -> RowRead {
    let mut read = RowRead::at(line);
    read.is_set_aside = true;
    read.told.push(SetAside { finding, row: Some(text.to_owned()) });
    read
}

fn take(rows: Vec<RowRead>, file: &str, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    for row in rows {
        landing.take(row, file);
    }
    if landing.is_stopped() { Err(CannotRead::Stopped) } else { Ok(()) }
}

/// Counts the columns that are not read and names them.
pub(super) fn note_ignored(compiled: &Compiled<'_>, landing: &mut Landing<'_>) {
    let names: Vec<&str> = compiled.ignored().collect();
    if !names.is_empty() {
        landing.count_always("ignored columns", u64::try_from(names.len()).unwrap_or(u64::MAX));
        landing.fact("ignored columns", names.join(", "));
    }
}

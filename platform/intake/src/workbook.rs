//! Workbooks (XLSX), sheet by sheet.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};

use crate::delimited::note_ignored;
use crate::open::{MOST_BYTES, unpacked_size};
use crate::row::{At, Cells, Spot};
use crate::{CannotRead, Column, Header, Landing, Quarantined, Row, Source};

/// How far down a sheet its header is looked for: titles may stand above it.
pub(crate) const HEADER_WITHIN_ROWS: usize = 20;
/// Cells further right than this are passed over; official sheets have fewer than fifty columns.
const MOST_COLUMNS: usize = 1_000;

/// Reads a sheet row by row. Its header is the first row, of the first twenty, that has all the
/// needed columns.
pub fn each_sheet_row(
    source: &Source,
    sheet: &'static str,
    columns: &[Column],
    landing: &mut Landing<'_>,
    mut take: impl FnMut(&Row<'_>, &mut Landing<'_>) -> Result<(), Quarantined>,
) -> Result<(), CannotRead> {
    let file = format!("{}!{sheet}", source.name());
    let mut header: Option<Header> = None;
    let mut refusal = None;
    let mut seen = 0;
    each_filled_row(source, sheet, &mut |line, cells| {
        if let Some(header) = &header {
            let spot = Spot { file: &file, at: At::Line(line) };
            let row = Row { header, cells: Cells::List(cells), spot };
            let outcome = take(&row, landing);
            landing.settle(outcome, &spot);
            return if landing.is_stopped() { Err(CannotRead::Stopped) } else { Ok(()) };
        }
        seen += 1;
        match Header::find(columns, cells) {
            Ok(found) => {
                note_ignored(&found, landing);
                header = Some(found);
                Ok(())
            }
            Err(why) => {
                let first = refusal.get_or_insert(why);
                if seen < HEADER_WITHIN_ROWS { Ok(()) } else { Err(first.clone()) }
            }
        }
    })?;
    if header.is_some() { Ok(()) } else { Err(refusal.unwrap_or(CannotRead::Empty)) }
}

/// The names of the sheets; none if it is no workbook.
pub(crate) fn sheet_names(source: &Source) -> Vec<String> {
    guarded(|| Ok(workbook(source)?.sheet_names())).unwrap_or_default()
}

/// The first row of a sheet that is not empty.
pub(crate) fn first_row(source: &Source, sheet: &str) -> Option<Vec<String>> {
    let mut first = None;
    // Stopped after the first row, which is not told.
    let _ = each_filled_row(source, sheet, &mut |_, cells| {
        first = Some(cells.to_vec());
        Err(CannotRead::Stopped)
    });
    first
}

/// Takes a row: its number and its cells.
type TakeRow<'t> = &'t mut dyn FnMut(u64, &[String]) -> Result<(), CannotRead>;

/// Hands on the rows of a sheet that hold anything.
pub(crate) fn each_filled_row(
    source: &Source,
    sheet: &str,
    take: TakeRow<'_>,
) -> Result<(), CannotRead> {
    let names = guarded(|| Ok(workbook(source)?.sheet_names()))?;
    if !names.iter().any(|name| name == sheet) {
        return Err(CannotRead::NoSheet { wanted: sheet.to_owned(), there: names.join(", ") });
    }
    guarded(|| read_rows(source, sheet, take))
}

/// Cell by cell, because a whole sheet at once would take the room of its far corner, which a damaged
/// file can put anywhere.
fn read_rows(source: &Source, sheet: &str, take: TakeRow<'_>) -> Result<(), CannotRead> {
    let mut workbook = workbook(source)?;
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut row: (u64, Vec<String>) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (line, column) = cell.get_position();
        let text = in_words(cell.get_value());
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if text.trim().is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        let line = u64::from(line) + 1;
        if line != row.0 {
            if !row.1.is_empty() {
                take(row.0, &row.1)?;
            }
            row.0 = line;
            row.1.clear();
        }
        if row.1.len() <= column {
            row.1.resize(column + 1, String::new());
        }
        row.1[column] = text;
    }
    if row.1.is_empty() { Ok(()) } else { take(row.0, &row.1) }
}

fn workbook(source: &Source) -> Result<Xlsx<Cursor<&[u8]>>, CannotRead> {
    let most = MOST_BYTES;
    if unpacked_size(source.bytes()?, most).is_none_or(|size| size > most) {
        return Err(broken("it is no archive, or unpacks to more than a gigabyte"));
    }
    Xlsx::new(Cursor::new(source.bytes()?)).map_err(broken)
}

fn in_words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute) == (0, 0) { day } else { format!("{day}T{hour:02}:{minute:02}") }
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// The workbook library has more corners than a damaged file should find; one that stops it must not
/// stop us.
fn guarded<T>(read: impl FnOnce() -> Result<T, CannotRead>) -> Result<T, CannotRead> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken("it is damaged")))
}

#[expect(clippy::needless_pass_by_value, reason = "taken as `map_err` gives it")]
fn broken(why: impl ToString) -> CannotRead {
    CannotRead::Broken { what: "a workbook", why: why.to_string() }
}

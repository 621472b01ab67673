//! Reads a sheet of a workbook by a mapping.

use super::Mapping;
use super::compiled::Compiled;
use super::read::note_ignored;
use super::row::{Fields, Written};
use crate::workbook::{HEADER_WITHIN_ROWS, each_filled_row};
use crate::{CannotRead, Landing, Source};

/// Reads the mapping's sheet. Its header is the first row, of the first twenty, that has all the
/// columns that are needed.
pub(super) fn read(
    mapping: &Mapping,
    source: &Source,
    landing: &mut Landing<'_>,
) -> Result<(), CannotRead> {
    let sheet = mapping.file.sheet.as_str();
    let file = format!("{}!{sheet}", source.name());
    let mut found: Option<(Compiled<'_>, usize)> = None;
    let mut refusal = None;
    let mut seen = 0;
    let read = each_filled_row(source, sheet, &mut |line, cells| {
        if let Some((compiled, columns)) = &found {
            let text = as_text(cells, *columns);
            let written = Written { file: &file, line, text: &text };
            landing.take(compiled.read(Fields::List(cells), written), &file);
            return if landing.is_stopped() { Err(CannotRead::Stopped) } else { Ok(()) };
        }
        seen += 1;
        match Compiled::by_header(mapping, cells) {
            Ok(compiled) => {
                landing.layout(as_text(cells, cells.len()));
                note_ignored(&compiled, landing);
                found = Some((compiled, cells.len()));
                Ok(())
            }
            Err(why) => {
                let first = refusal.get_or_insert(why);
                if seen < HEADER_WITHIN_ROWS { Ok(()) } else { Err(first.clone()) }
            }
        }
    });
    read?;
    if found.is_some() { Ok(()) } else { Err(refusal.unwrap_or(CannotRead::Empty)) }
}

/// A row of a sheet as a row of text, so that it can be corrected in an editor. A sheet leaves out the empty
/// cells at the end of a row; a text may not.
fn as_text(cells: &[String], columns: usize) -> String {
    let quoted = |cell: &String| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let text = cells.iter().map(quoted).collect::<Vec<_>>().join(",");
    text + &",".repeat(columns.saturating_sub(cells.len().max(1)))
}

//! Workbooks, made here of the least that one needs.

use std::fmt::Write;
use std::io::{Cursor, Write as _};

use kith_intake::CannotRead;

use crate::trial::{SHEETS, trial_of};

/// A workbook with one sheet of texts; empty cells are left out, as spreadsheets do.
pub(crate) fn workbook(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    packed(sheet, &sheet_xml(rows))
}

/// The text of a sheet.
pub(crate) fn sheet_xml(rows: &[&[&str]]) -> String {
    let mut cells = String::new();
    for (number, row) in (1..).zip(rows) {
        write!(cells, "<row r=\"{number}\">").unwrap();
        for (letter, text) in ('A'..).zip(*row).filter(|(_, text)| !text.is_empty()) {
            let place = format!("{letter}{number}");
            write!(cells, "<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>").unwrap();
        }
        cells += "</row>";
    }
    format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{cells}</sheetData></worksheet>")
}

/// The least of an archive that is a workbook (ECMA-376, part 1, section 8).
pub(crate) fn packed(sheet: &str, sheet_xml: &str) -> Vec<u8> {
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" \
             Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"{sheet}\" \
         sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let members = [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet_xml.to_owned()),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

#[test]
fn a_sheet_is_read_below_its_titles_with_line_breaks_in_its_header() {
    let rows: [&[&str]; 6] = [
        &["A list of people"],
        &["Count\n", "", "\r\nName"],
        &["1", "", "anna"],
        &[],
        &["x", "", "bjarne"],
        &["2", "more", "carl"],
    ];
    let trial = trial_of(&SHEETS, "w.xlsx", &workbook("People", &rows)).unwrap();
    assert_eq!(trial.rows, ["anna 1", "carl 2"]);
    assert_eq!(trial.findings.len(), 1);
    assert_eq!(trial.findings[0].place.to_string(), "w.xlsx!People, line 5, column Count");
}

#[test]
fn a_workbook_without_the_sheet_says_which_sheets_it_has() {
    let bytes = workbook("Animals", &[&["name", "count"]]);
    let refused = trial_of(&SHEETS, "w.xlsx", &bytes).err();
    assert_eq!(
        refused,
        Some(CannotRead::NoSheet { wanted: "People".into(), there: "Animals".into() })
    );
}

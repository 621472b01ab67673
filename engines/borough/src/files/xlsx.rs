//! The least workbook that spreadsheet programs take: sheets of text with shared strings
//! (ECMA-376, Office Open XML, part 1). A few lines here save a large dependency.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Cursor, Write};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A sheet of text.
pub(crate) struct Sheet {
    /// What its tab says.
    pub(crate) name: &'static str,
    /// Its rows, the header first. An empty text is an empty cell.
    pub(crate) rows: Vec<Vec<String>>,
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The workbook as a file. The same sheets give the same bytes: no time of day is written.
pub(crate) fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    let mut strings = Strings::default();
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), content_types(sheets)),
        ("_rels/.rels".to_owned(), relationships(&[("officeDocument", "xl/workbook.xml".into())])),
        ("xl/workbook.xml".to_owned(), book(sheets)),
        ("xl/_rels/workbook.xml.rels".to_owned(), book_relationships(sheets)),
    ];
    for (number, sheet) in sheets.iter().enumerate() {
        let path = format!("xl/worksheets/sheet{}.xml", number + 1);
        parts.push((path, cells(sheet, &mut strings)));
    }
    parts.push(("xl/sharedStrings.xml".to_owned(), strings.into_xml()));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, xml) in parts {
        archive.start_file(path, options()).expect("each part has a name of its own");
        archive.write_all(xml.as_bytes()).expect("writing to memory cannot fail");
    }
    archive.finish().expect("writing to memory cannot fail").into_inner()
}

fn content_types(sheets: &[Sheet]) -> String {
    let mut xml = format!(
        "{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
         PartName=\"/xl/workbook.xml\" ContentType=\"{SPREADSHEET}.sheet.main+xml\"/><Override \
         PartName=\"/xl/sharedStrings.xml\" ContentType=\"{SPREADSHEET}.sharedStrings+xml\"/>"
    );
    for number in 1..=sheets.len() {
        let _ = write!(
            xml,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" \
             ContentType=\"{SPREADSHEET}.worksheet+xml\"/>"
        );
    }
    xml + "</Types>"
}

fn relationships(targets: &[(&str, String)]) -> String {
    let mut xml = format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (number, (kind, target)) in targets.iter().enumerate() {
        let id = number + 1;
        let _ = write!(
            xml,
            "<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>"
        );
    }
    xml + "</Relationships>"
}

fn book_relationships(sheets: &[Sheet]) -> String {
    let mut targets: Vec<_> = (1..=sheets.len())
        .map(|number| ("worksheet", format!("worksheets/sheet{number}.xml")))
        .collect();
    targets.push(("sharedStrings", "sharedStrings.xml".to_owned()));
    relationships(&targets)
}

fn book(sheets: &[Sheet]) -> String {
    let mut xml = format!("{DECLARATION}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>");
    for (number, sheet) in sheets.iter().enumerate() {
        let (name, id) = (escaped(sheet.name), number + 1);
        let _ = write!(xml, "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>");
    }
    xml + "</sheets></workbook>"
}

fn cells(sheet: &Sheet, strings: &mut Strings) -> String {
    let mut xml = format!("{DECLARATION}<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for (number, row) in sheet.rows.iter().enumerate() {
        let _ = write!(xml, "<row r=\"{}\">", number + 1);
        // No sheet here has more than 26 columns.
        for (column, text) in ('A'..='Z').zip(row).filter(|(_, text)| !text.is_empty()) {
            let (line, place) = (number + 1, strings.place(text));
            let _ = write!(xml, "<c r=\"{column}{line}\" t=\"s\"><v>{place}</v></c>");
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData></worksheet>"
}

/// A workbook of one sheet that is written row by row, so that it need not fit into memory.
pub(crate) struct Streamed<W: Write>(ZipWriter<StreamWriter<W>>);

impl<W: Write> Streamed<W> {
    /// A workbook that begins with a header.
    pub(crate) fn begin(to: W, name: &'static str, header: &[&str]) -> io::Result<Self> {
        let sheet = Sheet { name, rows: Vec::new() };
        let sheets = std::slice::from_ref(&sheet);
        let mut zip = ZipWriter::new_stream(to);
        let parts = [
            ("[Content_Types].xml", content_types(sheets)),
            ("_rels/.rels", relationships(&[("officeDocument", "xl/workbook.xml".into())])),
            ("xl/workbook.xml", book(sheets)),
            ("xl/_rels/workbook.xml.rels", book_relationships(sheets)),
            ("xl/sharedStrings.xml", Strings::default().into_xml()),
        ];
        for (path, xml) in parts {
            zip.start_file(path, options())?;
            zip.write_all(xml.as_bytes())?;
        }
        zip.start_file("xl/worksheets/sheet1.xml", options())?;
        let mut start =
            format!("{DECLARATION}<worksheet xmlns=\"{MAIN}\"><sheetData>").into_bytes();
        row(&mut start, header);
        zip.write_all(&start)?;
        Ok(Self(zip))
    }

    /// More rows, as [`row`] writes them.
    pub(crate) fn rows(&mut self, rows: &[u8]) -> io::Result<()> {
        self.0.write_all(rows)
    }

    /// The workbook is whole.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.0.write_all(b"</sheetData></worksheet>")?;
        self.0.finish()?.into_inner().flush()
    }
}

/// The same bytes whenever it is written: no time of day.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
}

/// One row of a sheet with its texts in it, for sheets that are written row by row.
pub(crate) fn row(xml: &mut Vec<u8>, cells: &[impl AsRef<str>]) {
    xml.extend_from_slice(b"<row>");
    for cell in cells {
        match cell.as_ref() {
            "" => xml.extend_from_slice(b"<c/>"),
            text => {
                xml.extend_from_slice(b"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                xml.extend_from_slice(escaped(text).as_bytes());
                xml.extend_from_slice(b"</t></is></c>");
            }
        }
    }
    xml.extend_from_slice(b"</row>");
}

/// Texts, each kept once.
#[derive(Default)]
struct Strings {
    places: HashMap<String, usize>,
    items: String,
}

impl Strings {
    fn place(&mut self, text: &str) -> usize {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let place = self.places.len();
        self.places.insert(text.to_owned(), place);
        let _ = write!(self.items, "<si><t xml:space=\"preserve\">{}</t></si>", escaped(text));
        place
    }

    fn into_xml(self) -> String {
        let (count, items) = (self.places.len(), self.items);
        format!("{DECLARATION}<sst xmlns=\"{MAIN}\" uniqueCount=\"{count}\">{items}</sst>")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

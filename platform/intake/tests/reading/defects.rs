//! Ten thousand defects in each format, each told exactly once, with its line and column; what is good
//! around them lands.

use std::collections::BTreeMap;
use std::fmt::Write;

use kith_intake::Feed;
use kith_terms::Finding;

use crate::extracts::mapped;
use crate::trial::trial_of;
use crate::workbooks::packed;

/// How many defects.
const MANY: u64 = 10_000;
/// Between two of them so many rows are good.
const GOOD: u64 = 2;

/// The next number of a generator with a known seed (Marsaglia 2003, xorshift64).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// The values of a row, by column.
type Row = [String; 8];

const COLUMNS: [&str; 8] =
    ["id", "nhs", "surname", "born", "sex", "ethnic", "postcode", "practice"];

fn good(number: u64) -> Row {
    [
        format!("c{number}"),
        nhs_number(number),
        "O'Brien".into(),
        "1970-01-31".into(),
        "F".into(),
        "A".into(),
        "LS1 4AP".into(),
        "Y12345".into(),
    ]
}

/// A number with its check digit; where that would be 10, the next.
fn nhs_number(number: u64) -> String {
    let digits = format!("{:09}", 900_000_000 + number * 7);
    let weighed = (2..=10_u64).rev().zip(digits.bytes()).map(|(w, d)| w * u64::from(d - b'0'));
    match (11 - weighed.sum::<u64>() % 11) % 11 {
        10 => nhs_number(number + 1_000_000),
        check => format!("{digits}{check}"),
    }
}

/// Values that break the rule of a column, whatever the format.
const BROKEN: &[(usize, &[&str])] = &[
    (0, &["", "   "]),
    (1, &["123", "9434765918", "QQ123456C", "94347659190"]),
    (2, &["=cmd|' /C calc'!A0", "@SUM(1+1)", "+cmd", "-cmd"]),
    (3, &["1970-02-30", "31/13/1970", "yesterday", "1066-10-14", "0000-00-00"]),
    (4, &["X", "female or so", "3"]),
    (5, &["I", "AA", "9"]),
    (6, &["LS1", "4AP LS1", "LS1 4A£"]),
    (7, &["?", "Y1", "Y12345678901"]),
];

/// Breaks one value of a row; the column.
fn break_a_value(row: &mut Row, dice: &mut Seeded) -> usize {
    let (column, values) = BROKEN[usize::try_from(dice.below(BROKEN.len() as u64)).unwrap()];
    let at = usize::try_from(dice.below(values.len() as u64)).unwrap();
    values[at].clone_into(&mut row[column]);
    column
}

const SECTION: &str = "[record]\norganisation = { constant = 'RXA' }\nlocal_id = 'id'\n\
    nhs_number = 'nhs'\nfamily_name = 'surname'\nbirth_date = 'born'\n\
    gender = { column = 'sex', codes = { F = '2', M = '1' } }\nethnic_category = 'ethnic'\n\
    postcode = 'postcode'\npractice = 'practice'\n";

/// The defects that were put in: line and column, no column for a whole row.
type Planted = Vec<(u64, Option<String>)>;

/// Reads a file and holds what was told against what was planted.
fn hold(feed: &'static Feed, name: &str, bytes: &[u8], planted: &Planted, good_rows: u64) {
    let trial = trial_of(feed, name, bytes).unwrap();
    let mut told: BTreeMap<(u64, Option<String>), Vec<&Finding>> = BTreeMap::new();
    for finding in &trial.findings {
        let place = (finding.place.line.unwrap_or(0), finding.place.column.clone());
        told.entry(place).or_default().push(finding);
        assert!(!finding.rule.is_empty() && !finding.remedy.is_empty(), "{finding}");
    }
    for place in planted {
        let found = told.get(place).map_or(0, Vec::len);
        assert_eq!(found, 1, "{name}: {place:?} was told {found} times: {:?}", told.get(place));
    }
    assert_eq!(trial.findings.len(), planted.len(), "{name}: nothing else is told");
    assert_eq!(trial.landed.findings, MANY);
    assert_eq!(trial.landed.rows.of("record"), good_rows, "{name}: every good row lands");
    assert_eq!(trial.landed.tally.of("rows set aside"), MANY);
}

#[test]
fn ten_thousand_defects_of_a_delimited_text_are_each_told_once() {
    let feed = mapped("defects-csv", &format!("[file]\nformat = 'csv'\n{SECTION}")).unwrap();
    let mut dice = Seeded(0x006b_6974_6801);
    let mut text = COLUMNS.join(",") + "\n";
    let (mut line, mut planted) = (2, Planted::new());
    for number in 0..MANY * (GOOD + 1) {
        let mut row = good(number);
        if number % (GOOD + 1) > 0 {
            row[2] = "Smith, \"\"the\"\" elder".into();
            writeln!(text, "{},\"{}\",{}", row[..2].join(","), row[2], row[3..].join(",")).unwrap();
        } else {
            planted.push(broken_line(&mut text, row, line, &mut dice));
        }
        line += 1;
    }
    hold(feed, "defects.csv", text.as_bytes(), &planted, MANY * GOOD);
}

/// A line with one defect: of a value, or of the line as a whole.
fn broken_line(
    text: &mut String,
    mut row: Row,
    line: u64,
    dice: &mut Seeded,
) -> (u64, Option<String>) {
    match dice.below(7) {
        0 => row[2] = "\"Smith".into(),
        1 => row[2] = "\"Smith\"son".into(),
        2 => row[2] = "Smith,son".into(),
        3 => {
            writeln!(text, "{}", row[..5].join(",")).unwrap();
            return (line, None);
        }
        4 => {
            row[2] = "caf\u{FFFD}".into();
            writeln!(text, "{}", row.join(",")).unwrap();
            return (line, Some("surname".into()));
        }
        _ => {
            let column = break_a_value(&mut row, dice);
            writeln!(text, "{}", row.join(",")).unwrap();
            return (line, Some(COLUMNS[column].into()));
        }
    }
    writeln!(text, "{}", row.join(",")).unwrap();
    (line, None)
}

#[test]
fn ten_thousand_defects_of_a_workbook_are_each_told_once() {
    let rest = format!("[file]\nformat = 'xlsx'\nsheet = 'Clients'\n{SECTION}");
    let feed = mapped("defects-xlsx", &rest).unwrap();
    let mut dice = Seeded(0x006b_6974_6802);
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    let mut planted = Planted::new();
    for number in 0..MANY * (GOOD + 1) {
        let mut row = good(number);
        if number % (GOOD + 1) == 0 {
            let column = break_a_value(&mut row, &mut dice);
            planted.push((number + 2, Some(COLUMNS[column].into())));
        }
        rows.push(row);
    }
    let mut cells = String::new();
    for (number, row) in (1..).zip(&rows) {
        write!(cells, "<row r=\"{number}\">").unwrap();
        for (letter, text) in ('A'..).zip(row).filter(|(_, text)| !text.is_empty()) {
            let cell =
                format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
            cells += &cell;
        }
        cells += "</row>";
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>");
    hold(feed, "defects.xlsx", &packed("Clients", &sheet), &planted, MANY * GOOD);
}

/// The same section, with paths in place of columns.
fn fhir_section() -> String {
    [
        ("'id'", "'id'"),
        ("'nhs'", "'identifier.value'"),
        ("'surname'", "'name.family'"),
        ("'born'", "'birthDate'"),
        ("'sex'", "'gender'"),
        ("'ethnic'", "'extension.valueCode'"),
        ("'postcode'", "'address.postalCode'"),
        ("'practice'", "'generalPractitioner.identifier.value'"),
    ]
    .into_iter()
    .fold(SECTION.to_owned(), |section, (column, path)| section.replace(column, path))
}

const PATHS: [&str; 8] = [
    "id",
    "identifier.value",
    "name.family",
    "birthDate",
    "gender",
    "extension.valueCode",
    "address.postalCode",
    "generalPractitioner.identifier.value",
];

fn patient(row: &Row) -> String {
    let [id, nhs, surname, born, sex, ethnic, postcode, practice] = row;
    format!(
        "{{\"resourceType\":\"Patient\",\"id\":\"{id}\",\"identifier\":[{{\"value\":\"{nhs}\"}}],\
         \"name\":[{{\"family\":\"{surname}\"}}],\"birthDate\":\"{born}\",\"gender\":\"{sex}\",\
         \"extension\":[{{\"valueCode\":\"{ethnic}\"}}],\"address\":[{{\"postalCode\":\"{postcode}\"}}],\
         \"generalPractitioner\":[{{\"identifier\":{{\"value\":\"{practice}\"}}}}]}}"
    )
}

/// Resources with a defect in every third: of a value, or of the JSON. One that is damaged keeps its
/// braces in a Bundle, because without them nobody could say where the next begins.
fn resources(in_bundle: bool, first_line: u64, dice: &mut Seeded) -> (Vec<String>, Planted) {
    let (mut texts, mut planted) = (Vec::new(), Vec::new());
    for number in 0..MANY * (GOOD + 1) {
        let mut row = good(number);
        if number % (GOOD + 1) > 0 {
            texts.push(patient(&row));
            continue;
        }
        let whole = patient(&row);
        let (text, column) = match dice.below(6) {
            0 => (whole.replacen(':', " ", 1), None),
            1 => (whole.replacen("\"id\":", "\"id\":,", 1), None),
            2 if !in_bundle => (whole[..whole.len() / 2].to_owned(), None),
            2 => (whole.replacen("[{", "[[{", 1), None),
            _ => {
                let column = break_a_value(&mut row, dice);
                (patient(&row), Some(PATHS[column].to_owned()))
            }
        };
        texts.push(text);
        planted.push((first_line + number, column));
    }
    (texts, planted)
}

#[test]
fn ten_thousand_defects_of_fhir_lines_are_each_told_once() {
    let rest = format!("[file]\nformat = 'fhir-ndjson'\nresource = 'Patient'\n{}", fhir_section());
    let feed = mapped("defects-ndjson", &rest).unwrap();
    let (texts, planted) = resources(false, 1, &mut Seeded(0x006b_6974_6803));
    hold(feed, "defects.ndjson", texts.join("\n").as_bytes(), &planted, MANY * GOOD);
}

#[test]
fn ten_thousand_defects_of_a_fhir_bundle_are_each_told_once() {
    let rest = format!("[file]\nformat = 'fhir-bundle'\nresource = 'Patient'\n{}", fhir_section());
    let feed = mapped("defects-bundle", &rest).unwrap();
    let (texts, planted) = resources(true, 2, &mut Seeded(0x006b_6974_6804));
    let entries: Vec<String> =
        texts.iter().map(|text| format!("{{\"resource\":{text}}}")).collect();
    let text = format!("{{\"resourceType\":\"Bundle\",\"entry\":[\n{}\n]}}", entries.join(",\n"));
    hold(feed, "defects.json", text.as_bytes(), &planted, MANY * GOOD);
}

//! Extracts are read as their mapping files say.

use std::sync::LazyLock;

use kith_intake::{
    CannotRead, EVENT_COLUMNS, Feed, Homes, Kept, MappingFault, RECORD_COLUMNS, Recognised, Source,
    Table, recognise,
};

use crate::trial::{Trial, trial_of};
use crate::workbooks::workbook;

static RECORDS: Table = Table::new("record", RECORD_COLUMNS, &["organisation", "local_id"]);
static EVENTS: Table = Table {
    kept: Kept::Lake(&["organisation", "local_id"]),
    ..Table::new("event", EVENT_COLUMNS, &["organisation", "event_id"])
};
const HOMES: Homes = Homes { record: &RECORDS, event: &EVENTS };

const HEAD: &str = "version = '1'\nkind = 'KIND'\ntitle = 'A trial'\npublisher = 'nobody'\n\
    owner = 'nobody'\nextent = 'whole'\n";
const PATIENTS: &str = "[file]\nformat = 'csv'\nname = 'patients*.csv'\n[record]\n\
    organisation = { constant = 'RXA' }\nlocal_id = 'Number'\nnhs_number = 'NHS no.'\n\
    family_name = 'Surname'\nbirth_date = { column = 'Born', format = '%d/%m/%Y' }\n\
    death_date = { column = 'Died', optional = true }\n\
    gender = { column = 'Sex', codes = { F = '2', M = '1' } }\n\
    address = { columns = ['Line 1', 'Line 2'], joined = ', ' }\n\
    phone = { column = 'Phone', optional = true, bad = 'value' }\n";

/// A feed made from the part of a mapping file behind its head.
pub(crate) fn mapped(kind: &str, rest: &str) -> Result<&'static Feed, MappingFault> {
    Feed::mapped(&(HEAD.replace("KIND", kind) + rest), HOMES)
}

fn delivered(text: &str) -> &'static Feed {
    Feed::mapped(text, HOMES).unwrap()
}

pub(crate) static PATIENT_FEED: LazyLock<&'static Feed> =
    LazyLock::new(|| mapped("patients", PATIENTS).unwrap());

fn read(text: &str) -> Trial {
    trial_of(*PATIENT_FEED, "patients.csv", text.as_bytes()).unwrap()
}

/// The findings, `line column: value: rule`.
fn told(trial: &Trial) -> Vec<String> {
    let told = trial.findings.iter().map(|finding| {
        format!(
            "{} {}: {}: {}",
            finding.place.line.unwrap_or(0),
            finding.place.column.as_deref().unwrap_or("-"),
            finding.value.as_deref().unwrap_or("-"),
            finding.rule
        )
    });
    told.collect()
}

const HEADER: &str = "Number,NHS No,SURNAME,Born,Sex,Line 1,line_2,Phone,Notes\n";

#[test]
fn a_row_becomes_a_record_as_the_mapping_says() {
    let rows = "17,943 476 5919,Smith,29/02/2000,F,\"1, High St\",Leeds,0113 496 0000,x\n\
        18,,O'Brien,,,,,,\n";
    let trial = read(&format!("{HEADER}{rows}"));
    assert_eq!(told(&trial), Vec::<String>::new());
    assert!(trial.rows[0].starts_with(
        "[Text(\"RXA\"), Text(\"17\"), Text(\"9434765919\"), Text(\"Smith\"), Null, Null, \
         Text(\"2000-02-29\"), Null, Text(\"2\"), Null, Text(\"1, High St, Leeds\"), Null, \
         Text(\"0113 496 0000\"), Null]"
    ));
    assert_eq!(trial.rows.len(), 2);
    let filling = &trial.landed.filling;
    assert_eq!((filling["record.nhs_number"].filled, filling["record.local_id"].filled), (1, 2));
    assert_eq!(trial.landed.layout, HEADER.trim_end());
    assert_eq!(trial.landed.tally.of("ignored columns"), 1);
}

#[test]
fn every_value_that_breaks_a_rule_is_told_once_with_its_line_and_column() {
    let rows = "\n17,9434765918,Smith,31/02/2000,X,,,=cmd(),\n\
        ,,Jones,01/01/2000,F,,,,\n\
        19,,\"Brown,01/01/2000,F,,,,\n\
        20,,Green,01/01/2000,F,,,=cmd(),\n\
        21,,White\n\
        22,,Black,01/01/2000,F,,,,,,surplus\n\
        23,,Grey,02/01/2000,F,,,,\n";
    let trial = read(&format!("{HEADER}{rows}"));
    assert_eq!(
        told(&trial),
        [
            "3 NHS No: 9434765918: an NHS number has ten digits, of which the last checks the others",
            "3 Born: 31/02/2000: a day is written as the mapping says, and is not before 1880",
            "3 Sex: X: a value is one of the codes that the mapping file knows",
            "3 Phone: =cmd(): a text has at most 1,000 letters, no control characters, and is no \
             formula of a spreadsheet",
            "4 Number: -: a row says whose it is and what it is: this value is not left empty",
            "5 -: 19,,\"Brown,01/01/2000,F,,,,: every quotation mark that is opened is closed before \
             the next value",
            "6 Phone: =cmd(): a text has at most 1,000 letters, no control characters, and is no \
             formula of a spreadsheet",
            "7 -: 21,,White: a row has 9 columns; this one has 3",
            "8 -: 22,,Black,01/01/2000,F,,,,,,surplus: a row has 9 columns; this one has 11",
        ]
    );
    assert_eq!(trial.rows.len(), 2, "the one whose telephone number is left out, and the good one");
    assert_eq!(trial.landed.tally.of("rows set aside"), 5);
    assert_eq!(trial.landed.filling["record.phone"].bad, 2);
}

#[test]
fn a_record_that_comes_twice_is_taken_once_and_one_that_contradicts_it_is_set_aside() {
    let rows = "17,,Smith,,,,,,\n17,,Smith,,,,,,\n17,,Smyth,,,,,,\n";
    let trial = read(&format!("{HEADER}{rows}"));
    assert_eq!(trial.rows.len(), 1);
    assert_eq!(trial.findings.len(), 1);
    assert_eq!(trial.findings[0].place.line, Some(4));
    assert_eq!(trial.landed.tally.of("rows that repeat an earlier row"), 1);
}

#[test]
fn a_file_without_a_needed_column_or_with_two_of_one_name_is_refused() {
    let without = trial_of(*PATIENT_FEED, "a.csv", b"Number,Surname\n1,Smith\n").err().unwrap();
    assert!(matches!(without, CannotRead::NoColumn { .. }), "{without}");
    assert!(without.to_string().contains("nhs_number (NHS no.)"), "{without}");
    let twice = format!("{},NHS_NO\n", HEADER.trim_end());
    let twice = trial_of(*PATIENT_FEED, "a.csv", twice.as_bytes()).err().unwrap();
    assert_eq!(twice, CannotRead::TwoColumns { role: "nhs_number", name: "nhs no".into() });
    let optional = "Number,NHS No,SURNAME,Born,Sex,Line 1,line_2\n17,,Smith,,,,\n";
    assert_eq!(read(optional).rows.len(), 1);
}

#[test]
fn letters_are_read_in_any_encoding_and_lost_ones_are_told() {
    let text = format!("{HEADER}17,,Zoë,,,,,,\n");
    let utf_16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin = text.replace('ë', "\u{1}").bytes().map(|b| if b == 1 { 0xEB } else { b }).collect();
    let marked = format!("\u{FEFF}{text}").into_bytes();
    for bytes in [text.clone().into_bytes(), utf_16, latin, marked] {
        let trial = trial_of(*PATIENT_FEED, "a.csv", &bytes).unwrap();
        assert!(trial.rows[0].contains("Zoë"), "{:?}", trial.landed.facts);
    }
    let utf_8_alone = PATIENTS.replace("'csv'", "'csv'\nencoding = 'utf-8'");
    let strict = mapped("strict", &utf_8_alone).unwrap();
    let mut broken = text.into_bytes();
    let at = broken.iter().position(|byte| *byte == 0xC3).unwrap();
    broken[at] = 0xFF;
    let trial = trial_of(strict, "a.csv", &broken).unwrap();
    assert!(trial.findings[0].rule.contains("letters can be read"), "{:?}", trial.findings);
}

const BOTH: &str = "[record]\norganisation = { constant = 'E09' }\nlocal_id = 'client'\n\
    family_name = 'surname'\n[event]\nonly_if = 'package'\norganisation = { constant = 'E09' }\n\
    local_id = 'client'\nevent_id = 'package'\nstream = { constant = 'care_package' }\n\
    began = 'from'\nended = 'to'\n";

#[test]
fn a_row_can_make_a_record_and_an_event_and_the_event_only_where_there_is_one() {
    let feed = mapped("both", &format!("[file]\nformat = 'csv'\n{BOTH}")).unwrap();
    let text = "client,surname,package,from,to\n1,Smith,p1,2026-01-02,\n1,Smith,p2,2026-01-05,\n\
        2,Jones,,,\n3,Brown,p3,2026-02-01,2026-01-31\n";
    let trial = trial_of(feed, "a.csv", text.as_bytes()).unwrap();
    assert_eq!(trial.landed.rows.of("record"), 2);
    assert_eq!(trial.landed.rows.of("event"), 2);
    assert_eq!(told(&trial), ["5 to: 2026-01-31: nothing ends before it began"]);
}

#[test]
fn a_sheet_is_read_with_its_header_below_a_title_and_its_rows_come_back_as_text() {
    let feed = mapped("sheet", &format!("[file]\nformat = 'xlsx'\nsheet = 'Clients'\n{BOTH}"));
    let feed = feed.unwrap();
    let bytes = workbook(
        "Clients",
        &[
            &["Our clients"],
            &["client", "surname", "package", "from", "to"],
            &["1", "Smith", "p1", "2026-01-02", "2026-01-09"],
            &["2", "=cmd|x", "", "", ""],
        ],
    );
    let trial = trial_of(feed, "clients.xlsx", &bytes).unwrap();
    assert_eq!((trial.landed.rows.of("record"), trial.landed.rows.of("event")), (1, 1));
    assert_eq!(trial.findings.len(), 1);
    assert_eq!(trial.findings[0].place.line, Some(4));
    assert_eq!(trial.landed.layout, "client,surname,package,from,to");
    assert_eq!(trial.set_aside, ["2,=cmd|x,,,"]);
    let mended =
        format!("{}\n{}\n", trial.landed.layout, trial.set_aside[0].replace("=cmd|x", "Jones"));
    let again = trial_of(feed, "corrected.csv", mended.as_bytes());
    assert_eq!(again.unwrap().landed.rows.of("record"), 1);
}

#[test]
fn the_delivered_mappings_read_what_they_are_for() {
    let patients = delivered(include_str!("../../../../content/feeds/gp-patients.toml"));
    let appointments = delivered(include_str!("../../../../content/feeds/gp-appointments.toml"));
    let fhir = delivered(include_str!("../../../../content/feeds/gp2-patients.toml"));
    let feeds = [patients, appointments, fhir];
    let source = Source::whole("gp2-patients.ndjson", PATIENT.as_bytes().to_vec());
    assert!(
        matches!(recognise(&feeds, &source), Recognised::As(feed) if feed.kind == "gp2-patients")
    );
    let trial = trial_of(fhir, "gp2-patients.ndjson", PATIENT.as_bytes()).unwrap();
    assert_eq!(told(&trial), Vec::<String>::new());
    assert_eq!(
        trial.rows[0],
        "[Text(\"Y12345\"), Text(\"p1\"), Text(\"9434765919\"), Text(\"Smith\"), Text(\"Lily Ann\"), \
         Text(\"Ms\"), Text(\"1970-01-02\"), Null, Text(\"2\"), Text(\"A\"), \
         Text(\"1 High St, Leeds\"), Text(\"LS1 4AP\"), Text(\"0113\"), Text(\"Y12345\")]"
    );
    assert_eq!(trial.landed.tally.of("resources Practitioner that are not read"), 1);
}

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p1","managingOrganization":{"identifier":{"value":"Y12345"}},"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9434765919"}],"name":[{"use":"official","family":"Smith","given":["Lily","Ann"],"prefix":["Ms"]}],"birthDate":"1970-01-02","gender":"female","extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory","valueCodeableConcept":{"coding":[{"code":"A"}]}}],"address":[{"use":"home","line":["1 High St","Leeds"],"postalCode":"ls14ap"}],"telecom":[{"system":"phone","value":"0113"}],"generalPractitioner":[{"identifier":{"value":"Y12345"}}]}
{"resourceType":"Practitioner","id":"x"}
"#;

#[test]
fn a_bundle_is_read_entry_by_entry() {
    let rest = "[file]\nformat = 'fhir-bundle'\n[record]\nresource = 'Patient'\n\
        organisation = { constant = 'RXA' }\nlocal_id = 'id'\nfamily_name = 'name.family'\n\
        [event]\nresource = 'Encounter'\norganisation = { constant = 'RXA' }\nevent_id = 'id'\n\
        local_id = { column = 'subject.reference', after = 'Patient/' }\nbegan = 'period.start'\n\
        stream = { column = 'class.code', codes = { EMER = 'ae_attendance' } }\n";
    let feed = mapped("bundle", rest).unwrap();
    let text = r#"{"resourceType":"Bundle","type":"collection","entry":[
{"resource":{"resourceType":"Patient","id":"1","name":[{"family":"Smith"}]}},
{"resource":{"resourceType":"Patient","id":"2" "name":[]}},
{"resource":{"resourceType":"Encounter","id":"e1","subject":{"reference":"Patient/1"},
  "class":{"code":"EMER"},"period":{"start":"2026-07-01T09:30:00+01:00"}}},
{"resource":{"resourceType":"Encounter","id":"e2","subject":{"reference":"Patient/1"},
  "class":{"code":"AMB"},"period":{"start":"2026-07-01T09:30:00+01:00"}}}]}"#;
    let source = Source::whole("b.json", text.as_bytes().to_vec());
    assert!(matches!(recognise(&[feed], &source), Recognised::As(_)));
    let trial = trial_of(feed, "b.json", text.as_bytes()).unwrap();
    assert_eq!((trial.landed.rows.of("record"), trial.landed.rows.of("event")), (1, 1));
    let lines: Vec<_> = trial.findings.iter().map(|finding| finding.place.line).collect();
    assert_eq!(lines, [Some(3), Some(6)]);
    assert!(trial.rows.iter().any(|row| row.contains("2026-07-01T08:30:00.000000Z")));
    let mended = trial.set_aside.join(",").replace("\"2\" \"name\"", "\"2\",\"name\"");
    let again = format!("{}{}]}}", trial.landed.layout, mended.replace("AMB", "EMER"));
    let again = trial_of(feed, "corrected.json", again.as_bytes()).unwrap();
    assert_eq!((again.landed.rows.of("record"), again.landed.rows.of("event")), (1, 1));
    assert_eq!(told(&again), Vec::<String>::new());
}

#[test]
fn of_two_feeds_with_the_same_columns_the_name_of_the_file_decides() {
    let other = mapped("others", &PATIENTS.replace("patients*.csv", "others*.csv")).unwrap();
    let feeds = [*PATIENT_FEED, other];
    let known = |name: &str| {
        let source = Source::whole(name, HEADER.as_bytes().to_vec());
        match recognise(&feeds, &source) {
            Recognised::As(feed) => feed.kind,
            Recognised::Disputed(_) => "disputed",
            Recognised::Unknown => "unknown",
        }
    };
    assert_eq!(known("others-1.csv"), "others");
    assert_eq!(known("patients-1.csv"), "patients");
    assert_eq!(known("third.csv"), "disputed");
}

#[test]
fn a_mapping_file_that_makes_no_sense_is_refused_in_words() {
    for (rest, expected) in [
        ("[file]\nformat = 'csv'\n", "a section [record], a section [event], or both"),
        ("[file]\nformat = 'csv'\n[record]\nlocal_id = 'a'\n", "does not say where organisation"),
        ("[file]\nformat = 'csv'\n[record]\nshoe_size = 'a'\n", "[record] has no \"shoe_size\""),
        ("[file]\nformat = 'xlsx'\n[record]\nlocal_id = 'a'\n", "have a sheet"),
        ("[file]\nformat = 'fhir-ndjson'\n[record]\nlocal_id = 'id'\n", "say which resource"),
        ("[file]\nformat = 'csv'\nseparator = 'x'\n", "a separator is"),
        ("[file]\nformat = 'csv'\nencoding = 'ebcdic'\n", "an encoding is"),
        ("[file]\nformat = 'csv'\nfoot = 'ball'\n", "cannot be read"),
        ("[file]\nformat = 'csv'\n[record]\ngender = { constant = 'F' }\n", "a gender is one"),
        ("[file]\nformat = 'csv'\n[record]\nphone = { format = '%Y' }\n", "only days and moments"),
        ("[file]\nformat = 'csv'\n[record]\nphone = {}\n", "a value comes from"),
        ("[file]\nformat = 'csv'\n[event]\nbegan = { column = 'a', zone = 'Mars' }\n", "Mars"),
    ] {
        let refused = mapped("refused", rest).err().map(|fault| fault.to_string());
        let refused = refused.unwrap_or_default();
        assert!(refused.contains(expected), "{rest} gives {refused}");
    }
}

//! Files of chance and damaged files: nothing stops the program, and every row is accounted for once.

use std::fmt::Write;

use kith_intake::{Feed, check, open_bytes};
use proptest::prelude::*;

use crate::extracts::mapped;
use crate::maps::{a_shapefile, a_shapefile_of, outlines_and_table};
use crate::trial::{MAPS, SHEETS, TEXTS, trial, trial_of};
use crate::workbooks::{packed, sheet_xml, workbook};

/// Opens and reads bytes through every reader, whatever they are.
fn survive(name: &str, bytes: &[u8]) {
    for source in &open_bytes(name, bytes.to_vec()).sources {
        check(&[&TEXTS, &SHEETS, &MAPS], source);
        for feed in [&TEXTS, &SHEETS, &MAPS] {
            let _ = trial(feed, source);
        }
    }
}

/// Bytes with some of them changed, and perhaps cut short.
fn damaged(bytes: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let size = bytes.len();
    (prop::collection::vec((0..size, any::<u8>()), 0..12), 0..=size, any::<bool>()).prop_map(
        move |(changes, length, cut)| {
            let mut bytes = bytes.clone();
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            bytes.truncate(if cut { length } else { size });
            bytes
        },
    )
}

const GEOJSON: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"a","count":1},"geometry":{"type":"Polygon","coordinates":
[[[400000,300000],[400100,300000],[400100,300100],[400000,300000]]]}},
{"type":"Feature","properties":{"name":"b","count":2},"geometry":{"type":"MultiPolygon","coordinates":
[[[[-2.1,52.5],[-2.0,52.5],[-2.0,52.6],[-2.1,52.5]]]]}}]}"#;

/// A feed in one of the formats of extracts.
fn both(format: &str) -> &'static Feed {
    let file = match format {
        "ndjson" => "[file]\nformat = 'fhir-ndjson'\nresource = 'Patient'\n[record]\n",
        "json" => "[file]\nformat = 'fhir-bundle'\n[record]\nresource = 'Patient'\n",
        "xlsx" => "[file]\nformat = 'xlsx'\nsheet = 'Clients'\n[record]\n",
        _ => "[file]\nformat = 'csv'\n[record]\n",
    };
    let rest = "organisation = { constant = 'RXA' }\nlocal_id = 'id'\nbirth_date = 'birthDate'\n";
    mapped("damaged", &format!("{file}{rest}")).unwrap()
}

/// A good file of each format.
fn extracts() -> Vec<(&'static str, Vec<u8>)> {
    let patient = r#"{"resourceType":"Patient","id":"1","birthDate":"1970-01-02"}"#;
    vec![
        ("csv", b"id,birthDate\n1,1970-01-02\n\"2\",1971-03-04\n".to_vec()),
        ("ndjson", format!("{patient}\n{patient}\n").into_bytes()),
        (
            "json",
            format!(
                r#"{{"resourceType":"Bundle","entry":[{{"resource":{patient}}},{{"resource":{patient}}}]}}"#
            )
            .into_bytes(),
        ),
        (
            "xlsx",
            workbook("Clients", &[&["id", "birthDate"], &["1", "1970-01-02"], &["2", "1971-03-04"]]),
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a", "a.csv", "a.shp", "a.xlsx", "a.geojson", "a.zip"] {
            survive(name, &bytes);
        }
    }

    #[test]
    fn any_text_is_survived(text in "[\"',;|\t\r\na0{}\\[\\]é]{0,200}") {
        survive("a.csv", format!("name,count\n{text}").as_bytes());
        survive("a.csv", text.as_bytes());
    }

    #[test]
    fn damaged_geojson_is_survived(bytes in damaged(GEOJSON.as_bytes().to_vec())) {
        survive("a.geojson", &bytes);
    }

    #[test]
    fn damaged_shapefiles_are_survived(bytes in damaged(a_shapefile())) {
        survive("a.zip", &bytes);
    }

    #[test]
    fn of_damaged_outlines_each_record_is_kept_or_reported_once(
        outlines in damaged(outlines_and_table().0)
    ) {
        let bytes = a_shapefile_of(&outlines, &outlines_and_table().1);
        let opened = open_bytes("m.zip", bytes);
        if let Ok(trial) = trial(&MAPS, &opened.sources[0]) {
            prop_assert_eq!(trial.rows.len() + trial.findings.len(), 3);
        }
    }

    #[test]
    fn damaged_tables_of_shapefiles_are_survived(table in damaged(outlines_and_table().1)) {
        survive("m.zip", &a_shapefile_of(&outlines_and_table().0, &table));
    }

    #[test]
    fn damaged_workbooks_are_survived(
        bytes in damaged(workbook("People", &[&["name", "count"], &["a", "1"], &["b", "x"]]))
    ) {
        survive("a.xlsx", &bytes);
    }

    #[test]
    fn damaged_sheets_are_survived(
        bytes in damaged(sheet_xml(&[&["name", "count"], &["a", "1"], &["b", "x"]]).into_bytes()),
        place in "[A-Z]{0,4}[0-9]{0,9}"
    ) {
        let xml = String::from_utf8_lossy(&bytes).replace("A2", &place);
        survive("a.xlsx", &packed("People", &xml));
    }

    #[test]
    fn damaged_extracts_are_survived(
        (format, bytes) in prop::sample::select(extracts()).prop_flat_map(|(format, bytes)| {
            (Just(format), damaged(bytes))
        })
    ) {
        let feed = both(format);
        let opened = open_bytes(&format!("a.{format}"), bytes);
        for source in &opened.sources {
            check(&[feed], source);
            let _ = trial(feed, source);
        }
    }

    #[test]
    fn any_bytes_are_survived_as_an_extract(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for (format, _) in extracts() {
            let _ = trial_of(both(format), "a", &bytes);
        }
    }

    #[test]
    fn every_row_of_a_text_is_kept_or_reported_once(
        cells in prop::collection::vec(("[a-z]{1,3}", "[0-9]{1,2}|x|-1|1\\.5|", any::<bool>()), 0..60)
    ) {
        let mut text = "name,count\n".to_owned();
        for (at, (name, count, short)) in cells.iter().enumerate() {
            let rest = if *short { String::new() } else { format!(",{count}") };
            writeln!(text, "{name}{at}{rest}").unwrap();
        }
        let trial = trial_of(&TEXTS, "f.csv", text.as_bytes()).unwrap();
        let good = |(_, count, short): &&(String, String, bool)| !short && count.parse::<u32>().is_ok();
        prop_assert_eq!(trial.rows.len(), cells.iter().filter(good).count());
        let reported: Vec<u64> = trial.findings.iter().filter_map(|one| one.place.line).collect();
        let bad = (2..).zip(&cells).filter(|(_, cell)| !good(cell)).map(|(line, _)| line);
        prop_assert_eq!(reported, bad.collect::<Vec<u64>>());
    }
}

//! GeoJSON and shapefiles.

use kith_intake::{CannotRead, open_bytes};

use crate::trial::{MAPS, Trial, trial, trial_of};

fn feature(name: &str, geometry: &str) -> String {
    format!(
        r#"{{"type":"Feature","geometry":{geometry},"properties":{{"Name":"{name}","COUNT":1}}}}"#
    )
}

fn collection(crs: &str, features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection",{crs}"features":[{}]}}"#, features.join(","))
}

fn polygon(rings: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":[{rings}]}}"#)
}

const SQUARE: &str =
    "[[400000,300000],[400100,300000],[400100,300100],[400000,300100],[400000,300000]]";
const HOLE: &str = "[[400010,300010],[400010,300020],[400020,300020],[400010,300010,99]]";

fn read(text: &str) -> Trial {
    trial_of(&MAPS, "m.geojson", text.as_bytes()).unwrap()
}

#[test]
fn outlines_have_holes_islands_and_heights() {
    let islands =
        format!(r#"{{"type":"MultiPolygon","coordinates":[[{SQUARE},{HOLE}],[{SQUARE}]]}}"#);
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},"#;
    let trial = read(&collection(crs, &[feature("a", &islands)]));
    assert_eq!((trial.rows, trial.findings), (vec!["a 1".to_owned()], Vec::new()));
    assert_eq!((trial.landed.tally.of("rings"), trial.landed.tally.of("holes")), (3, 1));
    assert_eq!(trial.landed.tally.of("square metres"), 10_000 - 50 + 10_000);
}

#[test]
fn broken_outlines_are_set_aside_by_the_number_of_their_feature() {
    let features = [
        feature("a", &polygon(SQUARE)),
        feature("b", "null"),
        feature("c", &polygon("[[400000,300000],[400100,300000],[400000,300000]]")),
        feature("d", &polygon("[[51.5,-0.1],[51.6,-0.1],[51.6,-0.2]]")),
        feature("e", r#"{"type":"Point","coordinates":[400000,300000]}"#),
        feature("f", &polygon("[[\"x\"]]")),
        r#"{"type":"Feature","properties":{"Name":"g"},"geometry":null}"#.to_owned(),
        feature("h", &polygon(SQUARE)),
        feature("i", &polygon(&format!("{HOLE},{SQUARE}"))),
    ];
    let trial = read(&collection("", &features));
    assert_eq!(trial.rows, ["a 1", "h 1"]);
    let places: Vec<String> =
        trial.findings.iter().map(|finding| finding.place.to_string()).collect();
    let geometry = |number| format!("m.geojson, column feature {number}, geometry");
    let mut wanted: Vec<String> = (2..=6).map(geometry).collect();
    wanted.push("m.geojson, column feature 7".to_owned());
    wanted.push(geometry(9));
    assert_eq!(places, wanted);
}

#[test]
fn other_systems_are_refused_by_name() {
    let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:3857"}},"#;
    let text = collection(crs, &[feature("a", &polygon(SQUARE))]);
    let refused = trial_of(&MAPS, "m.geojson", text.as_bytes()).err();
    assert_eq!(refused, Some(CannotRead::UnknownGround { system: "EPSG:3857".into() }));
}

/// A polygon record of a shapefile, as the ESRI description lays it out.
fn shape(number: i32, rings: &[&[(f64, f64)]]) -> Vec<u8> {
    let points: Vec<_> = rings.iter().flat_map(|ring| ring.iter()).collect();
    let mut content = Vec::new();
    content.extend(5_i32.to_le_bytes());
    content.extend([0; 32]);
    content.extend(i32::try_from(rings.len()).unwrap().to_le_bytes());
    content.extend(i32::try_from(points.len()).unwrap().to_le_bytes());
    let mut start = 0_i32;
    for ring in rings {
        content.extend(start.to_le_bytes());
        start += i32::try_from(ring.len()).unwrap();
    }
    for (x, y) in points {
        content.extend(x.to_le_bytes());
        content.extend(y.to_le_bytes());
    }
    let mut record = number.to_be_bytes().to_vec();
    record.extend(i32::try_from(content.len() / 2).unwrap().to_be_bytes());
    record.extend(content);
    record
}

fn shp(records: &[Vec<u8>]) -> Vec<u8> {
    let mut file = 9_994_i32.to_be_bytes().to_vec();
    file.resize(100, 0);
    file.extend(records.concat());
    file
}

fn dbf(rows: &[(&str, &str)]) -> Vec<u8> {
    let mut file = vec![3, 126, 11, 21];
    file.extend(u32::try_from(rows.len()).unwrap().to_le_bytes());
    file.extend((32 + 64 + 1_u16).to_le_bytes());
    file.extend((1 + 8 + 4_u16).to_le_bytes());
    file.resize(32, 0);
    for (name, width) in [("NAME", 8), ("COUNT", 4)] {
        let mut column = name.as_bytes().to_vec();
        column.resize(32, 0);
        (column[11], column[16]) = (b'C', width);
        file.extend(column);
    }
    file.push(b'\r');
    for (name, count) in rows {
        file.extend(format!(" {name:<8}{count:>4}").bytes());
    }
    file
}

fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The outlines and the table of a shapefile of three records.
pub(crate) fn outlines_and_table() -> (Vec<u8>, Vec<u8>) {
    let outer = [(0.0, 0.0), (0.0, 1e3), (1e3, 1e3), (1e3, 0.0), (0.0, 0.0)];
    let hole = [(1e2, 1e2), (2e2, 1e2), (2e2, 2e2), (1e2, 1e2)];
    let at = |ring: &[(f64, f64)]| -> Vec<(f64, f64)> {
        ring.iter().map(|(x, y)| (x + 400_000.0, y + 300_000.0)).collect()
    };
    let (outer, hole) = (at(&outer), at(&hole));
    let shapes = shp(&[shape(1, &[&outer, &hole]), shape(2, &[&outer[..2]]), shape(3, &[&outer])]);
    (shapes, dbf(&[("a", "1"), ("b", "2"), ("c", "x")]))
}

pub(crate) fn a_shapefile() -> Vec<u8> {
    let (outlines, table) = outlines_and_table();
    a_shapefile_of(&outlines, &table)
}

pub(crate) fn a_shapefile_of(outlines: &[u8], table: &[u8]) -> Vec<u8> {
    let prj = b"PROJCS[\"British_National_Grid\",GEOGCS[\"GCS_OSGB_1936\"]]";
    packed(&[("x/m.shp", outlines), ("x/m.dbf", table), ("x/m.prj", prj), ("x/m.shx", b"")])
}

#[test]
fn a_shapefile_in_an_archive_is_read_with_its_holes_and_its_broken_records() {
    let opened = open_bytes("m.zip", a_shapefile());
    assert_eq!(opened.sources.len(), 1);
    let trial = trial(&MAPS, &opened.sources[0]).unwrap();
    assert_eq!(trial.rows, ["a 1"]);
    assert_eq!((trial.landed.tally.of("rings"), trial.landed.tally.of("holes")), (2, 1));
    assert_eq!(trial.landed.tally.of("square metres"), 1_000_000 - 5_000);
    let places: Vec<String> =
        trial.findings.iter().map(|finding| finding.place.to_string()).collect();
    assert_eq!(
        places,
        ["m.zip!x/m.shp, column feature 2, geometry", "m.zip!x/m.shp, column feature 3, COUNT"]
    );
}

#[test]
fn a_shapefile_without_its_table_is_refused() {
    let opened = open_bytes("m.shp", shp(&[]));
    let refused = trial(&MAPS, &opened.sources[0]).err().unwrap();
    assert_eq!(
        refused.to_string(),
        "this is not a shapefile that can be read (its .dbf is not with it)"
    );
}

/// The outline of a square kilometre, as a shapefile winds it.
const SQUARE_KILOMETRE: [(f64, f64); 5] = [
    (400_000.0, 300_000.0),
    (400_000.0, 301_000.0),
    (401_000.0, 301_000.0),
    (401_000.0, 300_000.0),
    (400_000.0, 300_000.0),
];

fn read_shapes(outlines: &[Vec<u8>], table: &[u8]) -> Trial {
    let opened = open_bytes("m.zip", a_shapefile_of(&shp(outlines), table));
    trial(&MAPS, &opened.sources[0]).unwrap()
}

#[test]
fn outlines_with_heights_and_measures_are_read_like_plain_ones() {
    let with_heights = |kind: i32, ranges: usize| {
        let mut record = shape(1, &[&SQUARE_KILOMETRE]);
        record[8..12].copy_from_slice(&kind.to_le_bytes());
        // The range of each further number, and the number of each point.
        record.resize(record.len() + ranges * (2 + SQUARE_KILOMETRE.len()) * 8, 0);
        let words = i32::try_from((record.len() - 8) / 2).unwrap();
        record[4..8].copy_from_slice(&words.to_be_bytes());
        record
    };
    let outlines = [with_heights(15, 1), with_heights(15, 2), with_heights(25, 1)];
    let trial = read_shapes(&outlines, &dbf(&[("a", "1"), ("b", "2"), ("c", "3")]));
    assert_eq!((trial.rows.len(), trial.landed.tally.of("square metres")), (3, 3_000_000));
}

#[test]
fn a_broken_record_does_not_take_the_next_ones_with_it() {
    let damaged = |at: usize, number: i32| {
        let mut record = shape(2, &[&SQUARE_KILOMETRE]);
        record[8 + at..12 + at].copy_from_slice(&number.to_le_bytes());
        record
    };
    // A count of parts, a count of points, and where the first part starts; then another kind.
    for (at, number) in [(36, i32::MAX), (40, 1 << 28), (40, -1), (44, 1), (0, 8), (0, 99)] {
        let good = shape(1, &[&SQUARE_KILOMETRE]);
        let outlines = [good.clone(), damaged(at, number), good];
        let trial = read_shapes(&outlines, &dbf(&[("a", "1"), ("b", "2"), ("c", "3")]));
        assert_eq!(trial.rows, ["a 1", "c 3"], "{number} at {at}");
        assert_eq!(trial.findings.len(), 1, "{number} at {at}");
    }
}

#[test]
fn a_row_that_is_marked_as_deleted_keeps_its_outline() {
    let mut table = dbf(&[("a", "1"), ("b", "2")]);
    let first = table.len() - 2 * 13;
    table[first] = b'*';
    let one = shape(1, &[&SQUARE_KILOMETRE]);
    let other = shape(2, &[&SQUARE_KILOMETRE[..3]]);
    assert_eq!(read_shapes(&[one, other], &table).rows, ["a 1", "b 2"]);
}

#[test]
fn numbers_of_a_table_stay_as_they_are_written() {
    let mut table = dbf(&[("007", "1"), ("0.50", "2")]);
    table[32 + 11] = b'N';
    let outlines = [1, 2].map(|number| shape(number, &[&SQUARE_KILOMETRE]));
    assert_eq!(read_shapes(&outlines, &table).rows, ["007 1", "0.50 2"]);
}

#[test]
fn a_table_without_a_day_of_change_is_read_and_one_that_is_cut_short_is_not() {
    let outlines = [shape(1, &[&SQUARE_KILOMETRE])];
    let mut table = dbf(&[("a", "1")]);
    table[1..4].fill(0);
    assert_eq!(read_shapes(&outlines, &table).rows, ["a 1"]);
    table.pop();
    let opened = open_bytes("m.zip", a_shapefile_of(&shp(&outlines), &table));
    let refused = trial(&MAPS, &opened.sources[0]).err().unwrap();
    assert_eq!(
        refused.to_string(),
        "this is not a shapefile that can be read (its .dbf is damaged: it ends before its last row)"
    );
}

#[test]
fn a_map_that_is_cut_short_is_not_taken_for_a_whole_one() {
    let whole = collection("", &[feature("a", &polygon(SQUARE)), feature("b", &polygon(SQUARE))]);
    let end = whole.find(r#",{"type":"Feature""#).unwrap();
    for cut in [end, end + 1, whole.len() - 1] {
        let refused = trial_of(&MAPS, "m.geojson", &whole.as_bytes()[..cut]).err();
        assert!(matches!(refused, Some(CannotRead::Broken { what: "GeoJSON", .. })), "{cut}");
    }
}

#[test]
fn members_before_the_features_are_passed_over() {
    let bbox = r#""bbox":[400000,300000,400100,300100],"#;
    assert_eq!(read(&collection(bbox, &[feature("a", &polygon(SQUARE))])).rows, ["a 1"]);
}

#[test]
fn a_position_of_one_number_is_told() {
    let trial = read(&collection("", &[feature("a", &polygon("[[400000],[400100,300000]]"))]));
    assert_eq!(trial.findings[0].value.as_deref(), Some("a position has two numbers"));
}

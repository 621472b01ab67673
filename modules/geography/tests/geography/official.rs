//! The official files, where they are at hand: the folder that `KITH_SHARED` names, or `shared` beside
//! the workspace. The figures are those of the folder's MANIFEST.

use std::path::PathBuf;

use kith_geography::boundary_bytes;
use kith_intake::open;
use kith_store::Value;
use kith_terms::Point;

use crate::reading::{Read, read};

/// Reads a file of the shared folder; None, and a message, where it is absent.
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn shared(path: &str) -> Option<Read> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("KITH_SHARED").map_or_else(beside, PathBuf::from);
    let file = folder.join("data").join(path);
    if !file.exists() {
        eprintln!("skipped: {path} is not at hand (set KITH_SHARED)");
        return None;
    }
    let opened = open(&file).unwrap();
    assert_eq!((opened.sources.len(), opened.findings.len()), (1, 0), "{path}");
    let read = read(&opened.sources[0]);
    assert_eq!(read.findings, [], "{path}");
    Some(read)
}

#[test]
fn staffordshire_has_its_practices_networks_rows_and_patients() {
    let Some(read) = shared("nhs/staffordshire_practice_lsoa21_oct2025.csv") else { return };
    assert_eq!(read.kind, "registrations-by-network");
    assert_eq!(read.many("geography_practice"), 141);
    assert_eq!(read.many("geography_pcn"), 25);
    assert_eq!(read.many("geography_membership"), 141);
    assert_eq!(read.many("geography_registration"), 16_864);
    assert_eq!(read.tally.of("patients"), 1_210_283);
    assert_eq!(read.tally.of("ignored columns"), 6, "the sub-ICB's name and five of a stray pivot");
    let special = ["EMPTY", "CLOSED", "W01", "S01", "N21", "L99999999", "M99999999"];
    let patients = special.map(|name| read.tally.of(&format!("{name} patients")));
    // Counted in the file by a script of a few lines that shares nothing with the reader.
    assert_eq!(patients, [1_048, 333, 24, 16, 7, 4, 1]);
    let rows = special.map(|name| read.tally.of(&format!("{name} rows")));
    assert_eq!(rows, [130, 86, 21, 15, 7, 4, 1]);
}

#[test]
fn england_has_its_areas_in_the_generalised_boundaries() {
    let Some(read) = shared("england/lsoa21_england_bsc.geojson.gz") else { return };
    assert_eq!((read.kind, read.many("geography_area")), ("lsoa-boundaries", 33_755));
    // ONS gives each area's middle in grid metres beside outlines in degrees: one checks the other.
    let rows = &read.rows["geography_area"];
    let astray = rows.iter().filter(|row| !is_around_its_middle(row)).count();
    assert_eq!(astray, 0);
}

/// Whether the middle that the file states lies in the rectangle around the outline, give or take what
/// generalisation takes away.
fn is_around_its_middle(row: &[Value]) -> bool {
    let (Value::Real(east), Value::Real(north), Value::Bytes(bytes)) = (&row[3], &row[4], &row[5])
    else {
        return false;
    };
    let outline = boundary_bytes::decode(bytes).unwrap();
    let points = || outline.rings().flat_map(|ring| &ring.0);
    let spans = |value: f64, of: fn(&Point) -> f64| {
        let slack = 100.0;
        points().any(|point| of(point) <= value + slack)
            && points().any(|point| of(point) >= value - slack)
    };
    spans(*east, |point| point.east) && spans(*north, |point| point.north)
}

#[test]
fn boroughs_have_their_areas_in_the_detailed_boundaries() {
    let Some(read) = shared("england/lsoa21_bgc/E06000021.geojson") else { return };
    let Some(summary) = shared("england/lsoa21_england.csv") else { return };
    let stoke = summary.words("geography_area_unit");
    let stoke = stoke.iter().filter(|row| row.starts_with("lad | ") && row.ends_with("E06000021"));
    assert_eq!(read.many("geography_area"), stoke.count());
}

#[test]
fn the_summary_of_england_has_its_people_and_units() {
    let Some(read) = shared("england/lsoa21_england.csv") else { return };
    assert_eq!(read.kind, "lsoa-summary");
    assert_eq!(read.different("geography_measure", Some("population"), 1), 33_755);
    assert!((read.sum("geography_measure", Some("population")) - 56_490_108.0).abs() < 0.5);
    assert_eq!(read.different("geography_unit", Some("icb"), 1), 42);
    assert_eq!(read.different("geography_unit", Some("lad"), 1), 296);
}

#[test]
fn the_look_ups_name_every_area_of_england() {
    let Some(icbs) = shared("england/lookup_lsoa21_icb24.csv") else { return };
    assert_eq!(icbs.kind, "lookup-icb");
    assert_eq!(icbs.different("geography_area_unit", Some("icb"), 1), 33_755);
    assert_eq!(icbs.different("geography_unit", Some("icb"), 1), 42);
    let Some(wards) = shared("england/lookup_lsoa21_ward24_ltla24.csv") else { return };
    assert_eq!(wards.kind, "lookup-ward");
    let lads = wards.words("geography_unit");
    let english = |row: &&String| row.starts_with("lad | E");
    assert_eq!(lads.iter().filter(english).count(), 296);
    let areas = wards.words("geography_area_unit");
    assert_eq!(areas.iter().filter(|row| row.starts_with("ward | E01")).count(), 33_755);
}

#[test]
fn deprivation_ages_and_rural_urban_cover_their_areas() {
    if let Some(imd) = shared("england/imd2025_england_lsoa21.csv") {
        assert_eq!(imd.kind, "imd-2025");
        assert_eq!(imd.different("geography_measure", Some("imd_2025_score"), 1), 33_755);
        assert_eq!(imd.different("geography_measure", None, 0), 24);
    }
    if let Some(ages) = shared("england/lsoa21_census2021_age6.csv") {
        assert_eq!((ages.kind, ages.many("geography_measure")), ("census-2021-ages", 35_672 * 7));
    }
    if let Some(classes) = shared("england/ruc21_lsoa21.csv") {
        assert_eq!((classes.kind, classes.many("geography_area_unit")), ("rural-urban", 35_672));
    }
}

#[test]
fn msoas_have_their_names() {
    let Some(read) = shared("england/msoa_hcl_names_england.csv") else { return };
    assert_eq!((read.kind, read.many("geography_unit")), ("msoa-names", 6_970));
}

#[test]
fn the_map_of_practices_is_whole() {
    let Some(read) = shared("nhs/gp-reg-pat-prac-map.csv") else { return };
    assert_eq!((read.kind, read.many("geography_practice")), ("practice-map", 6_171));
    // The file has 1,299 network codes; one of them, U, stands for "unallocated".
    assert_eq!(read.many("geography_pcn"), 1_299 - 1);
    assert_eq!(read.tally.of("practices without a network (U)"), 59);
    assert_eq!(read.many("geography_membership"), 6_171 - 59);
    assert_eq!(read.valid_from.as_deref(), Some("2026-01-01"));
}

#[test]
fn the_registers_of_the_organisation_data_service_are_whole() {
    if let Some(read) = shared("nhs/epraccur_feb2023.csv") {
        assert_eq!((read.kind, read.many("geography_practice")), ("epraccur", 15_536));
        assert_eq!(read.tally.of("status active"), 11_894);
    }
    if let Some(read) = shared("nhs/ePCN_feb2023.xlsx") {
        assert_eq!((read.kind, read.many("geography_pcn")), ("epcn", 1_329));
        assert_eq!(read.many("geography_membership"), 7_455);
    }
}

#[test]
fn registrations_of_all_england_are_read() {
    let Some(read) = shared("nhs/SYNTHETIC-gp-reg-pat-prac-lsoa-all.csv.gz") else { return };
    assert_eq!((read.kind, read.many("geography_registration")), ("registrations", 530_503));
    assert_eq!(read.valid_from.as_deref(), Some("2022-05-01"));
}

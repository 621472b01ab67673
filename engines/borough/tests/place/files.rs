//! The files: laid out as published, in step with each other, the same for the same seed.

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use kith_borough::{Dirt, Due, Place, fictional_place};
use kith_terms::{LsoaCode, MsoaCode, OdsCode, WardCode};
use sha2::{Digest, Sha256};

use crate::{place, rows, text};

fn checksums(place: &Place) -> Vec<(String, Vec<u8>)> {
    place.files.iter().map(|f| (f.name.clone(), Sha256::digest(&f.bytes).to_vec())).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_thread() {
    let threads = [7, 7].map(|seed| std::thread::spawn(move || fictional_place(seed, Dirt::None)));
    for thread in threads {
        assert_eq!(checksums(&thread.join().unwrap()), checksums(place()));
    }
    assert_ne!(checksums(&fictional_place(8, Dirt::None)), checksums(place()));
}

#[test]
fn every_row_of_registrations_adds_up_to_the_published_lists() {
    let mut sums: HashMap<String, u32> = HashMap::new();
    for row in rows(place(), "prac-lsoa-all") {
        *sums.entry(row["PRACTICE_CODE"].clone()).or_default() +=
            row["NUMBER_OF_PATIENTS"].parse::<u32>().unwrap();
    }
    assert_eq!(sums.values().sum::<u32>(), place().borough.registered());
    let lists = rows(place(), "gp-reg-pat-prac-all");
    assert_eq!(lists.len(), 30);
    for row in lists {
        assert_eq!(sums[&row["CODE"]].to_string(), row["NUMBER_OF_PATIENTS"], "{}", row["CODE"]);
    }
}

#[test]
fn every_area_is_in_every_file_once_under_a_well_formed_code() {
    let codes: Vec<String> =
        place().borough.areas.iter().map(|area| area.code.to_string()).collect();
    let of = |file: &str, column: &str| -> Vec<String> {
        rows(place(), file).into_iter().map(|row| row[column].clone()).collect()
    };
    assert_eq!(of("Electoral_Ward", "LSOA21CD"), codes);
    assert_eq!(of("SICBL", "LSOA21CD"), codes);
    assert_eq!(of("ts007a", "geography code"), codes);
    assert_eq!(of("Rural_Urban", "LSOA21CD"), codes);
    assert_eq!(of("IoD2025", "LSOA code (2021)"), codes);
    let mut of_output_areas = of("OA21", "LSOA21CD");
    of_output_areas.dedup();
    assert_eq!(of_output_areas, codes);
    assert!(codes.iter().all(|code| code.parse::<LsoaCode>().is_ok()));
    assert!(of("Electoral_Ward", "WD24CD").iter().all(|code| code.parse::<WardCode>().is_ok()));
    assert!(of("OA21", "MSOA21CD").iter().all(|code| code.parse::<MsoaCode>().is_ok()));
    assert_eq!(rows(place(), "MSOA-Names").len(), 38);
}

#[test]
fn codes_of_practices_and_networks_look_like_those_of_the_nhs() {
    for row in rows(place(), "prac-map") {
        for (column, letter) in [("PRACTICE_CODE", 'Y'), ("PCN_CODE", 'U')] {
            let code: OdsCode = row[column].parse().unwrap();
            let digits = code.as_str().strip_prefix(letter).unwrap();
            assert!(digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }
}

#[test]
fn census_groups_add_up_to_their_total() {
    for row in rows(place(), "ts007a") {
        let groups = row.iter().filter(|(name, _)| name.starts_with("Age: Aged"));
        let sum: u32 = groups.map(|(_, people)| people.parse::<u32>().unwrap()).sum();
        assert_eq!(sum.to_string(), row["Age: Total"]);
    }
}

#[test]
fn ranks_and_deciles_of_deprivation_agree() {
    for row in rows(place(), "IoD2025") {
        let rank: f64 = row["Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)"]
            .parse()
            .unwrap();
        let decile = &row["Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"];
        // England's 33,755 LSOAs make tenths of 3,375 or 3,376.
        let tenths = rank / 3375.5;
        let decile: f64 = decile.parse().unwrap();
        assert!(tenths > decile - 1.001 && tenths < decile + 0.001, "{rank} in {decile}");
    }
}

#[test]
fn neighbours_share_their_vertices_to_the_last_digit_of_the_file() {
    let geojson: geojson::GeoJson = text(place(), "Boundaries").parse().unwrap();
    let collection = geojson::FeatureCollection::try_from(geojson).unwrap();
    assert_eq!(collection.features.len(), 180);
    let mut sides: HashSet<(u64, u64, u64, u64)> = HashSet::new();
    let mut shared = 0;
    for feature in &collection.features {
        for name in ["FID", "LSOA21CD", "LSOA21NM", "LSOA21NMW", "BNG_E", "BNG_N", "LAT", "LONG"] {
            assert!(feature.contains_property(name), "{name}");
        }
        let ring = outer_ring(feature);
        assert_eq!(ring.first(), ring.last());
        for pair in ring.windows(2) {
            let ((a, b), (c, d)) = (pair[0], pair[1]);
            shared += usize::from(sides.contains(&(c, d, a, b)));
            sides.insert((a, b, c, d));
        }
    }
    // Each inner side is written twice, so the second of each pair meets the first.
    let borders = sides.len() - shared;
    assert!(shared > borders / 2, "{shared} of {borders} sides are shared");
}

/// The outer ring of a feature as bits of its degrees.
fn outer_ring(feature: &geojson::Feature) -> Vec<(u64, u64)> {
    let geojson::GeometryValue::Polygon { coordinates } = &feature.geometry.as_ref().unwrap().value
    else {
        panic!("every area is a polygon")
    };
    coordinates[0].iter().map(|p| (p[0].to_bits(), p[1].to_bits())).collect()
}

#[test]
fn epraccur_has_27_quoted_columns_and_no_header() {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text(place(), "epraccur").as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 32);
    assert!(rows.iter().all(|row| row.len() == 27));
    let open = rows.iter().filter(|row| &row[12] == "A" && &row[25] == "4").count();
    assert_eq!(open, 30);
    let before = text(place(), "epraccur").lines().next().unwrap();
    assert!(before.starts_with("\"Y99001\",") && before.ends_with(",\"4\",\"\""));
}

#[test]
fn epcn_opens_as_a_workbook_with_line_breaks_in_its_headers() {
    let file = place().files.iter().find(|file| file.name == "ePCN.xlsx").unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&file.bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["PCNDetails", "PCN Core Partner Details"]);
    let details = book.worksheet_range("PCNDetails").unwrap();
    assert_eq!(details.get_size(), (8, 12));
    let partners = book.worksheet_range("PCN Core Partner Details").unwrap();
    assert_eq!(partners.get_size(), (32, 11));
    let header = partners.get((0, 0)).unwrap().to_string();
    assert_eq!(header.split_whitespace().collect::<Vec<_>>(), ["Partner", "Organisation", "Code"]);
    assert!(header.contains('\n'));
}

#[test]
fn planted_defects_stand_where_they_are_said_to_and_leave_the_good_rows_alone() {
    let dirty = fictional_place(7, Dirt::Some);
    assert_eq!(dirty.defects.len(), 5);
    assert_eq!(dirty.defects.iter().filter(|defect| defect.due == Due::Quarantine).count(), 4);
    let of = |place: &Place| -> Vec<Vec<u8>> {
        let file = place.files.iter().find(|file| file.name == "gp-reg-pat-prac-lsoa-all.csv");
        file.unwrap().bytes.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect()
    };
    let (mut lines, good) = (of(&dirty), of(place()));
    for defect in dirty.defects.iter().rev() {
        let line = lines.remove(defect.line - 1);
        assert!(line.windows(6).any(|part| part == b"BRANCH"), "{}", defect.what);
    }
    assert_eq!(lines, good);
}

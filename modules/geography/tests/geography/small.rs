//! Each layout and its traps, in a few lines of text. Codes are real, figures are made up unless a
//! source is named.

use std::fmt::Write;

use kith_intake::Source;

use crate::reading::{Read, read};

/// Reads a text and compares the rows of a table and the findings, each as a line.
fn check(text: &str, table: &str, rows: &[&str], findings: &[&str]) -> Read {
    check_bytes("file.csv", text.as_bytes(), table, rows, findings)
}

fn check_bytes(name: &str, bytes: &[u8], table: &str, rows: &[&str], findings: &[&str]) -> Read {
    let read = read(&Source::whole(name, bytes.to_vec()));
    assert_eq!(read.words(table), rows, "{:?}", read.findings);
    let found: Vec<String> = read
        .findings
        .iter()
        .map(|finding| {
            let value = finding.value.as_deref().unwrap_or("-");
            format!("{}: {value}: {}", finding.place, finding.rule)
        })
        .collect();
    assert_eq!(found, findings);
    read
}

const REGISTRATIONS: &str =
    "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\n";

#[test]
fn registrations_keep_people_without_an_area_and_count_them_by_name() {
    let text = format!(
        "{REGISTRATIONS}\
         GP_PRAC_PAT_LIST,01Oct2025,M83001,HORSEFAIR,E01029419,ALL,608\n\
         GP_PRAC_PAT_LIST,01Oct2025,M83001,HORSEFAIR,EMPTY,ALL,7\n\
         GP_PRAC_PAT_LIST,01Oct2025,M83001,HORSEFAIR,NO2011,ALL,2\n\
         GP_PRAC_PAT_LIST,01Oct2025,M83001,HORSEFAIR,S01016794,ALL,1\n\
         GP_PRAC_PAT_LIST,01Oct2025,M83001,HORSEFAIR,W01000147,ALL,3\n"
    );
    let read = check(
        &text,
        "geography_registration",
        &[
            "M83001 | E01029419 | all | 608",
            "M83001 | EMPTY | all | 7",
            "M83001 | NO2011 | all | 2",
            "M83001 | S01016794 | all | 1",
            "M83001 | W01000147 | all | 3",
        ],
        &[],
    );
    assert_eq!(read.kind, "registrations");
    assert_eq!(read.valid_from.as_deref(), Some("2025-10-01"));
    assert_eq!(read.tally.of("patients"), 621);
    assert_eq!((read.tally.of("S01 patients"), read.tally.of("W01 rows")), (1, 1));
}

#[test]
fn bad_registrations_are_set_aside_each_once_and_the_others_stay() {
    let text = format!(
        "{REGISTRATIONS}\
         X,01MAY2022,M83001,A,E01029419,MALE,-3\n\
         X,01MAY2022,M83001,A,GARBAGE,MALE,3\n\
         X,01JUN2022,M83001,A,E01029420,MALE,3\n\
         X,01MAY2022,M83001,A,E01029421,ALIEN,3\n\
         X,01MAY2022,M8,A,E01029421,MALE,\n\
         X,01MAY2022,M83001,A,E01029421,MALE\n\
         X,01MAY2022,M83001,A,E01029419,MALE,4\n\
         X,01MAY2022,M83001,A,E01029419,MALE,4\n\
         X,01MAY2022,M83001,A,E01029419,MALE,5\n"
    );
    let read = check(
        &text,
        "geography_registration",
        &["M83001 | E01029419 | male | 4"],
        &[
            "file.csv, line 2, column NUMBER_OF_PATIENTS: -3: patients are a whole number",
            "file.csv, line 3, column LSOA_CODE: GARBAGE: an area is an LSOA code or a known word \
             for people without one (EMPTY, CLOSED, NO2011)",
            "file.csv, line 4, column EXTRACT_DATE: 01JUN2022: all rows of a file are of one \
             EXTRACT_DATE",
            "file.csv, line 5, column SEX: ALIEN: SEX is ALL, MALE or FEMALE",
            "file.csv, line 6, column PRACTICE_CODE: M8: an organisation is an ODS code: three to \
             ten letters and digits",
            "file.csv, line 7: X,01MAY2022,M83001,A,E01029421,MALE: a row has 7 columns; this one \
             has 6",
            "file.csv, line 10: M83001, E01029419, male: what is said about the same practice and \
             area and sex is the same throughout the file (geography_registration)",
        ],
    );
    assert_eq!(read.kind, "registrations-male");
    assert_eq!(read.tally.of("rows that repeat an earlier row"), 1);
    assert_eq!((read.tally.of("rows set aside"), read.tally.of("patients")), (7, 4));
}

#[test]
fn analysts_registrations_are_read_beside_a_stray_pivot() {
    let text = "LSOA_CODE,PRACTICE_CODE,PRACTICE_NAME.x,NUMBER_OF_PATIENTS,PCN_CODE,PCN_NAME,ICB_CODE,,\n\
                E01008064,C81018,DOVE RIVER,1,U57641,EAST STAFFORDSHIRE PCN,QNC,Row Labels,\" 140,734 \"\n";
    let read = check(
        text,
        "geography_practice",
        &["C81018 | DOVE RIVER | - | U57641 | - | QNC | - | - | - | - | -"],
        &[],
    );
    assert_eq!(read.words("geography_membership"), ["C81018 | U57641 |  | -"]);
    assert_eq!(read.words("geography_registration"), ["C81018 | E01008064 | all | 1"]);
    assert_eq!(read.tally.of("ignored columns"), 2);
}

#[test]
fn the_map_of_2022_has_the_old_names_and_a_practice_may_be_in_no_network() {
    let text = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,ONS_CCG_CODE,CCG_CODE,CCG_NAME,ONS_STP_CODE,STP_CODE,STP_NAME,PCN_CODE,PCN_NAME\n\
                X,01Jan2022,A84035,RIVERSDALE,NE42 5DQ,E38000130,00L,N,E54000050,QHM,NE,U,Unallocated\n\
                X,01Jan2022,A81001,DENSHAM,TS18 1HU,E38000247,16C,T,E54000050,QHM,NE,U89141,STOCKTON PCN\n";
    let read = check(
        text,
        "geography_practice",
        &[
            "A84035 | RIVERSDALE | NE42 5DQ | - | 00L | QHM | - | - | - | - | -",
            "A81001 | DENSHAM | TS18 1HU | U89141 | 16C | QHM | - | - | - | - | -",
        ],
        &[],
    );
    assert_eq!(read.words("geography_membership"), ["A81001 | U89141 | 2022-01-01 | -"]);
    assert_eq!(read.words("geography_pcn"), ["U89141 | STOCKTON PCN | - | - | -"]);
}

#[test]
fn epraccur_is_read_in_both_codings_without_a_header() {
    let row = |status: &str, setting: &str| {
        format!(
            "\"A81001\",\"DENSHAM\",\"Y63\",\"QHM\",\"\",\"\",\"\",\"\",\"\",\"TS18 1HU\",\"19740401\",\"\",\
             \"{status}\",\"B\",\"16C\",\"20200401\",\"\",\"01642\",\"\",\"\",\"\",\"0\",\"\",\"16C\",\"\",\
             \"{setting}\",\"\"\r\n"
        )
    };
    let wanted = ["A81001 | DENSHAM | TS18 1HU | - | 16C | QHM | - | active | 4 | 1974-04-01 | -"];
    for text in [row("A", "4"), row("ACTIVE", "RO76")] {
        assert_eq!(check(&text, "geography_practice", &wanted, &[]).kind, "epraccur");
    }
    let with_bad_rows = row("A", "4") + &row("Q", "4").replace("A81001", "A81002");
    let finding = "file.csv, line 2, column 13 (status): Q: a status is A, C, D or P, or one of the \
                   words ACTIVE, CLOSED, INACTIVE, DORMANT, PROPOSED";
    check(&with_bad_rows, "geography_practice", &wanted, &[finding]);
}

#[test]
fn look_ups_are_known_by_their_columns_whatever_the_year() {
    let wards = check(
        "\u{feff}ObjectId,lsoa21cd,LSOA21NM,WD25CD,WD25NM,WD25NMW,LAD25CD,LAD25NM\n\
         1,E01000001,City of London 001A,E05009288,Aldersgate,,E09000001,City of London\n\
         2,E01000002,City of London 001B,E05009302,Cripplegate,,E09000001,City of London\n\
         3,E01000002,City of London 001B,E05009288,Aldersgate,,E09000001,City of London\n",
        "geography_area_unit",
        &[
            "ward | E01000001 | E05009288",
            "lad | E01000001 | E09000001",
            "ward | E01000002 | E05009302",
            "lad | E01000002 | E09000001",
        ],
        &[
            "file.csv, line 4: ward, E01000002: what is said about the same layer and area is the same \
           throughout the file (geography_area_unit)",
        ],
    );
    assert_eq!(wards.kind, "lookup-ward");
    let icbs = check(
        "LSOA21CD,LSOA21NM,SICBL26CD,SICBL26CDH,SICBL26NM,ICB26CD,ICB26CDH,ICB26NM\n\
         E01029419,Cannock Chase 001A,E38000126,04Y,NHS Staffs - 04Y,E54000010,QNC,NHS Staffs\n",
        "geography_unit",
        &["sub_icb | 04Y | NHS Staffs - 04Y", "icb | QNC | NHS Staffs"],
        &[],
    );
    assert_eq!(icbs.kind, "lookup-icb");
    let msoas = check(
        "OA21CD,LSOA21CD,LSOA21NM,MSOA21CD,MSOA21NM,LAD22CD,LAD22NM,LAD22NMW,ObjectId\n\
         E00000001,E01000001,City 001A,E02000001,City 001,E09000001,City of London,,1\n\
         E00000003,E01000001,City 001A,E02000001,City 001,E09000001,City of London,,2\n",
        "geography_area_unit",
        &["lad | E01000001 | E09000001", "msoa | E01000001 | E02000001"],
        &[],
    );
    assert_eq!(msoas.kind, "lookup-msoa");
    assert_eq!(msoas.tally.of("rows that repeat an earlier row"), 1);
}

#[test]
fn patches_of_a_type_of_team_are_a_layer_of_their_own() {
    let read = check(
        "LSOA21CD,Patch Code,Patch Name,Team Type\n\
         E01000001,P1,North,Mental health\n\
         E01000002,P1,North,police\n\
         E01000003,,South,mental_health\n\
         E01000004,P2,South,choir\n\
         E01000005,P2,South,mental-health\n",
        "geography_area_unit",
        &["patch_mental_health | E01000001 | P1", "patch_mental_health | E01000005 | P2"],
        &[
            "file.csv, line 3, column Team Type: police: all rows of a file are of one type of team",
            "file.csv, line 4, column Patch Code: -: a patch has a code",
            "file.csv, line 5, column Team Type: choir: a type of team is one of community, \
             mental_health, social_care, police, school_cluster",
        ],
    );
    assert_eq!(read.kind, "patches-mental-health");
}

#[test]
fn areas_of_2011_point_to_those_of_2021() {
    let read = check(
        "ObjectId,LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM,LAD22NMW\n\
         1,E01000001,A,U,E01000001,A,E09000001,City of London,\n\
         2,E01000005,B,S,E01035623,B,E09000001,City of London,\n\
         3,E01000005,B,S,E01035624,C,E09000001,City of London,\n",
        "geography_area_successor",
        &["E01000001 | E01000001 | U", "E01000005 | E01035623 | S", "E01000005 | E01035624 | S"],
        &[],
    );
    assert_eq!((read.kind, read.tally.of("change S")), ("lsoa-2011-to-2021", 2));
}

#[test]
fn census_headings_become_names_of_measures() {
    let read = check(
        "date,geography,geography code,Age: Total,\"Age: Aged 4 years and under; measures: Value\"\n\
         2021,City of London 001A,E01000001,1473,41\n\
         2021,City of London 001B,E01000002,1384,many\n",
        "geography_measure",
        &[
            "population | E01000001 | 1473",
            "census_2021_age_aged_4_years_and_under | E01000001 | 41",
        ],
        &[
            "file.csv, line 3, column Age: Aged 4 years and under; measures: Value: many: people are a \
           number, 0 or more",
        ],
    );
    assert_eq!(read.kind, "census-2021");
}

#[test]
fn file_7_of_both_years_is_read_with_leading_spaces_in_its_headers() {
    for (year, area) in [(2019, 2011), (2025, 2021)] {
        let text = format!(
            "LSOA code ({area}),LSOA name ({area}), Index of Multiple Deprivation (IMD) Score,\
             Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),\
             Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),\
             Income Score (rate),Income Deprivation Affecting Children Index (IDACI) Score (rate),\
             Total population: mid 2015 (excluding prisoners)\n\
             E01000001,City of London 001A,6.208,29199,9,0.007,0.006,1296\n"
        );
        let measure = |name: &str, value: &str| format!("imd_{year}_{name} | E01000001 | {value}");
        let wanted = [
            measure("score", "6.208"),
            measure("rank", "29199"),
            measure("decile", "9"),
            measure("income_score", "0.007"),
            measure("children_score", "0.006"),
        ];
        let read = check(&text, "geography_measure", &wanted.each_ref().map(String::as_str), &[]);
        assert_eq!(read.kind, format!("imd-{year}"));
        assert_eq!(read.tally.of("ignored columns"), 2);
    }
}

#[test]
fn rural_urban_classes_come_from_the_file_of_ons_too() {
    let read = check(
        "LSOA21CD,LSOA21NM,RUC21CD,RUC21NM,Urban_rural_flag,ObjectId\n\
         E01000001,City of London 001A,UN1,Urban: Nearer to a major town or city,Urban,1\n",
        "geography_unit",
        &["rural_urban | UN1 | Urban: Nearer to a major town or city"],
        &[],
    );
    assert_eq!(read.kind, "rural-urban");
}

#[test]
fn names_of_msoas_keep_their_letters_in_latin_1() {
    let read = check_bytes(
        "MSOA-Names.csv",
        b"msoa21cd,msoa21nm,msoa21nmw,msoa21hclnm,Type\nW02000001,Isle of Anglesey 001,,Ynys M\xF4n,x\n",
        "geography_unit",
        &["msoa_known_as | W02000001 | Ynys Môn"],
        &[],
    );
    assert_eq!(read.kind, "msoa-names");
}

#[test]
fn boundaries_of_both_years_and_systems_are_told_apart() {
    let feature = |names: &str, ring: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{{names}}},
            "geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}},
            {{"type":"Feature","properties":{{{names}}},"geometry":null}}]}}"#
        )
    };
    let square = "[532000,181000],[532100,181000],[532100,181100],[532000,181100],[532000,181000]";
    let text =
        feature(r#""FID":1,"lsoa11cd":"E01000001","lsoa11nm":"City of London 001A""#, square);
    let mut finding = String::new();
    write!(
        finding,
        "a.geojson, column feature 2, geometry: there is no outline: a feature is an area: "
    )
    .unwrap();
    finding.push_str("one or more closed outlines in Great Britain");
    let read = check_bytes(
        "a.geojson",
        text.as_bytes(),
        "geography_area",
        &["2011 | E01000001 | City of London 001A | 532050 | 181050 | 20 bytes | 10000"],
        &[&finding],
    );
    assert_eq!(read.kind, "lsoa-boundaries");
    let degrees = "[-0.1,51.5],[-0.09,51.5],[-0.09,51.51],[-0.1,51.5]";
    let text =
        feature(r#""LSOA21CD":"E01000001","LSOA21NM":"A","BNG_E":532129,"BNG_N":181683"#, degrees);
    let read = crate::reading::read(&Source::whole("b.geojson", text.into_bytes()));
    let rows = read.words("geography_area");
    assert!(rows[0].starts_with("2021 | E01000001 | A | 532129 | 181683 | "), "{rows:?}");
}

//! Population from the Census of 2021.

use kith_intake::{Column, Extent, Feed, Landing, Quarantined, Reading, Row, Sample, each_row};
use kith_terms::LsoaCode;

use super::tables::MEASURE;
use super::{LSOA, LSOA_NAMES, ONS, ONS_THANKS, PEOPLE, People, is_lsoa};

/// The bulk files of topic summaries (`census2021-ts…-lsoa.csv`). Of one topic after another they add
/// up.
pub(super) static BULK: Feed = Feed {
    kind: "census-2021",
    title: "Census 2021 topic summary, bulk download, lower layer super output areas",
    publisher: ONS,
    attribution: ONS_THANKS,
    extent: Extent::Part,
    tables: &[&MEASURE],
    reading: Reading::Official {
        recognises,
        read: |source, landing| each_row(source, BULK_COLUMNS, landing, counts),
    },
};

/// Residents by six bands of age, a row an area.
pub(super) static AGES: Feed = Feed {
    kind: "census-2021-ages",
    title: "Census 2021 usual residents by six age bands",
    publisher: ONS,
    attribution: ONS_THANKS,
    extent: Extent::Whole,
    tables: &[&MEASURE],
    reading: Reading::Official {
        recognises: |sample| sample.is_text() && sample.has(AGE_COLUMNS),
        read: |source, landing| each_row(source, AGE_COLUMNS, landing, ages),
    },
};

const BULK_COLUMNS: &[Column] = &[
    Column::needed("date", &["date"]),
    Column::needed("geography", &["geography"]),
    Column::needed("area", &["geography code"]),
    Column::several("count", &["*"]),
];

/// The roles are the names of the measures.
const AGE_COLUMNS: &[Column] = &[
    Column::needed("area", LSOA_NAMES),
    Column::needed("population", &["total"]),
    Column::needed("population_0_15", &["a0 15"]),
    Column::needed("population_16_24", &["a16 24"]),
    Column::needed("population_25_34", &["a25 34"]),
    Column::needed("population_35_49", &["a35 49"]),
    Column::needed("population_50_64", &["a50 64"]),
    Column::needed("population_65_over", &["a65p"]),
];

/// The headings under which the topic summaries count all usual residents (TS001, TS007A, TS008).
const EVERYBODY: [&str; 3] = ["residence_type_total", "age_total", "sex_all_persons"];

fn recognises(sample: &Sample) -> bool {
    let small_areas = || {
        let place =
            sample.header.iter().position(|name| name.eq_ignore_ascii_case("geography code"));
        let first = sample.rows.first().zip(place).and_then(|(row, at)| row.get(at));
        first.is_some_and(|code| is_lsoa(code))
    };
    sample.is_text() && sample.has(BULK_COLUMNS) && small_areas()
}

fn counts(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let area: LsoaCode = row.parse("area", &LSOA)?;
    let header = row.header();
    for at in header.indexes("count") {
        let Ok(People(people)) = row.cell(at).parse() else {
            return Err(row.refuse_cell(at, &PEOPLE));
        };
        let measure = measure(&header.names()[at]);
        landing.row(&MEASURE, vec![measure.into(), area.into(), people.into()]);
    }
    Ok(())
}

/// A heading as the name of a measure: `Age: Aged 4 years and under; measures: Value` becomes
/// `census_2021_age_aged_4_years_and_under`.
fn measure(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("_");
    let slug = joined.strip_suffix("_measures_value").unwrap_or(&joined);
    if EVERYBODY.contains(&slug) { "population".to_owned() } else { format!("census_2021_{slug}") }
}

fn ages(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let area: LsoaCode = row.parse("area", &LSOA)?;
    for column in &AGE_COLUMNS[1..] {
        let People(people) = row.parse(column.role, &PEOPLE)?;
        landing.row(&MEASURE, vec![column.role.into(), area.into(), people.into()]);
    }
    Ok(())
}

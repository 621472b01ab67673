//! One row an area with what is most asked for: people, deprivation, ICB, ward, local authority,
//! rural or urban; a digest of the official files that analysts pass around.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Sample, Source, each_row,
};
use kith_terms::LsoaCode;

use super::tables::{AREA_UNIT, MEASURE, UNIT};
use super::{Finite, LSOA, LSOA_NAMES, NUMBER, ONS, ONS_THANKS, PEOPLE, People, lookups};

pub(super) static FEED: Feed = Feed {
    kind: "lsoa-summary",
    title: "Summary of LSOAs: Census 2021, IMD 2025, ICB, ward, local authority",
    publisher: ONS,
    attribution: ONS_THANKS,
    extent: Extent::Whole,
    tables: &[&MEASURE, &UNIT, &AREA_UNIT],
    reading: Reading::Official { recognises, read },
};

const COLUMNS: &[Column] = &[
    Column::needed("area", LSOA_NAMES),
    Column::needed("population", &["pop"]),
    Column::optional("disabled", &["disabled"]),
    Column::needed("imd_2025_score", &["imd score"]),
    Column::needed("imd_2025_rank", &["imd rank"]),
    Column::needed("imd_2025_decile", &["imd decile"]),
    Column::optional("rural_urban", &["ruc## code"]),
];

pub(super) fn recognises(sample: &Sample) -> bool {
    sample.is_text() && sample.has(COLUMNS)
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    let columns: Vec<Column> = COLUMNS.iter().chain(lookups::LAYERS).copied().collect();
    each_row(source, &columns, landing, area)
}

fn area(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let area: LsoaCode = row.parse("area", &LSOA)?;
    for measure in ["population", "disabled"] {
        if let Some(People(people)) = row.parse_optional(measure, &PEOPLE)? {
            landing.row(&MEASURE, vec![measure.into(), area.into(), people.into()]);
        }
    }
    for measure in ["imd_2025_score", "imd_2025_rank", "imd_2025_decile"] {
        let Finite(value) = row.parse(measure, &NUMBER)?;
        landing.row(&MEASURE, vec![measure.into(), area.into(), value.into()]);
    }
    if let Some(code) = row.optional("rural_urban") {
        landing.row(&AREA_UNIT, vec!["rural_urban".into(), area.into(), code.into()]);
    }
    lookups::units(row, area, landing)
}

//! Whether an area is rural or urban: the classification of 2021 (or 2011).

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
    each_row,
};
use kith_terms::LsoaCode;

use super::tables::{AREA_UNIT, UNIT};
use super::{DOWNLOAD_AGAIN, LSOA, LSOA_NAMES, ONS, ONS_THANKS, summary};

pub(super) static FEED: Feed = Feed {
    kind: "rural-urban",
    title: "Rural Urban Classification of LSOAs in England and Wales",
    publisher: ONS,
    attribution: ONS_THANKS,
    extent: Extent::Whole,
    tables: &[&UNIT, &AREA_UNIT],
    reading: Reading::Official { recognises, read },
};

const COLUMNS: &[Column] = &[
    Column::needed("area", LSOA_NAMES),
    Column::needed("class", &["ruc##cd", "ruc## code"]),
    Column::needed("class_name", &["ruc##nm", "ruc##", "classification"]),
];

const CLASS: Rule = Rule {
    says: "an area has a class of the rural urban classification, such as UN1",
    remedy: DOWNLOAD_AGAIN,
};

fn recognises(sample: &Sample) -> bool {
    sample.is_text() && sample.has(COLUMNS) && !summary::recognises(sample)
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    each_row(source, COLUMNS, landing, class)
}

fn class(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let area: LsoaCode = row.parse("area", &LSOA)?;
    let code = row.required("class", &CLASS)?;
    let name = row.required("class_name", &CLASS)?;
    landing.row(&UNIT, vec!["rural_urban".into(), code.into(), name.into()]);
    landing.row(&AREA_UNIT, vec!["rural_urban".into(), area.into(), code.into()]);
    Ok(())
}

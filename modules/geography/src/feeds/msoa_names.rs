//! The names that people know middle-layer super output areas by, given by the House of Commons
//! Library.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
    each_row,
};
use kith_terms::MsoaCode;

use super::tables::UNIT;
use super::{DOWNLOAD_AGAIN, NAME};

/// They are a layer of their own, beside the names of ONS: `msoa_known_as`.
pub(super) static FEED: Feed = Feed {
    kind: "msoa-names",
    title: "MSOA Names",
    publisher: "House of Commons Library",
    attribution: "MSOA Names © House of Commons Library, licensed under the Open Parliament Licence",
    extent: Extent::Whole,
    tables: &[&UNIT],
    reading: Reading::Official { recognises, read },
};

const COLUMNS: &[Column] = &[
    Column::needed("msoa", &["msoa##cd", "msoacd"]),
    Column::needed("name", &["msoa##hclnm", "msoahclnm"]),
];

/// A list of both years has a column for either, filled where the area is of that year, and one for
/// the code of the row itself.
const OF_BOTH_YEARS: &[Column] =
    &[Column::needed("msoa", &["msoacd"]), Column::needed("name", &["msoahclnm"])];

const MSOA: Rule =
    Rule { says: "an area is an MSOA code, such as E02000001", remedy: DOWNLOAD_AGAIN };

fn recognises(sample: &Sample) -> bool {
    sample.is_text() && sample.has(COLUMNS)
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    let both = Sample::of(source).has(OF_BOTH_YEARS);
    each_row(source, if both { OF_BOTH_YEARS } else { COLUMNS }, landing, name)
}

fn name(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let code: MsoaCode = row.parse("msoa", &MSOA)?;
    let name = row.required("name", &NAME)?;
    landing.row(&UNIT, vec!["msoa_known_as".into(), code.into(), name.into()]);
    Ok(())
}

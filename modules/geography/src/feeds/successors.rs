//! Which small areas of 2021 took the place of those of 2011.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
    each_row,
};
use kith_terms::LsoaCode;

use super::tables::AREA_SUCCESSOR;
use super::{DOWNLOAD_AGAIN, LSOA, ONS, ONS_THANKS};

pub(super) static FEED: Feed = Feed {
    kind: "lsoa-2011-to-2021",
    title: "LSOA (2011) to LSOA (2021) to Local Authority District exact-fit lookup",
    publisher: ONS,
    attribution: ONS_THANKS,
    extent: Extent::Whole,
    tables: &[&AREA_SUCCESSOR],
    reading: Reading::Official { recognises, read },
};

const COLUMNS: &[Column] = &[
    Column::needed("area", &["lsoa11cd", "lsoa11 code"]),
    Column::needed("successor", &["lsoa21cd", "lsoa21 code"]),
    Column::optional("change", &["chgind", "chngind"]),
];

/// The other look-ups of both years have a layer more.
const LAYERS: [Column; 3] = [
    Column::needed("ward", &["wd##cd"]),
    Column::needed("msoa", &["msoa##cd"]),
    Column::needed("icb", &["icb##cd"]),
];

const CHANGE: Rule = Rule {
    says: "CHGIND is U (unchanged), S (split), M (merged) or X (both)",
    remedy: DOWNLOAD_AGAIN,
};

fn recognises(sample: &Sample) -> bool {
    let other = LAYERS.iter().any(|layer| sample.has(&[*layer]));
    sample.is_text() && sample.has(COLUMNS) && !other
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    each_row(source, COLUMNS, landing, successor)
}

fn successor(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let area: LsoaCode = row.parse("area", &LSOA)?;
    let successor: LsoaCode = row.parse("successor", &LSOA)?;
    let change = row.text("change").to_ascii_uppercase();
    if !["", "U", "S", "M", "X"].contains(&change.as_str()) {
        return Err(row.refuse("change", &CHANGE));
    }
    if !change.is_empty() {
        landing.count(format!("change {change}"), 1);
    }
    landing.row(&AREA_SUCCESSOR, vec![area.into(), successor.into(), change.into()]);
    Ok(())
}

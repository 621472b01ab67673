//! Sites that can be hubs or that a neighbourhood is better off for having: our own layout
//! `CODE,NAME,KIND,LATITUDE,LONGITUDE` (or `EAST,NORTH`), and the lists with coordinates that ICBs and
//! councils put out of practices, care homes, dentists, libraries.

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
    ToGrid, each_row,
};

use super::tables::SITE;
use super::{Finite, NAME};

/// Sites.
pub(super) static FEED: Feed = Feed {
    kind: "sites",
    title: "Sites: health centres, pharmacies, libraries and others, with coordinates",
    publisher: "The place itself, or whoever lists such sites",
    attribution: "Kept by the place itself",
    extent: Extent::Part,
    tables: &[&SITE],
    reading: Reading::Official { recognises, read },
};

const COLUMNS: &[Column] = &[
    Column::optional("practice", &["practice code"]),
    Column::optional(
        "code",
        &["code", "site code", "cqc id", "ods code", "organisation data service code"],
    ),
    Column::needed("name", &["practice name proper", "name", "site name", "practice name"]),
    Column::optional("kind", &["kind", "type", "site type"]),
    Column::needed("x", &["longitude", "lon", "longitude 1m", "east", "easting"]),
    Column::needed("y", &["latitude", "lat", "latitude 1m", "north", "northing"]),
];

const NUMBER: Rule = Rule {
    says: "a coordinate is a number",
    remedy: "give latitude and longitude in degrees, or east and north in metres of the National Grid",
};
const GROUND: Rule = Rule {
    says: "a site stands in Great Britain",
    remedy: "give latitude and longitude in degrees, or east and north in metres of the National Grid",
};

/// A file of practices without coordinates is none of sites; one of small areas speaks of LSOAs.
fn recognises(sample: &Sample) -> bool {
    const AREA: &[Column] = &[Column::needed("area", super::LSOA_NAMES)];
    sample.is_text() && sample.has(COLUMNS) && !sample.has(AREA)
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    let ground = ToGrid::default();
    each_row(source, COLUMNS, landing, |row, landing| site(row, &ground, landing))
}

fn site(row: &Row<'_>, ground: &ToGrid, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let name = row.required("name", &NAME)?;
    let Finite(x) = row.parse("x", &NUMBER)?;
    let Finite(y) = row.parse("y", &NUMBER)?;
    let Some(at) = ground.point(x, y) else {
        return Err(row.refuse("x", &GROUND));
    };
    let practice = row.optional("practice");
    let otherwise = if practice.is_some() { "practice" } else { "site" };
    let kind = row.optional("kind").map_or_else(|| otherwise.to_owned(), key);
    // Without a code of its publisher, a site is known by its name and where it stands.
    let code = practice
        .or(row.optional("code"))
        .map_or_else(|| format!("{} {:.0} {:.0}", key(name), at.east, at.north), str::to_owned);
    landing.row(
        &SITE,
        vec![
            kind.as_str().into(),
            code.as_str().into(),
            name.into(),
            at.east.into(),
            at.north.into(),
        ],
    );
    Ok(())
}

/// "Residential homes" is `residential_homes`.
fn key(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

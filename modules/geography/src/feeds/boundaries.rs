//! The outlines of the lower-layer super output areas of 2011 and 2021: GeoJSON or shapefile, in
//! degrees or grid metres, in any of the details that ONS publishes (BFC, BGC, BSC).

use kith_intake::{
    CannotRead, Column, Extent, Feed, Landing, Quarantined, Reading, Row, Rule, Sample, Source,
    each_feature,
};
use kith_store::Value;
use kith_terms::{Boundary, LsoaCode, Point, Polygon};

use super::tables::AREA;
use super::{DOWNLOAD_AGAIN, Finite, LSOA, ONS, ONS_THANKS};
use crate::boundary_bytes;

/// Boundaries come by local authority too, so loads add up.
pub(super) static FEED: Feed = Feed {
    kind: "lsoa-boundaries",
    title: "Lower layer Super Output Areas boundaries (December 2011 or 2021)",
    publisher: ONS,
    attribution: ONS_THANKS,
    extent: Extent::Part,
    tables: &[&AREA],
    reading: Reading::Official { recognises, read },
};

const COLUMNS: &[Column] = &[
    Column::needed("area", &["lsoa##cd", "lsoa## code"]),
    Column::optional("name", &["lsoa##nm", "lsoa## name"]),
    Column::optional("east", &["bng e"]),
    Column::optional("north", &["bng n"]),
];

const GRID: Rule =
    Rule { says: "BNG_E and BNG_N are metres of the National Grid", remedy: DOWNLOAD_AGAIN };

fn recognises(sample: &Sample) -> bool {
    sample.is_map() && sample.has(COLUMNS)
}

fn read(source: &Source, landing: &mut Landing<'_>) -> Result<(), CannotRead> {
    each_feature(source, COLUMNS, landing, area)
}

fn area(row: &Row<'_>, outline: &Boundary, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let code: LsoaCode = row.parse("area", &LSOA)?;
    let vintage = row.header().vintage("area").unwrap_or_default().to_string();
    landing.fact("vintage", vintage.as_str());
    let stated = (row.parse_optional("east", &GRID)?, row.parse_optional("north", &GRID)?);
    let middle = match stated {
        (Some(Finite(east)), Some(Finite(north))) => Point { east, north },
        _ => middle(outline),
    };
    landing.row(
        &AREA,
        vec![
            vintage.into(),
            code.into(),
            row.text("name").into(),
            middle.east.into(),
            middle.north.into(),
            Value::Bytes(boundary_bytes::encode(outline)),
            outline.square_metres().into(),
        ],
    );
    Ok(())
}

/// The centre of gravity of the largest polygon, or its first point where it has no width.
fn middle(outline: &Boundary) -> Point {
    let size = |polygon: &&Polygon| polygon.outer.square_metres();
    let largest = outline.0.iter().max_by(|a, b| size(a).total_cmp(&size(b)));
    let points = largest.map_or(&[][..], |polygon| &polygon.outer.0);
    let Some(origin) = points.first().copied() else { return Point::default() };
    let (mut twice, mut east, mut north) = (0.0, 0.0, 0.0);
    for (a, b) in points.iter().zip(points.iter().cycle().skip(1)) {
        // From the first point, so that grid metres do not eat up the precision.
        let (ax, ay) = (a.east - origin.east, a.north - origin.north);
        let (bx, by) = (b.east - origin.east, b.north - origin.north);
        let cross = ax * by - bx * ay;
        twice += cross;
        east += (ax + bx) * cross;
        north += (ay + by) * cross;
    }
    if twice == 0.0 {
        return origin;
    }
    Point { east: origin.east + east / (3.0 * twice), north: origin.north + north / (3.0 * twice) }
}

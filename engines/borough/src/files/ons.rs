//! Files of the Office for National Statistics and the House of Commons Library.

use std::fmt::Write as _;

use kith_terms::{Point, Ring};

use super::above::{ICB, LAD, SUB_ICB};
use super::text::Table;
use crate::borough::Borough;
use crate::dice::Dice;
use crate::projection::Unprojection;

/// People in an output area: 100 to 625, here about 310 as in England (ONS, Census 2021
/// geographies).
const PEOPLE_PER_OUTPUT_AREA: u32 = 310;

/// Small area boundaries, generalised and clipped to the coast, as GeoJSON in degrees.
pub(crate) fn boundaries(borough: &Borough, seed: u64) -> Vec<u8> {
    let unprojection = Unprojection::new();
    let mut dice = Dice::new(seed, "global ids");
    let mut text =
        "{\n\"type\": \"FeatureCollection\",\n\"name\": \"LSOA_2021_EW_BGC_V5\",\n\"crs\": \
         { \"type\": \"name\", \"properties\": { \"name\": \"urn:ogc:def:crs:OGC:1.3:CRS84\" } },\n\
         \"features\": [\n"
            .to_owned();
    for (position, area) in borough.areas.iter().enumerate() {
        let (lon, lat) = unprojection.degrees(area.middle);
        let rings: Vec<String> =
            area.boundary.rings().map(|ring| coordinates(ring, &unprojection)).collect();
        let end = if position + 1 == borough.areas.len() { "\n" } else { ",\n" };
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "{{ \"type\": \"Feature\", \"properties\": {{ \"FID\": {}, \"LSOA21CD\": \"{}\", \
             \"LSOA21NM\": \"{}\", \"LSOA21NMW\": \" \", \"BNG_E\": {:.0}, \"BNG_N\": {:.0}, \
             \"LAT\": {lat:.6}, \"LONG\": {lon:.6}, \"GlobalID\": \"{}\" }}, \"geometry\": {{ \
             \"type\": \"Polygon\", \"coordinates\": [ {} ] }} }}{end}",
            position + 1,
            area.code,
            area.name,
            area.middle.east,
            area.middle.north,
            dice.global_id(),
            rings.join(", "),
        );
    }
    text.push_str("]\n}\n");
    text.into_bytes()
}

/// A ring in degrees to about a millimetre, its first point repeated at the end as GeoJSON asks.
fn coordinates(ring: &Ring, unprojection: &Unprojection) -> String {
    let pair = |point: &Point| {
        let (lon, lat) = unprojection.degrees(*point);
        format!("[ {lon:.8}, {lat:.8} ]")
    };
    let closed = ring.0.iter().chain(ring.0.first());
    format!("[ {} ]", closed.map(pair).collect::<Vec<_>>().join(", "))
}

/// Small area to ward to local authority.
pub(crate) fn wards(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_mark_and_header(&[
        "LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM", "ObjectId",
    ]);
    for (position, area) in borough.areas.iter().enumerate() {
        let ward = &borough.wards[area.ward];
        table.row(&[
            area.code.as_str(),
            &area.name,
            ward.code.as_str(),
            &ward.name,
            LAD.0,
            LAD.1,
            &(position + 1).to_string(),
        ]);
    }
    table.into_bytes()
}

/// Small area to sub-ICB location to integrated care board.
pub(crate) fn integrated_care_boards(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_mark_and_header(&[
        "LSOA21CD",
        "LSOA21NM",
        "SICBL24CD",
        "SICBL24CDH",
        "SICBL24NM",
        "ICB24CD",
        "ICB24CDH",
        "ICB24NM",
        "LAD24CD",
        "LAD24NM",
        "ObjectId",
    ]);
    for (position, area) in borough.areas.iter().enumerate() {
        let number = (position + 1).to_string();
        let (sub_icb, icb) = (SUB_ICB, ICB);
        table.row(&[
            area.code.as_str(),
            &area.name,
            sub_icb.0,
            sub_icb.1,
            sub_icb.2,
            icb.0,
            icb.1,
            icb.2,
            LAD.0,
            LAD.1,
            &number,
        ]);
    }
    table.into_bytes()
}

/// Output area to small area to middle-layer area: a row for each output area.
pub(crate) fn output_areas(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_mark_and_header(&[
        "OA21CD",
        "LSOA21CD",
        "LSOA21NM",
        "LSOA21NMW",
        "MSOA21CD",
        "MSOA21NM",
        "MSOA21NMW",
        "LAD22CD",
        "LAD22NM",
        "LAD22NMW",
        "ObjectId",
    ]);
    let mut number = 0;
    for area in &borough.areas {
        let msoa = &borough.msoas[area.msoa];
        for _ in 0..(area.ages.total() / PEOPLE_PER_OUTPUT_AREA).clamp(4, 8) {
            number += 1;
            table.row(&[
                &format!("E0099{number:04}"),
                area.code.as_str(),
                &area.name,
                "",
                msoa.code.as_str(),
                &msoa.name,
                "",
                LAD.0,
                LAD.1,
                "",
                &number.to_string(),
            ]);
        }
    }
    table.into_bytes()
}

/// Census 2021 table TS007A: usual residents by five-year group.
pub(crate) fn census_ages(borough: &Borough) -> Vec<u8> {
    let mut columns: Vec<String> =
        ["date", "geography", "geography code", "Age: Total", "Age: Aged 4 years and under"]
            .map(str::to_owned)
            .to_vec();
    columns.extend((1..17).map(|five| format!("Age: Aged {} to {} years", 5 * five, 5 * five + 4)));
    columns.push("Age: Aged 85 years and over".to_owned());
    let header: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut table = Table::with_header(&header);
    for area in &borough.areas {
        let mut row = vec!["2021".to_owned(), area.name.clone(), area.code.to_string()];
        row.push(area.ages.total().to_string());
        row.extend(area.ages.five_year_groups.map(|people| people.to_string()));
        table.row(&row);
    }
    table.into_bytes()
}

/// Rural-urban classification 2021. Fewer than fourteen people to a hectare count as a larger rural
/// place here, so that the outskirts differ; the true rule looks at settlements, of which there is
/// one.
pub(crate) fn rural_urban(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_mark_and_header(&[
        "LSOA21CD",
        "LSOA21NM",
        "LSOA21NMW",
        "RUC21CD",
        "RUC21NM",
        "Urban_rural_flag",
        "ObjectId",
    ]);
    for (position, area) in borough.areas.iter().enumerate() {
        let hectares = area.boundary.square_metres() / 10_000.0;
        let [code, name, flag] = if f64::from(area.ages.total()) / hectares < 14.0 {
            ["RLN1", "Larger rural: Nearer to a major town or city", "Rural"]
        } else {
            ["UN1", "Urban: Nearer to a major town or city", "Urban"]
        };
        let number = (position + 1).to_string();
        table.row(&[area.code.as_str(), &area.name, "", code, name, flag, &number]);
    }
    table.into_bytes()
}

/// The friendly names of middle-layer areas, as the House of Commons Library publishes them.
pub(crate) fn friendly_names(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_header(&["msoa21cd", "msoa21nm", "msoa21hclnm"]);
    for msoa in &borough.msoas {
        table.row(&[msoa.code.as_str(), &msoa.name, &msoa.friendly_name]);
    }
    table.into_bytes()
}

/// Ways over the water: not an official file, for no publisher has one; our own layout.
pub(crate) fn links(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_header(&["from", "to", "kind", "name"]);
    for link in &borough.links {
        let [from, to] = [link.from, link.to].map(|area| borough.areas[area].code);
        table.row(&[from.as_str(), to.as_str(), &link.kind.to_string(), link.name]);
    }
    table.into_bytes()
}

/// Small area to the patch of a community team: not an official file either, in our own layout.
pub(crate) fn community_patches(borough: &Borough) -> Vec<u8> {
    let mut table = Table::with_header(&["LSOA21CD", "PATCH_CODE", "PATCH_NAME", "TEAM_TYPE"]);
    let patches = borough.community_patches();
    for (area, patch) in borough.areas.iter().zip(&patches.of_area) {
        let (code, name) = &patches.list[*patch];
        table.row(&[area.code.as_str(), code, name, "community"]);
    }
    table.into_bytes()
}

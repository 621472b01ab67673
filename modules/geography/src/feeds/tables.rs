//! The tables that files fill, as `migrations/0001-place.sql` makes them.

use kith_intake::Table;

/// Small areas with their outlines. East and north are the middle of the area in grid metres.
pub static AREA: Table = Table::new(
    "geography_area",
    &["vintage", "code", "name", "east", "north", "boundary", "square_metres"],
    &["vintage", "code"],
);

/// Larger units that small areas belong to, by layer: `ward`, `lad`, `sub_icb`, `icb`, ….
pub static UNIT: Table =
    Table::new("geography_unit", &["layer", "code", "name"], &["layer", "code"]);

/// Which unit of a layer a small area belongs to.
pub static AREA_UNIT: Table =
    Table::new("geography_area_unit", &["layer", "area", "unit"], &["layer", "area"]);

/// Which small areas of 2021 took the place of one of 2011.
pub static AREA_SUCCESSOR: Table = Table::new(
    "geography_area_successor",
    &["area", "successor", "change"],
    &["area", "successor"],
);

/// Numbers about small areas.
pub static MEASURE: Table =
    Table::new("geography_measure", &["measure", "area", "value"], &["measure", "area"]);

/// Practices and other prescribing cost centres.
pub static PRACTICE: Table = Table::new(
    "geography_practice",
    &[
        "code", "name", "postcode", "pcn", "sub_icb", "icb", "supplier", "status", "setting",
        "opened", "closed",
    ],
    &["code"],
);

/// Primary care networks.
pub static PCN: Table =
    Table::new("geography_pcn", &["code", "name", "sub_icb", "opened", "closed"], &["code"]);

/// Which practice is in which primary care network, and since when.
pub static MEMBERSHIP: Table = Table::new(
    "geography_membership",
    &["practice", "pcn", "valid_from", "valid_to"],
    &["practice", "pcn", "valid_from"],
);

/// How many people who are registered with a practice live in a small area.
pub static REGISTRATION: Table = Table::new(
    "geography_registration",
    &["practice", "area", "sex", "patients"],
    &["practice", "area", "sex"],
);

/// Bridges, ferries and joins by hand between small areas.
pub static LINK: Table = Table::new(
    "geography_link",
    &["from_area", "to_area", "kind", "name"],
    &["from_area", "to_area"],
);

/// Sites that can be hubs or are assets. East and north are grid metres.
pub static SITE: Table =
    Table::new("geography_site", &["kind", "code", "name", "east", "north"], &["kind", "code"]);

/// All of them.
pub const TABLES: &[&Table] = &[
    &AREA,
    &UNIT,
    &AREA_UNIT,
    &AREA_SUCCESSOR,
    &MEASURE,
    &PRACTICE,
    &PCN,
    &MEMBERSHIP,
    &REGISTRATION,
    &LINK,
    &SITE,
];

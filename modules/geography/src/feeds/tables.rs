//! The tables that files fill, as `migrations/0001-place.sql` makes them.

use kith_intake::Table;

/// Small areas with their outlines. East and north are the middle of the area in grid metres.
pub static AREA: Table = Table {
    name: "geography_area",
    columns: &["vintage", "code", "name", "east", "north", "boundary", "square_metres"],
    key: &["vintage", "code"],
};

/// Larger units that small areas belong to, by layer: `ward`, `lad`, `sub_icb`, `icb`, ….
pub static UNIT: Table =
    Table { name: "geography_unit", columns: &["layer", "code", "name"], key: &["layer", "code"] };

/// Which unit of a layer a small area belongs to.
pub static AREA_UNIT: Table = Table {
    name: "geography_area_unit",
    columns: &["layer", "area", "unit"],
    key: &["layer", "area"],
};

/// Which small areas of 2021 took the place of one of 2011.
pub static AREA_SUCCESSOR: Table = Table {
    name: "geography_area_successor",
    columns: &["area", "successor", "change"],
    key: &["area", "successor"],
};

/// Numbers about small areas.
pub static MEASURE: Table = Table {
    name: "geography_measure",
    columns: &["measure", "area", "value"],
    key: &["measure", "area"],
};

/// Practices and other prescribing cost centres.
pub static PRACTICE: Table = Table {
    name: "geography_practice",
    columns: &[
        "code", "name", "postcode", "pcn", "sub_icb", "icb", "supplier", "status", "setting",
        "opened", "closed",
    ],
    key: &["code"],
};

/// Primary care networks.
pub static PCN: Table = Table {
    name: "geography_pcn",
    columns: &["code", "name", "sub_icb", "opened", "closed"],
    key: &["code"],
};

/// Which practice is in which primary care network, and since when.
pub static MEMBERSHIP: Table = Table {
    name: "geography_membership",
    columns: &["practice", "pcn", "valid_from", "valid_to"],
    key: &["practice", "pcn", "valid_from"],
};

/// How many people who are registered with a practice live in a small area.
pub static REGISTRATION: Table = Table {
    name: "geography_registration",
    columns: &["practice", "area", "sex", "patients"],
    key: &["practice", "area", "sex"],
};

/// Bridges, ferries and joins by hand between small areas.
pub static LINK: Table = Table {
    name: "geography_link",
    columns: &["from_area", "to_area", "kind", "name"],
    key: &["from_area", "to_area"],
};

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
];

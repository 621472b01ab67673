//! Where what extracts hold goes: records into the database, events into the lake.

use kith_frame::module::Content;
use kith_intake::{EVENT_COLUMNS, Homes, Kept, RECORD_COLUMNS, Table};

/// What each organisation knows of each of its clients.
pub static RECORD: Table = Table {
    name: "sharing_record",
    columns: RECORD_COLUMNS,
    key: &["organisation", "local_id"],
    kept: Kept::Database,
    alike: &[&["nhs_number"], &["birth_date", "family_name", "given_name"]],
};

/// What happened with clients.
pub static EVENT: Table = Table {
    name: "events",
    columns: EVENT_COLUMNS,
    key: &["organisation", "event_id"],
    kept: Kept::Lake(&["organisation", "local_id"]),
    alike: &[],
};

/// Where mapping files send rows.
pub(crate) const HOMES: Homes = Homes { record: &RECORD, event: &EVENT };

/// A mapping file that came with Kith.
macro_rules! mapping {
    ($name:literal) => {
        Content {
            path: concat!("feeds/", $name, ".toml"),
            delivered: include_str!(concat!("../../../content/feeds/", $name, ".toml")),
        }
    };
}

/// The mapping files that came with Kith: one for each extract of the invented borough.
pub(crate) const MAPPINGS: &[Content] =
    &[mapping!("gp-appointments"), mapping!("gp-patients"), mapping!("gp2-patients")];

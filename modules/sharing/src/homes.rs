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
pub(crate) const MAPPINGS: &[Content] = &[
    mapping!("acute-admissions"),
    mapping!("acute-attendances"),
    mapping!("acute-outpatients"),
    mapping!("acute-patients"),
    mapping!("calls-111"),
    mapping!("community-contacts"),
    mapping!("community-patients"),
    mapping!("council-clients"),
    mapping!("gp-appointments"),
    mapping!("gp-findings"),
    mapping!("gp-patients"),
    mapping!("gp-problems"),
    mapping!("gp2-conditions"),
    mapping!("gp2-encounters"),
    mapping!("gp2-patients"),
    mapping!("mental-health-contacts"),
    mapping!("mental-health-patients"),
    mapping!("voluntary-sector"),
];

#[cfg(test)]
mod tests {
    use kith_intake::Feed;

    use super::*;

    #[test]
    fn each_mapping_file_is_delivered_and_makes_sense() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/feeds");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("feeds/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        files.sort();
        let delivered: Vec<&str> = MAPPINGS.iter().map(|content| content.path).collect();
        assert_eq!(delivered, files);
        for content in MAPPINGS {
            let feed = Feed::mapped(content.delivered, HOMES);
            let kind = feed.map(|feed| format!("feeds/{}.toml", feed.kind));
            assert_eq!(kind, Ok(content.path.to_owned()));
        }
    }
}

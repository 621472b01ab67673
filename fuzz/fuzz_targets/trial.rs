//! Feeds to read through, each with every kind of value.

// Each target takes one of these and leaves the others.
#![expect(dead_code, reason = "each target has its own copy of this file")]

use std::sync::OnceLock;

use kith_intake::{EVENT_COLUMNS, Feed, Homes, RECORD_COLUMNS, Source, Table, check, load};

static RECORDS: Table = Table::new("record", RECORD_COLUMNS, &["organisation", "local_id"]);
static EVENTS: Table = Table::new("event", EVENT_COLUMNS, &["organisation", "event_id"]);

/// Where the rows would go.
pub const HOMES: Homes = Homes { record: &RECORDS, event: &EVENTS };

/// Reads a file whether it is recognised or not, and checks it as `kith check` does.
pub fn read(feed: &'static Feed, name: &str, bytes: &[u8]) {
    let source = Source::whole(name, bytes.to_vec());
    let _ = load(feed, &source, Box::new(|_| Ok(())));
    let _ = check(&[feed], &source);
}

/// A feed of delimited text.
pub fn csv() -> &'static Feed {
    static FEED: OnceLock<&'static Feed> = OnceLock::new();
    FEED.get_or_init(|| delivered(include_str!("../../content/feeds/council-clients.toml")))
}

/// A feed of a workbook.
pub fn xlsx() -> &'static Feed {
    static FEED: OnceLock<&'static Feed> = OnceLock::new();
    FEED.get_or_init(|| delivered(include_str!("../../content/feeds/voluntary-sector.toml")))
}

/// A feed of FHIR resources, one a line.
pub fn ndjson() -> &'static Feed {
    static FEED: OnceLock<&'static Feed> = OnceLock::new();
    FEED.get_or_init(|| delivered(include_str!("../../content/feeds/gp2-patients.toml")))
}

/// The same in a Bundle.
pub fn bundle() -> &'static Feed {
    static FEED: OnceLock<&'static Feed> = OnceLock::new();
    let text = include_str!("../../content/feeds/gp2-patients.toml");
    FEED.get_or_init(|| delivered(&text.replace("fhir-ndjson", "fhir-bundle")))
}

fn delivered(text: &str) -> &'static Feed {
    Feed::mapped(text, HOMES).expect("the delivered mappings are tested")
}

use std::collections::BTreeSet;

use super::special::{Home, home};
use super::tables::TABLES;
use super::*;

/// Under which name a code is counted.
fn counted(code: &str) -> &str {
    match home(code) {
        Some(Home::England) => "England",
        Some(Home::Elsewhere(name)) => name.leak(),
        None => "unknown",
    }
}

#[test]
fn people_without_an_english_area_are_counted_by_name() {
    for (code, name) in [
        ("E01029419", "England"),
        ("EMPTY", "EMPTY"),
        ("CLOSED", "CLOSED"),
        ("NO2011", "NO2011"),
        ("L99999999", "L99999999"),
        ("M99999999", "M99999999"),
        ("S99999999", "S99999999"),
        ("S01016794", "S01"),
        ("N21000624", "N21"),
        ("95AA01S1", "95"),
        ("W01000147", "W01"),
        ("E02000001", "unknown"),
        ("E0100000", "unknown"),
        ("", "unknown"),
        ("É", "unknown"),
    ] {
        assert_eq!(counted(code), name, "{code}");
    }
}

#[test]
fn each_feed_has_a_kind_of_its_own_and_says_whom_to_thank() {
    let kinds: BTreeSet<&str> = FEEDS.iter().map(|feed| feed.kind).collect();
    assert_eq!(kinds.len(), FEEDS.len());
    for feed in FEEDS {
        let texts = [feed.kind, feed.title, feed.publisher, feed.attribution];
        assert!(texts.iter().all(|text| !text.is_empty()), "{feed:?}");
        assert!(feed.tables.iter().all(|table| TABLES.contains(table)), "{}", feed.kind);
    }
}

#[test]
fn the_guide_lists_every_kind() {
    let guide = include_str!("../../../../docs/guide/files.md");
    for feed in FEEDS {
        assert!(guide.contains(&format!("`{}`", feed.kind)), "{}", feed.kind);
    }
}

//! Which crate may know which. The whole graph of our own crates is held in
//! `tests/golden/crate-graph.txt`, so that a new arrow is seen by whoever reviews the change.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that cannot read the house has failed its test"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package};
use expect_test::expect_file;

/// The modules in the order in which they are read: each may know those before it.
const READING_ORDER: [&str; 11] = [
    "geography",
    "workforce",
    "sharing",
    "population",
    "access",
    "relationships",
    "participation",
    "governance",
    "resources",
    "metrics",
    "transition",
];

/// Crates from elsewhere that only some of ours may name.
const GUARDED: [(&str, &[&str]); 3] = [
    ("axum", &["platform/frame", "modules/", "kith"]),
    ("sqlx", &["platform/store"]),
    ("datafusion", &["platform/lake"]),
];

/// The storeys of the house, the lowest first. What is on one may stand on those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Storey {
    Terms,
    Engine,
    Platform,
    Module,
    Program,
    Chores,
}

/// One of our crates: the folder it is in and the crates that its manifest names, for the program,
/// for its build or for its tests.
struct Ours {
    folder: String,
    names: Vec<String>,
}

type Crates = BTreeMap<String, Ours>;

#[test]
fn the_crate_graph_is_the_one_that_was_reviewed() {
    let crates = crates();
    let mut text = String::new();
    for (name, ours) in &crates {
        let arrows: Vec<&str> = arrows(&crates, ours).collect();
        let arrows = if arrows.is_empty() { "nothing of ours".into() } else { arrows.join(", ") };
        let _ = writeln!(text, "{name} ({}) knows {arrows}", ours.folder);
    }
    for (guarded, _) in GUARDED {
        let who: Vec<&str> = crates
            .iter()
            .filter(|(_, ours)| ours.names.iter().any(|name| name == guarded))
            .map(|(name, _)| name.as_str())
            .collect();
        let who = if who.is_empty() { "nobody".into() } else { who.join(", ") };
        let _ = writeln!(text, "{guarded} is named by {who}");
    }
    expect_file!["../../tests/golden/crate-graph.txt"].assert_eq(&text);
}

#[test]
fn a_crate_knows_only_what_is_below_it() {
    let crates = crates();
    for (name, ours) in &crates {
        for other in arrows(&crates, ours) {
            assert!(may_know(&ours.folder, &crates[other].folder), "{name} may not know {other}");
        }
    }
}

#[test]
fn the_order_of_the_house_is_what_the_rule_says() {
    assert!(may_know("kith", "modules/sharing"));
    assert!(may_know("modules/sharing", "modules/geography"));
    assert!(may_know("platform/frame", "platform/store"));
    assert!(may_know("platform/lake", "engines/cohort"));
    assert!(!may_know("modules/geography", "modules/sharing"));
    assert!(!may_know("platform/store", "modules/geography"));
    assert!(!may_know("engines/districting", "platform/store"));
    assert!(!may_know("engines/districting", "engines/statistics"));
    assert!(!may_know("modules/geography", "xtask"));
}

#[test]
fn the_database_and_the_web_are_named_only_where_they_belong() {
    for (name, ours) in crates() {
        for (guarded, allowed) in GUARDED {
            let named = ours.names.iter().any(|other| other == guarded);
            let may = allowed.iter().any(|folder| ours.folder.starts_with(folder));
            assert!(may || !named, "{name} names {guarded}, which only {allowed:?} may");
        }
    }
}

#[test]
fn a_module_speaks_of_the_web_only_in_its_pages_its_api_and_its_table() {
    let doors = ["lib.rs", "pages.rs", "pages", "api.rs", "api"];
    let modules = root().join("modules");
    for file in rust_files(&modules) {
        let inside: Vec<&str> =
            file.iter().skip(modules.iter().count()).filter_map(|part| part.to_str()).collect();
        let [_module, "src", first, ..] = inside[..] else { continue };
        let text = fs::read_to_string(&file).unwrap();
        assert!(
            doors.contains(&first) || !text.contains("axum::"),
            "{} names axum; a rule must not know the web",
            file.display()
        );
    }
}

fn crates() -> Crates {
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec().unwrap();
    metadata
        .packages
        .iter()
        .map(|package| (package.name.to_string(), ours(&metadata, package)))
        .collect()
}

fn ours(metadata: &Metadata, package: &Package) -> Ours {
    let manifest = package.manifest_path.strip_prefix(&metadata.workspace_root).unwrap();
    let mut names: Vec<String> =
        package.dependencies.iter().map(|named| named.name.clone()).collect();
    // A crate names itself where its tests want more of its features.
    names.retain(|name| *name != *package.name);
    names.sort();
    names.dedup();
    Ours { folder: manifest.parent().unwrap().to_string(), names }
}

fn arrows<'a>(crates: &'a Crates, ours: &'a Ours) -> impl Iterator<Item = &'a str> {
    ours.names.iter().map(String::as_str).filter(|name| crates.contains_key(*name))
}

fn may_know(folder: &str, other: &str) -> bool {
    match (storey(folder), storey(other)) {
        (Storey::Platform, Storey::Platform) => true,
        (Storey::Module, Storey::Module) => place(folder) > place(other),
        (upper, lower) => upper > lower,
    }
}

fn storey(folder: &str) -> Storey {
    match folder {
        "platform/terms" => Storey::Terms,
        "kith" => Storey::Program,
        "xtask" | "tests/knocks" => Storey::Chores,
        _ if folder.starts_with("engines/") => Storey::Engine,
        _ if folder.starts_with("platform/") => Storey::Platform,
        _ if folder.starts_with("modules/") => Storey::Module,
        _ => panic!("{folder} has no place in the house"),
    }
}

fn place(folder: &str) -> usize {
    let name = folder.trim_start_matches("modules/");
    let place = READING_ORDER.iter().position(|known| *known == name);
    place.unwrap_or_else(|| panic!("{name} has no place in the order of the modules"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

//! Every table says whose its rows are and what in it is secret, so that no organisation's records are
//! forgotten when it leaves, and no secret leaves with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kith_frame::module::Content;
use kith_frame::table::{Belongs, Table};
use kith_frame::testing::House;
use kith_store::keeping::catalogue;

use crate::modules::MODULES;

/// Words that a column with a secret in it has in its name.
const SOUNDS_SECRET: [&str; 9] =
    ["password", "secret", "token", "hash", "key", "totp", "credential", "recovery", "nonce"];

fn told() -> Vec<&'static Table> {
    MODULES.iter().flat_map(|module| module.tables).collect()
}

#[tokio::test]
async fn every_table_says_once_whose_its_rows_are() {
    for house in House::on_each_backend(MODULES).await {
        let tables = catalogue::tables(&mut house.app.db.read().await.unwrap()).await.unwrap();
        let there: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        let mut named: Vec<&str> = told().iter().map(|table| table.name).collect();
        named.sort_unstable();
        assert_eq!(
            named, there,
            "each table stands once in the `tables` of the module that owns it"
        );
        for table in tables {
            let columns: Vec<&str> = table.columns.iter().map(|one| one.name.as_str()).collect();
            let known = *told().iter().find(|known| known.name == table.name).unwrap();
            check(known, &columns);
        }
    }
}

fn check(table: &Table, columns: &[&str]) {
    let name = table.name;
    let has = |column: &str| columns.contains(&column);
    match table.belongs {
        Belongs::To(column) | Belongs::Made { id: column, .. } | Belongs::With { column, .. } => {
            assert!(has(column), "{name} has no column {column}");
            assert!(table.condition(&told()).is_some(), "{name} goes along with what stays");
        }
        Belongs::Stays(why) => {
            assert!(!why.is_empty(), "{name} stays without a reason");
            assert!(!has("organisation"), "{name} holds an organisation, so it is somebody’s");
        }
    }
    for column in columns {
        let listed = table.secret.contains(column) || table.open.contains(column);
        let sounds = SOUNDS_SECRET.iter().any(|word| column.contains(word));
        assert!(listed || !sounds, "say whether {name}.{column} is a secret: `secret` or `open`");
    }
    for column in table.secret.iter().chain(table.open) {
        assert!(has(column), "{name} has no column {column}");
    }
}

#[test]
fn every_content_file_is_some_modules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut files = BTreeSet::new();
    let mut folders: Vec<PathBuf> = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&folder).unwrap();
                files.insert(name.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let content: BTreeMap<&str, &Content> = MODULES
        .iter()
        .flat_map(|module| module.content)
        .map(|content| (content.path, content))
        .collect();
    let named: BTreeSet<String> = content.keys().map(ToString::to_string).collect();
    assert_eq!(named, files, "an export takes along the content that the modules name");
}

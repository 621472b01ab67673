//! Records of every version that was released come up to date with all their rows. Each version leaves an
//! export of such records behind in `tests/released`; `./dev bless` writes that of a new version, and no
//! test ever changes one that is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use kith_frame::app::migrations;
use kith_store::keeping::catalogue::{self, Kind, Table};
use kith_store::keeping::export::{self, Contents, Part};
use kith_store::keeping::{Cut, import};
use kith_store::testing::{Place, each_empty_place, noted};
use kith_store::{Author, Db, Fact, Location, MigrationSet, Value, journal};
use serde_json::Value as Json;

use crate::modules::MODULES;

/// Rows that each table of a release has.
const ROWS: usize = 3;

/// Tables whose rows a later version lets go of on purpose, and why.
const LET_GO: &[(&str, &str)] =
    &[("frame_session", "a session lasts half a day: people sign in again after the upgrade")];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/released")
}

fn at() -> Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn this_version_leaves_records_behind_for_those_after_it() {
    let ours = folder().join(env!("CARGO_PKG_VERSION"));
    if !ours.exists() && std::env::var("UPDATE_EXPECT").is_ok() {
        leave_records(&ours).await;
    }
    assert!(ours.exists(), "{} is missing; ./dev bless writes it", ours.display());
}

#[tokio::test]
async fn every_released_version_comes_up_to_date_with_all_its_rows() {
    let (mut releases, sets) = (0, migrations(MODULES));
    for release in fs::read_dir(folder()).unwrap() {
        let release = release.unwrap().path();
        for place in each_empty_place().await {
            check(&release, &place, &sets).await;
        }
        releases += 1;
    }
    assert!(releases > 0, "there is no release to come from");
    noted("upgrade", &format!("{releases} released versions come up to date, every row kept"));
}

async fn check(release: &Path, place: &Place, sets: &[MigrationSet]) {
    let author = Author::system("test");
    let order =
        import::Order { into: place.location(), beside: None, sets, at: at(), author: &author };
    let imported = import::read(release, &order).await.unwrap();
    assert!(kith_store::missing_steps(place.location(), sets).await.unwrap().is_empty());
    let db = Db::open(place.location()).await.unwrap();
    journal::verify(&db).await.unwrap();
    db.close().await;
    let now = tempfile::TempDir::new().unwrap();
    let now = now.path().join("now");
    write(place.location(), &now).await;
    for resource in imported.description.resources.iter().filter(|one| one.rows.is_some()) {
        let (before, after) = (rows(release, &resource.path), rows(&now, &resource.path));
        let let_go = LET_GO.iter().any(|(table, _)| *table == resource.name);
        // The journal has gone on, and its head with it.
        if let_go || resource.name == "journal_head" {
            continue;
        }
        assert!(
            !before.is_empty(),
            "{} of {} has no row to keep",
            resource.name,
            release.display()
        );
        for (old, new) in before.iter().zip(&after) {
            let kept = old.iter().all(|(column, value)| new.get(column) == Some(value));
            assert!(kept, "{} of {}: {old:?} became {new:?}", resource.name, release.display());
        }
        assert!(after.len() >= before.len(), "{} has lost rows", resource.name);
    }
}

fn rows(export: &Path, path: &str) -> Vec<BTreeMap<String, Json>> {
    let text = fs::read_to_string(export.join(path)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn write(from: &Location, target: &Path) {
    let mut cut = Cut::of(from).await.unwrap();
    let parts = cut.records().map(|table| Part { table: table.name.clone(), ..Part::default() });
    let parts = parts.collect();
    let kith = env!("CARGO_PKG_VERSION").to_owned();
    let contents = Contents { kith, parts, ..Contents::default() };
    export::write(&mut cut, &contents, target).await.unwrap();
    cut.close().await;
}

/// Records with some rows in every table, written out.
async fn leave_records(target: &Path) {
    let place = Place::file();
    let db = Db::open(place.location()).await.unwrap();
    db.migrate(&migrations(MODULES)).await.unwrap();
    let tables = catalogue::tables(&mut db.read().await.unwrap()).await.unwrap();
    for table in catalogue::in_order_of_reference(&tables) {
        if !["journal", "journal_head", "migration"].contains(&table.name.as_str()) {
            fill(&db, table).await;
        }
    }
    db.close().await;
    write(place.location(), target).await;
}

async fn fill(db: &Db, table: &Table) {
    let name: &'static str = table.name.clone().leak();
    let columns: Vec<&'static str> =
        table.columns.iter().map(|column| &*column.name.clone().leak()).collect();
    let rows = (0..ROWS).map(|row| table.columns.iter().map(|one| sample(one.kind, row)).collect());
    let rows: Vec<Vec<Value>> = rows.collect();
    db.write(at(), &Author::system("test"), move |tx| {
        Box::pin(async move {
            tx.insert(name, &columns, rows).await?;
            tx.record(Fact::new("sample.fill", "table", name));
            Ok(())
        })
    })
    .await
    .unwrap();
}

/// The same row has the same text everywhere, so that what refers to another table finds it there.
fn sample(kind: Kind, row: usize) -> Value {
    let number = i64::try_from(row).unwrap();
    match kind {
        Kind::Whole => number.into(),
        Kind::Real => [0.1, -2.5e-9, 1.0 / 3.0][row].into(),
        Kind::Text => ["Ærø’s", "two words", "3"][row].into(),
        Kind::Bytes => Value::Bytes(vec![0, 255, u8::try_from(row).unwrap()]),
    }
}

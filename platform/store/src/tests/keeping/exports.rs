use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::make_plan;
use super::{SETS, folder, later, records_at, state_of};
use crate::keeping::export::{self, Contents, Part};
use crate::keeping::{CannotKeep, Cut, import};
use crate::testing::{each_empty_place, noted};
use crate::{Author, Db, Location, Migration, MigrationSet, StoreError, journal, sql};

/// Writes all records out.
async fn export(from: &Location, target: &Path) -> export::Description {
    let mut cut = Cut::of(from).await.unwrap();
    let tables = cut.tables.iter().filter(|table| table.name != "migration");
    let parts = tables.map(|table| Part { table: table.name.clone(), ..Part::default() });
    let content = vec![("roles.toml".to_owned(), b"version = 1\n".to_vec())];
    let contents =
        Contents { kith: "0.1.0".into(), parts: parts.collect(), content, ..Contents::default() };
    let description = export::write(&mut cut, &contents, target).await.unwrap();
    cut.close().await;
    description
}

async fn import(from: &Path, into: &Location) -> Result<import::Imported, CannotKeep> {
    let author = Author::system("command line");
    import::read(
        from,
        &import::Order { into, beside: None, sets: SETS, at: later(), author: &author },
    )
    .await
}

/// Every file under a folder, by its path in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// Takes the entry about the import away again, past the guards, so that what remains is what came in.
async fn forget_the_import(location: &Location, journal: &crate::keeping::Journal) {
    let db = Db::open(location).await.unwrap();
    let mut tx = crate::Tx::new(db.writers().acquire().await.unwrap());
    let head = journal.head.clone();
    let off = match location {
        Location::Sqlite(_) => "DROP TRIGGER journal_keeps_all_it_has",
        Location::Postgres(_) => "ALTER TABLE journal DISABLE TRIGGER ALL",
    };
    crate::On::connection(&mut tx).script(off).await.unwrap();
    sql("DELETE FROM journal WHERE seq > $1").bind(journal.entries).run(&mut tx).await.unwrap();
    let bytes: Vec<u8> = (0..head.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&head[at..at + 2], 16).unwrap())
        .collect();
    sql("UPDATE journal_head SET seq = $1, hash = $2")
        .bind(journal.entries)
        .bind(bytes)
        .run(&mut tx)
        .await
        .unwrap();
    drop(tx);
    journal::verify(&db).await.unwrap();
    db.close().await;
}

#[tokio::test]
async fn out_and_in_again_through_every_database_is_the_same_to_the_byte() {
    let mut places = each_empty_place().await;
    places.extend(each_empty_place().await);
    let db = records_at(places[0].location()).await;
    db.close().await;
    let folder = folder();
    let first = folder.path().join("first");
    let description = export(places[0].location(), &first).await;
    let expected = files(&first);
    assert_eq!(expected.len(), 7, "three tables, content, README, description and hashes");
    let mut from = first;
    // File, server, file, server, where there is a server.
    for (number, place) in places.iter().enumerate().skip(1) {
        let imported = import(&from, place.location()).await.unwrap();
        assert_eq!(imported.description, description);
        let db = Db::open(place.location()).await.unwrap();
        let verified = journal::verify(&db).await.unwrap();
        assert_eq!(i64::try_from(verified.entries).unwrap(), description.kith.journal.entries + 1);
        let last = description.kith.journal.entries;
        let newest = journal::since(&mut db.read().await.unwrap(), last, 9).await.unwrap();
        assert_eq!(newest[0].action, "records.import");
        db.close().await;
        let with_import = folder.path().join(format!("with-import-{number}"));
        export(place.location(), &with_import).await;
        let lines = Path::new("tables/journal.ndjson");
        let (old, new) = (&expected[lines], &files(&with_import)[lines]);
        assert!(new.starts_with(old), "the journal only went on");
        forget_the_import(place.location(), &description.kith.journal).await;
        from = folder.path().join(format!("again-{number}"));
        export(place.location(), &from).await;
        assert_eq!(files(&from), expected, "move {number}");
    }
    let moves = places.len() - 1;
    noted(
        "export, import, export",
        &format!("{moves} moves between databases, identical to the byte"),
    );
}

#[tokio::test]
async fn a_zip_holds_the_same_files_and_is_the_same_each_time() {
    let places = each_empty_place().await;
    let db = records_at(places[0].location()).await;
    db.close().await;
    let folder = folder();
    let (one, two) = (folder.path().join("one.zip"), folder.path().join("two.zip"));
    export(places[0].location(), &one).await;
    export(places[0].location(), &two).await;
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    let target = each_empty_place().await.remove(0);
    import(&one, target.location()).await.unwrap();
    let (there, _) = state_of(target.location()).await;
    let (here, _) = state_of(places[0].location()).await;
    let plan = |sums: &[crate::keeping::Sum]| sums.iter().find(|sum| sum.table == "plan").cloned();
    assert_eq!(plan(&there), plan(&here));
    let refused = {
        let mut cut = Cut::of(places[0].location()).await.unwrap();
        export::write(&mut cut, &Contents::default(), &one).await.unwrap_err()
    };
    assert!(matches!(refused, CannotKeep::Exists(_)));
}

#[tokio::test]
async fn a_damaged_export_is_refused_before_anything_comes_in() {
    let places = (each_empty_place().await.remove(0), each_empty_place().await.remove(0));
    let db = records_at(places.0.location()).await;
    db.close().await;
    let folder = folder();
    let whole = folder.path().join("whole");
    export(places.0.location(), &whole).await;
    let change = |name: &str, how: fn(&mut Vec<u8>)| {
        let path = whole.join(name);
        let kept = fs::read(&path).unwrap();
        let mut changed = kept.clone();
        how(&mut changed);
        fs::write(&path, changed).unwrap();
        (path, kept)
    };
    for (name, how, why) in [
        (
            "tables/plan.ndjson",
            (|file| file[40] ^= 1) as fn(&mut Vec<u8>),
            "is not as it was written",
        ),
        ("tables/journal.ndjson", Vec::clear, "is not as it was written"),
        ("datapackage.json", |file| file.truncate(99), "is not as it was written"),
        ("SHA256SUMS", |file| file[0] = b'z', "is not as it was written"),
        ("SHA256SUMS", |file| file.extend(b"00  ../x\n"), "has the line"),
        ("SHA256SUMS", |file| file.extend(b"00  none\n"), "cannot be read"),
    ] {
        let (path, kept) = change(name, how);
        let refused = import(&whole, places.1.location()).await.unwrap_err();
        assert!(refused.is_about_truth() && refused.to_string().contains(why), "{name}: {refused}");
        fs::write(path, kept).unwrap();
    }
    let Location::Sqlite(path) = places.1.location() else { panic!("the first place is a file") };
    assert!(!path.exists(), "nothing came in");
    import(&whole, places.1.location()).await.unwrap();
}

#[tokio::test]
async fn an_export_goes_into_empty_records_only_and_older_ones_are_brought_up_to_date() {
    const TWO: &[Migration] = &[
        super::STEPS.steps[0],
        Migration { name: "0002-note", sql: "ALTER TABLE plan ADD COLUMN note TEXT;" },
    ];
    let newer = [MigrationSet { owner: "plans", steps: TWO }];
    for (from, to) in super::pairs().await {
        let db = records_at(from.location()).await;
        let folder = folder();
        let (old, new) = (folder.path().join("old"), folder.path().join("new.zip"));
        export(from.location(), &old).await;
        db.migrate(&newer).await.unwrap();
        db.close().await;
        export(from.location(), &new).await;
        let refused = import(&old, from.location()).await.unwrap_err();
        assert!(matches!(refused, CannotKeep::NotEmpty(_)), "{refused}");
        let refused = import(&new, to.location()).await.unwrap_err();
        assert!(matches!(refused, CannotKeep::Store(StoreError::TooNew { .. })), "{refused}");
        let author = Author::system("command line");
        let order = import::Order {
            into: to.location(),
            beside: None,
            sets: &newer,
            at: later(),
            author: &author,
        };
        assert_eq!(import::read(&old, &order).await.unwrap().migrated, ["plans/0002-note"]);
        let db = Db::open(to.location()).await.unwrap();
        make_plan(&db, "one more".into()).await.unwrap();
        db.close().await;
        let refused = import::read(&old, &order).await.unwrap_err();
        assert!(matches!(refused, CannotKeep::NotEmpty(_)), "{refused}");
    }
}

#[tokio::test]
async fn an_organisation_gets_its_own_rows_without_secrets_and_they_make_no_whole_copy() {
    for place in each_empty_place().await {
        let db = records_at(place.location()).await;
        db.close().await;
        let folder = folder();
        let target = folder.path().join("leaving");
        let part = Part {
            table: "plan".into(),
            condition: Some("id = $1".into()),
            secret: vec!["title".into()],
        };
        let contents = Contents {
            parts: vec![part],
            organisation: Some("plan-7".into()),
            ..Contents::default()
        };
        let mut cut = Cut::of(place.location()).await.unwrap();
        let description = export::write(&mut cut, &contents, &target).await.unwrap();
        cut.close().await;
        let rows = fs::read_to_string(target.join("tables/plan.ndjson")).unwrap();
        assert_eq!(rows, "{\"id\":\"plan-7\",\"shape\":null,\"share\":null,\"version\":1}\n");
        let fields = &description.resources[0].schema.as_ref().unwrap().fields;
        assert!(fields.iter().all(|field| field.name != "title"));
        let refused = import::look(&target, SETS).unwrap_err();
        assert!(matches!(refused, CannotKeep::Unsuitable { .. }), "{refused}");
    }
}

use std::fs;
use std::path::Path;

use super::super::make_plan;
use super::{SETS, folder, later, order, pairs, records_at, state_of};
use crate::journal::Anchors;
use crate::keeping::restore::{Order, Present, rehearse, restore};
use crate::keeping::{CannotKeep, backup};
use crate::testing::{each_empty_place, noted};
use crate::{Db, Location, Migration, MigrationSet, StoreError, journal};

#[tokio::test]
async fn a_backup_goes_into_an_empty_place_and_comes_out_the_same() {
    for (from, to) in pairs().await {
        let db = records_at(from.location()).await;
        let folder = folder();
        let file = folder.path().join("backup");
        let made = backup::make(from.location(), &file, ("0.1.0", later())).await.unwrap();
        db.close().await;
        assert_eq!(rehearse(&file, &file).await.unwrap(), made.manifest);
        let restored = restore(&file, &order(to.location(), Present::None)).await.unwrap();
        assert_eq!((restored.moved_to, restored.migrated.len()), (None, 0));
        let (mut expected, mut journal) = state_of(from.location()).await;
        let (found, after) = state_of(to.location()).await;
        // One entry more: that these records were brought back.
        assert_eq!(after.entries, journal.entries + 1);
        for table in ["journal", "journal_head"] {
            let new = found.iter().find(|sum| sum.table == table).unwrap();
            *expected.iter_mut().find(|sum| sum.table == table).unwrap() = new.clone();
        }
        assert_eq!(found, expected);
        let db = Db::open(to.location()).await.unwrap();
        let newest =
            journal::since(&mut db.read().await.unwrap(), journal.entries, 9).await.unwrap();
        assert_eq!(newest[0].action, "backup.restore");
        assert_eq!(newest[0].subject.id, "backup");
        journal.entries += 1;
        assert_eq!(journal::verify(&db).await.unwrap().entries, 32);
        make_plan(&db, "one more".into()).await.unwrap();
        db.close().await;
        let kind =
            if matches!(to.location(), Location::Sqlite(_)) { "SQLite" } else { "PostgreSQL" };
        noted(
            &format!("restore drill, {kind}"),
            "every table equal by count and hash; chain holds",
        );
    }
}

#[tokio::test]
async fn records_that_are_there_are_moved_aside_and_only_when_that_is_said() {
    for place in each_empty_place().await {
        let db = records_at(place.location()).await;
        let folder = folder();
        let file = folder.path().join("backup");
        backup::make(place.location(), &file, ("0.1.0", later())).await.unwrap();
        make_plan(&db, "after the backup".into()).await.unwrap();

        let refused = restore(&file, &order(place.location(), Present::None)).await.unwrap_err();
        assert!(matches!(refused, CannotKeep::Occupied(_)), "{refused}");
        let refused =
            restore(&file, &order(place.location(), Present::MoveAside)).await.unwrap_err();
        assert!(refused.is_busy(), "a program has the records open: {refused}");
        db.close().await;
        let before = state_of(place.location()).await;

        let restored = restore(&file, &order(place.location(), Present::MoveAside)).await.unwrap();
        let aside = restored.moved_to.unwrap();
        match place.location() {
            Location::Sqlite(_) => {
                assert_eq!(state_of(&Location::Sqlite(aside.into())).await, before);
            }
            Location::Postgres(_) => assert_eq!(aside, "the schema public_before_20261122T080000Z"),
        }
        let (_, after) = state_of(place.location()).await;
        assert_eq!(after.entries, before.1.entries, "one fact less, and one of the restore");
    }
}

#[tokio::test]
async fn a_backup_of_a_newer_kith_is_refused_and_an_older_one_is_brought_up_to_date() {
    const TWO: &[Migration] = &[
        super::STEPS.steps[0],
        Migration { name: "0002-note", sql: "ALTER TABLE plan ADD COLUMN note TEXT;" },
    ];
    let newer = MigrationSet { owner: "plans", steps: TWO };
    for (from, to) in pairs().await {
        let db = records_at(from.location()).await;
        let folder = folder();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        backup::make(from.location(), &old, ("0.1.0", later())).await.unwrap();
        db.migrate(&[newer]).await.unwrap();
        backup::make(from.location(), &new, ("0.2.0", later())).await.unwrap();
        db.close().await;

        let refused = restore(&new, &order(to.location(), Present::None)).await.unwrap_err();
        let too_new = |step: &str| step == "0002-note";
        assert!(
            matches!(&refused, CannotKeep::Store(StoreError::TooNew { step, .. }) if too_new(step)),
            "{refused}"
        );
        let mut order = order(to.location(), Present::None);
        let sets = [newer];
        order.sets = &sets;
        let restored = restore(&old, &order).await.unwrap();
        assert_eq!(restored.migrated, ["plans/0002-note"]);
    }
}

#[tokio::test]
async fn a_backup_of_one_database_does_not_go_into_the_other() {
    let mut places = each_empty_place().await;
    let Some(postgres) = places.pop().filter(|_| !places.is_empty()) else { return };
    let sqlite = places.remove(0);
    for (from, to) in [(&sqlite, &postgres), (&postgres, &sqlite)] {
        let folder = folder();
        let file = folder.path().join("backup");
        let db = records_at(from.location()).await;
        backup::make(from.location(), &file, ("0.1.0", later())).await.unwrap();
        db.close().await;
        let refused = restore(&file, &order(to.location(), Present::MoveAside)).await.unwrap_err();
        assert!(matches!(refused, CannotKeep::OtherDatabase { .. }), "{refused}");
        assert!(refused.to_string().contains("kith export"), "{refused}");
    }
}

/// Records whose journal was rewritten before the backup was made: the backup is what it was made of,
/// but nothing takes the place of the present records.
#[tokio::test]
async fn a_journal_that_does_not_hold_is_not_put_in_place() {
    let places = (each_empty_place().await.remove(0), each_empty_place().await.remove(0));
    let (from, to) = places;
    let db = records_at(from.location()).await;
    let mut tx = crate::Tx::new(db.writers().acquire().await.unwrap());
    let on = crate::On::connection(&mut tx);
    on.script(
        "DROP TRIGGER journal_keeps_what_it_has; UPDATE journal SET role = 'x' WHERE seq = 7",
    )
    .await
    .unwrap();
    drop(tx);
    let folder = folder();
    let file = folder.path().join("backup");
    backup::make(from.location(), &file, ("0.1.0", later())).await.unwrap();
    db.close().await;
    let refused = restore(&file, &order(to.location(), Present::None)).await.unwrap_err();
    assert!(refused.is_about_truth(), "{refused}");
    let Location::Sqlite(path) = to.location() else { panic!("the first place is a file") };
    assert!(!path.exists(), "nothing was put in place");
    assert_eq!(left_in(path.parent().unwrap()), 0, "and nothing stays behind");
}

#[tokio::test]
async fn a_damaged_file_of_records_is_moved_aside_as_it_is() {
    let place = each_empty_place().await.remove(0);
    let db = records_at(place.location()).await;
    let folder = folder();
    let file = folder.path().join("backup");
    backup::make(place.location(), &file, ("0.1.0", later())).await.unwrap();
    db.close().await;
    let Location::Sqlite(path) = place.location() else { panic!("the first place is a file") };
    fs::write(path, b"no database at all").unwrap();
    let restored = restore(&file, &order(place.location(), Present::MoveAside)).await.unwrap();
    assert_eq!(fs::read(restored.moved_to.unwrap()).unwrap(), b"no database at all");
    let db = Db::open(place.location()).await.unwrap();
    assert!(db.migrate(SETS).await.unwrap().is_empty());
    db.close().await;
}

/// Somebody took everything after the third entry away and wrote the chain anew before the backup was made:
/// it holds in itself, but not against what was written down elsewhere.
#[tokio::test]
async fn a_backup_that_does_not_fit_the_anchors_is_not_put_in_place() {
    let (from, to) = (each_empty_place().await.remove(0), each_empty_place().await.remove(0));
    let db = records_at(from.location()).await;
    let good = journal::weigh(&mut db.read().await.unwrap(), later()).await.unwrap();
    let folder = folder();
    let file = folder.path().join("backup");
    backup::make(from.location(), &file, ("0.1.0", later())).await.unwrap();
    db.close().await;
    let bad = journal::Anchor { seq: good.seq - 1, ..good };
    let beyond = journal::Anchor { seq: good.seq + 5, ..good };
    for (all, fits) in [(vec![bad], false), (vec![good, bad], false), (vec![good, beyond], true)] {
        let anchors = Anchors { all, unreadable: 0 };
        let order = Order { anchors: &anchors, ..order(to.location(), Present::None) };
        match restore(&file, &order).await {
            Ok(_) => assert!(fits),
            Err(error) => assert!(error.is_about_truth() && !fits, "{error}"),
        }
    }
}

fn left_in(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

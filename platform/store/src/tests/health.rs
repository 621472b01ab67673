use super::{STEPS, count_of, fresh, make_plan, now};
use crate::journal::verify;
use crate::{Migration, MigrationSet};

#[tokio::test]
async fn the_journal_is_seen_to_be_writable_and_nothing_stays_of_it() {
    for db in fresh().await {
        make_plan(&db, "a".into()).await.unwrap();
        let before = verify(&db).await.unwrap();
        db.can_write(now()).await.unwrap();
        assert_eq!(verify(&db).await.unwrap(), before);
        assert_eq!(count_of(&db, "journal").await, 1);
    }
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_is_seen_not_to_be() {
    for db in fresh().await {
        let mut owner = db.writers().acquire().await.unwrap();
        owner.script("ALTER TABLE journal_head RENAME TO elsewhere").await.unwrap();
        drop(owner);
        assert!(db.can_write(now()).await.is_err());
    }
}

#[tokio::test]
async fn steps_that_are_missing_are_named() {
    const NEXT: &[Migration] =
        &[Migration { name: "0001-next", sql: "CREATE TABLE next (id TEXT);" }];
    for db in fresh().await {
        assert_eq!(db.missing_steps(&[STEPS]).await.unwrap(), Vec::<String>::new());
        let next = MigrationSet { owner: "next", steps: NEXT };
        assert_eq!(db.missing_steps(&[STEPS, next]).await.unwrap(), ["next/0001-next"]);
    }
}

#[tokio::test]
async fn sqlite_is_set_up_so_that_nothing_is_lost_and_a_postgres_without_fsync_is_told_on() {
    for db in fresh().await {
        let guards = db.guards().await.unwrap();
        assert_eq!(guards.len(), 3, "{guards:?}");
        if db.is_sqlite() {
            assert!(guards.iter().all(|guard| guard.holds), "{guards:?}");
        } else {
            // The server of the tests does not sync, and says so.
            let fsync = guards.iter().find(|guard| guard.name == "fsync").unwrap();
            assert_eq!(fsync.holds, fsync.value == "on", "{guards:?}");
        }
    }
}

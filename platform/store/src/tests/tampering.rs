//! Somebody with the keys to the database switches our guards off and changes the journal.

use super::{ann, fresh, now};
use crate::journal::{CannotVerify, Fault, verify};
use crate::testing::TestDb;
use crate::{Fact, On};

/// A journal of nine entries, three changes of three facts each.
async fn nine_entries() -> Vec<TestDb> {
    let databases = fresh().await;
    for db in &databases {
        for _ in 0..3 {
            let facts = (0..3).map(|id| Fact::new("plan.look", "plan", id).after(id)).collect();
            db.note_reads(now(), &ann(), facts).await.unwrap();
        }
        assert_eq!(verify(db).await.unwrap().entries, 9);
    }
    databases
}

/// Runs statements as an owner of the database could, past the journal.
async fn tamper(db: &TestDb, statements: &str) -> Result<(), crate::StoreError> {
    let mut tx = crate::Tx::new(db.writers().acquire().await?);
    let on = tx.connection();
    on.end_after_use();
    on.script(statements).await
}

async fn switch_guards_off(db: &TestDb) {
    let postgres = "ALTER TABLE journal DISABLE TRIGGER ALL";
    let sqlite = "DROP TRIGGER journal_keeps_what_it_has; DROP TRIGGER journal_keeps_all_it_has";
    let text = if db.is_sqlite() { sqlite } else { postgres };
    tamper(db, text).await.unwrap();
}

const KEEP: &str = "CREATE TABLE kept AS SELECT * FROM journal;
    CREATE TABLE kept_head AS SELECT * FROM journal_head";

const RESTORE: &str = "DELETE FROM journal; INSERT INTO journal SELECT * FROM kept;
    DELETE FROM journal_head; INSERT INTO journal_head SELECT * FROM kept_head";

/// Expects that after each of the tamperings the entry of that number is named with that fault.
async fn check(tamperings: &[(&str, i64, Fault)]) {
    for db in nine_entries().await {
        switch_guards_off(&db).await;
        tamper(&db, KEEP).await.unwrap();
        for (statements, seq, fault) in tamperings {
            tamper(&db, statements).await.unwrap();
            let found = match verify(&db).await {
                Err(CannotVerify::Broken { seq, fault }) => Some((seq, fault)),
                _ => None,
            };
            assert_eq!(found, Some((*seq, *fault)), "{statements}");
            tamper(&db, RESTORE).await.unwrap();
            verify(&db).await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_edited_entry_is_named() {
    check(&[
        ("UPDATE journal SET at = '2026-01-01T00:00:00Z' WHERE seq = 4", 4, Fault::Changed),
        ("UPDATE journal SET person = 'x' WHERE seq = 4", 4, Fault::Changed),
        ("UPDATE journal SET role = 'x' WHERE seq = 4", 4, Fault::Changed),
        ("UPDATE journal SET organisation = 'x' WHERE seq = 4", 4, Fault::Changed),
        ("UPDATE journal SET site = 'x' WHERE seq = 4", 4, Fault::Changed),
        ("UPDATE journal SET purpose = 'x' WHERE seq = 4", 4, Fault::Changed),
        ("UPDATE journal SET action = 'x' WHERE seq = 4", 4, Fault::Changed),
        ("UPDATE journal SET subject_id = 'x' WHERE seq = 5", 5, Fault::Changed),
        ("UPDATE journal SET about = '' WHERE seq = 1", 1, Fault::Changed),
        ("UPDATE journal SET state_after = NULL WHERE seq = 9", 9, Fault::Changed),
        // The moment is the same, its text is not.
        ("UPDATE journal SET at = '2026-11-21T20:05:20.1234560Z' WHERE seq = 4", 4, Fault::Changed),
        // A letter moved from one cell to the next.
        (
            "UPDATE journal SET subject_kind = 'pla', subject_id = 'n1' WHERE seq = 2",
            2,
            Fault::Changed,
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_deleted_entry_is_named() {
    let closed_up = "DELETE FROM journal WHERE seq = 5;
        UPDATE journal SET seq = -seq WHERE seq > 5;
        UPDATE journal SET seq = -seq - 1 WHERE seq < 0";
    check(&[
        ("DELETE FROM journal WHERE seq = 5", 5, Fault::Missing),
        ("DELETE FROM journal WHERE seq < 3", 1, Fault::Missing),
        ("DELETE FROM journal WHERE seq > 7", 8, Fault::CutOff),
        ("DELETE FROM journal", 1, Fault::CutOff),
        (closed_up, 5, Fault::Missing),
    ])
    .await;
}

#[tokio::test]
async fn an_inserted_entry_is_named() {
    let copy = "INSERT INTO journal SELECT SEQ, at, person, role, organisation, site, purpose,
        action, subject_kind, subject_id, about, state_before, state_after, hash
        FROM journal WHERE seq = 3";
    let (behind, before) = (copy.replace("SEQ", "10"), copy.replace("SEQ", "0"));
    let between = "UPDATE journal SET seq = -seq WHERE seq > 6;
        UPDATE journal SET seq = 1 - seq WHERE seq < 0;";
    let between = format!("{between} {}", copy.replace("SEQ", "7"));
    check(&[(&behind, 10, Fault::Added), (&before, 0, Fault::Added), (&between, 7, Fault::Added)])
        .await;
}

#[tokio::test]
async fn swapped_entries_are_named() {
    let swapped = "UPDATE journal SET seq = 100 WHERE seq = 3;
        UPDATE journal SET seq = 3 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = 100";
    check(&[(swapped, 3, Fault::OutOfOrder)]).await;
}

#[tokio::test]
async fn a_head_that_is_not_the_end_of_the_chain_is_named() {
    let forged = "UPDATE journal_head SET hash = (SELECT hash FROM journal WHERE seq = 8)";
    let gone = "DELETE FROM journal_head";
    check(&[(forged, 9, Fault::Rewritten), (gone, 0, Fault::Missing)]).await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_the_journal() {
    for db in nine_entries().await {
        assert!(tamper(&db, "UPDATE journal SET action = 'x' WHERE seq = 1").await.is_err());
        assert!(tamper(&db, "DELETE FROM journal WHERE seq = 9").await.is_err());
        assert!(db.is_sqlite() || tamper(&db, "TRUNCATE journal").await.is_err());
        assert_eq!(verify(&db).await.unwrap().entries, 9);
    }
}

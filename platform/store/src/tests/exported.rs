//! An exported journal is verified without its database.

use super::{ann, fresh, now};
use crate::anchor::Anchors;
use crate::journal::{CannotVerify, Fault, Filter, examine, taken_out, verify_file, weigh};
use crate::testing::TestDb;
use crate::{Db, Fact, On};

/// A journal of nine entries as lines, the last line with them.
async fn lines(db: &TestDb) -> (Vec<String>, Anchors) {
    for number in 0..9 {
        let fact = Fact::new("plan.look", "plan", number).after(number);
        db.note_reads(now(), &ann(), vec![fact]).await.unwrap();
    }
    let mut reader = db.read().await.unwrap();
    let head = weigh(&mut reader, now()).await.unwrap();
    let entries = taken_out(&mut reader, &Filter::default(), 0, 100).await.unwrap();
    let lines = entries.iter().map(|(written, _)| written.line());
    let lines = lines.chain(entries.last().map(|(last, _)| last.last_line())).collect();
    (lines, Anchors { all: vec![head], unreadable: 0 })
}

/// Expects that fault in the lines; none: they hold.
async fn check(lines: &[String], anchors: &Anchors, expected: Option<(i64, Fault)>) {
    let text = lines.join("\n");
    let found = match verify_file(text.as_bytes(), anchors).await {
        Err(CannotVerify::Broken { seq, fault }) => Some((seq, fault)),
        other => other.map(|_| None).unwrap(),
    };
    assert_eq!(found, expected, "{text}");
}

#[tokio::test]
async fn a_file_holds_like_its_journal_and_what_was_done_to_it_is_named() {
    for db in fresh().await {
        let (whole, anchors) = lines(&db).await;
        check(&whole, &anchors, None).await;
        for index in 0..9 {
            let seq = i64::try_from(index).unwrap() + 1;
            let mut edited = whole.clone();
            edited[index] = edited[index].replace("Stafford", "Stoke");
            check(&edited, &anchors, Some((seq, Fault::Changed))).await;
            let mut gone = whole.clone();
            gone.remove(index);
            let fault = if seq == 9 { Fault::CutOff } else { Fault::Missing };
            check(&gone, &anchors, Some((seq, fault))).await;
            check(&whole[..index], &Anchors::default(), Some((seq, Fault::CutOff))).await;
            let mut torn = whole.clone();
            torn[index].truncate(50);
            check(&torn, &anchors, Some((seq, Fault::Unreadable))).await;
        }
        let mut longer = whole.clone();
        longer.push(whole[8].clone());
        check(&longer, &anchors, Some((9, Fault::Added))).await;
    }
}

#[tokio::test]
async fn records_that_somebody_has_open_are_looked_at_without_touching_them() {
    for db in fresh().await {
        lines(&db).await;
        let mut reader = Db::look(db.location()).await.unwrap();
        assert_eq!(examine(&mut reader, 9).await.unwrap().entry.seq, 9);
        assert!(reader.connection().script("DELETE FROM journal_head").await.is_err());
    }
}

#[tokio::test]
async fn one_entry_is_examined_in_its_place() {
    for db in fresh().await {
        lines(&db).await;
        let mut reader = db.read().await.unwrap();
        for (seq, carries) in [(1, Some(true)), (5, Some(true)), (9, None)] {
            let examined = examine(&mut reader, seq).await.unwrap();
            assert_eq!((examined.fits, examined.carries), (true, carries), "entry {seq}");
        }
        assert!(examine(&mut reader, 10).await.is_err());
    }
}

#[tokio::test]
async fn an_edited_entry_does_not_fit_when_it_is_examined() {
    for db in fresh().await {
        lines(&db).await;
        let mut reader = db.read_what_is_written().await.unwrap();
        let guard = if db.is_sqlite() {
            "DROP TRIGGER journal_keeps_what_it_has"
        } else {
            "ALTER TABLE journal DISABLE TRIGGER ALL"
        };
        let edit = "UPDATE journal SET person = 'x' WHERE seq = 5;
                    UPDATE journal SET hash = (SELECT hash FROM journal WHERE seq = 1) WHERE seq = 7";
        reader.connection().script(&format!("{guard}; {edit}")).await.unwrap();
        for (seq, fits, carries) in [(3, true, true), (5, false, true), (6, true, false)] {
            let examined = examine(&mut reader, seq).await.unwrap();
            assert_eq!((examined.fits, examined.carries), (fits, Some(carries)), "entry {seq}");
        }
    }
}

//! A journal of 200 entries is tampered with in every way at every entry. Each time the chain and its
//! anchors have to name the entry.

use std::fmt::Write as _;

use super::{ann, fresh, now};
use crate::anchor::{Anchor, Anchors};
use crate::chain::{TEXTS, seal};
use crate::journal::Written;
use crate::journal::{CannotVerify, Fault, taken_out, weigh};
use crate::testing::{TestDb, noted};
use crate::verify::in_the_table;
use crate::{Fact, On, Reader};

const ENTRIES: i64 = 200;
/// An anchor is dropped after so many entries.
const EVERY: i64 = 50;

/// A journal of 200 entries with anchors at 50, 100, 150 and 200.
async fn journal(db: &TestDb) -> Anchors {
    let mut anchors = Anchors::default();
    for number in 1..=ENTRIES {
        let mut fact = Fact::new("plan.change", "plan", number);
        if number % 3 == 0 {
            fact = fact.about(number).before(number);
        }
        if number % 4 == 0 {
            fact = fact.after(serde_json::json!({ "version": number }));
        }
        db.note_reads(now(), &ann(), vec![fact]).await.unwrap();
        if number % EVERY == 0 {
            anchors.all.push(weigh(&mut db.read().await.unwrap(), now()).await.unwrap());
        }
    }
    anchors
}

/// Somebody with the keys to the database, whose deeds are undone after each look.
struct Burglar<'a> {
    reader: Reader,
    anchors: &'a Anchors,
    tried: u32,
}

impl Burglar<'_> {
    async fn run(&mut self, statements: &str) {
        self.reader.connection().script(statements).await.unwrap();
    }

    /// Expects that what the statements did is found, with that fault at that entry.
    async fn check(&mut self, statements: &str, seq: i64, fault: Fault) {
        self.run(&format!("BEGIN; {statements}")).await;
        let found = match in_the_table(&mut self.reader, self.anchors).await {
            Err(CannotVerify::Broken { seq, fault }) => Some((seq, fault)),
            other => panic!("{statements}: {other:?}"),
        };
        assert_eq!(found, Some((seq, fault)), "{statements}");
        self.run("ROLLBACK").await;
        self.tried += 1;
    }
}

#[tokio::test]
async fn whatever_is_done_to_whichever_entry_is_found_and_named() {
    let mut tried = 0;
    for db in fresh().await {
        let anchors = journal(&db).await;
        let reader = db.read_what_is_written().await.unwrap();
        let mut burglar = Burglar { reader, anchors: &anchors, tried: 0 };
        burglar.reader.connection().end_after_use();
        let guards = if db.is_sqlite() {
            "DROP TRIGGER journal_keeps_what_it_has; DROP TRIGGER journal_keeps_all_it_has"
        } else {
            "ALTER TABLE journal DISABLE TRIGGER ALL"
        };
        burglar.run(guards).await;
        let whole = in_the_table(&mut burglar.reader, &anchors).await.unwrap();
        assert_eq!((whole.entries, whole.anchors, whole.anchored), (200, 4, 200));
        for seq in 1..=ENTRIES {
            edit(&mut burglar, seq).await;
            take_out(&mut burglar, seq).await;
            slip_in(&mut burglar, seq).await;
            swap(&mut burglar, seq).await;
            cut_off(&mut burglar, seq).await;
        }
        write_anew(&mut burglar, &db).await;
        tried += burglar.tried;
    }
    noted("chain tamper", &format!("{tried} tamperings, {tried} found, each with its entry named"));
}

async fn edit(burglar: &mut Burglar<'_>, seq: i64) {
    for column in TEXTS {
        let edit = format!(
            "UPDATE journal SET {column} = COALESCE({column}, '') || 'x' WHERE seq = {seq}"
        );
        burglar.check(&edit, seq, Fault::Changed).await;
    }
    let other = if seq == 1 { 2 } else { seq - 1 };
    let hash = format!(
        "UPDATE journal SET hash = (SELECT hash FROM journal WHERE seq = {other}) WHERE seq = {seq}"
    );
    burglar.check(&hash, seq, Fault::Changed).await;
    let number = format!("UPDATE journal SET seq = 1000 WHERE seq = {seq}");
    let fault = if seq == ENTRIES { Fault::CutOff } else { Fault::Missing };
    burglar.check(&number, seq, fault).await;
}

async fn take_out(burglar: &mut Burglar<'_>, seq: i64) {
    let fault = if seq == ENTRIES { Fault::CutOff } else { Fault::Missing };
    let gone = format!("DELETE FROM journal WHERE seq = {seq}");
    burglar.check(&gone, seq, fault).await;
    let closed_up = format!(
        "{gone}; UPDATE journal SET seq = -seq WHERE seq > {seq};
         UPDATE journal SET seq = -seq - 1 WHERE seq < 0"
    );
    burglar.check(&closed_up, seq, fault).await;
}

async fn slip_in(burglar: &mut Burglar<'_>, seq: i64) {
    let slipped = format!(
        "UPDATE journal SET seq = -seq WHERE seq >= {seq};
         UPDATE journal SET seq = 1 - seq WHERE seq < 0;
         INSERT INTO journal (seq, hash, at, person, role, organisation, site, purpose, action,
            subject_kind, subject_id)
         SELECT {seq}, hash, at, 'burglar', role, organisation, site, purpose, action,
            subject_kind, subject_id FROM journal WHERE seq = {}",
        if seq == 1 { 2 } else { 1 }
    );
    burglar.check(&slipped, seq, Fault::Added).await;
}

async fn swap(burglar: &mut Burglar<'_>, seq: i64) {
    for other in [seq + 1, ENTRIES + 1 - seq] {
        if other <= seq || other > ENTRIES {
            continue;
        }
        let swapped = format!(
            "UPDATE journal SET seq = 1000 WHERE seq = {seq};
             UPDATE journal SET seq = {seq} WHERE seq = {other};
             UPDATE journal SET seq = {other} WHERE seq = 1000"
        );
        burglar.check(&swapped, seq, Fault::OutOfOrder).await;
    }
}

/// The end is cut off at the entry: with the head left as it was, and with a head that fits, which
/// only an anchor tells.
async fn cut_off(burglar: &mut Burglar<'_>, seq: i64) {
    let cut = format!("DELETE FROM journal WHERE seq >= {seq}");
    burglar.check(&cut, seq, Fault::CutOff).await;
    let before = seq - 1;
    let zeros = if burglar.reader.connection().dialect() == crate::dialect::Dialect::Sqlite {
        "zeroblob(32)"
    } else {
        "decode(repeat('00', 32), 'hex')"
    };
    let head = format!(
        "UPDATE journal_head SET seq = {before},
         hash = COALESCE((SELECT hash FROM journal WHERE seq = {before}), {zeros})"
    );
    burglar.check(&format!("{cut}; {head}"), seq, Fault::CutOff).await;
}

/// From an entry on all is written anew with hashes that fit, the head too: only an anchor tells.
async fn write_anew(burglar: &mut Burglar<'_>, db: &TestDb) {
    let mut reader = db.read().await.unwrap();
    let entries =
        taken_out(&mut reader, &crate::journal::Filter::default(), 0, 1000).await.unwrap();
    drop(reader);
    let entries: Vec<Written> = entries.into_iter().map(|(written, _)| written).collect();
    for from in (1..=entries.len()).step_by(7) {
        let mut hash = if from == 1 { [0; 32] } else { entries[from - 2].hash };
        let mut statements = String::new();
        for entry in &entries[from - 1..] {
            let mut texts = entry.texts.clone();
            texts[1] = Some("burglar".into());
            hash = seal(&hash, entry.seq, &texts);
            let hex = crate::chain::hex(&hash);
            let bytes = if db.is_sqlite() { format!("x'{hex}'") } else { format!("'\\x{hex}'") };
            let _ = write!(
                statements,
                "UPDATE journal SET person = 'burglar', hash = {bytes} WHERE seq = {};
                 UPDATE journal_head SET seq = {}, hash = {bytes};",
                entry.seq, entry.seq
            );
        }
        let from = i64::try_from(from).unwrap();
        let since = (from - 1) / EVERY * EVERY;
        burglar.check(&statements, since + EVERY, Fault::NotAsAnchored { since }).await;
        let none = Anchors::default();
        burglar.run(&format!("BEGIN; {statements}")).await;
        assert!(in_the_table(&mut burglar.reader, &none).await.is_ok(), "without anchors it holds");
        burglar.run("ROLLBACK").await;
    }
}

#[tokio::test]
async fn an_anchor_of_an_entry_that_is_yet_to_come_tells_of_a_cut() {
    for db in fresh().await {
        let mut anchors = journal(&db).await;
        anchors.all.push(Anchor { at: now(), seq: 201, hash: [1; 32] });
        let mut reader = db.read().await.unwrap();
        let found = in_the_table(&mut reader, &anchors).await;
        let cut = matches!(found, Err(CannotVerify::Broken { seq: 201, fault: Fault::CutOff }));
        assert!(cut, "{found:?}");
    }
}

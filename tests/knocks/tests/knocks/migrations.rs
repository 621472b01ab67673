//! A migration is killed half-way, and an old program meets a newer database.

use std::path::Path;
use std::process::Command;

use kith_knocks::figures::{knocks, tell};
use kith_knocks::ledger::Ledger;
use kith_knocks::work::{self, Order, known_steps, steps};
use kith_store::testing::{Place, SERVER};
use kith_store::{Db, StoreError, Value, sql};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::child::{PROGRAM, Working, ends_orderly, kith, work as order_to_work};

/// So many things are there before, so that a step takes its time.
const THINGS: i64 = 5_000;

/// The steps that are killed, over and over, until they get through.
const STEPS: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_is_killed_half_way_loses_no_row_on_sqlite() {
    kill_migrations("migration-killed-sqlite", async || Place::file()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_is_killed_half_way_loses_no_row_on_postgresql() {
    let Ok(server) = std::env::var(SERVER) else {
        return crate::skip("the migrations on PostgreSQL", "KITH_TEST_POSTGRES names no server");
    };
    kill_migrations("migration-killed-postgresql", async || Place::schema(server.clone()).await)
        .await;
}

/// Kills migrations, fifty at most, and looks after each what is there: all rows, and either all
/// steps or none. A migration that gets through is begun again on a new database.
async fn kill_migrations(check: &str, place: impl AsyncFn() -> Place) {
    let (mut kills, mut whole) = (0, 0);
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(1);
    while kills < knocks().min(50) {
        let home = place().await;
        fill(&home).await;
        let mut known = 1;
        while known == 1 && kills < knocks().min(50) {
            let words = ["migrate", &home.address(), &STEPS.to_string()].map(str::to_owned);
            let mut program = Working::start(&words);
            let mut ledger = Ledger::default();
            program.listen(&mut ledger, 1);
            // The work of another measures how long it goes on: there is no clock in a test.
            let rounds = dice.random_range(0..400);
            (0..rounds).for_each(|_| drop(std::fs::read_dir("/proc").map(Iterator::count)));
            kills += u64::from(program.kill(&mut ledger));
            known = look_after(&home).await;
            assert!(known == 1 || known == STEPS, "{known} of {STEPS} steps are there");
        }
        whole += usize::from(known == STEPS);
        let words = ["migrate", &home.address(), &STEPS.to_string()].map(str::to_owned);
        ends_orderly(Command::new(PROGRAM).args(words), None);
        assert_eq!(look_after(&home).await, STEPS, "run again, it gets through");
    }
    let figure = format!(
        "{kills} kills, 0 of {THINGS} rows lost, all steps or none after each ({whole} got through \
         before they were killed), run again without harm"
    );
    tell(check, &figure);
    assert!(kills > whole as u64, "no migration was killed half-way");
}

async fn fill(home: &Place) {
    let db = Db::open(home.location()).await.unwrap();
    db.migrate(&[steps(1)]).await.unwrap();
    work::write(&db, |tx| {
        Box::pin(async move {
            let rows = (0..THINGS).map(|id| vec![id.to_string().into(), "x".into()]).collect();
            tx.record(kith_store::Fact::new("knock.fill", "thing", "all"));
            tx.insert("thing", &["id", "note"], rows).await
        })
    })
    .await
    .unwrap();
    db.close().await;
}

/// Looks whether all rows are there and everything holds together, and tells how many steps are.
async fn look_after(home: &Place) -> usize {
    let db = Db::open(home.location()).await.unwrap();
    // PostgreSQL may still be at work for the one who was killed; this comes after it.
    let fact = kith_store::Fact::new("knock.survived", "knock", "1");
    work::note(&db, fact).await.unwrap();
    kith_store::journal::verify(&db).await.unwrap();
    db.check_integrity().await.unwrap();
    let mut reader = db.read().await.unwrap();
    let count = "SELECT COUNT(*) AS many FROM thing";
    let things: i64 = sql(count).one(&mut reader, |row| row.get("many")).await.unwrap();
    assert_eq!(things, THINGS);
    let known = known_steps(&mut reader).await.unwrap();
    drop(reader);
    db.close().await;
    known
}

/// The real program, on records that a newer one has made.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_program_refuses_newer_records_before_it_touches_anything() {
    let Some(program) = kith() else {
        return crate::skip("newer records", "kith is not built: cargo build --package kith");
    };
    let folder = tempfile::tempdir().unwrap();
    let run = |verb: &[&str]| {
        let data = folder.path().to_str().unwrap();
        Command::new(&program).env_clear().args(verb).args(["--data", data]).output().unwrap()
    };
    let at = folder.path().join("kith.db");
    for newer in ["geography/9999-newer", "weather/0001-newer"] {
        let _ = std::fs::remove_file(&at);
        let made = run(&["migrate"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        note_a_step(&at, newer).await;
        let before = std::fs::read(&at).unwrap();
        for verb in [&["migrate"][..], &["user", "list"]] {
            let refused = run(verb);
            let words = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert_eq!(refused.status.code(), Some(1), "{verb:?}: {words}");
            assert!(words.contains("made by a newer Kith") && words.contains(newer), "{words}");
            assert_eq!(std::fs::read(&at).unwrap(), before, "the records are untouched");
        }
    }
    tell("older-program-refuses", "2 newer schemas refused in words, not a byte changed");
}

/// Writes down a step as a newer program would.
async fn note_a_step(at: &Path, step: &str) {
    let location = kith_store::Location::Sqlite(at.to_owned());
    let db = Db::open(&location).await.unwrap();
    let (owner, name) = step.split_once('/').unwrap();
    let values: Vec<Value> = vec![owner.into(), name.into(), "x".into()];
    work::write(&db, |tx| {
        Box::pin(async move {
            tx.record(kith_store::Fact::new("knock.newer", "migration", "1"));
            tx.insert("migration", &["owner", "step", "hash"], vec![values]).await
        })
    })
    .await
    .unwrap();
    db.close().await;
}

/// A database that a program of ours has left behind is one that an older one refuses too.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_set_of_steps_is_refused_by_name() {
    let place = Place::file();
    let order = Order { run: 0, writers: 1, changes: 1, migrate_after: 1 };
    ends_orderly(Command::new(PROGRAM).args(order_to_work(&place.address(), order, "full")), None);
    let db = Db::open(place.location()).await.unwrap();
    let refused = db.migrate(&[steps(1)]).await.unwrap_err();
    assert!(matches!(&refused, StoreError::TooNew { step, .. } if step == "0002-more"));
}

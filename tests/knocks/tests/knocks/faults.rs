//! The disk fails at the n-th call, for every n, or has no room from then on. Each run ends in an
//! orderly manner, and afterwards the records hold all that was said.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use kith_knocks::disk::Disk;
use kith_knocks::figures::{knocks, tell};
use kith_knocks::ledger::Ledger;
use kith_knocks::work::Order;
use kith_store::Location;
use kith_store::testing::Place;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::child::{PROGRAM, Recorded, ends_orderly, is_there, work};
use crate::power::{Sum, cut, hear, lose_power};

/// Little work, but all kinds of it: the program is run once for each call that it makes.
const ORDER: Order = Order { run: 0, writers: 2, changes: 8, migrate_after: 3 };

/// Each kind of call, and how it fails: once, or from then on.
const FAULTS: [(&str, &str); 8] = [
    ("pwrite64:error=EIO", ""),
    ("pwrite64:error=ENOSPC", "+"),
    ("fsync,fdatasync:error=EIO", ""),
    ("fsync,fdatasync:error=EIO", "+"),
    ("ftruncate:error=EIO", ""),
    ("ftruncate:error=ENOSPC", "+"),
    ("openat:error=EIO", ""),
    ("openat:error=EMFILE", "+"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_fails_ends_in_a_clean_error_or_in_success() {
    if !is_there(Path::new("strace")) {
        return crate::skip("failing calls", "strace is not installed");
    }
    let (mut runs, mut failures) = (0, 0);
    for (fault, from_then_on) in FAULTS {
        for number in 1..=knocks() {
            let words = format!("{fault}:when={number}{from_then_on}");
            let recorded = Recorded::run(ORDER, "full", Some(&words));
            if recorded.trace.faults == 0 {
                // There are not so many calls.
                break;
            }
            let ledger = holds_all(&recorded).await.context(words).unwrap();
            runs += 1;
            failures += ledger.failures().len();
        }
    }
    let figure = format!(
        "{runs} runs, each with a write, sync, cut or opening that fails once or from then on; \
         {failures} changes refused in words, 0 acknowledged lost, 0 corrupted"
    );
    tell("faults-at-the-nth-call", &figure);
    assert!(failures > 0);
}

/// Linux forgets what a failed sync was to keep, and the next sync goes well. Whoever goes on as if
/// nothing had been builds on what is not there.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_failed_is_not_built_upon() {
    if !is_there(Path::new("strace")) {
        return crate::skip("failing syncs", "strace is not installed");
    }
    let mut sum = Sum::default();
    for number in 1..=knocks() {
        let words = format!("fsync,fdatasync:error=EIO:when={number}");
        let recorded = Recorded::run(ORDER, "full", Some(&words));
        if recorded.trace.faults == 0 {
            break;
        }
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(number);
        let end = recorded.trace.steps.len();
        let mut cuts: Vec<usize> = (0..4).map(|_| dice.random_range(1..=end)).collect();
        cuts.sort_unstable();
        cuts.push(end);
        cut(&recorded, &cuts, &mut dice, &mut sum).await;
    }
    let figure = format!("{} cuts after a failed sync, {} acknowledged lost", sum.cuts, sum.lost);
    tell("failed-sync-then-power-loss", &figure);
    assert_eq!(sum.lost, 0);
}

/// The same over a restart: whoever sees the disk fail ends the program and starts it again, and the
/// log that it left behind looks whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_does_not_build_upon_a_sync_that_failed() {
    if !is_there(Path::new("strace")) {
        return crate::skip("failing syncs", "strace is not installed");
    }
    let mut sum = Sum::default();
    for number in 1..=knocks() {
        let fault = format!("fsync,fdatasync:error=EIO:signal=KILL:when={number}");
        let first = Recorded::run_until(ORDER, &fault);
        if first.trace.faults == 0 {
            break;
        }
        let again = first.run_again(Order { run: 1, migrate_after: 0, ..ORDER });
        let mut disk = Disk::new(first.data.parent().unwrap());
        let mut ledger = Ledger::default();
        for trace in [&first.trace, &again] {
            for step in &trace.steps {
                disk.step(trace, *step).unwrap();
                hear(trace, *step, &mut ledger);
            }
            disk.program_ended(trace);
        }
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(number);
        lose_power(&disk, &ledger, &mut dice, &mut sum).await.context(fault).unwrap();
    }
    let figure = format!("{} restarts, {} acknowledged lost", sum.cuts, sum.lost);
    tell("failed-sync-then-restart-then-power-loss", &figure);
    assert_eq!(sum.lost, 0);
}

/// A file may not grow beyond so many sectors: the write that reaches the limit is cut short, the
/// next one fails.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_cut_short_ends_in_a_clean_error() {
    // A stride that meets pages and the heads of log frames at all their sectors.
    const STRIDE: u64 = 7;
    let (mut runs, mut failures) = (0, 0);
    for number in 1..=knocks() {
        let place = Place::file();
        let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", number * STRIDE);
        let words = work(&place.address(), ORDER, "full");
        let mut command = Command::new("sh");
        let said = ends_orderly(command.args(["-c", &limit, PROGRAM]).args(words), Some(&limit));
        let mut ledger = Ledger::default();
        said.lines().for_each(|line| ledger.take(line).unwrap());
        let found = ledger.compare(place.location()).await.context(limit).unwrap();
        assert_eq!(found.lost, 0);
        runs += 1;
        if ledger.failures().is_empty() {
            break;
        }
        failures += ledger.failures().len();
    }
    let figure = format!(
        "{runs} limits on the length of a file, {failures} changes refused in words, 0 acknowledged \
         lost, 0 corrupted"
    );
    tell("short-writes", &figure);
    assert!(failures > 0);
}

/// Holds the records that a run left against what it said.
async fn holds_all(recorded: &Recorded) -> anyhow::Result<Ledger> {
    let mut ledger = Ledger::default();
    recorded.trace.steps.iter().for_each(|step| hear(&recorded.trace, *step, &mut ledger));
    let found = ledger.compare(&Location::Sqlite(recorded.data.clone())).await?;
    anyhow::ensure!(found.lost == 0, "{} lost of {}", found.lost, found.said);
    Ok(ledger)
}

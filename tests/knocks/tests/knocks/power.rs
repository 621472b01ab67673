//! The power goes in the middle of the program's work. Its calls to the operating system are written
//! down, and the disk is made again as it would be after a cut at any moment.

use std::path::Path;

use anyhow::Context;
use kith_knocks::disk::Disk;
use kith_knocks::figures::{knocks, tell};
use kith_knocks::ledger::Ledger;
use kith_knocks::trace::{Call, Step, Trace};
use kith_knocks::work::Order;
use kith_store::Location;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::child::{Recorded, is_there};

/// So many cuts are tried on each run of the program.
const CUTS_A_RUN: u64 = 50;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_said_to_be_saved_is_lost_when_the_power_goes() {
    if !is_there(Path::new("strace")) {
        return crate::skip("the power losses", "strace is not installed");
    }
    let sum = cut_often("full", knocks()).await;
    let (cuts, said, lost) = (sum.cuts, sum.said, sum.lost);
    let figure = format!(
        "{cuts} cuts, {said} acknowledged changes compared, {lost} lost, chain verified and \
         integrity ok after each"
    );
    tell("power-loss", &figure);
    assert_eq!(lost, 0);
    assert!(said > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_test_catches_a_store_that_does_not_wait_for_the_disk() {
    if !is_there(Path::new("strace")) {
        return crate::skip("the power losses", "strace is not installed");
    }
    // One loss is enough.
    let sum = cut_often("normal", (knocks() / 10).max(10)).await;
    let figure = format!("{} cuts, {} acknowledged changes lost", sum.cuts, sum.lost);
    tell("power-loss-normal-is-caught", &figure);
    assert!(sum.lost > 0, "synchronous=NORMAL loses nothing here, so this test proves nothing");
}

/// What came of all cuts.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) cuts: u64,
    pub(crate) said: usize,
    pub(crate) lost: usize,
}

async fn cut_often(care: &str, cuts: u64) -> Sum {
    let mut sum = Sum::default();
    let mut run = 0;
    while sum.cuts < cuts {
        let order = Order { run, writers: 8, changes: 120, migrate_after: 30 };
        let recorded = Recorded::run(order, care, None);
        let trace = &recorded.trace;
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(run);
        let many = CUTS_A_RUN.min(cuts - sum.cuts);
        let mut cuts: Vec<usize> =
            (0..many).map(|_| dice.random_range(1..=trace.steps.len())).collect();
        cuts.sort_unstable();
        cut(&recorded, &cuts, &mut dice, &mut sum).await;
        run += 1;
    }
    sum
}

/// Cuts the power at these steps, the earliest first, and compares.
pub(crate) async fn cut(
    recorded: &Recorded,
    cuts: &[usize],
    dice: &mut Xoshiro256PlusPlus,
    sum: &mut Sum,
) {
    let trace = &recorded.trace;
    let mut disk = Disk::new(recorded.data.parent().unwrap());
    let mut ledger = Ledger::default();
    let mut done = 0;
    for cut in cuts {
        for step in &trace.steps[done..*cut] {
            disk.step(trace, *step).unwrap();
            hear(trace, *step, &mut ledger);
        }
        done = *cut;
        let lost = lose_power(&disk, &ledger, dice, sum).await;
        lost.with_context(|| format!("cut {cut}")).unwrap();
    }
}

/// Loses power now, and compares what is on the disk then with what was said.
pub(crate) async fn lose_power(
    disk: &Disk,
    ledger: &Ledger,
    dice: &mut Xoshiro256PlusPlus,
    sum: &mut Sum,
) -> anyhow::Result<()> {
    let into = tempfile::tempdir()?;
    disk.lose_power(into.path(), dice)?;
    let found = ledger.compare(&Location::Sqlite(into.path().join("kith.db"))).await?;
    sum.cuts += 1;
    sum.said += found.said;
    sum.lost += found.lost;
    Ok(())
}

/// A line counts as said as soon as the program begins to say it.
pub(crate) fn hear(trace: &Trace, step: Step, ledger: &mut Ledger) {
    if let Step::Begins(number) = step
        && let Call::Said { text } = &trace.calls[number]
    {
        text.lines().for_each(|line| ledger.take(line).unwrap());
    }
}

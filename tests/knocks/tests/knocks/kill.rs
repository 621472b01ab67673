//! The program is killed in the middle of its work, again and again.

use kith_knocks::figures::{knocks, tell};
use kith_knocks::ledger::Ledger;
use kith_knocks::work::Order;
use kith_store::testing::{Place, SERVER};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::child::{Working, work};

/// So many kills each database gets: its journal is read to its beginning after each.
const KILLS_A_DATABASE: u64 = 20;

const WRITERS: u64 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_said_to_be_saved_is_lost_when_the_program_is_killed_on_sqlite() {
    let mut sum = Sum::default();
    for first in (0..knocks()).step_by(20) {
        let place = Place::file();
        kill_often(&place, first..knocks().min(first + KILLS_A_DATABASE), &mut sum).await;
    }
    sum.tell("kill-9-sqlite");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_said_to_be_saved_is_lost_when_the_program_is_killed_on_postgresql() {
    let Ok(server) = std::env::var(SERVER) else {
        return crate::skip("the kills on PostgreSQL", "KITH_TEST_POSTGRES names no server");
    };
    let mut sum = Sum::default();
    for first in (0..knocks()).step_by(20) {
        let place = Place::schema(server.clone()).await;
        kill_often(&place, first..knocks().min(first + KILLS_A_DATABASE), &mut sum).await;
    }
    sum.tell("kill-9-postgresql");
}

/// What came of all kills.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) kills: u64,
    pub(crate) at_work: u64,
    pub(crate) said: usize,
    pub(crate) lost: usize,
}

impl Sum {
    pub(crate) fn tell(&self, check: &str) {
        let Self { kills, at_work, said, lost } = self;
        let figure = format!(
            "{kills} kills, {at_work} of them at work, {said} changes acknowledged, {lost} lost, \
             chain verified and integrity ok after each"
        );
        tell(check, &figure);
        assert_eq!(*lost, 0);
        assert!(*at_work * 2 > *kills, "most kills came too late to hurt");
        assert!(*said > 0);
    }
}

async fn kill_often(place: &Place, runs: std::ops::Range<u64>, sum: &mut Sum) {
    let mut ledger = Ledger::default();
    for run in runs {
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(run);
        let migrate_after = dice.random_range(0..12);
        let order = Order { run, writers: WRITERS, changes: 100_000, migrate_after };
        let mut program = Working::start(&work(&place.address(), order, "full"));
        program.listen(&mut ledger, dice.random_range(0..150));
        sum.at_work += u64::from(program.kill(&mut ledger));
        sum.kills += 1;
        let found = ledger.compare(place.location()).await.unwrap();
        sum.lost += found.lost;
        assert!(ledger.complaints().is_empty(), "run {run}: {:?}", ledger.complaints());
    }
    let found = ledger.compare(place.location()).await.unwrap();
    sum.said += found.said;
}

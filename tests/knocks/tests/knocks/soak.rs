//! Long work: does the program grow?

use kith_knocks::figures::{knocks, tell};
use kith_knocks::ledger::Ledger;
use kith_knocks::work::Order;
use kith_store::testing::Place;
use kith_store::{Db, journal};

use crate::child::{Working, work};

/// From so many knocks on the work is long: about an hour of it.
const LONG: u64 = 1_000;

/// The largest growth that a full cache explains.
const MOST_KIB: u64 = 16 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_works_for_long_does_not_grow() {
    let changes = if knocks() >= LONG { 300_000 } else { 600 };
    let place = Place::file();
    let order = Order { run: 0, writers: 8, changes, migrate_after: 0 };
    let mut program = Working::start(&work(&place.address(), order, "full"));
    let mut said = 0;
    let mut sizes = Vec::new();
    loop {
        let mut ledger = Ledger::default();
        let is_there = program.listen(&mut ledger, changes / 10);
        assert!(ledger.complaints().is_empty(), "{:?}", ledger.complaints());
        said += ledger.said();
        if !is_there {
            break;
        }
        sizes.extend(program.resident_kib());
    }
    let db = Db::open(place.location()).await.unwrap();
    let verified = journal::verify(&db).await.unwrap();
    db.check_integrity().await.unwrap();
    assert!(verified.entries >= said as u64, "{} of {said} are there", verified.entries);
    // Caches fill in the first quarter.
    let (early, late) = (sizes[sizes.len() / 4], sizes[sizes.len() - 1]);
    let growth = late.saturating_sub(early);
    tell(
        "soak",
        &format!("{said} changes, resident memory {early} KiB early, {late} KiB late, 0 lost"),
    );
    assert!(growth < MOST_KIB, "it grew by {growth} KiB: {sizes:?}");
}

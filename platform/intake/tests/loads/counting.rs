//! Which loads count, from when to when.

use kith_intake::load::{Arrived, LoadState};
use kith_store::StoreError;

use crate::trial::{PART, Trial, WHOLE, on_each_backend};

const APRIL: &str = "whole | amount
                     ann   | 1
                     ben   | 2";
const MAY: &str = "whole | amount
                   ben   | 3
                   cem   | 4";

#[tokio::test]
async fn a_load_counts_only_after_somebody_accepted_it() {
    on_each_backend(async |trial| {
        let load = trial.bring_new(APRIL).await;
        assert_eq!((load.state, load.read.rows.of("trial_whole")), (LoadState::ToReview, 2));
        assert_eq!(trial.counts(&WHOLE).await, "");
        let accepted = trial.accept(&load).await.unwrap();
        assert_eq!(trial.counts(&WHOLE).await, "ann 1, ben 2");
        let stands = trial.look(load.id).await;
        assert_eq!((stands.state, stands.accepted_at), (LoadState::Accepted, Some(accepted)));
        assert_eq!(stands.person, "ann");
    })
    .await;
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    on_each_backend(async |trial| {
        let (first, _) = trial.load(APRIL).await;
        let entries = entries(trial).await;
        match trial.bring(APRIL).await.unwrap() {
            Arrived::AlreadyHere(load) => assert_eq!(load.id, first.id),
            Arrived::ToReview(load) => panic!("{} was taken in again", load.id),
        }
        assert_eq!(trial.only_load().await.id, first.id);
        assert_eq!(self::entries(trial).await, entries);
    })
    .await;
}

/// How long the journal is.
async fn entries(trial: &Trial) -> u64 {
    kith_store::journal::verify(&trial.db).await.unwrap().entries
}

#[tokio::test]
async fn of_a_whole_feed_the_newest_load_is_all_there_is() {
    on_each_backend(async |trial| {
        trial.load(APRIL).await;
        trial.load(MAY).await;
        assert_eq!(trial.counts(&WHOLE).await, "ben 3, cem 4");
    })
    .await;
}

#[tokio::test]
async fn loads_of_a_part_feed_add_up_and_the_newer_row_counts() {
    on_each_backend(async |trial| {
        trial.load(&APRIL.replace("whole", "part")).await;
        trial.load(&MAY.replace("whole", "part")).await;
        assert_eq!(trial.counts(&PART).await, "ann 1, ben 3, cem 4");
        assert_eq!(trial.counts(&WHOLE).await, "");
    })
    .await;
}

#[tokio::test]
async fn what_is_rolled_back_gives_way_to_the_earlier_load_and_stays_known_for_its_time() {
    on_each_backend(async |trial| {
        let (_, april) = trial.load(APRIL).await;
        let before_may = trial.now();
        let (load, may) = trial.load(MAY).await;
        let between = trial.now();
        let back = trial.roll_back(&load).await;
        assert_eq!(trial.counts(&WHOLE).await, "ann 1, ben 2");
        assert_eq!(trial.look(load.id).await.withdrawn_at, Some(back));
        for (known, rows) in [
            (april - jiff::SignedDuration::from_secs(1), ""),
            (april, "ann 1, ben 2"),
            (before_may, "ann 1, ben 2"),
            (may, "ben 3, cem 4"),
            (between, "ben 3, cem 4"),
            (back, "ann 1, ben 2"),
        ] {
            assert_eq!(trial.counted(&WHOLE, "2026-11-21", known).await, rows, "at {known}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_counts_from_the_day_of_which_it_speaks() {
    on_each_backend(async |trial| {
        trial.load("whole | amount | from\nann | 2 | 2026-05-01").await;
        let (_, known) = trial.load("whole | amount | from\nann | 1 | 2026-04-01").await;
        assert_eq!(trial.counts(&WHOLE).await, "ann 2");
        for (day, rows) in [("2026-03-31", ""), ("2026-04-01", "ann 1"), ("2026-05-01", "ann 2")] {
            assert_eq!(trial.counted(&WHOLE, day, known).await, rows, "on {day}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_that_was_rolled_back_can_be_brought_again() {
    on_each_backend(async |trial| {
        let (first, _) = trial.load(APRIL).await;
        trial.roll_back(&first).await;
        let (second, _) = trial.load(APRIL).await;
        assert_ne!(first.id, second.id);
        assert_eq!(trial.counts(&WHOLE).await, "ann 1, ben 2");
    })
    .await;
}

#[tokio::test]
async fn a_file_whose_place_another_took_can_be_brought_again() {
    on_each_backend(async |trial| {
        trial.load(APRIL).await;
        trial.load(MAY).await;
        trial.load(APRIL).await;
        assert_eq!(trial.counts(&WHOLE).await, "ann 1, ben 2");
        assert!(matches!(trial.bring(APRIL).await, Ok(Arrived::AlreadyHere(_))));
    })
    .await;
}

#[tokio::test]
async fn of_two_people_who_accept_at_once_the_second_is_told() {
    on_each_backend(async |trial| {
        let load = trial.bring_new(APRIL).await;
        let outcomes = tokio::join!(trial.accept(&load), trial.accept(&load));
        let (Ok(first), Err(second)) = outcomes else { panic!("{outcomes:?}") };
        assert!(matches!(second, StoreError::Stale { what: "load", .. }), "{second:?}");
        assert_eq!(trial.look(load.id).await.accepted_at, Some(first));
    })
    .await;
}

#[tokio::test]
async fn each_step_is_open_only_to_loads_that_stand_before_it() {
    on_each_backend(async |trial| {
        let (accepted, _) = trial.load(APRIL).await;
        let stale = |outcome: Result<(), StoreError>| {
            assert!(matches!(outcome, Err(StoreError::Stale { .. })), "{outcome:?}");
        };
        stale(trial.discard(&trial.look(accepted.id).await).await);
        assert_eq!(trial.counts(&WHOLE).await, "ann 1, ben 2");
        trial.roll_back(&accepted).await;
        stale(trial.discard(&trial.look(accepted.id).await).await);
        stale(trial.accept(&accepted).await.map(drop));
        let discarded = trial.bring_new(MAY).await;
        trial.discard(&discarded).await.unwrap();
        stale(trial.accept(&discarded).await.map(drop));
        stale(trial.discard(&discarded).await);
    })
    .await;
}

//! Loads that end before their time.

use std::fmt::Write;
use std::pin::pin;

use kith_intake::load::{self, Arrived, CannotArrive, LoadState};
use kith_store::StoreError;
use tokio::sync::Notify;

use crate::trial::{Trial, WHOLE, on_each_backend};

/// More rows than are written at once.
const MANY: i64 = 40_000;

fn many_rows() -> String {
    let mut text = "whole | amount".to_owned();
    for row in 0..MANY {
        write!(text, "\nn{row:05} | {row}").unwrap();
    }
    text
}

/// Waits until all that was handed to the database is done: changes are made one after the other.
async fn settle(trial: &Trial) {
    let nothing = kith_store::Fact::new("trial.wait", "trial", 0);
    let author = crate::trial::author();
    trial.db.note_reads(trial.now(), &author, vec![nothing]).await.unwrap();
}

#[tokio::test]
async fn a_load_that_is_cut_off_does_not_count_and_its_file_can_be_brought_again() {
    on_each_backend(async |trial| {
        let text = many_rows();
        let begun = Notify::new();
        let went_on = |_| begun.notify_one();
        tokio::select! {
            biased;
            outcome = trial.bring_telling(&text, &went_on) => panic!("{outcome:?}"),
            () = begun.notified() => {}
        }
        settle(trial).await;
        let left = trial.only_load().await;
        assert_eq!(left.state, LoadState::Arriving);
        assert!(!trial.rows(&WHOLE, left.id).await.is_empty());
        assert_eq!(trial.counts(&WHOLE).await, "");
        let accepted = trial.accept(&left).await;
        assert!(matches!(accepted, Err(StoreError::Stale { .. })), "{accepted:?}");

        let (load, _) = trial.load(&text).await;
        assert_eq!(trial.rows(&WHOLE, load.id).await.len(), 40_000);
        assert_eq!(trial.rows(&WHOLE, left.id).await, []);
        assert_eq!(trial.look(left.id).await.state, LoadState::Discarded);
    })
    .await;
}

#[tokio::test]
async fn a_load_that_is_discarded_while_it_arrives_leaves_no_rows() {
    on_each_backend(async |trial| {
        let text = many_rows();
        let begun = Notify::new();
        let went_on = |_| begun.notify_one();
        let mut arriving = pin!(trial.bring_telling(&text, &went_on));
        tokio::select! {
            biased;
            outcome = &mut arriving => panic!("{outcome:?}"),
            () = begun.notified() => {}
        }
        let load = trial.only_load().await;
        trial.discard(&load).await.unwrap();
        let outcome = arriving.await;
        let Err(CannotArrive::NotSaved(StoreError::Stale { .. })) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(trial.rows(&WHOLE, load.id).await, []);
        assert_eq!(trial.look(load.id).await.state, LoadState::Discarded);
    })
    .await;
}

#[tokio::test]
async fn a_reader_that_panics_leaves_no_rows_and_its_file_can_be_brought_again() {
    on_each_backend(async |trial| {
        for _ in 0..2 {
            let outcome = trial.bring("whole | amount\nann | 1\nPANIC | 1").await;
            assert!(matches!(outcome, Err(CannotArrive::NotSaved(_))), "{outcome:?}");
        }
        let mut reader = trial.db.read().await.unwrap();
        let loads = load::newest(&mut reader, 0, 9).await.unwrap();
        drop(reader);
        assert_eq!(loads.len(), 2);
        for load in loads {
            assert_eq!(load.state, LoadState::Discarded);
            assert_eq!(trial.rows(&WHOLE, load.id).await, []);
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_that_nobody_looked_at_takes_the_place_of_its_earlier_arrival() {
    on_each_backend(async |trial| {
        let first = trial.bring_new("whole | amount\nann | 1").await;
        let second = trial.bring_new("whole | amount\nann | 1").await;
        assert_eq!(trial.look(first.id).await.state, LoadState::Discarded);
        assert_eq!(trial.rows(&WHOLE, first.id).await, []);
        let mut reader = trial.db.read().await.unwrap();
        assert_eq!(load::waiting(&mut reader).await.unwrap(), 1);
        drop(reader);
        trial.accept(&second).await.unwrap();
        assert!(matches!(
            trial.bring("whole | amount\nann | 1").await,
            Ok(Arrived::AlreadyHere(_))
        ));
    })
    .await;
}

#[tokio::test]
async fn of_files_brought_together_one_that_is_refused_does_not_stop_the_others() {
    on_each_backend(async |trial| {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("a.csv", "whole | amount\nann | 1"),
            ("b.csv", "weight | height\n1 | 2"),
            ("c.csv", "part | amount\nben | 2"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let opened = kith_intake::open(folder.path()).unwrap();
        let watch =
            load::Watch { new_id: &|| kith_terms::Id::new(1, rows_id()), went_on: &|_, _| () };
        let author = crate::trial::author();
        let feeds = [&WHOLE, &crate::trial::PART];
        let who = (trial.now(), &author);
        let taken = load::take_in(trial.stores(), who, &feeds, opened, &watch).await.unwrap();
        let told: Vec<(&str, bool)> =
            taken.iter().map(|one| (one.name.as_str(), one.outcome.is_ok())).collect();
        assert_eq!(told, [("a.csv", true), ("b.csv", false), ("c.csv", true)]);
    })
    .await;
}

/// Another number each time.
fn rows_id() -> u128 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    u128::from(NEXT.fetch_add(1, Ordering::Relaxed))
}

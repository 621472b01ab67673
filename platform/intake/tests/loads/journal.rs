//! What the journal tells of a load.

use kith_intake::load::Load;
use kith_store::journal;

use crate::trial::{Trial, on_each_backend};

/// The facts about a load, the oldest first, with the states between which it moved.
async fn facts(trial: &Trial, load: &Load) -> Vec<String> {
    let mut reader = trial.db.read().await.unwrap();
    let entries = journal::since(&mut reader, 0, 1_000).await.unwrap();
    entries
        .into_iter()
        .filter(|entry| entry.subject.id == load.id.to_string())
        .map(|entry| {
            assert_eq!(
                (entry.author.person.as_str(), entry.subject.kind.as_str()),
                ("ann", "load")
            );
            match entry.before {
                Some(before) => format!("{} {before} {}", entry.action, entry.after.unwrap()),
                None => entry.action,
            }
        })
        .collect()
}

#[tokio::test]
async fn the_journal_holds_a_fact_for_each_step_and_verifies() {
    on_each_backend(async |trial| {
        let (counted, _) = trial.load("whole | amount\nann | 1").await;
        trial.roll_back(&counted).await;
        let unwanted = trial.bring_new("whole | amount\nann | 2").await;
        trial.discard(&unwanted).await.unwrap();
        assert_eq!(
            facts(trial, &counted).await,
            [
                "load.arrive",
                "load.rows",
                "load.arrived",
                "load.state \"to_review\" \"accepted\"",
                "load.state \"accepted\" \"rolled_back\"",
            ]
        );
        assert_eq!(
            facts(trial, &unwanted).await,
            [
                "load.arrive",
                "load.rows",
                "load.arrived",
                "load.state \"to_review\" \"discarded\"",
                "load.remove_rows",
            ]
        );
        assert_eq!(journal::verify(&trial.db).await.unwrap().entries, 10);
    })
    .await;
}

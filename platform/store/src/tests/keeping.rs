//! Records are backed up and brought back, written out and read in, on both databases.

mod backups;
mod beside;
mod exports;
mod restores;

use jiff::Timestamp;
use tempfile::TempDir;

use super::{STEPS, ann, make_plan, now};
use crate::journal::Anchors;
use crate::keeping::restore::{Order, Present};
use crate::keeping::{Cut, Journal, Sum};
use crate::testing::{Place, each_empty_place};
use crate::{Db, Fact, Location, MigrationSet, Value};

const SETS: &[MigrationSet] = &[STEPS];

/// Records at that place, with plans of every kind of value in them.
async fn records_at(location: &Location) -> Db {
    let db = Db::open(location).await.unwrap();
    db.migrate(SETS).await.unwrap();
    for number in 0..30 {
        make_plan(&db, format!("plan-{number}")).await.unwrap();
    }
    db.write(now(), &ann(), |tx| {
        Box::pin(async move {
            let strange = [
                ("tab\tline\nquote\"comma,", "letters that formats trip over"),
                ("Ærøskøbing – ‘quotes’ 🜨", "letters beyond ASCII"),
                ("", "an empty text is not nothing"),
            ];
            let rows = strange.iter().zip([0.1 + 0.2, -0.0, 5e-324]).enumerate().map(
                |(number, ((id, title), share))| -> Vec<Value> {
                    let bytes = vec![0, 255, u8::try_from(number).unwrap()];
                    vec![(*id).into(), (*title).into(), i64::MIN.into(), share.into(), bytes.into()]
                },
            );
            tx.insert("plan", &["id", "title", "version", "share", "shape"], rows.collect())
                .await?;
            tx.record(Fact::new("plan.fill", "plan", "all"));
            Ok(())
        })
    })
    .await
    .unwrap();
    db
}

/// What stands in all tables, as hashes, and how far the journal has come.
async fn state_of(location: &Location) -> (Vec<Sum>, Journal) {
    let mut cut = Cut::of(location).await.unwrap();
    let state = (cut.sums().await.unwrap(), cut.journal().await.unwrap());
    cut.close().await;
    state
}

fn later() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn order(into: &Location, present: Present) -> Order<'_> {
    static BOB: std::sync::LazyLock<crate::Author> =
        std::sync::LazyLock::new(|| crate::Author::system("command line"));
    static NONE: Anchors = Anchors { all: Vec::new(), unreadable: 0 };
    Order { into, beside: None, sets: SETS, present, anchors: &NONE, at: later(), author: &BOB }
}

fn folder() -> TempDir {
    TempDir::new().unwrap()
}

/// Two places of the same kind, once for each backend.
async fn pairs() -> Vec<(Place, Place)> {
    each_empty_place().await.into_iter().zip(each_empty_place().await).collect()
}

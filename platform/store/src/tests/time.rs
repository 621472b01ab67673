//! The question "as at date D, as known on date K", on the boundary of a neighbourhood team.

use jiff::Timestamp;
use jiff::civil::date;

use super::{STEPS, ann, fresh};
use crate::{AsOf, Db, Fact, Migration, MigrationSet, StoreError, Value, sql};

const TEAMS: MigrationSet = MigrationSet {
    owner: "teams",
    steps: &[Migration {
        name: "0001-team",
        sql: "CREATE TABLE team (
            id TEXT NOT NULL, name TEXT NOT NULL,
            valid_from TEXT NOT NULL, valid_to TEXT,
            recorded_at TEXT NOT NULL, superseded_at TEXT);",
    }],
};

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The team is Leek from 1 April. On 20 June it becomes known that it has been Moorlands since
/// 1 June: the old row is superseded, and two rows say what is now known.
async fn tell(db: &Db) -> Result<(), StoreError> {
    record(db, "2026-03-15T09:00:00Z", &[("Leek", "2026-04-01", None)]).await?;
    let corrected = [("Leek", "2026-04-01", Some("2026-06-01")), ("Moorlands", "2026-06-01", None)];
    record(db, "2026-06-20T09:00:00Z", &corrected).await
}

async fn record(
    db: &Db,
    known: &str,
    rows: &[(&str, &str, Option<&str>)],
) -> Result<(), StoreError> {
    let rows: Vec<Vec<Value>> = rows
        .iter()
        .map(|(name, from, to)| {
            let known = moment(known).into();
            vec!["t1".into(), (*name).into(), (*from).into(), (*to).into(), known]
        })
        .collect();
    db.write(moment(known), &ann(), move |tx| {
        Box::pin(async move {
            tx.record(Fact::new("team.correct", "team", "t1"));
            sql("UPDATE team SET superseded_at = $1 WHERE id = $2 AND superseded_at IS NULL")
                .bind(tx.at())
                .bind("t1")
                .run(tx)
                .await?;
            tx.insert("team", &["id", "name", "valid_from", "valid_to", "recorded_at"], rows).await
        })
    })
    .await
    .map(drop)
}

async fn name(db: &Db, as_of: AsOf) -> Option<String> {
    let text = format!("SELECT name FROM team t WHERE {} AND t.id = $3", AsOf::condition("t", 1));
    let mut reader = db.read().await.unwrap();
    let query = sql(text).bind_as_of(as_of).bind("t1");
    let names = query.all(&mut reader, |row| row.get("name")).await.unwrap();
    assert!(names.len() < 2, "one day, one name: {names:?}");
    names.into_iter().next()
}

#[tokio::test]
async fn a_team_is_shown_as_at_a_day_and_as_known_at_a_moment() {
    let (may, june) = (date(2026, 5, 10), date(2026, 6, 10));
    let questions = [
        (may, "2026-03-01T00:00:00Z", None),
        (date(2026, 3, 31), "2026-07-01T00:00:00Z", None),
        (may, "2026-06-19T00:00:00Z", Some("Leek")),
        (june, "2026-06-19T00:00:00Z", Some("Leek")),
        (may, "2026-07-01T00:00:00Z", Some("Leek")),
        (june, "2026-07-01T00:00:00Z", Some("Moorlands")),
        // The days and moments of the change itself belong to what comes after.
        (date(2026, 6, 1), "2026-06-20T09:00:00Z", Some("Moorlands")),
        (date(2026, 6, 1), "2026-06-20T08:59:59.999999Z", Some("Leek")),
        (date(2026, 4, 1), "2026-03-15T09:00:00Z", Some("Leek")),
    ];
    for db in fresh().await {
        db.migrate(&[STEPS, TEAMS]).await.unwrap();
        tell(&db).await.unwrap();
        for (at, known, expected) in questions {
            let found = name(&db, AsOf { at, known: moment(known) }).await;
            assert_eq!(found.as_deref(), expected, "as at {at}, as known on {known}");
        }
    }
}

//! What the store promises, tried on both databases.

mod bulk;
mod claims;
mod every_entry;
mod exported;
mod health;
mod journal;
mod keeping;
mod migrations;
mod queries;
mod tampering;
mod time;
mod writing;

use jiff::Timestamp;

use crate::testing::{TestDb, each_backend};
use crate::{Author, Fact, Migration, MigrationSet, StoreError, sql};

const STEPS: MigrationSet = MigrationSet {
    owner: "plans",
    steps: &[Migration {
        name: "0001-plan",
        sql: "CREATE TABLE plan (id TEXT PRIMARY KEY, title TEXT NOT NULL, version BIGINT NOT NULL,
              share DOUBLE PRECISION, shape BYTES);",
    }],
};

/// 2026-11-21T20:05:20.123456789Z, with digits below the microsecond.
fn now() -> Timestamp {
    Timestamp::new(1_795_291_520, 123_456_789).unwrap()
}

fn ann() -> Author {
    Author {
        person: "01J9ANN".into(),
        role: "planner".into(),
        organisation: "QNC".into(),
        site: "Stafford".into(),
        purpose: "planning".into(),
        claim: None,
    }
}

async fn fresh() -> Vec<TestDb> {
    each_backend(&[STEPS]).await
}

/// Makes a plan and says so in the journal.
async fn make_plan(db: &crate::Db, id: String) -> Result<(), StoreError> {
    db.write(now(), &ann(), move |tx| {
        Box::pin(async move {
            sql("INSERT INTO plan (id, title, version) VALUES ($1, $2, 1)")
                .bind(id.as_str())
                .bind("first draft")
                .run(tx)
                .await?;
            let after = serde_json::json!({ "title": "first draft" });
            tx.record(Fact::new("plan.make", "plan", id).after(after));
            Ok(())
        })
    })
    .await
}

async fn count_of(db: &crate::Db, table: &str) -> i64 {
    let mut reader = db.read().await.unwrap();
    sql(format!("SELECT COUNT(*) AS many FROM {table}"))
        .one(&mut reader, |row| row.get("many"))
        .await
        .unwrap()
}

//! Changes that are to be made once only.

use std::sync::Arc;

use futures_util::future::join_all;

use super::{ann, count_of, now};
use crate::testing::each_backend;
use crate::{Author, Claim, Db, Fact, Migration, MigrationSet, StoreError, sql};

const STEPS: MigrationSet = MigrationSet {
    owner: "once",
    steps: &[Migration {
        name: "0001-once",
        sql: "CREATE TABLE done (what TEXT NOT NULL);
              CREATE TABLE once (key TEXT NOT NULL PRIMARY KEY, attempt TEXT NOT NULL,
                  content TEXT NOT NULL, at TEXT NOT NULL);",
    }],
};

fn claiming(key: &str, attempt: &str) -> Author {
    let claim = Claim {
        table: "once",
        key: key.to_owned(),
        attempt: attempt.to_owned(),
        content: "digest".to_owned(),
    };
    Author { claim: Some(Arc::new(claim)), ..ann() }
}

async fn change(db: &Db, author: &Author, good: bool) -> Result<(), StoreError> {
    db.write(now(), author, move |tx| {
        Box::pin(async move {
            sql("INSERT INTO done (what) VALUES ('it')").run(tx).await?;
            if good {
                tx.record(Fact::new("thing.do", "thing", "it"));
            }
            Ok(())
        })
    })
    .await
}

#[tokio::test]
async fn of_many_who_lay_one_claim_at_once_one_makes_its_change() {
    for db in each_backend(&[STEPS]).await {
        let tries = (0..300).map(|number| {
            let (db, author) = (db.db(), claiming("k", &number.to_string()));
            async move { change(&db, &author, true).await }
        });
        let ends = join_all(tries).await;
        assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1);
        let told = |end: &&Result<(), StoreError>| matches!(end, Err(StoreError::DoneBefore));
        assert_eq!(ends.iter().filter(told).count(), 299);
        assert_eq!((count_of(&db, "done").await, count_of(&db, "journal").await), (1, 1));
    }
}

#[tokio::test]
async fn a_change_that_fails_leaves_its_claim_to_be_laid_again() {
    for db in each_backend(&[STEPS]).await {
        let failed = change(&db, &claiming("k", "1"), false).await;
        assert!(matches!(failed, Err(StoreError::NoFact)));
        assert_eq!(count_of(&db, "once").await, 0);
        assert!(change(&db, &claiming("k", "2"), true).await.is_ok());
    }
}

#[tokio::test]
async fn one_attempt_may_make_several_changes_and_other_claims_are_free() {
    for db in each_backend(&[STEPS]).await {
        for (key, attempt, good) in
            [("k", "1", true), ("k", "1", true), ("k", "2", false), ("l", "2", true)]
        {
            assert_eq!(
                change(&db, &claiming(key, attempt), true).await.is_ok(),
                good,
                "{key} {attempt}"
            );
        }
        assert_eq!(count_of(&db, "done").await, 3);
    }
}

use futures_util::future::join_all;

use super::{STEPS, ann, count_of, fresh, make_plan, now};
use crate::journal::verify;
use crate::testing::a_file;
use crate::{Db, Fact, Location, StoreError, sql};

#[tokio::test]
async fn a_change_and_its_fact_are_saved_together() {
    for db in fresh().await {
        make_plan(&db, "a".into()).await.unwrap();
        assert_eq!((count_of(&db, "plan").await, count_of(&db, "journal").await), (1, 1));
        assert_eq!(verify(&db).await.unwrap().entries, 1);
    }
}

#[tokio::test]
async fn a_change_without_a_fact_is_refused_and_undone() {
    for db in fresh().await {
        let refused = db
            .write(now(), &ann(), |tx| {
                Box::pin(async {
                    sql("INSERT INTO plan (id, title, version) VALUES ('a', 'x', 1)").run(tx).await
                })
            })
            .await;
        assert!(matches!(refused, Err(StoreError::NoFact)), "{refused:?}");
        assert_eq!(count_of(&db, "plan").await, 0);
    }
}

#[tokio::test]
async fn a_change_that_fails_does_not_hurt_those_of_its_batch() {
    for db in fresh().await {
        let author = ann();
        // Handed in before the writer gets a turn, so they share one batch.
        let (one, two, again, panics, three) = tokio::join!(
            make_plan(&db, "one".into()),
            make_plan(&db, "two".into()),
            make_plan(&db, "one".into()),
            db.write::<()>(now(), &author, |_| Box::pin(async { panic!("on purpose") })),
            make_plan(&db, "three".into()),
        );
        assert!(one.is_ok() && two.is_ok() && three.is_ok());
        assert!(matches!(again, Err(StoreError::Duplicate(_))), "{again:?}");
        assert!(matches!(panics, Err(StoreError::Failed(_))));
        assert_eq!((count_of(&db, "plan").await, count_of(&db, "journal").await), (3, 3));
        assert_eq!(verify(&db).await.unwrap().entries, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_writers_make_one_unbroken_chain() {
    for db in fresh().await {
        let writers = (0..8).map(|writer| {
            let db = db.db();
            tokio::spawn(async move { many_plans(&db, &writer.to_string()).await })
        });
        for writer in join_all(writers).await {
            writer.unwrap();
        }
        assert_eq!(verify(&db).await.unwrap().entries, 240);
        assert_eq!(count_of(&db, "plan").await, 240);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_on_one_database_make_one_chain() {
    for db in fresh().await {
        let server = db.db();
        let terminal = Db::open(db.location()).await.unwrap();
        let (a, b) = (many_plans(&server, "server"), many_plans(&terminal, "terminal"));
        tokio::join!(a, b);
        assert_eq!(verify(&terminal).await.unwrap().entries, 60);
        terminal.close().await;
        assert_eq!(verify(&db).await.unwrap().entries, 60);
    }
}

async fn many_plans(db: &Db, name: &str) {
    for number in 0..30 {
        make_plan(db, format!("{name}-{number}")).await.unwrap();
    }
}

#[tokio::test]
async fn who_saves_over_a_newer_version_is_told() {
    for db in fresh().await {
        make_plan(&db, "a".into()).await.unwrap();
        assert!(rename(&db, "ann's", 1).await.is_ok());
        let refused = rename(&db, "bob's", 1).await.unwrap_err();
        assert!(matches!(&refused, StoreError::Stale { what: "plan", id } if id == "a"));
        let mut reader = db.read().await.unwrap();
        let title: String = sql("SELECT title FROM plan WHERE id = $1")
            .bind("a")
            .one(&mut reader, |row| row.get("title"))
            .await
            .unwrap();
        assert_eq!(title, "ann's");
    }
}

async fn rename(db: &Db, title: &'static str, version: i64) -> Result<(), StoreError> {
    db.write(now(), &ann(), move |tx| {
        Box::pin(async move {
            tx.record(Fact::new("plan.rename", "plan", "a").after(title));
            sql("UPDATE plan SET title = $1, version = version + 1 WHERE id = 'a' AND version = $2")
                .bind(title)
                .bind(version)
                .run_expecting_one(tx, "plan", "a")
                .await
        })
    })
    .await
}

#[tokio::test]
async fn reads_of_personal_data_are_noted_with_the_batch() {
    for db in fresh().await {
        let looked = Fact::new("record.read", "record", 7).about("01J9PAT");
        let author = ann();
        let (noted, made) = tokio::join!(
            db.note_reads(now(), &author, vec![looked.clone(), looked]),
            make_plan(&db, "a".into()),
        );
        assert!(noted.is_ok() && made.is_ok());
        assert_eq!(verify(&db).await.unwrap().entries, 3);
        db.note_reads(now(), &author, Vec::new()).await.unwrap();
        assert_eq!(count_of(&db, "journal").await, 3);
    }
}

#[tokio::test]
async fn what_was_handed_in_before_the_close_is_saved_and_later_changes_are_refused() {
    for db in fresh().await {
        let (clone, late) = (db.db(), db.db());
        let (made, ()) = tokio::join!(make_plan(&clone, "a".into()), db.db().close());
        made.unwrap();
        assert!(matches!(make_plan(&late, "b".into()).await, Err(StoreError::Closed)));
        assert!(matches!(late.read().await.err(), Some(StoreError::Closed)));
        let again = Db::open(db.location()).await.unwrap();
        assert_eq!(count_of(&again, "plan").await, 1);
    }
}

#[tokio::test]
async fn a_reader_cannot_write() {
    for db in fresh().await {
        let mut reader = db.read().await.unwrap();
        let query = sql("INSERT INTO plan (id, title, version) VALUES ('a', 'b', 1) RETURNING id");
        assert!(query.all(&mut reader, |row| row.get::<String>("id")).await.is_err());
        drop(reader);
        assert_eq!(count_of(&db, "plan").await, 0);
    }
}

#[tokio::test]
async fn a_sqlite_commit_is_on_disk_before_it_is_answered() {
    let db = a_file(&[STEPS]).await;
    db.write(now(), &ann(), |tx| {
        Box::pin(async move {
            tx.record(Fact::new("settings.look", "settings", "sqlite"));
            let full: i64 = sql("PRAGMA synchronous").one(tx, |row| row.get("synchronous")).await?;
            let mode: String =
                sql("PRAGMA journal_mode").one(tx, |row| row.get("journal_mode")).await?;
            // https://sqlite.org/pragma.html#pragma_synchronous: 2 is FULL.
            assert_eq!((full, mode.as_str()), (2, "wal"));
            Ok(())
        })
    })
    .await
    .unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_a_file_of_ours() {
    use std::os::unix::fs::PermissionsExt;
    let db = a_file(&[STEPS]).await;
    let folder = match db.location() {
        Location::Sqlite(path) => path.parent().unwrap(),
        Location::Postgres(_) => unreachable!("it is a file"),
    };
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        files += 1;
    }
    assert!(files >= 2, "the database and its log");
}

#[tokio::test]
async fn a_file_in_a_folder_that_is_missing_is_named() {
    let location: Location = "no-such-folder/kith.db".parse().unwrap();
    let error = Db::open(&location).await.err().unwrap();
    assert!(error.to_string().starts_with("no-such-folder/kith.db cannot be opened"), "{error}");
}

/// What one change of a batch does: it makes a plan, and then this.
#[derive(Debug, Clone, Copy)]
enum End {
    Well,
    SaidNothing,
    MadeItTwice,
    ChangedItsMind,
    FailedAndWentOn,
    WithManyRows,
}

async fn make_and(db: &Db, id: String, end: End) -> Result<(), StoreError> {
    let author = ann();
    db.write(now(), &author, move |tx| {
        Box::pin(async move {
            let text = "INSERT INTO plan (id, title, version) VALUES ($1, 'x', 1) RETURNING id";
            let id: String = sql(text).bind(id.as_str()).one(tx, |row| row.get("id")).await?;
            if !matches!(end, End::SaidNothing) {
                tx.record(Fact::new("plan.make", "plan", &id));
            }
            let rows = |many: i64| {
                (0..many).map(|n| vec![format!("{id}/{n}").into(), "x".into(), n.into()])
            };
            let again = || sql(text).bind(id.as_str());
            match end {
                End::Well => tx
                    .insert("plan", &["id", "title", "version"], rows(2).collect())
                    .await
                    .map(drop),
                End::WithManyRows => tx
                    .insert("plan", &["id", "title", "version"], rows(3_000).collect())
                    .await
                    .map(drop),
                End::SaidNothing => Ok(()),
                End::MadeItTwice => again().run(tx).await.map(drop),
                End::ChangedItsMind => Err(StoreError::Stale { what: "plan", id }),
                End::FailedAndWentOn => again().run(tx).await.map(drop).or(Ok(())),
            }
        })
    })
    .await
}

#[tokio::test]
async fn whatever_fails_in_a_batch_the_others_are_saved_whole_and_it_leaves_nothing() {
    use End::{ChangedItsMind, FailedAndWentOn, MadeItTwice, SaidNothing, Well, WithManyRows};
    let ends = [
        Well,
        SaidNothing,
        Well,
        Well,
        MadeItTwice,
        ChangedItsMind,
        Well,
        WithManyRows,
        Well,
        FailedAndWentOn,
        MadeItTwice,
        Well,
        WithManyRows,
        ChangedItsMind,
        Well,
    ];
    for db in fresh().await {
        let changes = ends.iter().enumerate();
        let done = join_all(changes.map(|(n, end)| make_and(&db, format!("p{n}"), *end))).await;
        for (end, outcome) in ends.iter().zip(&done) {
            assert_eq!(outcome.is_ok(), matches!(end, Well | WithManyRows), "{end:?}: {outcome:?}");
        }
        assert_eq!(count_of(&db, "plan").await, 7 * 3 + 2 * 3_001);
        assert_eq!(verify(&db).await.unwrap().entries, 9);
    }
}

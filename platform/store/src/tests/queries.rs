use jiff::Timestamp;
use jiff::civil::{Date, date};
use kith_terms::{Id, LsoaCode, OdsCode};

use super::{ann, fresh, make_plan, now};
use crate::testing::each_backend;
use crate::{Db, Fact, Migration, MigrationSet, StoreError, Value, sql};

const CELLS: MigrationSet = MigrationSet {
    owner: "cells",
    steps: &[Migration {
        name: "0001-cell",
        sql: "CREATE TABLE cell (id BIGINT PRIMARY KEY, text TEXT, whole BIGINT,
              fraction DOUBLE PRECISION, bytes BYTES);",
    }],
};

struct Plan;

#[tokio::test]
async fn every_kind_of_value_is_read_back_as_it_was_written() {
    let id: Id<Plan> = Id::new(1, 2);
    let lsoa: LsoaCode = "E01000001".parse().unwrap();
    let practice: OdsCode = "M83001".parse().unwrap();
    let day = date(2026, 11, 21);
    for db in each_backend(&[CELLS]).await {
        let texts = [id.into(), lsoa.into(), practice.clone().into(), day.into(), now().into()];
        let rows = texts.into_iter().zip(0_i64..);
        let rows: Vec<Vec<Value>> = rows.map(|(text, id)| vec![id.into(), text]).collect();
        db.write(now(), &ann(), |tx| {
            Box::pin(async move {
                tx.record(Fact::new("cell.fill", "cell", "all"));
                tx.insert("cell", &["id", "text"], rows).await?;
                sql("UPDATE cell SET whole = $1, fraction = $2, bytes = $3 WHERE id = 1")
                    .bind(i64::MIN)
                    .bind(0.1)
                    .bind(vec![0_u8, 255])
                    .run(tx)
                    .await
            })
        })
        .await
        .unwrap();
        let mut reader = db.read().await.unwrap();
        let mut cells = sql("SELECT * FROM cell ORDER BY id")
            .all(&mut reader, |row| row.get::<String>("text"))
            .await
            .unwrap();
        assert_eq!(cells.pop().unwrap(), "2026-11-21T20:05:20.123456Z");
        let row =
            "SELECT a.text AS id, b.text AS lsoa, b.whole, b.fraction, b.bytes, c.text AS ods,
             d.text AS day, e.text AS moment, e.whole AS missing
             FROM cell a, cell b, cell c, cell d, cell e
             WHERE a.id = 0 AND b.id = 1 AND c.id = 2 AND d.id = 3 AND e.id = 4";
        sql(row)
            .one(&mut reader, |row| {
                assert_eq!(row.get::<Id<Plan>>("id")?, id);
                assert_eq!(row.get::<LsoaCode>("lsoa")?, lsoa);
                assert_eq!(row.get::<OdsCode>("ods")?, practice);
                assert_eq!(row.get::<Date>("day")?, day);
                assert_eq!(
                    row.get::<Timestamp>("moment")?.as_microsecond(),
                    now().as_microsecond()
                );
                assert_eq!(row.get::<i64>("whole")?, i64::MIN);
                assert_eq!(row.get::<Value>("fraction")?, Value::Real(0.1));
                assert_eq!(row.get::<Vec<u8>>("bytes")?, [0, 255]);
                assert_eq!(row.get::<Option<bool>>("missing")?, None);
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn one_statement_takes_values_of_changing_kinds() {
    for db in each_backend(&[CELLS]).await {
        for (number, id) in [None, Some(7), None, Some(9)].into_iter().zip(0..) {
            add_cell(&db, id, number).await.unwrap();
        }
        let mut reader = db.read().await.unwrap();
        let query = sql("SELECT whole FROM cell WHERE whole > $1 OR whole IS NULL ORDER BY id");
        let found = query.bind(7_i64).all(&mut reader, |row| row.get::<Option<i64>>("whole"));
        assert_eq!(found.await.unwrap(), [None, None, Some(9)]);
    }
}

async fn add_cell(db: &Db, id: i64, number: Option<i64>) -> Result<u64, StoreError> {
    db.write(now(), &ann(), move |tx| {
        Box::pin(async move {
            tx.record(Fact::new("cell.add", "cell", id));
            let query = sql("INSERT INTO cell (id, whole) VALUES ($1, $2)");
            query.bind(id).bind(number).run(tx).await
        })
    })
    .await
}

#[tokio::test]
async fn a_cell_of_another_kind_is_named_and_so_is_a_record_that_is_missing() {
    for db in fresh().await {
        make_plan(&db, "a".into()).await.unwrap();
        let mut reader = db.read().await.unwrap();
        let query = sql("SELECT title FROM plan");
        let error = query.one(&mut reader, |row| row.get::<Date>("title")).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the column title holds text, not a date, such as 2026-11-21"
        );
        let query = sql("SELECT title FROM plan WHERE id = $1").bind("b");
        let error = query
            .one_called("plan", "b", &mut reader, |row| row.get::<String>("title"))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }));
        assert_eq!(error.to_string(), "there is no plan b");
    }
}

#[tokio::test]
async fn both_databases_order_text_by_its_bytes_and_heed_capitals() {
    for db in fresh().await {
        for id in ["b", "Ä", "B", "a", "a-c", "ab"] {
            make_plan(&db, id.to_owned()).await.unwrap();
        }
        let mut reader = db.read().await.unwrap();
        let ids = sql("SELECT id FROM plan ORDER BY id")
            .all(&mut reader, |row| row.get::<String>("id"))
            .await
            .unwrap();
        assert_eq!(ids, ["B", "a", "a-c", "ab", "b", "Ä"]);
        let ids = sql("SELECT id FROM plan WHERE id LIKE $1 ESCAPE '\\'")
            .bind("b%")
            .all(&mut reader, |row| row.get::<String>("id"))
            .await
            .unwrap();
        assert_eq!(ids, ["b"]);
    }
}

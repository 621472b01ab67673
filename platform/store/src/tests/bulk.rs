use super::{ann, count_of, fresh, now};
use crate::{Db, Fact, StoreError, Value, sql};

const COLUMNS: &[&str] = &["id", "title", "version", "share", "shape"];

/// Text that a careless writer of tab-separated lines would break.
const TROUBLE: &str = "a\tb\nc\\N\r\\.\\x41 \u{1F3E5}'\"";

fn row(number: i64) -> Vec<Value> {
    let title = if number % 2 == 0 { TROUBLE } else { "" };
    let share = (number % 3 > 0).then_some(1e-300);
    let border = (number % 5 > 0).then(|| vec![0, 10, 92, 255]);
    vec![format!("{number:06}").into(), title.into(), number.into(), share.into(), border.into()]
}

async fn load(db: &Db, rows: Vec<Vec<Value>>) -> Result<u64, StoreError> {
    db.write(now(), &ann(), |tx| {
        Box::pin(async move {
            tx.record(Fact::new("plan.load", "plan", "all"));
            tx.insert("plan", COLUMNS, rows).await
        })
    })
    .await
}

#[tokio::test]
async fn thousands_of_rows_go_in_at_once_and_come_out_unchanged() {
    for db in fresh().await {
        assert_eq!(load(&db, (0..5_003).map(row).collect()).await.unwrap(), 5_003);
        let mut reader = db.read().await.unwrap();
        let read = sql("SELECT * FROM plan ORDER BY id").all(&mut reader, |row| {
            COLUMNS.iter().map(|column| row.get(column)).collect::<Result<Vec<Value>, _>>()
        });
        assert!(read.await.unwrap().into_iter().eq((0..5_003).map(row)));
    }
}

#[tokio::test]
async fn a_load_that_fails_at_its_end_leaves_nothing() {
    for db in fresh().await {
        let error = load(&db, (0..2_000).chain(0..1).map(row).collect()).await.unwrap_err();
        assert!(matches!(error, StoreError::Duplicate(_)), "{error:?}");
        assert_eq!(count_of(&db, "plan").await, 0);
        super::make_plan(&db, "after".into()).await.unwrap();
    }
}

#[tokio::test]
async fn a_row_with_too_few_cells_and_a_text_in_a_column_of_numbers_are_refused() {
    for db in fresh().await {
        let short: Vec<Value> = vec!["a".into(), "b".into()];
        let text: Vec<Value> =
            vec!["a".into(), "b".into(), "many".into(), Value::Null, Value::Null];
        assert!(load(&db, vec![short]).await.is_err());
        assert!(load(&db, vec![text]).await.is_err());
        assert_eq!((count_of(&db, "plan").await, count_of(&db, "journal").await), (0, 0));
    }
}

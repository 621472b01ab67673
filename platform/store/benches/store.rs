//! How quick the store is, on SQLite and on the server that `KITH_TEST_POSTGRES` names:
//! `cargo bench -p kith-store --features testing`.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::error::Error;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use jiff::Timestamp;
use kith_store::testing::{TestDb, each_backend};
use kith_store::{Author, Db, Fact, Migration, MigrationSet, StoreError, Value, journal, sql};

const STEPS: MigrationSet = MigrationSet {
    owner: "speed",
    steps: &[Migration {
        name: "0001",
        sql: "CREATE TABLE registered (practice TEXT NOT NULL, lsoa TEXT NOT NULL,
              sex TEXT NOT NULL, patients BIGINT NOT NULL);
              CREATE TABLE plan (id TEXT PRIMARY KEY, title TEXT NOT NULL);",
    }],
};

/// Rows of the bulk load: as many as half of England's practice by LSOA file.
const ROWS: u32 = 500_000;

/// How long each of the other measurements takes.
const SPAN: Duration = Duration::from_secs(4);

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    for db in each_backend(&[STEPS]).await {
        println!("{}", if db.is_sqlite() { "SQLite" } else { "PostgreSQL" });
        load(&db).await?;
        for writers in [1, 8, 64] {
            write(&db, writers).await?;
        }
        let start = Instant::now();
        let verified = journal::verify(&db).await?;
        let per_second = per_second(verified.entries, start.elapsed());
        println!("  verify: {} entries, {per_second}/s", verified.entries);
    }
    Ok(())
}

async fn load(db: &TestDb) -> Result<(), StoreError> {
    let rows: Vec<Vec<Value>> = (0..ROWS)
        .map(|number| {
            let practice = format!("M{:05}", number % 6_000).into();
            vec![practice, format!("E010{number:05}").into(), "ALL".into(), number.into()]
        })
        .collect();
    let start = Instant::now();
    db.write(Timestamp::UNIX_EPOCH, &Author::system("speed"), |tx| {
        Box::pin(async move {
            tx.record(Fact::new("speed.load", "load", "1"));
            tx.insert("registered", &["practice", "lsoa", "sex", "patients"], rows).await
        })
    })
    .await?;
    let took = start.elapsed();
    println!("  load: {ROWS} rows in {took:.2?}, {}/s", per_second(u64::from(ROWS), took));
    Ok(())
}

/// Each writer changes a row, records a fact, waits until it is durable, and goes on.
async fn write(db: &TestDb, writers: u64) -> Result<(), StoreError> {
    let start = Instant::now();
    let all = try_join_all((0..writers).map(|writer| write_on(db.db(), writer, start))).await?;
    let took = start.elapsed();
    let mut waits: Vec<Duration> = all.into_iter().flatten().collect();
    waits.sort_unstable();
    let (p50, p99) = (waits[waits.len() / 2], waits[waits.len() * 99 / 100]);
    let rate = per_second(waits.len() as u64, took);
    println!("  write: {writers} at once, {rate} changes/s, p50 {p50:.2?}, p99 {p99:.2?}");
    Ok(())
}

async fn write_on(db: Db, writer: u64, start: Instant) -> Result<Vec<Duration>, StoreError> {
    let mut waits = Vec::new();
    while start.elapsed() < SPAN {
        let before = Instant::now();
        change(&db, format!("{writer}")).await?;
        waits.push(before.elapsed());
    }
    Ok(waits)
}

async fn change(db: &Db, id: String) -> Result<(), StoreError> {
    db.write(Timestamp::UNIX_EPOCH, &Author::system("speed"), |tx| {
        Box::pin(async move {
            let text = "INSERT INTO plan (id, title) VALUES ($1, $2)
                ON CONFLICT (id) DO UPDATE SET title = excluded.title";
            sql(text).bind(id.as_str()).bind("North").run(tx).await?;
            tx.record(Fact::new("plan.rename", "plan", id).before("South").after("North"));
            Ok(())
        })
    })
    .await
}

fn per_second(many: u64, took: Duration) -> u128 {
    u128::from(many) * 1_000_000 / took.as_micros().max(1)
}

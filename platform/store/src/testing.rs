//! Fresh databases for tests: a SQLite file always, and a schema of its own on the PostgreSQL server
//! that `KITH_TEST_POSTGRES` names, such as `postgres://postgres@127.0.0.1:5432/kith`. Both are gone
//! when the test is over.

use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

use crate::{Db, Location, MigrationSet};

/// The setting that names the PostgreSQL server for tests.
pub const SERVER: &str = "KITH_TEST_POSTGRES";

/// An empty database that lives as long as this value.
pub struct TestDb {
    db: Db,
    location: Location,
    _home: Home,
}

enum Home {
    Folder { _folder: TempDir },
    Schema { server: String, name: String },
}

/// An empty database on each backend there is, with `sets` applied.
pub async fn each_backend(sets: &[MigrationSet]) -> Vec<TestDb> {
    let mut places = vec![file()];
    match std::env::var(SERVER) {
        Ok(server) => places.push(schema(server).await),
        Err(_) => say_that_postgres_is_skipped(),
    }
    let mut databases = Vec::new();
    for (location, home) in places {
        let db = Db::open(&location).await.expect("a fresh database opens");
        db.migrate(sets).await.expect("the migrations suit this database");
        databases.push(TestDb { db, location, _home: home });
    }
    databases
}

/// An empty SQLite database with `sets` applied, for tests to which the backend makes no difference.
pub async fn a_file(sets: &[MigrationSet]) -> TestDb {
    let (location, home) = file();
    let db = Db::open(&location).await.expect("a fresh database opens");
    db.migrate(sets).await.expect("the migrations suit this database");
    TestDb { db, location, _home: home }
}

impl TestDb {
    /// Where it is, for a second program that opens it.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Whether it is the one on SQLite, for messages.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.location, Location::Sqlite(_))
    }

    /// A handle that can be given away.
    pub fn db(&self) -> Db {
        self.db.clone()
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let Self::Schema { server, name } = self else { return };
        let statement = format!("SET lock_timeout = '5s'; DROP SCHEMA {name} CASCADE");
        let server = server.clone();
        // On a thread of its own, because the runtime of the test may already be stopping. A schema
        // that stays behind harms nobody.
        let _ = std::thread::spawn(move || run_alone(&server, statement)).join();
    }
}

fn file() -> (Location, Home) {
    let folder = TempDir::new().expect("the temporary folder can be written");
    (Location::Sqlite(folder.path().join("kith.db")), Home::Folder { _folder: folder })
}

async fn schema(server: String) -> (Location, Home) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("kith_test_{}_{number}", std::process::id());
    let statement = format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}");
    run(&server, statement).await.expect("the server that KITH_TEST_POSTGRES names takes orders");
    let mark = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{mark}options[search_path]={name}");
    let location = url.parse().expect("KITH_TEST_POSTGRES is an address");
    (location, Home::Schema { server, name })
}

async fn run(server: &str, statement: String) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
    connection.close().await
}

fn run_alone(server: &str, statement: String) -> Result<(), sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(server, statement))
}

#[expect(clippy::print_stderr, reason = "whoever runs the tests is to know what was not tried")]
fn say_that_postgres_is_skipped() {
    eprintln!("PostgreSQL is skipped: {SERVER} does not name a server");
}

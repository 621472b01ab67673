//! Fresh databases for tests: a SQLite file always, and a schema of its own on the PostgreSQL server
//! that `KITH_TEST_POSTGRES` names, such as `postgres://postgres@127.0.0.1:5432/kith`. Both are gone
//! when the test is over.

use std::io::Write;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

use crate::pool::{Care, Pool, Use};
use crate::{Connection, Db, Location, MigrationSet, StoreError};

/// The setting that names the PostgreSQL server for tests.
pub const SERVER: &str = "KITH_TEST_POSTGRES";

/// So long the tests wait for a note in the journal. Those about a journal that cannot be written set
/// what is served with: [`crate::NOTE_PATIENCE`].
const PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);

/// An empty database that lives as long as this value.
pub struct TestDb {
    db: Db,
    place: Place,
}

/// Room for a database that nobody has opened yet, for tests that open it in another program. It
/// lives as long as this value.
pub struct Place {
    location: Location,
    _home: Home,
}

/// What writers need is held for as long as this value lives.
pub struct Held {
    _connection: Connection,
}

enum Home {
    Folder { _folder: TempDir },
    Schema { server: String, name: String },
    Database { server: String, name: String },
}

/// A place without records on each backend there is: a file that does not exist yet, and a database of
/// its own on the PostgreSQL server.
pub async fn each_empty_place() -> Vec<Place> {
    let mut places = vec![Place::file()];
    match std::env::var(SERVER) {
        Ok(server) => places.push(Place::database(server).await),
        Err(_) => say_that_postgres_is_skipped(),
    }
    places
}

/// An empty database on each backend there is, with `sets` applied.
pub async fn each_backend(sets: &[MigrationSet]) -> Vec<TestDb> {
    let mut places = vec![Place::file()];
    match std::env::var(SERVER) {
        Ok(server) => places.push(Place::schema(server).await),
        Err(_) => say_that_postgres_is_skipped(),
    }
    let mut databases = Vec::new();
    for place in places {
        databases.push(TestDb::at(place, sets).await);
    }
    databases
}

/// An empty SQLite database with `sets` applied, for tests to which the backend makes no difference.
pub async fn a_file(sets: &[MigrationSet]) -> TestDb {
    TestDb::at(Place::file(), sets).await
}

/// Opens a SQLite file as it must never be opened: with `synchronous=NORMAL`, so that a commit is
/// answered before it is on disk. A test of durability that this passes proves nothing.
pub async fn open_carelessly(at: &Location) -> Result<Db, StoreError> {
    Db::open_with(at, Care::Hasty).await
}

impl TestDb {
    async fn at(place: Place, sets: &[MigrationSet]) -> Self {
        let db = Db::open(&place.location).await.expect("a fresh database opens");
        db.be_patient(PATIENCE);
        db.migrate(sets).await.expect("the migrations suit this database");
        Self { db, place }
    }

    /// Where it is, for a second program that opens it.
    pub fn location(&self) -> &Location {
        &self.place.location
    }

    /// Whether it is the one on SQLite, for messages.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.place.location, Location::Sqlite(_))
    }

    /// Somebody else who holds what writers need, until the value is dropped.
    pub async fn hold_writers(&self) -> Held {
        let mut connection = somebody(&self.place.location).await;
        let text = if self.is_sqlite() {
            "BEGIN IMMEDIATE"
        } else {
            "BEGIN; SELECT seq FROM journal_head FOR UPDATE"
        };
        connection.script(text).await.expect("nobody else writes yet");
        Held { _connection: connection }
    }

    /// Does something to the database past its door; see [`tamper`].
    pub async fn tamper(&self, statements: &str) {
        tamper(&self.place.location, statements).await;
    }

    /// A handle that can be given away.
    pub fn db(&self) -> Db {
        self.db.clone()
    }
}

/// Does something to a database past its door, as its owner could: the guards of the journal are off
/// first.
pub async fn tamper(location: &Location, statements: &str) {
    let guards = match location {
        Location::Sqlite(_) => {
            "DROP TRIGGER IF EXISTS journal_keeps_what_it_has;
             DROP TRIGGER IF EXISTS journal_keeps_all_it_has"
        }
        Location::Postgres(_) => "ALTER TABLE IF EXISTS journal DISABLE TRIGGER ALL",
    };
    let mut connection = somebody(location).await;
    for text in [guards, statements] {
        connection.script(text).await.expect("the owner of the database may do everything");
    }
}

async fn somebody(location: &Location) -> Connection {
    let pool = Pool::open(location, Use::Write).await.expect("the database is there");
    let mut connection = pool.acquire().await.expect("the database takes one more");
    connection.end_after_use();
    connection
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let (server, statement) = match self {
            Self::Folder { .. } => return,
            Self::Schema { server, name } => {
                (server, format!("SET lock_timeout = '5s'; DROP SCHEMA {name} CASCADE"))
            }
            Self::Database { server, name } => {
                (server, format!("DROP DATABASE {name} WITH (FORCE)"))
            }
        };
        let server = server.clone();
        // On a thread of its own, because the runtime of the test may already be stopping. A schema
        // that stays behind harms nobody.
        let _ = std::thread::spawn(move || run_alone(&server, statement)).join();
    }
}

impl Place {
    /// In a folder of its own.
    pub fn file() -> Self {
        let folder = TempDir::new().expect("the temporary folder can be written");
        let location = Location::Sqlite(folder.path().join("kith.db"));
        Self { location, _home: Home::Folder { _folder: folder } }
    }

    /// A schema of its own in the database that `server` names.
    pub async fn schema(server: String) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kith_test_{}_{number}", std::process::id());
        let statement = format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}");
        run(&server, statement).await.expect("the server that was named takes orders");
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options[search_path]={name}");
        let location = url.parse().expect("the server's name is an address");
        Self { location, _home: Home::Schema { server, name } }
    }

    /// A database of its own on the server.
    pub async fn database(server: String) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("kith_test_{}_base_{number}", std::process::id());
        let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        run(&server, statement)
            .await
            .expect("the server that KITH_TEST_POSTGRES names takes orders");
        let statement = format!("CREATE DATABASE {name}");
        run(&server, statement)
            .await
            .expect("KITH_TEST_POSTGRES names somebody who may make databases");
        let (before, parameters) = server.split_once('?').unwrap_or((&server, ""));
        let (host, _) = before.rsplit_once('/').expect("KITH_TEST_POSTGRES names a database");
        let mark = if parameters.is_empty() { "" } else { "?" };
        let url = format!("{host}/{name}{mark}{parameters}");
        let location = url.parse().expect("KITH_TEST_POSTGRES is an address");
        Self { location, _home: Home::Database { server, name } }
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Where it is, as another program is told of it: everything, a password too.
    pub fn address(&self) -> String {
        match &self.location {
            Location::Sqlite(path) => path.display().to_string(),
            Location::Postgres(url) => url.whole().to_owned(),
        }
    }
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

/// Adds a figure to the file that `KITH_FIGURES` names, as a line of JSON; where it names none, the
/// figure is not kept.
pub fn noted(check: &str, figure: &str) {
    let Ok(file) = std::env::var("KITH_FIGURES") else { return };
    let line = serde_json::json!({ "check": check, "figure": figure });
    let file = std::fs::OpenOptions::new().append(true).create(true).open(file);
    let kept = file.and_then(|mut file| writeln!(file, "{line}"));
    kept.expect("the file that KITH_FIGURES names can be written");
}

//! The connections: one that writes, several that read.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::connection::{Connection, Side};
use crate::{Location, StoreError};

/// So many pages can read at the same time; more wait.
const READERS: u32 = 8;

/// So long we wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// Statements that each connection keeps prepared.
const STATEMENTS: usize = 256;

/// What the connections of a pool may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Write,
    Read,
}

/// When a commit is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// Once it is on disk.
    Durable,
    /// Once the operating system has it: the tests of durability must be able to fail.
    #[cfg(any(test, feature = "testing"))]
    Hasty,
}

#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Pool {
    /// Connections whose commits are answered once they are on disk.
    pub(crate) async fn open(at: &Location, used: Use) -> Result<Self, StoreError> {
        Self::open_with(at, used, Care::Durable).await
    }

    pub(crate) async fn open_with(
        at: &Location,
        used: Use,
        care: Care,
    ) -> Result<Self, StoreError> {
        let size = if used == Use::Write { 1 } else { READERS };
        match at {
            Location::Sqlite(path) => {
                if used == Use::Write {
                    make_private(path)?;
                }
                let options = sqlite_options(used, care).filename(path);
                let pool = SqlitePoolOptions::new()
                    .max_connections(size)
                    .acquire_timeout(PATIENCE)
                    .test_before_acquire(false)
                    .connect_with(options);
                Ok(Self::Sqlite(pool.await?))
            }
            Location::Postgres(url) => {
                let options = postgres_options(url.whole().parse()?, used);
                let pool = PgPoolOptions::new()
                    .max_connections(size)
                    .acquire_timeout(PATIENCE)
                    .connect_with(options);
                Ok(Self::Postgres(pool.await?))
            }
        }
    }

    pub(crate) async fn acquire(&self) -> Result<Connection, StoreError> {
        Ok(Connection(match self {
            Self::Sqlite(pool) => Side::Sqlite(pool.acquire().await?),
            Self::Postgres(pool) => Side::Postgres(pool.acquire().await?),
        }))
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Care {
    /// FULL, not NORMAL: in WAL mode NORMAL may lose the last commits when the power fails.
    fn synchronous(self) -> SqliteSynchronous {
        match self {
            Self::Durable => SqliteSynchronous::Full,
            #[cfg(any(test, feature = "testing"))]
            Self::Hasty => SqliteSynchronous::Normal,
        }
    }
}

/// Makes the file, if it is missing, so that only its owner can read it. SQLite gives the files
/// beside it the same rights.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| {
        let place = path.display().to_string();
        StoreError::CannotOpen { place, source: error }
    })
}

fn sqlite_options(used: Use, care: Care) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .create_if_missing(used == Use::Write)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(care.synchronous())
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(STATEMENTS)
        // PostgreSQL's LIKE heeds upper and lower case.
        .pragma("case_sensitive_like", "ON");
    if used == Use::Read { options.pragma("query_only", "ON") } else { options }
}

fn postgres_options(options: PgConnectOptions, used: Use) -> PgConnectOptions {
    let patience = PATIENCE.as_millis().to_string();
    let options = options
        .application_name("kith")
        .statement_cache_capacity(STATEMENTS)
        .options([("lock_timeout", patience.as_str())]);
    if used == Use::Read {
        options.options([("default_transaction_read_only", "on")])
    } else {
        options
    }
}

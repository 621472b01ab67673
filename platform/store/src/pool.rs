//! The connections: one that writes, several that read.

use std::fs::OpenOptions;
use std::future::ready;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, SqliteConnection, SqlitePool};

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
    /// The file is there for those who write.
    Sqlite(SqlitePool, Option<Arc<File>>),
    Postgres(PgPool),
}

/// The file behind a pool.
pub(crate) struct File {
    path: PathBuf,
    /// Whether there is a new connection that has not made sure of what it builds upon.
    unsettled: AtomicBool,
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
                let mut pool = SqlitePoolOptions::new()
                    .max_connections(size)
                    .acquire_timeout(PATIENCE)
                    .test_before_acquire(false);
                let mut written = None;
                if used == Use::Write {
                    let file = Arc::new(File { path: path.clone(), unsettled: false.into() });
                    written = Some(Arc::clone(&file));
                    pool = pool.after_connect(move |_, _| {
                        file.unsettled.store(true, Ordering::Release);
                        ready(Ok(())).boxed()
                    });
                }
                Ok(Self::Sqlite(pool.connect_with(options).await.map_err(of_a_file)?, written))
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

    /// One connection to a file, as the options say.
    pub(crate) async fn of_one(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options);
        Ok(Self::Sqlite(pool.await.map_err(of_a_file)?, None))
    }

    pub(crate) async fn acquire(&self) -> Result<Connection, StoreError> {
        match self {
            Self::Sqlite(pool, file) => {
                let mut connection = pool.acquire().await.map_err(of_a_file)?;
                if let Some(file) = file
                    && file.unsettled.swap(false, Ordering::AcqRel)
                    && let Err(error) = settle(file, &mut connection).await
                {
                    connection.close_on_drop();
                    return Err(error);
                }
                Ok(Connection::new(Side::Sqlite(connection)))
            }
            Self::Postgres(pool) => Ok(Connection::new(Side::Postgres(pool.acquire().await?))),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool, _) => pool.close().await,
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

/// Makes sure of what a new connection builds upon, before it writes.
///
/// The names of the file and its log must be on disk: SQLite asks for that, but does not look whether
/// it went well. And after a sync that failed, Linux takes what it could not write for written. A log
/// that was left behind so would be believed, and built upon; copied into the file, which is synced,
/// nothing rests on it any more. Where somebody else is at work on the file there is no such log.
async fn settle(file: &Arc<File>, new: &mut SqliteConnection) -> Result<(), StoreError> {
    let file = Arc::clone(file);
    let synced = tokio::task::spawn_blocking(move || file.sync_its_folder()).await;
    let synced = synced.unwrap_or_else(|error| Err(std::io::Error::other(error)));
    synced.map_err(|error| StoreError::Disk(Box::new(error)))?;
    sqlx::raw_sql("PRAGMA busy_timeout = 0").execute(&mut *new).await?;
    let emptied = sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *new).await;
    let patience = format!("PRAGMA busy_timeout = {}", PATIENCE.as_millis());
    sqlx::raw_sql(AssertSqlSafe(patience)).execute(new).await?;
    match emptied.map_err(StoreError::from) {
        Ok(_) | Err(StoreError::Busy) => Ok(()),
        Err(error) => Err(error),
    }
}

impl File {
    fn sync_its_folder(&self) -> std::io::Result<()> {
        let folder = self.path.parent().filter(|path| *path != Path::new(""));
        std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

/// With a file there is no network: an error of input or output is one of the disk.
fn of_a_file(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Io(source) => StoreError::Disk(Box::new(source)),
        other => other.into(),
    }
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

//! Records are brought back from a backup: looked at from the first byte to the last before anything of
//! the present ones is touched, and compared with what was kept before they take their place.
//!
//! The present records are moved aside under a name with the time in it, never deleted.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteLockingMode};
use tokio::task::spawn_blocking;

use super::backup::{self, done, look_at};
use super::beside::TakenOut;
use super::cut::Held;
use super::{CannotKeep, Cut, Database, Manifest, beside, container, manifest, postgres_tools};
use crate::journal::{Anchors, verify_against};
use crate::location::ConnectionUrl;
use crate::pool::{Pool, Use};
use crate::{Author, Db, Fact, Location, MigrationSet, StoreError, sql};

/// What is to become of records that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Present {
    /// There must be none.
    None,
    /// They are moved aside.
    MoveAside,
}

/// How a restore is to be done.
pub struct Order<'a> {
    /// Where the records go.
    pub into: &'a Location,
    /// The folder where the files beside the database go. None: they stay in the backup.
    pub beside: Option<&'a Path>,
    /// The steps that this program knows; those that the backup lacks are applied.
    pub sets: &'a [MigrationSet],
    /// What becomes of records that are there.
    pub present: Present,
    /// The heads of the journal that were written down elsewhere. Those that a backup reaches must lie on
    /// its chain.
    pub anchors: &'a Anchors,
    /// When, and on whose behalf: for the journal, and for the name of what is moved aside.
    pub at: Timestamp,
    /// On whose behalf.
    pub author: &'a Author,
}

/// Records that were brought back.
#[derive(Debug)]
pub struct Restored {
    /// What the backup said about itself.
    pub manifest: Manifest,
    /// Where the records are that were there before.
    pub moved_to: Option<String>,
    /// The steps that the backup did not have yet, as `owner/step`.
    pub migrated: Vec<String>,
}

/// Brings records back from a backup.
pub async fn restore(file: &Path, order: &Order<'_>) -> Result<Restored, CannotKeep> {
    let manifest = backup::verify(file).await?;
    let into = Database::at(order.into);
    if manifest.database != into {
        return Err(CannotKeep::other_database(file, manifest.database, into));
    }
    manifest::all_known(order.sets, &manifest.steps)?;
    match order.into {
        Location::Sqlite(path) => into_file(file, manifest, path, order).await,
        Location::Postgres(url) => into_schema(file, manifest, url, order).await,
    }
}

/// Unpacks a SQLite backup into a file that goes again, and compares everything in it with the manifest:
/// all that a restore would do short of putting it in place.
pub async fn rehearse(file: &Path, beside: &Path) -> Result<Manifest, CannotKeep> {
    let manifest = backup::verify(file).await?;
    if manifest.database == Database::Sqlite {
        let (records, _) = unpack(file, (beside, None)).await?;
        compare(file, &manifest, look_at(records.path()).await?).await?;
    }
    Ok(manifest)
}

async fn into_file(
    file: &Path,
    manifest: Manifest,
    path: &Path,
    order: &Order<'_>,
) -> Result<Restored, CannotKeep> {
    if order.present == Present::None && path.exists() {
        return Err(CannotKeep::Occupied(path.display().to_string()));
    }
    let (records, files) = unpack(file, (path, order.beside)).await?;
    compare(file, &manifest, look_at(records.path()).await?).await?;
    let migrated =
        wake((file, &manifest), &Location::Sqlite(records.path().to_owned()), order).await?;
    let moved_to = if path.exists() {
        nobody_works_on(path).await?;
        Some(move_aside(path, order.at)?.display().to_string())
    } else {
        None
    };
    container::name_it(records, path)?;
    put(files, order)?;
    Ok(Restored { manifest, moved_to, migrated })
}

/// Puts the files beside the database in their place.
fn put(files: Option<TakenOut>, order: &Order<'_>) -> Result<(), CannotKeep> {
    match (files, order.beside) {
        (Some(files), Some(folder)) => files.put(folder, order.at),
        _ => Ok(()),
    }
}

async fn unpack(
    file: &Path,
    (beside, folder): (&Path, Option<&Path>),
) -> Result<(tempfile::NamedTempFile, Option<TakenOut>), CannotKeep> {
    let (file, beside, folder) = (file.to_owned(), beside.to_owned(), folder.map(Path::to_owned));
    let work = move || {
        let (manifest, mut from) = container::open(&file)?;
        let files = beside::take_out(&file, (&manifest.files, &mut from), folder.as_deref())?;
        let mut records = container::beside(&beside)?;
        io::copy(&mut from, records.as_file_mut()).map_err(CannotKeep::file(&file))?;
        records.as_file().sync_all().map_err(CannotKeep::file(&file))?;
        Ok((records, files))
    };
    done(spawn_blocking(work).await)
}

async fn compare(file: &Path, manifest: &Manifest, pool: Pool) -> Result<(), CannotKeep> {
    let mut cut = Cut::through(pool).await?;
    let (journal, sums) = (cut.journal().await?, cut.sums().await?);
    cut.close().await;
    match manifest.difference(&journal, &sums) {
        None => Ok(()),
        Some(why) => Err(CannotKeep::Different { file: file.to_owned(), why }),
    }
}

/// Opens the records as the program does, follows the journal's chain to its head, brings the tables up
/// to date and says in the journal where these records come from.
async fn wake(
    (file, manifest): (&Path, &Manifest),
    at: &Location,
    order: &Order<'_>,
) -> Result<Vec<String>, CannotKeep> {
    let db = Db::open(at).await?;
    let outcome = wake_open((file, manifest), &db, order).await;
    db.close().await;
    outcome
}

async fn wake_open(
    (file, manifest): (&Path, &Manifest),
    db: &Db,
    order: &Order<'_>,
) -> Result<Vec<String>, CannotKeep> {
    let anchors = order.anchors.as_far_as(manifest.journal.entries);
    let verified = verify_against(&mut db.read().await?, &anchors).await;
    let verified = verified.map_err(|why| CannotKeep::Journal(file.to_owned(), why))?;
    let migrated = db.migrate(order.sets).await?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let after = serde_json::json!({ "entries": verified.entries, "head": verified.head });
    db.write(order.at, order.author, move |tx| {
        Box::pin(async move {
            tx.record(Fact::new("backup.restore", "records", name).after(after));
            Ok(())
        })
    })
    .await?;
    Ok(migrated)
}

/// Makes sure that no program has the file open, and that all that was saved is in it. A file that is
/// too damaged to be opened is nobody's.
async fn nobody_works_on(path: &Path) -> Result<(), CannotKeep> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .locking_mode(SqliteLockingMode::Exclusive)
        .busy_timeout(std::time::Duration::from_secs(2));
    let pool = match Pool::of_one(options).await {
        Ok(pool) => pool,
        Err(error) => return unless_busy(&error, path),
    };
    let mut on = Held(pool.acquire().await?);
    let alone = on.0.script("BEGIN EXCLUSIVE; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").await;
    drop(on);
    pool.close().await;
    alone.or_else(|error| unless_busy(&error, path))
}

fn unless_busy(error: &StoreError, path: &Path) -> Result<(), CannotKeep> {
    match error {
        StoreError::Busy => Err(CannotKeep::InUse(path.display().to_string())),
        _ => Ok(()),
    }
}

/// Moves the file and what SQLite keeps beside it.
fn move_aside(path: &Path, at: Timestamp) -> Result<PathBuf, CannotKeep> {
    let aside = with_ending(path, &format!(".before-{}", at.strftime("%Y-%m-%dT%H%M%SZ")));
    if aside.exists() {
        return Err(CannotKeep::Exists(aside));
    }
    for ending in ["-wal", "-shm", ""] {
        let from = with_ending(path, ending);
        if from.exists() {
            fs::rename(&from, with_ending(&aside, ending)).map_err(CannotKeep::file(&from))?;
        }
    }
    let folder = container::folder_of(path);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(CannotKeep::file(folder))?;
    Ok(aside)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut whole = OsString::from(path);
    whole.push(ending);
    PathBuf::from(whole)
}

async fn into_schema(
    file: &Path,
    manifest: Manifest,
    url: &ConnectionUrl,
    order: &Order<'_>,
) -> Result<Restored, CannotKeep> {
    let pool = Pool::open(order.into, Use::Write).await?;
    let mut on = Held(pool.acquire().await?);
    let outcome = swap(file, (manifest, url), order, &mut on).await;
    drop(on);
    pool.close().await;
    outcome
}

async fn swap(
    file: &Path,
    (manifest, url): (Manifest, &ConnectionUrl),
    order: &Order<'_>,
    on: &mut Held,
) -> Result<Restored, CannotKeep> {
    let schema: String = sql("SELECT CAST(current_schema() AS TEXT) AS schema")
        .one(on, |row| row.get("schema"))
        .await?;
    let is_empty = super::catalogue::tables(on).await?.is_empty();
    if order.present == Present::None && !is_empty {
        return Err(CannotKeep::Occupied(format!("the schema {schema}")));
    }
    nobody_is_in(&schema, on).await?;
    let aside = format!("{schema}_before_{}", order.at.strftime("%Y%m%dT%H%M%SZ"));
    on.0.script(&format!(
        "BEGIN; ALTER SCHEMA \"{schema}\" RENAME TO \"{aside}\"; CREATE SCHEMA \"{schema}\"; COMMIT"
    ))
    .await?;
    match fill(file, (&manifest, url), order, schema.clone()).await {
        Ok((migrated, files)) => {
            put(files, order)?;
            let moved_to = Some(format!("the schema {aside}")).filter(|_| !is_empty);
            if is_empty {
                // It held nothing, so that nothing is lost with it.
                on.0.script(&format!("DROP SCHEMA \"{aside}\"")).await?;
            }
            Ok(Restored { manifest, moved_to, migrated })
        }
        Err(error) => {
            let failed = format!("{schema}_failed_{}", order.at.strftime("%Y%m%dT%H%M%SZ"));
            on.0.script(&format!(
                "BEGIN; ALTER SCHEMA \"{schema}\" RENAME TO \"{failed}\"; \
                 ALTER SCHEMA \"{aside}\" RENAME TO \"{schema}\"; COMMIT"
            ))
            .await?;
            Err(error)
        }
    }
}

async fn fill(
    file: &Path,
    (manifest, url): (&Manifest, &ConnectionUrl),
    order: &Order<'_>,
    schema: String,
) -> Result<(Vec<String>, Option<TakenOut>), CannotKeep> {
    let (from, url, folder) = (file.to_owned(), url.clone(), order.beside.map(Path::to_owned));
    let work = move || {
        let (manifest, mut dump) = container::open(&from)?;
        let files = beside::take_out(&from, (&manifest.files, &mut dump), folder.as_deref())?;
        postgres_tools::load(&url, &schema, &mut dump)?;
        Ok(files)
    };
    let files = done(spawn_blocking(work).await)?;
    compare(file, manifest, Pool::open(order.into, Use::Read).await?).await?;
    Ok((wake((file, manifest), order.into, order).await?, files))
}

/// Makes sure that no other Kith is at work in this database.
async fn nobody_is_in(schema: &str, on: &mut Held) -> Result<(), CannotKeep> {
    let others: u64 =
        sql("SELECT COUNT(*) AS others FROM pg_stat_activity WHERE datname = current_database() \
         AND application_name = 'kith' AND pid <> pg_backend_pid()")
        .one(on, |row| row.get("others"))
        .await?;
    if others > 0 {
        return Err(CannotKeep::InUse(format!("the schema {schema}")));
    }
    Ok(())
}

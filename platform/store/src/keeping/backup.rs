//! A backup: everything at one moment in one file, made while others go on writing.
//!
//! SQLite copies its records with `VACUUM INTO`; what is counted and hashed is that copy. PostgreSQL is
//! copied by `pg_dump` at the moment that it lends to it, at which the tables are counted and hashed too.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

use super::cut::Held;
use super::{
    CannotKeep, Cut, Database, FileSum, Kept, Manifest, beside, container, postgres_tools,
};
use crate::location::ConnectionUrl;
use crate::pool::Pool;
use crate::{Location, On, StoreError};

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// What it says about itself.
    pub manifest: Manifest,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Makes a backup of the records as they stand now. `kith` is the version that makes it. The files beside the
/// database are listed after the records were copied: what those tell of is there.
pub async fn make(
    kept: impl Into<Kept<'_>>,
    target: &Path,
    (kith, made_at): (&str, Timestamp),
) -> Result<Made, CannotKeep> {
    if target.exists() {
        return Err(CannotKeep::Exists(target.to_owned()));
    }
    let Kept { records: at, beside } = kept.into();
    let folder = beside.map(Path::to_owned);
    match at {
        Location::Sqlite(path) => {
            let copy = copy(path, target).await?;
            let mut cut = Cut::through(look_at(copy.path()).await?).await?;
            let manifest = describe(&mut cut, (Database::Sqlite, beside), (kith, made_at)).await?;
            cut.close().await;
            pack((target, folder), manifest, move |to| pour(copy.path(), to)).await
        }
        Location::Postgres(url) => {
            let mut cut = Cut::of(at).await?;
            let database = (Database::Postgresql, beside);
            let manifest = describe(&mut cut, database, (kith, made_at)).await?;
            let moment =
                postgres_tools::Moment { schema: cut.schema().await?, lent: cut.lent().await? };
            let url: ConnectionUrl = url.clone();
            let dump = move |to: &mut dyn Write| postgres_tools::dump(&url, &moment, to);
            let made = pack((target, folder), manifest, dump).await;
            cut.close().await;
            made
        }
    }
}

/// Reads a backup through and says what it holds, or that it is damaged.
pub async fn verify(file: &Path) -> Result<Manifest, CannotKeep> {
    let file = file.to_owned();
    done(spawn_blocking(move || container::verify(&file)).await)
}

async fn describe(
    cut: &mut Cut,
    (database, folder): (Database, Option<&Path>),
    (kith, made_at): (&str, Timestamp),
) -> Result<Manifest, CannotKeep> {
    Ok(Manifest {
        kith: kith.to_owned(),
        made_at,
        database,
        steps: cut.steps().await?,
        journal: cut.journal().await?,
        tables: cut.sums().await?,
        files: sums_of(folder).await?,
    })
}

async fn sums_of(folder: Option<&Path>) -> Result<Vec<FileSum>, CannotKeep> {
    let Some(folder) = folder.map(Path::to_owned) else { return Ok(Vec::new()) };
    done(spawn_blocking(move || beside::sums(&folder)).await)
}

async fn pack(
    (target, folder): (&Path, Option<PathBuf>),
    manifest: Manifest,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), CannotKeep> + Send + 'static,
) -> Result<Made, CannotKeep> {
    let target = target.to_owned();
    let work = move || {
        let files = |to: &mut dyn Write| match &folder {
            Some(folder) => beside::pour(folder, &manifest.files, to),
            None => Ok(()),
        };
        let bytes = container::write(&target, &manifest, |to| files(to).and_then(|()| fill(to)))?;
        Ok(Made { manifest, bytes })
    };
    done(spawn_blocking(work).await)
}

/// What work on a thread of its own came to.
pub(crate) fn done<T>(
    outcome: Result<Result<T, CannotKeep>, tokio::task::JoinError>,
) -> Result<T, CannotKeep> {
    outcome.unwrap_or_else(|stopped| Err(StoreError::failed(stopped).into()))
}

/// A copy of the SQLite records at one moment, in a file that goes when it is let go of.
async fn copy(path: &Path, target: &Path) -> Result<NamedTempFile, CannotKeep> {
    if !path.exists() {
        let id = path.display().to_string();
        return Err(StoreError::NotFound { what: "database", id }.into());
    }
    let copy = container::beside(target)?;
    let options = SqliteConnectOptions::new().filename(path);
    let mut on = Held(Pool::of_one(options).await?.acquire().await?);
    let into = vec![copy.path().display().to_string().into()];
    let copied = on.connection().execute("VACUUM INTO $1".into(), into).await;
    on.0.end_after_use();
    copied?;
    Ok(copy)
}

/// A SQLite file that nobody else has, to be looked at and left as it is.
pub(crate) async fn look_at(path: &Path) -> Result<Pool, StoreError> {
    Pool::of_one(SqliteConnectOptions::new().filename(path).read_only(true).immutable(true)).await
}

fn pour(from: &Path, to: &mut dyn Write) -> Result<(), CannotKeep> {
    let failed = CannotKeep::file(from);
    File::open(from).and_then(|mut file| io::copy(&mut file, to)).map(drop).map_err(failed)
}

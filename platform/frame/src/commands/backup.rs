//! `kith backup`: everything in one file, while others go on working; and whether such a file is whole.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use kith_store::keeping::{CannotKeep, Kept, Manifest, backup};
use kith_store::{Author, Db, Fact, Location};
use serde_json::json;

use super::keeping::{file_name, path, told, version};
use crate::app::LAKE;
use crate::clock::Clock;
use crate::command::{Command, Exit, Terminal};
use crate::keeper::KEY_FILE;

pub(super) const COMMAND: Command = Command { arguments, run };

/// What the names of our own backups end in.
const ENDING: &str = ".kith-backup";

fn arguments() -> clap::Command {
    clap::Command::new("backup")
        .about("Write all records into one file, while others go on working")
        .args_conflicts_with_subcommands(true)
        .arg(path("file", "Where to; without it, a new file in backups in the data folder"))
        .arg(
            Arg::new("keep")
                .long("keep")
                .value_name("NUMBER")
                .value_parser(clap::value_parser!(u32).range(1..))
                .help("Remove the oldest of the backups in the data folder beyond this number"),
        )
        .subcommand(
            clap::Command::new("verify")
                .about("See whether a backup is as it was written")
                .arg(path("file", "The backup").required(true)),
        )
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        if let Some(("verify", arguments)) = matches.subcommand() {
            let file = arguments.get_one::<PathBuf>("file").cloned().unwrap_or_default();
            return told(&terminal, verify(&terminal, &file).await);
        }
        let done = make(&terminal, &matches).await;
        told(&terminal, done)
    })
}

async fn verify(terminal: &Terminal, file: &Path) -> anyhow::Result<Exit> {
    let manifest = backup::verify(file).await?;
    let words = format!("{} is as it was written: {}.", file.display(), contents(&manifest));
    terminal.answer(&words, &json!({ "holds": true, "manifest": manifest }))?;
    Ok(Exit::Done)
}

/// What a backup holds, in words.
pub(super) fn contents(manifest: &Manifest) -> String {
    let rows: u64 = manifest.tables.iter().map(|sum| sum.rows).sum();
    format!(
        "{} records of {}, made by Kith {}; {rows} rows in {} tables and {} files beside them; the journal has {} entries, head {}",
        manifest.database.name(),
        manifest.made_at.strftime("%-d %B %Y at %H:%M:%S UTC"),
        manifest.kith,
        manifest.tables.len(),
        manifest.files.len(),
        manifest.journal.entries,
        manifest.journal.head
    )
}

async fn make(terminal: &Terminal, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let (settings, now) = (&terminal.settings, Clock::Machine.now());
    let folder = settings.data.join("backups");
    let chosen = matches.get_one::<PathBuf>("file").cloned();
    let target = chosen.unwrap_or_else(|| {
        folder.join(format!("kith-{}{ENDING}", now.strftime("%Y-%m-%dT%H%M%SZ")))
    });
    let beside = settings.data.join(LAKE);
    let kept = Kept { records: &settings.database, beside: Some(&beside) };
    let made = backup::make(kept, &target, (version(), now)).await?;
    // Read again from the disk: a backup that nobody has read is a hope.
    backup::verify(&target).await?;
    let removed = match matches.get_one::<u32>("keep") {
        Some(keep) => remove_oldest(&folder, usize::try_from(*keep).unwrap_or(usize::MAX))?,
        None => Vec::new(),
    };
    let after = json!({
        "bytes": made.bytes, "entries": made.manifest.journal.entries,
        "head": made.manifest.journal.head, "removed": removed,
    });
    record(
        &settings.database,
        now,
        Fact::new("backup.make", "records", file_name(&target)).after(after),
    )
    .await?;
    let mut words = format!(
        "Backed up into {} ({} bytes): {}.",
        target.display(),
        made.bytes,
        contents(&made.manifest)
    );
    let key = settings.data.join(KEY_FILE);
    write!(words, "\n{} is not in it: keep a copy, apart from the backups.", key.display())?;
    for name in &removed {
        write!(words, "\nRemoved the older {name}.")?;
    }
    let json = json!({
        "file": target, "bytes": made.bytes, "manifest": made.manifest, "removed": removed,
    });
    terminal.answer(&words, &json)?;
    Ok(Exit::Done)
}

/// Says in the journal what was done with the records as a whole.
pub(super) async fn record(at: &Location, now: Timestamp, fact: Fact) -> Result<(), CannotKeep> {
    let db = Db::open(at).await?;
    let author = Author::system("command line");
    let noted = db.write(now, &author, |tx| {
        Box::pin(async move {
            tx.record(fact);
            Ok(())
        })
    });
    let noted = noted.await;
    db.close().await;
    Ok(noted?)
}

/// Removes the oldest backups of a folder until so many are left, and names them. Only files that are
/// named as we name ours; their names are in the order of time.
fn remove_oldest(folder: &Path, keep: usize) -> Result<Vec<String>, CannotKeep> {
    let failed = |error| CannotKeep::File(folder.to_owned(), error);
    let mut names = Vec::new();
    if folder.exists() {
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
    }
    names.retain(|name| name.starts_with("kith-") && name.ends_with(ENDING));
    names.sort_unstable();
    names.truncate(names.len().saturating_sub(keep));
    for name in &names {
        std::fs::remove_file(folder.join(name)).map_err(failed)?;
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_of_our_own_are_removed_and_nothing_else() {
        let folder = tempfile::TempDir::new().unwrap();
        let day = |day: u32| format!("kith-2026-11-{day:02}T000000Z{ENDING}");
        for name in (1..=5).map(day).chain(["notes.txt".into(), "kith-old.db".into()]) {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        assert_eq!(remove_oldest(folder.path(), 9).unwrap(), [""; 0]);
        assert_eq!(remove_oldest(folder.path(), 2).unwrap(), [day(1), day(2), day(3)]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
        assert_eq!(remove_oldest(&folder.path().join("none"), 1).unwrap(), [""; 0]);
    }
}

//! `kith import-instance`: a whole export of another copy of Kith into new records.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_store::Author;
use kith_store::keeping::export::Description;
use kith_store::keeping::import::{self, Order};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::export::content;
use super::keeping::{flag, path, told};
use crate::app::{self, LAKE};
use crate::clock::Clock;
use crate::command::{Command, Exit, Terminal};
use crate::dice::hexadecimal;

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("import-instance")
        .about("Bring a whole export of another copy of Kith into new records")
        .arg(path("from", "The folder or zip that `kith export` wrote").required(true))
        .arg(flag(
            "dry-run",
            "See whether the export is whole and suits this version; bring nothing in",
        ))
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let done = read(&terminal, &matches).await;
        told(&terminal, done)
    })
}

async fn read(terminal: &Terminal, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let settings = &terminal.settings;
    let from = matches.get_one::<PathBuf>("from").cloned().unwrap_or_default();
    let sets = app::migrations(terminal.modules);
    if matches.get_flag("dry-run") {
        let description = import::look(&from, &sets)?;
        let words = format!(
            "{} is whole: {} rows, {} entries of the journal. Nothing was brought in.",
            from.display(),
            rows(&description),
            description.kith.journal.entries
        );
        let json = json!({ "holds": true, "dry_run": true, "rows": rows(&description) });
        terminal.answer(&words, &json)?;
        return Ok(Exit::Done);
    }
    std::fs::create_dir_all(&settings.data)?;
    let author = Author::system("command line");
    let beside = settings.data.join(LAKE);
    let order = Order {
        into: &settings.database,
        beside: Some(&beside),
        sets: &sets,
        at: Clock::Machine.now(),
        author: &author,
    };
    let imported = import::read(&from, &order).await?;
    let differing = other_content(terminal, &imported.description)?;
    let (rows, journal) = (rows(&imported.description), &imported.description.kith.journal);
    let mut words = format!(
        "Brought {rows} rows into {}. Written out again they were the same to the byte; the journal’s chain holds to entry {} (head {}).",
        settings.database, journal.entries, journal.head
    );
    for step in &imported.migrated {
        write!(words, "\nApplied the step {step}, which the export did not have yet.")?;
    }
    for path in &differing {
        write!(
            words,
            "\nThe policy file {path} is another one here: put the export’s into the folder that the setting content names, or make sure that this one is meant."
        )?;
    }
    let json = json!({
        "holds": true, "rows": rows, "journal": journal,
        "migrated": imported.migrated, "other_content": differing,
    });
    terminal.answer(&words, &json)?;
    Ok(Exit::Done)
}

fn rows(description: &Description) -> u64 {
    description.resources.iter().filter_map(|resource| resource.rows).sum()
}

/// The content files of the export that are not the ones in force here.
fn other_content(terminal: &Terminal, description: &Description) -> anyhow::Result<Vec<String>> {
    let mut differing = Vec::new();
    for (path, bytes) in content(terminal.modules, &terminal.settings)? {
        let hash = format!("sha256:{}", hexadecimal(&Sha256::digest(&bytes)));
        let theirs = description.resources.iter().find(|it| it.path == format!("content/{path}"));
        if theirs.is_some_and(|theirs| theirs.hash != hash) {
            differing.push(path);
        }
    }
    Ok(differing)
}

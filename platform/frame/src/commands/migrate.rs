//! `kith migrate`: the tables as this version needs them. `kith serve` does the same when it starts; this
//! is for those who want to see it done first.

use std::fmt::Write;

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_store::Db;
use serde_json::json;

use super::keeping::flag;
use crate::app;
use crate::command::{Command, Exit, Terminal};

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("migrate")
        .about("Bring the tables up to date; all missing steps or none, safe to stop and run again")
        .arg(flag("dry-run", "Name the missing steps and apply none"))
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let (settings, sets) = (&terminal.settings, app::migrations(terminal.modules));
        let missing = kith_store::missing_steps(&settings.database, &sets).await?;
        let dry_run = matches.get_flag("dry-run");
        if !dry_run && !missing.is_empty() {
            std::fs::create_dir_all(&settings.data)?;
            let db = Db::open(&settings.database).await?;
            let applied = db.migrate(&sets).await;
            db.close().await;
            applied?;
        }
        let mut words = String::new();
        for step in &missing {
            writeln!(words, "{} {step}", if dry_run { "missing" } else { "applied" })?;
        }
        let place = &settings.database;
        match (missing.is_empty(), dry_run) {
            (true, _) => write!(words, "The tables in {place} are up to date.")?,
            (false, true) => write!(words, "Nothing was applied; run `kith migrate` to do so.")?,
            (false, false) => write!(words, "The tables in {place} are up to date now.")?,
        }
        let told = if dry_run { "missing" } else { "applied" };
        terminal.answer(&words, &json!({ told: missing }))?;
        Ok(Exit::Done)
    })
}

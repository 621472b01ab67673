//! `kith version`: which Kith this is, from which state of the source, and how far its tables go.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_frame::app;
use kith_frame::command::{Command, Exit, Terminal};
use serde_json::json;

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("version")
        .about("Tell which Kith this is, and the newest step of each module’s tables")
}

fn run(terminal: Terminal, _: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let (version, commit) = (env!("CARGO_PKG_VERSION"), kith_governance::run::built_from());
        let steps: BTreeMap<&str, &str> = app::migrations(terminal.modules)
            .iter()
            .filter_map(|set| Some((set.owner, set.steps.last()?.name)))
            .collect();
        let mut words = format!("Kith {version}, commit {}.", commit.unwrap_or("not known"));
        for (owner, step) in &steps {
            write!(words, "\n  {owner}: {step}")?;
        }
        let json = json!({ "version": version, "commit": commit, "steps": steps });
        terminal.answer(&words, &json)?;
        Ok(Exit::Done)
    })
}

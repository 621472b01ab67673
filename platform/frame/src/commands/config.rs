//! `kith config show`: each setting, what it is and who says so.

use std::fmt::Write;

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use serde_json::json;

use crate::command::{Command, Exit, Terminal};

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("config")
        .about("Show the settings")
        .subcommand_required(true)
        .subcommand(clap::Command::new("show").about("Each setting, what it is and who says so"))
}

fn run(terminal: Terminal, _: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let mut words = String::new();
        let mut json = serde_json::Map::new();
        for (known, told) in terminal.settings.told() {
            writeln!(words, "{} = {:?}  ({})", known.name, told.value, told.origin)?;
            let entry = json!({ "value": told.value, "origin": told.origin.to_string() });
            json.insert(known.name.to_owned(), entry);
        }
        terminal.answer(&words, &json.into())?;
        Ok(Exit::Done)
    })
}

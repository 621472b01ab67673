//! `kith completions`: what a shell needs to complete kith's verbs and flags.

use std::io::Write;

use clap::{Arg, ArgMatches};
use futures_util::future::BoxFuture;
use kith_frame::command::{Command, Exit, Terminal};

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("completions").about("Print the completion script for a shell").arg(
        Arg::new("shell")
            .required(true)
            .value_parser(clap::value_parser!(clap_complete::Shell))
            .help("bash, zsh, fish, elvish or powershell"),
    )
}

fn run(_: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let mut script = Vec::new();
        if let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") {
            clap_complete::generate(*shell, &mut super::whole(), "kith", &mut script);
        }
        std::io::stdout().write_all(&script)?;
        Ok(Exit::Done)
    })
}

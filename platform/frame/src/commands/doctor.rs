//! `kith doctor`: whether this copy of Kith is in good health, in one look.

use std::fmt::Write;

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use serde_json::json;

use super::open;
use crate::command::{Command, Exit, Terminal};
use crate::health::{Effort, State, look_around};

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("doctor").about("See whether this copy of Kith is in good health")
}

fn run(terminal: Terminal, _: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let app = open(&terminal).await?;
        let looks = look_around(&app, Effort::All).await;
        let ill = looks.iter().any(|(_, found)| found.state == State::Ill);
        let mut words = String::new();
        let mut json = Vec::new();
        for (what, found) in &looks {
            let (state, why) = (found.state.word(), &found.why);
            // What wants somebody's eye stands out.
            let shown =
                if found.state == State::Well { state.into() } else { state.to_uppercase() };
            writeln!(words, "{shown} {what}: {why}")?;
            json.push(json!({ "what": what, "state": state, "why": why }));
        }
        terminal.answer(&words, &json!({ "well": !ill, "looks": json }))?;
        app.db.close().await;
        Ok(if ill { Exit::Failed } else { Exit::Done })
    })
}

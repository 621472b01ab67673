//! `kith demo`: an invented place to walk about in, made by all modules in their order.

use std::sync::Arc;

use anyhow::Context;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use futures_util::future::BoxFuture;
use kith_frame::command::{Command, Exit, Terminal};
use kith_frame::demo::DemoStage;
use kith_frame::settings::Settings;

pub(super) const COMMAND: Command = Command { arguments, run };

/// What the invented place is called.
const PLACE: &str = "Wendmere";
/// The same seed makes the same place.
const SEED: u64 = 2026;

fn arguments() -> clap::Command {
    clap::Command::new("demo")
        .about("Make an invented place, load it, draw its neighbourhoods and serve it")
        .arg(
            Arg::new("reset")
                .long("reset")
                .action(ArgAction::SetTrue)
                .help("Start afresh: everything in the demo's data folder is removed first"),
        )
        .arg(
            Arg::new("people")
                .long("people")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..))
                .help("About how many people are to live there; without it, 300,000"),
        )
        .arg(
            Arg::new("no-serve")
                .long("no-serve")
                .action(ArgAction::SetTrue)
                .help("Make the place and stop"),
        )
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let settings = Settings::clone(&terminal.settings)
            .with_place_unless_told(PLACE)
            .without_second_factors_unless_told();
        let mut terminal = terminal;
        terminal.settings = Arc::new(settings);
        let data = &terminal.settings.data;
        if matches.get_flag("reset") && data.exists() {
            anyhow::ensure!(
                data.join("demo").is_dir(),
                "{} holds no demo, so it is not removed; name the demo's folder with --data",
                data.display()
            );
            std::fs::remove_dir_all(data)
                .with_context(|| format!("{} cannot be removed", data.display()))?;
        }
        let files = data.join("demo");
        std::fs::create_dir_all(&files)?;
        let app = super::serve::open(&terminal).await?;
        for make in terminal.modules.iter().filter_map(|module| module.demo) {
            let stage = DemoStage {
                files: files.clone(),
                seed: SEED,
                people: matches.get_one("people").copied(),
                progress: terminal.progress(),
            };
            for line in make(app.clone(), stage).await? {
                terminal.say(&line)?;
            }
        }
        if matches.get_flag("no-serve") {
            app.db.close().await;
            return Ok(Exit::Done);
        }
        super::serve::serve(&terminal, app).await
    })
}

//! The command line: the verbs of all modules and of the program itself, with the same flags, the
//! same manners and the same exit codes.

mod completions;
mod demo;
mod health;
mod progress;
mod serve;
mod synth;
mod version;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches};
use kith_frame::command::{Command, Exit, Format, Terminal};
use kith_frame::settings::{self, Settings, Sources};
use kith_store::StoreError;

use crate::modules::MODULES;
use crate::watch::start_log;

/// The verbs that need the whole program.
static OWN: &[Command] = &[
    serve::COMMAND,
    health::COMMAND,
    demo::COMMAND,
    synth::COMMAND,
    completions::COMMAND,
    version::COMMAND,
];

/// So long threads may take to end once a verb is done.
const LAST_THREADS: Duration = Duration::from_secs(1);

/// Runs the verb that was typed.
pub(crate) fn run(typed: impl Iterator<Item = OsString>) -> ExitCode {
    let matches = match whole().try_get_matches_from(typed) {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version come this way too, with exit code 0.
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            return if error.print().is_ok() { code.code().into() } else { ExitCode::FAILURE };
        }
    };
    let format = if matches.get_flag("json") { Format::Json } else { Format::Words };
    match perform(&matches, format) {
        Ok(exit) => exit.code().into(),
        Err(error) => tell(&error, format).code().into(),
    }
}

/// The whole command line, as help, completions and the golden file show it.
pub(crate) fn whole() -> clap::Command {
    let verbs = commands().map(|command| (command.arguments)());
    clap::Command::new("kith")
        .about("The working system of Integrated Neighbourhood Teams")
        .version(env!("CARGO_PKG_VERSION"))
        .after_help(
            "Exit codes: 0 done, 1 failed, 2 called wrongly, 3 done with rows in quarantine,\n\
             4 verification failed, 5 busy. Settings: flags over KITH_* over kith.toml.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(settings::KNOWN.iter().map(|known| {
            Arg::new(known.name)
                .long(known.name)
                .value_name("VALUE")
                .help(format!("{} [env: {}]", known.help, settings::environment_name(known.name)))
                .global(true)
                .help_heading("Settings")
        }))
        .arg(flag("json", "Answer with one JSON object"))
        .arg(flag("no-progress", "Do not show how far long work has come"))
        .arg(
            Arg::new("verbose")
                .short('v')
                .action(ArgAction::Count)
                .global(true)
                .help("Log more; twice for everything"),
        )
        .subcommands(verbs)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).global(true).help(help)
}

fn commands() -> impl Iterator<Item = &'static Command> {
    MODULES.iter().flat_map(|module| module.commands).chain(OWN)
}

fn perform(matches: &ArgMatches, format: Format) -> anyhow::Result<Exit> {
    let (verb, arguments) = matches.subcommand().unwrap_or(("", matches));
    let Some(command) = commands().find(|command| (command.arguments)().get_name() == verb) else {
        anyhow::bail!("{verb:?} is not a verb of kith; `kith help` lists them");
    };
    let settings = read_settings(arguments)?;
    // Traces that still wait are sent when this goes, at the end.
    let _log = start_log(matches.get_count("verbose"), &settings.serving)?;
    let mut terminal = Terminal::new(settings, MODULES, format, std::io::stdout());
    if !arguments.get_flag("no-progress") {
        terminal.show_progress = progress::bar;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on((command.run)(terminal, arguments.clone()));
    // A thread that still calculates for nobody is not waited for.
    runtime.shutdown_timeout(LAST_THREADS);
    done
}

fn read_settings(arguments: &ArgMatches) -> anyhow::Result<Settings> {
    let path = Path::new("kith.toml");
    let file = if path.exists() { Some(std::fs::read_to_string(path)?) } else { None };
    Ok(Settings::read(&Sources {
        flag: &|name| arguments.get_one::<String>(name).cloned(),
        environment: &|name| std::env::var(name).ok(),
        file: file.as_deref(),
    })?)
}

/// Says what went wrong, its whole chain once, and finds the exit code.
fn tell(error: &anyhow::Error, format: Format) -> Exit {
    let chain = format!("{error:#}");
    let mut err = std::io::stderr();
    let told = match format {
        Format::Words => writeln!(err, "kith: {chain}"),
        Format::Json => writeln!(err, "{}", serde_json::json!({ "error": chain })),
    };
    let is_busy = error.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::Busy)));
    match (told, is_busy) {
        (Ok(()), true) => Exit::Busy,
        _ => Exit::Failed,
    }
}

//! The verbs that set Kith up, look after its people, look into its journal and keep its records safe.

mod audit;
mod backup;
mod config;
mod doctor;
mod export;
mod import_instance;
mod init;
mod keeping;
mod migrate;
mod restore;
mod user;

use std::io::{IsTerminal, Read};
use std::path::Path;
use std::sync::Arc;

use clap::{Arg, ArgMatches};

use crate::app::App;
use crate::clock::Clock;
use crate::command::{Command, Terminal};
use crate::dice::Dice;
use crate::password::Password;

/// All of them.
pub static COMMANDS: &[Command] = &[
    init::COMMAND,
    config::COMMAND,
    doctor::COMMAND,
    user::COMMAND,
    audit::COMMAND,
    backup::COMMAND,
    restore::COMMAND,
    export::COMMAND,
    import_instance::COMMAND,
    migrate::COMMAND,
];

/// The program on the records that the settings name.
pub async fn open(terminal: &Terminal) -> anyhow::Result<App> {
    let settings = Arc::clone(&terminal.settings);
    Ok(App::start(settings, terminal.modules, Clock::Machine, Dice::from_system()).await?)
}

/// A text argument.
fn text(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("TEXT").help(help)
}

/// What was given for a text argument; empty where nothing was.
fn given(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}

/// The argument that names a file with a password.
fn password_file() -> Arg {
    text(
        "password-file",
        "File that holds the password; without it, it is asked for or read from standard input",
    )
}

/// A new password for somebody with these names, from a file, from the keyboard or from standard input; never from a flag.
fn read_password(matches: &ArgMatches, names: &[&str]) -> anyhow::Result<Password> {
    let file = given(matches, "password-file");
    let typed = if !file.is_empty() {
        std::fs::read_to_string(Path::new(&file))
            .map_err(|error| anyhow::anyhow!("the password file {file} cannot be read: {error}"))?
    } else if std::io::stdin().is_terminal() {
        rpassword::prompt_password("Password: ")?
    } else {
        let mut typed = String::new();
        std::io::stdin().read_to_string(&mut typed)?;
        typed
    };
    let password = Password::new(typed.trim_end_matches(['\r', '\n']));
    password.judge(names)?;
    Ok(password)
}

//! What the verbs that keep and move records have in common.

use std::path::{Path, PathBuf};

use clap::Arg;
use kith_store::keeping::CannotKeep;
use serde_json::json;

use crate::command::{Exit, Terminal};

/// The version of this program.
pub(super) fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// A file or folder as an argument.
pub(super) fn path(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).value_name("FILE").value_parser(clap::value_parser!(PathBuf)).help(help)
}

/// A flag.
pub(super) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(clap::ArgAction::SetTrue).help(help)
}

/// The last part of a path, for the journal.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Finds the exit code: what was looked at and is not as it should be, and what somebody else has in
/// use, are answers with codes of their own.
pub(super) fn told(terminal: &Terminal, done: anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    let error = match done {
        Ok(exit) => return Ok(exit),
        Err(error) => error,
    };
    let exit = match error.downcast_ref::<CannotKeep>() {
        Some(cause) if cause.is_about_truth() => Exit::NotVerified,
        Some(cause) if cause.is_busy() => Exit::Busy,
        _ => return Err(error),
    };
    let why = format!("{error:#}");
    let holds = exit != Exit::NotVerified;
    terminal.answer(&format!("kith: {why}."), &json!({ "holds": holds, "why": why }))?;
    Ok(exit)
}

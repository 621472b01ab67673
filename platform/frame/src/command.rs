//! A verb on the command line, as a module brings it, and the terminal that it speaks to.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

use crate::module::Module;
use crate::progress::Progress;
use crate::settings::Settings;

/// A verb: how it is called and what it does.
pub struct Command {
    /// Its arguments and help.
    pub arguments: fn() -> clap::Command,
    /// Does it.
    pub run: fn(Terminal, clap::ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>>,
}

/// How a command ended. The numbers are promised in docs/guide/commands.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Failed; the message says why.
    Failed,
    /// Called wrongly.
    Usage,
    /// Done, with rows set aside in quarantine.
    Quarantined,
    /// What was verified does not hold.
    NotVerified,
    /// Someone else is at it; try again.
    Busy,
}

/// What a command speaks to: where its words go, whether as JSON, and with which settings and
/// modules it works.
#[derive(Clone)]
pub struct Terminal {
    /// The settings in force.
    pub settings: Arc<Settings>,
    /// The table of modules.
    pub modules: &'static [&'static Module],
    /// How answers are written.
    pub format: Format,
    /// Shows how far work has come; see [`Terminal::progress`].
    pub show_progress: fn() -> Progress,
    out: Arc<Mutex<dyn Write + Send>>,
}

/// How a command writes its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// In words.
    Words,
    /// As one JSON object.
    Json,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Quarantined => 3,
            Self::NotVerified => 4,
            Self::Busy => 5,
        }
    }
}

impl Terminal {
    /// A terminal that writes to `out`.
    pub fn new(
        settings: Settings,
        modules: &'static [&'static Module],
        format: Format,
        out: impl Write + Send + 'static,
    ) -> Self {
        let out = Arc::new(Mutex::new(out));
        Self { settings: Arc::new(settings), modules, format, show_progress: Progress::unseen, out }
    }

    /// Writes an answer: `words` for people, `json` for programs.
    pub fn answer(&self, words: &str, json: &serde_json::Value) -> io::Result<()> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        match self.format {
            Format::Words => writeln!(out, "{}", words.trim_end())?,
            Format::Json => writeln!(out, "{json}")?,
        }
        out.flush()
    }

    /// Says something on the way, to people only.
    pub fn say(&self, words: &str) -> io::Result<()> {
        if self.format == Format::Json {
            return Ok(());
        }
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(out, "{}", words.trim_end())?;
        out.flush()
    }

    /// Writes an answer for programs; people have been told on the way.
    pub fn conclude(&self, json: &serde_json::Value) -> io::Result<()> {
        match self.format {
            Format::Words => Ok(()),
            Format::Json => self.answer("", json),
        }
    }

    /// How far work has come: on a terminal only, and never in the way of JSON.
    pub fn progress(&self) -> Progress {
        if self.format == Format::Words && io::stderr().is_terminal() {
            (self.show_progress)()
        } else {
            Progress::unseen()
        }
    }
}

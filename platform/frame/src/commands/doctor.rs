//! `kith doctor`: whether this copy of Kith is in good health, in one look.

use std::fmt::Write;
use std::io::Write as _;

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_store::journal;
use serde_json::json;

use super::open;
use crate::app::App;
use crate::command::{Command, Exit, Terminal};

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("doctor").about("See whether this copy of Kith is in good health")
}

/// What one look found.
struct Look {
    what: &'static str,
    /// Why it is well, or what is wrong and what to do about it.
    found: Result<String, String>,
}

fn run(terminal: Terminal, _: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let app = open(&terminal).await?;
        let looks = vec![
            Look { what: "clock", found: clock(&app) },
            Look { what: "data folder", found: data_folder(&app) },
            Look { what: "records", found: records(&app).await },
            Look { what: "journal", found: chain(&app).await },
            Look { what: "content", found: Ok(format!("roles of {}", app.roles.version)) },
        ];
        let ill = looks.iter().any(|look| look.found.is_err());
        let mut words = String::new();
        let mut json = Vec::new();
        for Look { what, found } in &looks {
            let (well, why) = match found {
                Ok(why) => (true, why),
                Err(why) => (false, why),
            };
            writeln!(words, "{} {what}: {why}", if well { "well" } else { "ILL " })?;
            json.push(json!({ "what": what, "well": well, "why": why }));
        }
        terminal.answer(&words, &json!({ "well": !ill, "looks": json }))?;
        app.db.close().await;
        Ok(if ill { Exit::Failed } else { Exit::Done })
    })
}

/// A clock before the release of this version is wrong.
fn clock(app: &App) -> Result<String, String> {
    let today = app.clock.today();
    if today.year() < 2026 {
        Err(format!("it says {today}; set the machine’s clock, for the journal tells times by it"))
    } else {
        Ok(format!("it says {today}"))
    }
}

fn data_folder(app: &App) -> Result<String, String> {
    let folder = &app.settings.data;
    let tried =
        tempfile::NamedTempFile::new_in(folder).and_then(|mut file| file.write_all(b"kith"));
    match tried {
        Ok(()) => Ok(format!("{} can be written", folder.display())),
        Err(error) => Err(format!("{} cannot be written: {error}", folder.display())),
    }
}

async fn records(app: &App) -> Result<String, String> {
    match app.db.check_integrity().await {
        Ok(words) => Ok(words),
        Err(error) => Err(format!("{error}; restore the last backup")),
    }
}

async fn chain(app: &App) -> Result<String, String> {
    match journal::verify(&app.db).await {
        Ok(verified) => Ok(format!("{} entries, the chain holds", verified.entries)),
        Err(error) => Err(error.to_string()),
    }
}

//! `kith export`: everything out in open formats, or what is one organisation's.

use std::path::PathBuf;

use anyhow::Context;
use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_store::Fact;
use kith_store::keeping::export::{self, Contents, Part};
use kith_store::keeping::{self, Cut};
use serde_json::json;

use super::backup::record;
use super::keeping::{file_name, path, told, version};
use super::text;
use crate::app::{self, LAKE};
use crate::clock::Clock;
use crate::command::{Command, Exit, Terminal};
use crate::module::Module;
use crate::settings::Settings;
use crate::store;
use crate::store::load::LOADS;
use crate::table::Table;

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("export")
        .about("Write all records, or one organisation’s, as open formats that need no Kith to be read")
        .arg(path("to", "A folder or FILE.zip that does not exist yet").required(true))
        .arg(text(
            "organisation",
            "Only what is this organisation’s, by its id or name, and without secrets",
        ))
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let done = write(&terminal, &matches).await;
        told(&terminal, done)
    })
}

async fn write(terminal: &Terminal, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let settings = &terminal.settings;
    let target = matches.get_one::<PathBuf>("to").cloned().unwrap_or_default();
    let mut cut = Cut::of(&settings.database).await?;
    let organisation = match matches.get_one::<String>("organisation") {
        Some(wanted) => Some(find(&mut cut, wanted).await?),
        None => None,
    };
    let beside = beside(terminal.modules, settings, (&mut cut, organisation.as_deref())).await?;
    let contents = contents(terminal.modules, settings, &cut, organisation)?;
    let contents = Contents { beside: Some(beside), ..contents };
    // Data that leave are data that are read: the journal knows of it before they are there. What
    // leaves was cut before, so that the same records give the same export.
    let after = json!({ "organisation": contents.organisation });
    let fact = Fact::new("records.export", "records", file_name(&target)).after(after);
    record(&settings.database, Clock::Machine.now(), fact).await?;
    let description = export::write(&mut cut, &contents, &target).await?;
    cut.close().await;
    let rows: u64 = description.resources.iter().filter_map(|resource| resource.rows).sum();
    let head = &description.kith.journal;
    let words = format!(
        "Exported {rows} rows into {}, as the records stood at entry {} of the journal (head {}).\n{}",
        target.display(),
        head.entries,
        head.head,
        if contents.organisation.is_some() {
            "It holds personal data: encrypt it before it travels."
        } else {
            "It holds personal data and secrets: encrypt it before it travels."
        }
    );
    let json = json!({
        "to": target, "rows": rows, "organisation": contents.organisation,
        "journal": head, "files": description.resources.len(),
    });
    terminal.answer(&words, &json)?;
    Ok(Exit::Done)
}

/// The id of an organisation that was named by its id or its name.
async fn find(cut: &mut Cut, wanted: &str) -> anyhow::Result<String> {
    let found = store::organisation::ids_of(cut, wanted).await?;
    match &found[..] {
        [one] => Ok(one.clone()),
        [] => anyhow::bail!(
            "no organisation has the id or name {wanted:?}; see the page Organisations"
        ),
        _ => anyhow::bail!(
            "several organisations are called {wanted:?}; name one by its id: {}",
            found.join(", ")
        ),
    }
}

/// What is to be written: for everything all tables, for an organisation those that hold rows of one.
fn contents(
    modules: &[&Module],
    settings: &Settings,
    cut: &Cut,
    organisation: Option<String>,
) -> anyhow::Result<Contents> {
    let told: Vec<&Table> = modules.iter().flat_map(|module| module.tables).collect();
    let mut parts = Vec::new();
    for table in cut.records() {
        let known = told.iter().find(|known| known.name == table.name);
        let condition = known.and_then(|known| known.condition(&told));
        if organisation.is_some() && condition.is_none() {
            continue;
        }
        let secret = known.map(|known| known.secret).unwrap_or_default();
        parts.push(Part {
            table: table.name.clone(),
            condition: condition.filter(|_| organisation.is_some()),
            secret: secret.iter().map(ToString::to_string).collect(),
        });
    }
    let content = content(modules, settings)?;
    Ok(Contents { kith: version().to_owned(), parts, content, organisation, beside: None })
}

/// The folder of the lake and its files: all, or those of the loads that are an organisation's.
async fn beside(
    modules: &[&Module],
    settings: &Settings,
    (cut, organisation): (&mut Cut, Option<&str>),
) -> anyhow::Result<(PathBuf, Vec<String>)> {
    let folder = settings.data.join(LAKE);
    let mut files = keeping::files(&folder)?;
    if let Some(organisation) = organisation {
        let told: Vec<&Table> = modules.iter().flat_map(|module| module.tables).collect();
        let loads = told.iter().find(|table| table.name == LOADS);
        let loads = match loads.and_then(|table| table.condition(&told)) {
            Some(condition) => store::load::ids_where(cut, &condition, organisation).await?,
            None => Vec::new(),
        };
        files.retain(|file| {
            file.split('/').nth(1).is_some_and(|load| loads.iter().any(|l| l == load))
        });
    }
    Ok((folder, files))
}

/// The content files in force, ordered by path.
pub(super) fn content(
    modules: &[&Module],
    settings: &Settings,
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for file in modules.iter().flat_map(|module| module.content) {
        let text = app::content(settings, file.path, file.delivered)
            .with_context(|| format!("the content file {} is not exported", file.path))?;
        files.push((file.path.to_owned(), text.into_bytes()));
    }
    files.sort_unstable();
    Ok(files)
}

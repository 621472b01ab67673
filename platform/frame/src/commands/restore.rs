//! `kith restore`: the records as a backup has them.

use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal, Write as _};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use futures_util::future::BoxFuture;
use kith_store::journal::{Anchors, weigh};
use kith_store::keeping::restore::{Order, Present, rehearse, restore};
use kith_store::{Author, Db};
use serde_json::json;

use super::backup::contents;
use super::keeping::{flag, path, told};
use crate::app::{self, LAKE};
use crate::clock::Clock;
use crate::command::{Command, Exit, Format, Terminal};
use crate::keeper::{KEY_FILE, Keeper};
use crate::pages::second_step::APP_SECRET;
use crate::settings::Settings;
use crate::{store, words};

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("restore")
        .about("Bring the records back from a backup")
        .arg(path("file", "The backup").required(true))
        .arg(flag("replace", "Move the records that are there aside; nothing of them is deleted"))
        .arg(flag("yes", "Do not ask before records are moved aside"))
        .arg(flag("dry-run", "Unpack and compare everything, and put nothing in place"))
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
        let done = if matches.get_flag("dry-run") {
            try_out(&terminal, &file).await
        } else {
            bring_back(&terminal, &file, &matches).await
        };
        told(&terminal, done)
    })
}

async fn try_out(terminal: &Terminal, file: &Path) -> anyhow::Result<Exit> {
    std::fs::create_dir_all(&terminal.settings.data)?;
    let manifest = rehearse(file, &terminal.settings.data.join("rehearsal")).await?;
    let words = format!(
        "{} can be restored: {}. Nothing was put in place.",
        file.display(),
        contents(&manifest)
    );
    terminal.answer(&words, &json!({ "holds": true, "dry_run": true, "manifest": manifest }))?;
    Ok(Exit::Done)
}

async fn bring_back(
    terminal: &Terminal,
    file: &Path,
    matches: &ArgMatches,
) -> anyhow::Result<Exit> {
    let settings = &terminal.settings;
    let present = if !matches.get_flag("replace") {
        Present::None
    } else if matches.get_flag("yes") || agreed(terminal)? {
        Present::MoveAside
    } else {
        anyhow::bail!("nothing was done: to move the present records aside, add --yes");
    };
    std::fs::create_dir_all(&settings.data)?;
    let anchors = Anchors::in_folder(&settings.anchors)?;
    let (sets, author) = (app::migrations(terminal.modules), Author::system("command line"));
    let order = Order {
        into: &settings.database,
        beside: Some(&settings.data.join(LAKE)),
        sets: &sets,
        present,
        anchors: &anchors,
        at: Clock::Machine.now(),
        author: &author,
    };
    let restored = restore(file, &order).await?;
    let anchored = take_anchors_back(settings, &order, restored.manifest.journal.entries).await;
    let mut words = format!(
        "Restored {}: {}. Every table has the rows and the hash that were kept, every file is the one that was kept, and the journal’s chain holds.",
        settings.database,
        contents(&restored.manifest)
    );
    if let Some(place) = &restored.moved_to {
        write!(words, "\nThe records that were there are in {place}.")?;
    }
    for step in &restored.migrated {
        write!(words, "\nApplied the step {step}, which the backup did not have yet.")?;
    }
    if let Err(error) = &anchored {
        write!(
            words,
            "\nThe anchors in {} could not be taken back to that entry ({error}); until somebody does, `kith audit verify` names what they knew beyond it.",
            settings.anchors.display()
        )?;
    }
    let shut = shut_apps(settings).await?;
    if shut > 0 {
        write!(words, "\n{}", key_missing(settings, shut))?;
    }
    let json = json!({
        "holds": true, "anchored": anchored.is_ok(), "manifest": restored.manifest,
        "moved_to": restored.moved_to, "migrated": restored.migrated, "shut_apps": shut,
    });
    terminal.answer(&words, &json)?;
    Ok(Exit::Done)
}

/// How many authenticator apps do not open with the key file that is in the data folder. The key is in no
/// backup, or whoever has one would have working second factors.
async fn shut_apps(settings: &Settings) -> anyhow::Result<usize> {
    let keeper = Keeper::look(&settings.data)?;
    let opens = |sealed: &String| keeper.as_ref()?.unseal(APP_SECRET, sealed);
    let sealed = store::factor::all_sealed(&mut Db::look(&settings.database).await?).await?;
    Ok(sealed.iter().filter(|sealed| opens(sealed).is_none()).count())
}

fn key_missing(settings: &Settings, shut: usize) -> String {
    let apps = words::how_many(shut as u64, "authenticator app does", "authenticator apps do");
    format!(
        "{apps} not open with {}, which is in no backup. Put the {KEY_FILE} of that time back. Without it \
         these people sign in with their recovery codes, or after `kith user reset-factors`, and set up an \
         app anew.",
        settings.data.join(KEY_FILE).display()
    )
}

/// Keeps the anchors that the backup reaches, moves the file with those beyond it aside, and drops one
/// at the entry about the restore.
async fn take_anchors_back(
    settings: &Settings,
    order: &Order<'_>,
    entries: i64,
) -> anyhow::Result<()> {
    let kept = order.anchors.as_far_as(entries);
    if kept.all.len() < order.anchors.all.len() {
        let ending = format!(".before-{}", order.at.strftime("%Y-%m-%dT%H%M%SZ"));
        kept.replace_in(&settings.anchors, &ending)?;
    }
    let anchor = weigh(&mut Db::look(order.into).await?, order.at).await?;
    Ok(anchor.drop_in(&settings.anchors)?)
}

/// Asks whoever sits at the terminal; where nobody does, nobody has agreed.
fn agreed(terminal: &Terminal) -> anyhow::Result<bool> {
    let stdin = std::io::stdin();
    if terminal.format == Format::Json || !stdin.is_terminal() {
        return Ok(false);
    }
    let mut ask = std::io::stderr();
    write!(
        ask,
        "Move the records in {} aside and put the backup in their place? Type yes: ",
        terminal.settings.database
    )?;
    ask.flush()?;
    let mut answer = String::new();
    stdin.lock().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}

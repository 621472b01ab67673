//! `kith import` and `kith check`: files from the command line.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches};
use futures_util::future::BoxFuture;
use kith_frame::app::App;
use kith_frame::command::{Command, Exit, Terminal};
use kith_frame::commands::open;
use kith_frame::words;
use kith_intake::Checked;
use kith_intake::load::{self, Arrived, Taken, Watch};
use kith_store::Author;
use serde_json::{Value, json};

/// Both verbs.
pub(crate) static COMMANDS: &[Command] = &[
    Command { arguments: import_arguments, run: import },
    Command { arguments: check_arguments, run: check },
];

fn files() -> Arg {
    Arg::new("files")
        .value_name("FILE")
        .required(true)
        .num_args(1..)
        .value_parser(clap::value_parser!(PathBuf))
        .help("Official files and extracts, unchanged as they came; .zip, .gz and folders too")
}

fn import_arguments() -> clap::Command {
    clap::Command::new("import").about("Load official files and extracts").arg(files()).arg(
        Arg::new("review")
            .long("review")
            .action(ArgAction::SetTrue)
            .help("Leave the loads to be looked at and accepted on the page Data"),
    )
}

fn check_arguments() -> clap::Command {
    clap::Command::new("check")
        .about("See what is in a file and what is wrong; changes nothing")
        .arg(files())
}

fn given(matches: &ArgMatches) -> Vec<PathBuf> {
    matches.get_many::<PathBuf>("files").unwrap_or_default().cloned().collect()
}

fn import(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let app = open(&terminal).await?;
        let mut told = Vec::new();
        let mut worst = Exit::Done;
        for path in given(&matches) {
            let opened = kith_intake::open(&path)?;
            for taken in take_in(&terminal, &app, opened).await? {
                let accepted = accept(&app, &taken, matches.get_flag("review")).await?;
                let (exit, words, json) = report(&taken, accepted);
                terminal.say(&words)?;
                told.push(json);
                worst = worse(worst, exit);
            }
        }
        terminal.conclude(&json!({ "loads": told }))?;
        app.db.close().await;
        Ok(worst)
    })
}

async fn take_in(
    terminal: &Terminal,
    app: &App,
    opened: kith_intake::Opened,
) -> anyhow::Result<Vec<Taken>> {
    let progress = terminal.progress();
    let watch = Watch {
        new_id: &|| app.dice.id(app.clock.now()),
        went_on: &|name, rows| progress.says(&format!("Reading {name}"), rows, 0),
    };
    let author = Author::system("command line");
    let who = (app.clock.now(), &author);
    let taken = load::take_in(app.stores(), who, &app.feeds, opened, &watch).await?;
    progress.says("Read", 1, 1);
    Ok(taken)
}

async fn accept(app: &App, taken: &Taken, review: bool) -> anyhow::Result<bool> {
    match &taken.outcome {
        Ok(Arrived::ToReview(load)) if !review => {
            let author = Author::system("command line");
            load::accept(&app.db, app.clock.now(), &author, load.id).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

fn report(taken: &Taken, accepted: bool) -> (Exit, String, Value) {
    match &taken.outcome {
        Err(finding) => (
            Exit::Failed,
            format!("refused  {finding}"),
            json!({ "file": taken.name, "refused": finding }),
        ),
        Ok(Arrived::AlreadyHere(load)) => (
            Exit::Done,
            format!("the same {}: it counts already, nothing was changed", taken.name),
            json!({ "file": taken.name, "load": load.id, "already_here": true }),
        ),
        Ok(Arrived::ToReview(load)) => {
            let mut text = format!(
                "{} {}: {} rows kept, {} set aside",
                if accepted { "loaded  " } else { "to review" },
                taken.name,
                words::count(load.read.rows.total()),
                words::count(load.findings),
            );
            for (name, many) in load.read.tally.iter() {
                let _ = write!(text, "\n           {} {name}", words::count(many));
            }
            let exit = if load.findings > 0 { Exit::Quarantined } else { Exit::Done };
            let json = json!({
                "file": taken.name, "load": load.id, "kind": load.kind, "accepted": accepted,
                "rows": load.read.rows, "tally": load.read.tally, "findings": load.findings,
                "changes": load.changes, "facts": load.read.facts,
            });
            (exit, text, json)
        }
    }
}

/// A refusal is worse than rows in quarantine, and that is worse than nothing.
fn worse(one: Exit, other: Exit) -> Exit {
    let badness = |exit| match exit {
        Exit::Done => 0,
        Exit::Quarantined => 1,
        _ => 2,
    };
    if badness(other) > badness(one) { other } else { one }
}

fn check(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let feeds = kith_frame::feeds::known(&terminal.settings, terminal.modules)?;
        let mut told = Vec::new();
        let mut worst = Exit::Done;
        for path in given(&matches) {
            let opened = kith_intake::open(&path)?;
            for finding in opened.findings {
                terminal.say(&format!("refused  {finding}"))?;
                told.push(json!({ "file": finding.place.file, "refused": finding }));
                worst = Exit::Failed;
            }
            for source in opened.sources {
                let checked = kith_intake::check(&feeds, &source);
                terminal.say(&in_words(&checked))?;
                told.push(in_json(&checked));
                worst = worse(worst, exit_of(&checked));
            }
        }
        terminal.conclude(&json!({ "files": told }))?;
        Ok(worst)
    })
}

fn exit_of(checked: &Checked) -> Exit {
    match (checked.readable, checked.finding_count) {
        (false, _) => Exit::Failed,
        (true, 0) => Exit::Done,
        (true, _) => Exit::Quarantined,
    }
}

fn in_words(checked: &Checked) -> String {
    let kind = checked.title.unwrap_or("of no kind that is known");
    let mut text = format!("{}: {kind}", checked.name);
    for (table, many) in checked.rows.iter() {
        let _ = write!(text, "\n  {} rows for {table}", words::count(many));
    }
    for (name, many) in checked.tally.iter() {
        let _ = write!(text, "\n  {} {name}", words::count(many));
    }
    for finding in &checked.findings {
        let _ = write!(text, "\n  {finding}");
    }
    let more = checked.finding_count.saturating_sub(checked.findings.len() as u64);
    if more > 0 {
        let _ = write!(text, "\n  and {} more", words::count(more));
    }
    text
}

fn in_json(checked: &Checked) -> Value {
    json!({
        "file": checked.name, "sha256": checked.sha256, "kind": checked.kind,
        "rows": checked.rows, "tally": checked.tally, "findings": checked.findings,
        "finding_count": checked.finding_count, "readable": checked.readable,
        "valid_from": checked.valid_from, "facts": checked.facts,
    })
}

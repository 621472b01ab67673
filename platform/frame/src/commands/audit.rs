//! `kith audit`: look into the journal, see whether its chain holds, take it out, write its head down.

mod verify;

use std::fmt::Write;
use std::fs::File;
use std::io::BufWriter;

use anyhow::Context;
use clap::{Arg, ArgMatches};
use futures_util::future::BoxFuture;
use kith_store::journal;
use kith_store::{Author, Fact};
use serde_json::{Value, json};

use super::{given, open, text};
use crate::app::App;
use crate::command::{Command, Exit, Terminal};
use crate::journal::anchoring::drop_anchor;
use crate::journal::export::{Form, Wanted, export};
use crate::journal::search::Search;
use crate::pages::journal::READ;
use crate::pages::journal::files::EXPORT;

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("audit")
        .about("Look into the journal, verify it, take it out")
        .subcommand_required(true)
        .subcommand(verify::arguments())
        .subcommand(
            clap::Command::new("anchor")
                .about("Write the journal’s head down in the folder of the anchors"),
        )
        .subcommand(
            narrowed(clap::Command::new("search").about("The entries that fit, newest first")).arg(
                Arg::new("page")
                    .long("page")
                    .default_value("1")
                    .value_parser(clap::value_parser!(u32).range(1..))
                    .help("Which page of 50 entries"),
            ),
        )
        .subcommand(
            narrowed(clap::Command::new("export").about("Write the entries that fit into a file"))
                .arg(Arg::new("file").required(true).value_name("FILE").help("The file to make"))
                .arg(
                    Arg::new("format")
                        .long("format")
                        .default_value("ndjson")
                        .value_parser(["ndjson", "csv", "fhir"])
                        .help(
                            "Lines that `kith audit verify` can follow, a table, or FHIR audit events",
                        ),
                ),
        )
}

/// What narrows a search: the fields of [`Search`].
fn narrowed(command: clap::Command) -> clap::Command {
    command
        .arg(text("action", "Only this action, such as plan.publish, or plan. for all about plans"))
        .arg(text("kind", "Only done to this kind of thing, such as plan"))
        .arg(text("subject", "Only done to the thing with this id"))
        .arg(text("person", "Only by the person with this id"))
        .arg(text("role", "Only in this role"))
        .arg(text("organisation", "Only for the organisation with this id"))
        .arg(text("purpose", "Only for this purpose, such as planning"))
        .arg(text("about", "Only about the person with this id"))
        .arg(text("from", "Only from this day on, such as 2026-11-21"))
        .arg(text("to", "Only up to this day"))
}

fn asked(matches: &ArgMatches) -> Search {
    let value = |name| given(matches, name);
    Search {
        action: value("action"),
        kind: value("kind"),
        subject: value("subject"),
        person: value("person"),
        role: value("role"),
        organisation: value("organisation"),
        purpose: value("purpose"),
        about: value("about"),
        from: value("from"),
        to: value("to"),
        sort: String::new(),
    }
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let Some((verb, arguments)) = matches.subcommand() else { return Ok(Exit::Usage) };
        if verb == "verify" {
            return verify::run(&terminal, arguments).await;
        }
        let app = open(&terminal).await?;
        let exit = match verb {
            "anchor" => anchor(&terminal, &app).await,
            "export" => take_out(&terminal, &app, arguments).await,
            _ => search(&terminal, &app, arguments).await,
        };
        app.db.close().await;
        exit
    })
}

async fn anchor(terminal: &Terminal, app: &App) -> anyhow::Result<Exit> {
    let anchor = drop_anchor(app).await?;
    let words = format!("Entry {} is anchored in {}.", anchor.seq, app.settings.anchors.display());
    let json = json!({ "entry": anchor.seq, "at": anchor.at, "hash": hex(&anchor.hash) });
    terminal.answer(&words, &json)?;
    Ok(Exit::Done)
}

async fn take_out(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let search = asked(matches);
    let filter = search.judge().map_err(|wrong| anyhow::anyhow!("{}", wrong.sentences()))?;
    let form = Form::from_key(&given(matches, "format")).unwrap_or(Form::Ndjson);
    let file = given(matches, "file");
    // The fact comes first, so that nothing leaves unnoted, and stands in the file.
    let at = json!({ "asked": search.told(), "form": form.key() });
    note(app, EXPORT, at).await?;
    let wanted =
        Wanted { form, filter: &filter, is_whole: search.is_for_all(), place: &app.settings.place };
    let out = File::create_new(&file).with_context(|| format!("{file} cannot be made"))?;
    let many = export(&mut app.db.read().await?, &wanted, &mut BufWriter::new(&out)).await?;
    out.sync_all()?;
    terminal.answer(
        &format!("{many} entries are in {file}."),
        &json!({ "file": file, "entries": many, "form": form.key() }),
    )?;
    Ok(Exit::Done)
}

/// Notes that the command line reads people's data.
async fn note(app: &App, action: &'static str, at: Value) -> anyhow::Result<()> {
    let fact = Fact::new(action, "journal", "all").after(at);
    let author = Author::system("command line");
    app.db.note_reads(app.clock.now(), &author, vec![fact]).await?;
    Ok(())
}

async fn search(terminal: &Terminal, app: &App, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let search = asked(matches);
    let filter = search.judge().map_err(|wrong| anyhow::anyhow!("{}", wrong.sentences()))?;
    let number = matches.get_one::<u32>("page").copied().unwrap_or(1);
    let page = journal::search(&mut app.db.read().await?, &filter, number).await?;
    note(app, READ, json!({ "asked": search.told(), "page": number, "of": page.total })).await?;
    let mut words = String::new();
    for entry in &page.items {
        writeln!(
            words,
            "{} {} {} {} {} by {} as {}",
            entry.seq,
            entry.at,
            entry.action,
            entry.subject.kind,
            entry.subject.id,
            entry.author.person,
            entry.author.role
        )?;
    }
    let told: Vec<_> = page.items.iter().map(told).collect();
    terminal.answer(&words, &json!({ "of": page.total, "page": page.number, "entries": told }))?;
    Ok(Exit::Done)
}

fn told(entry: &journal::Entry) -> Value {
    json!({
        "number": entry.seq, "at": entry.at, "action": entry.action,
        "subject": { "kind": entry.subject.kind, "id": entry.subject.id },
        "about": entry.about, "person": entry.author.person, "role": entry.author.role,
        "organisation": entry.author.organisation, "site": entry.author.site,
        "purpose": entry.author.purpose, "before": entry.before, "after": entry.after,
        "seal": hex(&entry.hash),
    })
}

fn hex(hash: &journal::Seal) -> String {
    crate::dice::hexadecimal(hash)
}

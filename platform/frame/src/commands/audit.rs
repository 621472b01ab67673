//! `kith audit`: look into the journal, and see whether its chain holds.

use std::fmt::Write;

use clap::{Arg, ArgMatches};
use futures_util::future::BoxFuture;
use kith_store::journal::{self, CannotVerify, Filter};
use serde_json::json;

use super::{given, open, text};
use crate::command::{Command, Exit, Terminal};

pub(super) const COMMAND: Command = Command { arguments, run };

fn arguments() -> clap::Command {
    clap::Command::new("audit")
        .about("Look into the journal")
        .subcommand_required(true)
        .subcommand(clap::Command::new("verify").about("See whether the journal’s chain holds"))
        .subcommand(
            clap::Command::new("search")
                .about("The newest entries that fit")
                .arg(text("action", "Only this action, such as plan.publish"))
                .arg(text("subject", "Only about the thing with this id"))
                .arg(text("person", "Only by the person with this id"))
                .arg(
                    Arg::new("page")
                        .long("page")
                        .default_value("1")
                        .value_parser(clap::value_parser!(u32).range(1..))
                        .help("Which page of 50 entries"),
                ),
        )
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let app = open(&terminal).await?;
        let exit = match matches.subcommand() {
            Some(("search", arguments)) => {
                search(&terminal, &mut app.db.read().await?, arguments).await?
            }
            _ => verify(&terminal, &app.db).await?,
        };
        app.db.close().await;
        Ok(exit)
    })
}

async fn verify(terminal: &Terminal, db: &kith_store::Db) -> anyhow::Result<Exit> {
    match journal::verify(db).await {
        Ok(verified) => {
            let words =
                format!("The journal holds: {} entries, head {}.", verified.entries, verified.head);
            let json = json!({ "holds": true, "entries": verified.entries, "head": verified.head });
            terminal.answer(&words, &json)?;
            Ok(Exit::Done)
        }
        Err(broken @ CannotVerify::Broken { .. }) => {
            let words = format!("The journal does not hold: {broken}.");
            terminal.answer(&words, &json!({ "holds": false, "why": broken.to_string() }))?;
            Ok(Exit::NotVerified)
        }
        Err(error) => Err(error.into()),
    }
}

async fn search(
    terminal: &Terminal,
    reader: &mut kith_store::Reader,
    matches: &ArgMatches,
) -> anyhow::Result<Exit> {
    let wanted = |name| Some(given(matches, name)).filter(|text| !text.is_empty());
    let filter = Filter {
        action: wanted("action"),
        subject: wanted("subject"),
        person: wanted("person"),
        ..Filter::default()
    };
    let number = matches.get_one::<u32>("page").copied().unwrap_or(1);
    let page = journal::search(reader, &filter, number).await?;
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

fn told(entry: &journal::Entry) -> serde_json::Value {
    json!({
        "number": entry.seq, "at": entry.at, "action": entry.action,
        "subject": { "kind": entry.subject.kind, "id": entry.subject.id },
        "about": entry.about, "person": entry.author.person, "role": entry.author.role,
        "organisation": entry.author.organisation, "site": entry.author.site,
        "purpose": entry.author.purpose, "before": entry.before, "after": entry.after,
        "seal": crate::dice::hexadecimal(&entry.hash),
    })
}

//! `kith audit verify`: whether the journal is as it was written. It changes nothing and needs no
//! server; a server may be running.

use std::fs::File;
use std::io::BufReader;

use anyhow::Context;
use clap::{Arg, ArgMatches};
use kith_store::Db;
use kith_store::journal::{Anchors, CannotVerify, Verified, verify_against, verify_file};
use serde_json::json;

use crate::command::{Exit, Terminal};
use crate::commands::given;
use crate::words::how_many;

pub(super) fn arguments() -> clap::Command {
    clap::Command::new("verify")
        .about("See whether the journal’s chain holds and lies where its anchors say")
        .arg(Arg::new("file").value_name("FILE").help(
            "A journal that was exported as ndjson; without it, that of the records, which are only read",
        ))
}

pub(super) async fn run(terminal: &Terminal, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let folder = &terminal.settings.anchors;
    let anchors = Anchors::in_folder(folder)
        .with_context(|| format!("the anchors in {} cannot be read", folder.display()))?;
    let file = given(matches, "file");
    let outcome = if file.is_empty() {
        let location = &terminal.settings.database;
        let reader = Db::look(location).await;
        let mut reader = reader.with_context(|| format!("{location} cannot be looked at"))?;
        verify_against(&mut reader, &anchors).await
    } else {
        let lines = File::open(&file).with_context(|| format!("{file} cannot be read"))?;
        verify_file(BufReader::new(lines), &anchors).await
    };
    match outcome {
        Ok(verified) => holds(terminal, &verified, &anchors),
        Err(CannotVerify::Broken { seq, fault }) => {
            let broken = CannotVerify::Broken { seq, fault };
            let words = format!("The journal does not hold: {broken}.");
            let json = json!({
                "holds": false, "entry": seq, "fault": fault.key(), "why": broken.to_string(),
            });
            terminal.answer(&words, &json)?;
            Ok(Exit::NotVerified)
        }
        Err(error) => Err(error.into()),
    }
}

fn holds(terminal: &Terminal, verified: &Verified, anchors: &Anchors) -> anyhow::Result<Exit> {
    let anchored = match (verified.anchors, anchors.unreadable) {
        (0, 0) => "It has no anchor yet.".to_owned(),
        (many, unreadable) => {
            let many = how_many(many, "anchor", "anchors");
            let newest = format!("Anchored: {many}, the newest at entry {}", verified.anchored);
            match unreadable {
                0 => format!("{newest}."),
                lines => format!("{newest}; {} cannot be read.", how_many(lines, "line", "lines")),
            }
        }
    };
    let words = format!(
        "The journal holds: {} entries, head {}. {anchored}",
        verified.entries, verified.head
    );
    let json = json!({
        "holds": true, "entries": verified.entries, "head": verified.head,
        "anchors": verified.anchors, "anchored": verified.anchored,
        "anchors_unreadable": anchors.unreadable,
    });
    terminal.answer(&words, &json)?;
    Ok(Exit::Done)
}

//! `kith design`: neighbourhoods from the command line.

mod wishes;

use std::fmt::Write;

use clap::{Arg, ArgAction, ArgMatches};
use futures_util::future::BoxFuture;
use kith_frame::app::App;
use kith_frame::command::{Command, Exit, Terminal};
use kith_frame::commands::open;
use kith_frame::words;
use kith_store::Author;
use serde_json::json;

use crate::jobs::{NotMade, Wanted, judge, make};
use crate::plan::drawing;
use crate::plan::life::publishing;
use crate::plan::rules::{Counted, LEAST, MOST, Weights};
use crate::plan::{Figures, Plan, Rules, store};

/// The verb.
pub(crate) static COMMANDS: &[Command] = &[Command { arguments, run }];

fn arguments() -> clap::Command {
    let number = |name: &'static str, otherwise: String, help: &'static str| {
        Arg::new(name)
            .long(name)
            .default_value(otherwise)
            .value_parser(clap::value_parser!(u32))
            .help(help)
    };
    let weight = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .default_value("1")
            .value_parser(clap::value_parser!(f64))
            .help(help)
    };
    let text = |name: &'static str, help: &'static str| Arg::new(name).long(name).help(help);
    let design = clap::Command::new("design")
        .about("Draw neighbourhoods and set them beside today’s PCN footprints")
        .arg(text("name", "Name of the plan").default_value("Neighbourhoods"))
        .arg(text("within", "Only this unit, such as icb:QNC or lad:E06000021"))
        .arg(text("nest", "Layer whose lines no neighbourhood may cross, such as lad"))
        .arg(
            Arg::new("registered")
                .long("registered")
                .action(ArgAction::SetTrue)
                .help("Count registered people who live there instead of all who live there"),
        )
        .arg(number("least", LEAST.to_string(), "Fewest people of a neighbourhood"))
        .arg(number("most", MOST.to_string(), "Most people of a neighbourhood"))
        .arg(text("waiver", "Reason for which districts without a legal number may leave the band"))
        .arg(weight("border", "Weight of short borders"))
        .arg(weight("pcn", "Weight of whole PCNs"))
        .arg(weight("ward", "Weight of whole wards"))
        .arg(number("seed", "1".into(), "The same seed makes the same plan"))
        .arg(number("effort", "10000".into(), "Changes that are tried for each area"))
        .arg(
            Arg::new("publish")
                .long("publish")
                .action(ArgAction::SetTrue)
                .help("Publish it at once, in force from today"),
        )
        .arg(
            Arg::new("check")
                .long("check")
                .action(ArgAction::SetTrue)
                .conflicts_with("publish")
                .help("Only say what is possible by these rules; draw nothing"),
        );
    wishes::arguments(design)
}

fn run(terminal: Terminal, matches: ArgMatches) -> BoxFuture<'static, anyhow::Result<Exit>> {
    Box::pin(async move {
        let wanted = Wanted { name: text(&matches, "name"), rules: rules(&matches)? };
        let app = open(&terminal).await?;
        if matches.get_flag("check") {
            let exit = check(&terminal, &app, &wanted.rules).await;
            app.db.close().await;
            return exit;
        }
        let author = Author::system("command line");
        let progress = terminal.progress();
        let made = make(&app, &author, wanted, &progress).await;
        progress.says("Drawn", 1, 1);
        let id = match made {
            Ok(id) => id,
            Err(NotMade::NotDrawn(why)) => anyhow::bail!("nothing was drawn: {why}"),
            Err(error) => return Err(error.into()),
        };
        let plan = store::one(&mut app.db.read().await?, id).await?;
        if matches.get_flag("publish") {
            publishing::publish(&app, &author, &plan, app.clock.today()).await?;
        }
        let json = json!({ "plan": id, "figures": plan.facts.plan, "today": plan.facts.today });
        terminal.answer(&report(&plan), &json)?;
        app.db.close().await;
        Ok(Exit::Done)
    })
}

/// Says what is possible, and ends as done only where all is.
async fn check(terminal: &Terminal, app: &App, rules: &Rules) -> anyhow::Result<Exit> {
    let possible = match judge(app, rules).await {
        Ok(possible) => possible,
        Err(NotMade::NotDrawn(why)) => anyhow::bail!("nothing can be drawn: {why}"),
        Err(error) => return Err(error.into()),
    };
    let mut text = String::new();
    for one in &possible {
        let (people, name) = (words::count(one.people), words::sentence_case(&one.name));
        let _ = match &one.why {
            None => writeln!(
                text,
                "{name}: {people} people, {} ({} to {} keep the size)",
                words::how_many(one.neighbourhoods as u64, "neighbourhood", "neighbourhoods"),
                one.fewest,
                one.most
            ),
            Some(why) => writeln!(text, "{}", words::sentence_case(why)),
        };
    }
    let can_be = possible.iter().all(drawing::Possible::can_be);
    terminal.answer(&text, &json!({ "possible": can_be, "places": possible }))?;
    if can_be { Ok(Exit::Done) } else { anyhow::bail!("not all of it can be drawn") }
}

fn text(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}

fn rules(matches: &ArgMatches) -> anyhow::Result<Rules> {
    let number = |name| matches.get_one::<u32>(name).copied().unwrap_or_default();
    let weight = |name| matches.get_one::<f64>(name).copied().unwrap_or_default();
    let within = match matches.get_one::<String>("within") {
        None => None,
        Some(text) => match text.split_once(':') {
            Some((layer, code)) => Some((layer.to_owned(), code.to_owned())),
            None => anyhow::bail!("--within names a layer and a unit, such as icb:QNC"),
        },
    };
    let registered = matches.get_flag("registered");
    let people = if registered { Counted::Registered } else { Counted::Residents };
    let rules = Rules {
        within,
        nest: matches.get_one::<String>("nest").cloned(),
        people,
        least: number("least"),
        most: number("most"),
        waiver: text(matches, "waiver"),
        weights: Weights { border: weight("border"), pcn: weight("pcn"), ward: weight("ward") },
        seed: u64::from(number("seed")),
        effort: number("effort"),
        wishes: wishes::wishes(matches)?,
        fixed: wishes::fixed(matches)?,
    };
    rules.check().map_err(anyhow::Error::msg)?;
    Ok(rules)
}

/// How a figure is written.
type Figure = fn(&Figures) -> String;

/// The plan beside today's footprints, line by line.
fn report(plan: &Plan) -> String {
    let mut text = format!("{:36} {:>14} {:>14}\n", plan.name, "this plan", "PCNs today");
    let today = plan.facts.today.as_ref();
    let lines: [(&str, Figure); 9] = [
        ("Neighbourhoods", |f| words::count(f.neighbourhoods)),
        ("out of band", |f| words::count(f.out_of_band)),
        ("in several pieces", |f| words::count(f.apart)),
        ("Kilometres of border", |f| words::decimal(f.border_km, 0)),
        ("Wards split", |f| f.ward.map_or("No data".into(), |w| words::count(w.split))),
        ("% of PCN patients in its main area", |f| {
            f.pcn.map_or("No data".into(), |p| words::decimal(p.in_main_neighbourhood * 100.0, 1))
        }),
        ("% in the area of their practice", |f| {
            f.at_home.map_or("No data".into(), |home| words::decimal(home.share * 100.0, 1))
        }),
        ("People who change neighbourhood", |f| {
            f.change.map_or("No data".into(), |change| words::count(change.people))
        }),
        ("People", |f| words::count(f.people)),
    ];
    for (name, figure) in lines {
        let now = today.map_or("No data".to_owned(), figure);
        let _ = writeln!(text, "{name:36} {:>14} {now:>14}", figure(&plan.facts.plan));
    }
    text
}

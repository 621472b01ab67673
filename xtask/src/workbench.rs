//! The workbench of a draft: how long a change takes to be judged again, in the engine's own process and as
//! a request to the program, and how heavy its page is. The places are real; the wishes are the usual ones.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use kith_geography::place::store::{basis, rows};
use kith_geography::place::{Place, assemble};
use kith_geography::plan::edit::desk::Desk;
use kith_geography::plan::edit::{Change, Sketch};
use kith_geography::plan::price::prices;
use kith_geography::plan::{Plan, store};
use kith_store::{AsOf, Db, Location};
use kith_terms::LsoaCode;

use crate::bench::{Figures, span};
use crate::caller::{Caller, between};
use crate::districting::LONDON;
use crate::pages::{first_answer, free_address, kilobytes};
use crate::program::{Kith, import, tables};
use crate::shared;

/// How often each thing is timed; the middle one counts.
const TIMES: usize = 21;
const PASSWORD: &str = "correct horse battery staple";
const ANALYST: &str = "analyst@bench.example";

/// A draft on the desk.
struct Drafted {
    place: Place,
    plan: Plan,
    sketch: Sketch,
}

/// Measures both places.
pub(crate) fn measure(figures: &mut Figures) -> anyhow::Result<()> {
    let Some(registrations) =
        shared::find("nhs/staffordshire_practice_lsoa21_oct2025.csv", figures)
    else {
        return Ok(());
    };
    let real = (registrations, &["--within", "icb:QNC"][..]);
    place("Staffordshire", shared::STAFFORDSHIRE, real, figures)?;
    let invented = shared::find("nhs/SYNTHETIC-gp-reg-pat-prac-lsoa-all.csv.gz", figures);
    let invented = invented.context("no invented registrations")?;
    place("London", LONDON, (invented, &["--effort", "2000"]), figures)
}

fn place(
    name: &str,
    districts: &[&str],
    (registrations, words): (PathBuf, &[&str]),
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let boundaries = shared::find("england/lsoa21_bgc", figures).context("no boundaries")?;
    let england = shared::find("england", figures).context("no look-ups")?;
    let kith = Kith::new()?;
    kith.run_with(
        &[
            "init",
            "--organisation",
            "Bench ICB",
            "--sign-in-name",
            "a@bench.example",
            "--name",
            "A",
        ],
        PASSWORD,
    )?;
    let analyst =
        ["user", "add", "--sign-in-name", ANALYST, "--name", "Analyst", "--role", "analyst"];
    let at = ["--organisation", "Bench ICB", "--site", "Here"];
    kith.run_with(&[&analyst[..], &at].concat(), PASSWORD)?;
    let mut files: Vec<PathBuf> =
        districts.iter().map(|code| boundaries.join(format!("{code}.geojson"))).collect();
    files.extend(tables(&england));
    files.push(practice_map(&registrations));
    files.push(registrations);
    files.retain(|file| file.exists());
    import(&kith, &files, figures)?;
    kith.run(&[&["--json", "design"], words].concat())?;
    let id = judged(&kith, name, figures)?;
    asked(&kith, (name, &id), figures)
}

/// Beside the invented registrations of England lies the map from practices to networks.
fn practice_map(registrations: &std::path::Path) -> PathBuf {
    registrations.with_file_name("gp-reg-pat-prac-map.csv")
}

/// How long a change takes to be judged; gives back the id of the plan.
fn judged(kith: &Kith, name: &str, figures: &mut Figures) -> anyhow::Result<String> {
    let Drafted { place, plan, sketch } = drafted(kith)?;
    let start = Instant::now();
    let desk = Desk::of(&place, &plan)?;
    figures.note(format!("{name}: lay out the desk, once for each draft"), span(start.elapsed()));
    let areas = desk.part.areas.len();
    figures.note(
        format!("{name}: areas / neighbourhoods"),
        format!("{areas} / {}", sketch.names.len()),
    );
    let mut after = sketch.clone();
    let edit = border_move(&desk, &sketch).context("no area lies beside a border")?;
    after.apply(&edit.judge(&sketch)?);
    let judged = middle(|| desk.judge(&after).map(drop).map_err(Into::into))?;
    figures.note(format!("{name}: judge a change again (aim: 16 ms)"), span(judged));
    let zone_of = desk.zone_of(&sketch)?;
    let start = Instant::now();
    let priced = prices(&desk.problem, &zone_of)?;
    let many = priced.moves.len();
    figures.note(format!("{name}: price all {many} moves across borders"), span(start.elapsed()));
    Ok(plan.id.to_string())
}

fn drafted(kith: &Kith) -> anyhow::Result<Drafted> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let db = Db::open(&Location::Sqlite(kith.folder().join("kith.db"))).await?;
        let mut reader = db.read().await?;
        let plan = store::all(&mut reader).await?.into_iter().next().context("no plan")?;
        let assignment = store::assignment(&mut reader, plan.id).await?;
        let then = AsOf {
            at: plan.drawn_at.to_zoned(jiff::tz::TimeZone::UTC).date(),
            known: plan.drawn_at,
        };
        let basis = basis(&mut reader, then).await?;
        let place = assemble(rows(&mut reader, &basis).await?);
        drop(reader);
        db.close().await;
        Ok(Drafted { place, plan, sketch: Sketch::new(&assignment, BTreeSet::new()) })
    })
}

/// A move of the first area beside a border.
fn border_move(desk: &Desk, sketch: &Sketch) -> Option<Change> {
    let home = |area: usize| sketch.home.get(&desk.part.areas[area].code);
    (0..desk.part.areas.len()).find_map(|area| {
        let to = desk
            .beside(area)
            .find_map(|other| home(other).filter(|code| Some(*code) != home(area)))?;
        let areas: Vec<LsoaCode> = vec![desk.part.areas[area].code];
        Some(Change::Move { areas, to: to.clone() })
    })
}

/// How long the program takes to answer, and how heavy the page is.
fn asked(kith: &Kith, (name, id): (&str, &str), figures: &mut Figures) -> anyhow::Result<()> {
    let address = free_address()?;
    let _serving = kith.serve(&address)?;
    first_answer(&address)?;
    let mut caller = Caller::new(&address);
    caller.sign_in(ANALYST, PASSWORD)?;
    // A place of very many areas is shown district by district.
    let path = match name {
        "London" => format!("/plans/{id}/edit?within=lad:E09000008"),
        _ => format!("/plans/{id}/edit"),
    };
    let start = Instant::now();
    let page = caller.text(&path)?;
    figures.note(format!("{name}: first page after a start"), span(start.elapsed()));
    ensure!(page.contains("data-workbench"), "{path} is not the workbench");
    let packed = caller.get(&path)?.body.len();
    figures.note(
        format!("{name}: page, as it is / packed"),
        format!("{} / {}", kilobytes(page.len()), kilobytes(packed)),
    );
    let shown = middle(|| caller.text(&path).map(drop))?;
    figures.note(format!("{name}: show the page (aim: 200 ms)"), span(shown));
    let (mut moves, mut both) = (Vec::new(), Vec::new());
    for at in 0..TIMES {
        let page = caller.text(&path)?;
        let fields = next_move(&page, at)?;
        let start = Instant::now();
        let status = caller.send(&format!("/plans/{id}/edit"), &fields)?;
        moves.push(start.elapsed());
        ensure!(status == 303, "a move is answered with {status}");
        caller.text(&path)?;
        both.push(start.elapsed());
    }
    figures.note(format!("{name}: move an area and save it"), span(median(&mut moves)));
    figures
        .note(format!("{name}: move, save, show the page (aim: 200 ms)"), span(median(&mut both)));
    Ok(())
}

/// The form that moves an area of the page to the neighbourhood of another.
fn next_move(page: &str, at: usize) -> anyhow::Result<Vec<(String, String)>> {
    let value =
        |name: &str| between(page, &format!("name=\"{name}\" value=\""), "\"").context("a field");
    let areas: Vec<&str> =
        page.split("id=\"area-E").skip(1).filter_map(|rest| rest.get(..8)).collect();
    let first = areas.first().context("a map")?;
    // Back and forth between the first area's neighbourhood and that of the last.
    let last = areas.last().context("a map")?;
    let (area, beside) =
        if at.is_multiple_of(2) { (areas[1], last) } else { (areas[areas.len() - 1], first) };
    let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Ok(vec![
        own("form_key", value("form_key")?),
        own("once", value("once")?),
        own("version", value("version")?),
        own("act", "move"),
        own("area", &format!("E{area}")),
        own("beside", &format!("E{beside}")),
    ])
}

fn middle(mut act: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let start = Instant::now();
        act()?;
        times.push(start.elapsed());
    }
    Ok(median(&mut times))
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

//! Any two layers on one map, with how many people live, and are registered, where they meet.

mod map;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::{Cell, EmptyState, Frame, Markup, Paging, Table, csv, html};
use kith_frame::address::in_question;
use kith_frame::app::App;
use kith_frame::as_at::AsAt;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_terms::Id;
use serde::Deserialize;

use super::how_it_was_made;
use crate::align::division::{self, FOOTPRINT, NEIGHBOURHOOD, lower};
use crate::align::{Division, Slot};
use crate::known::{self, Known};
use crate::pages::place::MOST_ON_A_MAP;
use crate::pages::{download, no_boundaries, plan};
use crate::place::ground::Drawable;
use crate::plan::store;

/// Pairs on a page.
const PAGE_SIZE: u64 = 50;

/// What is asked of the page.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    one: String,
    #[serde(default)]
    two: String,
    /// The plan whose neighbourhoods are meant; the one in force where none is named.
    #[serde(default)]
    plan: String,
    /// `lad:code`.
    #[serde(default)]
    within: String,
    #[serde(default)]
    page: String,
    #[serde(flatten)]
    as_at: AsAt,
}

/// Two layers over the areas that are shown.
struct Overlay {
    known: Known,
    drawable: Arc<Drawable>,
    one: Division,
    two: Division,
    areas: Vec<usize>,
    pairs: BTreeMap<(Slot, Slot), Counts>,
}

/// What lies where two units meet.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    areas: u64,
    residents: u64,
    registered: u64,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let (known, wrong) = known::place_asked(&app, &asked.as_at).await?;
    let notice = asked.as_at.notice(known.basis.as_of);
    let inside = if known.place.areas.is_empty() {
        no_boundaries(session.role.may.iter().any(|right| right == "data.load"))
    } else {
        let choices = choices(&known);
        let form = choose(&known, &choices, &asked);
        let laid = lay(&app, &session, known, &asked).await?;
        html! {
            (form)
            @match &laid {
                Some(overlay) => (inside(&session, overlay, &asked)),
                None => (nothing()),
            }
        }
    };
    let kept = [
        ("one", asked.one.as_str()),
        ("two", asked.two.as_str()),
        ("plan", asked.plan.as_str()),
        ("within", asked.within.as_str()),
    ];
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Two layers over each other" }
        (notice)
        (inside)
        (asked.as_at.form("/place/overlay", &kept, &wrong))
    };
    let page = Page::new("Overlay", main)
        .under("The place", "/place")
        .under("Overlay", "/place/overlay")
        .wide();
    Ok(if wrong.is_nothing() { page } else { page.with_errors() })
}

fn nothing() -> Markup {
    html! {
        (EmptyState {
            heading: "Nothing to show of one of the layers".into(),
            text: "Choose two layers that are loaded. Neighbourhoods are those of the plan in force on \
                   the day; PCN footprints need registrations and the mapping of practices to PCNs.".into(),
            action: None,
        })
    }
}

/// The layers of areas that can be chosen: keys and names.
fn choices(known: &Known) -> Vec<(String, String)> {
    let mut choices = vec![(NEIGHBOURHOOD.to_owned(), "Neighbourhoods".to_owned())];
    if !known.place.registrations.is_empty() && !known.place.pcns.is_empty() {
        choices.push((FOOTPRINT.to_owned(), "PCN footprints".to_owned()));
    }
    let lists = [division::PCN, division::PRACTICE];
    let others = division::layers_of(&known.place).into_iter();
    let of_areas = others.filter(|layer| !lists.contains(&layer.key.as_str()));
    choices.extend(of_areas.map(|layer| (layer.key, layer.many)));
    choices
}

fn choose(known: &Known, choices: &[(String, String)], asked: &Asked) -> Markup {
    let nothing = Wrong::nothing();
    let all = std::iter::once((String::new(), "All".to_owned()));
    let units = known.place.layers.get("lad").into_iter().flat_map(|layer| {
        layer.units.iter().map(|unit| (format!("lad:{}", unit.code), unit.name.clone()))
    });
    let (one, two) = (first(asked), second(asked));
    let layers = || choices.iter().cloned();
    html! {
        form method="get" action="/place/overlay" class="kith-choose" {
            (form::select("one", "Areas coloured by", layers(), one, &nothing))
            (form::select("two", "Dashed borders of", layers(), two, &nothing))
            (form::select("within", "District", all.chain(units), &asked.within, &nothing))
            @if !asked.plan.is_empty() { input type="hidden" name="plan" value=(asked.plan); }
            (form::send("Show"))
        }
    }
}

/// `pcn` means the footprints: only they have borders.
fn layer<'a>(key: &'a str, otherwise: &'a str) -> &'a str {
    match key {
        "" => otherwise,
        division::PCN => FOOTPRINT,
        key => key,
    }
}

fn first(asked: &Asked) -> &str {
    layer(&asked.one, "ward")
}

fn second(asked: &Asked) -> &str {
    layer(&asked.two, FOOTPRINT)
}

async fn lay(
    app: &App,
    session: &Session,
    known: Known,
    asked: &Asked,
) -> Result<Option<Overlay>, Problem> {
    let one = divided(app, session, (&known, asked), first(asked)).await?;
    let two = divided(app, session, (&known, asked), second(asked)).await?;
    let (Some(one), Some(two)) = (one, two) else { return Ok(None) };
    let drawable = known::drawable(app, &known).await?;
    let areas = wanted(&known, &asked.within);
    let Some(pairs) = pairs(&known, &areas, (&one, &two)) else { return Ok(None) };
    Ok(Some(Overlay { known, drawable, one, two, areas, pairs }))
}

/// The place by a layer; neighbourhoods are those of the plan asked for, or of the one in force.
async fn divided(
    app: &App,
    session: &Session,
    (known, asked): (&Known, &Asked),
    key: &str,
) -> Result<Option<Division>, Problem> {
    if key != NEIGHBOURHOOD {
        return Ok(division::of_layer(&known.place, key));
    }
    if !asked.plan.is_empty() {
        let id: Id<crate::plan::Plan> = asked.plan.parse().or(Err(Problem::NotFound))?;
        let shown = plan::find(app, session, id).await?;
        return Ok(Some(division::of_plan(&known.place, &shown.assignment)));
    }
    let mut reader = app.db.read().await?;
    let Some(plan) = store::in_force(&mut reader, known.basis.as_of).await? else {
        return Ok(None);
    };
    let assignment = store::assignment(&mut reader, plan.id).await?;
    Ok(Some(division::of_plan(&known.place, &assignment)))
}

fn wanted(known: &Known, within: &str) -> Vec<usize> {
    let asked = within.split_once(':');
    let inside = |area: &usize| {
        asked.is_none_or(|(layer, code)| {
            known.place.unit(layer, *area).is_some_and(|unit| unit.code == code)
        })
    };
    (0..known.place.areas.len()).filter(inside).collect()
}

fn pairs(
    known: &Known,
    areas: &[usize],
    (one, two): (&Division, &Division),
) -> Option<BTreeMap<(Slot, Slot), Counts>> {
    let (left, right) = (one.of_areas()?, two.of_areas()?);
    let (residents, registered) = (known.place.residents(), known.place.registered());
    let slot = |unit: Option<usize>| unit.map_or(Slot::NoUnit, Slot::Unit);
    let mut pairs: BTreeMap<(Slot, Slot), Counts> = BTreeMap::new();
    for &area in areas {
        let counts = pairs.entry((slot(left[area]), slot(right[area]))).or_default();
        counts.areas += 1;
        counts.residents += u64::from(residents[area]);
        counts.registered += u64::from(registered[area]);
    }
    Some(pairs)
}

fn inside(session: &Session, overlay: &Overlay, asked: &Asked) -> Markup {
    html! {
        @if overlay.areas.is_empty() {
            p { "No areas match. " a href="/place/overlay" { "Show all" } }
        } @else if overlay.areas.len() > MOST_ON_A_MAP {
            p { "There are too many areas for one map. Choose a district." }
            (table(overlay, asked))
        } @else {
            (map::figure(overlay).render(&frame(overlay, asked)))
            (table(overlay, asked))
        }
        (how_it_was_made(session, &overlay.known, &html! {
            p { "People who live in the areas that are in both units, and registered people who live \
                 there, whichever practice they are with. A PCN’s footprint is made of the areas in which \
                 it has more registered people than any other." }
        }))
    }
}

fn frame(overlay: &Overlay, asked: &Asked) -> Frame {
    Frame {
        heading: format!("{} under {}", overlay.one.many, lower(&overlay.two.many)),
        how_to_read: html! {
            p { "The number on the map is that of the list. Where a dashed line runs through a numbered \
                 piece, the two layers disagree." }
        },
        downloads: vec![(
            "Where they meet as CSV".to_owned(),
            address(asked, "/place/overlay.csv", 0),
        )],
        table_heading: format!("{} on the map", overlay.one.many),
        ..Frame::default()
    }
}

fn address(asked: &Asked, path: &str, page: u64) -> String {
    let mut address = format!(
        "{path}?one={}&two={}&within={}",
        in_question(first(asked)),
        in_question(second(asked)),
        in_question(&asked.within)
    );
    if !asked.plan.is_empty() {
        address.extend(["&plan=", &in_question(&asked.plan)]);
    }
    address.push_str(&asked.as_at.in_address());
    if page > 0 {
        address.extend(["&page=", &page.to_string()]);
    }
    address
}

fn table(overlay: &Overlay, asked: &Asked) -> Markup {
    let paging = Paging {
        page: asked.page.parse().unwrap_or(1),
        per_page: PAGE_SIZE,
        total: overlay.pairs.len() as u64,
    };
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let rows = overlay.pairs.iter().skip(from).take(size).map(|((one, two), counts)| {
        vec![
            Cell::from(overlay.one.name(*one)),
            Cell::from(overlay.two.name(*two)),
            Cell::number(words::count(counts.areas)),
            Cell::number(words::count(counts.residents)),
            Cell::number(words::count(counts.registered)),
        ]
    });
    html! {
        (paging.summary("pair", "pairs"))
        (Table {
            caption: "Where the two layers meet".into(),
            head: vec![
                Cell::from(overlay.one.one.as_str()),
                Cell::from(overlay.two.one.as_str()),
                Cell::number("Small areas"),
                Cell::number("People who live there"),
                Cell::number("Registered people"),
            ],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
        (paging.links(|page| address(asked, "/place/overlay", page)))
    }
}

/// Where two layers meet, as CSV.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (known, _) = known::place_asked(&app, &asked.as_at).await?;
    let head = ["ONE_CODE", "ONE_NAME", "TWO_CODE", "TWO_NAME", "AREAS", "RESIDENTS", "REGISTERED"];
    let laid = lay(&app, &session, known, &asked).await?;
    let rows = laid.iter().flat_map(|overlay| {
        overlay.pairs.iter().map(|((one, two), counts)| {
            [
                overlay.one.code(*one),
                overlay.one.name(*one),
                overlay.two.code(*two),
                overlay.two.name(*two),
                counts.areas.to_string(),
                counts.residents.to_string(),
                counts.registered.to_string(),
            ]
        })
    });
    Ok(download::csv("overlay.csv", csv(&head, rows)))
}

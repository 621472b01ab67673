//! Two plans side by side, or a plan beside today's PCN footprints: maps, figures, a sentence, and the
//! areas that change hands.

mod side;

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::{Cell, Details, EmptyState, Markup, Paging, Table, csv, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_store::AsOf;
use kith_terms::LsoaCode;
use serde::Deserialize;

use super::download;
use super::place::MOST_ON_A_MAP;
use super::plan::figures::rows;
use super::plan::{Shown, find};
use crate::plan::comparing::{Changed, Difference, difference, sentence};
use crate::plan::{sight, store};
use side::Side;

/// So many areas are on a page of the table.
const PER_PAGE: u64 = 100;

/// Today's PCN footprints, in an address.
const TODAY: &str = "today";
/// The plan that is in force today, in an address.
const IN_FORCE: &str = "in-force";

/// What is compared: ids of plans, `today` or `in-force`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    left: String,
    #[serde(default)]
    right: String,
    #[serde(default)]
    page: u64,
}

/// Both, and how they differ.
struct Both {
    left: Side,
    right: Side,
    difference: Difference,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let both = both(&app, &session, &asked).await?;
    let main = html! {
        h1 class="nhsuk-heading-l" { "Compare two plans" }
        (choose(&app, &session, &asked).await?)
        @match &both {
            Some(both) => { (beside(both, &asked)) }
            None => { (EmptyState {
                heading: "Choose two".into(),
                text: "Choose two plans, or a plan and today’s PCN footprints. Footprints are compared with a plan \
                       that was drawn where registrations are known.".into(),
                action: None,
            }) }
        }
    };
    Ok(Page::new("Compare two plans", main)
        .under("Plans", "/plans")
        .under("Compare two plans", "/plans/compare")
        .wide())
}

/// The areas that change hands, as CSV.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let both = both(&app, &session, &asked).await?;
    let head = ["LSOA_2021_CODE", "LSOA_2021_NAME", "PEOPLE", "LEFT", "RIGHT"];
    let areas = both.iter().flat_map(|both| {
        both.difference.areas.iter().map(|one| {
            [
                one.area.to_string(),
                both.right.area_name(&one.area).to_owned(),
                one.people.to_string(),
                both.left.name(one.left).to_owned(),
                both.right.name(one.right).to_owned(),
            ]
        })
    });
    Ok(download::csv("areas-that-differ.csv", csv(&head, areas)))
}

/// Both sides, where both were named and can be put beside each other.
async fn both(app: &App, session: &Session, asked: &Asked) -> Result<Option<Both>, Problem> {
    let (left, right) =
        (plan(app, session, &asked.left).await?, plan(app, session, &asked.right).await?);
    let (left, right) = match (left, right, asked.left.as_str(), asked.right.as_str()) {
        (Some(left), Some(right), _, _) => (Some(Side::of(left)), Some(Side::of(right))),
        (None, Some(right), TODAY, _) => (Side::today(&right), Some(Side::of(right))),
        (Some(left), None, _, TODAY) => {
            let right = Side::today(&left);
            (Some(Side::of(left)), right)
        }
        _ => (None, None),
    };
    let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
    let people = right.people();
    let live = |code: &LsoaCode| right.place.position(code).map_or(0, |at| u64::from(people[at]));
    let difference = difference(&left.assignment, &right.assignment, live);
    Ok(Some(Both { left, right, difference }))
}

/// The plan that an address names; none where it names none.
async fn plan(app: &App, session: &Session, named: &str) -> Result<Option<Shown>, Problem> {
    let id = match named {
        "" | TODAY => return Ok(None),
        IN_FORCE => {
            let as_of = AsOf { at: app.clock.today(), known: app.clock.now() };
            match store::in_force(&mut app.db.read().await?, as_of).await? {
                Some(plan) => plan.id,
                None => return Ok(None),
            }
        }
        id => id.parse().or(Err(Problem::NotFound))?,
    };
    Ok(Some(find(app, session, id).await?))
}

async fn choose(app: &App, session: &Session, asked: &Asked) -> Result<Markup, Problem> {
    let plans = sight::all(app, session).await?;
    let offered = || {
        let fixed = [
            ("", "Select one"),
            (TODAY, "Today’s PCN footprints"),
            (IN_FORCE, "The plan in force"),
        ];
        let fixed = fixed.map(|(key, words)| (key.to_owned(), words.to_owned())).into_iter();
        let plans = plans.iter();
        fixed.chain(plans.map(|plan| {
            let drawn = words::moment(plan.drawn_at);
            (plan.id.to_string(), format!("{}, drawn {drawn}", plan.name))
        }))
    };
    let nothing = Wrong::nothing();
    Ok(html! {
        form method="get" action="/plans/compare" class="kith-choose" {
            (form::select("left", "This", offered(), &asked.left, &nothing))
            (form::select("right", "Beside this", offered(), &asked.right, &nothing))
            (form::send("Compare"))
        }
    })
}

fn beside(both: &Both, asked: &Asked) -> Markup {
    let Both { left, right, difference } = both;
    let figures = left.figures.as_ref().zip(right.figures.as_ref());
    let titles = (left.title.as_str(), right.title.as_str());
    html! {
        p class="nhsuk-lede-text" { (sentence(titles, figures, difference.people)) }
        div class="nhsuk-grid-row" {
            (map(left, "left"))
            (map(right, "right"))
        }
        h2 class="nhsuk-heading-m" { "The figures" }
        (figures_table(both))
        (Details::new("How this was made", html! {
            p { "The neighbourhoods of both are matched so that as many people as can be stay with their team (the \
                 assignment of greatest weight). Whoever lives in an area outside its match changes team; people are \
                 counted as for the size of the neighbourhoods on the right. Patients kept with their PCN are those in \
                 the neighbourhood that has most patients of their PCN. Each plan’s figures are those of the independent \
                 check when it was drawn." }
        }))
        h2 class="nhsuk-heading-m" { "Areas that differ" }
        (areas(both, asked))
    }
}

fn map(side: &Side, id: &str) -> Markup {
    html! {
        div class="nhsuk-grid-column-one-half" {
            h2 class="nhsuk-heading-s" {
                @match &side.href {
                    Some(href) => { a href=(href) { (side.title) } }
                    None => { (side.title) }
                }
            }
            @if side.assignment.areas.len() > MOST_ON_A_MAP {
                p { "There are too many areas for two maps on one page. Open the plan to see it by district." }
            } @else {
                @let figure = side.figure(id);
                p id={ (id) "-sentence" } { (figure.sentence) }
                (figure.svg)
                (figure.notes)
                (Details::new(format!("The neighbourhoods of {}", side.title), side.list()))
            }
        }
    }
}

fn figures_table(both: &Both) -> Markup {
    let (Some(left), Some(right)) = (&both.left.figures, &both.right.figures) else {
        return html! { p { "There are no figures for one of the two." } };
    };
    let cells = rows(left, right).into_iter().map(|(name, [left, right])| {
        vec![Cell::from(name), Cell::number(left), Cell::number(right)]
    });
    html! {
        (Table {
            caption: "Both in figures".into(),
            head: vec![
                "What".into(),
                Cell::number(both.left.title.as_str()),
                Cell::number(both.right.title.as_str()),
            ],
            rows: cells.collect(),
            first_cell_is_header: true,
            responsive: true,
            ..Table::default()
        })
    }
}

fn areas(both: &Both, asked: &Asked) -> Markup {
    let Difference { areas, in_one_only, .. } = &both.difference;
    let paging = Paging { page: asked.page.max(1), per_page: PER_PAGE, total: areas.len() as u64 };
    let first = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let address =
        |door: &str| format!("/plans/compare{door}?left={}&right={}", asked.left, asked.right);
    let row = |one: &Changed| {
        vec![
            Cell::from(format!("{} {}", both.right.area_name(&one.area), one.area)),
            Cell::number(words::count(one.people)),
            Cell::from(both.left.name(one.left)),
            Cell::from(both.right.name(one.right)),
        ]
    };
    html! {
        @if *in_one_only > 0 {
            p { (words::how_many(*in_one_only, "area is", "areas are")) " in one of the two only and not compared." }
        }
        @if areas.is_empty() {
            p { "No area changes hands." }
        } @else {
            (paging.summary("area", "areas"))
            (Table {
                caption: "Areas whose people would change team".into(),
                head: vec![
                    "Area".into(),
                    Cell::number("People"),
                    both.left.title.as_str().into(),
                    both.right.title.as_str().into(),
                ],
                rows: areas.iter().skip(first).take(100).map(row).collect(),
                responsive: true,
                ..Table::default()
            })
            (paging.links(|page| format!("{}&page={page}", address(""))))
            ul class="kith-downloads" aria-label="Downloads" {
                li { a class="nhsuk-link" href=(address(".csv")) download { "Areas that differ as CSV" } }
            }
        }
    }
}

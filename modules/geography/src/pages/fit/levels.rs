//! The levels above a plan's neighbourhoods, and hubs within them.

use std::sync::Arc;

use axum::extract::{Query, State};
use kith_design::{Cell, Markup, Table, html};
use kith_districting::MULTI_NEIGHBOURHOOD;
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use serde::Deserialize;

use super::{Fitted, find, heading, how_it_was_made};
use crate::align::division;
use crate::align::levels::{Footprint, Hubs, footprints, hubs, upper};
use crate::known;
use crate::plan::Plan;

/// Hubs in each neighbourhood that can be asked for.
const HUBS: [(&str, &str); 3] = [("1", "1"), ("2", "2"), ("3", "3")];

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    hubs: String,
}

/// Footprints of several neighbourhoods, or why there are none.
type Made = Result<Vec<Footprint>, String>;

/// The page.
pub(crate) async fn show(
    state: State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let fitted = find(&state, &session, id).await?;
    let made = above(&state, &fitted).await?;
    let wanted = asked.hubs.parse().unwrap_or(1).clamp(1, HUBS.len());
    let (place, assignment) = (Arc::clone(&fitted.known.place), fitted.assignment.clone());
    let hubs = known::worked_out(move || hubs(&place, &assignment, wanted)).await?;
    let name = fitted.plan.name.clone();
    let path = format!("/plans/{id}");
    let main = html! {
        (heading(&fitted.plan, "Levels above, and hubs"))
        (footprints_table(&fitted, &made))
        (upper_table(&fitted, "lad"))
        (upper_table(&fitted, "icb"))
        (hubs_table(&fitted, &hubs, wanted))
        (how_it_was_made(&session, &fitted.known, &formula()))
    };
    Ok(Page::new("Levels above", main)
        .under(name, path.clone())
        .under("Levels above", format!("{path}/levels"))
        .wide())
}

async fn above(app: &App, fitted: &Fitted) -> Result<Arc<Made>, Problem> {
    let plan = &fitted.plan;
    let version = format!("{} {} {}", fitted.known.basis.version(), plan.id, plan.version);
    if let Some(made) = app.memo.recall("geography.footprints", &version) {
        return Ok(made);
    }
    let ground = known::neighbours(app, &fitted.known).await?;
    let (place, assignment) = (Arc::clone(&fitted.known.place), fitted.assignment.clone());
    let made = known::worked_out(move || {
        let neighbourhoods = division::of_plan(&place, &assignment);
        footprints(&place, &ground.edges, &neighbourhoods)
    });
    Ok(app.memo.keep("geography.footprints", &version, made.await?))
}

fn footprints_table(fitted: &Fitted, made: &Made) -> Markup {
    let name = |at: &usize| fitted.assignment.neighbourhoods[*at].name.as_str();
    let row = |(number, footprint): (usize, &Footprint)| {
        let names: Vec<&str> = footprint.neighbourhoods.iter().map(name).collect();
        vec![
            Cell::from((number + 1).to_string()),
            Cell::from(names.join(", ")),
            Cell::number(words::count(footprint.people)),
        ]
    };
    html! {
        h2 class="nhsuk-heading-m" { "Footprints of several neighbourhoods" }
        @match made {
            Err(why) => p { "None can be made: " (why) "." },
            Ok(footprints) => (Table {
                caption: "Neighbourhoods that one provider could serve".into(),
                head: vec!["Footprint".into(), "Neighbourhoods".into(), Cell::number("People who live there")],
                rows: footprints.iter().enumerate().map(row).collect(),
                responsive: true,
                ..Table::default()
            }),
        }
    }
}

/// The units of an official layer with the neighbourhoods in them.
fn upper_table(fitted: &Fitted, layer: &str) -> Markup {
    let neighbourhoods = division::of_plan(&fitted.known.place, &fitted.assignment);
    let Some(units) = upper(&fitted.known.place, &neighbourhoods, layer) else {
        return Markup::default();
    };
    let named = division::Layers::read().called(layer);
    let row = |(name, many, people): (String, u64, u64)| {
        vec![Cell::from(name), Cell::number(words::count(many)), Cell::number(words::count(people))]
    };
    html! {
        (Table {
            caption: named.many.as_str().into(),
            head: vec![
                Cell::from(named.one.as_str()),
                Cell::number("Neighbourhoods with most of their people in it"),
                Cell::number("People who live there"),
            ],
            rows: units.into_iter().map(row).collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn hubs_table(fitted: &Fitted, hubs: &[Hubs], wanted: usize) -> Markup {
    let place = &fitted.known.place;
    let path = format!("/plans/{}/levels", fitted.plan.id);
    let choices = HUBS.map(|(key, words)| (key.to_owned(), words.to_owned()));
    let row = |of: &Hubs| {
        let names: Vec<&str> =
            of.practices.iter().map(|at| place.practices[*at].name.as_str()).collect();
        vec![
            Cell::from(fitted.assignment.neighbourhoods[of.neighbourhood].name.as_str()),
            Cell::from(names.join(", ")),
            Cell::number(words::decimal(of.mean_km, 2)),
        ]
    };
    let without = fitted.assignment.neighbourhoods.len() - hubs.len();
    html! {
        h2 class="nhsuk-heading-m" { "Hubs" }
        form method="get" action=(path) class="kith-choose" {
            (form::select("hubs", "Hubs in each neighbourhood", choices.into_iter(), &wanted.to_string(), &Wrong::nothing()))
            (form::send("Show"))
        }
        @if hubs.is_empty() {
            p { "No registrations are loaded, so it is not known which practices are where." }
        } @else {
            (Table {
                caption: "The practices nearest to the people of each neighbourhood".into(),
                head: vec![
                    "Neighbourhood".into(),
                    "At these practices".into(),
                    Cell::number("Mean way in kilometres"),
                ],
                rows: hubs.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            })
            @if without > 0 {
                p { (words::how_many(without as u64, "neighbourhood has", "neighbourhoods have"))
                    " no practice of its own, so no hub is shown there." }
            }
        }
    }
}

fn formula() -> Markup {
    html! {
        p { "A footprint of several neighbourhoods has " (words::count(u64::from(MULTI_NEIGHBOURHOOD.least)))
            " people or more (NHS England, Fit for the Future: 10 Year Health Plan for England, July 2025, \
             chapter 2) and, in Kith, " (words::count(u64::from(MULTI_NEIGHBOURHOOD.most)))
            " at most, from where it could be two. Its neighbourhoods hang together. It is proposed, not \
             decided: the plan is not changed by it." }
        p { "Hubs: of the practices of a neighbourhood, those that give its people the shortest mean way (the \
             p-median problem; Teitz and Bart, Operations Research 16, 1968), as the crow flies. A practice \
             stands where most of its people live: no file here says where its building is." }
    }
}

//! A plan: its map, its neighbourhoods, its figures beside today's PCN footprints, how it was made,
//! and what can be done with it.

pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod map;
pub(crate) mod told;
mod wishes;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Redirect;
use kith_design::{KeyFigure, KeyFigures, Markup, html};
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::posted::{Posted, Pressed};
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_store::AsOf;
use kith_terms::Id;
use serde::Deserialize;

use super::life::{self, Course, under};
use super::plans::stage;
use super::workbench;
use crate::known::{self, Known};
use crate::place::ground::Drawable;
use crate::plan::life::publishing;
use crate::plan::{Assignment, Figures, Plan, PlanState, sight, store};

/// A plan with everything that its page shows.
pub(crate) struct Shown {
    pub(crate) plan: Plan,
    pub(crate) assignment: Assignment,
    pub(crate) known: Known,
    pub(crate) drawable: Arc<Drawable>,
}

/// Which part of the plan is shown: `lad:code`, empty for all of it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    within: String,
}

/// From which day it is to be in force.
#[derive(Debug, Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    from: String,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(Part { within }): Query<Part>,
) -> Result<Page, Problem> {
    let shown = find(&app, &session, id).await?;
    let course = Course::of(&app, &session, shown.plan.clone()).await?;
    let main = main(&session, &shown, &within, &course);
    Ok(under(&session, Page::new(shown.plan.name.as_str(), main), &shown.plan).wide())
}

/// The plan on its place, if the person sees it ([`sight::see`]).
pub(crate) async fn find(app: &App, session: &Session, id: Id<Plan>) -> Result<Shown, Problem> {
    with_place(app, sight::see(app, session, id).await?).await
}

/// The plan on the place as it was known when it was drawn.
pub(crate) async fn with_place(app: &App, plan: Plan) -> Result<Shown, Problem> {
    let assignment = store::assignment(&mut app.db.read().await?, plan.id).await?;
    let then = AsOf { at: kith_frame::clock::date_in_england(plan.drawn_at), known: plan.drawn_at };
    let known = known::place_as_of(app, then).await?;
    let drawable = known::drawable(app, &known).await?;
    Ok(Shown { plan, assignment, known, drawable })
}

fn main(session: &Session, shown: &Shown, within: &str, course: &Course) -> Markup {
    let plan = &shown.plan;
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Neighbourhood plan" }
            (plan.name)
        }
        p { (stage(course.stage())) " " (when(plan)) }
        (life::next(session, course))
        (workbench::links(session, plan))
        (about(session, shown, within))
    }
}

fn when(plan: &Plan) -> String {
    match (plan.state, plan.valid_from, plan.valid_to) {
        (PlanState::Published, Some(from), None) => format!("In force from {}", words::date(from)),
        (PlanState::Published, Some(from), Some(to)) => {
            format!("In force from {} until {}", words::date(from), words::date(to))
        }
        _ => format!("Drawn {}", words::moment(plan.drawn_at)),
    }
}

/// Everything about a plan but what can be done with it.
pub(crate) fn about(session: &Session, shown: &Shown, within: &str) -> Markup {
    let plan = &shown.plan;
    html! {
        (key_figures(&plan.facts.plan))
        (map::render(shown, within))
        (figures::beside_today(plan))
        (wishes::kept(shown))
        (figures::how_it_was_made(session, shown))
    }
}

fn key_figures(figures: &Figures) -> KeyFigures {
    KeyFigures(vec![
        KeyFigure::new("Neighbourhoods", words::count(figures.neighbourhoods)),
        KeyFigure::new("People", words::count(figures.people)),
        KeyFigure::new("Outside the size asked for", words::count(figures.out_of_band)),
        KeyFigure::new("In several pieces", words::count(figures.apart)),
    ])
}

/// Publishes a plan.
pub(crate) async fn publish(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(From { from }): Posted<From>,
) -> Result<Redirect, Problem> {
    let plan = sight::see_to_change(&app, &session, id).await?;
    workbench::must_be_legal(&plan)?;
    let day = from
        .parse()
        .ok()
        .ok_or_else(|| Problem::Unfit("The day it is in force from is not a date.".into()))?;
    publishing::publish(&app, &session.author(), &plan, day).await?;
    Ok(Redirect::to(&format!("/plans/{}", plan.id)))
}

/// Discards a draft that nobody was asked about.
pub(crate) async fn discard(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let plan = sight::see_to_change(&app, &session, id).await?;
    if plan.state != PlanState::Draft {
        return Err(Problem::Conflict(
            "This plan is no longer a draft. Published plans never change.".into(),
        ));
    }
    store::discard(&app.db, app.clock.now(), &session.author(), &plan).await?;
    Ok(Redirect::to("/plans"))
}

//! A plan: its map, its neighbourhoods, its figures beside today's PCN footprints, how it was made,
//! and what can be done with it.

mod figures;
pub(crate) mod files;
pub(crate) mod map;
pub(crate) mod told;
mod wishes;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Redirect;
use jiff::civil::Date;
use kith_design::{Button, ButtonVariant, KeyFigure, KeyFigures, Markup, html};
use kith_frame::app::App;
use kith_frame::form;
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

use super::plans::state;
use super::workbench;
use crate::known::{self, Known};
use crate::place::ground::Drawable;
use crate::plan::{Assignment, Figures, Plan, PlanState, store};
use crate::rights::{DRAW_PLANS, PUBLISH_PLANS, READ_PLANS};

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
    let name = shown.plan.name.clone();
    let path = format!("/plans/{}", shown.plan.id);
    let main = main(&session, &shown, &within, app.clock.today());
    let above = if session.may(READ_PLANS) {
        ("Plans", "/plans")
    } else {
        ("Neighbourhoods", "/neighbourhoods")
    };
    Ok(Page::new(name.as_str(), main).under(above.0, above.1).under(name, path).wide())
}

/// The plan, if the person may see it: a published one is for everyone who may see the place.
pub(crate) async fn find(app: &App, session: &Session, id: Id<Plan>) -> Result<Shown, Problem> {
    let plan = store::one(&mut app.db.read().await?, id).await?;
    if plan.state != PlanState::Published && !session.may(READ_PLANS) {
        return Err(Problem::lacks(app, READ_PLANS));
    }
    with_place(app, plan).await
}

/// The plan on the place as it was known when it was drawn.
pub(crate) async fn with_place(app: &App, plan: Plan) -> Result<Shown, Problem> {
    let assignment = store::assignment(&mut app.db.read().await?, plan.id).await?;
    let then = AsOf { at: kith_frame::clock::date_in_england(plan.drawn_at), known: plan.drawn_at };
    let known = known::place_as_of(app, then).await?;
    let drawable = known::drawable(app, &known).await?;
    Ok(Shown { plan, assignment, known, drawable })
}

fn main(session: &Session, shown: &Shown, within: &str, today: Date) -> Markup {
    let plan = &shown.plan;
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Neighbourhood plan" }
            (plan.name)
        }
        p { (state(plan.state)) " " (when(plan)) }
        (what_to_do(session, plan, today))
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

fn what_to_do(session: &Session, plan: &Plan, today: Date) -> Markup {
    if plan.state != PlanState::Draft {
        return Markup::default();
    }
    let path = |verb: &str| format!("/plans/{}/{verb}", plan.id);
    html! {
        @if session.may(PUBLISH_PLANS) {
            form method="post" action=(path("publish")) {
                (form::key(&session.form_key))
                input type="hidden" name="from" value=(today);
                p { "Publishing puts this plan in force from " (words::date(today)) ". It can then \
                     never be changed, only followed by another." }
                (form::send("Publish"))
            }
        }
        @if session.may(DRAW_PLANS) {
            form method="post" action=(path("discard")) {
                (form::key(&session.form_key))
                (Button { variant: Some(ButtonVariant::Secondary), ..form::send("Discard") })
            }
        }
    }
}

/// Publishes a draft.
pub(crate) async fn publish(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(From { from }): Posted<From>,
) -> Result<Redirect, Problem> {
    let plan = draft(&app, id).await?;
    workbench::must_be_legal(&plan)?;
    let day = from
        .parse()
        .ok()
        .ok_or_else(|| Problem::Unfit("The day it is in force from is not a date.".into()))?;
    store::publish(&app.db, app.clock.now(), &session.author(), &plan, day).await?;
    Ok(Redirect::to(&format!("/plans/{}", plan.id)))
}

/// Discards a draft.
pub(crate) async fn discard(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let plan = draft(&app, id).await?;
    store::discard(&app.db, app.clock.now(), &session.author(), &plan).await?;
    Ok(Redirect::to("/plans"))
}

async fn draft(app: &App, id: Id<Plan>) -> Result<Plan, Problem> {
    let plan = store::one(&mut app.db.read().await?, id).await?;
    match plan.state {
        PlanState::Draft => Ok(plan),
        _ => Err(Problem::Conflict(
            "This plan is no longer a draft. Published plans never change.".into(),
        )),
    }
}

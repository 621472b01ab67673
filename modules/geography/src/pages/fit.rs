//! How a plan's neighbourhoods fit what else divides the people: PCNs, the patches of teams, the lists
//! of practices. All of it is told of the place as it is known today, not as it was when the plan was
//! drawn: lists change every quarter.

pub(crate) mod alignment;
pub(crate) mod back_cast;
pub(crate) mod halves;
pub(crate) mod levels;
pub(crate) mod lists;
mod matrix;
pub(crate) mod overlay;
pub(crate) mod reconfiguration;

use axum::extract::State;
use kith_design::{Details, Markup, html};
use kith_frame::app::App;
use kith_frame::basis;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_terms::Id;

use super::plan;
use crate::known::{self, Known};
use crate::plan::{Assignment, Plan};

/// A plan on the place as it is known today.
pub(crate) struct Fitted {
    pub(crate) plan: Plan,
    pub(crate) assignment: Assignment,
    pub(crate) known: Known,
}

/// The plan, if the person may see it, on the place of today.
pub(crate) async fn find(
    State(app): &State<App>,
    session: &Session,
    id: Id<Plan>,
) -> Result<Fitted, Problem> {
    let shown = plan::find(app, session, id).await?;
    let known = known::place(app).await?;
    Ok(Fitted { plan: shown.plan, assignment: shown.assignment, known })
}

/// Where to read how a plan fits, for its page.
pub(crate) fn links(plan: &Plan) -> Markup {
    let path = |name: &str| format!("/plans/{}/{name}", plan.id);
    html! {
        h2 class="nhsuk-heading-m" { "How it fits" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { a href=(path("alignment")) { "PCNs, patches and other layers against the neighbourhoods" } }
            li { a href={ "/place/overlay?one=neighbourhood&two=footprint&plan=" (plan.id) } { "The neighbourhoods and another layer on one map" } }
            li { a href=(path("lists")) { "The lists of practices, and who looks after whom" } }
            li { a href=(path("reconfiguration")) { "What it takes: services move, or PCNs flex" } }
            li { a href=(path("levels")) { "Levels above the neighbourhoods, and hubs" } }
            li { a href=(path("back-cast")) { "Measures of past periods on these lines" } }
        }
    }
}

/// The heading of a page about a plan.
fn heading(plan: &Plan, title: &str) -> Markup {
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (plan.name) }
            (title)
        }
    }
}

/// What stands under the figures: how they were worked out, and from which loads.
fn how_it_was_made(session: &Session, known: &Known, words: &Markup) -> Markup {
    let inside = html! {
        (words)
        p { "Made from these loads:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for load in &known.basis.loads {
                li { (basis::load(session, load, &format!("Load {load}"))) }
            }
        }
    };
    html! {
        h2 class="nhsuk-heading-m" { "How this was made" }
        (Details::new("Formula, source and data", inside))
    }
}

//! Neighbourhood plans: drafts and published ones, newest first.

use axum::extract::State;
use kith_design::{Cell, EmptyState, Markup, Table, Tag, TagColour, html};
use kith_frame::app::App;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;

use super::life::Course;
use crate::plan::life::Stage;
use crate::plan::sight;
use crate::rights::DRAW_PLANS;

/// The list.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(session): SignedIn,
) -> Result<Page, Problem> {
    let mut plans = Vec::new();
    for plan in sight::all(&app, &session).await? {
        plans.push(Course::of(&app, &session, plan).await?);
    }
    Ok(Page::new("Plans", main(&session, &plans)).under("Plans", "/plans").wide())
}

fn main(session: &Session, plans: &[Course]) -> Markup {
    html! {
        h1 class="nhsuk-heading-l" { "Neighbourhood plans" }
        @if session.may(DRAW_PLANS) {
            p { a class="nhsuk-button" href="/plans/new" { "Make a plan" } }
        }
        ul class="nhsuk-list" {
            li { a href="/plans/register" { "Register of plans put to consultation" } }
            li { a href="/plans/who-sees" { "Who sees a plan" } }
            @if plans.len() > 1 { li { a href="/plans/compare" { "Compare two plans" } } }
        }
        @if plans.is_empty() {
            (EmptyState {
                heading: "No plans yet".into(),
                text: "A plan divides the place into neighbourhoods by rules that you set, and says \
                       how it compares with today’s PCN footprints.".into(),
                action: None,
            })
        } @else {
            (Table {
                caption: "Plans, newest first".into(),
                head: vec![
                    "Plan".into(),
                    "Stage".into(),
                    Cell::number("Neighbourhoods"),
                    Cell::number("Outside the size asked for"),
                    Cell::number("PCN patients in main neighbourhood"),
                    "Drawn".into(),
                ],
                rows: plans.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}

fn row(course: &Course) -> Vec<Cell> {
    let plan = &course.plan;
    let figures = &plan.facts.plan;
    let kept = figures.pcn.map_or("No data".to_owned(), |pcn| share(pcn.in_main_neighbourhood));
    vec![
        Cell::from(html! { a href={ "/plans/" (plan.id) } { (plan.name) } }),
        Cell::from(stage(course.stage())),
        Cell::number(words::count(figures.neighbourhoods)),
        Cell::number(words::count(figures.out_of_band)),
        Cell::number(kept),
        Cell::from(words::moment(plan.drawn_at)),
    ]
}

/// A share as a percentage with one place.
pub(crate) fn share(share: f64) -> String {
    format!("{}%", words::decimal(share * 100.0, 1))
}

/// How far a plan has come, as a tag.
pub(crate) fn stage(stage: Stage) -> Markup {
    let colour = match stage {
        Stage::Draft => TagColour::Yellow,
        Stage::ConsultationToCome | Stage::Consulting => TagColour::Blue,
        Stage::Consulted => TagColour::Purple,
        Stage::Agreed => TagColour::AquaGreen,
        Stage::Published | Stage::InForce => TagColour::Green,
        Stage::Superseded | Stage::Withdrawn | Stage::Discarded => TagColour::Grey,
    };
    html! { (Tag { content: stage.title().into(), colour: Some(colour), ..Tag::default() }) }
}

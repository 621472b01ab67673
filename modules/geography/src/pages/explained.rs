//! A plan on one page, for the people who live there: which neighbourhoods, why these lines, who looks
//! after them, what changes, and how to have a say. In short words, and fit for a sheet of paper.

use axum::extract::State;
use kith_design::{Markup, html};
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;

use super::life::{Course, may_object};
use super::place::MOST_ON_A_MAP;
use super::plan::{Shown, find, map};
use crate::plan::Plan;
use crate::plan::life::Stage;
use crate::plan::rules::Counted;
use crate::practice_home;

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Page, Problem> {
    let shown = find(&app, &session, id).await?;
    let course = Course::of(&app, &session, shown.plan.clone()).await?;
    let main = html! {
        div class="kith-explained" {
            h1 class="nhsuk-heading-l" { "Your neighbourhoods: " (shown.plan.name) }
            p class="nhsuk-lede-text" { (standing(&course)) }
            (say(&session, &course))
            (neighbourhoods(&shown))
            (why(&shown.plan))
            (what_changes(&course))
        }
    };
    Ok(course.page(&session, "On one page", "/explained", main).wide())
}

/// Whether the plan counts, in words for everyone.
fn standing(course: &Course) -> String {
    let from = course.plan.valid_from.map(words::date).unwrap_or_default();
    match course.stage() {
        Stage::InForce => {
            format!("These are your neighbourhoods. They have been in use since {from}.")
        }
        Stage::Published => format!("These will be your neighbourhoods from {from}."),
        Stage::Superseded => "These were your neighbourhoods. There are new ones now.".to_owned(),
        Stage::Withdrawn | Stage::Discarded => {
            "This was an idea. It was dropped and will not be used.".to_owned()
        }
        Stage::Consulting => "This is an idea. We want to know what you think of it.".to_owned(),
        Stage::Draft | Stage::ConsultationToCome | Stage::Consulted | Stage::Agreed => {
            "This is an idea. Nothing has been decided yet.".to_owned()
        }
    }
}

fn say(session: &Session, course: &Course) -> Markup {
    let Some(consultation) = &course.life.consultation else { return Markup::default() };
    let is_open = course.stage() == Stage::Consulting;
    html! {
        @if is_open {
            h2 class="nhsuk-heading-m" { "Have your say by " (words::date(consultation.closes)) }
            p { "Tell us if you think a line is wrong, and why. Please do not write about anybody’s health." }
            p { (consultation.reply_to) }
            @if may_object(session, course) {
                p { a href=(course.path("/objections/new")) { "Write to us here" } }
            }
        }
        p {
            @if is_open { "You can read what others said, and our answers: " } @else { "What people said, and our answers: " }
            a href=(course.path("/objections")) { "what was said" } "."
        }
    }
}

fn neighbourhoods(shown: &Shown) -> Markup {
    let homes = practice_home::homes(&shown.known.place, &shown.assignment);
    let practices = |zone: usize| -> Vec<&str> {
        let all = shown.known.place.practices.iter().zip(&homes);
        all.filter(|(_, home)| **home == Some(zone)).map(|(one, _)| one.name.as_str()).collect()
    };
    let zones = &shown.plan.facts.certificate.zones;
    let people =
        |at: usize| zones.iter().find(|zone| zone.zone == at).map_or(0, |zone| zone.people);
    let areas = map::areas(shown, "");
    let with_map = !areas.is_empty() && areas.len() <= MOST_ON_A_MAP;
    html! {
        h2 class="nhsuk-heading-m" { "Where they are" }
        @if with_map {
            @let figure = map::figure(shown, &areas);
            p id="map-sentence" { "The number on the map is the number in the list." }
            (figure.svg)
            (figure.notes)
        }
        ol class="nhsuk-list nhsuk-list--number" {
            @for (at, one) in shown.assignment.neighbourhoods.iter().enumerate() {
                @let gps = practices(at);
                li {
                    strong { (one.name) } ", " (words::count(people(at))) " people."
                    @if !gps.is_empty() { " GP practices: " (gps.join(", ")) "." }
                }
            }
        }
    }
}

fn why(plan: &Plan) -> Markup {
    let rules = &plan.rules;
    let wishes = [
        (
            rules.weights.pcn,
            "People who use the same group of GP practices stay together where we can.",
        ),
        (rules.weights.ward, "We try not to split wards."),
        (rules.weights.border, "We keep the lines short and simple."),
    ];
    let stays_in_councils = rules.nest.as_deref() == Some("lad");
    html! {
        h2 class="nhsuk-heading-m" { "Why the lines are here" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { (size(plan)) }
            @if plan.facts.plan.apart == 0 {
                li { "You can get from any part of it to any other without leaving it." }
            }
            @if stays_in_councils { li { "No neighbourhood crosses the line of a council." } }
            @for (weight, words) in wishes { @if weight > 0.0 { li { (words) } } }
        }
    }
}

/// How large the neighbourhoods are, and that some are not as they were wished for.
fn size(plan: &Plan) -> String {
    let rules = &plan.rules;
    let (least, most) = (words::count(u64::from(rules.least)), words::count(u64::from(rules.most)));
    let counted = match rules.people {
        Counted::Residents => "who live there",
        Counted::Registered => "who live there and have a GP here",
    };
    let reason = "That is small enough for a team to know the area, and large enough to have one.";
    match plan.facts.plan.out_of_band {
        0 => format!("Each neighbourhood has {least} to {most} people {counted}. {reason}"),
        other => format!(
            "Neighbourhoods have {least} to {most} people {counted}, all but {}. {reason}",
            words::count(other)
        ),
    }
}

fn what_changes(course: &Course) -> Markup {
    let is_coming = !matches!(
        course.stage(),
        Stage::InForce | Stage::Superseded | Stage::Withdrawn | Stage::Discarded
    );
    html! {
        h2 class="nhsuk-heading-m" { "What it means for you" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "You keep your GP practice. The lines do not change where you are registered." }
            li { "Each neighbourhood has a team: nurses, social workers, mental health workers and others who work together \
                  with your GP." }
            li {
                @if is_coming { "The team that comes to your home may change. Your GP practice can tell you which one it will be." }
                @else { "Your GP practice can tell you which team looks after you." }
            }
        }
    }
}

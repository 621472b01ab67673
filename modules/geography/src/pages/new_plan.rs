//! Making a plan: the rules in words, what is possible at once, then drawing in the background.

mod form;
mod possible;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Button, ButtonVariant, Markup, html};
use kith_frame::app::App;
use kith_frame::form::{self as fields, Wrong};
use kith_frame::job;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;

use super::no_boundaries;
use crate::jobs::front::{Asked, SWEEP};
use crate::jobs::{self, DRAW, NotMade, Wanted};
use crate::known;
use crate::measure;
use crate::place::Place;
use crate::plan::Rules;
use crate::plan::drawing::Possible;
use crate::plan::front::{Weighed, rules_between};
use crate::plan::rules::Typed;

/// The form.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
) -> Result<Page, Problem> {
    let typed = Typed::from_rules("", &Rules::default());
    page(&app, &session, &typed, (&Wrong::nothing(), &[])).await
}

/// Says what is possible, and asks for the plan to be drawn where all is.
pub(crate) async fn draw(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let mut wrong = Wrong::nothing();
    let name = typed.name.trim().to_owned();
    let checks_only = typed.only == "check";
    if name.is_empty() && !checks_only {
        wrong.add("name", "Enter a name for the plan");
    }
    let rules = judge(&app, &typed, &mut wrong).await?;
    if let (true, Some(rules)) = (typed.only == "front", &rules) {
        must_differ(rules, &typed, &mut wrong);
    }
    let possible = match &rules {
        Some(rules) => possible_by(&app, rules, &mut wrong).await?,
        None => Vec::new(),
    };
    let Some(rules) = rules.filter(|_| wrong.is_nothing() && !checks_only) else {
        let page = page(&app, &session, &typed, (&wrong, &possible)).await?;
        let page = if wrong.is_nothing() { page } else { page.with_errors() };
        return Ok(page.into_response());
    };
    let author = session.author();
    let id = if typed.only == "front" {
        let (across, upward) = weighed(&typed);
        let asked = Asked { name: name.clone(), rules, across, upward };
        let input = serde_json::to_value(asked).map_err(|e| Problem::broken(&e))?;
        job::ask(&app, &author, SWEEP.key, format!("Weigh wishes for “{name}”"), input).await?
    } else {
        let title = format!("Draw “{name}”");
        let input =
            serde_json::to_value(Wanted { name, rules }).map_err(|e| Problem::broken(&e))?;
        job::ask(&app, &author, DRAW.key, title, input).await?
    };
    Ok(Redirect::to(&format!("/jobs/{id}")).into_response())
}

/// The two wishes that are weighed; borders against PCNs where something else was sent.
fn weighed(typed: &Typed) -> (Weighed, Weighed) {
    let across = Weighed::from_key(&typed.across).unwrap_or(Weighed::Border);
    (across, Weighed::from_key(&typed.upward).unwrap_or(Weighed::Pcn))
}

fn must_differ(rules: &Rules, typed: &Typed, wrong: &mut Wrong) {
    let (across, upward) = weighed(typed);
    if across == upward {
        wrong.add("upward", "Choose two different wishes");
    }
    if let Err(why) = rules_between(rules, (across, upward), (0, 2)) {
        wrong.add("across", kith_frame::words::sentence_case(&why.to_string()));
    }
}

async fn judge(app: &App, typed: &Typed, wrong: &mut Wrong) -> Result<Option<Rules>, Problem> {
    let known = known::place(app).await?;
    let measures: Vec<&str> = known.place.measures.keys().map(String::as_str).collect();
    match typed.judge(&measures) {
        Ok(rules) => Ok(Some(rules)),
        Err(all) => {
            for one in all {
                wrong.add(one.field(), &one);
            }
            Ok(None)
        }
    }
}

/// What is possible by the rules; what is not stands among what is wrong.
async fn possible_by(
    app: &App,
    rules: &Rules,
    wrong: &mut Wrong,
) -> Result<Vec<Possible>, Problem> {
    match jobs::judge(app, rules).await {
        Ok(possible) => {
            let cannot = possible.iter().filter(|one| !one.can_be());
            for why in cannot.filter_map(|one| one.why.as_ref()) {
                wrong.add("least", kith_frame::words::sentence_case(why));
            }
            Ok(possible)
        }
        Err(NotMade::NotDrawn(why)) => {
            wrong.add(why.field(), kith_frame::words::sentence_case(&why.to_string()));
            Ok(Vec::new())
        }
        Err(NotMade::NotKnown(error)) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    session: &Session,
    typed: &Typed,
    (wrong, possible): (&Wrong, &[Possible]),
) -> Result<Page, Problem> {
    let known = known::place(app).await?;
    let has_plan = jobs::in_force(app).await?.is_some();
    let main = main(session, (&known.place, has_plan), typed, (wrong, possible));
    Ok(Page::new("Make a plan", main).under("Plans", "/plans").under("Make a plan", "/plans/new"))
}

fn main(
    session: &Session,
    (place, has_plan): (&Place, bool),
    typed: &Typed,
    (wrong, possible): (&Wrong, &[Possible]),
) -> Markup {
    let check = Button {
        variant: Some(ButtonVariant::Secondary),
        name: Some("only".to_owned()),
        value: Some("check".to_owned()),
        ..fields::send("See what is possible")
    };
    html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Make a plan" }
        @if place.areas.is_empty() {
            (no_boundaries(false))
        } @else {
            (possible::table(possible))
            p { "Every neighbourhood of the plan has as many people as you say and is in one piece. \
                 Within that, the plan follows your wishes as far as it can." }
            form method="post" action="/plans/new" novalidate {
                (fields::key(&session.form_key))
                (fields::text("name", "Name of the plan", &typed.name, wrong))
                (form::hard(place, typed, wrong))
                (form::whole(place, typed, wrong))
                (form::near(place, typed, wrong))
                (form::lists(place, typed, wrong))
                (form::even(place, &measure::of(place), typed, wrong))
                @if has_plan { (form::today(typed, wrong)) }
                (form::more(typed, wrong))
                (form::weighed(has_plan, typed, wrong))
                div class="nhsuk-button-group" {
                    (fields::send("Draw"))
                    (check)
                }
            }
        }
    }
}

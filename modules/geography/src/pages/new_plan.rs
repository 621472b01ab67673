//! Making a plan: the rules in words, then drawing in the background.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{ChoiceItem, Details, Fieldset, Input, Legend, Markup, Radios, Size, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::job;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;

use super::no_boundaries;
use crate::jobs::{DRAW, Wanted};
use crate::known;
use crate::place::Place;
use crate::plan::Rules;
use crate::plan::rules::{BadRules, Counted, Typed};

/// The form.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
) -> Result<Page, Problem> {
    let known = known::place(&app).await?;
    let typed = Typed::from_rules("", &Rules::default());
    Ok(page(&session, &known.place, &typed, &Wrong::nothing()))
}

/// Asks for the plan to be drawn.
pub(crate) async fn draw(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let mut wrong = Wrong::nothing();
    let name = typed.name.trim().to_owned();
    if name.is_empty() {
        wrong.add("name", "Enter a name for the plan");
    }
    let rules = typed.judge().map_err(|all| {
        for one in all {
            wrong.add(field_of(one), one);
        }
    });
    let rules = match rules {
        Ok(rules) if wrong.is_nothing() => rules,
        _ => {
            let known = known::place(&app).await?;
            let page = page(&session, &known.place, &typed, &wrong);
            return Ok(page.with_errors().into_response());
        }
    };
    let title = format!("Draw “{name}”");
    let input = serde_json::to_value(Wanted { name, rules }).map_err(|e| Problem::broken(&e))?;
    let id = job::ask(&app, &session.author(), DRAW.key, title, input).await?;
    Ok(Redirect::to(&format!("/jobs/{id}")).into_response())
}

fn field_of(wrong: BadRules) -> &'static str {
    match wrong {
        BadRules::Least => "least",
        BadRules::Most => "most",
        BadRules::Weight(field) => field,
        BadRules::Seed => "seed",
    }
}

fn page(session: &Session, place: &Place, typed: &Typed, wrong: &Wrong) -> Page {
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Make a plan" }
        @if place.areas.is_empty() {
            (no_boundaries(false))
        } @else {
            p { "Every neighbourhood of the plan has as many people as you say and is in one piece. \
                 Within that, the plan follows your wishes as far as it can." }
            form method="post" action="/plans/new" novalidate {
                (form::key(&session.form_key))
                (form::text("name", "Name of the plan", &typed.name, wrong))
                (hard(place, typed, wrong))
                (wishes(typed, wrong))
                (Details::new("More rules", more(typed, wrong)))
                (form::send("Draw"))
            }
        }
    };
    Page::new("Make a plan", main).under("Plans", "/plans").under("Make a plan", "/plans/new")
}

fn hard(place: &Place, typed: &Typed, wrong: &Wrong) -> Markup {
    let all = std::iter::once((String::new(), "The whole place".to_owned()));
    let units = ["icb", "sub_icb", "lad"].into_iter().filter_map(|layer| {
        let units = &place.layers.get(layer)?.units;
        (units.len() > 1).then(|| {
            units.iter().map(move |unit| (format!("{layer}:{}", unit.code), unit.name.clone()))
        })
    });
    let nests = [
        ("", "No such lines"),
        ("lad", "Local authority districts"),
        ("icb", "Integrated care boards"),
    ]
    .into_iter()
    .filter(|(layer, _)| layer.is_empty() || place.layers.contains_key(*layer))
    .map(|(layer, words)| (layer.to_owned(), words.to_owned()));
    let people = [Counted::Residents, Counted::Registered].map(|counted| ChoiceItem {
        content: counted.title().into(),
        value: counted.key().to_owned(),
        ..ChoiceItem::default()
    });
    let hint = |words: &str| Some(words.to_owned().into());
    html! {
        h2 class="nhsuk-heading-m" { "What must hold" }
        (form::select("within", "Which part of the place", all.chain(units.flatten()), &typed.within, wrong))
        (Input { hint: hint("The usual size is 30,000 to 50,000 people"), ..form::number("least", "Fewest people", &typed.least, wrong) })
        (form::number("most", "Most people", &typed.most, wrong))
        (Radios {
            fieldset: Some(Fieldset { legend: legend("Which people count"), ..Fieldset::default() }),
            name: "people".into(),
            items: people.into(),
            value: Some(typed.people.clone()),
            ..Radios::default()
        })
        (form::select("nest", "Lines that no neighbourhood may cross", nests, &typed.nest, wrong))
    }
}

fn legend(words: &str) -> Legend {
    Legend { content: words.into(), size: Some(Size::S), ..Legend::default() }
}

fn wishes(typed: &Typed, wrong: &Wrong) -> Markup {
    let weight = |name, label: &str, value: &str| Input {
        width: Some(3),
        ..form::number(name, label, value, wrong)
    };
    html! {
        h2 class="nhsuk-heading-m" { "What you wish for" }
        p { "How much each wish matters beside the others: 0 is not at all, 1 is the usual." }
        (weight("border", "Short borders", &typed.border))
        (weight("pcn", "People of one PCN together", &typed.pcn))
        (weight("ward", "People of one ward together", &typed.ward))
    }
}

fn more(typed: &Typed, wrong: &Wrong) -> Markup {
    let waiver = Input {
        hint: Some(
            "Some districts have too few people, or between one and two neighbourhoods’ \
                    worth. Give a reason to let them leave the size you set; the plan shows it."
                .into(),
        ),
        ..form::text("waiver", "Reason for a waiver", &typed.waiver, wrong)
    };
    let seed = Input {
        hint: Some("The same seed, rules and data make the same plan".into()),
        ..form::number("seed", "Seed", &typed.seed, wrong)
    };
    html! { (waiver) (seed) }
}

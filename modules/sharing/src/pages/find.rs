//! Find a person. What is typed is sent in a form, not in the address, and stays in the fields.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kith_design::{
    Card, DateInput, DateValues, Fieldset, Heading, Input, Legend, Markup, Size, SummaryList,
    SummaryRow, html,
};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::reading::Looked;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_terms::Id;
use serde_json::json;

use super::person::banner;
use crate::person::asked::{Asked, Typed};
use crate::person::known::{self, Found, MOST_PEOPLE};
use crate::person::{Known, Person};

/// The form.
pub(crate) async fn show(SignedIn(session): SignedIn) -> Page {
    page(&session, &Typed::default(), &Wrong::nothing(), &Markup::default())
}

/// Those who are meant.
pub(crate) async fn find(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let asked = match typed.judge() {
        Ok(asked) => asked,
        Err(wrong) => {
            let page = page(&session, &typed, &wrong, &Markup::default());
            return Ok(page.with_errors().into_response());
        }
    };
    let found = known::find(&app, &session, &asked).await?;
    let results = results(&app, &found);
    let mut response = page(&session, &typed, &Wrong::nothing(), &results).into_response();
    response.extensions_mut().insert(looked(&asked, &found));
    Ok(response)
}

/// What the journal hears of a search: which fields were filled in, and the ids of everybody it showed.
pub(crate) fn looked(asked: &Asked, found: &Found) -> Looked {
    let people: Vec<String> = match found {
        Found::People(people) => people.iter().map(|(id, _)| id.to_string()).collect(),
        Found::TooMany => Vec::new(),
    };
    let too_many = matches!(found, Found::TooMany);
    let at = json!({ "asked_by": asked.fields(), "people": people, "too_many": too_many });
    Looked { action: "person.find", at }
}

fn page(session: &Session, typed: &Typed, wrong: &Wrong, results: &Markup) -> Page {
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Find a person" }
        (results)
        (form(session, typed, wrong))
    };
    Page::new("Find a person", main).under("People", "/people/find")
}

fn form(session: &Session, typed: &Typed, wrong: &Wrong) -> Markup {
    let number = Input {
        hint: Some("10 digits, such as 999 123 4567. You may leave the rest empty.".into()),
        inputmode: Some("numeric".into()),
        width: Some(20),
        spellcheck: Some(false),
        autocomplete: Some("off".into()),
        ..form::text("nhs_number", "NHS number", &typed.nhs_number, wrong)
    };
    let name = |field, label, value: &str| Input {
        spellcheck: Some(false),
        autocomplete: Some("off".into()),
        ..form::text(field, label, value, wrong)
    };
    html! {
        form method="post" action="/people/find" novalidate {
            (form::key(&session.form_key))
            (number)
            h2 class="nhsuk-heading-m" { "Or by name" }
            p { "A family name, and a date of birth or a postcode." }
            (name("family_name", "Family name", &typed.family_name))
            (name("given_name", "Given name (you may leave it empty)", &typed.given_name))
            (born(typed, wrong))
            (Input { width: Some(10), ..name("postcode", "Postcode", &typed.postcode) })
            (form::send("Find"))
        }
    }
}

fn born(typed: &Typed, wrong: &Wrong) -> DateInput {
    let part = |text: &str| Some(text.to_owned());
    let legend =
        Legend { content: "Date of birth".into(), size: Some(Size::S), ..Legend::default() };
    DateInput {
        id: "born".into(),
        fieldset: Some(Fieldset { legend, ..Fieldset::default() }),
        hint: Some("For example, 27 3 1958".into()),
        error_message: wrong.about("born-day"),
        values: DateValues {
            day: part(&typed.day),
            month: part(&typed.month),
            year: part(&typed.year),
        },
        ..DateInput::default()
    }
}

fn results(app: &App, found: &Found) -> Markup {
    let heading = |words: String| {
        html! { h2 class="nhsuk-heading-m" id="results" { (words) } }
    };
    match found {
        Found::TooMany => html! {
            (heading(format!("More than {MOST_PEOPLE} people match")))
            p { "Narrow it down: add a given name, a date of birth or a postcode." }
        },
        Found::People(people) if people.is_empty() => html! {
            (heading("No one matches".into()))
            p { "Check the NHS number, the spelling of the name and the date of birth. Somebody may be \
                 known here by an earlier name, or not at all: see where data come from on the page of \
                 anybody who is known." }
        },
        Found::People(people) => html! {
            (heading(match people.len() {
                1 => "1 person matches".into(),
                many => format!("{many} people match"),
            }))
            @if people.len() > 1 {
                p { "Compare name, date of birth and address before you open a record." }
            }
            @for (id, known) in people { (card(app, *id, known)) }
            h2 class="nhsuk-heading-m" { "Search again" }
        },
    }
}

fn card(app: &App, id: Id<Person>, known: &Known) -> Markup {
    let banner = banner(known, app.clock.today());
    let row = |key: &str, value: Option<String>| match value.filter(|value| !value.is_empty()) {
        Some(value) => SummaryRow::new(key, html! { span class="kith-break" { (value) } }),
        None => SummaryRow::new(
            key,
            html! { span class="nhsuk-u-secondary-text-colour" { "Not known" } },
        ),
    };
    let age = if banner.died.is_some() || banner.age.is_empty() {
        String::new()
    } else {
        format!(" ({})", banner.age)
    };
    let mut rows = vec![row("Born", Some(format!("{}{age}", banner.born)))];
    if let Some(dead) = &banner.died {
        rows.push(row("Died", Some(dead.died.clone())));
    }
    let address = [known.says(|r| r.address.clone()), known.says(|r| r.postcode.clone())];
    let address = address.into_iter().flatten().collect::<Vec<_>>().join(", ");
    rows.push(row("Gender", Some(banner.gender.clone())));
    rows.push(row("NHS No.", Some(banner.nhs_number.clone())));
    rows.push(row("Address", Some(address)));
    let organisations = words::how_many(known.records.len() as u64, "record", "records");
    let linked = if known.is_linked() { "" } else { ", not yet linked to others" };
    rows.push(row("Known by", Some(format!("{organisations}{linked}"))));
    let list = SummaryList { rows, ..SummaryList::default() };
    let heading = Heading { level: Some(3), ..Heading::from(banner.name().as_str()) };
    let card = Card::new(heading, html! { (list) });
    html! { (Card { href: Some(format!("/people/{id}")), ..card }) }
}

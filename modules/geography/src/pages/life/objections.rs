//! What is objected to a plan: the list with its filters, as CSV, and recording an objection.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{
    ActiveFilter, Cell, FilteredList, Heading, Markup, Paging, SendBy, Table, WarningCallout, csv,
    html,
};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use serde::Deserialize;

use super::{Course, day, heading, lines, may_object, not_now};
use crate::pages::download;
use crate::plan::life::policy::Stakeholders;
use crate::plan::life::{Objection, Outcome, TypedObjection, store};
use crate::plan::{Plan, sight};

/// So many objections are on a page.
const PER_PAGE: u64 = 50;
/// The longest piece of an objection that the list shows, in characters.
const SHOWN: usize = 200;

/// Which objections are wanted.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    /// Words that stand in the objection, the answer or the organisation.
    #[serde(default)]
    words: String,
    /// The key of a group.
    #[serde(default)]
    group: String,
    /// `yes` or `no`.
    #[serde(default)]
    answered: String,
    #[serde(default)]
    page: u64,
}

impl Asked {
    fn lets_through(&self, objection: &Objection) -> bool {
        let words = self.words.trim().to_lowercase();
        let answer = objection.answer.as_ref().map_or("", |answer| answer.words.as_str());
        let texts = [objection.words.as_str(), objection.organisation.as_str(), answer];
        let said =
            words.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&words));
        let answered = match self.answered.as_str() {
            "yes" => objection.answer.is_some(),
            "no" => objection.answer.is_none(),
            _ => true,
        };
        said && answered && (self.group.is_empty() || self.group == objection.stakeholder)
    }

    /// The same list with one thing changed, as an address.
    fn address(&self, changed: (&str, &str)) -> String {
        let page = if changed.0 == "page" { changed.1 } else { "" };
        let keep = |name: &str, value: &str| {
            if changed.0 == name { changed.1.to_owned() } else { value.to_owned() }
        };
        let fields = [
            ("words", keep("words", self.words.trim())),
            ("group", keep("group", &self.group)),
            ("answered", keep("answered", &self.answered)),
            ("page", page.to_owned()),
        ];
        let fields: Vec<_> = fields.iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_html_form::to_string(fields).unwrap_or_default()
    }
}

/// The list.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let course = Course::of(&app, &session, sight::see(&app, &session, id).await?).await?;
    let groups = Stakeholders::of(&app)?;
    let main = html! {
        (heading(&course, "Objections"))
        @if may_object(&session, &course) {
            p { a class="nhsuk-button" href=(course.path("/objections/new")) { "Record an objection" } }
        }
        @if course.life.objections.is_empty() {
            p { "Nobody has objected." }
        } @else {
            (filtered(&course, &groups, &asked))
        }
    };
    Ok(course.page(&session, "Objections", "/objections", main).wide())
}

fn filtered(course: &Course, groups: &Stakeholders, asked: &Asked) -> Markup {
    let action = course.path("/objections");
    let here =
        |query: String| if query.is_empty() { action.clone() } else { format!("{action}?{query}") };
    let off = |name: &str, text: String| ActiveFilter {
        text,
        remove_href: here(asked.address((name, ""))),
    };
    let mut active = Vec::new();
    if !asked.words.trim().is_empty() {
        active.push(off("words", format!("Words: {}", asked.words.trim())));
    }
    if !asked.group.is_empty() {
        active.push(off("group", format!("Group: {}", groups.title(&asked.group))));
    }
    if !asked.answered.is_empty() {
        let words = if asked.answered == "yes" { "Answered" } else { "Not answered" };
        active.push(off("answered", words.to_owned()));
    }
    let found: Vec<&Objection> =
        course.life.objections.iter().filter(|one| asked.lets_through(one)).collect();
    let paging = Paging { page: asked.page.max(1), per_page: PER_PAGE, total: found.len() as u64 };
    let first = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let seen = found.iter().skip(first).take(50).copied();
    let results = html! {
        (paging.summary("objection", "objections"))
        @if found.is_empty() { p { "No objections match." } } @else { (table(course, groups, seen)) }
        (paging.links(|page| here(asked.address(("page", &page.to_string())))))
        ul class="kith-downloads" aria-label="Downloads" {
            li { a class="nhsuk-link" href=(course.path("/objections.csv")) download { "All objections as CSV" } }
        }
    };
    let (fields, clear_href) = (fields(groups, asked), action.clone());
    html! { (FilteredList { action, send_by: SendBy::Address, fields, active, clear_href, results }) }
}

fn fields(groups: &Stakeholders, asked: &Asked) -> Markup {
    let nothing = Wrong::nothing();
    let any = |words: &str| std::iter::once((String::new(), words.to_owned()));
    let all = groups.group.iter().map(|group| (group.key.clone(), group.title.clone()));
    let answered = [("yes", "Answered"), ("no", "Not answered")];
    let answered = answered.map(|(key, words)| (key.to_owned(), words.to_owned()));
    html! {
        (form::text("words", "Words", asked.words.trim(), &nothing))
        (form::select("group", "Group", any("All groups").chain(all), &asked.group, &nothing))
        (form::select("answered", "Answer", any("All").chain(answered), &asked.answered, &nothing))
    }
}

fn table<'a>(
    course: &Course,
    groups: &Stakeholders,
    seen: impl Iterator<Item = &'a Objection>,
) -> Markup {
    let rows = seen.map(|one| {
        let from = match one.organisation.as_str() {
            "" => groups.title(&one.stakeholder).to_owned(),
            organisation => format!("{}: {organisation}", groups.title(&one.stakeholder)),
        };
        let late = if course.life.is_late(one) { ", after the last day" } else { "" };
        let href = course.path(&format!("/objections/{}", one.id));
        vec![
            Cell::from(html! { a href=(href) { "Objection " (one.number) } }),
            Cell::from(from),
            Cell::from(shortened(&one.words)),
            Cell::from(format!("{}{late}", words::date(one.received))),
            Cell::from(one.answer.as_ref().map_or("Not answered", |answer| answer.outcome.title())),
        ]
    });
    html! {
        (Table {
            caption: "Objections in the order in which they were recorded".into(),
            head: ["Number", "From", "What is objected", "Received", "Answer"].map(Cell::from).into(),
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn shortened(text: &str) -> String {
    let start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

/// All of them as CSV.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    let course = Course::of(&app, &session, sight::see(&app, &session, id).await?).await?;
    let groups = Stakeholders::of(&app)?;
    let rows = course.life.objections.iter().map(|one| {
        let answer = one.answer.as_ref();
        [
            one.number.to_string(),
            groups.title(&one.stakeholder).to_owned(),
            one.organisation.clone(),
            one.received.to_string(),
            (if course.life.is_late(one) { "yes" } else { "no" }).to_owned(),
            one.words.clone(),
            answer.map(|answer| answer.outcome.title().to_owned()).unwrap_or_default(),
            answer.map(|answer| answer.words.clone()).unwrap_or_default(),
            answer.map(|answer| answer.answered_on.to_string()).unwrap_or_default(),
            answer.and_then(|one| one.amended_in).map(|id| id.to_string()).unwrap_or_default(),
        ]
    });
    let head = [
        "NUMBER",
        "GROUP",
        "ORGANISATION",
        "RECEIVED",
        "LATE",
        "OBJECTION",
        "OUTCOME",
        "ANSWER",
        "ANSWERED",
        "AMENDED_IN",
    ];
    Ok(download::csv("objections.csv", csv(&head, rows)))
}

/// The form.
pub(crate) async fn new(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Page, Problem> {
    let course = Course::of(&app, &session, sight::see(&app, &session, id).await?).await?;
    let typed = TypedObjection { received: course.today.to_string(), ..TypedObjection::default() };
    Ok(form(&session, &course, &Stakeholders::of(&app)?, &typed, &Wrong::nothing()))
}

/// Records it.
pub(crate) async fn record(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(typed): Posted<TypedObjection>,
) -> Result<Response, Problem> {
    let course = Course::of(&app, &session, sight::see(&app, &session, id).await?).await?;
    if !course.life.takes_objections(&course.plan, course.today) {
        return Err(not_now("This plan takes no objections now."));
    }
    let (now, groups) = (app.clock.now(), Stakeholders::of(&app)?);
    match typed.judge(app.dice.id(now), &groups, course.today) {
        Err(wrong) => {
            Ok(form(&session, &course, &groups, &typed, &wrong).with_errors().into_response())
        }
        Ok(objection) => {
            let path = course.path(&format!("/objections/{}", objection.id));
            store::object(&app.db, (now, &session.author()), course.plan.id, objection).await?;
            Ok(Redirect::to(&path).into_response())
        }
    }
}

fn form(
    session: &Session,
    course: &Course,
    groups: &Stakeholders,
    typed: &TypedObjection,
    wrong: &Wrong,
) -> Page {
    let none = std::iter::once((String::new(), "Select one".to_owned()));
    let all = groups.group.iter().map(|group| (group.key.clone(), group.title.clone()));
    let main = html! {
        (wrong.summary())
        (heading(course, "Record an objection"))
        @if course.life.takes_objections(&course.plan, course.today) {
            (WarningCallout {
                heading: Heading { level: Some(2), ..Heading::from("Do not write names of patients") },
                content: html! { p {
                    "Everyone who may see the place can read what you write here. Say which group objects, and for \
                     which organisation, but not which person. Leave out names, addresses, NHS numbers and illnesses \
                     of anybody."
                } }.into(),
                ..WarningCallout::default()
            })
            form method="post" action=(course.path("/objections/new")) novalidate {
                (form::key(&session.form_key))
                (form::select("stakeholder", "Who objects", none.chain(all), &typed.stakeholder, wrong))
                (form::text("organisation", "For which organisation (you may leave it empty)", &typed.organisation, wrong))
                (lines("words", "What is objected", &typed.words, "In their words, without names of people", wrong))
                (day("received", "Received on", &typed.received, wrong))
                (form::send("Record"))
            }
        } @else {
            p { "Objections are recorded from the first day of a consultation until the plan is published or \
                 withdrawn. This plan takes none now." }
        }
    };
    course.page(session, "Record an objection", "/objections/new", main)
}

/// What came of an objection, as choices.
pub(super) fn outcomes() -> impl Iterator<Item = (String, String)> {
    let none = std::iter::once((String::new(), "Select one".to_owned()));
    none.chain(Outcome::ALL.map(|one| (one.key().to_owned(), one.title().to_owned())))
}

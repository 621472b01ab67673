//! One objection and its answer.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Markup, SummaryList, SummaryRow, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_terms::Id;

use super::objections::outcomes;
use super::{Course, heading, lines, not_now};
use crate::plan::life::policy::Stakeholders;
use crate::plan::life::{Answer, Objection, TypedAnswer, store};
use crate::plan::{Plan, PlanState, sight};
use crate::rights::CONSULT;

/// The plan and the objection that an address names.
pub(crate) struct Which(pub(crate) Id<Plan>, pub(crate) Id<Objection>);

impl FromRequestParts<App> for Which {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, app).await;
        let Ok(Path((plan, objection))) = path else { return Err(Problem::NotFound) };
        match (plan.parse(), objection.parse()) {
            (Ok(plan), Ok(objection)) => Ok(Self(plan, objection)),
            _ => Err(Problem::NotFound),
        }
    }
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Which(plan, id): Which,
) -> Result<Page, Problem> {
    let (course, objection) = find(&app, &session, (plan, id)).await?;
    let typed = TypedAnswer::default();
    page(&app, &session, (&course, &objection), &typed, &Wrong::nothing()).await
}

/// Answers it.
pub(crate) async fn answer(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Which(plan, id): Which,
    Posted(typed): Posted<TypedAnswer>,
) -> Result<Response, Problem> {
    match give(&app, &session, (plan, id), &typed).await? {
        Ok(()) => Ok(Redirect::to(&format!("/plans/{plan}/objections/{id}")).into_response()),
        Err(wrong) => {
            let (course, objection) = find(&app, &session, (plan, id)).await?;
            let page = page(&app, &session, (&course, &objection), &typed, &wrong).await?;
            Ok(page.with_errors().into_response())
        }
    }
}

/// Gives an objection its answer, or says what is wrong with what was typed.
pub(crate) async fn give(
    app: &App,
    session: &Session,
    (plan, id): (Id<Plan>, Id<Objection>),
    typed: &TypedAnswer,
) -> Result<Result<(), Wrong>, Problem> {
    let (course, objection) = find(app, session, (plan, id)).await?;
    if course.plan.state != PlanState::Proposed {
        return Err(not_now("Objections are answered until the plan is published or withdrawn."));
    }
    if objection.answer.is_some() {
        return Err(not_now("This objection has an answer already."));
    }
    let answer = match typed.judge(course.today) {
        Ok(answer) => answer,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if let Some(amended) = answer.amended_in
        && (amended == plan || sight::see(app, session, amended).await.is_err())
    {
        let words = "Select the plan in which the lines were amended";
        return Ok(Err(Wrong::with("amended_in", words)));
    }
    store::answer(&app.db, (app.clock.now(), &session.author()), plan, id, answer).await?;
    Ok(Ok(()))
}

async fn find(
    app: &App,
    session: &Session,
    (plan, id): (Id<Plan>, Id<Objection>),
) -> Result<(Course, Objection), Problem> {
    let course = Course::of(app, session, sight::see(app, session, plan).await?).await?;
    let found = course.life.objections.iter().find(|one| one.id == id).cloned();
    found.map(|one| (course, one)).ok_or(Problem::NotFound)
}

async fn page(
    app: &App,
    session: &Session,
    (course, objection): (&Course, &Objection),
    typed: &TypedAnswer,
    wrong: &Wrong,
) -> Result<Page, Problem> {
    let groups = Stakeholders::of(app)?;
    let may_answer = course.plan.state == PlanState::Proposed
        && objection.answer.is_none()
        && session.may(CONSULT);
    let amended = match objection.answer.as_ref().and_then(|answer| answer.amended_in) {
        Some(id) => sight::see(app, session, id).await.ok(),
        None => None,
    };
    let others = if may_answer { sight::all(app, session).await? } else { Vec::new() };
    let title = format!("Objection {}", objection.number);
    let main = html! {
        (wrong.summary())
        (heading(course, &title))
        (SummaryList { rows: facts(course, objection, &groups), ..SummaryList::default() })
        @match &objection.answer {
            Some(answer) => { (told(answer, amended.as_ref())) }
            None if may_answer => { (form(session, (course, objection), &others, (typed, wrong))) }
            None => { p { "This objection is not answered yet." } }
        }
    };
    let door = format!("/objections/{}", objection.id);
    Ok(course.page(session, &title, &door, main))
}

fn facts(course: &Course, objection: &Objection, groups: &Stakeholders) -> Vec<SummaryRow> {
    let organisation = match objection.organisation.as_str() {
        "" => "Not given",
        organisation => organisation,
    };
    let late = if course.life.is_late(objection) { ", after the last day" } else { "" };
    vec![
        SummaryRow::new("From", groups.title(&objection.stakeholder)),
        SummaryRow::new("Organisation", organisation),
        SummaryRow::new("Received", format!("{}{late}", words::date(objection.received))),
        SummaryRow::new("What is objected", paragraphs(&objection.words)),
    ]
}

fn paragraphs(text: &str) -> Markup {
    html! { @for line in text.lines().filter(|line| !line.trim().is_empty()) { p { (line) } } }
}

fn told(answer: &Answer, amended: Option<&Plan>) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "The answer" }
        p { strong { (answer.outcome.title()) } ", " (words::date(answer.answered_on)) }
        (paragraphs(&answer.words))
        @if let Some(plan) = amended {
            p { "The lines were amended in " a href={ "/plans/" (plan.id) } { (plan.name) } "." }
        } @else if answer.amended_in.is_some() {
            p { "The lines were amended in another plan, which you cannot see yet." }
        }
    }
}

fn form(
    session: &Session,
    (course, objection): (&Course, &Objection),
    others: &[Plan],
    (typed, wrong): (&TypedAnswer, &Wrong),
) -> Markup {
    let none = std::iter::once((String::new(), "None".to_owned()));
    let others = others.iter().filter(|plan| plan.id != course.plan.id);
    let others = others.map(|plan| (plan.id.to_string(), plan.name.clone()));
    let hint = "Everyone who may see the place can read this. Leave out names of people.";
    html! {
        h2 class="nhsuk-heading-m" { "Answer it" }
        p { "An answer stands as it is given; it cannot be changed later." }
        form method="post" action=(course.path(&format!("/objections/{}", objection.id))) novalidate {
            (form::key(&session.form_key))
            (form::select("outcome", "What came of it", outcomes(), &typed.outcome, wrong))
            (lines("words", "Reasons", &typed.words, hint, wrong))
            (form::select("amended_in", "Plan with the amended lines", none.chain(others), &typed.amended_in, wrong))
            (form::send("Answer"))
        }
    }
}

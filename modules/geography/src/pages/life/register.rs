//! The register: every plan that was ever put to consultation, what was objected, and what became of it.
//! A plan that was withdrawn after others were asked stays here with its reason.

use axum::extract::State;
use axum::response::Response;
use kith_design::{Cell, EmptyState, Markup, Table, csv, html};
use kith_frame::app::App;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;

use super::Course;
use crate::pages::{download, plans};
use crate::plan::life::policy::Stakeholders;
use crate::plan::life::{Stage, store};
use crate::plan::sight;

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
) -> Result<Page, Problem> {
    let courses = courses(&app, &session).await?;
    let groups = Stakeholders::of(&app)?;
    let main = html! {
        h1 class="nhsuk-heading-l" { "Register of plans put to consultation" }
        @if courses.is_empty() {
            (EmptyState {
                heading: "No plan was put to consultation yet".into(),
                text: "When one is, it stays here: who objected, what was answered, and whether the plan was \
                       published or withdrawn.".into(),
                action: None,
            })
        } @else {
            p { (reversed(&courses)) }
            (table(&courses, &groups))
            ul class="kith-downloads" aria-label="Downloads" {
                li { a class="nhsuk-link" href="/plans/register.csv" download { "The register as CSV" } }
            }
        }
    };
    Ok(Page::new("Register of plans put to consultation", main)
        .under("Neighbourhoods", "/neighbourhoods")
        .under("Register", "/plans/register")
        .wide())
}

/// The plans that were put to consultation and that the person sees, the last opened first.
async fn courses(app: &App, session: &Session) -> Result<Vec<Course>, Problem> {
    let ids = store::consulted(&mut app.db.read().await?).await?;
    let mut courses = Vec::new();
    for id in ids {
        match sight::see(app, session, id).await {
            Ok(plan) => courses.push(Course::of(app, session, plan).await?),
            Err(Problem::NoRight { .. } | Problem::Private { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(courses)
}

fn reversed(courses: &[Course]) -> String {
    let withdrawn = courses.iter().filter(|one| one.stage() == Stage::Withdrawn).count() as u64;
    format!(
        "{} put to consultation, {} withdrawn after it.",
        words::how_many(courses.len() as u64, "plan was", "plans were"),
        words::how_many(withdrawn, "was", "were")
    )
}

fn table(courses: &[Course], groups: &Stakeholders) -> Markup {
    let rows = courses.iter().map(|course| {
        let consultation = course.life.consultation.as_ref();
        let days = consultation
            .map(|one| format!("{} to {}", words::date(one.opens), words::date(one.closes)));
        vec![
            Cell::from(html! { a href=(course.path("")) { (course.plan.name) } }),
            Cell::from(plans::stage(course.stage())),
            Cell::from(days.unwrap_or_default()),
            Cell::from(by_group(course, groups)),
            Cell::from(outcome(course)),
        ]
    });
    html! {
        (Table {
            caption: "Plans put to consultation, the last opened first".into(),
            head: ["Plan", "Stage", "Consultation", "Objections", "What became of it"].map(Cell::from).into(),
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn by_group(course: &Course, groups: &Stakeholders) -> Markup {
    let counted = course.life.by_group();
    let all = course.life.objections.len();
    html! {
        @if counted.is_empty() { "None" } @else {
            a href=(course.path("/objections")) { (all) }
            @for (key, many) in counted { br; (groups.title(key)) ": " (many) }
        }
    }
}

fn outcome(course: &Course) -> String {
    match (&course.life.withdrawal, course.plan.valid_from) {
        (Some(withdrawal), _) => withdrawal.reason.clone(),
        (None, Some(from)) => format!("In force from {}", words::date(from)),
        (None, None) => "Not decided yet".to_owned(),
    }
}

/// The register as CSV: a row for each plan and group.
pub(crate) async fn as_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
) -> Result<Response, Problem> {
    let groups = Stakeholders::of(&app)?;
    let mut rows = Vec::new();
    for course in courses(&app, &session).await? {
        let Some(consultation) = &course.life.consultation else { continue };
        let counted = course.life.by_group();
        let none = counted.is_empty().then_some(("", 0));
        for (key, many) in counted.into_iter().chain(none) {
            rows.push([
                course.plan.name.clone(),
                course.stage().title().to_owned(),
                consultation.opens.to_string(),
                consultation.closes.to_string(),
                groups.title(key).to_owned(),
                many.to_string(),
                outcome(&course),
            ]);
        }
    }
    let head = ["PLAN", "STAGE", "OPENS", "CLOSES", "GROUP", "OBJECTIONS", "WHAT_BECAME_OF_IT"];
    Ok(download::csv("register-of-plans.csv", csv(&head, rows)))
}

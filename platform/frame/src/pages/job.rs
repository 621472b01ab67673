//! Work in the background, as it goes on.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Cell, Markup, Table, html};
use kith_terms::Id;

use crate::app::App;
use crate::form;
use crate::job::{self, Job, JobState};
use crate::named::Named;
use crate::page::Page;
use crate::posted::{Posted, Pressed};
use crate::problem::Problem;
use crate::progress::Step;
use crate::rights::STOP_JOBS;
use crate::session::Session;
use crate::store;
use crate::visitor::SignedIn;
use crate::words;

/// So many jobs are listed.
const LISTED: u32 = 50;

/// The newest jobs.
pub async fn list(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Page, Problem> {
    let jobs = store::job::newest(&mut app.db.read().await?, LISTED).await?;
    let rows = jobs.iter().map(|job| {
        vec![
            Cell::from(html! { a href={ "/jobs/" (job.id) } { (title(&app, &session, job)) } }),
            Cell::from(state(job.state)),
            Cell::from(words::moment(job.asked_at)),
        ]
    });
    let main = html! {
        h1 class="nhsuk-heading-l" { "Background work" }
        @if jobs.is_empty() { p { "Nothing has been asked for yet." } }
        @else {
            (Table {
                caption: "The newest first".into(),
                head: ["Work", "State", "Asked for"].map(Cell::from).into(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
        }
    };
    Ok(Page::new("Background work", main).under("Background work", "/jobs"))
}

/// One job: how far it has come, or where its result is.
pub async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Job>,
) -> Result<Response, Problem> {
    let job = find(&app, id).await?;
    if let (JobState::Done, Some(path)) = (job.state, job.outcome["path"].as_str()) {
        return Ok(Redirect::to(path).into_response());
    }
    let step = app.jobs.step(job.id);
    let title = title(&app, &session, &job);
    let main = main(&session, (&job, title), step.as_ref());
    Ok(Page::new(title, main).under("Background work", "/jobs").into_response())
}

/// Stops a job: whoever asked for it may, and whoever may stop the work of others.
pub async fn stop(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Job>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let job = find(&app, id).await?;
    if !may_stop(&session, &job) {
        return Err(Problem::lacks(&app, STOP_JOBS));
    }
    job::stop(&app, &session.author(), &job).await?;
    Ok(Redirect::to(&format!("/jobs/{}", job.id)))
}

/// What a job is called. What it is about may be private, so that others than those who work for the same
/// organisation as whoever asked for it are told the kind of work only.
fn title<'a>(app: &App, session: &Session, job: &'a Job) -> &'a str {
    if is_own(session, job) {
        return &job.title;
    }
    let mut kinds = app.modules.iter().flat_map(|module| module.jobs);
    kinds.find(|kind| kind.key == job.kind).map_or("Work of others", |kind| kind.title)
}

fn is_own(session: &Session, job: &Job) -> bool {
    job.author.organisation.is_empty()
        || job.author.organisation == session.organisation.to_string()
        || job.author.person == session.account.to_string()
}

fn may_stop(session: &Session, job: &Job) -> bool {
    job.author.person == session.account.to_string() || session.may(STOP_JOBS)
}

async fn find(app: &App, id: Id<Job>) -> Result<Job, Problem> {
    Ok(store::job::one(&mut app.db.read().await?, id).await?)
}

fn state(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "Waits for its turn",
        JobState::Running => "Under way",
        JobState::Done => "Done",
        JobState::Failed => "Not done",
    }
}

fn main(session: &Session, (job, title): (&Job, &str), step: Option<&Step>) -> Markup {
    let why = job.outcome["why"].as_str().filter(|_| is_own(session, job));
    html! {
        h1 class="nhsuk-heading-l" { (title) }
        p { (state(job.state)) }
        @if let Some(why) = why { p { "Why: " (why) } }
        @if !job.state.has_ended() {
            @let step = step.cloned().unwrap_or_default();
            (kith_design::Progress {
                id: "progress".into(),
                label: step.doing.clone(),
                done: step.done,
                total: Some(step.of).filter(|of| *of > 0),
                of_what: String::new(),
                poll_url: Some(format!("/jobs/{}", job.id)),
                check_href: format!("/jobs/{}", job.id),
            })
            @if may_stop(session, job) {
                form method="post" action={ "/jobs/" (job.id) "/stop" } {
                    (form::key(&session.form_key))
                    (kith_design::Button { variant: Some(kith_design::ButtonVariant::Secondary), ..form::send("Stop") })
                }
            }
        }
    }
}

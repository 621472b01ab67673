//! Which partners agree to a plan, who said so, and what shows it.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Cell, Input, Markup, Table, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;

use super::{Course, day, heading, may_agree, not_now};
use crate::plan::life::{Agreement, Partner, TypedAgreement, store};
use crate::plan::{Plan, PlanState, sight};

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Page, Problem> {
    let course = Course::of(&app, &session, sight::see(&app, &session, id).await?).await?;
    let typed = TypedAgreement { agreed_on: course.today.to_string(), ..TypedAgreement::default() };
    Ok(page(&session, &course, &typed, &Wrong::nothing()))
}

/// Agrees for the organisation for which the person works here.
pub(crate) async fn agree(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(typed): Posted<TypedAgreement>,
) -> Result<Response, Problem> {
    let course = Course::of(&app, &session, sight::see(&app, &session, id).await?).await?;
    must_be_awaited(&session, &course)?;
    match typed.judge(course.today) {
        Err(wrong) => Ok(page(&session, &course, &typed, &wrong).with_errors().into_response()),
        Ok((agreed_on, evidence)) => {
            let agreement = of(&session, agreed_on, evidence);
            let when = (app.clock.now(), &session.author());
            store::agree(&app.db, when, course.plan.id, session.organisation, agreement).await?;
            Ok(Redirect::to(&course.path("/agreement")).into_response())
        }
    }
}

/// The agreement of whoever is signed in, in their name and role of today.
pub(crate) fn of(session: &Session, agreed_on: jiff::civil::Date, evidence: String) -> Agreement {
    let (name, role) = (session.name.clone(), session.role.title.clone());
    Agreement { person: session.account, name, role, agreed_on, evidence }
}

/// The plan waits for the agreement of the organisation for which the person works here.
pub(crate) fn must_be_awaited(session: &Session, course: &Course) -> Result<(), Problem> {
    if course.plan.state != PlanState::Proposed {
        return Err(not_now("Partners agree to a plan that was put to consultation."));
    }
    let own = course.life.partners.iter().find(|one| one.organisation == session.organisation);
    match own {
        None => Err(not_now("Your organisation is not one of those that must agree.")),
        Some(Partner { agreement: Some(_), .. }) => {
            Err(not_now("Your organisation has agreed already."))
        }
        Some(_) => Ok(()),
    }
}

fn page(session: &Session, course: &Course, typed: &TypedAgreement, wrong: &Wrong) -> Page {
    let main = html! {
        (wrong.summary())
        (heading(course, "Agreement of partners"))
        @if course.life.partners.is_empty() {
            p { "No partner was named who must agree to this plan." }
        } @else {
            (table(&course.life.partners))
        }
        @if may_agree(session, course) { (form(session, course, typed, wrong)) }
    };
    course.page(session, "Agreement of partners", "/agreement", main).wide()
}

fn table(partners: &[Partner]) -> Markup {
    let rows = partners.iter().map(|one| match &one.agreement {
        None => vec![
            Cell::from(one.name.as_str()),
            Cell::from("Not agreed yet"),
            Cell::from("Not applicable"),
            Cell::from("Not applicable"),
        ],
        Some(agreement) => vec![
            Cell::from(one.name.as_str()),
            Cell::from(format!("Agreed on {}", words::date(agreement.agreed_on))),
            Cell::from(format!("{}, {}", agreement.name, agreement.role)),
            Cell::from(agreement.evidence.as_str()),
        ],
    });
    html! {
        (Table {
            caption: "Organisations that must agree before the plan is published".into(),
            head: ["Organisation", "Agreement", "Recorded by", "What shows it"].map(Cell::from).into(),
            rows: rows.collect(),
            responsive: true,
            first_cell_is_header: true,
            ..Table::default()
        })
    }
}

fn form(session: &Session, course: &Course, typed: &TypedAgreement, wrong: &Wrong) -> Markup {
    let evidence = Input {
        hint: Some("Such as the minute of a board or a letter, with its day and number".into()),
        ..form::text("evidence", "What shows that your organisation agreed", &typed.evidence, wrong)
    };
    html! {
        h2 class="nhsuk-heading-m" { "Agree for " (session.organisation_name) }
        p { "Your name, your role and what you enter stay with the plan. An agreement is given once." }
        form method="post" action=(course.path("/agreement")) novalidate {
            (form::key(&session.form_key))
            (evidence)
            (day("agreed_on", "Agreed on", &typed.agreed_on, wrong))
            (form::send("Agree"))
        }
    }
}

//! Withdrawing a plan, with the reason.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::html;
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;

use super::{Course, heading, lines, not_now, sentence};
use crate::plan::life::{TypedWithdrawal, store};
use crate::plan::{Plan, sight};

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Page, Problem> {
    let plan = sight::see_to_change(&app, &session, id).await?;
    let course = Course::of(&app, &session, plan).await?;
    Ok(page(&session, &course, &TypedWithdrawal::default(), &Wrong::nothing()))
}

/// Withdraws it.
pub(crate) async fn withdraw(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(typed): Posted<TypedWithdrawal>,
) -> Result<Response, Problem> {
    let plan = sight::see_to_change(&app, &session, id).await?;
    let course = Course::of(&app, &session, plan).await?;
    if !course.plan.state.is_open() {
        return Err(not_now("Only a plan that is not published can be withdrawn."));
    }
    match typed.judge(course.today) {
        Err(wrong) => Ok(page(&session, &course, &typed, &wrong).with_errors().into_response()),
        Ok(withdrawal) => {
            let when = (app.clock.now(), &session.author());
            store::withdraw(&app.db, when, &course.plan, withdrawal).await?;
            Ok(Redirect::to("/plans").into_response())
        }
    }
}

fn page(session: &Session, course: &Course, typed: &TypedWithdrawal, wrong: &Wrong) -> Page {
    let hint = "It is shown in the register, with every objection";
    let main = html! {
        (wrong.summary())
        (heading(course, "Withdraw this plan"))
        @if course.plan.state.is_open() {
            p { "A plan that is withdrawn cannot be brought back. What was objected and answered stays." }
            form method="post" action=(course.path("/withdraw")) novalidate {
                (form::key(&session.form_key))
                (lines("reason", "Why it is withdrawn", &typed.reason, hint, wrong))
                (form::send("Withdraw"))
            }
        } @else {
            p { (sentence(course)) }
        }
    };
    course.page(session, "Withdraw", "/withdraw", main)
}

//! My account: who I am here, and a new password.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Markup, SummaryList, SummaryRow, html};
use serde::Deserialize;

use crate::app::App;
use crate::form::{self, Wrong};
use crate::page::Page;
use crate::password::Password;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::session::Session;
use crate::store;
use crate::visitor::SignedIn;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    current: Password,
    #[serde(default)]
    new: Password,
}

/// The page.
pub async fn show(SignedIn(session): SignedIn) -> Page {
    page(&session, &Wrong::nothing())
}

/// Sets a new password. All sessions end, this one too.
pub async fn change_password(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let mut reader = app.db.read().await?;
    let account = store::account::one(&mut reader, session.account).await?;
    let kept = store::account::to_sign_in(&mut reader, &account.sign_in_name).await?;
    drop(reader);
    let mut wrong = Wrong::nothing();
    let kept = kept.map(|(_, kept)| kept);
    if !typed.current.is(kept).await.map_err(|error| Problem::broken(&error))? {
        wrong.add("current", "The current password is wrong");
    }
    if let Err(bad) = typed.new.judge() {
        wrong.add("new", bad);
    }
    if !wrong.is_nothing() {
        return Ok(page(&session, &wrong).with_errors().into_response());
    }
    let salt = app.dice.bytes();
    let new = typed.new.hash(salt).await.map_err(|error| Problem::broken(&error))?;
    let now = app.clock.now();
    store::account::set_password(&app.db, now, &session.author(), account.id, new).await?;
    Ok(Redirect::to("/sign-in").into_response())
}

fn page(session: &Session, wrong: &Wrong) -> Page {
    Page::new("My account", main(session, wrong)).under("My account", "/account")
}

fn main(session: &Session, wrong: &Wrong) -> Markup {
    let row = |key: &str, value: &str| SummaryRow {
        key: key.into(),
        value: value.into(),
        ..SummaryRow::default()
    };
    let rows = vec![
        row("Name", &session.name),
        row("Role", &session.role.title),
        row("Organisation", &session.organisation_name),
        row("Site or team", &session.site),
        row("Purpose", session.purpose.title()),
    ];
    html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "My account" }
        (SummaryList { rows, ..SummaryList::default() })
        p { a href="/role" { "Change role" } }
        h2 class="nhsuk-heading-m" { "Change password" }
        p { "All your sessions end, and you sign in again with the new password." }
        form method="post" action="/account/password" novalidate {
            (form::key(&session.form_key))
            (form::password("current", "Current password", "current-password", wrong))
            (form::password("new", "New password", "new-password", wrong))
            (form::send("Change password"))
        }
    }
}

//! My account: who I am here, and a new password.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Button, ButtonVariant, Markup, SummaryList, SummaryRow, html};
use serde::Deserialize;

use crate::app::App;
use crate::entry;
use crate::form::{self, Wrong};
use crate::page::Page;
use crate::pages::{passkeys, sessions};
use crate::password::Password;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::session::Session;
use crate::store;
use crate::store::factor::CodeApp;
use crate::visitor::SignedIn;
use crate::words;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    current: Password,
    #[serde(default)]
    new: Password,
}

/// The page.
pub async fn show(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Page, Problem> {
    page(&app, &session, &Wrong::nothing()).await
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
    let kept = kept.and_then(|(_, kept)| kept);
    if !typed.current.is(kept).await.map_err(|error| Problem::broken(&error))? {
        wrong.add("current", "The current password is wrong");
    }
    if let Err(bad) = typed.new.judge(&account.names_near(&app.settings.place)) {
        wrong.add("new", bad);
    }
    if !wrong.is_nothing() {
        return Ok(page(&app, &session, &wrong).await?.with_errors().into_response());
    }
    let salt = app.dice.bytes();
    let new = typed.new.hash(salt).await.map_err(|error| Problem::broken(&error))?;
    let now = app.clock.now();
    store::account::set_password(&app.db, now, &session.author(), account.id, new).await?;
    Ok(Redirect::to("/sign-in").into_response())
}

async fn page(app: &App, session: &Session, wrong: &Wrong) -> Result<Page, Problem> {
    let mut reader = app.db.read().await?;
    let code_app = store::factor::app(&mut reader, session.account).await?;
    let left = store::factor::codes_left(&mut reader, session.account).await?;
    drop(reader);
    let factor = html! {
        (factor(session, code_app.as_ref(), left))
        (passkeys::section(app, session).await?)
    };
    let main = main(session, &factor, wrong);
    Ok(Page::new("My account", main).under("My account", "/account"))
}

/// The authenticator app, or how to get one.
fn factor(session: &Session, code_app: Option<&CodeApp>, left: u64) -> Markup {
    let press = |action: &str, words: &str| {
        html! {
            form method="post" action=(action) {
                (form::key(&session.form_key))
                (Button { variant: Some(ButtonVariant::Secondary), ..form::send(words) })
            }
        }
    };
    let Some(code_app) = code_app else {
        return html! {
            p { "You have no authenticator app. With one, nobody can sign in as you by knowing your \
                 password alone." }
            p { a href=(entry::SET_UP) { "Set up an authenticator app" } }
        };
    };
    html! {
        p { "Your authenticator app was set up on " (words::moment(code_app.added)) ". You have "
            (words::how_many(left, "recovery code", "recovery codes")) " left." }
        p { a href=(entry::SET_UP) { "Set up another app instead" } }
        (press("/account/recovery-codes", "Make new recovery codes"))
        (press("/account/code-app/remove", "Remove the app"))
    }
}

fn main(session: &Session, factor: &Markup, wrong: &Wrong) -> Markup {
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
        p { a href="/account/sessions" { "My sessions" } }
        p { (sessions::how_long()) }
        h2 class="nhsuk-heading-m" { "Second factor" }
        (factor)
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

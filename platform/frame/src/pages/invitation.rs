//! Taking up an invitation: whoever has the code sets the password, and is signed in.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kith_design::{Button, ButtonVariant, Input, Markup, html};
use kith_store::StoreError;
use kith_terms::Id;
use serde::Deserialize;

use crate::account::Account;
use crate::app::App;
use crate::attempts;
use crate::caller::Caller;
use crate::code::Code;
use crate::entry::{self, Arrival};
use crate::form::{self, Wrong};
use crate::page::Page;
use crate::pages::provider;
use crate::pages::sign_in::first_proof;
use crate::password::Password;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::session::{SecretHash, VISIT_COOKIE};
use crate::store;
use crate::visitor::Visitor;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: Code,
    #[serde(default)]
    password: Password,
    #[serde(default)]
    way: String,
}

const WRONG_CODE: &str = "The code is wrong, was used before, or is more than 72 hours old; ask your \
    system administrator for a new one";

/// The form.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Response {
    if let Some(form_key) = visitor.form_key() {
        return page(&app, form_key, &Wrong::nothing()).into_response();
    }
    let form_key = app.dice.secret();
    let mut response = page(&app, &form_key, &Wrong::nothing()).into_response();
    entry::set_cookie(&mut response, VISIT_COOKIE, form_key, None);
    response
}

/// Sets the password and signs in, or says what is wrong.
pub async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    (caller, headers): (Caller, HeaderMap),
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let form_key = visitor.form_key().unwrap_or_default().to_owned();
    let again = |wrong: Wrong| Ok(page(&app, &form_key, &wrong).with_errors().into_response());
    let counted: Vec<_> = attempts::of_network(caller.0).into_iter().collect();
    if let Err(wait_minutes) = app.attempts.count(&counted, app.clock.now()) {
        return Err(Problem::TooMany { wait_minutes });
    }
    let hash = typed.code.hash();
    let (whose, mut wrong) = judge(&app, &typed, &hash).await?;
    if let Some(provider) = app.provider.as_ref().filter(|_| typed.way == "provider") {
        wrong = wrong.only("code");
        if wrong.is_nothing() {
            app.attempts.succeeded(&counted);
            return Ok(provider::invited(&app, provider, &hash));
        }
    }
    let Some(account) = whose.filter(|_| wrong.is_nothing()) else { return again(wrong) };
    let kept = typed.password.hash(app.dice.bytes()).await;
    let kept = kept.map_err(|error| Problem::broken(&error))?;
    match store::invitation::accept(&app.db, app.clock.now(), account, hash, kept).await {
        Err(StoreError::Stale { .. }) => return again(Wrong::with("code", WRONG_CODE)),
        done => done?,
    }
    app.attempts.succeeded(&counted);
    let proof = first_proof(&app, account).await?;
    let arrival = Arrival { account, proof, next: "/", membership: None };
    entry::begin(&app, &headers, arrival).await
}

/// Whose invitation it is, and what is wrong with what was typed.
async fn judge(
    app: &App,
    typed: &Typed,
    hash: &SecretHash,
) -> Result<(Option<Id<Account>>, Wrong), StoreError> {
    let mut wrong = Wrong::nothing();
    let now = app.clock.now();
    let mut reader = app.db.read().await?;
    let whose = store::invitation::whose(&mut reader, hash, now).await?;
    if typed.code.is_missing() {
        wrong.add("code", "Enter the code of your invitation");
    } else if whose.is_none() {
        wrong.add("code", WRONG_CODE);
    }
    let judged = match whose {
        Some(id) => {
            let account = store::account::one(&mut reader, id).await?;
            typed.password.judge(&account.names_near(&app.settings.place))
        }
        None => typed.password.judge(&[&app.settings.place]),
    };
    if let Err(bad) = judged {
        wrong.add("password", bad);
    }
    Ok((whose, wrong))
}

fn page(app: &App, form_key: &str, wrong: &Wrong) -> Page {
    Page::new("Set your password", main(app, form_key, wrong))
}

fn main(app: &App, form_key: &str, wrong: &Wrong) -> Markup {
    let code = Input {
        autocomplete: Some("off".into()),
        hint: Some("26 letters and digits; dashes and small letters make no difference".into()),
        ..form::text("code", "Code of your invitation", "", wrong)
    };
    html! {
        div class="nhsuk-grid-row" {
            div class="nhsuk-grid-column-two-thirds" {
                (wrong.summary())
                h1 class="nhsuk-heading-l" { "Set your password" }
                p { "Your system administrator has given you a code. It works once." }
                form method="post" action="/invitation" novalidate {
                    (form::key(form_key))
                    (code)
                    (form::password("password", "New password", "new-password", wrong))
                    (form::send("Set password and sign in"))
                    @if let Some(provider) = &app.provider {
                        p { "You need no password here if you sign in with " (provider.name) "." }
                        (Button {
                            name: Some("way".into()),
                            value: Some("provider".into()),
                            variant: Some(ButtonVariant::Secondary),
                            ..form::send(&format!("Sign in with {} instead", provider.name))
                        })
                    }
                }
                p { a href="/sign-in" { "Sign in with a password that you have" } }
            }
        }
    }
}

//! The second step of signing in: a code from an authenticator app, or a recovery code.

use axum::extract::{FromRequest, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Button, ButtonVariant, Details, Input, Markup, html};
use kith_store::StoreError;
use kith_terms::Id;
use serde::Deserialize;

use crate::account::Account;
use crate::app::App;
use crate::attempts::CountedFor;
use crate::code::Code;
use crate::code_app::AppSecret;
use crate::entry::{self, Arrival};
use crate::form::{self, Wrong};
use crate::known_device;
use crate::page::Page;
use crate::pages::sign_in::Next;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::session::Proof;
use crate::store;
use crate::visitor::Visitor;

/// What a sealed secret of an authenticator app opens for.
pub const APP_SECRET: &str = "authenticator app";

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    recovery_code: Code,
    #[serde(default)]
    next: String,
}

/// The form. Whoever is signed in already has no use for it.
pub async fn show(
    visitor: Visitor,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Problem> {
    match visitor {
        Visitor::Stranger { .. } => Err(Problem::NotSignedIn),
        Visitor::Halfway { session, .. } => {
            Ok(page(&session.form_key, &next, &Wrong::nothing()).into_response())
        }
        Visitor::Undecided { .. } | Visitor::Known(_) => Ok(Redirect::to("/role").into_response()),
    }
}

/// Takes a code, or says that it is wrong.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    if matches!(visitor, Visitor::Stranger { .. }) {
        return Err(Problem::NotSignedIn);
    }
    let Posted(typed) = Posted::<Typed>::from_request(request, &app).await?;
    let Visitor::Halfway { session, hash } = visitor else {
        return Ok(Redirect::to("/role").into_response());
    };
    let account = session.account;
    let counted = match known_device::of(&app, &headers, account) {
        Some(device) => [CountedFor::Device(device)],
        None => [CountedFor::Factor(account)],
    };
    if let Err(wait_minutes) = app.attempts.count(&counted, app.clock.now()) {
        return Err(Problem::TooMany { wait_minutes });
    }
    if let Some(wrong) = judge(&app, account, &typed).await? {
        return Ok(page(&session.form_key, &typed.next, &wrong).with_errors().into_response());
    }
    app.attempts.succeeded(&counted);
    let (proof, next) = (Proof::PasswordAndCode, typed.next.as_str());
    let arrival = Arrival { account, proof, next, membership: None };
    entry::prove(&app, &headers, hash, arrival).await
}

/// What is wrong with what was typed; nothing where it was taken.
async fn judge(app: &App, account: Id<Account>, typed: &Typed) -> Result<Option<Wrong>, Problem> {
    let now = app.clock.now();
    if !typed.recovery_code.is_missing() {
        let hash = typed.recovery_code.hash();
        let taken = store::factor::take_recovery_code(&app.db, now, account, hash).await;
        let words = "This recovery code is wrong or was used before";
        return unless_stale(taken, || Wrong::with("recovery_code", words));
    }
    if typed.code.trim().is_empty() {
        return Ok(Some(Wrong::with("code", "Enter the six-digit code from your app")));
    }
    let wrong = || {
        let words = "The code is wrong or was used before; wait for the next one in your app";
        Wrong::with("code", words)
    };
    let Some(step) = step_of(app, account, &typed.code).await? else { return Ok(Some(wrong())) };
    let taken = store::factor::take_step(&app.db, now, account, step).await;
    unless_stale(taken, wrong)
}

fn unless_stale(
    taken: Result<(), StoreError>,
    wrong: impl Fn() -> Wrong,
) -> Result<Option<Wrong>, Problem> {
    match taken {
        Ok(()) => Ok(None),
        Err(StoreError::Stale { .. }) => Ok(Some(wrong())),
        Err(other) => Err(other.into()),
    }
}

/// The app and the step of which `code` is the code.
async fn step_of(
    app: &App,
    account: Id<Account>,
    code: &str,
) -> Result<Option<(Id<store::factor::CodeApp>, i64)>, Problem> {
    let kept = store::factor::app(&mut app.db.read().await?, account).await?;
    let Some(kept) = kept else { return Ok(None) };
    let secret = unseal(app, &kept.sealed)?;
    let step = secret.step_of(code, app.clock.now(), kept.last_step);
    Ok(step.map(|step| (kept.id, step)))
}

/// The secret that was sealed. Where the key file is another one, nobody can give a code.
pub(crate) fn unseal(app: &App, sealed: &str) -> Result<AppSecret, Problem> {
    let opened = app.keeper.unseal(APP_SECRET, sealed).map(AppSecret::new);
    opened.ok_or_else(|| {
        Problem::broken(&std::io::Error::other(
            "the secret of an authenticator app does not open with the key file in the data folder",
        ))
    })
}

fn page(form_key: &str, next: &str, wrong: &Wrong) -> Page {
    Page::new("Enter your code", main(form_key, next, wrong))
}

fn main(form_key: &str, next: &str, wrong: &Wrong) -> Markup {
    let code = Input {
        autocomplete: Some("one-time-code".into()),
        hint: Some("Six digits that change every 30 seconds".into()),
        ..form::number("code", "Code from your authenticator app", "", wrong)
    };
    let spare = html! {
        form method="post" action="/sign-in/code" novalidate {
            (form::key(form_key))
            input type="hidden" name="next" value=(next);
            (Input {
                autocomplete: Some("off".into()),
                ..form::text("recovery_code", "Recovery code", "", wrong)
            })
            (form::send("Use this recovery code"))
        }
    };
    html! {
        div class="nhsuk-grid-row" {
            div class="nhsuk-grid-column-two-thirds" {
                (wrong.summary())
                h1 class="nhsuk-heading-l" { "Enter your code" }
                form method="post" action="/sign-in/code" novalidate {
                    (form::key(form_key))
                    input type="hidden" name="next" value=(next);
                    (code)
                    (form::send("Continue"))
                }
                (Details {
                    summary: "I do not have my app with me".into(),
                    content: spare.into(),
                    open: wrong.about("recovery_code").is_some(),
                    ..Details::default()
                })
                p { "Lost your app and your recovery codes? Ask your system administrator to remove \
                     your second factor." }
                form method="post" action="/sign-out" {
                    (form::key(form_key))
                    (Button { variant: Some(ButtonVariant::Secondary), ..form::send("Sign out") })
                }
            }
        }
    }
}

//! Setting up an authenticator app, and removing it. Whoever takes up a role that asks for a second
//! factor comes here before they have one.

use axum::extract::{FromRequest, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Heading, Input, Markup, PreEscaped, WarningCallout, html};
use kith_store::Author;
use kith_terms::Id;
use serde::Deserialize;

use crate::account::Account;
use crate::app::App;
use crate::code::Code;
use crate::code_app::{AppSecret, SECRET_BYTES};
use crate::entry;
use crate::form::{self, Wrong};
use crate::page::Page;
use crate::pages::second_step::APP_SECRET;
use crate::posted::{Posted, Pressed};
use crate::problem::Problem;
use crate::session::{Proof, SESSION_COOKIE, SecretHash, arriving};
use crate::store;
use crate::store::factor::NewApp;
use crate::visitor::{SignedIn, Visitor};

/// So many recovery codes come with an app.
const CODES: usize = 10;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    sealed: String,
}

/// Somebody who may set up an app: signed in, with or without a role.
struct Owner {
    account: Id<Account>,
    form_key: String,
    hash: SecretHash,
    proof: Proof,
    author: Author,
    /// Where to go once the recovery codes are kept.
    way_on: &'static str,
}

/// The page with a new secret: as a picture, as letters, and sealed in the form. Nothing is kept before
/// the app has shown a first code.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Page, Problem> {
    let owner = owner(visitor)?;
    let secret = AppSecret::new(app.dice.bytes::<SECRET_BYTES>());
    page(&app, &owner, (&secret, &Wrong::nothing())).await
}

/// Takes on the app that has shown a first code, and shows the recovery codes, this once.
pub async fn confirm(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let owner = owner(visitor)?;
    let Posted(typed) = Posted::<Typed>::from_request(request, &app).await?;
    let opened = app.keeper.unseal(&offered_to(owner.account), &typed.sealed);
    let Some(secret) = opened.map(AppSecret::new) else {
        return Ok(Redirect::to(entry::SET_UP).into_response());
    };
    let now = app.clock.now();
    let Some(step) = secret.step_of(&typed.code, now, 0) else {
        let wrong = Wrong::with("code", "The code is wrong; enter the one that your app shows now");
        return Ok(page(&app, &owner, (&secret, &wrong)).await?.with_errors().into_response());
    };
    let codes = new_codes(&app);
    let new = NewApp {
        id: app.dice.id(now),
        sealed: app.keeper.seal(&app.dice, APP_SECRET, secret.bytes()),
        step,
        codes: codes.iter().map(Code::hash).collect(),
    };
    store::factor::add_app(&app.db, now, &owner.author, owner.account, new).await?;
    let mut response = codes_page(&codes, owner.way_on).into_response();
    if !owner.proof.is_strong() {
        let new = app.dice.secret();
        let both = (owner.hash, SecretHash::of(&new));
        let proof = Proof::PasswordAndCode;
        store::session::prove(&app.db, now, both, owner.account, proof).await?;
        entry::set_cookie(&mut response, SESSION_COOKIE, new, None);
        entry::know_device(&app, &headers, &mut response, owner.account);
    }
    Ok(response)
}

/// What the sealed secret in the form opens for.
fn offered_to(account: Id<Account>) -> String {
    format!("authenticator app offered to {account}")
}

fn new_codes(app: &App) -> Vec<Code> {
    (0..CODES).map(|_| Code::new(&app.dice)).collect()
}

/// Makes new recovery codes and shows them, this once.
pub async fn renew(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    _: Posted<Pressed>,
) -> Result<Response, Problem> {
    if store::factor::app(&mut app.db.read().await?, session.account).await?.is_none() {
        return Err(Problem::Unfit("Set up an authenticator app first.".into()));
    }
    let codes = new_codes(&app);
    let hashes = codes.iter().map(Code::hash).collect();
    let (now, author) = (app.clock.now(), session.author());
    store::factor::replace_codes(&app.db, now, &author, session.account, hashes).await?;
    Ok(codes_page(&codes, "/account").into_response())
}

/// Removes the app and its recovery codes, unless the role asks for them.
pub async fn remove(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    if session.proof == Proof::PasswordAndCode
        && entry::lacks_factor(&app, &session.role, Proof::Password)
    {
        let words = "Your role asks for a second factor. Set up another app instead.";
        return Err(Problem::Unfit(words.into()));
    }
    let (now, author) = (app.clock.now(), session.author());
    store::factor::remove_app(&app.db, now, &author, session.account).await?;
    Ok(Redirect::to("/account"))
}

fn owner(visitor: Visitor) -> Result<Owner, Problem> {
    match visitor {
        Visitor::Stranger { .. } | Visitor::Halfway { .. } => Err(Problem::NotSignedIn),
        Visitor::Undecided { session, hash } => Ok(Owner {
            author: arriving(session.account),
            account: session.account,
            form_key: session.form_key,
            proof: session.proof,
            hash,
            way_on: "/role",
        }),
        Visitor::Known(session) => Ok(Owner {
            author: session.author(),
            account: session.account,
            form_key: session.form_key.secret().to_owned(),
            proof: session.proof,
            hash: session.hash,
            way_on: "/account",
        }),
    }
}

async fn page(
    app: &App,
    owner: &Owner,
    (secret, wrong): (&AppSecret, &Wrong),
) -> Result<Page, Problem> {
    let account = store::account::one(&mut app.db.read().await?, owner.account).await?;
    let sealed = app.keeper.seal(&app.dice, &offered_to(owner.account), secret.bytes());
    let code = Input {
        autocomplete: Some("one-time-code".into()),
        ..form::number("code", "Code that your app shows now", "", wrong)
    };
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Set up an authenticator app" }
        p { "An authenticator app shows a new code every 30 seconds. With it nobody can sign in as you \
             by knowing your password alone." }
        @if entry::lacks_factor_somewhere(app, owner.proof) {
            p { "Some roles ask for it. You can take them up once your app is set up." }
        }
        ol {
            li { "Open the app on your phone, such as the one that your organisation uses." }
            li { "Let it read this picture." }
        }
        div class="kith-picture" role="img" aria-label="Picture for your authenticator app" {
            (PreEscaped(secret.picture(&account.sign_in_name)))
        }
        p { "Cannot read the picture? Type these letters into your app: "
            span class="kith-code" { (secret.letters()) } }
        form method="post" action=(entry::SET_UP) novalidate {
            (form::key(&owner.form_key))
            input type="hidden" name="sealed" value=(sealed);
            (code)
            (form::send("Set up"))
        }
    };
    let page = Page::new("Set up an authenticator app", main);
    Ok(if owner.way_on == "/account" { page.under("My account", "/account") } else { page })
}

fn codes_page(codes: &[Code], way_on: &str) -> Page {
    let warning = WarningCallout {
        heading: Heading { level: Some(2), ..Heading::from("Keep these codes now") },
        content:
            html! { p { "They are shown this once. Print them or write them down, and keep them \
            apart from your phone." } }
            .into(),
        ..WarningCallout::default()
    };
    let main: Markup = html! {
        h1 class="nhsuk-heading-l" { "Your recovery codes" }
        p { "Your authenticator app is set up. When you do not have it with you, sign in with one of \
             these codes. Each works once." }
        (warning)
        ul class="kith-codes" {
            @for code in codes { li class="kith-code" { (code.shown_once()) } }
        }
        p { a class="nhsuk-button" href=(way_on) { "I have kept them" } }
    };
    Page::new("Your recovery codes", main)
}

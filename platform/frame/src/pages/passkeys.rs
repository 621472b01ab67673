//! Adding, naming and removing passkeys, and signing in with one. The browser's part is in the one
//! script that all pages share; without it nothing of this is shown.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Button, ButtonVariant, Markup, SummaryList, SummaryRow, html};
use kith_store::StoreError;
use kith_terms::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential, Webauthn};

use crate::app::App;
use crate::attempts;
use crate::caller::Caller;
use crate::dice::hexadecimal;
use crate::entry::{self, Arrival};
use crate::form::{self, Wrong};
use crate::passkeys::{Asked, owner};
use crate::posted::{Called, Posted};
use crate::problem::Problem;
use crate::session::{Proof, Session};
use crate::store;
use crate::store::passkey::Passkey;
use crate::visitor::SignedIn;
use crate::words;

/// The longest name of a passkey.
const LONGEST_NAME: usize = 60;

/// What a browser is asked for, and the number under which we know it again.
#[derive(Debug, Serialize)]
pub struct Question {
    number: String,
    options: Value,
}

/// A new passkey, as the browser made it.
#[derive(Debug, Deserialize)]
pub struct Made {
    number: String,
    name: String,
    credential: RegisterPublicKeyCredential,
}

/// A passkey, as the browser showed it.
#[derive(Debug, Deserialize)]
pub struct Shown {
    number: String,
    credential: PublicKeyCredential,
    #[serde(default)]
    next: String,
}

/// Which passkey, and its name, as they were sent.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    passkey: String,
    #[serde(default)]
    name: String,
}

fn site(app: &App) -> Result<&Webauthn, Problem> {
    app.passkeys.site().ok_or(Problem::NotFound)
}

/// Asks the browser for a new passkey.
pub async fn ask_new(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Called(_): Called<Value>,
) -> Result<Json<Question>, Problem> {
    let mut reader = app.db.read().await?;
    let account = store::account::one(&mut reader, session.account).await?;
    let own = store::passkey::of_account(&mut reader, session.account).await?;
    drop(reader);
    let known = own.iter().filter_map(|one| Some(read(&one.key).ok()?.cred_id().clone())).collect();
    let name = account.sign_in_name.to_string();
    let (question, state) = site(&app)?
        .start_passkey_registration(owner(account.id), &name, &account.name, Some(known))
        .map_err(|error| Problem::broken(&error))?;
    let asked = Asked::New(account.id, Box::new(state));
    let number = app.passkeys.keep(asked, &app.dice, app.clock.now());
    let mut options = serde_json::to_value(&question).map_err(|error| Problem::broken(&error))?;
    // The device keeps it under the site's name, so that nobody types who they are.
    options["publicKey"]["authenticatorSelection"]["residentKey"] = "required".into();
    options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = true.into();
    Ok(Json(Question { number, options }))
}

/// Keeps the passkey that the browser made.
pub async fn add(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Called(made): Called<Made>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let Some(Asked::New(account, state)) = app.passkeys.take(&made.number, now) else {
        return Err(too_late());
    };
    if account != session.account {
        return Err(too_late());
    }
    let key = site(&app)?.finish_passkey_registration(&made.credential, &state);
    let key =
        key.map_err(|error| Problem::Unfit(format!("The passkey cannot be used: {error}.")))?;
    let new = Passkey {
        id: app.dice.id(now),
        account,
        name: named(&made.name),
        key: serde_json::to_string(&key).map_err(|error| Problem::broken(&error))?,
        added: now,
        used: None,
    };
    let credential = hexadecimal(key.cred_id().as_ref());
    store::passkey::add(&app.db, &session.author(), new, credential).await?;
    Ok(Json(json!({ "location": "/account" })).into_response())
}

/// Asks the browser for any passkey of this site.
pub async fn ask_any(
    State(app): State<App>,
    Called(_): Called<Value>,
) -> Result<Json<Question>, Problem> {
    let (question, state) =
        site(&app)?.start_discoverable_authentication().map_err(|error| Problem::broken(&error))?;
    let mut options = serde_json::to_value(&question).map_err(|error| Problem::broken(&error))?;
    // A button was pressed, so the browser asks at once.
    if let Some(options) = options.as_object_mut() {
        options.remove("mediation");
    }
    let asked = Asked::Any(Box::new(state));
    let number = app.passkeys.keep(asked, &app.dice, app.clock.now());
    Ok(Json(Question { number, options }))
}

/// Signs in whoever showed a passkey. It cannot be guessed, so nobody's tries keep anybody out.
pub async fn sign_in(
    State(app): State<App>,
    (caller, headers): (Caller, HeaderMap),
    Called(shown): Called<Shown>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let counted: Vec<_> = attempts::of_network(caller.0).into_iter().collect();
    if let Err(wait_minutes) = app.attempts.count(&counted, now) {
        return Err(Problem::TooMany { wait_minutes });
    }
    let Some(Asked::Any(state)) = app.passkeys.take(&shown.number, now) else {
        return Err(too_late());
    };
    let site = site(&app)?;
    let unknown = || Problem::Unfit("This passkey belongs to no open account here.".into());
    let (handle, credential) =
        site.identify_discoverable_authentication(&shown.credential).or(Err(unknown()))?;
    let credential = hexadecimal(credential);
    let found = store::passkey::of_credential(&mut app.db.read().await?, &credential).await?;
    let mut found = found.filter(|one| owner(one.account) == handle).ok_or_else(unknown)?;
    let mut key = read(&found.key).map_err(|error| Problem::broken(&error))?;
    let proven = site.finish_discoverable_authentication_v2(&shown.credential, *state, &key);
    let proven = proven.map_err(|error| {
        tracing::warn!("a passkey was refused: {error}");
        Problem::Unfit("This passkey could not be checked. You are not signed in.".into())
    })?;
    key.update_credential(&proven);
    found.key = serde_json::to_string(&key).map_err(|error| Problem::broken(&error))?;
    let account = found.account;
    store::passkey::note_use(&app.db, now, found).await?;
    app.attempts.succeeded(&counted);
    let (proof, next) = (Proof::Passkey, shown.next.as_str());
    let arrival = Arrival { account, proof, next, membership: None };
    Ok(as_answer(entry::begin(&app, &headers, arrival).await?))
}

/// The same answer for a script: where to go, in place of a redirect.
fn as_answer(mut response: Response) -> Response {
    let place = response.headers_mut().remove(header::LOCATION);
    let place = place.as_ref().and_then(|place| place.to_str().ok()).unwrap_or("/");
    let mut answer = (StatusCode::OK, Json(json!({ "location": place }))).into_response();
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        answer.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    answer
}

/// Saves another name.
pub async fn rename(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(chosen): Posted<Chosen>,
) -> Result<Redirect, Problem> {
    let which = (session.account, id_of(&chosen)?);
    let (now, author) = (app.clock.now(), session.author());
    store::passkey::rename(&app.db, now, &author, which, named(&chosen.name)).await?;
    Ok(Redirect::to("/account"))
}

/// Removes one, unless it is what the session's role asks for.
pub async fn remove(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(chosen): Posted<Chosen>,
) -> Result<Redirect, Problem> {
    let id = id_of(&chosen)?;
    let mut reader = app.db.read().await?;
    let others = store::passkey::of_account(&mut reader, session.account).await?.len() > 1;
    let has_app = store::factor::app(&mut reader, session.account).await?.is_some();
    drop(reader);
    let needed = entry::lacks_factor(&app, &session.role, Proof::Password);
    if needed && !others && !has_app && session.proof != Proof::Provider {
        let words = "Your role asks for a second factor. Add another one first.";
        return Err(Problem::Unfit(words.into()));
    }
    let (now, author) = (app.clock.now(), session.author());
    store::passkey::remove(&app.db, now, &author, (session.account, id)).await?;
    Ok(Redirect::to("/account"))
}

fn id_of(chosen: &Chosen) -> Result<Id<Passkey>, Problem> {
    chosen.passkey.parse().or(Err(Problem::Unfit("Select a passkey.".into())))
}

/// A name for a passkey, from what was typed.
fn named(typed: &str) -> String {
    let name: String = typed.trim().chars().take(LONGEST_NAME).collect();
    if name.is_empty() { "My passkey".to_owned() } else { name }
}

fn read(key: &str) -> Result<webauthn_rs::prelude::Passkey, serde_json::Error> {
    serde_json::from_str(key)
}

fn too_late() -> Problem {
    Problem::Unfit("This took longer than 5 minutes, or was answered before. Try again.".into())
}

/// The passkeys of whoever is signed in, for the page My account; nothing where there are none here.
pub(crate) async fn section(app: &App, session: &Session) -> Result<Markup, StoreError> {
    if app.passkeys.site().is_none() {
        return Ok(Markup::default());
    }
    let own = store::passkey::of_account(&mut app.db.read().await?, session.account).await?;
    let rows = own.iter().map(|one| {
        let used = one
            .used
            .map_or("Never used".to_owned(), |at| format!("Last used on {}", words::moment(at)));
        let key = html! { span class="kith-break" { (one.name) } };
        SummaryRow::new(key, html! { p { (used) } (forms(session, one)) })
    });
    Ok(html! {
        h2 class="nhsuk-heading-m" { "Passkeys" }
        p { "A passkey is kept on your device and unlocked as you unlock the device. It takes the place of \
             password and code." }
        @if own.is_empty() { p { "You have no passkey." } }
        @else { (SummaryList { rows: rows.collect(), ..SummaryList::default() }) }
        noscript { p { "To add a passkey, allow this site to run scripts." } }
        div class="kith-needs-script" {
            form data-passkey="add" data-ask="/account/passkeys/ask" data-send="/account/passkeys" {
                (form::key(&session.form_key))
                (form::text("passkey_name", "Name for a new passkey, such as My phone", "", &Wrong::nothing()))
                (Button::new("Add a passkey"))
                p role="status" {}
            }
        }
    })
}

fn forms(session: &Session, one: &Passkey) -> Markup {
    let of = html! { span class="nhsuk-u-visually-hidden" { " " (one.name) } };
    let hidden = html! {
        (form::key(&session.form_key))
        input type="hidden" name="passkey" value=(one.id);
    };
    let button = |words: &str| Button {
        content: html! { (words) (of) }.into(),
        variant: Some(ButtonVariant::Secondary),
        small: true,
        ..form::send("")
    };
    html! {
        form method="post" action="/account/passkeys/rename" {
            (hidden)
            div class="nhsuk-form-group" {
                label class="nhsuk-label" for={ "name-" (one.id) } { "Name" (of) }
                input class="nhsuk-input nhsuk-input--width-20" id={ "name-" (one.id) } name="name"
                    type="text" value=(one.name) maxlength=(LONGEST_NAME);
            }
            (button("Save the name of"))
        }
        form method="post" action="/account/passkeys/remove" { (hidden) (button("Remove")) }
    }
}

/// The button on the page Sign in; nothing where there are no passkeys here.
pub(crate) fn sign_in_form(app: &App, form_key: &str, next: &str) -> Markup {
    if app.passkeys.site().is_none() {
        return Markup::default();
    }
    html! {
        div class="kith-needs-script" {
            form data-passkey="show" data-ask="/sign-in/passkey/ask" data-send="/sign-in/passkey" {
                (form::key(form_key))
                input type="hidden" name="next" value=(next);
                (Button::secondary("Sign in with a passkey"))
                p role="status" {}
            }
        }
    }
}

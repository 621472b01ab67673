//! Signing in at an OpenID Connect provider: the way there, the way back, and the way out.
//!
//! These are links, not forms: browsers hold the content security policy's `form-action` against every
//! step of the way that a form leads to, and ours allows no other site.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use kith_design::{Button, Markup, html};
use kith_store::StoreError;
use kith_terms::Id;

use crate::account::Account;
use crate::app::App;
use crate::entry::{self, Arrival};
use crate::page::Page;
use crate::pages::sign_in::{Next, note_refusal};
use crate::problem::Problem;
use crate::provider::{Asked, CameBack, KnownPerson, NotKnown, Provider, membership_of};
use crate::session::{Proof, SecretHash};
use crate::store;
use crate::store::identity::Identity;
use crate::visitor::cookie;

/// The cookie with what this browser asked of the provider.
const ASKED_COOKIE: &str = "__Host-kith-asked";
/// The cookie of somebody who goes to the provider with an invitation.
const INVITED_COOKIE: &str = "__Host-kith-invited";
/// How long they last.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

const ASKED: &str = "asked of the provider";
const INVITED: &str = "invited to the provider";

/// Sends the browser to the provider.
pub async fn ask(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Problem> {
    let provider = provider(&app)?;
    let asked = provider.ask(&app.dice, app.clock.now(), entry::safe(&next)).await;
    let (place, asked) = match asked {
        Ok(asked) => asked,
        Err(error) => return Ok(failed(provider, &error)),
    };
    let text = serde_json::to_vec(&asked).map_err(|error| Problem::broken(&error))?;
    let mut response = Redirect::to(&place).into_response();
    let sealed = app.keeper.seal(&app.dice, ASKED, &text);
    entry::set_cookie(&mut response, ASKED_COOKIE, sealed, Some(LASTS));
    Ok(response)
}

/// Takes in whoever comes back, if they have an account here.
pub async fn back(
    State(app): State<App>,
    headers: HeaderMap,
    Query(came): Query<CameBack>,
) -> Result<Response, Problem> {
    let provider = provider(&app)?;
    let Some(asked) = asked(&app, &headers) else {
        return Ok(failed(provider, &NotKnown::NotAsked));
    };
    let next = asked.next.clone();
    let known = provider.who((asked, came), &app.dice, app.clock.now()).await;
    let mut response = match known {
        Err(error) => failed(provider, &error),
        Ok(known) => match account_of(&app, provider, &headers, &known).await? {
            None => unknown(&app, provider).await,
            Some(account) => take_in(&app, &headers, (account, &known), &next).await?,
        },
    };
    // What was asked is answered: it is good for nothing any more.
    entry::remove_cookie(&mut response, ASKED_COOKIE);
    entry::remove_cookie(&mut response, INVITED_COOKIE);
    Ok(response)
}

fn provider(app: &App) -> Result<&Provider, Problem> {
    app.provider.as_deref().ok_or(Problem::NotFound)
}

fn asked(app: &App, headers: &HeaderMap) -> Option<Asked> {
    let opened = app.keeper.unseal(ASKED, &cookie(headers, ASKED_COOKIE)?)?;
    serde_json::from_slice(&opened).ok()
}

/// The account that the provider's name leads to; linked now, where an invitation or the setting says so.
async fn account_of(
    app: &App,
    provider: &Provider,
    headers: &HeaderMap,
    known: &KnownPerson,
) -> Result<Option<Id<Account>>, Problem> {
    let mut reader = app.db.read().await?;
    let linked = store::identity::whose(&mut reader, &known.issuer, &known.subject).await?;
    if linked.is_some() {
        return Ok(linked);
    }
    let now = app.clock.now();
    let invited = cookie(headers, INVITED_COOKIE)
        .and_then(|sealed| app.keeper.unseal(INVITED, &sealed))
        .and_then(|hash| String::from_utf8(hash).ok())
        .map(SecretHash::kept);
    let (account, invitation) = match invited {
        Some(hash) => (store::invitation::whose(&mut reader, &hash, now).await?, Some(hash)),
        None if provider.links_by_email => (by_email(&mut reader, known).await?, None),
        None => (None, None),
    };
    drop(reader);
    let Some(account) = account else { return Ok(None) };
    let (issuer, subject) = (known.issuer.clone(), known.subject.clone());
    let identity = Identity { id: app.dice.id(now), issuer, subject };
    match store::identity::link(&app.db, now, account, identity, invitation).await {
        Ok(()) => Ok(Some(account)),
        Err(StoreError::Stale { .. }) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// The open account whose sign-in name is the address that the provider has verified.
async fn by_email(
    reader: &mut kith_store::Reader,
    known: &KnownPerson,
) -> Result<Option<Id<Account>>, StoreError> {
    let name = known.verified_email.as_ref().and_then(|email| email.parse().ok());
    let Some(name) = name else { return Ok(None) };
    let found = store::account::to_sign_in(reader, &name).await?;
    let open = |account: &Account| account.standing == crate::account::Standing::Open;
    Ok(found.map(|(account, _)| account).filter(open).map(|account| account.id))
}

async fn take_in(
    app: &App,
    headers: &HeaderMap,
    (account, known): (Id<Account>, &KnownPerson),
    next: &str,
) -> Result<Response, Problem> {
    let membership = match &known.organisation {
        None => None,
        Some(organisation) => {
            let mut reader = app.db.read().await?;
            let held = store::account::memberships(&mut reader, account, app.clock.today()).await?;
            let places = store::organisation::all(&mut reader).await?;
            let code = |id| {
                let place = places.iter().find(|place| place.id == id);
                place.and_then(|place| place.ods_code.as_ref()).map(ToString::to_string)
            };
            let held: Vec<_> =
                held.into_iter().map(|one| (one.clone(), code(one.organisation))).collect();
            membership_of(organisation, &held)
        }
    };
    let arrival = Arrival { account, proof: Proof::Provider, next, membership };
    entry::begin(app, headers, arrival).await
}

/// Sends somebody with an invitation to the provider, by a page with a link.
pub(crate) fn invited(app: &App, provider: &Provider, hash: &SecretHash) -> Response {
    let main = html! {
        h1 class="nhsuk-heading-l" { "Sign in with " (provider.name) }
        p { "When you come back, your account here belongs to whoever you are there." }
        (Button::link(format!("Go on to {}", provider.name), "/sign-in/provider"))
    };
    let mut response = Page::new("Go on to your sign-in provider", main).into_response();
    let sealed = app.keeper.seal(&app.dice, INVITED, hash.as_str().as_bytes());
    entry::set_cookie(&mut response, INVITED_COOKIE, sealed, Some(LASTS));
    response
}

/// Somebody whom the provider knows and we do not. Nobody gets an account by coming.
async fn unknown(app: &App, provider: &Provider) -> Response {
    note_refusal(app, None).await;
    let main = html! {
        h1 class="nhsuk-heading-l" { "You have no account here yet" }
        p { (provider.name) " has told us who you are, but no account here belongs to you. Nothing was \
             saved." }
        p { "Ask your system administrator for an account and an invitation code. If you have a code, "
            a href="/invitation" { "use it here" } "." }
    };
    with_status(StatusCode::FORBIDDEN, "You have no account here yet", main)
}

fn failed(provider: &Provider, error: &NotKnown) -> Response {
    let name = &provider.name;
    let (status, what) = match error {
        NotKnown::Unreachable(_) => {
            (StatusCode::BAD_GATEWAY, format!("{name} does not answer just now."))
        }
        NotKnown::Refused(_) => {
            (StatusCode::FORBIDDEN, format!("{name} did not sign you in, or you stopped it."))
        }
        NotKnown::NotAsked => (
            StatusCode::FORBIDDEN,
            "This browser did not ask for it, or asked more than 10 minutes ago.".to_owned(),
        ),
        NotKnown::BadToken(_) => {
            (StatusCode::BAD_GATEWAY, format!("What {name} says does not hold."))
        }
    };
    log(error);
    let main = html! {
        h1 class="nhsuk-heading-l" { "You are not signed in" }
        p { (what) " Nothing was saved." }
        p { a href="/sign-in" { "Sign in again" } }
    };
    with_status(status, "You are not signed in", main)
}

/// The causes are for whoever looks after Kith; none of them holds a code or a token.
fn log(error: &NotKnown) {
    let first: &(dyn std::error::Error + 'static) = error;
    let chain = std::iter::successors(Some(first), |error| error.source());
    let words: Vec<String> = chain.map(ToString::to_string).collect();
    tracing::warn!("signing in at the provider failed: {}", words.join(": "));
}

fn with_status(status: StatusCode, title: &str, main: Markup) -> Response {
    let mut response = Page::new(title, main).into_response();
    *response.status_mut() = status;
    response
}

/// After signing out of a session that began at the provider.
pub async fn signed_out(State(app): State<App>) -> Result<Page, Problem> {
    let provider = provider(&app)?;
    let main = html! {
        h1 class="nhsuk-heading-l" { "You have signed out of Kith" }
        p { "You may still be signed in with " (provider.name) " in this browser." }
        (Button::link(format!("Sign out of {} too", provider.name), "/sign-in/provider/out"))
        p { a href="/sign-in" { "Sign in again" } }
    };
    Ok(Page::new("You have signed out", main))
}

/// Sends the browser to the provider to sign out there (OpenID Connect RP-Initiated Logout 1.0).
pub async fn out(State(app): State<App>) -> Result<Response, Problem> {
    let provider = provider(&app)?;
    match provider.way_out().await {
        Ok(Some(place)) => Ok(Redirect::to(&place).into_response()),
        Ok(None) => Ok(Redirect::to("/sign-in").into_response()),
        Err(error) => Ok(failed(provider, &error)),
    }
}

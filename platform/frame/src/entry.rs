//! How somebody comes in once they have proved who they are, whichever way they proved it: a session
//! begins with a new secret, and they take up their role, choose one, or prove more first.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use jiff::SignedDuration;
use kith_terms::Id;

use crate::account::{Account, Membership};
use crate::address::in_question;
use crate::app::App;
use crate::problem::Problem;
use crate::right::Role;
use crate::session::{Proof, SESSION_COOKIE, SecretHash};
use crate::store::session::Beginning;
use crate::visitor::cookie;
use crate::{device, known_device, store};

/// Somebody who has proved who they are.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// Whose account it is.
    pub account: Id<Account>,
    /// How they proved it.
    pub proof: Proof,
    /// Where they were going.
    pub next: &'a str,
    /// The role that a sign-in provider says they work in now.
    pub membership: Option<Id<Membership>>,
}

/// Begins a session. The one that the browser had before ends.
pub async fn begin(
    app: &App,
    headers: &HeaderMap,
    arrival: Arrival<'_>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let secret = app.dice.secret();
    let hash = SecretHash::of(&secret);
    let beginning = Beginning {
        id: app.dice.id(now),
        account: arrival.account,
        hash: hash.clone(),
        form_key: app.dice.secret(),
        proof: arrival.proof,
        device: device::of(headers),
        replaces: cookie(headers, SESSION_COOKIE).map(|secret| SecretHash::of(&secret)),
    };
    store::session::begin(&app.db, now, beginning).await?;
    if arrival.proof == Proof::Half {
        let mut response = Redirect::to(&with_next("/sign-in/code", arrival.next)).into_response();
        set_cookie(&mut response, SESSION_COOKIE, secret, None);
        return Ok(response);
    }
    let place = settle(app, &hash, &arrival).await?;
    let mut response = Redirect::to(&place).into_response();
    set_cookie(&mut response, SESSION_COOKIE, secret, None);
    know_device(app, headers, &mut response, arrival.account);
    Ok(response)
}

/// Goes on in a session in which more was proved than before, with a new secret.
pub async fn prove(
    app: &App,
    headers: &HeaderMap,
    hash: SecretHash,
    arrival: Arrival<'_>,
) -> Result<Response, Problem> {
    let secret = app.dice.secret();
    let new = SecretHash::of(&secret);
    let both = (hash, new.clone());
    store::session::prove(&app.db, app.clock.now(), both, arrival.account, arrival.proof).await?;
    let place = settle(app, &new, &arrival).await?;
    let mut response = Redirect::to(&place).into_response();
    set_cookie(&mut response, SESSION_COOKIE, secret, None);
    know_device(app, headers, &mut response, arrival.account);
    Ok(response)
}

/// Takes up the only role there is, or the one that was chosen elsewhere; gives back where to go.
async fn settle(app: &App, hash: &SecretHash, arrival: &Arrival<'_>) -> Result<String, Problem> {
    let today = app.clock.today();
    let mut reader = app.db.read().await?;
    let held = store::account::memberships(&mut reader, arrival.account, today).await?;
    drop(reader);
    let chosen = match arrival.membership {
        Some(wanted) => held.iter().find(|one| one.id == wanted),
        None => held.first().filter(|_| held.len() == 1),
    };
    let role = chosen.and_then(|one| Some((one, app.roles.find(&one.role)?)));
    match role {
        None => Ok(with_next("/role", arrival.next)),
        Some((_, role)) if lacks_factor(app, role, arrival.proof) => Ok(SET_UP.to_owned()),
        Some((one, role)) => {
            let choice = (one.clone(), role.purpose);
            let (now, both) = (app.clock.now(), (hash.clone(), hash.clone()));
            store::session::take_up(&app.db, now, both, arrival.account, choice).await?;
            Ok(safe(arrival.next).to_owned())
        }
    }
}

/// Where those set up a second factor whose role asks for one.
pub const SET_UP: &str = "/account/code-app";

/// Whether the role asks for more than was proved.
pub fn lacks_factor(app: &App, role: &Role, proof: Proof) -> bool {
    app.settings.asks_second_factors() && role.second_factor && !proof.is_strong()
}

/// Whether any role asks for more than was proved.
pub(crate) fn lacks_factor_somewhere(app: &App, proof: Proof) -> bool {
    app.roles.iter().any(|role| lacks_factor(app, role, proof))
}

/// A path with where to go after it, as an address has it.
pub fn with_next(path: &str, next: &str) -> String {
    match safe(next) {
        "/" => path.to_owned(),
        next => format!("{path}?next={}", in_question(next)),
    }
}

/// Only a path of our own is followed after signing in. Browsers leave tabs and line ends out before
/// they read an address (URL Standard, 4.4), so that `/<tab>/evil.example` would be another site.
pub fn safe(next: &str) -> &str {
    let plain = !next.contains(|c: char| c == '\\' || c.is_control());
    let ours = next.starts_with('/') && !next.starts_with("//") && plain;
    if ours { next } else { "/" }
}

/// Marks the browser as one in which the account's owner has signed in.
pub(crate) fn know_device(
    app: &App,
    headers: &HeaderMap,
    response: &mut Response,
    account: Id<Account>,
) {
    let value = known_device::with(app, headers, account);
    let days = SignedDuration::from_hours(24 * known_device::KNOWN_FOR_DAYS);
    set_cookie(response, known_device::DEVICE_COOKIE, value, Some(days));
}

/// Sets a cookie that only we can read, and that another site's forms do not bring along.
pub fn set_cookie(
    response: &mut Response,
    name: &'static str,
    value: String,
    lasts: Option<SignedDuration>,
) {
    let cookie = Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .to_string();
    let cookie = match lasts {
        Some(lasts) => format!("{cookie}; Max-Age={}", lasts.as_secs()),
        None => cookie,
    };
    append(response, &cookie);
}

/// Takes a cookie away.
pub fn remove_cookie(response: &mut Response, name: &'static str) {
    let gone = Cookie::build((name, "")).path("/").secure(true).http_only(true);
    append(response, &gone.removal().to_string());
}

fn append(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_our_own_is_followed() {
        assert_eq!(safe("/neighbourhoods?page=2"), "/neighbourhoods?page=2");
        for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", ""] {
            assert_eq!(safe(elsewhere), "/");
        }
    }

    #[test]
    fn where_somebody_was_going_is_kept_on_the_way() {
        assert_eq!(with_next("/role", "/"), "/role");
        assert_eq!(with_next("/role", "/journal?a=1&b=2"), "/role?next=/journal?a=1%26b=2");
        assert_eq!(with_next("/role", "//evil.example"), "/role");
    }
}

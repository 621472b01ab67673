//! Signing in and out.

use axum::extract::{FromRequest, Query, Request, State};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use kith_design::{Markup, html};
use kith_store::Author;
use serde::Deserialize;

use crate::account::{Account, SignInName, Standing};
use crate::app::App;
use crate::form::{self, Wrong};
use crate::page::Page;
use crate::password::Password;
use crate::posted::{Posted, Pressed};
use crate::problem::Problem;
use crate::session::{SESSION_COOKIE, SecretHash, VISIT_COOKIE};
use crate::store;
use crate::visitor::Visitor;

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    sign_in_name: String,
    #[serde(default)]
    password: Password,
    #[serde(default)]
    next: String,
}

/// The form.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(Next { next }): Query<Next>,
) -> Response {
    match visitor {
        Visitor::Known(_) => Redirect::to("/").into_response(),
        Visitor::Undecided { .. } => Redirect::to("/role").into_response(),
        Visitor::Stranger { form_key: Some(form_key) } => {
            page(&form_key, &Typed { next, ..Typed::default() }, &Wrong::nothing()).into_response()
        }
        Visitor::Stranger { form_key: None } => {
            let form_key = app.dice.secret();
            let shown = page(&form_key, &Typed { next, ..Typed::default() }, &Wrong::nothing());
            with_cookie(VISIT_COOKIE, form_key, shown.into_response())
        }
    }
}

/// Signs in, or says what is wrong. Which of name and password is wrong is not said.
pub async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let form_key = visitor.form_key().unwrap_or_default().to_owned();
    let again = |wrong: Wrong| Ok(page(&form_key, &typed, &wrong).with_errors().into_response());
    let wrong = missing(&typed);
    if !wrong.is_nothing() {
        return again(wrong);
    }
    let refused = || Wrong::with("sign_in_name", "The sign-in name or the password is wrong");
    let Ok(name) = typed.sign_in_name.parse::<SignInName>() else { return again(refused()) };
    if let Err(wait_minutes) = app.attempts.count(&name, app.clock.now()) {
        return Err(Problem::TooMany { wait_minutes });
    }
    let Some(account) = identify(&app, &name, typed.password.clone()).await? else {
        return again(refused());
    };
    app.attempts.succeeded(&name);
    begin(&app, &account, &typed.next).await
}

fn missing(typed: &Typed) -> Wrong {
    let mut wrong = Wrong::nothing();
    if typed.sign_in_name.trim().is_empty() {
        wrong.add("sign_in_name", "Enter your sign-in name");
    }
    if typed.password.is_missing() {
        wrong.add("password", "Enter your password");
    }
    wrong
}

async fn identify(
    app: &App,
    name: &SignInName,
    password: Password,
) -> Result<Option<Account>, Problem> {
    let found = store::account::to_sign_in(&mut app.db.read().await?, name).await?;
    let (account, kept) = found.unzip();
    let right = password.is(kept).await.map_err(|error| Problem::broken(&error))?;
    Ok(account.filter(|account| right && account.standing == Standing::Open))
}

async fn begin(app: &App, account: &Account, next: &str) -> Result<Response, Problem> {
    let now = app.clock.now();
    let secret = app.dice.secret();
    let hash = SecretHash::of(&secret);
    let form_key = app.dice.secret();
    store::session::begin(&app.db, now, account.id, hash.clone(), form_key).await?;
    let memberships =
        store::account::memberships(&mut app.db.read().await?, account.id, app.clock.today())
            .await?;
    let next = if let [only] = &memberships[..]
        && let Some(role) = app.roles.find(&only.role)
    {
        let choice = (only.clone(), role.purpose);
        store::session::take_up(&app.db, now, hash, account.id, choice).await?;
        safe(next)
    } else {
        "/role"
    };
    Ok(with_cookie(SESSION_COOKIE, secret, Redirect::to(next).into_response()))
}

/// Only a path of our own is followed after signing in. Browsers leave tabs and line ends out before
/// they read an address (URL Standard, 4.4), so that `/<tab>/evil.example` would be another site.
fn safe(next: &str) -> &str {
    let plain = !next.contains(|c: char| c == '\\' || c.is_control());
    let ours = next.starts_with('/') && !next.starts_with("//") && plain;
    if ours { next } else { "/" }
}

/// Ends the session, here and in the store, whether a role was taken up in it or not.
pub async fn sign_out(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    let (author, hash) = match visitor {
        Visitor::Stranger { .. } => return Err(Problem::NotSignedIn),
        Visitor::Known(session) => (session.author(), session.hash),
        Visitor::Undecided { session, hash } => {
            let person = session.account.to_string();
            (Author { person, ..Author::system("sign-out") }, hash)
        }
    };
    let Posted(Pressed {}) = Posted::from_request(request, &app).await?;
    store::session::end(&app.db, app.clock.now(), &author, hash).await?;
    let mut response = Redirect::to("/sign-in").into_response();
    let gone = Cookie::build((SESSION_COOKIE, "")).path("/").secure(true).http_only(true);
    set(&mut response, &gone.removal().to_string());
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    Ok(response)
}

fn with_cookie(name: &'static str, value: String, mut response: Response) -> Response {
    let cookie = Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax);
    set(&mut response, &cookie.to_string());
    response
}

fn set(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

fn page(form_key: &str, typed: &Typed, wrong: &Wrong) -> Page {
    Page::new("Sign in", main(form_key, typed, wrong))
}

fn main(form_key: &str, typed: &Typed, wrong: &Wrong) -> Markup {
    html! {
        div class="nhsuk-grid-row" {
            div class="nhsuk-grid-column-two-thirds" {
                (wrong.summary())
                h1 class="nhsuk-heading-l" { "Sign in" }
                form method="post" action="/sign-in" novalidate {
                    (form::key(form_key))
                    input type="hidden" name="next" value=(typed.next);
                    @let name = form::text("sign_in_name", "Sign-in name", &typed.sign_in_name, wrong);
                    (kith_design::Input { autocomplete: Some("username".into()), width: Some(20), ..name })
                    (form::password("password", "Password", "current-password", wrong))
                    (form::send("Sign in"))
                }
                p { "No account yet, or lost your password? Ask your system administrator. \
                     Whoever has just set up this copy of Kith opens the first account with \
                     “kith init”." }
            }
        }
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
    fn a_typed_password_is_never_sent_back() {
        let typed = Typed { password: Password::new("secret"), ..Typed::default() };
        let page = main("key", &typed, &Wrong::with("password", "Enter your password"));
        assert!(!page.into_string().contains("secret"));
    }
}

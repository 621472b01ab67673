//! Signing in and out.

use axum::extract::{FromRequest, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Button, Markup, html};
use kith_store::{Author, Fact};
use kith_terms::Id;
use serde::Deserialize;

use crate::account::{Account, SignInName, Standing};
use crate::app::App;
use crate::attempts;
use crate::caller::Caller;
use crate::entry::{self, Arrival};
use crate::form::{self, Wrong};
use crate::known_device;
use crate::page::Page;
use crate::pages::passkeys;
use crate::password::Password;
use crate::posted::{Posted, Pressed};
use crate::problem::Problem;
use crate::provider::Provider;
use crate::session::{Proof, SESSION_COOKIE, VISIT_COOKIE};
use crate::store;
use crate::visitor::Visitor;

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    /// A path of our own.
    #[serde(default)]
    pub next: String,
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
        Visitor::Halfway { .. } => Redirect::to("/sign-in/code").into_response(),
        Visitor::Undecided { .. } => Redirect::to("/role").into_response(),
        Visitor::Stranger { form_key: Some(form_key) } => {
            page(&app, &form_key, &Typed { next, ..Typed::default() }, &Wrong::nothing())
                .into_response()
        }
        Visitor::Stranger { form_key: None } => {
            let form_key = app.dice.secret();
            let shown =
                page(&app, &form_key, &Typed { next, ..Typed::default() }, &Wrong::nothing());
            let mut response = shown.into_response();
            entry::set_cookie(&mut response, VISIT_COOKIE, form_key, None);
            response
        }
    }
}

/// Signs in, or says what is wrong. Which of name and password is wrong is not said.
pub async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    (caller, headers): (Caller, HeaderMap),
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let form_key = visitor.form_key().unwrap_or_default().to_owned();
    let again =
        |wrong: Wrong| Ok(page(&app, &form_key, &typed, &wrong).with_errors().into_response());
    let wrong = missing(&typed);
    if !wrong.is_nothing() {
        return again(wrong);
    }
    let refused = || Wrong::with("sign_in_name", "The sign-in name or the password is wrong");
    let Ok(name) = typed.sign_in_name.parse::<SignInName>() else { return again(refused()) };
    let found = store::account::to_sign_in(&mut app.db.read().await?, &name).await?;
    let (account, kept) = found.unzip();
    let device = account.as_ref().and_then(|one| known_device::of(&app, &headers, one.id));
    let counted = attempts::counted_for(&name, device, caller.0);
    if let Err(wait_minutes) = app.attempts.count(&counted, app.clock.now()) {
        return Err(Problem::TooMany { wait_minutes });
    }
    let password = typed.password.clone();
    let right = password.is(kept.flatten()).await.map_err(|error| Problem::broken(&error))?;
    let may = |account: &Account| right && account.standing == Standing::Open;
    let Some(account) = account.clone().filter(may) else {
        note_refusal(&app, account.as_ref()).await;
        return again(refused());
    };
    app.attempts.succeeded(&counted);
    let proof = first_proof(&app, account.id).await?;
    let (next, membership) = (typed.next.as_str(), None);
    let arrival = Arrival { account: account.id, proof, next, membership };
    entry::begin(&app, &headers, arrival).await
}

/// What a password proves: half, where the account has an authenticator app.
pub(crate) async fn first_proof(app: &App, account: Id<Account>) -> Result<Proof, Problem> {
    let code_app = store::factor::app(&mut app.db.read().await?, account).await?;
    Ok(if code_app.is_some() { Proof::Half } else { Proof::Password })
}

/// A wrong password is a fact about the account; a name that nobody has is not written down, for people
/// type their passwords there by mistake. Where the journal is slow, whoever is refused need not wait.
pub(crate) async fn note_refusal(app: &App, account: Option<&Account>) {
    let id = account.map_or_else(|| "unknown".to_owned(), |account| account.id.to_string());
    let fact = Fact::new("sign-in.refuse", "account", id);
    let noted = app.db.note_reads(app.clock.now(), &Author::system("sign-in"), vec![fact]).await;
    if let Err(error) = noted {
        tracing::error!("a refusal was not noted in the journal: {error}");
    }
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

/// Ends the session, here and in the store, whether a role was taken up in it or not.
pub async fn sign_out(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    let by_provider = visitor.session().is_some_and(|session| session.proof == Proof::Provider);
    let (author, hash) = match visitor {
        Visitor::Stranger { .. } => return Err(Problem::NotSignedIn),
        Visitor::Known(session) => (session.author(), session.hash),
        Visitor::Halfway { session, hash } | Visitor::Undecided { session, hash } => {
            let person = session.account.to_string();
            (Author { person, ..Author::system("sign-out") }, hash)
        }
    };
    let Posted(Pressed {}) = Posted::from_request(request, &app).await?;
    store::session::end(&app.db, app.clock.now(), &author, hash).await?;
    let place = if by_provider { "/signed-out" } else { "/sign-in" };
    let mut response = Redirect::to(place).into_response();
    entry::remove_cookie(&mut response, SESSION_COOKIE);
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    Ok(response)
}

fn page(app: &App, form_key: &str, typed: &Typed, wrong: &Wrong) -> Page {
    let provider = app.provider.as_deref();
    Page::new(
        "Sign in",
        main(
            provider,
            &passkeys::sign_in_form(app, form_key, &typed.next),
            form_key,
            (typed, wrong),
        ),
    )
}

fn main(
    provider: Option<&Provider>,
    passkey: &Markup,
    form_key: &str,
    (typed, wrong): (&Typed, &Wrong),
) -> Markup {
    html! {
        div class="nhsuk-grid-row" {
            div class="nhsuk-grid-column-two-thirds" {
                (wrong.summary())
                h1 class="nhsuk-heading-l" { "Sign in" }
                @if let Some(provider) = provider {
                    (Button::link(
                        format!("Sign in with {}", provider.name),
                        entry::with_next("/sign-in/provider", &typed.next),
                    ))
                    h2 class="nhsuk-heading-m" { "Or with a password" }
                }
                form method="post" action="/sign-in" novalidate {
                    (form::key(form_key))
                    input type="hidden" name="next" value=(typed.next);
                    @let name = form::text("sign_in_name", "Sign-in name", &typed.sign_in_name, wrong);
                    (kith_design::Input { autocomplete: Some("username".into()), width: Some(20), ..name })
                    (form::password("password", "Password", "current-password", wrong))
                    (form::send("Sign in"))
                }
                (passkey)
                p { "Have you been given an invitation code? "
                    a href="/invitation" { "Set your password with it" } "." }
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
    fn a_typed_password_is_never_sent_back() {
        let typed = Typed { password: Password::new("secret"), ..Typed::default() };
        let wrong = Wrong::with("password", "Enter your password");
        let page = main(None, &Markup::default(), "key", (&typed, &wrong));
        assert!(!page.into_string().contains("secret"));
    }
}

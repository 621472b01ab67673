//! Choosing a role, for people who have more than one.

use axum::extract::{FromRequest, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{
    Button, ButtonVariant, ChoiceItem, Fieldset, Legend, Markup, Radios, Size, html,
};
use serde::Deserialize;

use crate::account::Membership;
use crate::app::App;
use crate::entry;
use crate::form::{self, Wrong};
use crate::page::Page;
use crate::pages::sign_in::Next;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::session::{Proof, SESSION_COOKIE, SecretHash};
use crate::store;
use crate::visitor::Visitor;

/// What was chosen.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    membership: String,
    #[serde(default)]
    next: String,
}

struct Choosing {
    account: kith_terms::Id<crate::account::Account>,
    hash: SecretHash,
    form_key: String,
    proof: Proof,
    memberships: Vec<Membership>,
    way_out: WayOut,
}

/// Where the button Sign out is: every page has it in its header, but for those who have no role yet.
#[derive(PartialEq, Eq)]
enum WayOut {
    InTheHeader,
    OnThePage,
}

/// The roles to choose from.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(Next { next }): Query<Next>,
) -> Result<Page, Problem> {
    let choosing = choosing(&app, visitor).await?;
    Ok(page(&app, &choosing, (&next, &Wrong::nothing())))
}

/// Takes up the role that was chosen, for the rest of the session. The session gets a new secret with
/// it. Whoever is not signed in any more is led to sign-in, with or without a form key.
pub async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    let choosing = choosing(&app, visitor).await?;
    let Posted(chosen) = Posted::<Chosen>::from_request(request, &app).await?;
    let held = choosing.memberships.iter().find(|held| held.id.to_string() == chosen.membership);
    let Some((membership, role)) = held.and_then(|held| Some((held, app.roles.find(&held.role)?)))
    else {
        let wrong = Wrong::with("membership", "Select the role that you work in now");
        return Ok(page(&app, &choosing, (&chosen.next, &wrong)).with_errors().into_response());
    };
    if entry::lacks_factor(&app, role, choosing.proof) {
        return Ok(Redirect::to(entry::SET_UP).into_response());
    }
    let secret = app.dice.secret();
    let both = (choosing.hash, SecretHash::of(&secret));
    let choice = (membership.clone(), role.purpose);
    store::session::take_up(&app.db, app.clock.now(), both, choosing.account, choice).await?;
    let mut response = Redirect::to(entry::safe(&chosen.next)).into_response();
    entry::set_cookie(&mut response, SESSION_COOKIE, secret, None);
    Ok(response)
}

async fn choosing(app: &App, visitor: Visitor) -> Result<Choosing, Problem> {
    let (account, hash, (form_key, proof), way_out) = match visitor {
        Visitor::Stranger { .. } | Visitor::Halfway { .. } => return Err(Problem::NotSignedIn),
        Visitor::Undecided { session, hash } => {
            (session.account, hash, (session.form_key, session.proof), WayOut::OnThePage)
        }
        Visitor::Known(session) => {
            let own = (session.form_key.secret().to_owned(), session.proof);
            (session.account, session.hash.clone(), own, WayOut::InTheHeader)
        }
    };
    let today = app.clock.today();
    let memberships =
        store::account::memberships(&mut app.db.read().await?, account, today).await?;
    Ok(Choosing { account, hash, form_key, proof, memberships, way_out })
}

fn page(app: &App, choosing: &Choosing, again: (&str, &Wrong)) -> Page {
    Page::new("Choose your role", main(app, choosing, again))
}

fn main(app: &App, choosing: &Choosing, (next, wrong): (&str, &Wrong)) -> Markup {
    let items = choosing.memberships.iter().map(|held| {
        let title = app.roles.find(&held.role).map_or(held.role.as_str(), |role| &role.title);
        ChoiceItem {
            content: format!("{title}, {}", held.organisation_name).into(),
            hint: Some(held.site.as_str().into()),
            value: held.id.to_string(),
            ..ChoiceItem::default()
        }
    });
    let legend = Legend {
        content: "Which role do you work in now?".into(),
        size: Some(Size::L),
        is_page_heading: Some(true),
        ..Legend::default()
    };
    html! {
        (wrong.summary())
        @if choosing.memberships.is_empty() {
            h1 class="nhsuk-heading-l" { "You have no role" }
            p { "Your account holds no role today. Ask your system administrator to give you one." }
        } @else {
            form method="post" action="/role" novalidate {
                (form::key(&choosing.form_key))
                input type="hidden" name="next" value=(next);
                (Radios {
                    fieldset: Some(Fieldset { legend, ..Fieldset::default() }),
                    name: "membership".into(),
                    items: items.collect(),
                    error_message: wrong.about("membership"),
                    ..Radios::default()
                })
                (form::send("Continue"))
            }
        }
        @if choosing.way_out == WayOut::OnThePage {
            form method="post" action="/sign-out" {
                (form::key(&choosing.form_key))
                (Button { variant: Some(ButtonVariant::Secondary), ..form::send("Sign out") })
            }
        }
    }
}

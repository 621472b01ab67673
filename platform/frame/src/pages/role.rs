//! Choosing a role, for people who have more than one.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{
    Button, ButtonVariant, ChoiceItem, Fieldset, Legend, Markup, Radios, Size, html,
};
use serde::Deserialize;

use crate::account::Membership;
use crate::app::App;
use crate::form::{self, Wrong};
use crate::page::Page;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::session::SecretHash;
use crate::store;
use crate::visitor::Visitor;

/// What was chosen.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    membership: String,
}

struct Choosing {
    account: kith_terms::Id<crate::account::Account>,
    hash: SecretHash,
    form_key: String,
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
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Page, Problem> {
    let choosing = choosing(&app, visitor).await?;
    Ok(page(&app, &choosing, &Wrong::nothing()))
}

/// Takes up the role that was chosen, for the rest of the session.
pub async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Posted(chosen): Posted<Chosen>,
) -> Result<Response, Problem> {
    let choosing = choosing(&app, visitor).await?;
    let held = choosing.memberships.iter().find(|held| held.id.to_string() == chosen.membership);
    let Some((membership, role)) = held.and_then(|held| Some((held, app.roles.find(&held.role)?)))
    else {
        let wrong = Wrong::with("membership", "Select the role that you work in now");
        return Ok(page(&app, &choosing, &wrong).with_errors().into_response());
    };
    let choice = (membership.clone(), role.purpose);
    store::session::take_up(&app.db, app.clock.now(), choosing.hash, choosing.account, choice)
        .await?;
    Ok(Redirect::to("/").into_response())
}

async fn choosing(app: &App, visitor: Visitor) -> Result<Choosing, Problem> {
    let (account, hash, form_key, way_out) = match visitor {
        Visitor::Stranger { .. } => return Err(Problem::NotSignedIn),
        Visitor::Undecided { session, hash } => {
            (session.account, hash, session.form_key, WayOut::OnThePage)
        }
        Visitor::Known(session) => {
            let form_key = session.form_key.secret().to_owned();
            (session.account, session.hash, form_key, WayOut::InTheHeader)
        }
    };
    let today = app.clock.today();
    let memberships =
        store::account::memberships(&mut app.db.read().await?, account, today).await?;
    Ok(Choosing { account, hash, form_key, memberships, way_out })
}

fn page(app: &App, choosing: &Choosing, wrong: &Wrong) -> Page {
    Page::new("Choose your role", main(app, choosing, wrong))
}

fn main(app: &App, choosing: &Choosing, wrong: &Wrong) -> Markup {
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

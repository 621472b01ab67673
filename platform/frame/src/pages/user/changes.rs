//! What is done with the account of a colleague: a role given or ended, a new name, an invitation, lost
//! factors removed, the account closed or opened again.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{ConflictField, Heading, WarningCallout, html};
use kith_store::{Author, StoreError};
use kith_terms::Id;
use serde::Deserialize;

use super::{Again, may_change, page_of, seen};
use crate::account::{Account, CannotOpen, Standing};
use crate::app::App;
use crate::conflict::{self, Overtaken};
use crate::form::{self, Wrong};
use crate::membership::TypedMembership;
use crate::named::Named;
use crate::page::Page;
use crate::people::{self, NotTakenIn};
use crate::posted::{Posted, Pressed};
use crate::problem::Problem;
use crate::rights::GIVE_MORE;
use crate::session::Session;
use crate::store;
use crate::visitor::SignedIn;

/// A new name as it was typed, with the version and the name that the person saw.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct TypedName {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) opened: String,
    #[serde(default)]
    pub(super) version: String,
}

/// The version of the account that the person saw.
#[derive(Debug, Default, Deserialize)]
pub struct Seen {
    #[serde(default)]
    version: String,
}

/// The role that is to end.
#[derive(Debug, Default, Deserialize)]
pub struct Ended {
    #[serde(default)]
    membership: String,
}

/// Whoever changes the account that the address names.
pub struct Colleague {
    app: App,
    session: Session,
    id: Id<Account>,
}

impl FromRequestParts<App> for Colleague {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, app).await?;
        let Named(id) = Named::from_request_parts(parts, app).await?;
        Ok(Self { app: app.clone(), session, id })
    }
}

impl Colleague {
    /// The account. It must not be one's own: nobody gives themselves a role, or takes away the last way
    /// in. Nor may it have a role that can do more than one's own: an invitation to it would be a way to
    /// that role.
    async fn account(&self) -> Result<Account, Problem> {
        let account = store::account::one(&mut self.app.db.read().await?, self.id).await?;
        if account.id == self.session.account {
            return Err(Problem::Unfit("Ask a colleague to change your own account.".into()));
        }
        let held = people::lasting_roles(&self.app, self.id).await?;
        if !may_change(&self.app, &self.session, &held) {
            return Err(Problem::lacks(&self.app, GIVE_MORE));
        }
        Ok(account)
    }

    /// The account, if it is open.
    async fn open_account(&self) -> Result<Account, Problem> {
        let account = self.account().await?;
        match account.standing {
            Standing::Open => Ok(account),
            Standing::Closed => {
                Err(Problem::Unfit("Open the account again first. Nothing was saved.".into()))
            }
        }
    }

    /// The account in the version that the person saw, not the one that stands now: else the second who
    /// saves would win.
    async fn account_as_seen(&self, version: &str) -> Result<Account, Problem> {
        Ok(Account { version: version.parse().unwrap_or(0), ..self.account().await? })
    }

    fn author(&self) -> Author {
        self.session.author()
    }

    fn to_the_page(&self) -> Redirect {
        Redirect::to(&format!("/users/{}", self.id))
    }
}

/// Gives a role.
pub async fn give_role(
    colleague: Colleague,
    Posted(membership): Posted<TypedMembership>,
) -> Result<Response, Problem> {
    let account = colleague.open_account().await?;
    let Colleague { app, session, .. } = &colleague;
    if app.roles.find(&membership.role).is_some_and(|role| !session.role.may_give(role)) {
        return Err(Problem::lacks(app, GIVE_MORE));
    }
    match people::give_role(app, &colleague.author(), account.id, &membership).await {
        Ok(()) => Ok(colleague.to_the_page().into_response()),
        Err(NotTakenIn::Membership(all)) => {
            let mut wrong = Wrong::nothing();
            for one in all {
                wrong.add(one.field(), one);
            }
            let again = Again { membership, wrong, ..Again::default() };
            Ok(page_of(app, session, account.id, &again).await?.with_errors().into_response())
        }
        Err(NotTakenIn::NotSaved(error)) => Err(error.into()),
        Err(other) => Err(Problem::broken(&other)),
    }
}

/// Ends a role.
pub async fn end_role(
    colleague: Colleague,
    Posted(ended): Posted<Ended>,
) -> Result<Redirect, Problem> {
    let account = colleague.account().await?;
    let held = people::lasting_roles(&colleague.app, account.id).await?;
    let wanted = held.into_iter().find(|one| one.membership.id.to_string() == ended.membership);
    let wanted = wanted.ok_or_else(|| {
        Problem::Conflict(
            "This person does not have that role any more. Nothing was changed.".into(),
        )
    })?;
    people::end_role(&colleague.app, &colleague.author(), account.id, wanted).await?;
    Ok(colleague.to_the_page())
}

/// Saves another name.
pub async fn rename(
    colleague: Colleague,
    Posted(typed): Posted<TypedName>,
) -> Result<Response, Problem> {
    let seen = colleague.account_as_seen(&typed.version).await?;
    let Colleague { app, session, .. } = &colleague;
    let name = typed.name.trim().to_owned();
    if name.is_empty() {
        let wrong = Wrong::with("name", CannotOpen::Name);
        let again = Again { name: Some(typed), wrong, ..Again::default() };
        return Ok(page_of(app, session, seen.id, &again).await?.with_errors().into_response());
    }
    let now = app.clock.now();
    match store::account::rename(&app.db, now, &colleague.author(), seen, name).await {
        Ok(()) => Ok(colleague.to_the_page().into_response()),
        Err(StoreError::Stale { .. }) => Ok(overtaken(&colleague, &typed).await?.into_response()),
        Err(error) => Err(error.into()),
    }
}

/// Somebody else saved first. The records keep no name of before, so the form brings the one that was
/// shown.
async fn overtaken(colleague: &Colleague, typed: &TypedName) -> Result<Page, Problem> {
    let mut reader = colleague.app.db.read().await?;
    let now = store::account::one(&mut reader, colleague.id).await?;
    let field = ConflictField {
        name: "name".to_owned(),
        label: "Full name".to_owned(),
        opened: typed.opened.as_str().into(),
        saved: now.name.as_str().into(),
        typed: typed.name.trim().into(),
    };
    let overtaken = Overtaken {
        kind: "account",
        id: now.id.to_string(),
        by: &["account.rename", "account.standing"],
        action: format!("/users/{}/name", now.id),
        hidden: html! { (form::key(&colleague.session.form_key)) (seen(now.version, &now.name)) },
        what: now.name,
    };
    let page = conflict::page(&mut reader, overtaken, vec![field]).await?;
    Ok(page.under("Users", "/users"))
}

/// Makes an invitation and shows its code, this once.
pub async fn invite(colleague: Colleague, _: Posted<Pressed>) -> Result<Page, Problem> {
    let account = colleague.open_account().await?;
    let code = people::invite(&colleague.app, &colleague.author(), account.id).await?;
    let warning = WarningCallout {
        heading: Heading { level: Some(2), ..Heading::from("Hand over this code now") },
        content:
            html! { p { "It is shown this once. Give it to the person in a way that you trust, not \
            by email alone: whoever has it sets the password." } }
            .into(),
        ..WarningCallout::default()
    };
    let main = html! {
        h1 class="nhsuk-heading-l" { "Invitation" }
        p { "The person opens the page Sign in, chooses “Set your password with it” and types this code. \
             It works once, within 72 hours. Invitations of before are void." }
        p class="kith-code nhsuk-body-l" { (code.shown_once()) }
        (warning)
        p { a href={ "/users/" (account.id) } { "Back to the user" } }
    };
    Ok(Page::new("Invitation", main).under("Users", "/users"))
}

/// Removes the factors that somebody has lost.
pub async fn reset_factors(colleague: Colleague, _: Posted<Pressed>) -> Result<Redirect, Problem> {
    let account = colleague.account().await?;
    let app = &colleague.app;
    store::factor::reset(&app.db, app.clock.now(), &colleague.author(), account.id).await?;
    Ok(colleague.to_the_page())
}

/// Closes an account.
pub async fn close(
    colleague: Colleague,
    Posted(Seen { version }): Posted<Seen>,
) -> Result<Redirect, Problem> {
    let account = colleague.account_as_seen(&version).await?;
    people::close_account(&colleague.app, &colleague.author(), account).await?;
    Ok(colleague.to_the_page())
}

/// Opens a closed account again.
pub async fn reopen(
    colleague: Colleague,
    Posted(Seen { version }): Posted<Seen>,
) -> Result<Redirect, Problem> {
    let account = colleague.account_as_seen(&version).await?;
    let app = &colleague.app;
    store::account::reopen(&app.db, app.clock.now(), &colleague.author(), account).await?;
    Ok(colleague.to_the_page())
}

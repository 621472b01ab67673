//! Who sees a draft: choosing it, sharing it by name, and the rule in words.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{
    Button, ButtonVariant, ChoiceItem, Fieldset, Legend, Markup, Radios, Size, html,
};
use kith_frame::account::{Account, SignInName, Standing};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::posted::Posted;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_terms::Id;
use serde::Deserialize;

use super::life::under;
use crate::plan::life::policy::SightRule;
use crate::plan::sight::{self, ShownTo, Sight, store};
use crate::plan::{Plan, PlanState};
use crate::rights::READ_PLANS;

/// To whom a draft is to be shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct TypedSight {
    #[serde(default)]
    shown_to: String,
}

/// With whom a draft is to be shared, or no longer.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct TypedShare {
    #[serde(default)]
    sign_in_name: String,
    #[serde(default)]
    account: String,
}

/// A draft and who sees it.
struct Draft {
    plan: Plan,
    sight: Sight,
    organisation: String,
    shared_with: Vec<Account>,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Page, Problem> {
    let draft = Draft::of(&app, &session, id).await?;
    Ok(page(&session, &draft, "", &Wrong::nothing()))
}

/// Chooses to whom it is shown.
pub(crate) async fn choose(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(typed): Posted<TypedSight>,
) -> Result<Response, Problem> {
    let draft = Draft::of(&app, &session, id).await?;
    draft.must_be_own(&session)?;
    let Some(shown_to) = ShownTo::from_key(&typed.shown_to) else {
        let wrong = Wrong::with("shown_to", "Select who sees the draft");
        return Ok(page(&session, &draft, "", &wrong).with_errors().into_response());
    };
    store::show(&app.db, (app.clock.now(), &session.author()), id, shown_to).await?;
    Ok(Redirect::to(&format!("/plans/{id}/sight")).into_response())
}

/// Shares it with somebody by their sign-in name.
pub(crate) async fn share(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(typed): Posted<TypedShare>,
) -> Result<Response, Problem> {
    let draft = Draft::of(&app, &session, id).await?;
    draft.must_be_own(&session)?;
    let Some(account) = reader_of_drafts(&app, &typed.sign_in_name).await? else {
        let words = "Enter the sign-in name of somebody with a role that may see draft plans";
        let wrong = Wrong::with("sign_in_name", words);
        return Ok(page(&session, &draft, &typed.sign_in_name, &wrong)
            .with_errors()
            .into_response());
    };
    store::share(&app.db, (app.clock.now(), &session.author()), id, account).await?;
    Ok(Redirect::to(&format!("/plans/{id}/sight")).into_response())
}

/// No longer shares it with somebody.
pub(crate) async fn unshare(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    Posted(typed): Posted<TypedShare>,
) -> Result<Redirect, Problem> {
    let draft = Draft::of(&app, &session, id).await?;
    draft.must_be_own(&session)?;
    let nobody = || Problem::Unfit("Nobody was named. Nothing was changed.".into());
    let account = typed.account.parse().ok().ok_or_else(nobody)?;
    store::unshare(&app.db, (app.clock.now(), &session.author()), id, account).await?;
    Ok(Redirect::to(&format!("/plans/{id}/sight")))
}

/// Somebody with an open account and a role in which drafts may be seen.
async fn reader_of_drafts(app: &App, name: &str) -> Result<Option<Id<Account>>, Problem> {
    let Ok(name) = name.parse::<SignInName>() else { return Ok(None) };
    let mut reader = app.db.read().await?;
    let found = kith_frame::store::account::to_sign_in(&mut reader, &name).await?;
    let Some((account, _)) = found.filter(|(one, _)| one.standing == Standing::Open) else {
        return Ok(None);
    };
    let today = app.clock.today();
    let held = kith_frame::store::account::memberships(&mut reader, account.id, today).await?;
    let may = |role: &str| app.roles.find(role).is_some_and(|role| role.may(READ_PLANS));
    Ok(held.iter().any(|one| may(&one.role)).then_some(account.id))
}

impl Draft {
    async fn of(app: &App, session: &Session, id: Id<Plan>) -> Result<Self, Problem> {
        let plan = sight::see_to_change(app, session, id).await?;
        if plan.state != PlanState::Draft {
            let words = "This plan is no longer a draft; everyone who may see the place sees it once its \
                         consultation opens or it is published. Nothing was changed.";
            return Err(Problem::Conflict(words.into()));
        }
        let sight = sight::of(app, id).await?;
        let mut reader = app.db.read().await?;
        let organisation = match sight.organisation {
            Some(id) => kith_frame::store::organisation::one(&mut reader, id).await?.name,
            None => "Nobody’s".to_owned(),
        };
        let mut shared_with = Vec::new();
        for account in &sight.shared_with {
            shared_with.push(kith_frame::store::account::one(&mut reader, *account).await?);
        }
        Ok(Self { plan, sight, organisation, shared_with })
    }

    /// Only those of the organisation that drew it choose who sees it.
    fn must_be_own(&self, session: &Session) -> Result<(), Problem> {
        if self.sight.organisation == Some(session.organisation) {
            return Ok(());
        }
        let words = format!(
            "Only those who work for {} choose who sees this draft. Nothing was changed.",
            self.organisation
        );
        Err(Problem::Conflict(words))
    }
}

fn page(session: &Session, draft: &Draft, typed: &str, wrong: &Wrong) -> Page {
    let is_own = draft.sight.organisation == Some(session.organisation);
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (draft.plan.name) }
            "Who sees this draft"
        }
        p { (shown_to_words(draft, draft.sight.shown_to)) " " a href="/plans/who-sees" { "The rule" } }
        @if is_own {
            (choosing(session, draft, wrong))
            (sharing(session, draft, typed, wrong))
        } @else {
            p { "It was drawn for another organisation, which chooses who sees it." }
        }
    };
    let title = format!("Who sees this draft: {}", draft.plan.name);
    let door = format!("/plans/{}/sight", draft.plan.id);
    under(session, Page::new(title, main), &draft.plan).under("Who sees this draft", door)
}

fn shown_to_words(draft: &Draft, shown_to: ShownTo) -> String {
    let sector = draft.sight.sector.as_deref().unwrap_or("no sector");
    match shown_to {
        ShownTo::Organisation => {
            format!("Those who work for {} and may see drafts", draft.organisation)
        }
        ShownTo::Sector => format!("All of the sector {sector} who may see drafts"),
        ShownTo::All => "Everyone who may see drafts".to_owned(),
    }
}

fn choosing(session: &Session, draft: &Draft, wrong: &Wrong) -> Markup {
    let items = ShownTo::ALL.map(|one| ChoiceItem {
        content: shown_to_words(draft, one).into(),
        value: one.key().to_owned(),
        ..ChoiceItem::default()
    });
    let legend = Legend {
        content: "Who sees it as a draft".into(),
        size: Some(Size::S),
        ..Legend::default()
    };
    html! {
        form method="post" action={ "/plans/" (draft.plan.id) "/sight" } novalidate {
            (form::key(&session.form_key))
            (Radios {
                fieldset: Some(Fieldset { legend, ..Fieldset::default() }),
                error_message: wrong.about("shown_to"),
                name: "shown_to".into(),
                items: items.into(),
                value: Some(draft.sight.shown_to.key().to_owned()),
                ..Radios::default()
            })
            (form::send("Save"))
        }
    }
}

fn sharing(session: &Session, draft: &Draft, typed: &str, wrong: &Wrong) -> Markup {
    let action = format!("/plans/{}/shares", draft.plan.id);
    html! {
        h2 class="nhsuk-heading-m" { "Shared with people by name" }
        p { "They can read it, whatever organisation they work for. They cannot change it." }
        @if draft.shared_with.is_empty() {
            p { "It is shared with nobody." }
        } @else {
            ul class="nhsuk-list" {
                @for account in &draft.shared_with {
                    li {
                        (account.name) " (" (account.sign_in_name.to_string()) ")"
                        form method="post" action={ (action) "/end" } {
                            (form::key(&session.form_key))
                            input type="hidden" name="account" value=(account.id);
                            (Button {
                                variant: Some(ButtonVariant::Secondary),
                                small: true,
                                ..form::send(&format!("No longer share with {}", account.name))
                            })
                        }
                    }
                }
            }
        }
        form method="post" action=(action) novalidate {
            (form::key(&session.form_key))
            (form::text("sign_in_name", "Sign-in name", typed, wrong))
            (form::send("Share"))
        }
    }
}

/// The rule in words, for whoever was refused.
pub(crate) async fn who_sees(State(app): State<App>) -> Result<Page, Problem> {
    let rule = SightRule::of(&app)?;
    let to = |shown_to| match shown_to {
        ShownTo::Organisation => "the organisation that drew them",
        ShownTo::Sector => "their sector",
        ShownTo::All => "all who may see drafts",
    };
    let main = html! {
        h1 class="nhsuk-heading-l" { "Who sees a plan" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "A published plan: everyone who may see the place." }
            li { "A plan whose consultation has opened: everyone who may see the place, even if it is withdrawn \
                  later." }
            li { "A draft: whoever has a role that may see drafts, unless it is private." }
            li { "A private draft: those of the organisation that drew it, or of its sector, as it chose; and people \
                  with whom it was shared by name. No right opens it to anybody else, not even to system \
                  administrators. Lists leave it out." }
            @for one in &rule.private {
                li { "Drafts of " (one.sector) " organisations are private to " (to(one.to)) " from the moment they are \
                      drawn, unless the organisation chooses otherwise." }
            }
        }
        p { "To see a private draft, ask somebody who works for the organisation that drew it to share it with you by \
             name. Each refusal is noted in the journal." }
    };
    Ok(Page::new("Who sees a plan", main)
        .under("Neighbourhoods", "/neighbourhoods")
        .under("Who sees a plan", "/plans/who-sees"))
}

//! One person who may sign in: roles given and ended, a new name, an invitation, lost factors, and an
//! account that closes or opens again.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{
    Button, ButtonVariant, Cell, Details, Heading, Input, Markup, SummaryList, SummaryRow, Table,
    WarningCallout, html,
};
use kith_terms::Id;
use serde::Deserialize;

use crate::account::{Account, Standing};
use crate::app::App;
use crate::form::{self, Wrong};
use crate::membership::{Held, TypedMembership};
use crate::named::Named;
use crate::organisation::Organisation;
use crate::page::Page;
use crate::pages::{sessions, users};
use crate::people::{self, NotTakenIn};
use crate::posted::{Posted, Pressed};
use crate::problem::Problem;
use crate::rights::{MANAGE_USERS, READ_JOURNAL};
use crate::session::Session;
use crate::store;
use crate::visitor::SignedIn;
use crate::words;

/// A new name, as it was typed.
#[derive(Debug, Default, Deserialize)]
pub struct TypedName {
    #[serde(default)]
    name: String,
}

/// The role that is to end.
#[derive(Debug, Default, Deserialize)]
pub struct Ended {
    #[serde(default)]
    membership: String,
}

/// All that the page shows.
struct Shown {
    account: Account,
    held: Vec<Held>,
    organisations: Vec<Organisation>,
    open_sessions: usize,
    proofs: Vec<&'static str>,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
) -> Result<Page, Problem> {
    let shown = gather(&app, id).await?;
    Ok(page(&app, &session, &shown, (&TypedMembership::default(), &Wrong::nothing())))
}

async fn gather(app: &App, id: Id<Account>) -> Result<Shown, Problem> {
    let mut reader = app.db.read().await?;
    let account = store::account::one(&mut reader, id).await?;
    let kept = store::account::to_sign_in(&mut reader, &account.sign_in_name).await?;
    let has_password = kept.is_some_and(|(_, password)| password.is_some());
    let code_app = store::factor::app(&mut reader, id).await?;
    let proofs =
        [has_password.then_some("Password"), code_app.is_some().then_some("Authenticator app")];
    let organisations = store::organisation::all(&mut reader).await?;
    drop(reader);
    Ok(Shown {
        held: people::lasting_roles(app, id).await?,
        open_sessions: sessions::open(app, id).await?.len(),
        proofs: proofs.into_iter().flatten().collect(),
        organisations,
        account,
    })
}

fn page(app: &App, session: &Session, shown: &Shown, again: (&TypedMembership, &Wrong)) -> Page {
    let account = &shown.account;
    let may_change = session.may(MANAGE_USERS) && session.account != account.id;
    let main = html! {
        (again.1.summary())
        h1 class="nhsuk-heading-l" { (account.name) }
        (SummaryList { rows: rows(shown), ..SummaryList::default() })
        h2 class="nhsuk-heading-m" { "Roles" }
        (roles(app, session, shown, may_change))
        @if may_change && account.standing == Standing::Open {
            (give_form(app, session, shown, again))
        }
        @if may_change { (changes(session, shown)) }
        @if session.may(READ_JOURNAL) {
            p { a href={ "/journal?person=" (account.id) } { "What this person did" } }
        }
    };
    // The person's name is on the page, not in the title: titles end up in histories.
    Page::new("User", main).under("Users", "/users")
}

fn rows(shown: &Shown) -> Vec<SummaryRow> {
    let account = &shown.account;
    let name = html! { span class="kith-break" { (account.sign_in_name.to_string()) } };
    let proofs = match &shown.proofs[..] {
        [] => "Nothing yet: make an invitation".to_owned(),
        proofs => proofs.join(", "),
    };
    let sessions = words::how_many(shown.open_sessions as u64, "open session", "open sessions");
    vec![
        SummaryRow::new("Sign-in name", name),
        SummaryRow::new("Account", users::standing(account.standing)),
        SummaryRow::new("Signs in with", proofs),
        SummaryRow::new("Sessions", sessions),
    ]
}

fn roles(app: &App, session: &Session, shown: &Shown, may_change: bool) -> Markup {
    if shown.held.is_empty() {
        return html! { p { "No role today or later." } };
    }
    let today = app.clock.today();
    let until = |held: &Held| match held.until.and_then(|until| until.yesterday().ok()) {
        Some(last) => format!("{} to {}", words::date(held.from), words::date(last)),
        None => format!("From {}", words::date(held.from)),
    };
    let rows = shown.held.iter().map(|held| {
        let one = &held.membership;
        let title = app.roles.find(&one.role).map_or(one.role.as_str(), |role| &role.title);
        let mut cells = vec![
            Cell::from(html! { (title) br; (one.organisation_name) ", " (one.site) }),
            Cell::from(html! {
                (until(held))
                @if held.from > today { br; "Not begun yet" }
            }),
        ];
        if may_change {
            cells.push(Cell::from(end_form(session, &shown.account, held)));
        }
        cells
    });
    let head = if may_change { &["Role", "Held", "End"][..] } else { &["Role", "Held"] };
    html! {
        (Table {
            caption: "Roles of today and later".into(),
            head: head.iter().copied().map(Cell::from).collect(),
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn end_form(session: &Session, account: &Account, held: &Held) -> Markup {
    let words = html! {
        "End" span class="nhsuk-u-visually-hidden" { " the role in " (held.membership.organisation_name) }
    };
    html! {
        form method="post" action={ "/users/" (account.id) "/end-role" } {
            (form::key(&session.form_key))
            input type="hidden" name="membership" value=(held.membership.id);
            (Button {
                content: words.into(),
                variant: Some(ButtonVariant::Secondary),
                ..form::send("")
            })
        }
    }
}

fn give_form(
    app: &App,
    session: &Session,
    shown: &Shown,
    (typed, wrong): (&TypedMembership, &Wrong),
) -> Markup {
    let (roles, places) =
        (users::roles_to_choose(app), users::places_to_choose(&shown.organisations));
    let day = |name, label, value: &str| Input {
        width: Some(10),
        ..form::text(name, label, value, wrong)
    };
    let fields = html! {
        form method="post" action={ "/users/" (shown.account.id) "/roles" } novalidate {
            (form::key(&session.form_key))
            (form::select("role", "Role", roles, &typed.role, wrong))
            (form::select("organisation", "Organisation", places, &typed.organisation, wrong))
            (form::text("site", "Site or team", &typed.site, wrong))
            (day("from", "First day (year-month-day); empty: today", &typed.from))
            (day("until", "Last day (year-month-day); empty: until it is ended", &typed.until))
            (form::send("Give this role"))
        }
    };
    html! { (Details { open: !wrong.is_nothing(), ..Details::new("Give another role", fields) }) }
}

/// What can be done with an account besides its roles.
fn changes(session: &Session, shown: &Shown) -> Markup {
    let account = &shown.account;
    let to = |verb: &str| format!("/users/{}/{verb}", account.id);
    let press = |verb: &str, words: &str| {
        html! {
            form method="post" action=(to(verb)) {
                (form::key(&session.form_key))
                (Button { variant: Some(ButtonVariant::Secondary), ..form::send(words) })
            }
        }
    };
    if account.standing == Standing::Closed {
        return press("reopen", "Open this account again");
    }
    let rename = html! {
        form method="post" action=(to("name")) novalidate {
            (form::key(&session.form_key))
            (form::text("name", "Full name", &account.name, &Wrong::nothing()))
            (form::send("Save the name"))
        }
    };
    html! {
        (Details::new("Change the name", rename))
        h2 class="nhsuk-heading-m" { "Signing in" }
        p { "An invitation lets the person set a password, the first or a new one." }
        (press("invite", "Make an invitation"))
        @if shown.proofs.iter().any(|proof| *proof != "Password") {
            p { "If the person has lost what they sign in with besides the password: it is removed, \
                 links to a sign-in provider too, and all sessions end." }
            (press("reset-factors", "Remove all but the password"))
        }
        @if shown.open_sessions > 0 { (press("end-sessions", "End all sessions")) }
        h2 class="nhsuk-heading-m" { "Leaving" }
        p { "All sessions and roles end. What the person did stays in the journal." }
        (press("close", "Close this account"))
    }
}

/// Gives a role.
pub async fn give_role(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
    Posted(typed): Posted<TypedMembership>,
) -> Result<Response, Problem> {
    let account = of_somebody_else(&app, &session, id).await?;
    if account.standing == Standing::Closed {
        return Err(Problem::Unfit("Open the account again first. Nothing was saved.".into()));
    }
    match people::give_role(&app, &session.author(), id, &typed).await {
        Ok(()) => Ok(Redirect::to(&format!("/users/{id}")).into_response()),
        Err(NotTakenIn::Membership(all)) => {
            let mut wrong = Wrong::nothing();
            for one in all {
                wrong.add(one.field(), one);
            }
            let shown = gather(&app, id).await?;
            Ok(page(&app, &session, &shown, (&typed, &wrong)).with_errors().into_response())
        }
        Err(NotTakenIn::NotSaved(error)) => Err(error.into()),
        Err(other) => Err(Problem::broken(&other)),
    }
}

/// Ends a role.
pub async fn end_role(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
    Posted(ended): Posted<Ended>,
) -> Result<Redirect, Problem> {
    of_somebody_else(&app, &session, id).await?;
    let held = people::lasting_roles(&app, id).await?;
    let wanted = held.into_iter().find(|one| one.membership.id.to_string() == ended.membership);
    let wanted = wanted.ok_or_else(|| {
        Problem::Conflict(
            "This person does not have that role any more. Nothing was changed.".into(),
        )
    })?;
    people::end_role(&app, &session.author(), id, wanted).await?;
    Ok(Redirect::to(&format!("/users/{id}")))
}

/// Saves another name.
pub async fn rename(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
    Posted(typed): Posted<TypedName>,
) -> Result<Redirect, Problem> {
    let account = of_somebody_else(&app, &session, id).await?;
    let name = typed.name.trim().to_owned();
    if name.is_empty() {
        return Err(Problem::Unfit("Enter the person’s full name. Nothing was saved.".into()));
    }
    let now = app.clock.now();
    store::account::rename(&app.db, now, &session.author(), account, name).await?;
    Ok(Redirect::to(&format!("/users/{id}")))
}

/// Makes an invitation and shows its code, this once.
pub async fn invite(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
    _: Posted<Pressed>,
) -> Result<Page, Problem> {
    let account = of_somebody_else(&app, &session, id).await?;
    if account.standing == Standing::Closed {
        return Err(Problem::Unfit("Open the account again first. Nothing was saved.".into()));
    }
    let code = people::invite(&app, &session.author(), id).await?;
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
        p { a href={ "/users/" (id) } { "Back to the user" } }
    };
    Ok(Page::new("Invitation", main).under("Users", "/users"))
}

/// Removes the factors that somebody has lost.
pub async fn reset_factors(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    of_somebody_else(&app, &session, id).await?;
    store::factor::reset(&app.db, app.clock.now(), &session.author(), id).await?;
    Ok(Redirect::to(&format!("/users/{id}")))
}

/// Closes an account.
pub async fn close(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let account = of_somebody_else(&app, &session, id).await?;
    people::close_account(&app, &session.author(), account).await?;
    Ok(Redirect::to(&format!("/users/{id}")))
}

/// Opens a closed account again.
pub async fn reopen(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let account = of_somebody_else(&app, &session, id).await?;
    store::account::reopen(&app.db, app.clock.now(), &session.author(), account).await?;
    Ok(Redirect::to(&format!("/users/{id}")))
}

/// The account, which must not be one's own: nobody gives themselves a role, or takes away the last way
/// in.
async fn of_somebody_else(
    app: &App,
    session: &Session,
    id: Id<Account>,
) -> Result<Account, Problem> {
    let account = store::account::one(&mut app.db.read().await?, id).await?;
    if account.id == session.account {
        return Err(Problem::Unfit("Ask a colleague to change your own account.".into()));
    }
    Ok(account)
}

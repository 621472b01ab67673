//! The page of one person who may sign in: what they sign in with, their roles, and what can be done with
//! the account.

pub mod changes;

use axum::extract::State;
use kith_design::{
    Button, ButtonVariant, Cell, Details, Input, InsetText, Markup, SummaryList, SummaryRow, Table,
    html,
};
use kith_terms::Id;

use self::changes::TypedName;
use crate::account::{Account, Standing};
use crate::app::App;
use crate::form::{self, Wrong};
use crate::membership::{Held, TypedMembership};
use crate::named::Named;
use crate::organisation::Organisation;
use crate::page::Page;
use crate::pages::{sessions, users};
use crate::people;
use crate::problem::Problem;
use crate::rights::{GIVE_MORE, MANAGE_USERS, READ_JOURNAL};
use crate::session::Session;
use crate::store;
use crate::visitor::SignedIn;
use crate::ways_in::WaysIn;
use crate::words;

/// All that the page shows.
struct Shown {
    account: Account,
    held: Vec<Held>,
    organisations: Vec<Organisation>,
    open_sessions: usize,
    ways_in: WaysIn,
}

/// What was typed and cannot be used, to be shown again.
#[derive(Default)]
struct Again {
    membership: TypedMembership,
    name: Option<TypedName>,
    wrong: Wrong,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
) -> Result<Page, Problem> {
    page_of(&app, &session, id, &Again::default()).await
}

async fn page_of(
    app: &App,
    session: &Session,
    id: Id<Account>,
    again: &Again,
) -> Result<Page, Problem> {
    Ok(page(app, session, &gather(app, id).await?, again))
}

async fn gather(app: &App, id: Id<Account>) -> Result<Shown, Problem> {
    let mut reader = app.db.read().await?;
    let account = store::account::one(&mut reader, id).await?;
    let ways_in = store::ways_in::of_account(&mut reader, id).await?;
    let organisations = store::organisation::all(&mut reader).await?;
    drop(reader);
    Ok(Shown {
        held: people::lasting_roles(app, id).await?,
        open_sessions: sessions::open(app, id).await?.len(),
        ways_in,
        organisations,
        account,
    })
}

/// Whether somebody in the session's role may change an account with these roles.
fn may_change(app: &App, session: &Session, held: &[Held]) -> bool {
    let roles = held.iter().filter_map(|one| app.roles.find(&one.membership.role));
    session.may(MANAGE_USERS) && roles.into_iter().all(|role| session.role.may_give(role))
}

fn page(app: &App, session: &Session, shown: &Shown, again: &Again) -> Page {
    let account = &shown.account;
    let is_other = session.may(MANAGE_USERS) && session.account != account.id;
    let may_change = is_other && may_change(app, session, &shown.held);
    let main = html! {
        (again.wrong.summary())
        h1 class="nhsuk-heading-l" { (account.name) }
        (SummaryList { rows: rows(shown), ..SummaryList::default() })
        h2 class="nhsuk-heading-m" { "Roles" }
        (roles(app, session, shown, may_change))
        @if may_change && account.standing == Standing::Open {
            (give_form(app, session, shown, again))
        }
        @if may_change { (changes(session, shown, again)) }
        @if is_other && !may_change { (InsetText::from(whom_to_ask(app).as_str())) }
        @if session.may(READ_JOURNAL) {
            p { a href={ "/journal?person=" (account.id) } { "What this person did" } }
        }
    };
    // The person's name is on the page, not in the title: titles end up in histories.
    Page::new("User", main).under("Users", "/users")
}

/// Why the account cannot be changed by whoever looks at it.
fn whom_to_ask(app: &App) -> String {
    let problem = Problem::lacks(app, GIVE_MORE);
    format!("This person has a role that may do more than yours. {}", problem.next())
}

fn rows(shown: &Shown) -> Vec<SummaryRow> {
    let account = &shown.account;
    let name = html! { span class="kith-break" { (account.sign_in_name.to_string()) } };
    let ways_in = match &shown.ways_in.words()[..] {
        [] => "Nothing yet: make an invitation".to_owned(),
        words => words.join(", "),
    };
    let sessions = words::how_many(shown.open_sessions as u64, "open session", "open sessions");
    vec![
        SummaryRow::new("Sign-in name", name),
        SummaryRow::new("Account", users::standing(account.standing)),
        SummaryRow::new("Signs in with", ways_in),
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

fn give_form(app: &App, session: &Session, shown: &Shown, again: &Again) -> Markup {
    let (typed, wrong) = (&again.membership, &again.wrong);
    let (roles, places) =
        (users::roles_to_choose(app, session), users::places_to_choose(&shown.organisations));
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
    html! { (Details { open: !wrong.is_nothing() && again.name.is_none(), ..Details::new("Give another role", fields) }) }
}

/// What can be done with an account besides its roles.
fn changes(session: &Session, shown: &Shown, again: &Again) -> Markup {
    let account = &shown.account;
    let press = |verb: &str, words: &str| {
        html! {
            form method="post" action={ "/users/" (account.id) "/" (verb) } {
                (form::key(&session.form_key))
                (version(account.version))
                (Button { variant: Some(ButtonVariant::Secondary), ..form::send(words) })
            }
        }
    };
    if account.standing == Standing::Closed {
        return press("reopen", "Open this account again");
    }
    html! {
        (rename_form(session, account, again))
        h2 class="nhsuk-heading-m" { "Signing in" }
        p { "An invitation lets the person set a password, the first or a new one." }
        (press("invite", "Make an invitation"))
        @if shown.ways_in.has_more_than_a_password() {
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

fn rename_form(session: &Session, account: &Account, again: &Again) -> Markup {
    let typed = again.name.clone().unwrap_or_else(|| TypedName {
        name: account.name.clone(),
        opened: account.name.clone(),
        version: account.version.to_string(),
    });
    let fields = html! {
        form method="post" action={ "/users/" (account.id) "/name" } novalidate {
            (form::key(&session.form_key))
            (seen(&typed.version, &typed.opened))
            (form::text("name", "Full name", &typed.name, &again.wrong))
            (form::send("Save the name"))
        }
    };
    html! { (Details { open: again.name.is_some(), ..Details::new("Change the name", fields) }) }
}

/// The version that the person sees.
fn version(version: impl std::fmt::Display) -> Markup {
    html! { input type="hidden" name="version" value=(version); }
}

/// The version that the person sees, and the name that it has.
fn seen(version: impl std::fmt::Display, name: &str) -> Markup {
    html! {
        (self::version(version))
        input type="hidden" name="opened" value=(name);
    }
}

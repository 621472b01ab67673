//! People who may sign in.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Cell, Markup, SummaryList, SummaryRow, Table, Tag, TagColour, html};
use kith_terms::Id;
use serde::Deserialize;

use crate::account::{Account, CannotOpen, Membership, Standing, TypedAccount};
use crate::app::App;
use crate::form::{self, Wrong};
use crate::named::Named;
use crate::organisation::Organisation;
use crate::page::Page;
use crate::password::Password;
use crate::people::{self, NotTakenIn};
use crate::posted::{Posted, Pressed};
use crate::problem::Problem;
use crate::rights::{MANAGE_USERS, READ_JOURNAL};
use crate::session::Session;
use crate::store;
use crate::visitor::SignedIn;

/// Words to find people by. They are sent in a form, not in the address: they are names.
#[derive(Debug, Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    text: String,
}

/// What was typed about a new person.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(flatten)]
    account: TypedAccount,
    #[serde(default)]
    password: Password,
}

/// The list.
pub async fn list(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Page, Problem> {
    found(&app, &session, &Search::default()).await
}

/// Those in the list whom the words name.
pub async fn find(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(search): Posted<Search>,
) -> Result<Page, Problem> {
    found(&app, &session, &search).await
}

async fn found(app: &App, session: &Session, search: &Search) -> Result<Page, Problem> {
    let all = store::account::all(&mut app.db.read().await?).await?;
    let wanted = search.text.trim().to_lowercase();
    let found: Vec<&Account> = all
        .iter()
        .filter(|account| {
            let name = account.name.to_lowercase();
            name.contains(&wanted) || account.sign_in_name.to_string().contains(&wanted)
        })
        .collect();
    let main = list_main(session, &found, all.len(), &search.text);
    Ok(Page::new("Users", main).under("Users", "/users"))
}

fn list_main(session: &Session, found: &[&Account], of: usize, text: &str) -> Markup {
    let rows = found.iter().map(|account| {
        let name = html! { a href={ "/users/" (account.id) } { (account.name) } };
        vec![
            Cell::from(name),
            Cell::from(html! { span class="kith-break" { (account.sign_in_name.to_string()) } }),
            Cell::from(standing(account.standing)),
        ]
    });
    html! {
        h1 class="nhsuk-heading-l" { "Users" }
        @if session.may(MANAGE_USERS) {
            p { a class="nhsuk-button" href="/users/new" { "Add a user" } }
        }
        form method="post" action="/users" class="kith-choose" {
            (form::key(&session.form_key))
            (form::text("text", "Find by name or sign-in name", text, &Wrong::nothing()))
            (form::send("Find"))
        }
        @if found.is_empty() {
            p { "No people match. " a href="/users" { "Show all" } }
        } @else {
            p { "Showing " (found.len()) " of " (of) }
            (Table {
                caption: "People who may sign in".into(),
                head: ["Name", "Sign-in name", "Account"].map(Cell::from).into(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}

fn standing(standing: Standing) -> Markup {
    let (word, colour) = match standing {
        Standing::Open => ("Open", TagColour::Green),
        Standing::Closed => ("Closed", TagColour::Grey),
    };
    html! { (Tag { content: word.into(), colour: Some(colour), ..Tag::default() }) }
}

/// The form for a new person.
pub async fn new(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Page, Problem> {
    let organisations = store::organisation::all(&mut app.db.read().await?).await?;
    let typed = TypedAccount::default();
    Ok(new_page(&app, &session, &organisations, &typed, &Wrong::nothing()))
}

/// Opens the account.
pub async fn add(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let mut wrong = Wrong::nothing();
    if let Err(all) = typed.account.judge(|role| app.roles.find(role).is_some()) {
        add_all(&mut wrong, all);
    }
    if let Err(bad) = typed.password.judge() {
        wrong.add("password", bad);
    }
    if wrong.is_nothing() {
        let author = session.author();
        match people::open_account(&app, &author, &typed.account, typed.password).await {
            Ok(id) => return Ok(Redirect::to(&format!("/users/{id}")).into_response()),
            Err(NotTakenIn::NameTaken) => {
                wrong.add("sign_in_name", "Enter another sign-in name; this one is taken");
            }
            Err(NotTakenIn::Account(all)) => add_all(&mut wrong, all),
            Err(NotTakenIn::NotSaved(error)) => return Err(error.into()),
            Err(other) => return Err(Problem::broken(&other)),
        }
    }
    let organisations = store::organisation::all(&mut app.db.read().await?).await?;
    let page = new_page(&app, &session, &organisations, &typed.account, &wrong);
    Ok(page.with_errors().into_response())
}

fn add_all(wrong: &mut Wrong, all: Vec<CannotOpen>) {
    for one in all {
        wrong.add(field_of(one), one);
    }
}

fn field_of(wrong: CannotOpen) -> &'static str {
    match wrong {
        CannotOpen::SignInName => "sign_in_name",
        CannotOpen::Name => "name",
        CannotOpen::Role => "role",
        CannotOpen::Organisation => "organisation",
        CannotOpen::Site => "site",
    }
}

fn new_page(
    app: &App,
    session: &Session,
    organisations: &[Organisation],
    typed: &TypedAccount,
    wrong: &Wrong,
) -> Page {
    let none = || std::iter::once((String::new(), "Select one".to_owned()));
    let roles = app.roles.iter().map(|role| (role.key.clone(), role.title.clone()));
    let places = organisations.iter().map(|o| (o.id.to_string(), o.name.clone()));
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Add a user" }
        form method="post" action="/users/new" novalidate {
            (form::key(&session.form_key))
            (form::text("name", "Full name", &typed.name, wrong))
            (form::text("sign_in_name", "Sign-in name", &typed.sign_in_name, wrong))
            (form::select("role", "Role", none().chain(roles), &typed.role, wrong))
            (form::select("organisation", "Organisation", none().chain(places), &typed.organisation, wrong))
            (form::text("site", "Site or team", &typed.site, wrong))
            (form::password("password", "First password", "new-password", wrong))
            (form::send("Add"))
        }
    };
    Page::new("Add a user", main).under("Users", "/users")
}

/// One person.
pub async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
) -> Result<Page, Problem> {
    let account = one(&app, id).await?;
    let held =
        store::account::memberships(&mut app.db.read().await?, account.id, app.clock.today())
            .await?;
    let main = show_main(&app, &session, &account, &held);
    // The person's name is on the page, not in the title: titles end up in histories.
    Ok(Page::new("User", main).under("Users", "/users"))
}

fn show_main(app: &App, session: &Session, account: &Account, held: &[Membership]) -> Markup {
    let row = |key: &str, value: Markup| SummaryRow {
        key: key.into(),
        value: value.into(),
        ..SummaryRow::default()
    };
    let roles = html! {
        @if held.is_empty() { "No role today" }
        @for one in held {
            p {
                (app.roles.find(&one.role).map_or(one.role.as_str(), |role| &role.title))
                ", " (one.organisation_name) ", " (one.site)
            }
        }
    };
    let rows = vec![
        row(
            "Sign-in name",
            html! { span class="kith-break" { (account.sign_in_name.to_string()) } },
        ),
        row("Account", standing(account.standing)),
        row("Roles today", roles),
    ];
    let (to, words) = match account.standing {
        Standing::Open => ("close", "Close this account"),
        Standing::Closed => ("reopen", "Open this account again"),
    };
    html! {
        h1 class="nhsuk-heading-l" { (account.name) }
        (SummaryList { rows, ..SummaryList::default() })
        @if session.may(MANAGE_USERS) && session.account != account.id {
            form method="post" action={ "/users/" (account.id) "/" (to) } {
                (form::key(&session.form_key))
                (form::send(words))
            }
        }
        @if session.may(READ_JOURNAL) {
            p { a href={ "/journal?person=" (account.id) } { "What this person did" } }
        }
    }
}

/// Closes an account.
pub async fn close(
    state: State<App>,
    who: SignedIn,
    id: Named<Account>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    set_standing(state, who, id, Standing::Closed).await
}

/// Opens a closed account again.
pub async fn reopen(
    state: State<App>,
    who: SignedIn,
    id: Named<Account>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    set_standing(state, who, id, Standing::Open).await
}

async fn set_standing(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Account>,
    standing: Standing,
) -> Result<Redirect, Problem> {
    let account = one(&app, id).await?;
    if account.id == session.account {
        return Err(Problem::Unfit("You cannot close your own account.".into()));
    }
    let path = format!("/users/{}", account.id);
    let now = app.clock.now();
    store::account::set_standing(&app.db, now, &session.author(), account, standing).await?;
    Ok(Redirect::to(&path))
}

async fn one(app: &App, id: Id<Account>) -> Result<Account, Problem> {
    Ok(store::account::one(&mut app.db.read().await?, id).await?)
}

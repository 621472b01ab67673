//! People who may sign in: finding them, and adding one.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{Cell, Markup, Table, Tag, TagColour, html};
use serde::Deserialize;

use crate::account::{Account, CannotOpen, Standing, TypedAccount};
use crate::app::App;
use crate::form::{self, Wrong};
use crate::organisation::Organisation;
use crate::page::Page;
use crate::people::{self, NotTakenIn};
use crate::posted::Posted;
use crate::problem::Problem;
use crate::rights::{GIVE_MORE, MANAGE_USERS};
use crate::session::Session;
use crate::store;
use crate::visitor::SignedIn;

/// Words to find people by. They are sent in a form, not in the address: they are names.
#[derive(Debug, Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    text: String,
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
            p { a href="/users/review" { "Accounts to review" } }
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

/// An account's standing as a tag.
pub(crate) fn standing(standing: Standing) -> Markup {
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

/// Opens the account. Its owner sets the password: the next page makes the invitation.
pub async fn add(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(typed): Posted<TypedAccount>,
) -> Result<Response, Problem> {
    if app.roles.find(&typed.role).is_some_and(|role| !session.role.may_give(role)) {
        return Err(Problem::lacks(&app, GIVE_MORE));
    }
    let mut wrong = Wrong::nothing();
    match people::open_to_invite(&app, &session.author(), &typed).await {
        Ok(id) => return Ok(Redirect::to(&format!("/users/{id}")).into_response()),
        Err(NotTakenIn::NameTaken) => {
            wrong.add("sign_in_name", "Enter another sign-in name; this one is taken");
        }
        Err(NotTakenIn::Account(all)) => {
            for one in all {
                wrong.add(field_of(one), one);
            }
        }
        Err(NotTakenIn::NotSaved(error)) => return Err(error.into()),
        Err(other) => return Err(Problem::broken(&other)),
    }
    let organisations = store::organisation::all(&mut app.db.read().await?).await?;
    let page = new_page(&app, &session, &organisations, &typed, &wrong);
    Ok(page.with_errors().into_response())
}

/// The roles for a list to choose from: those that somebody in the session's role may give.
pub(crate) fn roles_to_choose(app: &App, session: &Session) -> Vec<(String, String)> {
    let roles = app.roles.iter().filter(|role| session.role.may_give(role));
    let roles = roles.map(|role| (role.key.clone(), role.title.clone()));
    std::iter::once(none()).chain(roles).collect()
}

/// The organisations for a list to choose from.
pub(crate) fn places_to_choose(organisations: &[Organisation]) -> Vec<(String, String)> {
    let places = organisations.iter().map(|o| (o.id.to_string(), o.name.clone()));
    std::iter::once(none()).chain(places).collect()
}

fn none() -> (String, String) {
    (String::new(), "Select one".to_owned())
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
    let (roles, places) = (roles_to_choose(app, session), places_to_choose(organisations));
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { "Add a user" }
        form method="post" action="/users/new" novalidate {
            (form::key(&session.form_key))
            (form::text("name", "Full name", &typed.name, wrong))
            (form::text("sign_in_name", "Sign-in name", &typed.sign_in_name, wrong))
            (form::select("role", "Role", roles, &typed.role, wrong))
            (form::select("organisation", "Organisation", places, &typed.organisation, wrong))
            (form::text("site", "Site or team", &typed.site, wrong))
            p { "The person sets their own password. On the next page you make an invitation for them." }
            (form::send("Add"))
        }
    };
    Page::new("Add a user", main).under("Users", "/users")
}

//! My sessions: where I am signed in, and how to end that.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use kith_design::{Button, ButtonVariant, Cell, Content, Markup, Table, html};
use kith_terms::Id;
use serde::Deserialize;

use crate::account::Account;
use crate::app::App;
use crate::form;
use crate::named::Named;
use crate::page::Page;
use crate::posted::{Posted, Pressed};
use crate::problem::Problem;
use crate::session::{IDLE, LONGEST, Session};
use crate::store;
use crate::store::session::{Listed, Which};
use crate::visitor::SignedIn;
use crate::words;

/// Which sessions are to end: `others`, `all`, or the id of one.
#[derive(Debug, Deserialize)]
pub struct Ended {
    #[serde(default)]
    end: String,
}

/// The page.
pub async fn show(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Page, Problem> {
    let open = open(&app, session.account).await?;
    let page = Page::new("My sessions", main(&app, &session, &open));
    Ok(page.under("My account", "/account").under("My sessions", "/account/sessions"))
}

/// Ends sessions of one's own.
pub async fn end(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Posted(ended): Posted<Ended>,
) -> Result<Response, Problem> {
    let which = match ended.end.as_str() {
        "all" => Which::All,
        "others" => Which::Others(session.hash.clone()),
        id => Which::One(id.parse().or(Err(Problem::Unfit("Select a session to end.".into())))?),
    };
    let (now, author) = (app.clock.now(), session.author());
    store::session::end_some(&app.db, now, &author, session.account, which).await?;
    Ok(Redirect::to("/account/sessions").into_response())
}

/// Ends all sessions of somebody else.
pub async fn end_of_user(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(user): Named<Account>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let account = store::account::one(&mut app.db.read().await?, user).await?.id;
    let (now, author) = (app.clock.now(), session.author());
    store::session::end_some(&app.db, now, &author, account, Which::All).await?;
    Ok(Redirect::to(&format!("/users/{account}")))
}

/// The sessions of an account that have not run out.
pub(crate) async fn open(app: &App, account: Id<Account>) -> Result<Vec<Listed>, Problem> {
    let now = app.clock.now();
    let mut all = store::session::of_account(&mut app.db.read().await?, account).await?;
    all.retain(|one| one.times.hold(now));
    Ok(all)
}

fn main(app: &App, session: &Session, open: &[Listed]) -> Markup {
    let rows = open.iter().map(|one| {
        vec![
            Cell::from(html! {
                (one.device)
                @if one.id == session.id { br; strong { "This one" } }
            }),
            Cell::from(html! { (role(app, one)) br; (one.proof.title()) }),
            Cell::from(moment(one.times.began)),
            Cell::from(moment(one.times.seen)),
            Cell::from(html! { (end_button(one)) }),
        ]
    });
    html! {
        h1 class="nhsuk-heading-l" { "My sessions" }
        p { "You are signed in here. End a session that you do not know, and change your password. \
             An ended session is over at once." }
        p { (how_long()) }
        form method="post" action="/account/sessions" {
            (form::key(&session.form_key))
            (Table {
                caption: "Sessions that are open".into(),
                head: ["Device", "Role and proof", "Began", "Last used", "End"].map(Cell::from).into(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
            @if open.len() > 1 { (button("others", "End all others".into())) }
            (button("all", "End all, this one too".into()))
        }
    }
}

fn end_button(one: &Listed) -> Button {
    let words = html! {
        "End" span class="nhsuk-u-visually-hidden" { " " (one.device) ", " (moment(one.times.began)) }
    };
    button(&one.id.to_string(), words.into())
}

fn button(value: &str, content: Content) -> Button {
    Button {
        content,
        name: Some("end".into()),
        value: Some(value.into()),
        variant: Some(ButtonVariant::Secondary),
        ..form::send("")
    }
}

fn role(app: &App, one: &Listed) -> String {
    match &one.role {
        None => "No role taken up".to_owned(),
        Some((role, organisation)) => {
            let title = app.roles.find(role).map_or(role.as_str(), |role| &role.title);
            format!("{title}, {organisation}")
        }
    }
}

fn moment(at: Timestamp) -> String {
    words::sentence_case(&words::moment(at))
}

/// How long a session lasts, in words.
pub(crate) fn how_long() -> String {
    format!(
        "A session ends after {} minutes without a request, and after {} hours in any case.",
        IDLE.as_mins(),
        LONGEST.as_hours()
    )
}

//! The journal: who did what, when and why.

use std::collections::HashMap;

use axum::extract::{Query, State};
use kith_design::{Cell, Details, Markup, Paging, Table, html};
use kith_store::journal::{self, Entry, Filter};
use serde::Deserialize;

use crate::app::App;
use crate::form::{self, Wrong};
use crate::page::Page;
use crate::problem::Problem;
use crate::rights::READ_JOURNAL;
use crate::session::Session;
use crate::store;
use crate::words;

/// The way from a thing to what the journal says of it, for those who may search the journal.
pub fn link(session: &Session, subject: &str, words: &str) -> Markup {
    html! {
        @if session.may(READ_JOURNAL) {
            p { a href={ "/journal?subject=" (subject) } { (words) } }
        }
    }
}

/// What to look for. The ids of people are ours, never their names.
#[derive(Debug, Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    action: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    page: u32,
}

/// The names of people by their ids. The journal itself holds ids only.
type Names = HashMap<String, String>;

/// The entries that fit, newest first.
pub async fn show(State(app): State<App>, Query(search): Query<Search>) -> Result<Page, Problem> {
    let wanted = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter = Filter {
        action: wanted(&search.action),
        subject: wanted(&search.subject),
        person: wanted(&search.person),
        ..Filter::default()
    };
    let mut reader = app.db.read().await?;
    let found = journal::search(&mut reader, &filter, search.page.max(1)).await?;
    let accounts = store::account::all(&mut reader).await?;
    let names =
        accounts.into_iter().map(|account| (account.id.to_string(), account.name)).collect();
    Ok(Page::new("Journal", main(&search, &found, &names)).under("Journal", "/journal").wide())
}

fn main(search: &Search, found: &journal::Page<Entry>, names: &Names) -> Markup {
    let nothing = Wrong::nothing();
    let paging = Paging {
        page: u64::from(found.number),
        per_page: u64::from(journal::PAGE),
        total: found.total,
    };
    html! {
        h1 class="nhsuk-heading-l" { "Journal" }
        p { "Every change and every refusal, newest first. Nothing in it can be changed or removed." }
        form method="get" action="/journal" class="kith-choose" {
            (form::text("action", "Action, such as plan.publish", &search.action, &nothing))
            (form::text("subject", "Id of the thing", &search.subject, &nothing))
            (form::text("person", "Id of the person who did it", &search.person, &nothing))
            (form::send("Search"))
        }
        @if found.items.is_empty() {
            p { "No entries match. " a href="/journal" { "Show all" } }
        } @else {
            (paging.summary("entry", "entries"))
            (Table {
                caption: "Entries".into(),
                head: ["Number", "When", "Action", "About", "Who", "In full"].map(Cell::from).into(),
                rows: found.items.iter().map(|entry| row(entry, names)).collect(),
                responsive: true,
                ..Table::default()
            })
            (paging.links(|page| format!("{}page={page}", path(search))))
        }
    }
}

fn row(entry: &Entry, names: &Names) -> Vec<Cell> {
    let name = names.get(&entry.author.person);
    let who = html! {
        @if let Some(name) = name {
            a href={ "/users/" (entry.author.person) } { (name) }
        } @else {
            (entry.author.person)
        }
        @if !entry.author.role.is_empty() { ", " (entry.author.role) }
        br; span class="nhsuk-u-secondary-text-colour" { (entry.author.purpose) }
    };
    let full = html! {
        @if let Some(before) = &entry.before { p { "Before: " code class="kith-break" { (before) } } }
        @if let Some(after) = &entry.after { p { "After: " code class="kith-break" { (after) } } }
        p { "Organisation: " (entry.author.organisation) ", site: " (entry.author.site) }
        p { "Seal: " code class="kith-break" { (crate::dice::hexadecimal(&entry.hash)) } }
    };
    let full = html! { (Details::new(format!("Entry {}", entry.seq), full)) };
    vec![
        Cell::from(entry.seq.to_string()),
        Cell::from(words::moment(entry.at)),
        Cell::from(entry.action.as_str()),
        Cell::from(
            html! { (entry.subject.kind) " " span class="kith-code kith-break" { (entry.subject.id) } },
        ),
        Cell::from(who),
        Cell::from(full),
    ]
}

fn path(search: &Search) -> String {
    let fields =
        [("action", &search.action), ("subject", &search.subject), ("person", &search.person)];
    let fields: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_html_form::to_string(fields).unwrap_or_default();
    format!("/journal?{query}")
}

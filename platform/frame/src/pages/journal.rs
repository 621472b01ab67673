//! The journal: who did what, when and why.

pub mod entry;
pub mod files;

use axum::Extension;
use axum::extract::{Query, State};
use kith_design::{
    ActiveFilter, Cell, EmptyState, FilteredList, Input, Markup, Paging, SortedBy, Table, html,
};
use kith_store::journal::{self, Entry, Filter, Order};
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::form::{self, Wrong};
use crate::journal::known::Known;
use crate::journal::search::Search;
use crate::page::Page;
use crate::problem::Problem;
use crate::reading::Looked;
use crate::right::{PURPOSES, Purpose};
use crate::rights::{READ_JOURNAL, READ_USERS};
use crate::session::Session;
use crate::visitor::SignedIn;
use crate::words;

/// The way from a thing to what the journal says of it, for those who may search the journal.
pub fn link(session: &Session, subject: &str, words: &str) -> Markup {
    html! {
        @if session.may(READ_JOURNAL) {
            p { a href={ "/journal?subject=" (subject) } { (words) } }
        }
    }
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    page: u32,
}

/// What the list shows.
struct List<'a> {
    app: &'a App,
    session: &'a Session,
    search: &'a Search,
    known: &'a Known,
    found: &'a journal::Page<Entry>,
}

/// The entries that fit.
pub async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(search): Query<Search>,
    Query(Which { page }): Query<Which>,
) -> Result<(Extension<Looked>, Page), Problem> {
    let mut reader = app.db.read().await?;
    let known = Known::now(&mut reader).await?;
    let (found, wrong) = match search.judge() {
        Ok(filter) => (find(&mut reader, &filter, page).await?, Wrong::nothing()),
        Err(wrong) => (journal::Page { items: vec![], number: 1, pages: 1, total: 0 }, wrong),
    };
    drop(reader);
    let list = List { app: &app, session: &session, search: &search, known: &known, found: &found };
    let page = Page::new("Journal", list.main(&wrong)).under("Journal", "/journal").wide();
    if !wrong.is_nothing() {
        // What was typed may name somebody: it is not kept.
        let at = json!({ "refused": true });
        return Ok((Extension(Looked { action: READ, at }), page.with_errors()));
    }
    let at = json!({ "asked": search.told(), "page": found.number, "of": found.total });
    Ok((Extension(Looked { action: READ, at }), page))
}

/// What the journal calls it when somebody looks into it.
pub const READ: &str = "journal.read";

/// A page of what fits; one beyond the last is the last.
async fn find(
    reader: &mut kith_store::Reader,
    filter: &Filter,
    page: u32,
) -> Result<journal::Page<Entry>, Problem> {
    let found = journal::search(reader, filter, page.max(1)).await?;
    if found.items.is_empty() && found.total > 0 {
        return Ok(journal::search(reader, filter, found.pages).await?);
    }
    Ok(found)
}

impl List<'_> {
    fn main(&self, wrong: &Wrong) -> Markup {
        html! {
            (wrong.summary())
            h1 class="nhsuk-heading-l" { "Journal" }
            p { "Every change, every refusal and every reading of data about people. Nothing in it \
                 can be changed or removed." }
            (FilteredList {
                action: "/journal".into(),
                fields: self.fields(wrong),
                active: self.active(wrong),
                clear_href: "/journal".into(),
                results: if wrong.is_nothing() { self.results() } else { Markup::default() },
                ..FilteredList::default()
            })
        }
    }

    fn fields(&self, wrong: &Wrong) -> Markup {
        let Search { action, kind, subject, about, from, to, .. } = self.search;
        let any = |words: &str| std::iter::once((String::new(), words.to_owned()));
        let roles = self.app.roles.iter().map(|role| (role.key.clone(), role.title.clone()));
        let purposes = PURPOSES.iter().map(|it| (it.key().to_owned(), it.title().to_owned()));
        let people = any("Anyone").chain(self.known.people());
        let organisations = any("Any organisation").chain(self.known.organisations());
        let hint = |words: &str, input: Input| Input { hint: Some(words.into()), ..input };
        let day = |name, label, value: &str| Input {
            width: Some(10),
            ..hint("Such as 2026-11-21", form::text(name, label, value, wrong))
        };
        let Search { person, role, organisation, purpose, .. } = self.search;
        html! {
            (form::select("person", "Who did it", people, person, wrong))
            (form::select("role", "In which role", any("Any role").chain(roles), role, wrong))
            (form::select("organisation", "For which organisation", organisations, organisation, wrong))
            (form::select("purpose", "What for", any("Any purpose").chain(purposes), purpose, wrong))
            (hint("Such as plan.publish, or plan. for all about plans",
                form::text("action", "What was done", action, wrong)))
            (hint("Such as plan or account", form::text("kind", "Kind of thing", kind, wrong)))
            (form::text("subject", "Id of the thing", subject, wrong))
            (form::text("about", "Id of the person it is about", about, wrong))
            (day("from", "From day", from))
            (day("to", "To day", to))
            @if !self.search.sort.is_empty() {
                input type="hidden" name="sort" value=(self.search.sort);
            }
        }
    }

    /// The filters that are on, in words.
    fn active(&self, wrong: &Wrong) -> Vec<ActiveFilter> {
        if !wrong.is_nothing() {
            return Vec::new();
        }
        let it = self.search;
        let organisation = self.known.organisation(&it.organisation);
        let purpose = PURPOSES.iter().find(|purpose| purpose.key() == it.purpose);
        let active = [
            (
                "Who",
                self.known.person(&it.person),
                &it.person,
                Search { person: String::new(), ..it.clone() },
            ),
            ("Role", self.role(&it.role), &it.role, Search { role: String::new(), ..it.clone() }),
            (
                "Organisation",
                organisation.map(|one| one.name.as_str()),
                &it.organisation,
                Search { organisation: String::new(), ..it.clone() },
            ),
            (
                "What for",
                purpose.map(|one| one.title()),
                &it.purpose,
                Search { purpose: String::new(), ..it.clone() },
            ),
            ("Done", None, &it.action, Search { action: String::new(), ..it.clone() }),
            ("Kind", None, &it.kind, Search { kind: String::new(), ..it.clone() }),
            ("Thing", None, &it.subject, Search { subject: String::new(), ..it.clone() }),
            (
                "About",
                self.known.person(&it.about),
                &it.about,
                Search { about: String::new(), ..it.clone() },
            ),
            ("From", None, &it.from, Search { from: String::new(), ..it.clone() }),
            ("To", None, &it.to, Search { to: String::new(), ..it.clone() }),
        ];
        let active = active.into_iter().filter(|(_, _, value, _)| !value.is_empty());
        active
            .map(|(name, words, value, without)| ActiveFilter {
                text: format!("{name}: {}", words.unwrap_or(value)),
                remove_href: address(&without, 1),
            })
            .collect()
    }

    fn role(&self, key: &str) -> Option<&str> {
        self.app.roles.find(key).map(|role| role.title.as_str())
    }

    fn results(&self) -> Markup {
        let found = self.found;
        if found.items.is_empty() {
            let action = Some(("Show all entries".into(), "/journal".into()));
            let text = "Nothing in the journal is what you asked for. Take a filter away, or look \
                        at other days.";
            let empty =
                EmptyState { heading: "No entries match".into(), text: text.into(), action };
            return html! { (empty) };
        }
        let paging = Paging {
            page: u64::from(found.number),
            per_page: u64::from(journal::PAGE),
            total: found.total,
        };
        html! {
            (paging.summary("entry", "entries"))
            (self.table())
            (paging.links(|page| address(self.search, page)))
            (files::links(self.search, found.total))
        }
    }

    fn table(&self) -> Table {
        let (column, descending) = match self.search.order() {
            Order::Newest => ("number", true),
            Order::Oldest => ("number", false),
            Order::Action => ("action", false),
            Order::ActionBackwards => ("action", true),
        };
        let sorted = SortedBy { column, descending };
        let by = |name: &str| address(&Search { sort: name.into(), ..self.search.clone() }, 1);
        let number = |descending| by(if descending { "" } else { "oldest" });
        let action = |descending| by(if descending { "action-backwards" } else { "action" });
        Table {
            caption: "Entries".into(),
            head: vec![
                sorted.head("number", "Number", number),
                Cell::from("When"),
                sorted.head("action", "What was done", action),
                Cell::from("To what"),
                Cell::from("Who"),
            ],
            rows: self.found.items.iter().map(|entry| self.row(entry)).collect(),
            responsive: true,
            ..Table::default()
        }
    }

    fn row(&self, entry: &Entry) -> Vec<Cell> {
        let number = html! {
            a href={ "/journal/" (entry.seq) } {
                span class="nhsuk-u-visually-hidden" { "Entry " } (entry.seq)
            }
        };
        let thing = html! {
            (entry.subject.kind) " " span class="kith-code kith-break" { (entry.subject.id) }
        };
        vec![
            Cell::from(number),
            Cell::from(words::moment(entry.at)),
            Cell::from(action(&entry.action)),
            Cell::from(thing),
            Cell::from(self.who(entry)),
        ]
    }

    fn who(&self, entry: &Entry) -> Markup {
        let author = &entry.author;
        let organisation = self.known.organisation(&author.organisation);
        html! {
            (person(self.session, self.known, &author.person))
            @if !author.role.is_empty() {
                ", " (self.role(&author.role).unwrap_or(&author.role))
            }
            @if let Some(organisation) = organisation { ", " (organisation.name) }
            @if let Some(purpose) = purpose(&author.purpose) {
                br; span class="nhsuk-u-secondary-text-colour" { (purpose) }
            }
        }
    }
}

/// A person by name, or by the id where nobody knows the name any more.
fn person(session: &Session, known: &Known, id: &str) -> Markup {
    html! {
        @match known.person(id) {
            Some(name) if session.may(READ_USERS) => { a href={ "/users/" (id) } { (name) } }
            Some(name) => { (name) }
            None if id == "system" => { "Kith itself" }
            None => { span class="kith-code kith-break" { (id) } }
        }
    }
}

/// An action, which a narrow column breaks behind its dot.
fn action(action: &str) -> Markup {
    let parts = action.split_inclusive('.');
    html! { @for part in parts { (part) wbr; } }
}

/// The words for a purpose.
fn purpose(key: &str) -> Option<&'static str> {
    PURPOSES.iter().find(|purpose| purpose.key() == key).map(|purpose| Purpose::title(*purpose))
}

/// A page of the list for this search.
fn address(search: &Search, page: u64) -> String {
    let search = search.in_address();
    let page = if page > 1 { format!("page={page}") } else { String::new() };
    let query: Vec<String> = [search, page].into_iter().filter(|it| !it.is_empty()).collect();
    if query.is_empty() { "/journal".into() } else { format!("/journal?{}", query.join("&")) }
}

//! Data: which kinds of file are known, which of them are here and as of when, and what came lately.

use axum::extract::{Query, State};
use kith_design::{Cell, Markup, Paging, Table, Tag, TagColour, html};
use kith_frame::app::App;
use kith_frame::module::Use;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_intake::Feed;
use kith_intake::load::{self, Load, LoadState};
use serde::Deserialize;

use crate::freshness::{age, most_days, speaks_of};
use crate::lists::{PAGE_SIZE, paging, skip};
use crate::pages::feed::lag;
use crate::{LOAD, title_of};

/// Which page of the loads.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    page: u32,
}

struct Shown<'a> {
    app: &'a App,
    counting: Vec<Load>,
    newest: Vec<Load>,
    paging: Paging,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(Which { page }): Query<Which>,
) -> Result<Page, Problem> {
    let mut reader = app.db.read().await?;
    let total = load::count(&mut reader).await?;
    let paging = paging(page, total);
    let shown = Shown {
        app: &app,
        counting: load::accepted(&mut reader).await?,
        newest: load::newest(&mut reader, skip(&paging), PAGE_SIZE).await?,
        paging,
    };
    Ok(Page::new("Data", main(&session, &shown)).under("Data", "/data").wide())
}

fn main(session: &Session, shown: &Shown<'_>) -> Markup {
    html! {
        h1 class="nhsuk-heading-l" { "Data" }
        @if session.may(LOAD) {
            p { a class="nhsuk-button" href="/data/upload" { "Load a file" } }
        }
        (loads(shown))
        (kinds(shown))
    }
}

fn loads(shown: &Shown<'_>) -> Markup {
    let rows = shown.newest.iter().map(|load| {
        vec![
            Cell::from(
                html! { a class="kith-break" href={ "/data/loads/" (load.id) } { (load.file) } },
            ),
            Cell::from(title_of(&shown.app.feeds, &load.kind)),
            Cell::from(state(load.state)),
            Cell::number(words::count(load.read.rows.total())),
            Cell::number(words::count(load.findings)),
            Cell::from(words::moment(load.arrived_at)),
        ]
    });
    html! {
        h2 class="nhsuk-heading-m" { "Loads" }
        @if shown.newest.is_empty() {
            p { "No files have been loaded yet. Load the boundaries of small areas first." }
        } @else {
            (shown.paging.summary("load", "loads"))
            (Table {
                caption: "Loads, newest first".into(),
                head: vec![
                    "File".into(),
                    "What it is".into(),
                    "State".into(),
                    Cell::number("Rows"),
                    Cell::number("Set aside"),
                    "Arrived".into(),
                ],
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
            (shown.paging.links(|page| format!("/data?page={page}")))
        }
    }
}

fn kinds(shown: &Shown<'_>) -> Markup {
    let (extracts, official): (Vec<&'static Feed>, Vec<&'static Feed>) =
        shown.app.feeds.iter().partition(|feed| feed.mapping().is_some());
    html! {
        @if !extracts.is_empty() {
            h2 class="nhsuk-heading-m" { "Extracts about people" }
            (kinds_table(shown, &extracts, "What organisations send, and as of when"))
        }
        h2 class="nhsuk-heading-m" { "Kinds of official file that Kith reads" }
        (kinds_table(shown, &official, "What is here, and as of when"))
    }
}

fn kinds_table(shown: &Shown<'_>, feeds: &[&'static Feed], caption: &str) -> Markup {
    let rows = feeds.iter().map(|feed| {
        let here: Vec<&Load> =
            shown.counting.iter().filter(|load| load.kind == feed.kind).collect();
        let newest = here.iter().max_by_key(|load| speaks_of(load));
        let as_of = match newest {
            None => html! { span class="nhsuk-u-secondary-text-colour" { "Not here" } },
            Some(load) => html! { (words::date(speaks_of(load))) },
        };
        let today = shown.app.clock.today();
        let age = newest.map(|load| (age(load, today), most_days(shown.app, feed.kind)));
        vec![
            Cell::from(html! { a href={ "/data/feeds/" (feed.kind) } { (feed.title) } }),
            Cell::from(feed.mapping().map_or(feed.publisher, |mapping| mapping.owner.as_str())),
            Cell::from(as_of),
            Cell::from(lag(age)),
            Cell::number(words::count(here.len() as u64)),
        ]
    });
    let who = if feeds.iter().any(|feed| feed.mapping().is_some()) { "Owner" } else { "Publisher" };
    html! {
        (Table {
            caption: caption.into(),
            head: vec![
                "Kind".into(),
                who.into(),
                "As of".into(),
                "Age".into(),
                Cell::number("Loads that count"),
            ],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

/// Where the rows of a kind of file are used, with links for whoever may follow them.
pub(crate) fn used_in(app: &App, session: &Session, feed: &Feed) -> Markup {
    let is_filled = |used: &&Use| feed.tables.iter().any(|table| table.name == used.table);
    let uses = app.modules.iter().flat_map(|module| module.uses).filter(is_filled);
    let mut uses: Vec<&Use> = uses.collect();
    uses.sort_unstable_by_key(|used| (used.title, used.path));
    uses.dedup_by_key(|used| (used.title, used.path));
    html! {
        @if uses.is_empty() { "Nowhere yet" }
        @for (number, used) in uses.iter().enumerate() {
            @if number > 0 { ", " }
            @if session.may(used.needs) { a href=(used.path) { (used.title) } } @else { (used.title) }
        }
    }
}

/// How far a load has come, as a tag.
pub(crate) fn state(state: LoadState) -> Markup {
    let colour = match state {
        LoadState::Arriving | LoadState::ToReview => TagColour::Yellow,
        LoadState::Accepted => TagColour::Green,
        LoadState::Discarded | LoadState::RolledBack => TagColour::Grey,
    };
    html! { (Tag { content: state.title().into(), colour: Some(colour), ..Tag::default() }) }
}

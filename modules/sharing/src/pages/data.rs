//! Data: which kinds of file are known, which of them are here and as of when, and what came lately.

use axum::extract::{Query, State};
use kith_design::{Cell, Markup, Paging, Table, Tag, TagColour, html};
use kith_frame::app::App;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_intake::Feed;
use kith_intake::load::{self, Load, LoadState};
use serde::Deserialize;

use crate::lists::{PAGE_SIZE, paging, skip};
use crate::{LOAD, feeds, title_of};

/// Which page of the loads.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    page: u32,
}

struct Shown {
    feeds: Vec<&'static Feed>,
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
        feeds: feeds(&app),
        counting: load::accepted(&mut reader).await?,
        newest: load::newest(&mut reader, skip(&paging), PAGE_SIZE).await?,
        paging,
    };
    Ok(Page::new("Data", main(&session, &shown)).under("Data", "/data").wide())
}

fn main(session: &Session, shown: &Shown) -> Markup {
    html! {
        h1 class="nhsuk-heading-l" { "Data" }
        @if session.may(LOAD) {
            p { a class="nhsuk-button" href="/data/upload" { "Load a file" } }
        }
        (loads(shown))
        (kinds(shown))
    }
}

fn loads(shown: &Shown) -> Markup {
    let rows = shown.newest.iter().map(|load| {
        vec![
            Cell::from(
                html! { a class="kith-break" href={ "/data/loads/" (load.id) } { (load.file) } },
            ),
            Cell::from(title_of(&shown.feeds, &load.kind)),
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

fn kinds(shown: &Shown) -> Markup {
    let rows = shown.feeds.iter().map(|feed| {
        let here: Vec<&Load> =
            shown.counting.iter().filter(|load| load.kind == feed.kind).collect();
        let newest = here.iter().filter_map(|load| load.valid_from).max();
        let as_of = match (here.is_empty(), newest) {
            (true, _) => html! { span class="nhsuk-u-secondary-text-colour" { "Not here" } },
            (false, Some(day)) => html! { (words::date(day)) },
            (false, None) => html! { "The file does not say" },
        };
        vec![
            Cell::from(feed.title),
            Cell::from(feed.publisher),
            Cell::from(as_of),
            Cell::number(words::count(here.len() as u64)),
        ]
    });
    html! {
        h2 class="nhsuk-heading-m" { "Kinds of file that Kith reads" }
        (Table {
            caption: "What is here, and as of when".into(),
            head: vec!["Kind".into(), "Publisher".into(), "As of".into(), Cell::number("Loads that count")],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
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

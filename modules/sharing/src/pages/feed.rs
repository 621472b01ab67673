//! One kind of file: who sends it, how old it is, how far its columns are filled and whether that has
//! changed, which loads there are, and where its rows are used.

use axum::extract::{Path, State};
use kith_design::{Cell, Markup, SummaryList, SummaryRow, Table, Tag, TagColour, html};
use kith_frame::app::App;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_intake::load::{self, Load, LoadState};
use kith_intake::{Extent, Feed};

use crate::drift::{Completeness, EARLIER_LOADS, completeness};
use crate::freshness::{age, most_days, speaks_of};
use crate::pages::data::{state, used_in};

/// So many loads are shown.
const LOADS: usize = 20;

struct Shown {
    feed: &'static Feed,
    counting: Vec<Load>,
    loads: Vec<Load>,
    completeness: Vec<Completeness>,
    age: Option<(i32, Option<u32>)>,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(kind): Path<String>,
) -> Result<Page, Problem> {
    let feed = app.feeds.iter().copied().find(|feed| feed.kind == kind);
    let Some(feed) = feed else { return Err(Problem::NotFound) };
    let mut reader = app.db.read().await?;
    let loads = load::of_kind(&mut reader, feed.kind).await?;
    let counting: Vec<Load> =
        loads.iter().filter(|load| load.state == LoadState::Accepted).cloned().collect();
    // A correction holds the rows that went wrong: how they are filled says nothing of the extract.
    let whole: Vec<&Load> = counting.iter().filter(|load| load.corrects.is_none()).collect();
    let newest = whole.first();
    let shown = Shown {
        feed,
        completeness: newest.map_or_else(Vec::new, |newest| {
            completeness(newest, &whole[1..whole.len().min(EARLIER_LOADS + 1)])
        }),
        age: newest.map(|load| (age(load, app.clock.today()), most_days(&app, feed.kind))),
        counting,
        loads,
    };
    let page = Page::new(feed.title, main(&app, &session, &shown));
    Ok(page.under("Data", "/data").under(feed.title, format!("/data/feeds/{}", feed.kind)).wide())
}

fn main(app: &App, session: &Session, shown: &Shown) -> Markup {
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Kind of file" }
            (shown.feed.title)
        }
        (summary(app, session, shown))
        (filling(shown))
        (loads(shown))
    }
}

fn summary(app: &App, session: &Session, shown: &Shown) -> Markup {
    let feed = shown.feed;
    let row = |key: &str, value: Markup| SummaryRow {
        key: key.into(),
        value: value.into(),
        ..SummaryRow::default()
    };
    let mut rows = vec![
        row("Short name", html! { (feed.kind) }),
        row("Publisher", html! { (feed.publisher) }),
    ];
    if let Some(mapping) = feed.mapping() {
        rows.push(row("Owner: whom to ask", html! { (mapping.owner) }));
        rows.push(row("Mapping file", html! { "version " (mapping.version) }));
    }
    rows.push(row("A new load", html! { (extent(feed.extent)) }));
    rows.push(row("Newest that counts", newest(shown)));
    rows.push(row("Age", html! { (lag(shown.age)) }));
    rows.push(row("Its rows are used in", used_in(app, session, feed)));
    html! { (SummaryList { rows, ..SummaryList::default() }) }
}

fn extent(extent: Extent) -> &'static str {
    match extent {
        Extent::Whole => "takes the place of the earlier ones",
        Extent::Part => "adds to the earlier ones",
    }
}

fn newest(shown: &Shown) -> Markup {
    html! {
        @match shown.counting.first() {
            None => { "No load counts" }
            Some(load) => {
                a href={ "/data/loads/" (load.id) } { "of " (words::date(speaks_of(load))) }
            }
        }
    }
}

/// How old the newest load is, and whether that is too old.
pub(crate) fn lag(age: Option<(i32, Option<u32>)>) -> Markup {
    html! {
        @match age {
            None => { "Not applicable" }
            Some((days, most)) => {
                (words::how_many(u64::from(days.unsigned_abs()), "day", "days"))
                @if let Some(most) = most {
                    @if i64::from(days) > i64::from(most) {
                        " " (Tag { content: "Late".into(), colour: Some(TagColour::Red), ..Tag::default() })
                    }
                    ", asked for after " (most)
                }
            }
        }
    }
}

fn filling(shown: &Shown) -> Markup {
    let source = |column: &str| {
        let mapping = shown.feed.mapping()?;
        let found = mapping.filled().find(|(table, name, _)| format!("{table}.{name}") == column);
        found.map(|(_, _, from)| from)
    };
    let percent = |share: f64| format!("{}%", words::decimal(share * 100.0, 1));
    let row = |one: &Completeness| {
        let drift =
            Tag { content: "Changed".into(), colour: Some(TagColour::Yellow), ..Tag::default() };
        let (_, name) = one.column.split_once('_').unwrap_or(("", &one.column));
        vec![
            Cell::from(html! { span class="kith-break" { (name.replace(['_', '.'], " ")) } }),
            Cell::from(html! {
                span class="kith-break" { (source(&one.column).unwrap_or_else(|| "Not filled".into())) }
            }),
            Cell::number(percent(one.filled)),
            Cell::number(one.usual.map_or_else(|| "No earlier load".to_owned(), percent)),
            Cell::number(words::count(one.bad)),
            Cell::from(if one.has_drifted {
                html! { (drift) }
            } else {
                html! { "As usual" }
            }),
        ]
    };
    html! {
        @if !shown.completeness.is_empty() {
            h2 class="nhsuk-heading-m" { "How far its columns are filled" }
            (Table {
                caption: "In the newest load that counts, beside the six before it".into(),
                head: vec![
                    "Column".into(),
                    "Comes from".into(),
                    Cell::number("Filled"),
                    Cell::number("Usually"),
                    Cell::number("Bad values"),
                    "Drift".into(),
                ],
                rows: shown.completeness.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}

fn loads(shown: &Shown) -> Markup {
    let row = |load: &Load| {
        vec![
            Cell::from(
                html! { a class="kith-break" href={ "/data/loads/" (load.id) } { (load.file) } },
            ),
            Cell::from(state(load.state)),
            Cell::number(words::count(load.read.rows.total())),
            Cell::number(words::count(load.findings)),
            Cell::from(words::moment(load.arrived_at)),
        ]
    };
    html! {
        h2 class="nhsuk-heading-m" { "Loads" }
        @if shown.loads.is_empty() {
            p { "No file of this kind has come." }
        } @else {
            (Table {
                caption: "Newest first, the last twenty".into(),
                head: vec![
                    "File".into(),
                    "State".into(),
                    Cell::number("Rows"),
                    Cell::number("Set aside"),
                    "Arrived".into(),
                ],
                rows: shown.loads.iter().take(LOADS).map(row).collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}

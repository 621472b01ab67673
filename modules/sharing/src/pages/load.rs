//! A load: what was read, what accepting it would change, what was wrong with it.

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use kith_design::{
    Button, ButtonVariant, Cell, Markup, Paging, SummaryList, SummaryRow, Table, html,
};
use kith_frame::app::App;
use kith_frame::form;
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::pages::journal;
use kith_frame::posted::{Posted, Pressed};
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_intake::load::{self, Example, Load, LoadState};
use kith_terms::{Finding, Id};
use serde::Deserialize;

use crate::lists::{PAGE_SIZE, paging, skip};
use crate::pages::examples;
use crate::{LOAD, pages, quarantine, title_of};

/// Which page of the findings.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    page: u32,
}

struct Shown<'a> {
    load: &'a Load,
    title: &'a str,
    attribution: &'a str,
    findings: Vec<Finding>,
    paging: Paging,
    /// Whether its rows are about people.
    is_about_people: bool,
    examples: Vec<(&'static kith_intake::Table, Vec<Example>)>,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Load>,
    Query(Which { page }): Query<Which>,
) -> Result<Page, Problem> {
    let load = find(&app, id).await?;
    let paging = paging(page, load.findings);
    let mut reader = app.db.read().await?;
    let feed = app.feeds.iter().copied().find(|feed| feed.kind == load.kind);
    let mapped = feed.filter(|feed| feed.mapping().is_some());
    let may_see = mapped.is_none() || session.may(LOAD);
    let examples = match mapped.filter(|_| may_see && load.state == LoadState::ToReview) {
        Some(feed) => load::examples(&mut reader, feed, &load, examples::MOST).await?,
        None => Vec::new(),
    };
    let findings = if may_see {
        load::findings(&mut reader, load.id, skip(&paging), PAGE_SIZE).await?
    } else {
        Vec::new()
    };
    let shown = Shown {
        title: title_of(&app.feeds, &load.kind),
        attribution: feed.map_or("", |feed| feed.attribution),
        load: &load,
        findings,
        paging,
        is_about_people: mapped.is_some(),
        examples,
    };
    let page = Page::new(format!("Load of {}", load.file), main(&session, &shown));
    Ok(page.under("Data", "/data").under("Load", format!("/data/loads/{}", load.id)).wide())
}

async fn find(app: &App, id: Id<Load>) -> Result<Load, Problem> {
    Ok(load::one(&mut app.db.read().await?, id).await?)
}

fn main(session: &Session, shown: &Shown<'_>) -> Markup {
    let load = shown.load;
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (shown.title) }
            span class="kith-break" { (load.file) }
        }
        p { (pages::data::state(load.state)) }
        @if session.may(LOAD) { (what_to_do(session, load)) }
        (summary(session, shown))
        (changes(load))
        (examples::examples(&shown.examples))
        (kept(load))
        @if shown.is_about_people && !session.may(LOAD) {
            h2 class="nhsuk-heading-m" { "Quarantine" }
            p {
                (words::count(load.findings)) " findings. They hold people’s data: whoever may load \
                 data sees them."
            }
        } @else {
            (set_aside(session, shown))
        }
    }
}

fn what_to_do(session: &Session, load: &Load) -> Markup {
    let press = |to: &str, button: Button| {
        html! {
            form method="post" action={ "/data/loads/" (load.id) "/" (to) } class="kith-inline-form" {
                (form::key(&session.form_key))
                (button)
            }
        }
    };
    let second = |words| Button { variant: Some(ButtonVariant::Secondary), ..form::send(words) };
    match load.state {
        LoadState::ToReview => html! {
            p { "Look at what it would change, then accept or discard it. Until then it does not count." }
            div class="nhsuk-button-group" {
                (press("accept", form::send("Accept")))
                (press("discard", second("Discard")))
            }
        },
        LoadState::Accepted => html! {
            (press("roll-back", second("Roll back")))
            p class="nhsuk-body-s" { "Rolling back brings back what was known before this load." }
        },
        _ => Markup::default(),
    }
}

fn summary(session: &Session, shown: &Shown<'_>) -> Markup {
    let load = shown.load;
    let row = |key: &str, value: String| SummaryRow {
        key: key.into(),
        value: value.into(),
        ..SummaryRow::default()
    };
    let speaks_of = load.valid_from.map_or("The file does not say".to_owned(), words::date);
    let mut rows = vec![
        row("Speaks of", speaks_of),
        row("Arrived", words::moment(load.arrived_at)),
        row("Size", format!("{} bytes", words::count(load.bytes))),
        SummaryRow {
            value: html! { span class="kith-break" { (load.sha256) } }.into(),
            ..row("SHA-256", String::new())
        },
    ];
    if !shown.attribution.is_empty() {
        rows.push(row("Source", shown.attribution.to_owned()));
    }
    if let Some(corrected) = load.corrects {
        let link = html! { a href={ "/data/loads/" (corrected) } { "the load whose rows it brings again" } };
        rows.push(SummaryRow { value: link.into(), ..row("Corrects", String::new()) });
    }
    if let Some(at) = load.accepted_at {
        rows.push(row("Accepted", words::moment(at)));
    }
    if let Some(at) = load.withdrawn_at {
        rows.push(row("Withdrawn", words::moment(at)));
    }
    let more = load.read.facts.iter();
    rows.extend(more.map(|(label, text)| row(&words::sentence_case(label), text.clone())));
    html! {
        (SummaryList { rows, ..SummaryList::default() })
        (journal::link(session, &load.id.to_string(), "What was done with this load, and by whom"))
    }
}

fn changes(load: &Load) -> Markup {
    let rows = load.changes.0.iter().map(|changes| {
        let counts = [changes.new, changes.close, changes.changed, changes.same, changes.gone];
        std::iter::once(Cell::from(table_in_words(&changes.table)))
            .chain(counts.map(|many| Cell::number(words::count(many))))
            .collect()
    });
    html! {
        @if !load.changes.0.is_empty() {
            (Table {
                caption: "What accepting it changes, in rows".into(),
                head: std::iter::once("Rows about".into())
                    .chain(["New", "Of these, close matches", "Changed", "The same", "Gone"].map(Cell::number))
                    .collect(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}

/// The table's name without its module: `geography_area_unit` is "area unit".
fn table_in_words(table: &str) -> String {
    table.split_once('_').map_or(table, |(_, rest)| rest).replace('_', " ")
}

fn kept(load: &Load) -> Markup {
    let rows = load.read.tally.iter();
    let rows = rows.map(|(name, many)| vec![Cell::from(name), Cell::number(words::count(many))]);
    html! {
        @if !load.read.tally.is_empty() {
            (Table {
                caption: "Counted under its own name".into(),
                head: vec!["What".into(), Cell::number("How many")],
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}

/// A cell whose words may have no spaces.
fn breaks(words: &str) -> Cell {
    Cell::from(html! { span class="kith-break" { (words) } })
}

fn set_aside(session: &Session, shown: &Shown<'_>) -> Markup {
    let load = shown.load;
    let rows = shown.findings.iter().map(|finding| {
        let unknown = || "Not applicable".to_owned();
        vec![
            Cell::from(finding.place.line.map_or_else(unknown, |line| line.to_string())),
            breaks(finding.place.column.as_deref().unwrap_or("Not applicable")),
            breaks(finding.value.as_deref().unwrap_or("No data")),
            Cell::from(finding.rule.as_str()),
            Cell::from(finding.remedy.as_str()),
        ]
    });
    html! {
        h2 class="nhsuk-heading-m" { "Quarantine" }
        @if shown.findings.is_empty() {
            p { "Nothing was set aside." }
        } @else {
            (shown.paging.summary("row", "rows"))
            @if session.may(LOAD) {
                p {
                    a href={ "/data/loads/" (load.id) "/quarantine.csv" } { "Download all as CSV" }
                }
            }
            @if session.may(LOAD) && shown.is_about_people {
                p {
                    a href={ "/data/loads/" (load.id) "/corrections" } {
                        "Download the rows that were set aside, as they came"
                    }
                    ". Correct them, keep the file’s name, and load it: its rows are added to this load."
                }
            }
            (Table {
                caption: "Rows that were set aside, and what to do about them".into(),
                head: ["Line", "Column", "Value", "Rule", "What to do"].map(Cell::from).into(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
            (shown.paging.links(|page| format!("/data/loads/{}?page={page}", load.id)))
        }
    }
}

/// Quarantine as a file.
pub(crate) async fn quarantine(
    State(app): State<App>,
    Named(id): Named<Load>,
) -> Result<Response, Problem> {
    let load = find(&app, id).await?;
    let findings = load::findings(&mut app.db.read().await?, load.id, 0, u32::MAX).await?;
    let name = format!("attachment; filename=\"quarantine-{}.csv\"", load.id);
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, quarantine::as_csv(&findings)).into_response())
}

/// The rows that were set aside, as they came, to be corrected and loaded again.
pub(crate) async fn corrections(
    State(app): State<App>,
    Named(id): Named<Load>,
) -> Result<Response, Problem> {
    let load = find(&app, id).await?;
    let rows = load::rows_set_aside(&mut app.db.read().await?, load.id).await?;
    let name = format!("attachment; filename=\"{}\"", load::name_of_correction(&load));
    let headers =
        [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, load::layout_of(&load, &rows)).into_response())
}

/// Accepts the load.
pub(crate) async fn accept(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Load>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let load = find(&app, id).await?;
    load::accept(&app.db, app.clock.now(), &session.author(), load.id).await?;
    Ok(Redirect::to(&format!("/data/loads/{}", load.id)))
}

/// Discards the load.
pub(crate) async fn discard(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Load>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let load = find(&app, id).await?;
    if load.state != LoadState::ToReview {
        return Err(Problem::Conflict("This load has been decided on already.".into()));
    }
    let author = session.author();
    load::discard(app.stores(), (app.clock.now(), &author), &app.feeds, &load).await?;
    Ok(Redirect::to("/data"))
}

/// Rolls the load back.
pub(crate) async fn roll_back(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Load>,
    _: Posted<Pressed>,
) -> Result<Redirect, Problem> {
    let load = find(&app, id).await?;
    load::roll_back(&app.db, app.clock.now(), &session.author(), load.id).await?;
    Ok(Redirect::to(&format!("/data/loads/{}", load.id)))
}

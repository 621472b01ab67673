//! Practices: their lists, and where their people live.

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::{Cell, EmptyState, Markup, Paging, SortedBy, Table, csv, html};
use kith_frame::address::in_question;
use kith_frame::app::App;
use kith_frame::as_at::AsAt;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::words;
use serde::Deserialize;

use super::download;
use crate::known;
use crate::place::Place;

/// Practices on a page.
const PAGE_SIZE: u64 = 50;

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    text: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    down: String,
    #[serde(default)]
    page: String,
    #[serde(flatten)]
    as_at: AsAt,
}

/// A practice with the counts of its list.
struct Row<'a> {
    code: String,
    name: &'a str,
    pcn: &'a str,
    patients: u64,
    elsewhere: u64,
}

/// The list.
pub(crate) async fn list(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let (known, wrong) = known::place_asked(&app, &asked.as_at).await?;
    let rows = wanted(&known.place, &asked);
    let main = html! {
        (wrong.summary())
        (asked.as_at.notice(known.basis.as_of))
        (main(&known.place, &rows, &asked))
        (asked.as_at.form("/practices", &[("text", &asked.text), ("sort", &asked.sort)], &wrong))
    };
    let page = Page::new("Practices", main).under("Practices", "/practices").wide();
    Ok(if wrong.is_nothing() { page } else { page.with_errors() })
}

/// The list as CSV.
pub(crate) async fn as_csv(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (known, _) = known::place_asked(&app, &asked.as_at).await?;
    let head = ["PRACTICE_CODE", "PRACTICE_NAME", "PCN_NAME", "REGISTERED", "LIVE_ELSEWHERE"];
    let rows = wanted(&known.place, &asked).into_iter().map(|row| {
        [
            row.code,
            row.name.to_owned(),
            row.pcn.to_owned(),
            row.patients.to_string(),
            row.elsewhere.to_string(),
        ]
    });
    Ok(download::csv("practices.csv", csv(&head, rows)))
}

fn wanted<'a>(place: &'a Place, asked: &Asked) -> Vec<Row<'a>> {
    let mut here = vec![0_u64; place.practices.len()];
    let mut elsewhere = here.clone();
    for registration in &place.registrations {
        here[registration.practice] += u64::from(registration.patients);
    }
    for other in &place.elsewhere {
        elsewhere[other.practice] += u64::from(other.patients);
    }
    let text = asked.text.trim().to_lowercase();
    let mut rows: Vec<Row<'a>> = place
        .practices
        .iter()
        .zip(here.iter().zip(&elsewhere))
        .map(|(practice, (here, elsewhere))| Row {
            code: practice.code.to_string(),
            name: &practice.name,
            pcn: practice.pcn.map_or("Not known", |pcn| &place.pcns[pcn].name),
            patients: here + elsewhere,
            elsewhere: *elsewhere,
        })
        .filter(|row| {
            [row.name, row.pcn, &row.code].iter().any(|field| field.to_lowercase().contains(&text))
        })
        .collect();
    match asked.sort.as_str() {
        "pcn" => rows.sort_by(|a, b| a.pcn.cmp(b.pcn).then_with(|| a.name.cmp(b.name))),
        "patients" => rows.sort_by_key(|row| row.patients),
        "elsewhere" => rows.sort_by_key(|row| row.elsewhere),
        _ => rows.sort_by(|a, b| a.name.cmp(b.name)),
    }
    if !asked.down.is_empty() {
        rows.reverse();
    }
    rows
}

fn main(place: &Place, rows: &[Row<'_>], asked: &Asked) -> Markup {
    let paging = Paging {
        page: asked.page.parse().unwrap_or(1),
        per_page: PAGE_SIZE,
        total: rows.len() as u64,
    };
    let nothing = Wrong::nothing();
    html! {
        h1 class="nhsuk-heading-l" { "Practices" }
        @if place.practices.is_empty() {
            (EmptyState {
                heading: "No practices loaded".into(),
                text: "Load “Patients registered at a GP practice” by small area, and the mapping of \
                       practices to PCNs, both from NHS England.".into(),
                action: None,
            })
        } @else {
            form method="get" action="/practices" class="kith-choose" {
                (form::text("text", "Find by name, code or PCN", &asked.text, &nothing))
                (form::send("Find"))
            }
            @if rows.is_empty() {
                p { "No practices match “" (asked.text) "”. " a href="/practices" { "Show all" } }
            } @else {
                @if !asked.text.is_empty() {
                    p { "Only those that match “" (asked.text) "”. " a href="/practices" { "Show all" } }
                }
                (paging.summary("practice", "practices"))
                (table(rows, asked, &paging))
                (paging.links(|page| address(asked, &asked.sort, !asked.down.is_empty(), page)))
                p { a href={ "/practices.csv" (address(asked, &asked.sort, false, 1).trim_start_matches("/practices")) } { "Download as CSV" } }
            }
        }
    }
}

fn table(rows: &[Row<'_>], asked: &Asked, paging: &Paging) -> Markup {
    let sort = if asked.sort.is_empty() { "name" } else { &asked.sort };
    let sorted = SortedBy { column: sort, descending: !asked.down.is_empty() };
    let head = [
        ("name", "Practice"),
        ("pcn", "PCN"),
        ("patients", "Registered people"),
        ("elsewhere", "of whom live elsewhere"),
    ];
    let cell = |key, words| match key {
        "patients" | "elsewhere" => Cell::number(words),
        _ => Cell::from(words),
    };
    let head = head.map(|(key, words)| {
        sorted.head(key, cell(key, words), |down| address(asked, key, down, 1))
    });
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let page = rows.iter().skip(from).take(usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX));
    let cells = page.map(|row| {
        vec![
            Cell::from(html! { (row.name) br; span class="kith-code" { (row.code) } }),
            Cell::from(row.pcn),
            Cell::number(words::count(row.patients)),
            Cell::number(words::count(row.elsewhere)),
        ]
    });
    html! {
        (Table {
            caption: "Practices and their lists".into(),
            head: head.into(),
            rows: cells.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn address(asked: &Asked, sort: &str, down: bool, page: u64) -> String {
    let down = if down { "&down=1" } else { "" };
    let (text, days) = (in_question(&asked.text), asked.as_at.in_address());
    format!("/practices?text={text}&sort={sort}{down}{days}&page={page}")
}

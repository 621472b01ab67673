//! Primary care networks: registered people against the people who live in their footprint.

use axum::extract::{Path, Query, State};
use kith_design::chart::{Bar, Bars, bars};
use kith_design::{Cell, EmptyState, Frame, Markup, Paging, Table, html};
use kith_frame::app::App;
use kith_frame::as_at::AsAt;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::words;
use serde::Deserialize;

use crate::known;
use crate::place::{Pcn, Place};
use crate::plan::footprints::{modal_pcns, pcn_patients};

/// Networks on a page: as many as their chart has room for.
const PAGE_SIZE: u64 = 30;

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    page: String,
    #[serde(flatten)]
    as_at: AsAt,
}

/// A network with its counts.
#[derive(Debug, Clone, Default)]
struct Counts {
    practices: u64,
    /// People on the lists of its practices, wherever they live.
    registered: u64,
    /// People who live in its footprint: the areas where it has more patients than any other.
    resident: u64,
    /// Its own patients who live in its footprint.
    at_home: u64,
}

/// The list.
pub(crate) async fn list(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let (known, wrong) = known::place_asked(&app, &asked.as_at).await?;
    let main = html! {
        (wrong.summary())
        (asked.as_at.notice(known.basis.as_of))
        (list_main(&known.place, &asked))
        (asked.as_at.form("/pcns", &[], &wrong))
    };
    let page = Page::new("PCNs", main).under("PCNs", "/pcns").wide();
    Ok(if wrong.is_nothing() { page } else { page.with_errors() })
}

fn count(place: &Place) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); place.pcns.len()];
    for practice in &place.practices {
        if let Some(pcn) = practice.pcn {
            counts[pcn].practices += 1;
        }
    }
    let registered = place.registrations.iter().map(|r| (r.practice, r.patients));
    let elsewhere = place.elsewhere.iter().map(|e| (e.practice, e.patients));
    for (practice, patients) in registered.chain(elsewhere) {
        if let Some(pcn) = place.practices[practice].pcn {
            counts[pcn].registered += u64::from(patients);
        }
    }
    let Some(footprint) = modal_pcns(place) else { return counts };
    for (area, people) in place.residents().into_iter().enumerate() {
        if let Some(counts) = counts.get_mut(footprint[area]) {
            counts.resident += u64::from(people);
        }
    }
    for (area, pcn, people) in pcn_patients(place) {
        if footprint[area] == pcn {
            counts[pcn].at_home += u64::from(people);
        }
    }
    counts
}

fn list_main(place: &Place, asked: &Asked) -> Markup {
    if place.pcns.is_empty() {
        return html! {
            h1 class="nhsuk-heading-l" { "PCNs" }
            (EmptyState {
                heading: "No PCNs loaded".into(),
                text: "Load the mapping of practices to PCNs from NHS England, or ePCN from the \
                       Organisation Data Service.".into(),
                action: None,
            })
        };
    }
    let paging = Paging {
        page: asked.page.parse().unwrap_or(1),
        per_page: PAGE_SIZE,
        total: place.pcns.len() as u64,
    };
    let from = usize::try_from(paging.offset()).unwrap_or(0);
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let counts = count(place);
    let shown: Vec<(&Pcn, &Counts)> =
        place.pcns.iter().zip(&counts).skip(from).take(size).collect();
    html! {
        h1 class="nhsuk-heading-l" { "Primary care networks" }
        p { "A network’s footprint is made of the small areas in which it has more registered people \
             than any other network. Its own people often live outside it." }
        (paging.summary("network", "networks"))
        (chart(&shown))
        (table(&shown))
        (paging.links(|page| format!("/pcns?page={page}{}", asked.as_at.in_address())))
    }
}

#[expect(clippy::cast_precision_loss, reason = "people of a place are far fewer than 2^52")]
fn chart(shown: &[(&Pcn, &Counts)]) -> Markup {
    let things: Vec<Bar<'_>> = shown
        .iter()
        .map(|(pcn, counts)| Bar {
            name: &pcn.name,
            values: vec![Some(counts.registered as f64), Some(counts.resident as f64)],
        })
        .collect();
    let what = Bars {
        id: "people",
        subject: "People by PCN",
        thing: "PCN",
        series: &["Registered", "Live in its footprint"],
        show: &|value| words::decimal(value, 0),
    };
    let frame = Frame {
        heading: "Registered against resident people".into(),
        how_to_read: html! {
            p { "Where the two bars differ, the network’s people and the people of its footprint are \
                 not the same." }
        },
        table_heading: "The same in a table".into(),
        ..Frame::default()
    };
    bars(&things, &what).render(&frame)
}

fn table(shown: &[(&Pcn, &Counts)]) -> Markup {
    let rows = shown.iter().map(|(pcn, counts)| {
        let share = match counts.registered {
            0 => "Not applicable".to_owned(),
            all => format!("{}%", counts.at_home * 100 / all),
        };
        vec![
            Cell::from(html! { a href={ "/pcns/" (pcn.code) } { (pcn.name) } }),
            Cell::number(words::count(counts.practices)),
            Cell::number(words::count(counts.at_home)),
            Cell::number(share),
        ]
    });
    html! {
        (Table {
            caption: "Who lives in the footprint of their own network".into(),
            head: vec![
                "PCN".into(),
                Cell::number("Practices"),
                Cell::number("Its people who live in its footprint"),
                Cell::number("Share of its list"),
            ],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

/// One network: its practices, and the wards in which its people live.
pub(crate) async fn show(
    State(app): State<App>,
    Path(code): Path<String>,
) -> Result<Page, Problem> {
    let known = known::place(&app).await?;
    let place = &known.place;
    let at =
        place.pcns.iter().position(|pcn| pcn.code.as_str() == code).ok_or(Problem::NotFound)?;
    let name = place.pcns[at].name.clone();
    Ok(Page::new(name, show_main(place, at)).under("PCNs", "/pcns"))
}

fn show_main(place: &Place, at: usize) -> Markup {
    let counts = count(place)[at].clone();
    let practices = place.practices.iter().filter(|practice| practice.pcn == Some(at));
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (place.pcns[at].code) }
            (place.pcns[at].name)
        }
        p {
            (words::how_many(counts.registered, "person is", "people are")) " registered with its practices. "
            (words::count(counts.at_home)) " of them live in its footprint, where "
            (words::how_many(counts.resident, "person lives", "people live")) "."
        }
        h2 class="nhsuk-heading-m" { "Practices" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for practice in practices {
                li { (practice.name) " " span class="kith-code" { (practice.code) } }
            }
        }
        h2 class="nhsuk-heading-m" { "Where its people live" }
        (wards(place, at))
    }
}

fn wards(place: &Place, at: usize) -> Markup {
    let mut sums = std::collections::BTreeMap::new();
    for (area, pcn, people) in pcn_patients(place) {
        if pcn == at {
            let name = place.unit("ward", area).map_or("No ward loaded", |ward| &ward.name);
            *sums.entry(name).or_insert(0_u64) += u64::from(people);
        }
    }
    let mut sums: Vec<(&str, u64)> = sums.into_iter().collect();
    sums.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rows = sums
        .into_iter()
        .map(|(name, people)| vec![Cell::from(name), Cell::number(words::count(people))]);
    html! {
        (Table {
            caption: "Registered people by the ward they live in, most first".into(),
            head: vec!["Ward".into(), Cell::number("Registered people")],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

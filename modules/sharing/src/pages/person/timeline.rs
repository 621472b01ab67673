//! What happened with a person: problems, what is planned, what was, newest first.

use std::collections::BTreeSet;

use kith_design::{Cell, Markup, Paging, Table, html};
use kith_frame::app::App;
use kith_frame::form::{self, Wrong};
use kith_frame::words;

use super::{Told, Which};
use crate::lists::{PAGE_SIZE, paging};
use crate::person::events::{Event, PROBLEM, STREAMS, stream_title};

/// The long-term conditions.
pub(super) fn problems(told: &Told) -> Markup {
    let problems: Vec<&Event> =
        told.events.iter().filter(|event| event.stream == PROBLEM).collect();
    let rows = problems.iter().map(|event| {
        vec![
            said(event.description.as_ref().or(event.code.as_ref())),
            said(event.began.words().as_ref()),
            organisation(told, event),
        ]
    });
    html! {
        section aria-labelledby="problems" {
            h2 class="nhsuk-heading-m" id="problems" { "Long-term conditions" }
            @if problems.is_empty() {
                p { "No long-term conditions in the data that are here. See where the data come from." }
            } @else {
                (Table {
                    caption: "Long-term conditions".into(),
                    head: ["Condition", "Since", "Source"].map(Cell::from).into(),
                    rows: rows.collect(),
                    responsive: true,
                    ..Table::default()
                })
            }
        }
    }
}

/// The other events that are meant.
pub(super) fn meant<'a>(told: &'a Told, which: &Which) -> Vec<&'a Event> {
    let is_meant = |event: &&Event| {
        (which.stream.is_empty() || event.stream == which.stream)
            && (which.source.is_empty() || event.organisation == which.source)
            && (event.stream != PROBLEM || which.stream == PROBLEM)
    };
    told.events.iter().filter(is_meant).collect()
}

/// Everything else that happened or is to come.
pub(super) fn events(app: &App, told: &Told, which: &Which) -> Markup {
    let which = &only_known(told, which);
    let (now, today) = (app.clock.now(), app.clock.today());
    let meant = meant(told, which);
    let (planned, past): (Vec<&Event>, Vec<&Event>) =
        meant.into_iter().partition(|event| event.began.is_to_come(now, today));
    let paging = paging(which.page, past.len() as u64);
    let skip = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let shown: Vec<&Event> = past.into_iter().skip(skip).take(PAGE_SIZE as usize).collect();
    html! {
        section aria-labelledby="events" {
            h2 class="nhsuk-heading-m" id="events" { "Contacts and care" }
            (filters(told, which))
            @if !planned.is_empty() {
                h3 class="nhsuk-heading-s" { "Planned" }
                (table(told, "Planned, the furthest first", &planned))
                h3 class="nhsuk-heading-s" { "Past" }
            }
            @if shown.is_empty() {
                p { (if is_filtered(which) { "No contacts match these filters." } else { "No contacts in the data that are here." }) }
            } @else {
                (paging.summary("contact", "contacts"))
                (table(told, "Past, newest first", &shown))
                (links(told, which, &paging))
            }
        }
    }
}

/// A filter that names no stream and no organisation of this person is none, and is not repeated.
fn only_known(told: &Told, which: &Which) -> Which {
    let mut which = which.clone();
    if !STREAMS.iter().any(|stream| stream.key == which.stream) {
        which.stream.clear();
    }
    if !told.events.iter().any(|event| event.organisation == which.source) {
        which.source.clear();
    }
    which
}

fn is_filtered(which: &Which) -> bool {
    !which.stream.is_empty() || !which.source.is_empty()
}

fn filters(told: &Told, which: &Which) -> Markup {
    let all = |words: &str| (String::new(), words.to_owned());
    let present: BTreeSet<&str> = told.events.iter().map(|event| event.stream.as_str()).collect();
    let streams = STREAMS.iter().filter(|stream| present.contains(stream.key));
    let streams = streams.map(|stream| (stream.key.to_owned(), stream.title.to_owned()));
    let senders: BTreeSet<&str> =
        told.events.iter().map(|event| event.organisation.as_str()).collect();
    let senders =
        senders.into_iter().map(|code| (code.to_owned(), format!("{} ({code})", told.name(code))));
    let wrong = Wrong::nothing();
    let streams = std::iter::once(all("All kinds")).chain(streams);
    let senders = std::iter::once(all("All sources")).chain(senders);
    html! {
        form class="kith-choose kith-filters" method="get" action={ "/people/" (told.id) "#events" } novalidate {
            @for (name, value) in [("at", &which.at), ("known", &which.known)] {
                @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
            }
            (form::select("stream", "Kind", streams, &which.stream, &wrong))
            (form::select("source", "Source", senders, &which.source, &wrong))
            (form::send("Filter"))
        }
        @if is_filtered(which) {
            p {
                "Filtered by "
                @if !which.stream.is_empty() { strong { (stream_title(&which.stream)) } }
                @if !which.stream.is_empty() && !which.source.is_empty() { " and " }
                @if !which.source.is_empty() { strong { (told.name(&which.source)) } }
                ". "
                a href={ "/people/" (told.id) "#events" } { "Clear filters" }
            }
        }
    }
}

fn table(told: &Told, caption: &'static str, events: &[&Event]) -> Table {
    let rows = events.iter().map(|event| {
        vec![
            said(event.began.words().as_ref()),
            Cell::from(html! {
                (stream_title(&event.stream))
                @if let Some(what) = &event.description { br; (what) }
            }),
            Cell::from(html! { (details(event)) }),
            organisation(told, event),
        ]
    });
    Table {
        caption: caption.into(),
        head: ["When", "What", "Details", "Source"].map(Cell::from).into(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    }
}

fn details(event: &Event) -> Markup {
    let until = event.ended.words().map(|until| format!("until {until}"));
    let parts: Vec<String> = [&event.role, &event.site, &event.value, &event.outcome, &until]
        .into_iter()
        .flatten()
        .map(|part| words::sentence_case(part))
        .collect();
    html! {
        @if parts.is_empty() {
            span class="nhsuk-u-secondary-text-colour" { "No data" }
        } @else {
            (parts.join("; "))
        }
    }
}

fn organisation(told: &Told, event: &Event) -> Cell {
    Cell::named(told.name(&event.organisation), &event.organisation, None)
}

fn said(words: Option<&String>) -> Cell {
    words.map_or_else(|| Cell::absent("Not known"), |words| Cell::from(words.as_str()))
}

fn links(told: &Told, which: &Which, paging: &Paging) -> Markup {
    let (id, as_at) = (told.id, which.as_at().in_address());
    let (stream, source) = (&which.stream, &which.source);
    paging.links(|page| {
        format!("/people/{id}?page={page}&stream={stream}&source={source}{as_at}#events")
    })
}

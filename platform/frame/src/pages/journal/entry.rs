//! One entry of the journal as a whole, and whether it stands in the chain.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Path, State};
use kith_design::{
    Cell, Markup, SummaryList, SummaryRow, Table, Tag, TagColour, WarningCallout, html,
};
use kith_store::journal::{Anchor, Anchors, Entry, Examined, examine};
use serde_json::{Map, Value, json};

use super::{READ, address, person, purpose};
use crate::app::App;
use crate::journal::known::Known;
use crate::journal::search::{Search, may_stand_in_an_address};
use crate::page::Page;
use crate::problem::Problem;
use crate::reading::Looked;
use crate::session::Session;
use crate::visitor::SignedIn;
use crate::words;

/// What the page stands on.
struct Shown {
    examined: Examined,
    /// The first anchor that vouches for the entry.
    anchor: Option<Anchor>,
    known: Known,
}

/// The entry.
pub async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(number): Path<String>,
) -> Result<(Extension<Looked>, Page), Problem> {
    let seq: i64 = number.parse().ok().ok_or(Problem::NotFound)?;
    let mut reader = app.db.read().await?;
    let examined = examine(&mut reader, seq).await?;
    let known = Known::now(&mut reader).await?;
    drop(reader);
    let anchors = Anchors::in_folder(&app.settings.anchors).unwrap_or_default();
    let anchor = anchors.all.into_iter().find(|anchor| anchor.seq >= seq);
    let shown = Shown { examined, anchor, known };
    let page = Page::new(format!("Entry {seq}"), main(&app, &session, &shown));
    let looked = Looked { action: READ, at: json!({ "entry": seq }) };
    Ok((Extension(looked), page.under("Journal", "/journal")))
}

fn main(app: &App, session: &Session, shown: &Shown) -> Markup {
    let entry = &shown.examined.entry;
    let same_thing = Search {
        kind: entry.subject.kind.clone(),
        subject: entry.subject.id.clone(),
        ..Search::default()
    };
    html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Journal" }
            "Entry " (entry.seq)
        }
        (standing(shown))
        (SummaryList { rows: rows(app, session, shown), ..SummaryList::default() })
        (states(entry))
        h2 class="nhsuk-heading-m" { "Other entries" }
        ul class="nhsuk-list" {
            @if may_stand_in_an_address(&entry.subject.id) {
                li { a href=(address(&same_thing, 1)) { "All about the same thing" } }
            }
            li { a href={ "/journal?person=" (entry.author.person) } { "All by the same person" } }
            @if entry.seq > 1 { li { a href={ "/journal/" (entry.seq - 1) } { "The entry before" } } }
            @if shown.examined.carries.is_some() { li { a href={ "/journal/" (entry.seq + 1) } { "The entry after" } } }
        }
    }
}

/// Whether it stands in the chain, in words.
fn standing(shown: &Shown) -> Markup {
    let Examined { fits, carries, .. } = shown.examined;
    if fits && carries != Some(false) {
        let tag = Tag {
            content: "Verified in the chain".into(),
            colour: Some(TagColour::Green),
            ..Tag::default()
        };
        return html! {
            p { (tag) }
            p {
                "It is as it was written, and follows on the entry before it. "
                @match &shown.anchor {
                    Some(anchor) => { "An anchor outside the database vouches for it since " (words::moment(anchor.at)) "." }
                    None => { "No anchor outside the database vouches for it yet." }
                }
            }
        };
    }
    let what = if fits {
        "What comes after it in the journal does not follow on it."
    } else {
        "It, or the entry before it, is not as it was written."
    };
    let inside = html! {
        p { (what) " Keep a copy of the database, tell whoever answers for it, and run "
            code { "kith audit verify" } "." }
    };
    let heading = "Not as it was written".into();
    html! { (WarningCallout { heading, content: inside.into(), ..WarningCallout::default() }) }
}

fn rows(app: &App, session: &Session, shown: &Shown) -> Vec<SummaryRow> {
    let entry = &shown.examined.entry;
    let author = &entry.author;
    let row = |key: &str, value: Markup| SummaryRow {
        key: key.into(),
        value: value.into(),
        ..SummaryRow::default()
    };
    let code = |text: &str| html! { span class="kith-code kith-break" { (text) } };
    let or_none = |text: &str| {
        html! { @if text.is_empty() { "None" } @else { span class="kith-break" { (text) } } }
    };
    let role = app.roles.find(&author.role).map_or(author.role.as_str(), |role| &role.title);
    let organisation = shown.known.organisation(&author.organisation);
    let organisation = organisation.map_or(author.organisation.as_str(), |one| &one.name);
    let about = html! {
        @match &entry.about {
            Some(about) => { (person(session, &shown.known, about)) }
            None => { "Nobody" }
        }
    };
    vec![
        row("When", html! { (words::moment(entry.at)) br; (code(&format!("{:.6}", entry.at))) }),
        row("What was done", html! { span class="kith-break" { (entry.action) } }),
        row("To what", html! { (entry.subject.kind) " " (code(&entry.subject.id)) }),
        row("About whom", about),
        row("Who", person(session, &shown.known, &author.person)),
        row("Role", or_none(role)),
        row("Organisation", or_none(organisation)),
        row("Site or team", or_none(&author.site)),
        row("What for", or_none(purpose(&author.purpose).unwrap_or(&author.purpose))),
        row("Seal", code(&crate::dice::hexadecimal(&entry.hash))),
    ]
}

/// What stood before and what stands after, field by field.
fn states(entry: &Entry) -> Markup {
    let (before, after) = (fields(entry.before.as_ref()), fields(entry.after.as_ref()));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    if names.is_empty() {
        return html! { p { "The entry keeps no state before or after." } };
    }
    let cell = |value: Option<&Value>| match value {
        Some(Value::String(text)) => Cell::from(html! { span class="kith-break" { (text) } }),
        Some(value) => Cell::from(html! { span class="kith-break" { (value.to_string()) } }),
        None => Cell::absent("Nothing"),
    };
    let rows = names
        .into_iter()
        .map(|name| vec![Cell::from(name.as_str()), cell(before.get(name)), cell(after.get(name))]);
    html! {
        (Table {
            caption: "What it says".into(),
            head: ["Field", "Before", "After"].map(Cell::from).into(),
            rows: rows.collect(),
            responsive: true,
            first_cell_is_header: true,
            ..Table::default()
        })
    }
}

/// The fields of a state. What is no object is one field.
fn fields(state: Option<&String>) -> Map<String, Value> {
    let Some(state) = state else { return Map::new() };
    match serde_json::from_str(state) {
        Ok(Value::Object(fields)) => fields,
        Ok(value) => Map::from_iter([("value".to_owned(), value)]),
        Err(_) => Map::from_iter([("value".to_owned(), Value::from(state.as_str()))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_shown_field_by_field_whatever_it_is() {
        let told = |text: &str| Value::Object(fields(Some(&text.to_owned()))).to_string();
        assert_eq!(told(r#"{"name":"a","role":"b"}"#), r#"{"name":"a","role":"b"}"#);
        assert_eq!(told("\"open\""), r#"{"value":"open"}"#);
        assert_eq!(told("not JSON"), r#"{"value":"not JSON"}"#);
        assert!(fields(None).is_empty());
    }
}

//! What each organisation knows of a person, what they disagree about, and how fresh each source is.

use kith_design::{Card, Cell, Details, Markup, SummaryList, SummaryRow, Table, html};
use kith_frame::words;

use super::Told;
use crate::person::Record;
use crate::person::differences::differences;

/// What organisations say differently.
pub(super) fn disagreements(told: &Told) -> Markup {
    let found = differences(&told.known.records);
    if found.is_empty() {
        return Markup::default();
    }
    let rows = found.iter().map(|difference| {
        let value = html! {
            @for (value, by) in &difference.said {
                div {
                    (shown(told, value)) " "
                    span class="nhsuk-u-secondary-text-colour" {
                        "(" (by.iter().map(|code| told.name(code)).collect::<Vec<_>>().join(", ")) ")"
                    }
                }
            }
        };
        SummaryRow::new(difference.field, value)
    });
    let list = SummaryList { rows: rows.collect(), ..SummaryList::default() };
    let card = Card::new(
        "What sources say differently",
        html! {
            p { "The banner shows the first of each." }
            (list)
        },
    );
    html! { (card) }
}

/// A practice is shown by its name, where it is known.
fn shown<'a>(told: &'a Told, value: &'a str) -> &'a str {
    told.names.get(value).map_or(value, String::as_str)
}

/// All records, source by source.
pub(super) fn records(told: &Told) -> Markup {
    html! {
        section aria-labelledby="records" {
            h2 class="nhsuk-heading-m" id="records" { "What each source knows" }
            @for record in &told.known.records { (one(told, record)) }
        }
    }
}

fn one(told: &Told, record: &Record) -> Markup {
    let row = |key: &str, value: Option<String>| match value {
        Some(value) => SummaryRow::new(key, html! { span class="kith-break" { (value) } }),
        None => SummaryRow::new(
            key,
            html! { span class="nhsuk-u-secondary-text-colour" { "Not known" } },
        ),
    };
    let name = [&record.title, &record.given_name, &record.family_name];
    let name = name.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let address = [&record.address, &record.postcode].into_iter().flatten().cloned();
    let address = address.collect::<Vec<_>>().join(", ");
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let ethnic = record.ethnic_category.as_deref().map(ethnic_category);
    let practice = record.practice.as_ref().map(|code| match told.names.get(code) {
        Some(name) => format!("{name} ({code})"),
        None => code.clone(),
    });
    let mut rows = vec![
        row("Name", some(name)),
        row("Born", record.birth_date.map(words::date)),
        row("Gender", record.gender.map(|gender| gender.title().to_owned())),
        row("NHS No.", record.nhs_number.map(|number| number.shown())),
        row("Address", some(address)),
        row("Phone", record.phone.clone()),
        row("GP practice", practice),
        row("Ethnic category", ethnic),
        row("Their number for this person", Some(record.local_id.clone())),
    ];
    if record.death_date.is_some() {
        rows.insert(2, row("Died", record.death_date.map(words::date)));
    }
    let as_of = told.as_of.get(&record.load).map(|day| format!(", as of {}", words::date(*day)));
    let heading = format!(
        "{} ({}){}",
        told.name(&record.organisation),
        record.organisation,
        as_of.unwrap_or_default()
    );
    html! { (Details::new(heading.as_str(), html! { (SummaryList { rows, ..SummaryList::default() }) })) }
}

/// The words of a category (NHS Data Dictionary, ETHNIC CATEGORY CODE 2001).
fn ethnic_category(code: &str) -> String {
    let words = match code {
        "A" => "White: British",
        "B" => "White: Irish",
        "C" => "Any other White background",
        "D" => "Mixed: White and Black Caribbean",
        "E" => "Mixed: White and Black African",
        "F" => "Mixed: White and Asian",
        "G" => "Any other mixed background",
        "H" => "Asian or Asian British: Indian",
        "J" => "Asian or Asian British: Pakistani",
        "K" => "Asian or Asian British: Bangladeshi",
        "L" => "Any other Asian background",
        "M" => "Black or Black British: Caribbean",
        "N" => "Black or Black British: African",
        "P" => "Any other Black background",
        "R" => "Chinese",
        "S" => "Any other ethnic group",
        "Z" => "Not stated",
        other => other,
    };
    words.to_owned()
}

/// Where the data come from, and as of when.
pub(super) fn where_from(told: &Told) -> Markup {
    let rows = told.sources.iter().map(|source| {
        vec![Cell::from(source.title), Cell::from(source.publisher), Cell::from(source.words())]
    });
    html! {
        section aria-labelledby="sources" {
            h2 class="nhsuk-heading-m" id="sources" { "Where the data come from" }
            (Table {
                caption: "Sources that may tell of this person".into(),
                head: ["Data", "From", "How fresh"].map(Cell::from).into(),
                rows: rows.collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}

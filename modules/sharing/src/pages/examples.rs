//! The first rows of each kind of change that accepting a load would make.

use kith_design::{Cell, Details, Markup, Table, html};
use kith_intake::Table as Kind;
use kith_intake::load::{Becomes, Example};

/// So many rows of each kind are shown.
pub(crate) const MOST: u32 = 5;

/// The examples of all tables.
pub(crate) fn examples(all: &[(&'static Kind, Vec<Example>)]) -> Markup {
    html! {
        @for (table, examples) in all {
            @for becomes in [Becomes::CloseMatch, Becomes::New, Becomes::Changed, Becomes::Gone] {
                (of_one_kind(table, becomes, examples))
            }
        }
    }
}

fn of_one_kind(table: &Kind, becomes: Becomes, examples: &[Example]) -> Markup {
    let rows: Vec<&Example> = examples.iter().filter(|one| one.becomes == becomes).collect();
    if rows.is_empty() {
        return Markup::default();
    }
    // Columns in which none of the rows has a value would only widen the table.
    let shown: Vec<usize> = (0..table.columns.len())
        .filter(|at| rows.iter().any(|row| row.values[*at].is_some()))
        .collect();
    let cell = |row: &Example, at: usize| {
        let value = row.values[at].as_deref().unwrap_or("No data").to_owned();
        Cell::from(html! { span class="kith-break" { (value) } })
    };
    let inside = html! {
        (Table {
            caption: title(becomes).into(),
            head: shown.iter().map(|at| Cell::from(table.columns[*at].replace('_', " "))).collect(),
            rows: rows.iter().map(|row| shown.iter().map(|at| cell(row, *at)).collect()).collect(),
            responsive: true,
            ..Table::default()
        })
    };
    html! { (Details { summary: title(becomes).into(), content: inside.into(), ..Details::default() }) }
}

fn title(becomes: Becomes) -> &'static str {
    match becomes {
        Becomes::CloseMatch => "The first new rows that look like known ones under another key",
        Becomes::New => "The first new rows",
        Becomes::Changed => "The first rows that change, as they would be",
        Becomes::Gone => "The first rows that would be gone",
    }
}

//! Status: whether this copy of Kith is in good health, for whoever looks after it.

use axum::extract::State;
use kith_design::{Cell, Markup, Table, Tag, TagColour, html};

use crate::app::App;
use crate::health::{self, Effort, Found};
use crate::page::Page;
use crate::words;

/// What `kith doctor` would find, but for what takes reading all records.
pub async fn show(app: State<App>) -> Page {
    let looks = health::look_around(&app, Effort::Little).await;
    Page::new("Status", main(&looks)).under("Status", "/status").wide()
}

fn main(looks: &[(&str, Found)]) -> Markup {
    let table = Table {
        caption: "What was looked at".into(),
        head: ["What", "How it is", "Why"].map(Cell::from).to_vec(),
        rows: looks.iter().map(|(what, found)| row(what, found)).collect(),
        responsive: true,
        first_cell_is_header: true,
        ..Table::default()
    };
    html! {
        h1 class="nhsuk-heading-l" { "Status" }
        p { "How this copy of Kith is just now. The command " code { "kith doctor" } " looks at the \
             same, and also reads all records and the whole journal." }
        (table)
    }
}

fn row(what: &str, found: &Found) -> Vec<Cell> {
    let (word, colour) = match found.state {
        health::State::Well => ("Well", TagColour::Green),
        health::State::Warn => ("See to it", TagColour::Yellow),
        health::State::Ill => ("Ill", TagColour::Red),
    };
    let tag = Tag { content: word.into(), colour: Some(colour), ..Tag::default() };
    vec![
        words::sentence_case(what).into(),
        html! { (tag) }.into(),
        html! { span class="kith-break" { (with_commands(&found.why)) } }.into(),
    ]
}

/// What the terminal writes between backticks is a command.
fn with_commands(words: &str) -> Markup {
    html! {
        @for (at, part) in words.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_look_begins_with_a_capital_and_commands_are_told_from_words() {
        let found = Found::warn("none was ever made; run `kith backup` each day");
        let cells = row("backup", &found);
        let table = Table { rows: vec![cells], ..Table::default() };
        let shown = html! { (table) }.into_string();
        assert!(shown.contains("Backup"), "{shown}");
        assert!(
            shown.contains("none was ever made; run <code>kith backup</code> each day"),
            "{shown}"
        );
    }
}

//! What is possible by the rules, district by district.

use kith_design::{Cell, Markup, Table, html};
use kith_frame::words;

use crate::plan::drawing::Possible;

/// Nothing where nothing was asked.
pub(super) fn table(possible: &[Possible]) -> Markup {
    if possible.is_empty() {
        return Markup::default();
    }
    let rows = possible.iter().map(|one| {
        vec![
            Cell::from(words::sentence_case(&one.name)),
            Cell::number(words::count(one.people)),
            Cell::number(words::count(one.neighbourhoods as u64)),
            Cell::from(verdict(one)),
        ]
    });
    html! {
        (Table {
            caption: "What is possible by these rules".into(),
            head: vec![
                "Where".into(),
                Cell::number("People who count"),
                Cell::number("Neighbourhoods"),
                "Why".into(),
            ],
            rows: rows.collect(),
            first_cell_is_header: true,
            responsive: true,
            ..Table::default()
        })
    }
}

fn verdict(one: &Possible) -> String {
    match (&one.why, &one.waiver) {
        (None, _) if one.fewest == one.most => "The only number that keeps the size".to_owned(),
        (None, _) => format!("From {} to {} keep the size", one.fewest, one.most),
        (Some(why), Some(waiver)) => format!("{}. Waived: {waiver}", words::sentence_case(why)),
        (Some(why), None) => words::sentence_case(why),
    }
}

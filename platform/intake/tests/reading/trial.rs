//! A feed for trials: names and counts, from any kind of file.

use std::cell::RefCell;
use std::rc::Rc;

use kith_intake::{
    CannotRead, Chunk, Column, Extent, Feed, Landed, Landing, Quarantined, Reading, Row, Rule,
    SetAside, Source, Table, each_feature, each_row, each_sheet_row, load,
};
use kith_store::Value;
use kith_terms::{Boundary, Finding};

pub(crate) static PEOPLE: Table = Table::new("people", &["name", "count"], &["name"]);

pub(crate) const COLUMNS: &[Column] =
    &[Column::needed("name", &["name", "name ####"]), Column::needed("count", &["count"])];

const COUNT: Rule = Rule { says: "a count is a whole number", remedy: "count again" };

pub(crate) static TEXTS: Feed = Feed {
    kind: "texts",
    title: "",
    publisher: "",
    attribution: "",
    extent: Extent::Whole,
    tables: &[&PEOPLE],
    reading: Reading::Official {
        recognises: |sample| sample.is_text() && sample.has(COLUMNS),
        read: |source, landing| each_row(source, COLUMNS, landing, take),
    },
};

pub(crate) static SHEETS: Feed = Feed {
    kind: "sheets",
    reading: Reading::Official {
        recognises: |sample| sample.sheets.iter().any(|name| name == "People"),
        read: |source, landing| each_sheet_row(source, "People", COLUMNS, landing, take),
    },
    ..BLANK
};

pub(crate) static MAPS: Feed = Feed {
    kind: "maps",
    reading: Reading::Official {
        recognises: |sample| sample.is_map() && sample.has(COLUMNS),
        read: |source, landing| each_feature(source, COLUMNS, landing, take_area),
    },
    ..BLANK
};

const BLANK: Feed = Feed {
    kind: "",
    title: "",
    publisher: "",
    attribution: "",
    extent: Extent::Whole,
    tables: &[&PEOPLE],
    reading: Reading::Official { recognises: |_| false, read: |_, _| Ok(()) },
};

fn take(row: &Row<'_>, landing: &mut Landing<'_>) -> Result<(), Quarantined> {
    let count: u32 = row.parse("count", &COUNT)?;
    landing.count("counted", u64::from(count));
    landing.row(&PEOPLE, vec![row.text("name").into(), count.into()]);
    Ok(())
}

fn take_area(
    row: &Row<'_>,
    outline: &Boundary,
    landing: &mut Landing<'_>,
) -> Result<(), Quarantined> {
    landing.count("rings", u64::try_from(outline.rings().count()).unwrap());
    landing.count("holes", outline.0.iter().map(|polygon| polygon.holes.len() as u64).sum());
    landing.count("square metres", format!("{:.0}", outline.square_metres()).parse().unwrap());
    take(row, landing)
}

/// What came of a trial.
pub(crate) struct Trial {
    pub(crate) rows: Vec<String>,
    pub(crate) findings: Vec<Finding>,
    /// The rows that were set aside, as they were written.
    pub(crate) set_aside: Vec<String>,
    pub(crate) landed: Landed,
}

pub(crate) fn trial(feed: &Feed, source: &Source) -> Result<Trial, CannotRead> {
    let rows: Rc<RefCell<Vec<String>>> = Rc::default();
    let told: Rc<RefCell<Vec<SetAside>>> = Rc::default();
    let (all_rows, all_told) = (Rc::clone(&rows), Rc::clone(&told));
    let sink = Box::new(move |chunk| {
        match chunk {
            Chunk::Rows(_, more) => all_rows.borrow_mut().extend(more.iter().map(|row| words(row))),
            Chunk::Findings(more) => all_told.borrow_mut().extend(more),
        }
        Ok(())
    });
    let landed = load(feed, source, sink)?;
    let told = told.take();
    let set_aside = told.iter().filter_map(|told| told.row.clone()).collect();
    let findings = told.into_iter().map(|told| told.finding).collect();
    Ok(Trial { rows: rows.take(), findings, set_aside, landed })
}

pub(crate) fn trial_of(feed: &Feed, name: &str, bytes: &[u8]) -> Result<Trial, CannotRead> {
    trial(feed, &Source::whole(name, bytes.to_vec()))
}

fn words(row: &[Value]) -> String {
    match row {
        [Value::Text(name), Value::Whole(count)] => format!("{name} {count}"),
        other => format!("{other:?}"),
    }
}

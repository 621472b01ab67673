//! Reads a file through its feed and keeps what comes out.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use kith_geography::feeds::FEEDS;
use kith_intake::{Chunk, Recognised, Source, load, recognise};
use kith_store::Value;
use kith_terms::{Finding, Tally};

/// The rows of each table.
type Rows = BTreeMap<&'static str, Vec<Vec<Value>>>;

/// Everything that came out of a file.
pub(crate) struct Read {
    pub(crate) kind: &'static str,
    pub(crate) rows: Rows,
    pub(crate) tally: Tally,
    pub(crate) findings: Vec<Finding>,
    pub(crate) valid_from: Option<String>,
}

pub(crate) fn read(source: &Source) -> Read {
    let feed = match recognise(FEEDS, source) {
        Recognised::As(feed) => feed,
        other => panic!("{}: {other:?}", source.name()),
    };
    let rows: Rc<RefCell<Rows>> = Rc::default();
    let findings: Rc<RefCell<Vec<Finding>>> = Rc::default();
    let (all_rows, all_findings) = (Rc::clone(&rows), Rc::clone(&findings));
    let sink = Box::new(move |chunk| {
        match chunk {
            Chunk::Rows(table, more) => {
                all_rows.borrow_mut().entry(table.name).or_default().extend(more);
            }
            Chunk::Findings(more) => {
                all_findings.borrow_mut().extend(more.into_iter().map(|told| told.finding));
            }
        }
        Ok(())
    });
    let landed = load(feed, source, sink).unwrap();
    Read {
        kind: feed.kind,
        rows: rows.take(),
        tally: landed.tally,
        findings: findings.take(),
        valid_from: landed.valid_from.map(|day| day.to_string()),
    }
}

impl Read {
    /// The rows of a table in words: values parted by bars, `-` for nothing.
    pub(crate) fn words(&self, table: &str) -> Vec<String> {
        let rows = self.rows.get(table).map_or(&[][..], Vec::as_slice);
        rows.iter().map(|row| row.iter().map(word).collect::<Vec<_>>().join(" | ")).collect()
    }

    pub(crate) fn many(&self, table: &str) -> usize {
        self.rows.get(table).map_or(0, Vec::len)
    }

    /// How many different values a column of the rows has that have `layer` first.
    pub(crate) fn different(&self, table: &str, first: Option<&str>, column: usize) -> usize {
        let rows = self.rows.get(table).map_or(&[][..], Vec::as_slice);
        let of_layer = rows.iter().filter(|row| first.is_none_or(|layer| row[0] == layer.into()));
        of_layer.map(|row| word(&row[column])).collect::<std::collections::BTreeSet<_>>().len()
    }

    /// What the numbers of the last column of a table come to, in rows that have `first` first.
    pub(crate) fn sum(&self, table: &str, first: Option<&str>) -> f64 {
        let rows = self.rows.get(table).map_or(&[][..], Vec::as_slice);
        let wanted = rows.iter().filter(|row| first.is_none_or(|name| row[0] == name.into()));
        wanted.map(|row| word(row.last().unwrap()).parse::<f64>().unwrap()).sum()
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Whole(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
    }
}

//! Where the rows of a file come down: repeated rows are folded, contradictions and bad rows are set
//! aside, everything else goes on in chunks, so that memory does not grow with the rows' values.

mod held;

pub(crate) use held::hash_value;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_store::Value;
use kith_terms::{Finding, Tally};
use serde::{Deserialize, Serialize};

use self::held::{Held, with_nul};
use crate::row::{At, Spot};
use crate::seen::Seen;
use crate::{Quarantined, Table};

/// How many rows or findings are handed on at a time.
const CHUNK: usize = 1_000;

/// Something for whoever takes the load.
#[derive(Debug)]
pub enum Chunk {
    /// Rows of a table, the values in the order of its columns, without `load`.
    Rows(&'static Table, Vec<Vec<Value>>),
    /// Rows that were set aside, and what else is wrong.
    Findings(Vec<SetAside>),
}

/// Something that is wrong, and the row that was set aside for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// What is wrong.
    pub finding: Finding,
    /// The row as it was written, so that it can be corrected and brought again. Of several findings
    /// about a row the first has it.
    pub row: Option<String>,
}

impl From<Finding> for SetAside {
    fn from(finding: Finding) -> Self {
        Self { finding, row: None }
    }
}

/// How far a column of a table is filled. Counted in rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    /// Rows that were kept and have a value.
    pub filled: u64,
    /// Values that broke a rule.
    pub bad: u64,
}

/// A row of a file that was read elsewhere: what it makes, or why it was set aside.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RowRead {
    pub(crate) line: u64,
    pub(crate) rows: Vec<(&'static Table, Vec<Value>)>,
    pub(crate) told: Vec<SetAside>,
    pub(crate) wrong: Vec<Wrong>,
    pub(crate) is_set_aside: bool,
    /// Under which name it is counted, if it is not read at all.
    pub(crate) passed_over: Option<String>,
}

/// A value that broke a rule: of which column it would have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
}

impl RowRead {
    /// A row of which nothing is known yet.
    pub(crate) fn at(line: u64) -> Self {
        let (rows, told, wrong) = (Vec::new(), Vec::new(), Vec::new());
        Self { line, rows, told, wrong, is_set_aside: false, passed_over: None }
    }
}

/// Whoever takes the load wants no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Takes the chunks of a load.
pub type Sink<'s> = Box<dyn FnMut(Chunk) -> Result<(), Stopped> + 's>;

/// What came down, when all has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// How many rows each table got.
    pub rows: Tally,
    /// Things that were kept or set aside under their own names.
    pub tally: Tally,
    /// How many findings there were.
    pub findings: u64,
    /// The day from which the file speaks, where it says so.
    pub valid_from: Option<Date>,
    /// The header as it was written, for the rows that were set aside; empty where there is none.
    pub layout: String,
    /// How far each column is filled, by `table.column`.
    pub filling: BTreeMap<String, Filling>,
    /// What else is worth knowing, each with its label, in the order in which it was noted.
    pub facts: Vec<(String, String)>,
}

/// Where the rows of one file come down.
pub struct Landing<'s> {
    sink: Sink<'s>,
    tables: Vec<Held>,
    seen: Seen,
    pending: Vec<(usize, Vec<Value>)>,
    pending_counts: Vec<(Cow<'static, str>, u64)>,
    findings: Vec<SetAside>,
    stopped: bool,
    landed: Landed,
}

impl<'s> Landing<'s> {
    /// A landing that hands on to `sink`.
    pub fn new(sink: Sink<'s>) -> Self {
        let landed = Landed {
            rows: Tally::default(),
            tally: Tally::default(),
            findings: 0,
            valid_from: None,
            layout: String::new(),
            filling: BTreeMap::new(),
            facts: Vec::new(),
        };
        Self {
            sink,
            tables: Vec::new(),
            seen: Seen::default(),
            pending: Vec::new(),
            pending_counts: Vec::new(),
            findings: Vec::new(),
            stopped: false,
            landed,
        }
    }

    /// Puts down a row: one value for each column of the table. It stays only if the row of the file
    /// that it comes from is read to its end.
    pub fn row(&mut self, table: &'static Table, values: Vec<Value>) {
        debug_assert_eq!(values.len(), table.columns.len(), "{}", table.name);
        let at = self.tables.iter().position(|held| held.table.name == table.name);
        let at = at.unwrap_or_else(|| {
            self.tables.push(Held::of(table));
            self.tables.len() - 1
        });
        self.pending.push((at, values));
    }

    /// Counts something under its own name, if the row of the file is read to its end.
    pub fn count(&mut self, name: impl Into<Cow<'static, str>>, many: u64) {
        self.pending_counts.push((name.into(), many));
    }

    /// Notes something that is wrong with the file and not with one of its rows.
    pub fn finding(&mut self, finding: Finding) {
        self.tell(finding.into());
    }

    fn tell(&mut self, told: SetAside) {
        self.landed.findings += 1;
        self.findings.push(told);
        if self.findings.len() >= CHUNK {
            self.hand_on_findings();
        }
    }

    /// Notes the day from which the file speaks.
    pub fn valid_from(&mut self, day: Date) {
        self.landed.valid_from = Some(day);
    }

    /// The day from which the file speaks, as noted so far.
    pub fn is_valid_from(&self) -> Option<Date> {
        self.landed.valid_from
    }

    /// Notes something worth knowing about the file; the same label again replaces it.
    pub fn fact(&mut self, label: &str, text: impl Into<String>) {
        let text = text.into();
        match self.landed.facts.iter_mut().find(|(known, _)| known == label) {
            Some((_, old)) => *old = text,
            None => self.landed.facts.push((label.to_owned(), text)),
        }
    }

    /// Counts something about the file, whatever becomes of its rows.
    pub(crate) fn count_always(&mut self, name: &str, many: u64) {
        self.landed.tally.count(name, many);
    }

    /// Whether the sink wants no more; a reader then stops.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Hands on what waits and says what came down.
    pub fn finish(mut self) -> Landed {
        self.settle_counts();
        for at in 0..self.tables.len() {
            self.hand_on_rows(at);
        }
        self.hand_on_findings();
        for held in &self.tables {
            for (column, filled) in held.table.columns.iter().zip(&held.filled) {
                let name = format!("{}.{column}", held.table.name);
                self.landed.filling.entry(name).or_default().filled = *filled;
            }
        }
        self.landed
    }

    /// Notes the header as it was written.
    pub(crate) fn layout(&mut self, header: String) {
        self.landed.layout = header;
    }

    /// Takes a row that was read elsewhere.
    pub(crate) fn take(&mut self, read: RowRead, file: &str) {
        if let Some(name) = read.passed_over {
            self.landed.tally.count(&name, 1);
        }
        for Wrong { table, column } in read.wrong {
            self.landed.filling.entry(format!("{table}.{column}")).or_default().bad += 1;
        }
        for told in read.told {
            self.tell(told);
        }
        if read.is_set_aside {
            self.landed.tally.count("rows set aside", 1);
            return;
        }
        for (table, values) in read.rows {
            self.row(table, values);
        }
        let spot = Spot { file, at: At::Line(read.line) };
        self.settle(Ok(()), &spot);
    }

    /// Ends a row of the file: what it put down stays, or it is set aside with its finding.
    pub(crate) fn settle(&mut self, outcome: Result<(), Quarantined>, spot: &Spot<'_>) {
        match outcome.and_then(|()| self.fits(spot)) {
            Ok(hashes) => {
                self.settle_rows(&hashes);
                self.settle_counts();
            }
            Err(quarantined) => {
                self.pending.clear();
                self.pending_counts.clear();
                self.landed.tally.count("rows set aside", 1);
                self.finding(quarantined.into());
            }
        }
    }

    /// Whether nothing that this row put down contradicts what is there; the hashes of key and row.
    fn fits(&mut self, spot: &Spot<'_>) -> Result<Vec<(u64, u64)>, Quarantined> {
        let mut hashes: Vec<(u64, u64)> = Vec::with_capacity(self.pending.len());
        for (at, values) in &self.pending {
            let held = &self.tables[*at];
            if let Some(text) = with_nul(values) {
                let says = "text holds no NUL character";
                return Err(spot.finding(None, Some(text), says, "remove the character").into());
            }
            let (key, row) = held.hashes(values);
            let earlier = hashes.iter().find(|(other, _)| *other == key).map(|(_, row)| *row);
            if earlier.or_else(|| self.seen.row(key)).is_some_and(|known| known != row) {
                return Err(held.contradiction(values, spot).into());
            }
            hashes.push((key, row));
        }
        Ok(hashes)
    }

    fn settle_rows(&mut self, hashes: &[(u64, u64)]) {
        let mut new = 0;
        let pending = std::mem::take(&mut self.pending);
        let all = pending.len();
        for ((at, values), (key, row)) in pending.into_iter().zip(hashes) {
            if self.seen.insert(*key, *row) {
                continue;
            }
            new += 1;
            self.tables[at].count(&values);
            self.tables[at].rows.push(values);
            if self.tables[at].rows.len() >= CHUNK {
                self.hand_on_rows(at);
            }
        }
        if all > 0 && new == 0 {
            self.landed.tally.count("rows that repeat an earlier row", 1);
            self.pending_counts.clear();
        }
    }

    fn settle_counts(&mut self) {
        for (name, many) in self.pending_counts.drain(..) {
            self.landed.tally.count(&name, many);
        }
    }

    fn hand_on_rows(&mut self, at: usize) {
        let held = &mut self.tables[at];
        if held.rows.is_empty() {
            return;
        }
        let rows = std::mem::take(&mut held.rows);
        let many = u64::try_from(rows.len()).expect("a chunk is far smaller than 2^64");
        self.landed.rows.count(held.table.name, many);
        let chunk = Chunk::Rows(held.table, rows);
        self.hand_on(chunk);
    }

    fn hand_on_findings(&mut self) {
        if !self.findings.is_empty() {
            let findings = std::mem::take(&mut self.findings);
            self.hand_on(Chunk::Findings(findings));
        }
    }

    fn hand_on(&mut self, chunk: Chunk) {
        if !self.stopped && (self.sink)(chunk).is_err() {
            self.stopped = true;
        }
    }
}

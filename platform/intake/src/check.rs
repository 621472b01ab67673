//! Reads a file through its feed: into nothing, to see what is in it, or into a load.

use std::cell::RefCell;
use std::rc::Rc;

use jiff::civil::Date;
use kith_terms::{Finding, Place, Tally};

use crate::{CannotRead, Chunk, Feed, Landed, Landing, Sample, Sink, Source};

/// How many findings [`Checked`] holds; more are only counted.
pub const MOST_FINDINGS_KEPT: usize = 1_000;

/// Which feed a file belongs to.
#[derive(Debug)]
pub enum Recognised<'f> {
    /// The feed that reads it.
    As(&'f Feed),
    /// No feed knows it.
    Unknown,
    /// More than one feed claims it: a fault of the feeds.
    Disputed(Vec<&'f Feed>),
}

/// What is in a file.
#[derive(Debug)]
pub struct Checked {
    /// The source's name.
    pub name: String,
    /// SHA-256 of the source, in hexadecimal.
    pub sha256: String,
    /// The kind of file that it is, if one is recognised.
    pub kind: Option<&'static str>,
    /// Its title, if one is recognised.
    pub title: Option<&'static str>,
    /// How many rows each table would get.
    pub rows: Tally,
    /// Things that are kept or set aside under their own names.
    pub tally: Tally,
    /// The first thousand of what is wrong.
    pub findings: Vec<Finding>,
    /// How many findings there are.
    pub finding_count: u64,
    /// The day from which the file speaks, where it says so.
    pub valid_from: Option<Date>,
    /// What else is worth knowing.
    pub facts: Vec<(String, String)>,
    /// Whether it could be read to its end; if not, the findings say why.
    pub readable: bool,
}

/// Finds the feed that a file belongs to.
pub fn recognise<'f>(feeds: &[&'f Feed], source: &Source) -> Recognised<'f> {
    let sample = Sample::of(source);
    let mut known: Vec<&'f Feed> =
        feeds.iter().copied().filter(|feed| feed.recognises(&sample)).collect();
    if known.len() > 1 {
        // Extracts of several organisations may have the same columns; then the name decides.
        let is_named =
            |feed: &&Feed| feed.mapping().is_some_and(|mapping| mapping.is_named(source.name()));
        let named: Vec<&'f Feed> = known.iter().copied().filter(is_named).collect();
        if named.len() == 1 {
            known = named;
        }
    }
    match known.len() {
        0 => Recognised::Unknown,
        1 => Recognised::As(known.remove(0)),
        _ => Recognised::Disputed(known),
    }
}

/// Reads a file of a known kind into `sink`. After an error what was handed on is part of a file that
/// could not be read to its end: whoever took it throws it away.
pub fn load(feed: &Feed, source: &Source, sink: Sink<'_>) -> Result<Landed, CannotRead> {
    let mut landing = Landing::new(sink);
    feed.read(source, &mut landing)?;
    Ok(landing.finish())
}

/// Reads a file and says what is in it; keeps nothing.
pub fn check(feeds: &[&Feed], source: &Source) -> Checked {
    let mut checked = Checked::nothing(source);
    let feed = match recognise(feeds, source) {
        Recognised::As(feed) => feed,
        Recognised::Unknown => return checked.refused(unknown(source)),
        Recognised::Disputed(feeds) => return checked.refused(disputed(source, &feeds)),
    };
    (checked.kind, checked.title) = (Some(feed.kind), Some(feed.title));
    let findings = Rc::new(RefCell::new(Vec::new()));
    let kept = Rc::clone(&findings);
    let sink: Sink<'_> = Box::new(move |chunk| {
        if let Chunk::Findings(more) = chunk {
            let mut kept = kept.borrow_mut();
            let room = MOST_FINDINGS_KEPT.saturating_sub(kept.len());
            kept.extend(more.into_iter().map(|told| told.finding).take(room));
        }
        Ok(())
    });
    match load(feed, source, sink) {
        Ok(landed) => {
            checked.rows = landed.rows;
            checked.tally = landed.tally;
            checked.finding_count = landed.findings;
            checked.valid_from = landed.valid_from;
            checked.facts = landed.facts;
            checked.findings = findings.take();
            checked
        }
        Err(why) => checked.refused(why.finding(source.name())),
    }
}

impl Checked {
    fn nothing(source: &Source) -> Self {
        Self {
            name: source.name().to_owned(),
            sha256: source.sha256(),
            kind: None,
            title: None,
            rows: Tally::default(),
            tally: Tally::default(),
            findings: Vec::new(),
            finding_count: 0,
            valid_from: None,
            facts: Vec::new(),
            readable: true,
        }
    }

    fn refused(mut self, finding: Finding) -> Self {
        self.findings = vec![finding];
        self.finding_count = 1;
        self.readable = false;
        self
    }
}

fn unknown(source: &Source) -> Finding {
    let sample = Sample::of(source);
    let names = [&sample.header, &sample.properties, &sample.sheets, &sample.resources];
    let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).take(30).collect();
    Finding {
        value: Some(names.join(", ")).filter(|names| !names.is_empty()),
        ..whole_file(
            source,
            "the file is of a kind that is known, by the names of its columns, sheets or properties",
            "load the file unchanged as its publisher gives it out; docs/guide/files.md lists the \
             kinds of official file that are known, and docs/guide/mapping.md says how another extract \
             is made known",
        )
    }
}

fn disputed(source: &Source, feeds: &[&Feed]) -> Finding {
    let kinds: Vec<&str> = feeds.iter().map(|feed| feed.kind).collect();
    let says = format!("a file is of one kind; this could be {}", kinds.join(" or "));
    whole_file(source, &says, "tell the makers of this program: their feeds overlap")
}

fn whole_file(source: &Source, says: &str, remedy: &str) -> Finding {
    Finding {
        place: Place { file: source.name().to_owned(), line: None, column: None },
        value: None,
        rule: says.to_owned(),
        remedy: remedy.to_owned(),
    }
}

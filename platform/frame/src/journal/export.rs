//! The journal as files: lines that can be verified elsewhere, a table, FHIR `AuditEvents`. Entries are
//! taken out piece by piece, the oldest first, so that the size of the journal does not matter.

use std::io::{self, Write};

use kith_store::journal::{Entry, Filter, Written, taken_out};
use kith_store::{Reader, StoreError};

use super::audit_event::audit_event;
use super::known::Known;

/// Entries that are read at once.
const PARCEL: u32 = 1_000;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Lines of JSON to the letter, which `kith audit verify` can follow.
    Ndjson,
    /// A table for spreadsheets.
    Csv,
    /// Lines of FHIR R4 `AuditEvents`.
    Fhir,
}

/// What goes into a file.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The form.
    pub form: Form,
    /// The entries.
    pub filter: &'a Filter,
    /// Whether it is the whole journal: then its last line says where it ends.
    pub is_whole: bool,
    /// The name of the place.
    pub place: &'a str,
}

/// The file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    /// The journal cannot be read.
    #[error("the journal could not be read")]
    NotRead(#[from] StoreError),
    /// The file cannot be written.
    #[error("the file could not be written")]
    NotWritten(#[from] io::Error),
}

const HEAD: [&str; 14] = [
    "number",
    "at",
    "person",
    "name",
    "role",
    "organisation",
    "site",
    "purpose",
    "action",
    "kind",
    "id",
    "about",
    "before",
    "after",
];

impl Form {
    /// The form of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "ndjson" => Some(Self::Ndjson),
            "csv" => Some(Self::Csv),
            "fhir" => Some(Self::Fhir),
            _ => None,
        }
    }

    /// Its name in the journal.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Fhir => "fhir",
        }
    }

    /// What it is called on the way to a browser.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Fhir => "application/fhir+ndjson",
        }
    }

    fn line(self, (written, entry): &(Written, Entry), known: &Known, place: &str) -> String {
        match self {
            Self::Ndjson => format!("{}\n", written.line()),
            Self::Fhir => format!("{}\n", audit_event(entry, known, place)),
            Self::Csv => kith_design::csv_row(&cells(entry, known)),
        }
    }
}

/// Writes the entries and says how many they are.
pub async fn export(
    reader: &mut Reader,
    wanted: &Wanted<'_>,
    out: &mut (dyn Write + Send),
) -> Result<u64, NotExported> {
    let known = Known::now(reader).await?;
    if wanted.form == Form::Csv {
        out.write_all(kith_design::csv_row(&HEAD).as_bytes())?;
    }
    let (mut many, mut seq, mut last) = (0, 0, None);
    loop {
        let parcel = taken_out(reader, wanted.filter, seq, PARCEL).await?;
        let Some((newest, _)) = parcel.last() else { break };
        seq = newest.seq();
        last = Some(newest.clone());
        many += parcel.len() as u64;
        for entry in &parcel {
            out.write_all(wanted.form.line(entry, &known, wanted.place).as_bytes())?;
        }
    }
    if let (Form::Ndjson, true, Some(last)) = (wanted.form, wanted.is_whole, last) {
        writeln!(out, "{}", last.last_line())?;
    }
    out.flush()?;
    Ok(many)
}

fn cells(entry: &Entry, known: &Known) -> [String; 14] {
    let author = &entry.author;
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let organisation = known.organisation(&author.organisation);
    [
        entry.seq.to_string(),
        format!("{:.6}", entry.at),
        author.person.clone(),
        known.person(&author.person).unwrap_or_default().to_owned(),
        author.role.clone(),
        organisation.map_or_else(|| author.organisation.clone(), |one| one.name.clone()),
        author.site.clone(),
        author.purpose.clone(),
        entry.action.clone(),
        entry.subject.kind.clone(),
        entry.subject.id.clone(),
        some(&entry.about),
        some(&entry.before),
        some(&entry.after),
    ]
}

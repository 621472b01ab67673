//! The journal over REST.

use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use kith_store::journal::{self, Entry, examine};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::journal::audit_event::{audit_event, bundle};
use crate::journal::known::Known;
use crate::journal::search::Search;
use crate::pages::journal::READ;
use crate::pages::journal::files::unfit;
use crate::paging::Which;
use crate::problem::Problem;
use crate::reading::Looked;

/// A page of entries.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntriesAnswer {
    /// How many entries were found on all pages.
    total: u64,
    /// How many pages there are.
    pages: u32,
    /// The entries of this page.
    entries: Vec<EntryAnswer>,
}

/// An entry of the journal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryAnswer {
    /// Its number; there are no gaps.
    number: i64,
    /// When it happened.
    at: String,
    /// The id of the account that did it, or `system`.
    person: String,
    /// The role in which it was done.
    role: String,
    /// The id of the organisation on whose behalf.
    organisation: String,
    /// The site or team.
    site: String,
    /// What for.
    purpose: String,
    /// What was done.
    action: String,
    /// The kind of thing it was done to.
    kind: String,
    /// The id of that thing.
    id: String,
    /// The id of the person it is about.
    about: Option<String>,
    /// How the thing stood before, as JSON text.
    before: Option<String>,
    /// How it stands after, as JSON text.
    after: Option<String>,
    /// SHA-256 that binds it to all before it, in hexadecimal.
    seal: String,
}

/// An entry, and whether it stands in the chain.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExaminedAnswer {
    /// The entry.
    #[serde(flatten)]
    entry: EntryAnswer,
    /// Whether it is as it was written and follows on the entry before it.
    verified: bool,
}

impl From<Entry> for EntryAnswer {
    fn from(entry: Entry) -> Self {
        Self {
            number: entry.seq,
            at: format!("{:.6}", entry.at),
            person: entry.author.person,
            role: entry.author.role,
            organisation: entry.author.organisation,
            site: entry.author.site,
            purpose: entry.author.purpose,
            action: entry.action,
            kind: entry.subject.kind,
            id: entry.subject.id,
            about: entry.about,
            before: entry.before,
            after: entry.after,
            seal: crate::dice::hexadecimal(&entry.hash),
        }
    }
}

/// A page of what fits, and what the journal notes of it.
async fn find(
    app: &App,
    search: &Search,
    which: Which,
) -> Result<(journal::Page<Entry>, Extension<Looked>), Problem> {
    let filter = search.judge().map_err(|wrong| unfit(&wrong))?;
    let found = journal::search(&mut app.db.read().await?, &filter, which.number()).await?;
    let at = json!({ "asked": search.told(), "page": found.number, "of": found.total });
    Ok((found, Extension(Looked { action: READ, at })))
}

/// The entries of the journal that fit.
#[utoipa::path(get, path = "/api/v1/journal", tag = "journal", params(Search, Which),
    responses((status = 200, description = "A page of 50 entries", body = EntriesAnswer),
              (status = 422, description = "What was asked for is no id, no word of the journal or no date")))]
pub(crate) async fn entries(
    State(app): State<App>,
    Query(search): Query<Search>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let (found, looked) = find(&app, &search, which).await?;
    let answer = EntriesAnswer {
        total: found.total,
        pages: found.pages,
        entries: found.items.into_iter().map(EntryAnswer::from).collect(),
    };
    Ok((looked, Json(answer)).into_response())
}

/// One entry, and whether it stands in the chain.
#[utoipa::path(get, path = "/api/v1/journal/{entry}", tag = "journal",
    params(("entry" = String, Path, description = "Its number")),
    responses((status = 200, description = "The entry", body = ExaminedAnswer),
              (status = 404, description = "There is no such entry")))]
pub(crate) async fn entry(
    State(app): State<App>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let seq: i64 = number.parse().ok().ok_or(Problem::NotFound)?;
    let examined = examine(&mut app.db.read().await?, seq).await?;
    let verified = examined.fits && examined.carries != Some(false);
    let answer = ExaminedAnswer { entry: examined.entry.into(), verified };
    let looked = Looked { action: READ, at: json!({ "entry": seq }) };
    Ok((Extension(looked), Json(answer)).into_response())
}

/// The entries that fit as a Bundle of FHIR R4 `AuditEvents`, in the shape of NHS England's Patient
/// Audit Record Service.
#[utoipa::path(get, path = "/api/v1/journal/audit-events", tag = "journal", params(Search, Which),
    responses((status = 200, description = "A page of 50 AuditEvents", body = serde_json::Value,
                  content_type = "application/fhir+json"),
              (status = 422, description = "What was asked for is no id, no word of the journal or no date")))]
pub(crate) async fn audit_events(
    State(app): State<App>,
    Query(search): Query<Search>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let (found, looked) = find(&app, &search, which).await?;
    let known = Known::now(&mut app.db.read().await?).await?;
    let place = &app.settings.place;
    let events = found.items.iter().map(|entry| audit_event(entry, &known, place)).collect();
    let kind = [(CONTENT_TYPE, "application/fhir+json")];
    Ok((looked, kind, bundle(events, found.total).to_string()).into_response())
}

//! What was found in the journal, as files.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kith_design::{Markup, html};
use kith_store::journal;
use serde_json::json;

use crate::app::App;
use crate::form::Wrong;
use crate::journal::export::{Form, NotExported, Wanted, export};
use crate::journal::search::Search;
use crate::problem::Problem;
use crate::reading::Looked;

/// So many entries go into a file that a browser asks for; `kith audit export` knows no limit.
const MOST: u64 = 50_000;

/// The forms, the words for them and where they are.
const FILES: [(&str, &str); 3] = [
    ("Download as CSV, for spreadsheets", "/journal/entries.csv"),
    ("Download as NDJSON, to the letter", "/journal/entries.ndjson"),
    ("Download as FHIR audit events", "/journal/audit-events.ndjson"),
];

/// The links to the files of a search.
pub(super) fn links(search: &Search, total: u64) -> Markup {
    let search = search.in_address();
    let query = if search.is_empty() { String::new() } else { format!("?{search}") };
    html! {
        @if total > MOST {
            p { "These are too many entries for a file. Look at fewer days, or use "
                code { "kith audit export" } "." }
        } @else {
            ul class="kith-downloads" aria-label="Downloads" {
                @for (words, path) in FILES { li { a href={ (path) (query) } { (words) } } }
            }
        }
    }
}

/// As CSV.
pub async fn csv(app: State<App>, search: Query<Search>) -> Result<Response, Problem> {
    file(app, search, Form::Csv, "journal.csv").await
}

/// As lines to the letter.
pub async fn ndjson(app: State<App>, search: Query<Search>) -> Result<Response, Problem> {
    file(app, search, Form::Ndjson, "journal.ndjson").await
}

/// As FHIR `AuditEvents`.
pub async fn audit_events(app: State<App>, search: Query<Search>) -> Result<Response, Problem> {
    file(app, search, Form::Fhir, "audit-events.ndjson").await
}

/// What the journal calls it when entries are taken away.
pub const EXPORT: &str = "journal.export";

async fn file(
    State(app): State<App>,
    Query(search): Query<Search>,
    form: Form,
    name: &str,
) -> Result<Response, Problem> {
    let filter = search.judge().map_err(|wrong| unfit(&wrong))?;
    let mut reader = app.db.read().await?;
    let total = journal::search(&mut reader, &filter, 1).await?.total;
    if total > MOST {
        return Err(Problem::Unfit(format!(
            "The search finds {total} entries; the most for one file is {MOST}. Look at fewer days, \
             or use kith audit export."
        )));
    }
    let wanted =
        Wanted { form, filter: &filter, is_whole: search.is_for_all(), place: &app.settings.place };
    let mut bytes = Vec::new();
    let many = export(&mut reader, &wanted, &mut bytes).await.map_err(not_exported)?;
    let at = json!({ "asked": search.told(), "form": form.key(), "entries": many });
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers =
        [(CONTENT_TYPE, form.content_type().to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((Extension(Looked { action: EXPORT, at }), headers, bytes).into_response())
}

/// What is wrong with a search, for whoever has no form before them.
pub(crate) fn unfit(wrong: &Wrong) -> Problem {
    Problem::Unfit(format!("{}.", wrong.sentences()))
}

fn not_exported(error: NotExported) -> Problem {
    match error {
        NotExported::NotRead(error) => error.into(),
        other @ NotExported::NotWritten(_) => Problem::broken(&other),
    }
}

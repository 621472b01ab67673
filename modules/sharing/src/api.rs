//! The loads over REST, and people.

pub(crate) mod people;

use axum::Json;
use axum::extract::{Query, State};
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::paging::Which;
use kith_frame::problem::Problem;
use kith_intake::load::{self, Load};
use kith_terms::{Finding, Id};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::lists::PAGE_SIZE;

#[derive(OpenApi)]
#[openapi(paths(loads, load, findings), components(schemas(LoadAnswer, FindingAnswer)))]
struct Document;

/// The module's part of the OpenAPI document.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.merge(people::Document::openapi());
    document
}

/// One file, once read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoadAnswer {
    /// Its id.
    id: String,
    /// The kind of file.
    kind: String,
    /// The file's name.
    file: String,
    /// SHA-256 of the file in hexadecimal.
    sha256: String,
    /// `arriving`, `to_review`, `accepted`, `discarded` or `rolled_back`.
    state: String,
    /// The day from which the file speaks.
    valid_from: Option<String>,
    /// Rows that were kept.
    rows: u64,
    /// Rows that were set aside.
    findings: u64,
    /// When it arrived.
    arrived_at: String,
    /// From when it counts.
    accepted_at: Option<String>,
    /// From when it no longer counts.
    withdrawn_at: Option<String>,
}

/// One thing that was wrong with a file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingAnswer {
    /// The file's name.
    file: String,
    /// The line, counted from 1 with the header.
    line: Option<u64>,
    /// The column.
    column: Option<String>,
    /// What stands there.
    value: Option<String>,
    /// The rule that it breaks.
    rule: String,
    /// What to do about it.
    remedy: String,
}

impl From<Load> for LoadAnswer {
    fn from(load: Load) -> Self {
        Self {
            id: load.id.to_string(),
            rows: load.read.rows.total(),
            kind: load.kind,
            file: load.file,
            sha256: load.sha256,
            state: load.state.key().to_owned(),
            valid_from: load.valid_from.map(|day| day.to_string()),
            findings: load.findings,
            arrived_at: load.arrived_at.to_string(),
            accepted_at: load.accepted_at.map(|at| at.to_string()),
            withdrawn_at: load.withdrawn_at.map(|at| at.to_string()),
        }
    }
}

impl From<Finding> for FindingAnswer {
    fn from(finding: Finding) -> Self {
        Self {
            file: finding.place.file,
            line: finding.place.line,
            column: finding.place.column,
            value: finding.value,
            rule: finding.rule,
            remedy: finding.remedy,
        }
    }
}

/// The loads, newest first.
#[utoipa::path(get, path = "/api/v1/loads", tag = "data", params(Which),
    responses((status = 200, description = "A page of 50 loads", body = [LoadAnswer])))]
pub(crate) async fn loads(
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<LoadAnswer>>, Problem> {
    let mut reader = app.db.read().await?;
    let loads = load::newest(&mut reader, which.before(PAGE_SIZE), PAGE_SIZE).await?;
    Ok(Json(loads.into_iter().map(LoadAnswer::from).collect()))
}

/// One load.
#[utoipa::path(get, path = "/api/v1/loads/{load}", tag = "data",
    params(("load" = String, Path, description = "Its id")),
    responses((status = 200, description = "The load", body = LoadAnswer),
              (status = 404, description = "There is no such load")))]
pub(crate) async fn load(
    State(app): State<App>,
    Named(id): Named<Load>,
) -> Result<Json<LoadAnswer>, Problem> {
    Ok(Json(find(&app, id).await?.into()))
}

/// What was wrong with a load.
#[utoipa::path(get, path = "/api/v1/loads/{load}/findings", tag = "data",
    params(("load" = String, Path, description = "Its id"), Which),
    responses((status = 200, description = "A page of 50 findings", body = [FindingAnswer]),
              (status = 404, description = "There is no such load")))]
pub(crate) async fn findings(
    State(app): State<App>,
    Named(id): Named<Load>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<FindingAnswer>>, Problem> {
    let load = find(&app, id).await?;
    let mut reader = app.db.read().await?;
    let findings = load::findings(&mut reader, load.id, which.before(PAGE_SIZE), PAGE_SIZE).await?;
    Ok(Json(findings.into_iter().map(FindingAnswer::from).collect()))
}

async fn find(app: &App, id: Id<Load>) -> Result<Load, Problem> {
    Ok(load::one(&mut app.db.read().await?, id).await?)
}

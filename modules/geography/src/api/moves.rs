//! Changing a draft by calls. Each answer has the plan's version in `ETag`; a change says by `If-Match`
//! which version it was made from (RFC 9110, 8.8.3 and 13.1.1).

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::posted::Called;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::version::version_in;
use kith_frame::visitor::SignedIn;
use kith_terms::{Id, LsoaCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{OpenApi, ToSchema};

use crate::pages::plan::find_to_change;
use crate::pages::workbench::{breaks, problem, read};
use crate::plan::Plan;
use crate::plan::edit::Change;
use crate::plan::edit::hand::{NotEdited, Wanted};

#[derive(OpenApi)]
#[openapi(paths(make, undo, redo), components(schemas(Move, Nothing, Moved)))]
struct Document;

/// The part of the OpenAPI document about moves.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Areas that are to be in another neighbourhood.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Move {
    /// The ONS codes of the areas.
    #[serde(default)]
    #[schema(required = true)]
    areas: Vec<String>,
    /// The code of the neighbourhood within the plan; none where they become a new one.
    to: Option<String>,
    /// The name of the new neighbourhood.
    name: Option<String>,
}

/// An empty object.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// A draft after a change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Moved {
    /// Which save of the plan it is, as in `ETag`.
    version: i64,
    /// Its figures now.
    #[schema(value_type = Object)]
    figures: Value,
    /// The rules that it breaks, in words; none where it can be published.
    broken: Vec<String>,
}

/// Moves areas of a draft to another neighbourhood, or makes them a new one.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/moves", tag = "plans", request_body = Move,
    params(("plan" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The ETag of the version that was changed")),
    responses((status = 200, description = "The draft after it", body = Moved,
                  headers(("ETag" = String, description = "Its version"))),
              (status = 404, description = "There is no such plan"),
              (status = 409, description = "The plan is no longer a draft"),
              (status = 412, description = "Somebody else saved first; `versions` says what is saved now and \
                  what was sent"),
              (status = 422, description = "The move is refused"),
              (status = 428, description = "If-Match does not say which version was changed")))]
pub(crate) async fn make(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    headers: HeaderMap,
    Called(sent): Called<Move>,
) -> Result<Response, Problem> {
    let change = sent.judge().map_err(Problem::Unfit);
    act(&app, &session, (id, &headers), (change.map(Wanted::Change), json!(sent))).await
}

/// Takes the last change of a draft back.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/undo", tag = "plans", request_body = Nothing,
    params(("plan" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The ETag of the version that was changed")),
    responses((status = 200, description = "The draft after it", body = Moved,
                  headers(("ETag" = String, description = "Its version"))),
              (status = 404, description = "There is no such plan"),
              (status = 409, description = "The plan is no longer a draft"),
              (status = 412, description = "Somebody else saved first"),
              (status = 422, description = "There is nothing to undo"),
              (status = 428, description = "If-Match does not say which version was changed")))]
pub(crate) async fn undo(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    headers: HeaderMap,
    Called(Nothing {}): Called<Nothing>,
) -> Result<Response, Problem> {
    act(&app, &session, (id, &headers), (Ok(Wanted::Undo), json!({}))).await
}

/// Makes the first change that was undone again.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/redo", tag = "plans", request_body = Nothing,
    params(("plan" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The ETag of the version that was changed")),
    responses((status = 200, description = "The draft after it", body = Moved,
                  headers(("ETag" = String, description = "Its version"))),
              (status = 404, description = "There is no such plan"),
              (status = 409, description = "The plan is no longer a draft"),
              (status = 412, description = "Somebody else saved first"),
              (status = 422, description = "There is nothing to redo"),
              (status = 428, description = "If-Match does not say which version was changed")))]
pub(crate) async fn redo(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
    headers: HeaderMap,
    Called(Nothing {}): Called<Nothing>,
) -> Result<Response, Problem> {
    act(&app, &session, (id, &headers), (Ok(Wanted::Redo), json!({}))).await
}

impl Move {
    fn judge(&self) -> Result<Change, String> {
        let unknown =
            |code: &String| format!("{code} is not the code of an area. Nothing was saved.");
        let areas: Result<Vec<LsoaCode>, String> =
            self.areas.iter().map(|code| code.parse().or(Err(unknown(code)))).collect();
        match (&self.to, &self.name) {
            (Some(to), None) => Ok(Change::Move { areas: areas?, to: to.clone() }),
            (None, Some(name)) => Ok(Change::Found { areas: areas?, name: name.clone() }),
            _ => Err("Say either to which neighbourhood, or the name of a new one. Nothing was \
                      saved."
                .into()),
        }
    }
}

async fn act(
    app: &App,
    session: &Session,
    (id, headers): (Id<Plan>, &HeaderMap),
    (wanted, sent): (Result<Wanted, Problem>, Value),
) -> Result<Response, Problem> {
    let found = find_to_change(app, session, id).await?;
    let version = version_in(headers).ok_or(Problem::NoVersion)?;
    let draft = read(app, &found).await?;
    match draft.act(app, &session.author(), version, &wanted?).await {
        Ok(()) => {
            let now = read(app, &find_to_change(app, session, id).await?).await?;
            let figures = json!(now.plan.facts.plan);
            let version = now.plan.version;
            let moved = Moved { version, figures, broken: breaks(&now) };
            Ok(([(ETAG, format!("\"{version}\""))], Json(moved)).into_response())
        }
        Err(NotEdited::Overtaken) => {
            let saved = find_to_change(app, session, id).await?.plan;
            let saved = json!({ "version": saved.version, "figures": saved.facts.plan });
            Err(Problem::Overtaken(json!({ "saved": saved, "sent": sent })))
        }
        Err(other) => Err(problem(other)),
    }
}

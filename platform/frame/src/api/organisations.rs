//! Organisations over REST. Each answer about one has its version in `ETag`; a change says by `If-Match`
//! which version it was made from (RFC 9110, 8.8.3 and 13.1.1), so that nobody saves over what they have
//! not seen.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use kith_store::StoreError;
use kith_terms::Id;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::named::Named;
use crate::organisation::{Organisation, Typed};
use crate::paging::Which;
use crate::people::{self, NotTakenIn};
use crate::posted::Called;
use crate::problem::Problem;
use crate::store;
use crate::version::version_in;
use crate::visitor::SignedIn;

/// So many organisations are on a page.
const PAGE_SIZE: u32 = 50;

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganisationAnswer {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// The key of its kind, such as `nhs-community-trust`.
    kind: String,
    /// Its ODS code, where it has one.
    ods_code: Option<String>,
    /// The day from which it takes part.
    valid_from: String,
    /// The day from which it no longer does.
    valid_to: Option<String>,
    /// Which save of it this is, as in `ETag`.
    version: i64,
}

/// An organisation as it is to be from now on.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Sent {
    /// Its name.
    name: String,
    /// The key of its kind.
    kind: String,
    /// Its ODS code, where it has one.
    ods_code: Option<String>,
}

impl From<Organisation> for OrganisationAnswer {
    fn from(organisation: Organisation) -> Self {
        Self {
            id: organisation.id.to_string(),
            name: organisation.name,
            kind: organisation.kind,
            ods_code: organisation.ods_code.map(|code| code.to_string()),
            valid_from: organisation.valid_from.to_string(),
            valid_to: organisation.valid_to.map(|day| day.to_string()),
            version: organisation.version,
        }
    }
}

impl OrganisationAnswer {
    fn with_tag(self) -> Response {
        ([(ETAG, format!("\"{}\"", self.version))], Json(self)).into_response()
    }
}

/// The organisations as they are known now, by name.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "organisations", params(Which),
    responses((status = 200, description = "A page of 50 organisations", body = [OrganisationAnswer])))]
pub(crate) async fn list(
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<OrganisationAnswer>>, Problem> {
    let all = store::organisation::all(&mut app.db.read().await?).await?;
    Ok(which.of(PAGE_SIZE, all.into_iter().map(OrganisationAnswer::from)))
}

/// One organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}", tag = "organisations",
    params(("organisation" = String, Path, description = "Its id")),
    responses((status = 200, description = "The organisation", body = OrganisationAnswer,
                  headers(("ETag" = String, description = "Its version"))),
              (status = 404, description = "There is no such organisation")))]
pub(crate) async fn one(
    State(app): State<App>,
    Named(id): Named<Organisation>,
) -> Result<Response, Problem> {
    let organisation = store::organisation::one(&mut app.db.read().await?, id).await?;
    Ok(OrganisationAnswer::from(organisation).with_tag())
}

/// Saves a new version of an organisation.
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}", tag = "organisations",
    request_body = Sent,
    params(("organisation" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The ETag of the version that was changed")),
    responses((status = 200, description = "The new version", body = OrganisationAnswer,
                  headers(("ETag" = String, description = "Its version"))),
              (status = 404, description = "There is no such organisation"),
              (status = 412, description = "Somebody else saved first; `versions` holds what was opened, \
                  what is saved now and what was sent"),
              (status = 428, description = "If-Match does not say which version was changed")))]
pub(crate) async fn change(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Organisation>,
    headers: HeaderMap,
    Called(sent): Called<Sent>,
) -> Result<Response, Problem> {
    let typed =
        Typed { name: sent.name, kind: sent.kind, ods_code: sent.ods_code.unwrap_or_default() };
    let version = version_in(&headers).ok_or(Problem::NoVersion)?;
    match people::change_organisation(&app, &session.author(), (id, version), &typed).await {
        Ok(after) => Ok(OrganisationAnswer::from(after).with_tag()),
        Err(NotTakenIn::Organisation(wrong)) => {
            let sentences = NotTakenIn::Organisation(wrong).to_string();
            Err(Problem::Unfit(format!("{sentences}. Nothing was saved.")))
        }
        Err(NotTakenIn::NotSaved(StoreError::Stale { .. })) => {
            Err(overtaken(&app, (id, version), &typed).await?)
        }
        Err(NotTakenIn::NotSaved(error)) => Err(error.into()),
        Err(other) => Err(Problem::broken(&other)),
    }
}

/// Somebody else saved first: what was opened, if it ever was, what is saved now, and what was sent.
async fn overtaken(
    app: &App,
    (id, version): (Id<Organisation>, i64),
    sent: &Typed,
) -> Result<Problem, Problem> {
    let mut reader = app.db.read().await?;
    let opened = store::organisation::version(&mut reader, id, version).await?;
    let saved = store::organisation::one(&mut reader, id).await?;
    Ok(Problem::Overtaken(json!({
        "opened": opened.map(OrganisationAnswer::from),
        "saved": OrganisationAnswer::from(saved),
        "sent": { "name": sent.name, "kind": sent.kind, "ods_code": sent.ods_code },
    })))
}

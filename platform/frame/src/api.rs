//! The frame's part of the API: the journal and the organisations over REST.

pub(crate) mod journal;
pub(crate) mod organisations;

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    paths(
        journal::entries,
        journal::entry,
        journal::audit_events,
        organisations::list,
        organisations::one,
        organisations::change
    ),
    components(schemas(
        journal::EntriesAnswer,
        journal::EntryAnswer,
        journal::ExaminedAnswer,
        organisations::OrganisationAnswer,
        organisations::Sent
    ))
)]
struct Document;

/// The frame's part of the OpenAPI document.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

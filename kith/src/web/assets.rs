//! Styles, scripts and pictures: part of the program, named by what they hold, kept for a year.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kith_frame::problem::Problem;

/// Serves one of them.
pub(crate) async fn serve(Path(path): Path<String>) -> Response {
    let wanted = format!("/assets/{path}");
    match kith_design::assets().iter().find(|asset| asset.path == wanted) {
        None => Problem::NotFound.into_response(),
        Some(asset) => {
            let headers = [
                (CONTENT_TYPE, asset.content_type),
                (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.bytes).into_response()
        }
    }
}

//! Files for other programs.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// A CSV file.
pub(crate) fn csv(name: &str, text: String) -> Response {
    file(name, "text/csv; charset=utf-8", text)
}

/// An SVG drawing.
pub(crate) fn svg(name: &str, text: String) -> Response {
    file(name, "image/svg+xml; charset=utf-8", text)
}

/// A GeoJSON file.
pub(crate) fn geojson(name: &str, json: &Value) -> Response {
    file(name, "application/geo+json", json.to_string())
}

fn file(name: &str, kind: &'static str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], text).into_response()
}

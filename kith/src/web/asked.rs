//! Follows each request: its id in the answer, in the log and in traces, and what it took in the
//! metrics. A request is told by the pattern of its route, never by its path: paths hold ids.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use kith_frame::app::App;
use tracing::{Instrument, Span, field};

/// Where the id of a request stands, in a request and in its answer.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The letters and digits of a ULID (github.com/ulid/spec).
const CROCKFORD: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What stands for a path that no route has.
const NOWHERE: &str = "nowhere";

/// The id of a request: what a person quotes to support, and what the log has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(pub(crate) String);

/// Follows a request.
pub(crate) async fn follow(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id =
        id_of(request.headers()).unwrap_or_else(|| app.dice.id::<()>(app.clock.now()).to_string());
    let method = word(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(NOWHERE, MatchedPath::as_str).to_owned();
    let span = tracing::info_span!(
        "request",
        id,
        http.request.method = method,
        http.route = route,
        http.response.status_code = field::Empty,
        otel.kind = "server",
        otel.name = format!("{method} {route}"),
        otel.status_code = field::Empty,
    );
    request.extensions_mut().insert(RequestId(id.clone()));
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| tell(&response, &route, method, began));
    let value = HeaderValue::from_str(&id).expect("an id is letters, digits and hyphens");
    response.headers_mut().insert(REQUEST_ID, value);
    response
}

fn tell(response: &Response, route: &str, method: &'static str, began: Instant) {
    let (status, took) = (response.status(), began.elapsed());
    let class = format!("{}xx", status.as_u16() / 100);
    Span::current().record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        Span::current().record("otel.status_code", "ERROR");
    }
    let route = route.to_owned();
    metrics::histogram!("kith_request_seconds", "route" => route.clone(), "method" => method)
        .record(took);
    metrics::counter!("kith_requests_total", "route" => route, "method" => method, "status" => class)
        .increment(1);
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: "kith::requests", status = status.as_u16(), milliseconds, "answered");
}

/// An id that came with the request, from a proxy or another program, if it is a ULID or a UUID:
/// anything else could carry what has no place in a log.
fn id_of(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(REQUEST_ID)?.to_str().ok()?;
    (is_ulid(text) || is_uuid(text)).then(|| text.to_owned())
}

fn is_ulid(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|byte| CROCKFORD.contains(&byte.to_ascii_uppercase()))
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.concat().bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The method, from a short list: a stranger could send any word.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kept_only_if_it_can_be_nothing_else() {
        for (sent, kept) in [
            ("01ARZ3NDEKTSV4RRFFQ69G5FAV", true),
            ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", true),
            ("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", true),
            ("", false),
            ("9434765919", false),
            ("Ann Lee", false),
            ("f81d4fae-7dec-11d0-a765-00a0c91e6bf", false),
            ("zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz", false),
        ] {
            let headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_static(sent))]);
            assert_eq!(id_of(&headers).is_some(), kept, "{sent:?}");
        }
    }
}

//! Puts the frame around what a handler gave back: a page gets its header and navigation, a problem
//! becomes a page for people or JSON for programs.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use kith_frame::app::App;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::visitor::Visitor;
use kith_frame::{layout, pages};

use super::asked::RequestId;

/// Puts the frame around the answer.
pub(crate) async fn put_around(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let wanted = wanted(&request);
    let id = request.extensions().get::<RequestId>().cloned();
    let mut response = next.run(request).await;
    let visitor = response.extensions_mut().remove::<Visitor>();
    if let Some(page) = response.extensions_mut().remove::<Page>() {
        return dress(response, layout::whole(&app, visitor.as_ref(), &path, &page));
    }
    match response.extensions_mut().remove::<Problem>().map(|problem| traceable(problem, id)) {
        Some(problem) if path.starts_with("/api/") => as_json(response, &problem),
        Some(Problem::NotSignedIn) => to_sign_in(visitor.as_ref(), &wanted),
        Some(problem) => {
            let page = pages::problem(&problem);
            dress(response, layout::whole(&app, visitor.as_ref(), &path, &page))
        }
        None => response,
    }
}

/// What a person quotes to support is the id under which the log has all of the request.
fn traceable(problem: Problem, id: Option<RequestId>) -> Problem {
    match (problem, id) {
        (Problem::Broken { .. }, Some(RequestId(reference))) => Problem::Broken { reference },
        (problem, _) => problem,
    }
}

fn dress(mut response: Response, html: String) -> Response {
    let headers = std::mem::take(response.headers_mut());
    keep(&headers, (response.status(), Html(html)).into_response())
}

/// The new answer with all headers of the old one, but for those that speak of its body.
fn keep(headers: &HeaderMap, mut response: Response) -> Response {
    for (name, value) in headers.iter().filter(|(name, _)| !name.as_str().starts_with("content-")) {
        response.headers_mut().append(name.clone(), value.clone());
    }
    response
}

/// What to show after signing in: the page that was asked for, with its query. A form cannot be sent
/// again after it, so Home is shown instead.
fn wanted(request: &Request) -> String {
    match (request.method(), request.uri().path_and_query()) {
        (&Method::GET, Some(wanted)) => wanted.as_str().to_owned(),
        _ => "/".to_owned(),
    }
}

/// Whoever is not signed in goes to sign-in, or to the choice of a role, and comes back after it.
fn to_sign_in(visitor: Option<&Visitor>, wanted: &str) -> Response {
    let place = match visitor {
        Some(Visitor::Undecided { .. }) => "/role".to_owned(),
        _ if wanted == "/" => "/sign-in".to_owned(),
        _ => {
            let escaped = wanted.replace('%', "%25").replace('&', "%26").replace('+', "%2B");
            format!("/sign-in?next={escaped}")
        }
    };
    match HeaderValue::from_str(&place) {
        Ok(place) => (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response(),
        Err(_) => (StatusCode::SEE_OTHER, [(LOCATION, "/sign-in")]).into_response(),
    }
}

/// Problem details for HTTP APIs (RFC 9457).
fn as_json(mut plain: Response, problem: &Problem) -> Response {
    let body = serde_json::json!({
        "type": "about:blank",
        "title": problem.title(),
        "status": problem.status().as_u16(),
        "detail": format!("{} {}", problem.what(), problem.next()),
        "instance": problem.reference(),
    });
    let kind = HeaderValue::from_static("application/problem+json");
    let mut response = (problem.status(), Json(body)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, kind);
    keep(&std::mem::take(plain.headers_mut()), response)
}

//! Puts the frame around what a handler gave back: a page gets its header and navigation, a problem
//! becomes a page for people or JSON for programs.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use kith_frame::app::App;
use kith_frame::entry::with_next;
use kith_frame::page::Page;
use kith_frame::posted::MOST_FORM_BYTES;
use kith_frame::problem::Problem;
use kith_frame::visitor::Visitor;
use kith_frame::{layout, pages};

use super::asked::RequestId;

const HOW_TO_SIGN_IN: &str =
    "Cookie realm=\"Kith\", form-action=\"/sign-in\", cookie-name=\"__Host-kith-session\"";

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
    let problem = response.extensions_mut().remove().or_else(|| unspoken(&response));
    match problem.map(|problem| traceable(problem, id)) {
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
        (Problem::DiskFails { .. }, Some(RequestId(reference))) => Problem::DiskFails { reference },
        (problem, _) => problem,
    }
}

/// The problem behind a refusal that none of our handlers spoke: the web server's own, in plain text,
/// such as that of an address whose query cannot be read.
fn unspoken(response: &Response) -> Option<Problem> {
    let again = "Nothing was saved.";
    match response.status() {
        StatusCode::NOT_FOUND => Some(Problem::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Problem::NotThatWay),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::TooLarge { most: MOST_FORM_BYTES }),
        StatusCode::UNPROCESSABLE_ENTITY => {
            Some(Problem::Unfit(format!("What you sent breaks a rule of this address. {again}")))
        }
        status if status.is_client_error() => Some(Problem::Unreadable(format!(
            "A part of the address or of what you sent is not what belongs there. {again}"
        ))),
        _ => None,
    }
}

fn dress(mut response: Response, html: String) -> Response {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let mut dressed = (status, Html(html)).into_response();
    for (name, value) in headers.iter().filter(|(name, _)| !name.as_str().starts_with("content-")) {
        dressed.headers_mut().append(name.clone(), value.clone());
    }
    dressed
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
        Some(Visitor::Halfway { .. }) => "/sign-in/code".to_owned(),
        Some(Visitor::Undecided { .. }) => "/role".to_owned(),
        _ => with_next("/sign-in", wanted),
    };
    Redirect::to(&place).into_response()
}

/// Problem details for HTTP APIs (RFC 9457). Somebody who is not signed in is told how to be (RFC 9110,
/// 11.6.1; the scheme is that of draft-broyer-http-cookie-auth).
fn as_json(mut response: Response, problem: &Problem) -> Response {
    let mut body = serde_json::json!({
        "type": "about:blank",
        "title": problem.title(),
        "status": problem.status().as_u16(),
        "detail": format!("{} {}", problem.what(), problem.next()),
        "instance": problem.reference(),
    });
    if let Some(versions) = problem.versions() {
        body["versions"] = versions.clone();
    }
    *response.status_mut() = problem.status();
    *response.body_mut() = Body::from(body.to_string());
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Problem::NotSignedIn = problem {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(HOW_TO_SIGN_IN));
    }
    response
}

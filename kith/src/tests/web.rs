//! The web door as a browser meets it: its headers, the frame around pages and problems.

use axum::Router;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use kith_frame::module::{Access, Module, Route};
use kith_frame::testing::{Answer, House};

use crate::web::router;

/// A module with a fault.
static FAULTY: Module = Module {
    key: "faulty",
    title: "Faulty",
    routes: &[Route::get("/fault", Access::Everyone, || {
        get(|| async { if true { panic!("the table frame_account is gone") } else { "" } })
    })],
    ..Module::EMPTY
};

static WITH_A_FAULT: &[&Module] = &[
    &FAULTY,
    &kith_geography::MODULE,
    &kith_sharing::MODULE,
    &kith_governance::MODULE,
    &kith_frame::MODULE,
];

const HEADERS: [&str; 8] = [
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "strict-transport-security",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
];

async fn house() -> (House, Router) {
    let house = House::on_a_file(WITH_A_FAULT).await;
    let door = router(&house.app);
    (house, door)
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let (house, door) = house().await;
    let style = kith_design::assets()[0].path;
    let mut browser = house.someone("analyst").await.through(door);
    for (path, status) in [
        ("/", 200),
        ("/sign-in", 303),
        ("/nowhere", 404),
        ("/journal", 403),
        ("/fault", 500),
        ("/plans/nowhere", 404),
        ("/api/v1/areas", 200),
        ("/api/v1/plans/nowhere", 404),
        ("/api/openapi.json", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        (style, 200),
        ("/assets/nowhere.css", 404),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        check_headers(&answer, path);
        let kept = if path == style { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), kept, "{path}");
    }
}

/// All of them, each once, and an id.
fn check_headers(answer: &Answer, what: &str) {
    for name in HEADERS {
        assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{what}: {name}");
        assert!(!answer.header(name).is_empty(), "{what}: {name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{what}");
    assert_eq!(answer.header("x-request-id").len(), 26, "{what}");
}

/// Each answer that is none of a handler: a wrong method, a body that is too large, a form that is
/// not ours, too many requests.
#[tokio::test]
async fn what_is_refused_at_the_door_has_the_headers_too() {
    let (house, door) = house().await;
    let mut manager = house.someone("integrator-manager").await.through(door);
    let long = "x".repeat(1_100_000);
    let (kind, form) = (CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (request, body, status) in [
        (Request::post("/help"), String::new(), 405),
        (Request::put("/help"), String::new(), 405),
        (Request::post("/organisations/new").header(kind, form), long, 413),
        (Request::post("/sign-out").header("origin", "https://evil.example"), String::new(), 403),
        (Request::get("/journal/%FF"), String::new(), 400),
    ] {
        let answer = manager.send(request, body.into()).await;
        assert_eq!(answer.status.as_u16(), status);
        check_headers(&answer, &status.to_string());
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_how_long_to_wait_in_a_page_or_in_json() {
    let mut house = House::on_a_file(WITH_A_FAULT).await;
    let mut settings = kith_frame::settings::Settings::clone(&house.app.settings);
    settings.serving.rate_limit = Some(1);
    house.app.settings = std::sync::Arc::new(settings);
    let analyst = house.someone("analyst").await;
    for path in ["/place", "/api/v1/areas"] {
        // Each door counts for itself.
        let mut analyst = analyst.clone().through(router(&house.app));
        assert_eq!(analyst.get(path).await.status, StatusCode::OK);
        let held = analyst.get(path).await;
        assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!((1..=61).contains(&held.header("retry-after").parse::<u32>().unwrap()));
        assert!(held.says("Too many requests"));
        check_headers(&held, path);
        let style = kith_design::assets()[0].path;
        assert_eq!(analyst.get(style).await.status, StatusCode::OK, "styles are not counted");
    }
}

#[tokio::test]
async fn an_answer_has_an_id_and_a_fault_is_quoted_by_it() {
    let (house, door) = house().await;
    let mut browser = house.stranger().through(door);
    let fault = browser.get("/fault").await;
    assert!(fault.says(fault.header("x-request-id")), "the page has the reference");
    let ours = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    for (sent, kept) in [(ours, true), ("9434765919", false), ("Ann Lee", false)] {
        let request = Request::get("/help").header("x-request-id", sent);
        let answer = browser.send(request, Body::empty()).await;
        assert_eq!(answer.header("x-request-id") == sent, kept, "{sent}");
    }
}

#[tokio::test]
async fn a_stranger_is_led_to_sign_in_and_back_to_the_page_with_its_question() {
    let (house, door) = house().await;
    let mut browser = house.stranger().through(door);
    for (path, leads_to) in [
        ("/", "/sign-in"),
        ("/plans", "/sign-in?next=/plans"),
        ("/journal?action=plan.&page=2", "/sign-in?next=/journal?action=plan.%26page=2"),
        ("/practices?text=a%20b", "/sign-in?next=/practices?text=a%2520b"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, leads_to));
    }
    let sent = browser.post("/plans/new", &[("name", "x")]).await;
    assert_eq!(sent.location(), "/sign-in", "a form is not a page to come back to");
}

#[tokio::test]
async fn a_page_has_its_frame_with_the_places_that_the_role_may_enter() {
    let (house, door) = house().await;
    let mut lead = house.someone("icb-lead").await.through(door);
    let page = lead.get("/place").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    for words in ["<!DOCTYPE html>", "<title>The place", "Kith: Wendmere", "ICB lead", "Sign out"] {
        assert!(page.says(words), "{words}");
    }
    assert!(page.says("href=\"/plans\"") && !page.says("href=\"/users\""));
}

#[tokio::test]
async fn a_problem_is_a_page_for_people_and_json_for_programs() {
    let (house, door) = house().await;
    let mut lead = house.someone("icb-lead").await.through(door);
    let refused = lead.get("/journal").await;
    assert!(refused.says("You cannot do this in your role"));
    assert!(refused.says("Integrator manager"));
    assert!(refused.says("Sign out"), "the frame is there");
    let told = lead.get("/api/v1/plans/nowhere").await;
    assert_eq!(told.header("content-type"), "application/problem+json");
    assert_eq!(
        (&told.json()["status"], &told.json()["title"]),
        (&404.into(), &"Page not found".into())
    );
    let stranger = house.stranger().through(router(&house.app)).get("/api/v1/areas").await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_fault_of_ours_is_a_page_that_gives_nothing_away() {
    let (house, door) = house().await;
    let answer = house.stranger().through(door).get("/fault").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.says("Sorry, something went wrong"));
    assert!(!answer.says("frame_account") && !answer.says("panic"));
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused() {
    let (house, door) = house().await;
    let mut manager = house.someone("integrator-manager").await.through(door);
    let long = "x".repeat(1_100_000);
    let refused = manager.post("/organisations/new", &[("name", &long)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.says("The most that can be sent here is 1 MB"));
}

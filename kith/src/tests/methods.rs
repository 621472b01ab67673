//! What is asked of an address in a way that it does not know, and what is asked from elsewhere.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{Request, StatusCode};
use kith_frame::module::{Access, Method};
use kith_frame::testing::House;
use kith_store::testing::noted;

use super::sweep;
use super::sweep::things::{NOTHING, filled};
use crate::modules::MODULES;
use crate::web::router;

const UNKNOWN: [&str; 6] = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

#[tokio::test]
async fn no_address_can_be_asked_in_a_way_that_is_not_in_the_table() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await.through(router(&house.app));
    let mut tried = 0;
    for route in sweep::all_routes() {
        let path = filled(route, |_| NOTHING.to_owned());
        let known = |method: &str| {
            let mut here = sweep::all_routes().filter(|other| other.path == route.path);
            here.any(|other| other.method.word() == method)
        };
        for method in UNKNOWN.into_iter().filter(|method| !known(method)) {
            let request = Request::builder().method(method).uri(&path);
            let answer = manager.send(request, Body::empty()).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            let allowed = answer.header(ALLOW.as_str());
            assert!(allowed.contains(route.method.word()), "{method} {path} allows {allowed}");
            tried += 1;
        }
        // A form cannot pretend to be asked in another way.
        if !(known("POST") || route.method.changes()) {
            let request = Request::post(&path).header("x-http-method-override", "GET");
            let answer = manager.send(request, Body::from("_method=GET")).await;
            assert!(answer.status.is_client_error(), "{path} {}", answer.status);
            tried += 1;
        }
    }
    noted("methods that are not in the table", &format!("{tried} tried, 0 answered"));
}

#[tokio::test]
async fn head_is_get_without_its_body_and_passes_the_same_doors() {
    let house = House::on_a_file(MODULES).await;
    let door = router(&house.app);
    for route in sweep::all_routes().filter(|route| route.method == Method::Get) {
        let path = filled(route, |_| NOTHING.to_owned());
        for mut browser in [house.stranger(), house.someone("icb-lead").await] {
            browser = browser.through(door.clone());
            let (get, head) =
                (browser.get(&path).await, browser.send(Request::head(&path), Body::empty()).await);
            assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        }
    }
}

#[tokio::test]
async fn no_other_site_may_read_or_frame_an_answer_or_plant_a_session() {
    let house = House::on_a_file(MODULES).await;
    let door = router(&house.app);
    for route in sweep::all_routes() {
        let path = filled(route, |_| NOTHING.to_owned());
        let mut stranger = house.stranger().through(door.clone());
        stranger.keep_cookie(kith_frame::session::SESSION_COOKIE, "planted");
        let request = Request::builder()
            .method(route.method.word())
            .uri(&path)
            .header(HOST, "kith.example")
            .header(ORIGIN, "https://evil.example")
            .header("access-control-request-method", "POST")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = stranger.send(request, Body::from("form_key=planted")).await;
        let shared = answer.headers.keys().any(|name| name.as_str().starts_with("access-control"));
        assert!(!shared, "{path} may be read by another site");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        if route.access != Access::Everyone || route.method.changes() {
            assert!(!answer.status.is_success(), "{path} {}", answer.status);
        }
        let planted = answer.cookies().iter().any(|cookie| cookie.contains("planted"));
        assert!(!planted, "{path} takes a secret that somebody else chose");
    }
}

#[tokio::test]
async fn a_refusal_by_the_web_server_itself_is_a_page_or_json_like_any_other() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await.through(router(&house.app));
    let page = analyst.get("/practices?at=%FF&page=x").await;
    assert!(page.status.is_client_error() || page.says("</html>"), "{page:?}");
    let told = analyst.get("/api/v1/areas?page=x").await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    assert_eq!(told.header("content-type"), "application/problem+json");
    assert_eq!(told.json()["status"], 400);
    let stranger = house.stranger().through(router(&house.app)).get("/api/v1/areas").await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    assert!(stranger.header("www-authenticate").starts_with("Cookie "));
}

#[tokio::test]
async fn a_call_has_its_effect_once() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await.through(router(&house.app));
    let ask = serde_json::json!({ "name": "First" });
    let first = analyst.call_once("/api/v1/plans", "one", &ask).await;
    let again = analyst.call_once("/api/v1/plans", "one", &ask).await;
    assert_eq!((first.status, again.status), (StatusCode::ACCEPTED, StatusCode::ACCEPTED));
    assert_eq!(first.json(), again.json(), "the same job");
    assert_eq!(again.header("content-type"), "application/json");
    let other = serde_json::json!({ "name": "Other" });
    let refused = analyst.call_once("/api/v1/plans", "one", &other).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let without = analyst.call_once("/api/v1/plans", "", &other).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    assert!(without.says("Idempotency-Key"));
    assert_eq!(analyst.get("/jobs").await.text().matches("Draw “").count(), 1);
}

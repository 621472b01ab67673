//! Every route of the table tried in memory: as each role, without the form key, from another site.

use axum::body::Body;
use axum::http::header::{HeaderName, ORIGIN};
use axum::http::{Request, StatusCode};
use kith_frame::module::{Access, Route};
use kith_frame::problem::Problem;
use kith_frame::right::{Right, Role};
use kith_frame::testing::{Answer, Browser, House};
use kith_store::journal::{self, Filter};

use super::sweep::{self, things};
use crate::modules::MODULES;

fn routes() -> impl Iterator<Item = &'static Route> {
    MODULES.iter().flat_map(|module| module.routes)
}

/// A path to something that is not there.
fn filled(route: &Route) -> String {
    things::filled(route, |_| things::NOTHING.to_owned())
}

async fn ask(browser: &mut Browser, route: &Route) -> Answer {
    sweep::send(browser, route, &filled(route)).await
}

#[tokio::test]
async fn who_lacks_a_right_is_told_whom_to_ask_and_the_journal_knows_of_it() {
    for house in House::on_each_backend(MODULES).await {
        for role in house.app.roles.iter() {
            let refused = refusals(&house, role).await;
            assert_eq!(noted(&house, &role.key).await, refused, "{}", role.title);
        }
    }
}

/// Tries all routes as somebody in the role; gives back those that were refused.
async fn refusals(house: &House, role: &Role) -> Vec<String> {
    let mut browser = house.someone(&role.key).await;
    let mut refused = Vec::new();
    for route in routes().filter(|route| route.path != "/sign-out") {
        let answer = ask(&mut browser, route).await;
        match route.access {
            Access::Needs(right) if !role.may(right) => {
                check_refused(house, &answer, (right, route.path));
                refused.push(filled(route));
            }
            _ => {
                let passed = !matches!(answer.problem, Some(Problem::NoRight { .. }));
                assert!(passed, "{} may not pass {}", role.title, route.path);
                assert!(!answer.status.is_server_error(), "{} {answer:?}", route.path);
            }
        }
    }
    refused
}

fn check_refused(house: &House, answer: &Answer, (right, path): (Right, &str)) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    let Some(Problem::NoRight { ask, .. }) = &answer.problem else { panic!("{path} {answer:?}") };
    assert_eq!(*ask, house.app.roles.who_may(right), "{path}");
    assert!(!ask.is_empty(), "nobody may pass {path}");
    let told = kith_frame::pages::problem(answer.problem.as_ref().unwrap()).main.into_string();
    assert!(told.contains(right.to) && told.contains(&ask.join(", ")), "{path}: {told}");
}

/// The routes that were refused to a role, the first first, as the journal has them.
async fn noted(house: &House, role: &str) -> Vec<String> {
    sweep::until_all_is_noted(house).await;
    let filter = Filter { action: Some("access.refuse".into()), ..Filter::default() };
    let mut reader = house.app.db.read().await.unwrap();
    let mut all = Vec::new();
    let pages = journal::search(&mut reader, &filter, 1).await.unwrap().pages;
    for page in 1..=pages {
        all.extend(journal::search(&mut reader, &filter, page).await.unwrap().items);
    }
    all.retain(|entry| entry.author.role == role && sweep::lacked(entry) != "form");
    all.into_iter().rev().map(|entry| entry.subject.id).collect()
}

#[tokio::test]
async fn nothing_is_changed_without_the_form_key_or_from_another_site() {
    let house = House::on_a_file(MODULES).await;
    let mut tried = 0;
    for route in routes().filter(|route| route.method.changes()) {
        let browser = somebody_who_may(&house, route).await;
        let before = changes(&house).await;
        for key in ["", "not-the-key"] {
            let answer = send_with_key(browser.clone().with_form_key(key), route).await;
            check_not_ours(&answer, (route.path, key));
        }
        for (header, value) in [
            (ORIGIN, "https://evil.example"),
            (ORIGIN, "null"),
            (HeaderName::from_static("sec-fetch-site"), "cross-site"),
            (HeaderName::from_static("sec-fetch-site"), "same-site"),
        ] {
            let request = Request::post(filled(route)).header(header, value);
            let form = format!("form_key={}", browser.form_key());
            let answer = browser.clone().send(request, Body::from(form)).await;
            check_not_ours(&answer, (route.path, value));
        }
        assert_eq!(changes(&house).await, before, "{} left something behind", route.path);
        tried += 1;
    }
    assert!(tried > 10, "the table of routes was tried");
}

async fn somebody_who_may(house: &House, route: &Route) -> Browser {
    match route.access {
        Access::Needs(right) => {
            let role = house.app.roles.iter().find(|role| role.may(right)).unwrap();
            house.someone(&role.key).await
        }
        _ if route.path == "/sign-in" => {
            let mut stranger = house.stranger();
            stranger.get("/sign-in").await;
            stranger
        }
        _ => house.someone("analyst").await,
    }
}

async fn send_with_key(mut browser: Browser, route: &Route) -> Answer {
    sweep::send(&mut browser, route, &filled(route)).await
}

fn check_not_ours(answer: &Answer, what: (&str, &str)) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what:?}");
    assert!(matches!(answer.problem, Some(Problem::NotOurForm)), "{what:?} {answer:?}");
}

/// How many entries the journal has, beside those of refusals.
async fn changes(house: &House) -> u64 {
    let refusals = Filter { action: Some("access.refuse".into()), ..Filter::default() };
    let mut reader = house.app.db.read().await.unwrap();
    let all = journal::search(&mut reader, &Filter::default(), 1).await.unwrap().total;
    all - journal::search(&mut reader, &refusals, 1).await.unwrap().total
}

#[tokio::test]
async fn a_stranger_is_asked_to_sign_in_at_every_door_that_is_not_for_everyone() {
    let house = House::on_a_file(MODULES).await;
    for route in routes().filter(|route| route.access != Access::Everyone) {
        let answer = ask(&mut house.stranger(), route).await;
        assert!(matches!(answer.problem, Some(Problem::NotSignedIn)), "{} {answer:?}", route.path);
    }
}

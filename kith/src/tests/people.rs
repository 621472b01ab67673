//! People's data: every answer that holds somebody's is in the journal first, and neither addresses
//! nor logs nor problems ever hold a name or an NHS number.

mod canaries;
mod heard;

use axum::http::StatusCode;
use kith_frame::module::{Access, Method, Route, Shows};
use kith_frame::testing::{Answer, Browser, House};
use kith_store::journal::{Entry, since};
use kith_store::testing::noted;
use serde_json::Value;

use self::canaries::{Canary, filled, text_of};
use crate::modules::MODULES;
use crate::watch::{operations, record};

fn routes() -> impl Iterator<Item = &'static Route> {
    MODULES.iter().flat_map(|module| module.routes)
}

async fn ask(browser: &mut Browser, route: &Route, canary: &Canary) -> Answer {
    match route.method {
        Method::Get => browser.get(&filled(route, canary)).await,
        Method::Post => browser.post(&filled(route, canary), &Canary::fields()).await,
        Method::Put => {
            let fields = Canary::fields().into_iter().map(|(name, value)| (name, value.into()));
            let sent = Value::Object(
                fields.map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect(),
            );
            browser.put((&filled(route, canary), "\"1\""), &sent).await
        }
    }
}

/// What the journal has gained.
async fn gained(house: &House, after: i64) -> Vec<Entry> {
    since(&mut house.app.db.read().await.unwrap(), after, 1_000).await.unwrap()
}

async fn newest(house: &House) -> i64 {
    let mut reader = house.app.db.read().await.unwrap();
    kith_store::journal::weigh(&mut reader, house.app.clock.now()).await.unwrap().seq
}

#[tokio::test]
async fn every_answer_that_holds_a_person_is_in_the_journal_first() {
    let mut answers = 0;
    for house in House::on_each_backend(MODULES).await {
        let canary = Canary::in_house(&house).await;
        let roles: Vec<String> = house.app.roles.iter().map(|role| role.key.clone()).collect();
        for role in &roles {
            for route in routes().filter(|route| route.path != "/sign-out") {
                // Somebody new each time: a form may have ended the session of the one before.
                let mut browser = house.someone(role).await;
                let before = newest(&house).await;
                let answer = ask(&mut browser, route, &canary).await;
                check(&house, route, (&answer, &canary), (role, before)).await;
                answers += 1;
            }
        }
    }
    noted("every reading in the journal", &format!("{answers} answers, all in it"));
}

/// Expects that an answer that shows somebody comes from a route that says so, and that the journal
/// has who saw it, in which role, for which organisation and why.
async fn check(
    house: &House,
    route: &Route,
    (answer, canary): (&Answer, &Canary),
    (role, before): (&str, i64),
) {
    let what = format!("{} {} as {role}", route.method.word(), route.path);
    let shown = canary.is_in(&text_of(answer)) && Canary::was_not_typed_into(route);
    if shown {
        assert_ne!(route.shows, Shows::Nobody, "{what} shows somebody, but does not say so");
    }
    let is_shown = answer.problem.is_none() && !answer.status.is_redirection();
    if route.shows == Shows::Nobody || !is_shown {
        assert!(!shown || answer.problem.is_none(), "{what}: a problem names somebody");
        return;
    }
    let path = filled(route, canary);
    let entries = gained(house, before).await;
    let noted = entries.iter().filter(|entry| entry.subject.id == path).collect::<Vec<_>>();
    let [entry] = noted[..] else { panic!("{what}: {} readings noted", noted.len()) };
    let author = &entry.author;
    assert_eq!(author.role, role, "{what}");
    assert_eq!(author.organisation, house.organisation().await.unwrap().to_string(), "{what}");
    assert!(!author.purpose.is_empty() && !author.site.is_empty(), "{what}");
    assert_ne!(author.person, "system", "{what}");
    if let Shows::Person(_) = route.shows {
        let whose = if route.path.contains("{person}") { &canary.person } else { &canary.account };
        assert_eq!(entry.about.as_deref(), Some(whose.as_str()), "{what}");
    }
}

#[test]
fn what_shows_people_asks_who_is_there() {
    for route in routes().filter(|route| route.shows != Shows::Nobody) {
        // It shows whoever asks their own code, before they have a role.
        let is_own = route.path == "/account/code-app";
        assert!(is_own || route.access != Access::Everyone, "{}", route.path);
    }
    assert!(routes().filter(|route| route.shows != Shows::Nobody).count() > 10);
}

#[tokio::test]
async fn names_and_nhs_numbers_get_into_no_address_no_log_no_metric_and_no_problem() {
    let heard = heard::listen();
    let counted = record().unwrap();
    let house = House::on_a_file(MODULES).await;
    let canary = Canary::in_house(&house).await;
    let door = crate::web::router(&house.app);
    let mut tried = 0;
    for role in ["integrator-manager", "administrator", "district-nurse", "stranger"] {
        for route in routes().filter(|route| route.path != "/sign-out") {
            let mut browser = somebody(&house, role).await.through(door.clone());
            let answer = ask(&mut browser, route, &canary).await;
            let what = format!("{} {} as {role}", route.method.word(), route.path);
            Canary::must_not_be_in_addresses(&answer, &what);
            tried += 1;
            tried += drive_with_names_in_the_address(&mut browser, route, &canary).await;
        }
    }
    let log = heard.so_far();
    assert!(log.contains("canary-check"), "the log is heard");
    Canary::must_not_be_in(&log, "the log");
    let operations = operations(house.app.clone(), counted);
    let metrics = house.stranger().through(operations).get("/metrics").await.text();
    assert!(metrics.contains("route=\"/users/{user}\""), "the requests are counted: {metrics}");
    Canary::must_not_be_in(&metrics, "the metrics");
    noted("canaries", &format!("{tried} requests, 0 names found"));
}

async fn somebody(house: &House, role: &str) -> Browser {
    if role == "stranger" { house.stranger() } else { house.someone(role).await }
}

/// Somebody types names into the address bar: nothing of ours repeats them to a log or a problem.
async fn drive_with_names_in_the_address(
    browser: &mut Browser,
    route: &Route,
    canary: &Canary,
) -> u32 {
    let mut tried = 0;
    for path in canary.typed_addresses(route) {
        let answer = browser.get(&path).await;
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {answer:?}");
        if let Some(problem) = &answer.problem {
            let reference = problem.reference().unwrap_or_default();
            Canary::must_not_be_in(reference, &path);
        }
        tried += 1;
    }
    tracing::info!("canary-check");
    tried
}

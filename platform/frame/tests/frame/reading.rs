//! Whoever is shown people's data is in the journal first; where that cannot be, nothing is shown.

use std::time::Instant;

use axum::http::StatusCode;
use jiff::SignedDuration;
use kith_frame::problem::Problem;
use kith_frame::testing::{Answer, Browser, House};
use kith_store::Author;
use kith_store::journal::{Entry, Filter, search};
use kith_store::testing::noted;

use crate::tables::MODULES;

/// Pages that show people.
const ABOUT_PEOPLE: [&str; 5] =
    ["/users", "/account", "/journal", "/journal/entries.csv", "/api/v1/journal"];

async fn newest(house: &House) -> Entry {
    let mut reader = house.app.db.read().await.unwrap();
    search(&mut reader, &Filter::default(), 1).await.unwrap().items.remove(0)
}

fn check_not_shown(answer: &Answer, path: &str) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    assert!(matches!(answer.problem, Some(Problem::NotNow(_))), "{path}");
    assert!(answer.page.is_none() && answer.body.is_empty(), "{path}");
}

#[tokio::test]
async fn a_look_at_somebody_is_in_the_journal_with_who_where_and_what_for() {
    for house in House::on_each_backend(MODULES).await {
        let somebody = house.account("zoe@wendmere.example", "analyst").await.unwrap().account;
        let mut browser = house.someone("administrator").await;
        let path = format!("/users/{somebody}");
        assert_eq!(browser.get(&path).await.status, StatusCode::OK);
        let entry = newest(&house).await;
        assert_eq!((entry.action.as_str(), entry.subject.id), ("people.read", path));
        assert_eq!(entry.about, Some(somebody.to_string()));
        assert_eq!(
            (entry.author.role.as_str(), entry.author.purpose.as_str()),
            ("administrator", "planning")
        );
        assert_eq!(entry.author.organisation, house.organisation().await.unwrap().to_string());
        assert_eq!(entry.author.site, "Test office");
    }
}

#[tokio::test]
async fn whoever_has_no_role_yet_is_noted_too() {
    for house in House::on_each_backend(MODULES).await {
        let ids = house.account("zoe@wendmere.example", "administrator").await.unwrap();
        let mut browser = house.undecided(ids.account).await.unwrap();
        assert_eq!(browser.get("/account/code-app").await.status, StatusCode::OK);
        let entry = newest(&house).await;
        assert_eq!((&*entry.action, &*entry.subject.id), ("people.read", "/account/code-app"));
        assert_eq!(entry.author.person, ids.account.to_string());
        house.app.db.be_patient(kith_store::NOTE_PATIENCE);
        let held = house.database().hold_writers().await;
        check_not_shown(&browser.get("/account/code-app").await, "/account/code-app");
        drop(held);
    }
}

#[tokio::test]
async fn what_shows_nobody_leaves_no_entry() {
    let house = House::on_a_file(MODULES).await;
    let mut browser = house.someone("administrator").await;
    let before = newest(&house).await.seq;
    browser.get("/").await;
    browser.get("/users/01ARZ3NDEKTSV4RRFFQ69G5FAV").await;
    browser.get("/help").await;
    assert_eq!(newest(&house).await.seq, before);
}

const LONG: std::time::Duration = std::time::Duration::from_mins(1);

/// A browser whose session is due to be noted as used, so that two things wait for the writer.
async fn browser(house: &House) -> Browser {
    let browser = house.someone("administrator").await;
    house.app.db.be_patient(kith_store::NOTE_PATIENCE);
    house.app.clock.move_on(SignedDuration::from_mins(2));
    browser
}

#[tokio::test]
async fn while_somebody_holds_the_journal_nobody_is_shown_people_and_all_else_goes_on() {
    let mut longest = 0;
    for house in House::on_each_backend(MODULES).await {
        let browser = browser(&house).await;
        let held = house.database().hold_writers().await;
        for path in ABOUT_PEOPLE {
            let (mut reader, mut other) = (browser.clone(), browser.clone());
            let began = Instant::now();
            // Whoever saves waits for the journal; whoever reads is told before that one gives up.
            let author = Author::system("test");
            let saving = kith_frame::people::register(&house.app, &author, &ORGANISATION);
            tokio::select! {
                biased;
                answer = reader.get(path) => check_not_shown(&answer, path),
                saved = saving => panic!("{path}: {saved:?} came first"),
            }
            longest = longest.max(began.elapsed().as_millis());
            assert_eq!(other.get("/help").await.status, StatusCode::OK);
        }
        drop(held);
        house.app.db.be_patient(LONG);
        let mut browser = browser.clone();
        assert_eq!(browser.get("/users").await.status, StatusCode::OK, "it goes on afterwards");
    }
    noted("journal cannot be written", &format!("503 after {longest} ms at most, nothing shown"));
}

static ORGANISATION: std::sync::LazyLock<kith_frame::organisation::Typed> =
    std::sync::LazyLock::new(|| kith_frame::organisation::Typed {
        name: "Late".into(),
        kind: "nhs-community-trust".into(),
        ods_code: String::new(),
    });

#[tokio::test]
async fn where_the_journal_cannot_be_written_nobody_is_shown_people() {
    for house in House::on_each_backend(MODULES).await {
        let mut browser = browser(&house).await;
        house.database().tamper("ALTER TABLE journal_head RENAME TO away").await;
        for path in ["/users", "/account"] {
            check_not_shown(&browser.get(path).await, path);
        }
        assert_eq!(browser.get("/help").await.status, StatusCode::OK);
        assert_eq!(browser.get("/organisations").await.status, StatusCode::OK);
        house.database().tamper("ALTER TABLE away RENAME TO journal_head").await;
        house.app.db.be_patient(LONG);
        assert_eq!(browser.get("/users").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_form_that_is_shown_again_with_somebodys_name_waits_for_the_journal_too() {
    for house in House::on_each_backend(MODULES).await {
        let mut browser = browser(&house).await;
        let held = house.database().hold_writers().await;
        let fields = [("name", "Zoe Adeyemi"), ("role", "nobody")];
        check_not_shown(&browser.post("/users/new", &fields).await, "/users/new");
        check_not_shown(&browser.post("/users", &[("text", "zoe")]).await, "/users");
        drop(held);
    }
}

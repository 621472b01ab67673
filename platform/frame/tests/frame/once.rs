//! A form has its effect once, however often it is sent.

use axum::http::StatusCode;
use futures_util::stream::{self, StreamExt};
use jiff::SignedDuration;
use kith_frame::once::ONCE;
use kith_frame::posted::FORM_KEY;
use kith_frame::problem::Problem;
use kith_frame::store;
use kith_frame::testing::{Answer, Browser, House};
use kith_store::journal::{self, Filter};
use kith_store::{Author, Fact, sql};

use crate::tables::MODULES;

/// So often one form is sent, so many times at once.
const REPLAYS: usize = 10_000;
const AT_ONCE: usize = 50;

async fn add(manager: &mut Browser, once: &str, name: &str) -> Answer {
    let form_key = manager.form_key().to_owned();
    let form = [
        (FORM_KEY, form_key.as_str()),
        (ONCE, once),
        ("name", name),
        ("kind", "voluntary-or-community"),
        ("ods_code", ""),
    ];
    manager.send_form("/organisations/new", &form).await
}

/// How many organisations there are, beside the one that everyone works for.
async fn added(house: &House) -> usize {
    let all = store::organisation::all(&mut house.app.db.read().await.unwrap()).await.unwrap();
    all.len() - 1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_thousand_replays_of_one_form_one_has_an_effect() {
    for house in House::on_each_backend(MODULES).await {
        let manager = house.someone("integrator-manager").await;
        let replays = stream::iter(0..REPLAYS).map(|_| {
            let mut manager = manager.clone();
            tokio::spawn(async move { add(&mut manager, "one", "Age Well").await })
        });
        let answers: Vec<Answer> =
            replays.buffer_unordered(AT_ONCE).map(Result::unwrap).collect().await;
        for answer in &answers {
            let is_the_first = answer.location() == "/organisations";
            let waits = matches!(answer.problem, Some(Problem::UnderWay));
            assert!(is_the_first || waits, "{answer:?}");
        }
        let told = answers.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
        assert!(told > REPLAYS / 2, "{told} were told what was answered first");
        assert_eq!(added(&house).await, 1);
        assert_eq!(facts(&house, "organisation.add").await, 2, "the first one and ours");
        assert_eq!(facts(&house, "form.answer").await, 1);
    }
}

async fn facts(house: &House, action: &str) -> u64 {
    let filter = Filter { action: Some(action.to_owned()), ..Filter::default() };
    let mut reader = house.app.db.read().await.unwrap();
    journal::search(&mut reader, &filter, 1).await.unwrap().total
}

#[tokio::test]
async fn something_else_under_the_same_key_is_refused_and_not_saved() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        assert_eq!(add(&mut manager, "one", "Age Well").await.status, StatusCode::SEE_OTHER);
        let refused = add(&mut manager, "one", "Age Better").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(matches!(refused.problem, Some(Problem::KeyUsed)));
        assert_eq!(added(&house).await, 1);
        assert_eq!(add(&mut manager, "two", "Age Better").await.status, StatusCode::SEE_OTHER);
        assert_eq!(added(&house).await, 2);
    }
}

#[tokio::test]
async fn a_key_is_a_persons_own() {
    let house = House::on_a_file(MODULES).await;
    for role in ["integrator-manager", "administrator"] {
        let mut somebody = house.someone(role).await;
        assert_eq!(add(&mut somebody, "one", "Age Well").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(added(&house).await, 2);
}

#[tokio::test]
async fn a_form_with_a_mistake_may_be_sent_again_under_its_key() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let refused = add(&mut manager, "one", " ").await;
    assert!(refused.says("Enter the name of the organisation"));
    assert_eq!(add(&mut manager, "one", "Age Well").await.status, StatusCode::SEE_OTHER);
    assert_eq!(added(&house).await, 1);
}

#[tokio::test]
async fn a_form_without_a_key_of_its_own_is_not_ours() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let refused = add(&mut manager, "", "Age Well").await;
    assert!(matches!(refused.problem, Some(Problem::NotOurForm)));
    assert_eq!(added(&house).await, 0);
}

#[tokio::test]
async fn if_the_program_stopped_before_it_could_answer_it_says_that_it_was_done() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        add(&mut manager, "one", "Age Well").await;
        // As the records stand when the change is on disk and the answer is not.
        let author = Author::system("test");
        let forgotten = house.app.db.write(house.app.clock.now(), &author, |tx| {
            Box::pin(async {
                tx.record(Fact::new("test.forget", "form", "one"));
                sql("UPDATE frame_once SET status = NULL, location = NULL").run(tx).await
            })
        });
        assert_eq!(forgotten.await.unwrap(), 1);
        let told = add(&mut manager, "one", "Age Well").await;
        assert_eq!(told.status, StatusCode::CONFLICT);
        assert!(matches!(told.problem, Some(Problem::DoneBefore(None))));
        assert_eq!(added(&house).await, 1);
    }
}

#[tokio::test]
async fn what_was_done_is_forgotten_after_a_day() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        add(&mut manager, "one", "Age Well").await;
        house.app.clock.move_on(SignedDuration::from_hours(25));
        let mut manager = house.someone("integrator-manager").await;
        add(&mut manager, "two", "Age Better").await;
        let mut reader = house.app.db.read().await.unwrap();
        let kept: Vec<String> = sql("SELECT location FROM frame_once")
            .all(&mut reader, |row| row.get("location"))
            .await
            .unwrap();
        assert_eq!(kept, ["/organisations"], "the one of today");
    }
}

#[tokio::test]
async fn every_form_of_a_page_carries_a_key_of_its_own() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let field = format!("name=\"{ONCE}\" value=\"");
    let mut key = async || {
        let shown = manager.get("/organisations/new").await.main();
        let (_, rest) = shown.split_once(&field).expect("the form carries one");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    let (first, second) = (key().await, key().await);
    assert!(first.len() == 32 && second.len() == 32 && first != second);
}

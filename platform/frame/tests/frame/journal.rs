//! The pages, files and calls that show the journal.

use axum::http::StatusCode;
use kith_frame::testing::{Browser, House};
use kith_store::journal::{Anchors, Filter, search, verify_file};
use kith_store::{Author, Fact};
use serde_json::Value;

use crate::tables::MODULES;

/// A house in which Zoe was given an account and sixty plans were looked at, and an administrator.
async fn house(house: &House) -> (Browser, String) {
    let zoe = house.account("zoe@wendmere.example", "analyst").await.unwrap().account.to_string();
    let author = Author {
        person: zoe.clone(),
        role: "analyst".into(),
        organisation: house.organisation().await.unwrap().to_string(),
        site: "Office".into(),
        purpose: "planning".into(),
        claim: None,
    };
    for number in 0..60 {
        let fact = Fact::new("plan.change", "plan", format!("plan-{number}"))
            .before(serde_json::json!({ "name": "old", "people": number }))
            .after(serde_json::json!({ "name": "new" }));
        house.app.db.note_reads(house.app.clock.now(), &author, vec![fact]).await.unwrap();
    }
    (house.someone("administrator").await, zoe)
}

#[tokio::test]
async fn each_question_narrows_the_list() {
    for it in House::on_each_backend(MODULES).await {
        let (mut browser, zoe) = house(&it).await;
        let organisation = it.organisation().await.unwrap();
        for (query, says) in [
            (format!("person={zoe}"), "of 60 entries"),
            ("role=analyst".to_owned(), "of 60 entries"),
            (format!("organisation={organisation}&role=analyst"), "of 60 entries"),
            ("purpose=planning&kind=plan".to_owned(), "of 60 entries"),
            ("action=plan.".to_owned(), "Showing 1 to 50 of 60 entries"),
            ("action=plan.&page=2".to_owned(), "Showing 51 to 60 of 60 entries"),
            ("action=plan.&page=9".to_owned(), "Showing 51 to 60 of 60 entries"),
            ("subject=plan-7".to_owned(), "Showing 1 entry"),
            ("from=2026-11-21&to=2026-11-21&kind=plan".to_owned(), "of 60 entries"),
            ("to=2026-11-20".to_owned(), "No entries match"),
            (format!("about={zoe}"), "No entries match"),
        ] {
            let page = browser.get(&format!("/journal?{query}")).await;
            assert!(page.says(says), "{query}: {}", page.main());
        }
    }
}

#[tokio::test]
async fn a_list_is_sorted_as_its_heads_say() {
    for it in House::on_each_backend(MODULES).await {
        let (mut browser, _) = house(&it).await;
        let page = browser.get("/journal?kind=plan&sort=oldest").await.main();
        let (first, second) = (page.find(">plan-0<").unwrap(), page.find(">plan-1<").unwrap());
        assert!(first < second);
        assert!(!browser.get("/journal?kind=plan").await.says(">plan-0<"));
        let page = browser.get("/journal?sort=action").await.main();
        assert!(page.contains("aria-sort=\"ascending\""), "{page}");
    }
}

#[tokio::test]
async fn names_do_not_get_into_addresses() {
    let it = House::on_a_file(MODULES).await;
    let (mut browser, _) = house(&it).await;
    for typed in ["Zoe+Adeyemi", "zoe%40wendmere.example", "9434765919"] {
        let page = browser.get(&format!("/journal?subject={typed}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.says("Do not enter names"));
        let links = page.main().matches(typed).count();
        assert_eq!(
            links,
            usize::from(typed == "9434765919"),
            "only what was typed stands in its field"
        );
        let file = browser.get(&format!("/journal/entries.csv?subject={typed}")).await;
        assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut reader = it.app.db.read().await.unwrap();
    let told = Filter { text: Some("9434765919".into()), ..Filter::default() };
    assert_eq!(search(&mut reader, &told, 1).await.unwrap().total, 0, "nor into the journal");
}

#[tokio::test]
async fn an_entry_opens_to_its_whole_fact_and_says_whether_it_stands_in_the_chain() {
    for it in House::on_each_backend(MODULES).await {
        let (mut browser, _) = house(&it).await;
        let page = browser.get("/journal?subject=plan-7").await.main();
        let path = page.split("href=\"/journal/").nth(1).unwrap().split('"').next().unwrap();
        let entry = browser.get(&format!("/journal/{path}")).await;
        for words in
            ["Verified in the chain", "plan.change", "Person of zoe", "old", "new", "Planning"]
        {
            assert!(entry.says(words), "{words}: {}", entry.main());
        }
        it.database().tamper(&format!("UPDATE journal SET site = 'x' WHERE seq = {path}")).await;
        let entry = browser.get(&format!("/journal/{path}")).await;
        assert!(entry.says("is not as it was written") && !entry.says("Verified in the chain"));
        let told = browser.get(&format!("/api/v1/journal/{path}")).await.json();
        assert_eq!((&told["verified"], &told["id"]), (&false.into(), &"plan-7".into()));
        assert_eq!(browser.get("/journal/999999").await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/journal/soon").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_was_found_is_taken_away_in_each_form_and_that_is_an_entry_itself() {
    for it in House::on_each_backend(MODULES).await {
        let (mut browser, _) = house(&it).await;
        let csv = browser.get("/journal/entries.csv?action=plan.").await;
        assert_eq!(csv.text().lines().count(), 61, "the head and sixty entries");
        let whole = browser.get("/journal/entries.ndjson").await;
        let verified = verify_file(&whole.body[..], &Anchors::default()).await.unwrap();
        assert_eq!(verified.entries, u64::try_from(whole.text().lines().count()).unwrap() - 1);
        let events = browser.get("/journal/audit-events.ndjson?action=plan.").await.text();
        let events: Vec<Value> =
            events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(events.len(), 60);
        assert_eq!(events[0]["agent"][0]["who"]["display"], "Person of zoe@wendmere.example");
        assert_eq!(events[0]["action"], "U");
        let bundle = browser.get("/api/v1/journal/audit-events?action=plan.").await;
        assert_eq!(bundle.header("content-type"), "application/fhir+json");
        assert_eq!(
            (&bundle.json()["total"], &bundle.json()["type"]),
            (&60.into(), &"searchset".into())
        );
        let exports = browser.get("/api/v1/journal?action=journal.export&sort=oldest").await.json();
        let told: Vec<&str> = exports["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["id"].as_str().unwrap())
            .collect();
        assert_eq!(
            told,
            ["/journal/entries.csv", "/journal/entries.ndjson", "/journal/audit-events.ndjson"]
        );
        assert!(exports["entries"][0]["after"].as_str().unwrap().contains("\"entries\":60"));
    }
}

//! The pages and calls of the module: pages of long lists, answers over the API, golden files.

use axum::http::StatusCode;
use kith_frame::testing::House;
use serde_json::json;

use crate::loads::upload;
use crate::tables::MODULES;

/// A file of which so many rows are bad.
fn bad_rows(many: usize) -> String {
    (1..=many).fold("street,people\n".to_owned(), |text, number| {
        text + &format!("Street {number},many\n")
    })
}

#[tokio::test]
async fn findings_are_shown_fifty_at_a_time_and_none_is_left_out() {
    for house in House::on_each_backend(MODULES).await {
        let mut analyst = house.someone("analyst").await;
        let load = upload(&house, &mut analyst, "bad.csv", &bad_rows(120)).await;
        let mut lines = Vec::new();
        for (page, many) in [(1, 50), (2, 50), (3, 20), (4, 0)] {
            let answer = analyst.get(&format!("/api/v1{}?page={page}", findings(&load))).await;
            let found = answer.json();
            let found = found.as_array().unwrap();
            assert_eq!(found.len(), many, "page {page}");
            lines.extend(found.iter().map(|finding| finding["line"].as_u64().unwrap()));
        }
        for (page, many) in [(0, 50), (1, 50), (3, 20), (4, 20)] {
            let shown = analyst.get(&format!("{load}?page={page}")).await;
            assert_eq!(shown.status, StatusCode::OK);
            let seen = shown.main().matches("people are a whole number").count();
            assert_eq!(seen, many, "beyond the last page is the last page");
        }
        assert_eq!(lines, (2..=121).collect::<Vec<u64>>());
        let all = analyst.get(&format!("{load}/quarantine.csv")).await;
        assert_eq!(all.text().lines().count(), 121);
    }
}

/// `/data/loads/x` is `/loads/x/findings` under the API.
fn findings(load: &str) -> String {
    load.replace("/data", "") + "/findings"
}

#[tokio::test]
async fn the_api_tells_of_a_load_what_the_page_tells() {
    for house in House::on_each_backend(MODULES).await {
        let mut lead = house.someone("icb-lead").await;
        assert_eq!(lead.get("/api/v1/loads").await.json(), json!([]));
        let mut analyst = house.someone("analyst").await;
        let text = "street,people\nMill Lane,120\nQuay Street,?\n";
        let path = upload(&house, &mut analyst, "streets.csv", text).await;
        analyst.post(&format!("{path}/accept"), &[]).await;
        let told = &lead.get("/api/v1/loads").await.json()[0];
        assert_eq!(told["kind"], "streets");
        assert_eq!((&told["rows"], &told["findings"]), (&json!(1), &json!(1)));
        assert_eq!(told["state"], "accepted");
        assert_eq!(told["withdrawn_at"], json!(null));
        let id = told["id"].as_str().unwrap();
        assert_eq!(lead.get(&format!("/api/v1/loads/{id}")).await.json(), *told);
        assert!(path.ends_with(id));
        for nowhere in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense"] {
            let answer = lead.get(&format!("/api/v1/loads/{nowhere}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn who_may_only_read_data_sees_no_button_and_is_refused() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    let path = upload(&house, &mut analyst, "streets.csv", &bad_rows(1)).await;
    let mut lead = house.someone("icb-lead").await;
    let page = lead.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.says("Accept") && !lead.get("/data").await.says("/data/upload"));
    lead.get("/account").await;
    for verb in ["accept", "discard", "roll-back"] {
        let refused = lead.post(&format!("{path}/{verb}"), &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn data() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    upload(&house, &mut analyst, "streets.csv", &bad_rows(1)).await;
    insta::assert_snapshot!(without_ids(&analyst.get("/data").await.lines()));
}

#[tokio::test]
async fn a_load_to_review() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    let text = "street,people\nMill Lane,120\nQuay Street,?\n";
    let load = upload(&house, &mut analyst, "streets.csv", text).await;
    insta::assert_snapshot!(without_ids(&analyst.get(&load).await.lines()));
}

/// Ids and form keys come from the dice; which ones is of no interest.
fn without_ids(lines: &str) -> String {
    let mut text = lines.to_owned();
    let keys = ["name=\"form_key\" value=\"", "name=\"once\" value=\""];
    for before in ["/data/loads/", "subject="].into_iter().chain(keys) {
        let mut parts = text.split(before);
        let mut next = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
            next = next + before + "ID" + rest;
        }
        text = next;
    }
    text
}

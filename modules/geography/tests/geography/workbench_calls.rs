//! A draft changed by calls to the API.

use axum::http::header::{CONTENT_TYPE, IF_MATCH};
use axum::http::{Request, StatusCode};
use kith_frame::once::IDEMPOTENCY_KEY;
use kith_frame::posted::FORM_KEY_HEADER;
use kith_frame::testing::{Answer, House};
use serde_json::{Value, json};

use crate::taking_in::MODULES;
use crate::workbench::{Table, laid};

const SECOND: &str = "E01000002";

async fn call(table: &mut Table, verb: &str, tag: Option<&str>, body: &Value) -> Answer {
    let (_, _, steps) = table.read().await;
    let path = format!("/api/v1/plans/{}/{verb}", table.plan);
    let once = format!("\"{verb}-{}-{}\"", steps.len(), tag.unwrap_or("none").replace('"', ""));
    let mut request = Request::post(path)
        .header(CONTENT_TYPE, "application/json")
        .header(IDEMPOTENCY_KEY, once)
        .header(FORM_KEY_HEADER, table.analyst.form_key());
    if let Some(tag) = tag {
        request = request.header(IF_MATCH, tag);
    }
    table.analyst.send(request, body.to_string().into()).await
}

async fn tag(table: &mut Table) -> String {
    let path = format!("/api/v1/plans/{}", table.plan);
    table.analyst.get(&path).await.header("etag").to_owned()
}

#[tokio::test]
async fn a_program_moves_undoes_and_redoes_from_the_version_that_it_has_read() {
    for house in House::on_each_backend(MODULES).await {
        let mut table = laid(house).await;
        let (_, sketch, _) = table.read().await;
        let home = sketch.home[&SECOND.parse().unwrap()].clone();
        let other = sketch.names.keys().find(|code| **code != home).unwrap().clone();
        let first = tag(&mut table).await;
        let ask = json!({ "areas": [SECOND], "to": other });
        let moved = call(&mut table, "moves", Some(&first), &ask).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.text());
        assert_eq!(moved.json()["figures"]["out_of_band"], 2);
        assert_eq!(moved.json()["broken"].as_array().unwrap().len(), 2);
        let second = tag(&mut table).await;
        assert_eq!(moved.header("etag"), second);
        let stale = call(&mut table, "undo", Some(&first), &json!({})).await;
        let problem = stale.problem.unwrap();
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(problem.versions().unwrap()["saved"]["version"], moved.json()["version"]);
        let undone = call(&mut table, "undo", Some(&second), &json!({})).await;
        assert_eq!(undone.json()["broken"], json!([]));
        let third = tag(&mut table).await;
        let redone = call(&mut table, "redo", Some(&third), &json!({})).await;
        assert_eq!(redone.json()["figures"], moved.json()["figures"]);
        let fourth = tag(&mut table).await;
        let ask = json!({ "areas": [SECOND], "name": "Abbey" });
        let founded = call(&mut table, "moves", Some(&fourth), &ask).await;
        assert_eq!(founded.json()["figures"]["neighbourhoods"], 3);
    }
}

#[tokio::test]
async fn a_call_without_a_version_or_sense_is_refused() {
    let mut table = laid(House::on_a_file(MODULES).await).await;
    let at = tag(&mut table).await;
    let none = call(&mut table, "undo", None, &json!({})).await;
    assert_eq!(none.status, StatusCode::PRECONDITION_REQUIRED);
    for (body, words) in [
        (json!({ "areas": [], "to": "N01" }), "Choose one area or more. Nothing was saved."),
        (json!({ "areas": ["x"], "to": "N01" }), "x is not the code of an area"),
        (json!({ "areas": [SECOND] }), "Say either to which neighbourhood"),
        (json!({ "areas": [SECOND], "to": "N01", "name": "A" }), "Say either to which"),
    ] {
        // A refused call leaves its key free, but each is something else.
        let once = body.to_string().len();
        let refused = call_as(&mut table, once, (&at, &body)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let why = refused.problem.unwrap().what();
        assert!(why.contains(words), "{body}: {why}");
    }
    assert!(table.read().await.2.is_empty());
}

async fn call_as(table: &mut Table, once: usize, (tag, body): (&str, &Value)) -> Answer {
    let request = Request::post(format!("/api/v1/plans/{}/moves", table.plan))
        .header(CONTENT_TYPE, "application/json")
        .header(IDEMPOTENCY_KEY, format!("\"as-{once}\""))
        .header(IF_MATCH, tag)
        .header(FORM_KEY_HEADER, table.analyst.form_key());
    table.analyst.send(request, body.to_string().into()).await
}

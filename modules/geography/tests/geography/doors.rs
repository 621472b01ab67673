//! The pages and calls of the module: with nothing loaded, with a small place, and as golden files.

use axum::http::StatusCode;
use kith_frame::module::Method;
use kith_frame::testing::{Browser, House};
use serde_json::json;

use crate::squares::take_in_squares;
use crate::taking_in::MODULES;

/// What a person types to draw two neighbourhoods of three squares.
const HALVES: [(&str, &str); 8] = [
    ("name", "Two halves"),
    ("people", "residents"),
    ("least", "25,000"),
    ("most", "35,000"),
    ("border", "1"),
    ("pcn", "1"),
    ("ward", "1"),
    ("seed", "1"),
];

async fn draw(house: &House, browser: &mut Browser, form: &[(&str, &str)]) -> String {
    let job = browser.post("/plans/new", form).await.location().to_owned();
    assert!(job.starts_with("/jobs/"), "{job}");
    house.work_off().await;
    let plan = browser.get(&job).await;
    plan.location().to_owned()
}

#[tokio::test]
async fn with_nothing_loaded_every_page_is_shown_and_says_what_to_load() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        let of_this_module = kith_geography::MODULE.routes.iter();
        for route in of_this_module.filter(|route| route.method == Method::Get) {
            if !route.path.contains('{') {
                let answer = manager.get(route.path).await;
                assert_eq!(answer.status, StatusCode::OK, "{}", route.path);
            }
        }
        for (path, words) in [
            ("/place", "No boundaries loaded"),
            ("/practices", "No practices loaded"),
            ("/pcns", "No PCNs loaded"),
            ("/neighbourhoods", "No neighbourhoods were in force on 21 November 2026"),
            ("/plans", "No plans yet"),
            ("/plans/new", "No boundaries loaded"),
        ] {
            assert!(manager.get(path).await.says(words), "{path}");
        }
        assert_eq!(manager.get("/api/v1/areas").await.json(), json!([]));
    }
}

#[tokio::test]
async fn without_areas_drawing_is_refused_in_words() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let told = manager.post("/plans/new", &HALVES).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = "There are no areas to draw; load the boundaries of small areas first";
    assert!(told.says(why), "{}", told.main());
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let mut manager = house.someone("integrator-manager").await;
    for path in [
        "/pcns/U99999",
        "/plans/01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "/plans/nonsense",
        "/plans/nonsense/areas.csv",
        "/api/v1/plans/01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "/api/v1/plans/nonsense/areas",
    ] {
        assert_eq!(manager.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn whatever_is_asked_of_the_map_it_answers() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let mut manager = house.someone("integrator-manager").await;
    for (asked, words) in [
        ("", "Square 001A"),
        ("?measure=nonsense", "Square 001A"),
        ("?within=ward:E05000001", "Square 004A"),
        ("?within=ward:nonsense", "No areas match."),
        ("?within=nonsense:nonsense", "No areas match."),
        ("?zoom=nonsense", "Square 001A"),
    ] {
        let answer = manager.get(&format!("/place{asked}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{asked}");
        assert!(answer.says(words), "{asked}: {}", answer.main());
    }
}

#[tokio::test]
async fn rules_that_were_typed_wrong_are_said_beside_their_fields_and_stay_as_typed() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let mut manager = house.someone("integrator-manager").await;
    let form = [("least", "many"), ("most", "10"), ("border", "-1"), ("seed", "1.5")];
    let refused = manager.post("/plans/new", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "Enter a name for the plan",
        "Enter the fewest people as a whole number, such as 30,000",
        "Enter a weight from 0 to 100",
        "Enter a whole number",
        "value=\"many\"",
        "value=\"1.5\"",
    ] {
        assert!(refused.says(words), "{words}");
    }
}

#[tokio::test]
async fn a_plan_can_be_asked_for_and_read_over_the_api() {
    for house in House::on_each_backend(MODULES).await {
        take_in_squares(&house).await;
        let mut analyst = house.someone("analyst").await;
        let ask = json!({ "name": "By call", "least": 25_000, "most": 35_000 });
        let asked = analyst.call("/api/v1/plans", &ask).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED);
        house.work_off().await;
        let plans = analyst.get("/api/v1/plans").await.json();
        assert_eq!((&plans[0]["name"], &plans[0]["state"]), (&json!("By call"), &json!("draft")));
        assert_eq!(plans[0]["figures"]["neighbourhoods"], 2);
        let id = plans[0]["id"].as_str().unwrap();
        let areas = analyst.get(&format!("/api/v1/plans/{id}/areas")).await.json();
        assert_eq!(areas.as_array().unwrap().len(), 6);
        assert_eq!(analyst.get(&format!("/api/v1/plans/{id}")).await.json(), plans[0]);
        let upside_down = json!({ "name": "x", "least": 9, "most": 3 });
        let refused = analyst.call("/api/v1/plans", &upside_down).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn areas_practices_and_networks_are_answered_as_they_were_loaded() {
    for house in House::on_each_backend(MODULES).await {
        take_in_squares(&house).await;
        let mut analyst = house.someone("analyst").await;
        let areas = analyst.get("/api/v1/areas").await.json();
        let second = &areas[1];
        assert_eq!(second["code"], "E01000002");
        assert_eq!((&second["residents"], &second["registered"]), (&json!(10_000), &json!(9_500)));
        assert_eq!(second["units"]["ward"], "E05000002");
        let practices = analyst.get("/api/v1/practices").await.json();
        assert_eq!(practices[0]["pcn"], "U10001");
        let pcns = analyst.get("/api/v1/pcns").await.json();
        assert_eq!(pcns[1], json!({ "code": "U10002", "name": "Quay PCN" }));
        assert_eq!(analyst.get("/api/v1/areas?page=2").await.json(), json!([]));
    }
}

#[tokio::test]
async fn two_networks() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let page = house.someone("icb-lead").await.get("/pcns").await;
    let lines = page.lines();
    let (_, table) = lines.split_once("Who lives in the footprint").unwrap();
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn a_plan_beside_today() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let mut analyst = house.someone("analyst").await;
    let plan = draw(&house, &mut analyst, &HALVES).await;
    let lines = analyst.get(&plan).await.lines();
    let (_, rest) = lines.split_once("Beside today").unwrap();
    let (beside, _) = rest.split_once("How this was made").unwrap();
    insta::assert_snapshot!(beside);
}

#[tokio::test]
async fn no_plans_yet() {
    let house = House::on_a_file(MODULES).await;
    insta::assert_snapshot!(house.someone("analyst").await.get("/plans").await.lines());
}

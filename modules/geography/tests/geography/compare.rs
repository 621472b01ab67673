//! Two plans side by side, and a plan on one page.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use kith_frame::testing::House;
use kith_geography::plan::rules::Weights;
use kith_geography::plan::{Plan, Rules};

use crate::plans::{draw, halves, plan_of, publish};
use crate::squares::take_in_squares;
use crate::taking_in::MODULES;

/// Halves that keep the networks whole, and halves that only keep borders short.
async fn two_plans(house: &House) -> (Plan, Plan) {
    take_in_squares(house).await;
    let weights = Weights { border: 0.0, pcn: 10.0, ward: 0.0 };
    let networks =
        plan_of(house, &draw(house, "Networks", Rules { weights, ..halves() }).await).await;
    let weights = Weights { border: 10.0, pcn: 0.0, ward: 0.0 };
    let borders =
        plan_of(house, &draw(house, "Borders", Rules { weights, ..halves() }).await).await;
    (networks, borders)
}

#[tokio::test]
async fn two_plans_are_put_side_by_side_with_a_sentence_and_the_areas_that_change_hands() {
    for house in House::on_each_backend(MODULES).await {
        let (left, right) = two_plans(&house).await;
        let mut analyst = house.someone("analyst").await;
        let asked = format!("?left={}&right={}", left.id, right.id);
        let page = analyst.get(&format!("/plans/compare{asked}")).await;
        assert!(page.says("Beside “Networks”, “Borders” "), "{}", page.main());
        assert_eq!(page.main().matches("<svg").count(), 2, "a map of each");
        let main = page.main();
        let ids: Vec<&str> =
            main.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "each part of both maps has an id of its own");
        let csv = analyst.get(&format!("/plans/compare.csv{asked}")).await.text();
        let people: u64 = csv
            .lines()
            .skip(1)
            .map(|row| row.split(',').nth(2).unwrap().parse::<u64>().unwrap())
            .sum();
        let told = match people {
            0 => "asks nobody to change team".to_owned(),
            people => format!("asks {} people to change team", kith_frame::words::count(people)),
        };
        assert!(page.says(&told), "{told}: {}", page.main());
        let same = analyst.get(&format!("/plans/compare?left={0}&right={0}", left.id)).await;
        assert!(same.says("asks nobody to change team") && same.says("No area changes hands"));
    }
}

#[tokio::test]
async fn a_plan_is_put_beside_todays_footprints_and_beside_the_plan_in_force() {
    let house = House::on_a_file(MODULES).await;
    let (plan, other) = two_plans(&house).await;
    let mut analyst = house.someone("analyst").await;
    let today = analyst.get(&format!("/plans/compare?left=today&right={}", plan.id)).await;
    assert!(today.says("Beside “Today’s PCN footprints”, “Networks”"), "{}", today.main());
    assert!(today.says("Mill PCN"));
    let none = analyst.get(&format!("/plans/compare?left=in-force&right={}", plan.id)).await;
    assert!(none.says("Choose two"), "nothing is in force yet");
    publish(&house, &other, "2026-11-21").await;
    let in_force = analyst.get(&format!("/plans/compare?left=in-force&right={}", plan.id)).await;
    assert!(in_force.says("Beside “Borders”, “Networks”"));
    for asked in ["", "?left=today&right=today", "?left=today"] {
        assert!(analyst.get(&format!("/plans/compare{asked}")).await.says("Choose two"), "{asked}");
    }
    let nothing = analyst.get(&format!("/plans/compare?left=nonsense&right={}", plan.id)).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_plan_is_explained_on_one_page_in_short_sentences() {
    let house = House::on_a_file(MODULES).await;
    let (plan, _) = two_plans(&house).await;
    let path = format!("/plans/{}/explained", plan.id);
    let draft = house.someone("analyst").await.get(&path).await;
    assert!(draft.says("This is an idea. Nothing has been decided yet."));
    publish(&house, &plan, "2026-11-21").await;
    let page = house.someone("person").await.get(&path).await;
    for words in [
        "These are your neighbourhoods. They have been in use since 21 November 2026.",
        "GP practices: Mill Surgery.",
        "Each neighbourhood has 25,000 to 35,000 people who live there.",
        "You keep your GP practice.",
    ] {
        assert!(page.says(words), "{words}: {}", page.main());
    }
    let words = words_of(&page.main());
    let sentences: Vec<&str> =
        words.split(['.', '?']).filter(|one| !one.trim().is_empty()).collect();
    let long =
        sentences.iter().filter(|one| one.split_whitespace().count() > 25).collect::<Vec<_>>();
    assert!(long.is_empty(), "{long:?}");
}

/// What stands in the items and paragraphs of a page, without its map.
fn words_of(main: &str) -> String {
    let mut words = String::new();
    for part in main.split("<svg").filter_map(|part| part.split("</svg>").last()) {
        let mut inside = false;
        for letter in part.chars() {
            match letter {
                '<' => {
                    inside = true;
                    words.push(' ');
                }
                '>' => inside = false,
                letter if !inside => words.push(letter),
                _ => {}
            }
        }
    }
    words
}

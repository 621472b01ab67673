//! Two wishes weighed against each other, from the form to a draft of the plan that is picked.

use axum::http::StatusCode;
use kith_districting::Watch;
use kith_frame::testing::{Browser, House};
use kith_geography::known;
use kith_geography::place::ground;
use kith_geography::plan::Rules;
use kith_geography::plan::front::{Candidate, Over, PLANS, Weighed, store, sweep, volume};

use crate::borough::take_in_borough;
use crate::squares::take_in_squares;
use crate::taking_in::MODULES;

const FORM: [(&str, &str); 11] = [
    ("name", "Borders or wards"),
    ("people", "residents"),
    ("least", "15,000"),
    ("most", "45,000"),
    ("border", "1"),
    ("pcn", "0"),
    ("ward", "1"),
    ("seed", "1"),
    ("only", "front"),
    ("across", "border"),
    ("upward", "ward"),
];

async fn weigh(house: &House, browser: &mut Browser, form: &[(&str, &str)]) -> String {
    let answer = browser.post("/plans/new", form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.main());
    house.work_off().await;
    browser.get(answer.location()).await.location().to_owned()
}

#[tokio::test]
async fn two_wishes_are_weighed_shown_and_one_plan_is_picked() {
    for house in House::on_each_backend(MODULES).await {
        take_in_squares(&house).await;
        let mut analyst = house.someone("analyst").await;
        assert!(analyst.get("/plans/fronts").await.says("No wishes weighed yet"));
        let path = weigh(&house, &mut analyst, &FORM).await;
        assert!(path.starts_with("/plans/fronts/"), "{path}");
        let page = analyst.get(&path).await;
        for words in
            ["What one wish costs in the other", "of 50 plans are beaten by no other", "<circle"]
        {
            assert!(page.says(words), "{words}: {}", page.main());
        }
        assert!(analyst.get("/plans/fronts").await.says("Borders or wards"));
        let csv = analyst.get(&format!("{path}/front.csv")).await.text();
        assert!(csv.contains("Borders of areas that part neighbourhoods"), "{csv}");
        let svg = analyst.get(&format!("{path}/front.svg")).await;
        assert!(svg.header("content-disposition").starts_with("attachment"));
        let id = path.trim_start_matches("/plans/fronts/").parse().unwrap();
        let mut reader = house.app.db.read().await.unwrap();
        let candidates = store::candidates(&mut reader, id).await.unwrap();
        drop(reader);
        none_beats_another(&candidates);
        // Wards whole: Mill (1 4) alone has 20,000 people, Quay 40,000; both are within the size.
        let whole = candidates.iter().find(|one| one.losses.1.abs() < 1e-9).unwrap();
        let number = whole.number.to_string();
        let made = analyst.post(&format!("{path}/pick"), &[("number", &number)]).await;
        let draft = analyst.get(made.location()).await;
        assert!(draft.says(&format!("Borders or wards, plan {number}")), "{}", draft.main());
        let none = analyst.post(&format!("{path}/pick"), &[("number", "0")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

fn none_beats_another(candidates: &[Candidate]) {
    for one in candidates {
        for other in candidates.iter().filter(|other| other.number != one.number) {
            let is_no_better = other.losses.0 > one.losses.0 || other.losses.1 > one.losses.1;
            assert!(is_no_better, "plan {} beats plan {}", other.number, one.number);
        }
    }
}

#[tokio::test]
async fn wishes_that_cannot_be_weighed_are_refused_in_words() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let mut analyst = house.someone("analyst").await;
    for (across, words) in [
        ("ward", "Choose two different wishes"),
        ("travel", "Choose a site before it is weighed against another wish"),
        ("deprivation", "Choose whether deprivation is alike or mixed before it is weighed"),
    ] {
        let mut form = FORM;
        form[9].1 = across;
        let refused = analyst.post("/plans/new", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{across}");
        assert!(refused.says(words), "{words}: {}", refused.main());
    }
}

#[tokio::test]
async fn a_front_of_the_borough_trades_short_borders_for_people_with_their_practice() {
    let house = House::on_a_file(MODULES).await;
    take_in_borough(&house).await;
    let known = known::place(&house.app).await.unwrap();
    let ground = ground::neighbours(&known.place).unwrap();
    let over = Over { place: &known.place, ground: &ground, today: None };
    // Little effort: a test is no measurement.
    let rules = Rules { effort: 60, ..Rules::default() };
    let wishes = (Weighed::Border, Weighed::HomesPractice);
    let candidates = sweep(&over, &rules, wishes, PLANS / 5, Watch::default()).unwrap();
    none_beats_another(&candidates);
    assert!(candidates.len() > 1, "{}", candidates.len());
    let volume = volume(&candidates);
    assert!(volume > 0.0 && volume < 1.0, "{volume}");
    assert!(candidates.iter().all(|one| one.losses.1 > 0.0), "nobody’s practice is forgotten");
    let (first, last) = (&candidates[0], &candidates[candidates.len() - 1]);
    assert!(first.losses.1 > last.losses.1, "with practices alone, fewer live elsewhere");
}

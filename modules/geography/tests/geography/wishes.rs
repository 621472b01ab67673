//! Plans drawn with all that can be wished and decided, and what is said before anything is drawn.

use axum::http::StatusCode;
use kith_frame::testing::{Browser, House};
use kith_geography::known;
use serde_json::json;

use crate::squares::take_in_squares;
use crate::taking_in::{MODULES, take_in};

/// What a person types to draw two neighbourhoods of three squares.
const HALVES: [(&str, &str); 8] = [
    ("name", "Two halves"),
    ("people", "residents"),
    ("least", "25,000"),
    ("most", "35,000"),
    ("border", "1"),
    ("pcn", "0"),
    ("ward", "0"),
    ("seed", "1"),
];

fn halves_with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let others = HALVES.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    others.chain(more).copied().collect()
}

/// The path of the plan that is drawn from a form.
async fn draw(house: &House, browser: &mut Browser, form: &[(&str, &str)]) -> String {
    let answer = browser.post("/plans/new", form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.main());
    house.work_off().await;
    browser.get(answer.location()).await.location().to_owned()
}

/// The neighbourhood of each square, in the order of their numbers.
async fn neighbourhoods(browser: &mut Browser, plan: &str) -> Vec<String> {
    let areas = browser.get(&format!("/api/v1{plan}/areas")).await.json();
    let code = |area: &serde_json::Value| area["neighbourhood_code"].as_str().unwrap().to_owned();
    areas.as_array().unwrap().iter().map(code).collect()
}

async fn a_house() -> House {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    house
}

#[tokio::test]
async fn what_cannot_be_is_said_at_once_with_the_place_and_the_people_and_nothing_is_drawn() {
    let house = a_house().await;
    let mut analyst = house.someone("analyst").await;
    let form = halves_with(&[("least", "40,000"), ("most", "50,000")]);
    let refused = analyst.post("/plans/new", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = "The place has 60,000 people: 10,000 too many for 1 neighbourhood and 20,000 too few \
               for 2; join it to a neighbour or waive the band";
    assert!(refused.says(why), "{}", refused.main());
    let waived = [("waiver", "A test of six squares"), ("only", "check")];
    let form: Vec<_> = form.into_iter().chain(waived).collect();
    let told = analyst.post("/plans/new", &form).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.says("Waived: A test of six squares"), "{}", told.main());
    assert_eq!(analyst.get("/api/v1/plans").await.json(), json!([]));
}

#[tokio::test]
async fn what_is_possible_is_shown_before_anything_is_drawn() {
    let house = a_house().await;
    let mut analyst = house.someone("analyst").await;
    let form = halves_with(&[("name", ""), ("most", "65,000"), ("only", "check"), ("nest", "lad")]);
    let told = analyst.post("/plans/new", &form).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.says("From 1 to 2 keep the size"), "{}", told.main());
    assert!(told.says("Wendmere"), "the district is named");
    let ask = json!({ "name": "x", "least": 25_000, "most": 65_000 });
    let possible = analyst.call("/api/v1/plans/check", &ask).await.json();
    assert_eq!(
        possible,
        json!({ "possible": true, "places": [{
            "name": "the place", "people": 60_000, "neighbourhoods": 1, "fewest": 1, "most": 2,
            "why": null, "waiver": null,
        }]})
    );
    let ask = json!({ "name": "x", "least": 40_000, "most": 50_000 });
    let not = analyst.call("/api/v1/plans/check", &ask).await.json();
    assert_eq!(not["possible"], false);
    assert_eq!(analyst.call("/api/v1/plans", &ask).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_name_that_nothing_has_is_told_beside_its_field() {
    let house = a_house().await;
    let mut analyst = house.someone("analyst").await;
    for (field, typed, words) in [
        ("together", "Mill, Atlantis", "is called &quot;Atlantis&quot;"),
        ("pins", "E01000009", "is called &quot;E01000009&quot;"),
        ("counts", "Atlantis: 2", "&quot;Atlantis&quot; is no district"),
        ("apart", "Mill", "&quot;Mill&quot; is one"),
        ("together", "E01000001, E01000006", "Square 006A (E01000006) is to be kept with areas"),
        ("apart", "Mill, E01000001", "Square 001A (E01000001) is to be kept apart from itself"),
    ] {
        let refused = analyst.post("/plans/new", &halves_with(&[(field, typed)])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        let page = refused.main();
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{typed}: {}", refused.main());
        let plain = words.replace("&quot;", "\"");
        assert!(page.contains(words) || page.contains(&plain), "{typed}: {}", refused.main());
    }
}

#[tokio::test]
async fn what_is_decided_beforehand_holds_whatever_is_wished() {
    let house = a_house().await;
    let mut analyst = house.someone("analyst").await;
    let form = halves_with(&[("together", "Mill"), ("apart", "Square 001A; Square 003A")]);
    let plan = draw(&house, &mut analyst, &form).await;
    let of = neighbourhoods(&mut analyst, &plan).await;
    assert_eq!(of[0], of[3], "Mill ward stays together: {of:?}");
    assert_ne!(of[0], of[2], "{of:?}");
    let page = analyst.get(&plan).await;
    assert!(page.says("Together: Mill."), "{}", page.main());
    let pinned = halves_with(&[("pins", "E01000001, E01000004\nE01000003")]);
    let plan = draw(&house, &mut analyst, &pinned).await;
    let of = neighbourhoods(&mut analyst, &plan).await;
    assert!(of[0] == of[3] && of[0] != of[2], "{of:?}");
    let whole = halves_with(&[("whole", "ward")]);
    let refused = analyst.post("/plans/new", &whole).await;
    let why = "have 40,000 people, 5,000 too many for one neighbourhood";
    assert!(refused.says(why), "{}", refused.main());
}

#[tokio::test]
async fn practices_get_the_neighbourhood_that_the_plan_gives_them() {
    for house in House::on_each_backend(MODULES).await {
        take_in_squares(&house).await;
        let mut analyst = house.someone("analyst").await;
        let form = halves_with(&[("homes_practice", "10"), ("border", "0.3")]);
        let plan = draw(&house, &mut analyst, &form).await;
        let of = neighbourhoods(&mut analyst, &plan).await;
        // Mill Surgery draws from squares 1, 2 and 4, Quay Surgery from the others and from 2: with
        // 1, 2, 4 beside 3, 5, 6 only the 3,500 of Quay Surgery in square 2 live elsewhere.
        assert!(of[0] == of[1] && of[1] == of[3] && of[2] == of[4] && of[4] == of[5], "{of:?}");
        let page = analyst.get(&plan).await;
        let words = "93.9% of registered people (53,900 of 57,400) live in the neighbourhood that \
                     looks after the list of their practice.";
        assert!(page.says(words), "{}", page.main());
        let practices = analyst.get(&format!("{plan}/practices.csv")).await.text();
        let mill = practices.lines().find(|line| line.contains("M83001")).unwrap();
        assert!(mill.ends_with(&of[0]), "{practices}");
        let too_narrow = [("list_least", "28,000"), ("list_most", "29,000")];
        let form: Vec<_> = form.into_iter().chain(too_narrow).collect();
        let job = analyst.post("/plans/new", &form).await.location().to_owned();
        house.work_off().await;
        let told = analyst.get(&job).await;
        assert!(told.says("the lists cannot be shared out"), "{}", told.main());
    }
}

#[tokio::test]
async fn a_wish_for_homes_without_weight_is_no_wish() {
    let house = a_house().await;
    let mut analyst = house.someone("analyst").await;
    let ask = json!({ "name": "x", "least": 25_000, "most": 35_000,
        "wishes": { "homes": [{ "of": "practice", "weight": 0.0 }] } });
    assert_eq!(analyst.call("/api/v1/plans", &ask).await.status, StatusCode::ACCEPTED);
    house.work_off().await;
    assert_eq!(analyst.get("/api/v1/plans").await.json()[0]["name"], "x");
}

#[tokio::test]
async fn people_can_be_kept_with_those_of_their_neighbourhood_of_today() {
    let house = a_house().await;
    let mut manager = house.someone("integrator-manager").await;
    assert!(!manager.get("/plans/new").await.says("What should stay as it is"));
    let today = halves_with(&[("pins", "E01000001, E01000004, E01000002\nE01000003")]);
    let first = draw(&house, &mut manager, &today).await;
    manager.post(&format!("{first}/publish"), &[("from", "2026-11-21")]).await;
    assert!(manager.get("/plans/new").await.says("What should stay as it is"));
    let second = draw(&house, &mut manager, &HALVES).await;
    let page = manager.get(&second).await;
    let words = "20,000 of 60,000 people change neighbourhood, and with it their team.";
    assert!(page.says(words), "{}", page.main());
    let third = draw(&house, &mut manager, &halves_with(&[("today", "10")])).await;
    let page = manager.get(&third).await;
    assert!(page.says("0 of 60,000 people change neighbourhood"), "{}", page.main());
}

/// A health centre in square 1 and one in square 3; pharmacies in squares 1, 2 and 4.
const SITES: &str = "CODE,NAME,KIND,EAST,NORTH\n\
     H1,Mill Health Centre,Health centre,532500,181500\n\
     H2,Quay Health Centre,Health centre,534500,181500\n\
     P1,Mill Chemist,pharmacy,532400,181500\nP2,Bridge Chemist,pharmacy,533500,181500\n\
     P3,North Chemist,pharmacy,532500,182500\nP4,Far Chemist,pharmacy,602500,102500\n\
     P5,Nowhere Chemist,pharmacy,1,2\n";

#[tokio::test]
async fn sites_stand_in_their_areas_and_those_elsewhere_are_left_out() {
    for house in House::on_each_backend(MODULES).await {
        take_in_squares(&house).await;
        let load = take_in(&house, "sites.csv", SITES.as_bytes().to_vec()).await;
        assert_eq!(load.findings, 1, "a site on no ground is set aside");
        let known = known::place(&house.app).await.unwrap();
        let sites = known.place.sites.iter();
        let sites: Vec<(&str, &str, usize)> =
            sites.map(|site| (site.kind.as_str(), site.code.as_str(), site.area)).collect();
        let all = [
            ("health_centre", "H1", 0),
            ("health_centre", "H2", 2),
            ("pharmacy", "P1", 0),
            ("pharmacy", "P2", 1),
            ("pharmacy", "P3", 3),
        ];
        assert_eq!(sites, all);
    }
}

#[tokio::test]
async fn lists_of_sites_as_icbs_and_councils_put_them_out_are_read_as_they_are() {
    let house = a_house().await;
    // The middle of square 1 by the guide of Ordnance Survey: 51.5167 north, 0.0917 west or so.
    let practices = "EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,Latitude_1m,\
         Longitude_1m,PRACTICE_NAME_PROPER\n\
         01Oct2025,M83001,MILL SURGERY,WM1 1AA,51.5167,-0.0917,Mill Surgery\n";
    take_in(&house, "locations.csv", practices.as_bytes().to_vec()).await;
    let homes = "name,cqc_id,type,address,postcode,lon,lat\n\
         The Lodge,1-466088203,Residential homes,1 Quay,WM1 1AB,-0.0917,51.5167\n";
    take_in(&house, "care_homes.csv", homes.as_bytes().to_vec()).await;
    let known = known::place(&house.app).await.unwrap();
    let sites: Vec<(&str, &str, &str)> = known
        .place
        .sites
        .iter()
        .map(|site| (site.kind.as_str(), site.code.as_str(), site.name.as_str()))
        .collect();
    let all =
        [("practice", "M83001", "Mill Surgery"), ("residential_homes", "1-466088203", "The Lodge")];
    assert_eq!(sites, all);
}

#[tokio::test]
async fn short_ways_and_sites_in_every_neighbourhood_are_wished_for_and_told() {
    let house = a_house().await;
    take_in(&house, "sites.csv", SITES.as_bytes().to_vec()).await;
    let mut analyst = house.someone("analyst").await;
    let wishes = [
        ("near", "health_centre"),
        ("mode", "walk"),
        ("travel", "10"),
        ("sites", "pharmacy"),
        ("sites_least", "1"),
        ("sites_weight", "1"),
        ("even", "population"),
        ("even_weight", "1"),
        ("border", "0"),
    ];
    let plan = draw(&house, &mut analyst, &halves_with(&wishes)).await;
    let page = analyst.get(&plan).await;
    let of = neighbourhoods(&mut analyst, &plan).await;
    assert_ne!(of[0], of[2], "each health centre serves one: {of:?}");
    for words in [
        "On foot, to the site “health centre” that serves their neighbourhood",
        "Guidelines for Providing for Journeys on Foot",
        "Sites “pharmacy”: every neighbourhood has as many as wished.",
        "People who live there: neighbourhoods differ from their mean by 0.0%",
    ] {
        assert!(page.says(words), "{words}: {}", page.main());
    }
    let none = halves_with(&[("near", "library"), ("mode", "walk")]);
    let refused = analyst.post("/plans/new", &none).await;
    let why = "No site of the kind &quot;library&quot; stands in the place";
    assert!(refused.says(why), "{}", refused.main());
}

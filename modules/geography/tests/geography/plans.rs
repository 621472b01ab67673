//! Plans from the rules to the day on which another takes their place.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use geojson::GeoJson;
use jiff::SignedDuration;
use jiff::civil::date;
use kith_frame::job::{self, Job, JobState};
use kith_frame::testing::{Answer, House};
use kith_geography::jobs::{DRAW, Wanted};
use kith_geography::known;
use kith_geography::plan::{Plan, PlanState, Rules, store};
use kith_store::journal::{self, Filter};
use kith_store::{AsOf, Author};
use kith_terms::Id;

use crate::borough::take_in_borough;
use crate::squares::take_in_squares;
use crate::taking_in::MODULES;

/// Asks for a plan, lets it be drawn, and gives back the job.
pub(crate) async fn draw(house: &House, name: &str, rules: Rules) -> Job {
    let input = serde_json::to_value(Wanted { name: name.to_owned(), rules }).unwrap();
    let author = Author { person: "01ARZ3NDEKTSV4RRFFQ69G5FAV".into(), ..Author::system("test") };
    let title = format!("Draw “{name}”");
    let id = job::ask(&house.app, &author, DRAW.key, title, input).await.unwrap();
    house.work_off().await;
    house.job(id).await.unwrap()
}

pub(crate) async fn plan_of(house: &House, job: &Job) -> Plan {
    assert_eq!(job.state, JobState::Done, "{:?}", job.outcome);
    let path = job.outcome["path"].as_str().unwrap();
    let id: Id<Plan> = path.trim_start_matches("/plans/").parse().unwrap();
    one(house, id).await
}

pub(crate) async fn one(house: &House, id: Id<Plan>) -> Plan {
    store::one(&mut house.app.db.read().await.unwrap(), id).await.unwrap()
}

/// Two neighbourhoods of three squares.
pub(crate) fn halves() -> Rules {
    Rules { least: 25_000, most: 35_000, effort: 200, ..Rules::default() }
}

pub(crate) async fn publish(house: &House, plan: &Plan, from: &str) -> Answer {
    let mut manager = house.someone("integrator-manager").await;
    manager.post(&format!("/plans/{}/publish", plan.id), &[("from", from)]).await
}

#[tokio::test]
async fn a_plan_of_the_borough_is_legal_names_each_neighbourhood_once_and_loses_nobody() {
    for house in House::on_each_backend(MODULES).await {
        let (truth, _) = take_in_borough(&house).await;
        let rules = Rules { effort: 100, ..Rules::default() };
        let job = draw(&house, "Borough", rules).await;
        let plan = plan_of(&house, &job).await;
        assert!(plan.facts.certificate.is_legal(), "{:?}", plan.facts.certificate.breaches);
        assert_eq!(plan.facts.plan.people, u64::from(truth.borough.residents()));
        assert_eq!((plan.facts.plan.out_of_band, plan.facts.plan.apart), (0, 0));
        assert_eq!(plan.state, PlanState::Draft);
        let mut reader = house.app.db.read().await.unwrap();
        let assignment = store::assignment(&mut reader, plan.id).await.unwrap();
        let names: BTreeSet<&str> =
            assignment.neighbourhoods.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names.len(), assignment.neighbourhoods.len(), "a name stands twice");
        let areas: BTreeSet<String> =
            assignment.areas.iter().map(|(code, _)| code.to_string()).collect();
        let truly: BTreeSet<String> =
            truth.borough.areas.iter().map(|area| area.code.to_string()).collect();
        assert_eq!(areas, truly);
        files_are_as_icbs_want_them(&house, &plan).await;
    }
}

async fn files_are_as_icbs_want_them(house: &House, plan: &Plan) {
    let mut analyst = house.someone("analyst").await;
    let areas = table(&analyst.get(&format!("/plans/{}/areas.csv", plan.id)).await);
    let head = "LSOA_2021_CODE,LSOA_2021_NAME,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE";
    assert_eq!(areas[0].join(","), head);
    assert_eq!(areas.len(), 181);
    let practices = table(&analyst.get(&format!("/plans/{}/practices.csv", plan.id)).await);
    let head = "PRACTICE_CODE,PRACTICE_NAME,NEIGHBOURHOOD_NAME,NEIGHBOURHOOD_CODE";
    assert_eq!(practices[0].join(","), head);
    assert_eq!(practices.len(), 31);
    let names: BTreeMap<&str, &str> =
        areas[1..].iter().map(|row| (row[2].as_str(), row[3].as_str())).collect();
    for row in &practices[1..] {
        assert_eq!(names[row[3].as_str()], row[2], "both files name it alike");
    }
    for path in ["neighbourhoods.geojson", "map.svg"] {
        let answer = analyst.get(&format!("/plans/{}/{path}", plan.id)).await;
        assert!(answer.header("content-disposition").starts_with("attachment"), "{path}");
    }
    let file = analyst.get(&format!("/plans/{}/neighbourhoods.geojson", plan.id)).await;
    check_geojson(&file, 180);
    check_geojson(&analyst.get("/place/areas.geojson").await, 180);
}

fn table(answer: &Answer) -> Vec<Vec<String>> {
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.text();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|row| cells(row.unwrap())).collect()
}

/// So many features, all of them where England and its sea are, in degrees.
fn check_geojson(answer: &Answer, features: usize) {
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let Ok(GeoJson::FeatureCollection(read)) = answer.text().parse::<GeoJson>() else {
        panic!("not a collection of features: {}", &answer.text()[..200]);
    };
    assert_eq!(read.features.len(), features);
    for feature in read.features {
        let coordinates = serde_json::to_value(feature.geometry.unwrap().value).unwrap();
        let mut numbers = Vec::new();
        collect(&coordinates["coordinates"], &mut numbers);
        for [longitude, latitude] in numbers {
            assert!((-6.5..=2.5).contains(&longitude), "{longitude} is not in England");
            assert!((49.8..=55.9).contains(&latitude), "{latitude} is not in England");
        }
    }
}

fn collect(value: &serde_json::Value, into: &mut Vec<[f64; 2]>) {
    let list = value.as_array().unwrap();
    match list[0].as_f64() {
        Some(longitude) => into.push([longitude, list[1].as_f64().unwrap()]),
        None => list.iter().for_each(|inner| collect(inner, into)),
    }
}

#[tokio::test]
async fn a_published_plan_never_changes_and_ends_when_the_next_is_in_force() {
    for house in House::on_each_backend(MODULES).await {
        take_in_squares(&house).await;
        let first = plan_of(&house, &draw(&house, "First", halves()).await).await;
        let second = plan_of(&house, &draw(&house, "Second", halves()).await).await;
        assert_eq!(publish(&house, &first, "2026-11-21").await.status, StatusCode::SEE_OTHER);
        for verb in ["publish", "discard"] {
            let mut manager = house.someone("integrator-manager").await;
            let path = format!("/plans/{}/{verb}", first.id);
            let refused = manager.post(&path, &[("from", "2027-01-01")]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{verb}");
        }
        assert_eq!(one(&house, first.id).await.valid_from, Some(date(2026, 11, 21)));
        house.app.clock.move_on(SignedDuration::from_hours(24 * 10));
        assert_eq!(publish(&house, &second, "2026-12-15").await.status, StatusCode::SEE_OTHER);
        let ended = one(&house, first.id).await;
        assert_eq!(ended.valid_to, Some(date(2026, 12, 15)));
        assert_eq!(one(&house, second.id).await.valid_to, None);
        check_in_force(&house, ("2026-11-20", "2026-12-31"), None).await;
        check_in_force(&house, ("2026-11-21", "2026-12-31"), Some("First")).await;
        check_in_force(&house, ("2026-12-14", "2026-12-31"), Some("First")).await;
        check_in_force(&house, ("2026-12-15", "2026-12-31"), Some("Second")).await;
        // On 30 November nobody knew that a second plan would come.
        check_in_force(&house, ("2026-12-15", "2026-11-30"), Some("First")).await;
        check_in_force(&house, ("2026-12-15", "2026-11-20"), None).await;
    }
}

async fn check_in_force(house: &House, (at, known): (&str, &str), name: Option<&str>) {
    let mut reader = house.app.db.read().await.unwrap();
    let known_at = format!("{known}T23:59:59Z").parse().unwrap();
    let as_of = AsOf { at: at.parse().unwrap(), known: known_at };
    let found = store::in_force(&mut reader, as_of).await.unwrap();
    assert_eq!(found.as_ref().map(|plan| plan.name.as_str()), name, "at {at}, known {known}");
    let path = format!("/neighbourhoods?at={at}&known={known}");
    let shown = house.someone("icb-lead").await.get(&path).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says(name.unwrap_or("No neighbourhoods were in force")));
}

#[tokio::test]
async fn a_plan_that_is_published_after_one_for_later_days_ends_where_that_begins() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let later = plan_of(&house, &draw(&house, "Later", halves()).await).await;
    let earlier = plan_of(&house, &draw(&house, "Earlier", halves()).await).await;
    publish(&house, &later, "2026-12-01").await;
    publish(&house, &earlier, "2026-11-25").await;
    assert_eq!(one(&house, earlier.id).await.valid_to, Some(date(2026, 12, 1)));
    check_in_force(&house, ("2026-11-30", "2026-11-21"), Some("Earlier")).await;
    check_in_force(&house, ("2026-12-01", "2026-11-21"), Some("Later")).await;
}

#[tokio::test]
async fn a_plan_is_published_from_a_day_that_has_not_gone() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let plan = plan_of(&house, &draw(&house, "Halves", halves()).await).await;
    for day in ["tomorrow", "", "2026-11-20"] {
        let refused = publish(&house, &plan, day).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
    }
    assert_eq!(one(&house, plan.id).await.state, PlanState::Draft);
}

#[tokio::test]
async fn a_discarded_draft_is_gone_from_the_list_and_cannot_be_published() {
    for house in House::on_each_backend(MODULES).await {
        take_in_squares(&house).await;
        let plan = plan_of(&house, &draw(&house, "Halves", halves()).await).await;
        let mut analyst = house.someone("analyst").await;
        assert!(analyst.get("/plans").await.says("Halves"));
        let discarded = analyst.post(&format!("/plans/{}/discard", plan.id), &[]).await;
        assert_eq!(discarded.location(), "/plans");
        assert!(!analyst.get("/plans").await.says("Halves"));
        assert_eq!(publish(&house, &plan, "2026-11-21").await.status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_draft_is_seen_only_by_those_who_may_see_drafts_and_a_published_plan_by_all() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let plan = plan_of(&house, &draw(&house, "Halves", halves()).await).await;
    let mut administrator = house.someone("administrator").await;
    let doors = ["", "/areas.csv", "/practices.csv", "/map.svg", "/neighbourhoods.geojson"];
    for door in doors {
        let refused = administrator.get(&format!("/plans/{}{door}", plan.id)).await;
        assert!(!refused.status.is_success(), "{door:?} {}", refused.status);
        assert!(!refused.says("Square") && !refused.says("Halves"), "{door:?}");
    }
    let filter = Filter { action: Some("access.refuse".into()), ..Filter::default() };
    let mut reader = house.app.db.read().await.unwrap();
    let noted = journal::search(&mut reader, &filter, 1).await.unwrap();
    assert_eq!(noted.total, doors.len() as u64, "each refusal is in the journal");
    publish(&house, &plan, "2026-11-21").await;
    for door in doors {
        let shown = administrator.get(&format!("/plans/{}{door}", plan.id)).await;
        assert_eq!(shown.status, StatusCode::OK, "{door:?}");
    }
}

#[tokio::test]
async fn rules_that_cannot_be_kept_are_told_in_plain_words() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let too_many = Rules { least: 40_000, most: 50_000, effort: 100, ..Rules::default() };
    check_refused(
        &house,
        too_many,
        "the place has 60,000 people: 10,000 too many for 1 neighbourhood and 20,000 too few for 2; \
         join it to a neighbour or waive the band",
    )
    .await;
    let no_layer = Rules { nest: Some("parish".into()), ..halves() };
    let why = "the rules use the layer \"parish\", which says nothing of 6 areas; load its look-up";
    check_refused(&house, no_layer, why).await;
    let nowhere = Rules { within: Some(("lad".into(), "E09999999".into())), ..halves() };
    let why = "there are no areas in lad E09999999; load their boundaries or choose another part";
    check_refused(&house, nowhere, why).await;
}

async fn check_refused(house: &House, rules: Rules, why: &str) {
    let job = draw(house, "Not to be", rules).await;
    assert_eq!(job.state, JobState::Failed);
    assert_eq!(job.outcome["why"], why);
    let page = house.someone("analyst").await.get(&format!("/jobs/{}", job.id)).await;
    assert!(page.says("Not done"));
}

#[tokio::test]
async fn the_same_rules_seed_and_data_make_the_same_plan_on_either_database() {
    let mut drawn = Vec::new();
    for house in House::on_each_backend(MODULES).await {
        take_in_squares(&house).await;
        for _ in 0..2 {
            let plan = plan_of(&house, &draw(&house, "Halves", halves()).await).await;
            let mut reader = house.app.db.read().await.unwrap();
            let assignment = store::assignment(&mut reader, plan.id).await.unwrap();
            drawn.push((assignment.neighbourhoods, assignment.areas));
        }
    }
    assert!(drawn.windows(2).all(|two| two[0] == two[1]), "{drawn:?}");
}

#[tokio::test]
async fn a_plan_keeps_showing_the_place_from_which_it_was_drawn() {
    let house = House::on_a_file(MODULES).await;
    take_in_squares(&house).await;
    let plan = plan_of(&house, &draw(&house, "Halves", halves()).await).await;
    let basis = known::place(&house.app).await.unwrap().basis;
    let loads: Vec<String> = basis.loads.iter().map(ToString::to_string).collect();
    assert_eq!(plan.basis, loads);
    house.app.clock.move_on(SignedDuration::from_hours(1));
    let now = house.app.clock.now();
    for load in basis.loads {
        let author = Author::system("test");
        kith_intake::load::roll_back(&house.app.db, now, &author, load).await.unwrap();
    }
    let mut analyst = house.someone("analyst").await;
    assert!(analyst.get("/place").await.says("No boundaries loaded"));
    let csv = table(&analyst.get(&format!("/plans/{}/areas.csv", plan.id)).await);
    assert_eq!(csv[1][1], "Square 001A");
}

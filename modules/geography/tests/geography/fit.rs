//! How the neighbourhoods of a plan fit PCNs, patches and lists, on the place of squares and on the
//! invented borough.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use kith_frame::job::{self, JobState};
use kith_frame::testing::{Browser, House};
use kith_geography::align::reconfigure;
use kith_geography::jobs::{DRAW, Wanted};
use kith_geography::plan::{Rules, store};
use kith_store::Author;
use serde_json::Value;

use crate::borough::take_in_borough;
use crate::squares::take_in_squares;
use crate::taking_in::{MODULES, take_in};

/// Draws a plan and gives back its address.
async fn drawn(house: &House, rules: Rules) -> String {
    let input = serde_json::to_value(Wanted { name: "Fitting".into(), rules }).unwrap();
    let author = Author { person: "01ARZ3NDEKTSV4RRFFQ69G5FAV".into(), ..Author::system("test") };
    let id = job::ask(&house.app, &author, DRAW.key, "Draw".into(), input).await.unwrap();
    house.work_off().await;
    let job = house.job(id).await.unwrap();
    assert_eq!(job.state, JobState::Done, "{:?}", job.outcome);
    job.outcome["path"].as_str().unwrap().to_owned()
}

/// The doors to how a plan fits.
const DOORS: [&str; 6] =
    ["/alignment", "/alignment.csv", "/lists", "/lists.csv", "/back-cast", "/back-cast.csv"];

/// Three squares in each neighbourhood: the west column is Mill, so no border fits it.
async fn squares(house: &House) -> String {
    take_in_squares(house).await;
    drawn(house, Rules { least: 25_000, most: 35_000, effort: 200, ..Rules::default() }).await
}

async fn json(browser: &mut Browser, path: &str) -> Value {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.json()
}

fn sum(values: &Value, of: &str) -> u64 {
    values.as_array().unwrap().iter().map(|value| value[of].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn the_matrix_adds_up_to_everybody_on_the_lists_on_either_database() {
    for house in House::on_each_backend(MODULES).await {
        let path = squares(&house).await;
        let mut analyst = house.someone("analyst").await;
        let told = json(&mut analyst, &format!("/api/v1{path}/alignment")).await;
        assert_eq!(told["people"], 57_440);
        assert_eq!(sum(&told["cells"], "people"), 57_440);
        assert_eq!(told["people_in_both"], 57_400);
        let cells = told["cells"].as_array().unwrap();
        let unknown: Vec<&Value> =
            cells.iter().filter(|cell| cell["neighbourhood"] == "UNKNOWN").collect();
        assert_eq!((unknown.len(), &unknown[0]["people"]), (1, &Value::from(40)));
        let affected = told["people_affected"].as_u64().unwrap();
        let matched: u64 = cells
            .iter()
            .filter(|cell| cell["counterparts"] == true)
            .map(|cell| cell["people"].as_u64().unwrap())
            .sum();
        assert_eq!(matched + affected, 57_400);
        assert!(affected > 0 && told["verdict"] == "Not aligned");
    }
}

/// A patch for each neighbourhood of the plan, under other codes.
async fn patches_like_the_plan(house: &House, browser: &mut Browser, path: &str) {
    let areas = json(browser, &format!("/api/v1{path}/areas")).await;
    let mut file = "LSOA21CD,PATCH_CODE,PATCH_NAME,TEAM_TYPE\n".to_owned();
    for area in areas.as_array().unwrap() {
        let code = area["neighbourhood_code"].as_str().unwrap();
        let area = area["area"].as_str().unwrap();
        file.extend([area, ",T", code, ",Team ", code, ",social_care\n"]);
    }
    take_in(house, "teams.csv", file.into_bytes()).await;
}

#[tokio::test]
async fn patches_that_are_the_neighbourhoods_have_the_index_0_and_need_no_action() {
    let house = House::on_a_file(MODULES).await;
    let path = squares(&house).await;
    let mut analyst = house.someone("analyst").await;
    let none = analyst.get(&format!("{path}/alignment?layer=patch_social_care")).await;
    assert!(none.says("Nothing to set beside the neighbourhoods"));
    patches_like_the_plan(&house, &mut analyst, &path).await;
    let call = format!("/api/v1{path}/alignment?layer=patch_social_care");
    let told = json(&mut analyst, &call).await;
    assert_eq!(told["misalignment"], 0.0);
    assert_eq!(told["verdict"], "Aligned, no action");
    let page = analyst.get(&format!("{path}/alignment?layer=patch_social_care")).await;
    assert!(page.says("Aligned, no action: social-care teams’ patches and neighbourhoods"));
    let pcns = analyst.get(&format!("{path}/alignment")).await;
    assert!(pcns.says("Social-care teams’ patches") && pcns.says("Not loaded"));
}

#[tokio::test]
async fn the_list_of_each_practice_is_the_sum_of_who_looks_after_whom() {
    for house in House::on_each_backend(MODULES).await {
        let (truth, _) = take_in_borough(&house).await;
        let path = drawn(&house, Rules { effort: 100, ..Rules::default() }).await;
        let mut analyst = house.someone("analyst").await;
        let told = json(&mut analyst, &format!("/api/v1{path}/lists")).await;
        let lists = told["lists"].as_array().unwrap();
        assert_eq!(lists.len(), truth.borough.practices.len());
        for (at, list) in lists.iter().enumerate() {
            let cases = list["cases"].as_object().unwrap();
            let people: u64 = cases.values().map(|people| people.as_u64().unwrap()).sum();
            assert_eq!(list["people"], people);
            // One planted row that is good holds one patient of nowhere.
            let truly = u64::from(truth.borough.registered_list_size(at));
            assert!(people == truly || people == truly + 1, "{list}");
            let live: u64 = sum(&list["lives"], "people");
            let here = |case: &str| cases.get(case).and_then(Value::as_u64).unwrap_or(0);
            assert_eq!(live, here("at_home") + here("another"));
        }
        assert_eq!(sum(&told["rules"], "people"), sum(&told["lists"], "people"));
        assert_eq!(sum(&told["rules"], "people"), u64::from(truth.borough.registered()) + 1);
        let page = analyst.get(&format!("{path}/lists")).await;
        assert!(page.says("Who looks after whom"));
        let csv = analyst.get(&format!("{path}/lists.csv")).await;
        let last = |line: &str| line.rsplit(',').next().unwrap().trim().parse::<u64>().unwrap();
        let all: u64 = csv.text().lines().skip(1).map(last).sum();
        assert_eq!(all, u64::from(truth.borough.registered()) + 1);
    }
}

#[tokio::test]
async fn two_pcns_that_are_halves_of_a_patch_are_found_in_the_borough_and_no_others() {
    let house = House::on_a_file(MODULES).await;
    let (truth, _) = take_in_borough(&house).await;
    let path = drawn(&house, Rules { effort: 100, ..Rules::default() }).await;
    let mut analyst = house.someone("analyst").await;
    let told = json(&mut analyst, &format!("/api/v1{path}/alignment")).await;
    let patches = truth.borough.community_patches();
    let together = told["together"].as_array().unwrap();
    let of_patches: Vec<&Value> =
        together.iter().filter(|one| one["layer"] == "patch_community").collect();
    let halves = patches.halves.map(|pcn| truth.borough.pcns[pcn].code.to_string());
    assert_eq!(of_patches.len(), 1, "{together:?}");
    assert_eq!(of_patches[0]["unit"], patches.list[patches.whole].0.as_str());
    assert_eq!(of_patches[0]["pcns"], serde_json::json!(halves));
    let page = analyst.get(&format!("{path}/alignment?layer=patch_community")).await;
    assert!(page.says(&patches.list[patches.whole].1), "the patch is named");
}

#[tokio::test]
async fn two_layers_meet_with_everybody_who_lives_and_is_registered_there() {
    let house = House::on_a_file(MODULES).await;
    let path = squares(&house).await;
    let plan = path.trim_start_matches("/plans/").to_owned();
    let mut analyst = house.someone("analyst").await;
    let none = analyst.get("/place/overlay?one=neighbourhood&two=ward").await;
    assert!(none.says("Nothing to show of one of the layers"), "no plan is in force");
    for (one, two) in [("ward", "pcn"), ("lad", "ward"), ("ward", "neighbourhood")] {
        let question = format!("one={one}&two={two}&plan={plan}");
        let page = analyst.get(&format!("/place/overlay?{question}")).await;
        assert_eq!(page.status, StatusCode::OK, "{one} {two}");
        assert!(page.says("Where the two layers meet"));
        let csv = analyst.get(&format!("/place/overlay.csv?{question}")).await.text();
        let sum = |column: usize| -> u64 {
            let cell = |line: &str| line.split(',').nth(column).unwrap().parse::<u64>().unwrap();
            csv.lines().skip(1).map(cell).sum()
        };
        assert_eq!((sum(4), sum(5), sum(6)), (6, 60_000, 57_400), "{one} {two}");
    }
    let page = analyst.get("/place/overlay?one=ward&two=pcn").await;
    assert!(page.says("1 of 2 wards lie in more than one PCN footprint"), "{}", page.main());
    let nobody = analyst.get("/place/overlay?one=ward&two=choir").await;
    assert!(nobody.says("Nothing to show of one of the layers"));
    let before = analyst.get("/place/overlay?one=ward&two=pcn&at=1990-01-01").await;
    assert_eq!(before.status, StatusCode::OK);
}

/// The lists of a year ago by the areas of 2011: square 1 was two areas, 5 and 6 were one.
const A_YEAR_AGO: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\n\
     X,01Oct2025,M83001,Mill Surgery,E01000011,ALL,4000\n\
     X,01Oct2025,M83001,Mill Surgery,E01000012,ALL,4500\n\
     X,01Oct2025,M83001,Mill Surgery,E01000002,ALL,9000\n\
     X,01Oct2025,M83001,Mill Surgery,E01000004,ALL,9100\n\
     X,01Oct2025,M83002,Quay Surgery,E01000003,ALL,9200\n\
     X,01Oct2025,M83002,Quay Surgery,E01000056,ALL,18000\n\
     X,01Oct2025,M83002,Quay Surgery,EMPTY,ALL,70\n";

const SUCCESSORS: &str = "LSOA11CD,LSOA21CD,CHGIND,LAD22CD\n\
     E01000011,E01000001,M,E09000001\nE01000012,E01000001,M,E09000001\n\
     E01000056,E01000005,S,E09000001\nE01000056,E01000006,S,E09000001\n";

/// Publishes a plan as if it had been in force for long.
async fn in_force_since(house: &House, path: &str, day: Date) {
    let id = path.trim_start_matches("/plans/").parse().unwrap();
    let plan = store::one(&mut house.app.db.read().await.unwrap(), id).await.unwrap();
    let author = Author::system("test");
    store::publish(&house.app.db, house.app.clock.now(), &author, &plan, day).await.unwrap();
}

#[tokio::test]
async fn last_years_measure_is_read_on_this_years_lines_and_on_those_of_its_time() {
    for house in House::on_each_backend(MODULES).await {
        let first = squares(&house).await;
        let mut manager = house.someone("integrator-manager").await;
        in_force_since(&house, &first, date(2025, 1, 1)).await;
        take_in(&house, "a-year-ago.csv", A_YEAR_AGO.as_bytes().to_vec()).await;
        take_in(&house, "successors.csv", SUCCESSORS.as_bytes().to_vec()).await;
        let rules = Rules { least: 25_000, most: 35_000, effort: 200, seed: 5, ..Rules::default() };
        let second = drawn(&house, rules).await;
        let told = json(&mut manager, &format!("/api/v1{second}/back-cast")).await;
        let periods = told.as_array().unwrap();
        let days: Vec<&str> =
            periods.iter().map(|period| period["period"].as_str().unwrap()).collect();
        assert_eq!(days, ["2025-10-01", "2026-10-01"]);
        let all = |period: &Value, lines: &str| -> f64 {
            let values = period[lines].as_array().unwrap().iter();
            values.map(|value| value["value"].as_f64().unwrap()).sum()
        };
        for (period, people, left_over) in [(0, 53_800.0, 70.0), (1, 57_400.0, 40.0)] {
            let period = &periods[period];
            let both = (all(period, "on_this_plan"), all(period, "on_lines_then"));
            assert_eq!(both, (people, people), "both series are kept");
            assert_eq!(period["left_over"], left_over);
            assert_eq!(period["plan_then"], first.trim_start_matches("/plans/"));
        }
        assert_eq!(
            (&periods[0]["carried_over"], &periods[1]["carried_over"]),
            (&3.into(), &0.into())
        );
        let page = manager.get(&format!("{second}/back-cast")).await;
        assert!(page.says("On the lines that were in force then") && page.says("1 October 2025"));
        let never = manager.get(&format!("{second}/back-cast?measure=imd_2019_decile")).await;
        assert!(never.says("The mean of deciles says nothing"));
        let csv = manager.get(&format!("{second}/back-cast.csv")).await.text();
        assert_eq!(csv.lines().filter(|line| line.contains("in_force_then")).count(), 4);
    }
}

#[tokio::test]
async fn what_is_not_known_of_services_is_said_and_what_moves_with_practices_is_counted() {
    let house = House::on_a_file(MODULES).await;
    let (truth, _) = take_in_borough(&house).await;
    let path = drawn(&house, Rules { effort: 100, ..Rules::default() }).await;
    let known = kith_geography::known::place(&house.app).await.unwrap();
    let id = path.trim_start_matches("/plans/").parse().unwrap();
    let mut reader = house.app.db.read().await.unwrap();
    let assignment = kith_geography::plan::store::assignment(&mut reader, id).await.unwrap();
    drop(reader);
    let units = reconfigure::Units::read();
    let ways = reconfigure::ways(&known.place, &assignment, &units);
    assert!(!ways.moves.is_empty() && ways.teams.len() == 1, "{ways:?}");
    let lists: u64 = ways
        .moves
        .iter()
        .map(|step| u64::from(truth.borough.registered_list_size(step.practice)))
        .sum();
    let moved = ways.pcns_flex.patients.unwrap();
    assert!(moved == lists || moved == lists + 1, "{moved} {lists}");
    assert_eq!(ways.pcns_flex.moved_pence, Some(moved * units.network_money.pence_per_patient));
    assert_eq!(ways.pcns_flex.sites, Some(ways.moves.len() as u64));
    assert!(ways.pcns_flex.affected_after < ways.affected_today, "{ways:?}");
    assert_eq!(ways.services_move.patients, Some(ways.teams[0].1));
    assert_eq!((ways.services_move.staff, ways.services_move.contracts), (None, None));
    let mut analyst = house.someone("analyst").await;
    let page = analyst.get(&format!("{path}/reconfiguration")).await;
    assert!(page.says("What each way takes") && page.says("Not known"));
}

#[tokio::test]
async fn the_borough_is_one_footprint_of_several_neighbourhoods_with_a_hub_in_each() {
    let house = House::on_a_file(MODULES).await;
    let (truth, _) = take_in_borough(&house).await;
    let path = drawn(&house, Rules { effort: 100, ..Rules::default() }).await;
    let mut analyst = house.someone("analyst").await;
    let page = analyst.get(&format!("{path}/levels?hubs=2")).await;
    let people = kith_frame::words::count(u64::from(truth.borough.residents()));
    assert!(page.says("Neighbourhoods that one provider could serve"), "{}", page.main());
    assert!(page.says(&people) && page.says("Mean way in kilometres"));
    let squares = House::on_a_file(MODULES).await;
    let path = self::squares(&squares).await;
    let page = squares.someone("analyst").await.get(&format!("{path}/levels")).await;
    assert!(page.says("None can be made") && page.says("60,000"), "{}", page.main());
}

#[tokio::test]
async fn how_a_draft_fits_is_for_those_who_may_see_drafts() {
    let house = House::on_a_file(MODULES).await;
    let path = squares(&house).await;
    let mut administrator = house.someone("administrator").await;
    for door in DOORS {
        let refused = administrator.get(&format!("{path}{door}")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{door}");
    }
    let mut manager = house.someone("integrator-manager").await;
    manager.post(&format!("{path}/publish"), &[("from", "2026-11-21")]).await;
    for door in DOORS {
        let shown = administrator.get(&format!("{path}{door}")).await;
        assert_eq!(shown.status, StatusCode::OK, "{door}");
    }
}

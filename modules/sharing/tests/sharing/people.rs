//! Finding people and reading what is known of them, on each backend.

use axum::http::StatusCode;
use kith_frame::problem::Problem;
use kith_frame::testing::{Answer, Browser, House};
use kith_store::journal;
use serde_json::json;

use crate::person::{events_of, lines, load};
use crate::tables::MODULES;

const GP: &str = "
    G1 | 7 | 9434765919 | O'Brien | Ann   | 1945-07-14 | AB1 2CD | G1 | 2 | 1 Mill Lane
    G1 | 8 | 9876543210 | O'Brien | Bea   | 1945-07-14 | AB1 2CD | G1 | 2 | 1 Mill Lane
    G1 | 9 | -          | Marsh   | Carl  | 1970-01-02 | AB1 2CE | G1 | 1 | 9 Quay Street
    G1 | 10| 4010232137 | Quay    | Dan   | 1930-01-02 | AB1 2CE | G1 | 1 | -  | 2025-06-02";
const COUNCIL: &str = "
    E1 | 70 | 9434765919 | OBRIEN | Anne | 1945-07-14 | AB1 2CX | G1 | 2 | 5 Harbour Row
    E1 | 71 | 9876543210 | O'Brien | Bea | 1954-07-14 | AB1 2CD | G1 | 2 | 1 Mill Lane";
const EVENTS: &str = "
    E1 | 70 | 1 | care_package | 2026-03-01 | Home care
    E1 | 70 | 2 | gp_problem   | 2019-05-01 | Frailty
    E1 | 70 | 3 | call_111     | 2026-11-20T22:15:00Z | Fall
    E1 | 70 | 4 | outpatient   | 2027-01-05T10:00:00Z | Memory clinic
    E1 | 71 | 5 | care_package | 2026-03-01 | Meals";

/// A house with the people above.
async fn peopled(house: &House) {
    load(house, ("gp-patients", "2026-11-14"), &lines(GP)).await;
    let council = load(house, ("council-clients", "2026-11-03"), &lines(COUNCIL)).await;
    events_of(house, council, &lines(EVENTS));
}

/// Searches; the fields are in the order of the form.
async fn search(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    browser.get("/people/find").await;
    let answer = browser.post("/people/find", fields).await;
    assert!(answer.page.is_some(), "{answer:?}");
    answer
}

/// The paths of those who were found.
fn found(answer: &Answer) -> Vec<String> {
    let page = answer.main();
    let mut paths: Vec<String> = page
        .split("href=\"/people/")
        .skip(1)
        .map(|rest| format!("/people/{}", rest.split('"').next().unwrap()))
        .collect();
    paths.retain(|path| path != "/people/find");
    paths
}

fn ann() -> [(&'static str, &'static str); 1] {
    [("nhs_number", "943 476 5919")]
}

#[tokio::test]
async fn a_number_finds_the_person_with_what_all_organisations_know() {
    for house in House::on_each_backend(MODULES).await {
        peopled(&house).await;
        let mut nurse = house.someone("district-nurse").await;
        let answer = search(&mut nurse, &ann()).await;
        assert!(
            answer.says("1 person matches") && answer.says("O'BRIEN, Ann"),
            "{}",
            answer.main()
        );
        assert!(answer.says("14 July 1945 (81y)") && answer.says("2 records"));
        assert!(answer.main().contains("value=\"943 476 5919\""), "what was typed is kept");
        let page = nurse.get(&found(&answer)[0]).await;
        for words in [
            "O'BRIEN, Ann",
            "14 July 1945 (81y)",
            "943 476 5919",
            "Female",
            "Home care",
            "20 November 2026 at 10:15pm",
            "What sources say differently",
            "Anne",
            "5 Harbour Row",
            "As of 14 November 2026",
            "Frailty",
        ] {
            assert!(page.says(words), "{words}: {}", page.main());
        }
        assert!(!page.says("Meals"), "that is somebody else’s");
        assert_eq!(page.page.unwrap().title, "Person", "no name in the title");
    }
}

#[tokio::test]
async fn what_is_planned_stands_apart_and_problems_are_named() {
    let house = House::on_a_file(MODULES).await;
    peopled(&house).await;
    let mut nurse = house.someone("district-nurse").await;
    let path = found(&search(&mut nurse, &ann()).await).remove(0);
    let page = nurse.get(&path).await.main();
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(at("Frailty") < at("Planned") && at("Planned") < at("Memory clinic"));
    assert!(at("Memory clinic") < at(">Past<") && at(">Past<") < at("Home care"));
    assert!(at("Fall") < at("Home care"), "newest first");
}

#[tokio::test]
async fn a_name_needs_a_birthday_or_a_postcode_and_all_who_match_are_shown() {
    for house in House::on_each_backend(MODULES).await {
        peopled(&house).await;
        let mut nurse = house.someone("district-nurse").await;
        let alone = search(&mut nurse, &[("family_name", "obrien")]).await;
        assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            alone.main().contains("value=\"obrien\"") && alone.says("a name alone finds too many")
        );
        let born = [("family_name", "O’Brien"), ("day", "14"), ("month", "7"), ("year", "1945")];
        let both = search(&mut nurse, &born).await;
        assert!(both.says("2 people match"), "{}", both.main());
        assert_eq!(found(&both).len(), 2);
        let post = [("family_name", "obrien"), ("postcode", "ab12cd")];
        // Ann of the practice, and Bea twice: the council has another date of birth for her number.
        assert_eq!(found(&search(&mut nurse, &post).await).len(), 3);
        let nobody = [("family_name", "Smith"), ("postcode", "AB1 2CD")];
        assert!(search(&mut nurse, &nobody).await.says("No one matches"));
    }
}

#[tokio::test]
async fn who_is_looked_for_again_has_the_same_address() {
    for house in House::on_each_backend(MODULES).await {
        peopled(&house).await;
        let mut nurse = house.someone("district-nurse").await;
        let first = found(&search(&mut nurse, &ann()).await);
        assert_eq!(found(&search(&mut nurse, &ann()).await), first);
        assert!(!first[0].contains("943"), "the address tells nothing");
    }
}

#[tokio::test]
async fn a_record_without_a_number_is_a_person_of_its_own_until_it_has_one() {
    for house in House::on_each_backend(MODULES).await {
        peopled(&house).await;
        let mut nurse = house.someone("district-nurse").await;
        let carl = [("family_name", "Marsh"), ("postcode", "AB1 2CE")];
        let path = found(&search(&mut nurse, &carl).await).remove(0);
        assert!(nurse.get(&path).await.says("not yet linked to others"));
        let with_number = "G1 | 9 | 4505577104 | Marsh | Carl | 1970-01-02 | AB1 2CE | G1 | 1";
        load(&house, ("gp-patients", "2026-11-20"), &lines(with_number)).await;
        let moved = nurse.get(&path).await;
        assert!(moved.location().starts_with("/people/") && moved.location() != path, "{moved:?}");
        assert!(!nurse.get(moved.location()).await.says("not yet linked"));
    }
}

#[tokio::test]
async fn the_dead_are_shown_as_dead() {
    let house = House::on_a_file(MODULES).await;
    peopled(&house).await;
    let mut nurse = house.someone("district-nurse").await;
    let dan = [("family_name", "Quay"), ("postcode", "AB1 2CE")];
    let path = found(&search(&mut nurse, &dan).await).remove(0);
    let page = nurse.get(&path).await;
    for words in ["kith-person--dead", "Died", "2 June 2025", "Age at death", "95y"] {
        assert!(page.says(words), "{words}");
    }
    assert!(!page.says("(96y)"));
}

#[tokio::test]
async fn a_load_that_no_longer_counts_tells_nothing_and_the_past_stays_as_it_was_known() {
    for house in House::on_each_backend(MODULES).await {
        load(&house, ("gp-patients", "2026-11-01"), &lines(GP)).await;
        let mut nurse = house.someone("district-nurse").await;
        let path = found(&search(&mut nurse, &ann()).await).remove(0);
        let renamed = "G1 | 7 | 9434765919 | Harbour | Ann | 1945-07-14 | AB1 2CD | G1 | 2";
        load(&house, ("gp-patients", "2026-11-15"), &lines(renamed)).await;
        assert!(nurse.get(&path).await.says("HARBOUR, Ann"));
        let past = nurse.get(&format!("{path}?at=2026-11-10")).await;
        assert!(past.says("O'BRIEN, Ann") && past.says("This page does not show today"));
        let marsh = [("family_name", "Marsh"), ("postcode", "AB1 2CE")];
        assert!(
            search(&mut nurse, &marsh).await.says("No one matches"),
            "he is not in the newer file"
        );
    }
}

#[tokio::test]
async fn more_than_fifty_are_not_shown_but_asked_to_be_narrowed_down() {
    let house = House::on_a_file(MODULES).await;
    let many: Vec<String> = (0..51)
        .map(|n| format!("G1 | {n} | - | Marsh | P{n} | 1970-01-02 | AB1 2CE | G1"))
        .collect();
    load(&house, ("gp-patients", "2026-11-14"), &many).await;
    let mut nurse = house.someone("district-nurse").await;
    let all = [("family_name", "Marsh"), ("postcode", "AB1 2CE")];
    let answer = search(&mut nurse, &all).await;
    assert!(answer.says("More than 50 people match") && found(&answer).is_empty());
    let one = [("family_name", "Marsh"), ("given_name", "P50"), ("postcode", "AB1 2CE")];
    assert_eq!(found(&search(&mut nurse, &one).await).len(), 1);
}

#[tokio::test]
async fn events_are_filtered_and_shown_fifty_at_a_time() {
    let house = House::on_a_file(MODULES).await;
    let council = load(&house, ("council-clients", "2026-11-03"), &lines(COUNCIL)).await;
    let day = |n: i32| jiff_day(n);
    let mut all: Vec<String> = (0..60)
        .map(|n| format!("E1 | 70 | {n} | care_package | {} | Visit number {n}.", day(n)))
        .collect();
    all.push("E1 | 70 | call | call_111 | 2020-01-01 | Fall".into());
    events_of(&house, council, &all);
    let mut nurse = house.someone("district-nurse").await;
    let path = found(&search(&mut nurse, &ann()).await).remove(0);
    let first = nurse.get(&path).await;
    assert!(first.says("Showing 1 to 50 of 61 contacts"), "{}", first.main());
    assert!(nurse.get(&format!("{path}?page=2")).await.says("Showing 51 to 61 of 61"));
    let calls = nurse.get(&format!("{path}?stream=call_111")).await;
    assert!(
        calls.says("Showing 1 contact")
            && calls.says("Clear filters")
            && !calls.says("Visit number")
    );
    let odd = nurse.get(&format!("{path}?stream=%22%3E&source=nobody")).await;
    assert!(odd.says("of 61 contacts"), "a filter that filters nothing is none");
}

/// The day so many days after 1 January 2026.
fn jiff_day(days: i32) -> String {
    let first: jiff::civil::Date = "2026-01-01".parse().unwrap();
    first.checked_add(jiff::Span::new().days(days)).unwrap().to_string()
}

#[tokio::test]
async fn who_may_not_is_told_why_and_whom_to_ask() {
    let house = House::on_a_file(MODULES).await;
    peopled(&house).await;
    let mut nurse = house.someone("district-nurse").await;
    let path = found(&search(&mut nurse, &ann()).await).remove(0);
    for role in ["analyst", "icb-lead", "finance-lead", "lmc-officer", "person", "administrator"] {
        let mut other = house.someone(role).await;
        let answer = other.get(&path).await;
        let Some(Problem::NoRight { right, ask }) = &answer.problem else { panic!("{role}") };
        assert_eq!(right.key, "person.read");
        assert!(ask.contains(&"District nurse".to_owned()));
        assert!(!other.get("/").await.says("/people/find"), "{role} is not offered it");
    }
}

#[tokio::test]
async fn searches_and_readings_are_in_the_journal_by_id_and_without_names() {
    for house in House::on_each_backend(MODULES).await {
        peopled(&house).await;
        let mut nurse = house.someone("district-nurse").await;
        let path = found(&search(&mut nurse, &ann()).await).remove(0);
        nurse.get(&path).await;
        let mut reader = house.app.db.read().await.unwrap();
        let entries = journal::since(&mut reader, 0, 1_000).await.unwrap();
        let of = |action: &str| entries.iter().filter(|e| e.action == action).collect::<Vec<_>>();
        let id = path.trim_start_matches("/people/");
        let searched = of("person.find");
        assert_eq!(searched.len(), 1);
        let after = searched[0].after.as_deref().unwrap();
        assert!(after.contains(id) && after.contains("nhs_number"), "{after}");
        let read = of("person.read");
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].about.as_deref(), Some(id));
        let all = format!("{entries:?}").to_lowercase();
        for mark in ["brien", "9434765919", "943 476", "1945-07-14", "mill lane"] {
            assert!(!all.contains(mark), "{mark} is in the journal");
        }
    }
}

#[tokio::test]
async fn a_file_of_events_that_is_damaged_is_told_and_not_shown_as_nothing() {
    let house = House::on_a_file(MODULES).await;
    peopled(&house).await;
    let mut nurse = house.someone("district-nurse").await;
    let path = found(&search(&mut nurse, &ann()).await).remove(0);
    let file = house.app.lake.folder().join(house.app.lake.parts().unwrap()[0].file());
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[64] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let answer = nurse.get(&path).await;
    assert!(matches!(answer.problem, Some(Problem::Broken { .. })), "{answer:?}");
}

#[tokio::test]
async fn the_api_tells_what_the_pages_tell() {
    for house in House::on_each_backend(MODULES).await {
        peopled(&house).await;
        let mut nurse = house.someone("district-nurse").await;
        nurse.get("/people/find").await;
        let search =
            json!({ "family_name": "obrien", "given_name": "Ann", "birth_date": "1945-07-14" });
        let answer = nurse.call("/api/v1/people/find", &search).await.json();
        let people = answer["people"].as_array().unwrap();
        assert_eq!((people.len(), &answer["too_many"]), (1, &json!(false)));
        assert_eq!(people[0]["nhs_number"], "9434765919");
        let path = format!("/api/v1/people/{}", people[0]["id"].as_str().unwrap());
        let told = nurse.get(&path).await.json();
        assert_eq!(told["person"], people[0]);
        assert_eq!(told["records"].as_array().unwrap().len(), 2);
        assert_eq!(told["differing"], json!(["Given name", "Address", "Postcode"]));
        assert_eq!(told["events_in_all"], 4);
        assert_eq!(told["events"][0]["description"], "Memory clinic");
        let wrong = nurse.call("/api/v1/people/find", &json!({ "nhs_number": "QQ123456C" })).await;
        assert!(matches!(wrong.problem, Some(Problem::Unfit(_))));
        assert_eq!(nurse.get("/api/v1/people/nonsense").await.status, StatusCode::NOT_FOUND);
    }
}

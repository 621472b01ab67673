//! The history of the teams: it holds together, and the same seed makes the same one.

use std::collections::{HashMap, HashSet};

use jiff::civil::date;
use kith_borough::{Case, History, Services};

use crate::place;

fn services() -> Services {
    Services::new(&place().borough, 7)
}

fn history(seed: u64) -> History {
    let services = services();
    let case = |number: usize| Case {
        organisation: "Y99001".to_owned(),
        local_id: format!("{number}"),
        neighbourhood: number % services.neighbourhoods.len(),
    };
    let cases: Vec<Case> = (0..70).map(case).collect();
    History::new((&place().borough, &services), &cases, date(2026, 1, 1), seed)
}

/// The rows of a file, as text by column name.
fn rows(history: &History, name: &str) -> Vec<HashMap<String, String>> {
    let file = history.files.iter().find(|file| file.name == name).unwrap();
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    reader.deserialize().map(Result::unwrap).collect()
}

fn column(history: &History, name: &str, column: &str) -> HashSet<String> {
    rows(history, name).into_iter().map(|row| row[column].clone()).collect()
}

#[test]
fn each_neighbourhood_has_a_team_of_about_110_people_and_the_borough_60_assets_and_25_homes() {
    let services = services();
    let people = services.staff.len() / services.neighbourhoods.len();
    assert!((98..=112).contains(&people), "{people}, after vacancies");
    assert_eq!(services.assets.len(), 60);
    assert_eq!(services.care_homes.len(), 25);
    let residents: u32 = services.neighbourhoods.iter().map(|one| one.residents).sum();
    assert_eq!(residents, place().borough.residents());
    let names: HashSet<&str> = services.staff.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.len(), services.staff.len(), "no two of them have the same name");
}

#[test]
fn the_same_seed_makes_the_same_history_and_another_one_makes_another() {
    assert_eq!(history(7), history(7));
    assert_ne!(history(7).files, history(8).files);
}

#[test]
fn every_movement_of_money_adds_up_to_nothing() {
    let mut sums: HashMap<String, i64> = HashMap::new();
    let rows = rows(&history(7), "money.csv");
    assert!(!rows.is_empty());
    for row in rows {
        *sums.entry(row["movement"].clone()).or_default() += row["pence"].parse::<i64>().unwrap();
    }
    assert!(sums.values().all(|&sum| sum == 0));
}

#[test]
fn what_a_row_names_is_in_its_register() {
    let history = history(7);
    let staff = column(&history, "staff.csv", "staff");
    let teams = column(&history, "teams.csv", "team");
    let meetings = column(&history, "meetings.csv", "meeting");
    let referrals = column(&history, "referrals.csv", "referral");
    assert!(column(&history, "actions.csv", "owner").is_subset(&staff));
    assert!(column(&history, "attendance.csv", "staff").is_subset(&staff));
    assert!(column(&history, "projects.csv", "lead").is_subset(&staff));
    assert!(column(&history, "staff.csv", "team").is_subset(&teams));
    assert!(column(&history, "referral-steps.csv", "team").is_subset(&teams));
    assert!(column(&history, "items.csv", "meeting").is_subset(&meetings));
    assert_eq!(column(&history, "referral-steps.csv", "referral"), referrals);
}

#[test]
fn nothing_is_done_before_it_was_asked_for_or_after_the_last_day() {
    let history = history(7);
    let days = |name: &str, columns: &[&str]| -> Vec<String> {
        let cells = |row: HashMap<String, String>| -> Vec<String> {
            columns.iter().map(|&column| row[column].clone()).collect()
        };
        rows(&history, name).into_iter().flat_map(cells).filter(|day| !day.is_empty()).collect()
    };
    for (name, columns) in [
        ("meetings.csv", ["held"].as_slice()),
        ("actions.csv", &["done"]),
        ("referrals.csv", &["sent", "closed"]),
        ("referral-steps.csv", &["day"]),
        ("escalations.csv", &["answered"]),
        ("feedback.csv", &["day", "answered"]),
        ("money.csv", &["day"]),
    ] {
        let days = days(name, columns);
        assert!(!days.is_empty(), "{name}");
        let outside = |day: &String| day.as_str() < "2024-07-01" || day.as_str() >= "2026-01-01";
        assert_eq!(days.into_iter().find(outside), None, "{name}");
    }
    for row in rows(&history, "referrals.csv") {
        assert!(row["closed"].is_empty() || row["closed"] >= row["sent"], "{row:?}");
    }
}

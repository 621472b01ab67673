//! Organisations: their life in time, and two people who change one at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use futures_util::stream::{self, StreamExt};
use jiff::SignedDuration;
use kith_frame::organisation::Organisation;
use kith_frame::problem::Problem;
use kith_frame::store;
use kith_frame::testing::{Browser, House};
use kith_store::sql;
use kith_terms::Id;
use serde_json::{Value, json};

use crate::tables::MODULES;

#[tokio::test]
async fn the_list_can_be_asked_for_as_at_a_day_as_known_on_a_day() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        add(&mut manager, "Age Well").await;
        house.app.clock.move_on(SignedDuration::from_hours(24 * 10));
        let mut manager = house.someone("integrator-manager").await;
        let id = called(&house, "Age Well").await.id;
        let changed = change(&mut manager, id, "1", "Age Well Wendmere").await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER);
        // Registered on 21 November 2026, given its new name on 1 December.
        check(&mut manager, "", Some("Age Well Wendmere")).await;
        check(&mut manager, "?at=2026-11-25&known=2026-11-25", Some("Age Well")).await;
        check(&mut manager, "?at=2026-11-25&known=2026-12-01", Some("Age Well Wendmere")).await;
        check(&mut manager, "?known=2026-11-30", Some("Age Well")).await;
        check(&mut manager, "?at=2026-11-20", None).await;
        check(&mut manager, "?known=2026-11-20", None).await;
    }
}

#[tokio::test]
async fn a_day_that_is_none_is_said_and_the_list_of_today_is_shown() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let answer = manager.get("/organisations?at=21/11/2026").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("Enter a date as year, month and day, such as 2026-11-21"));
    assert!(answer.says("value=\"21/11/2026\""));
    assert!(answer.says("Wendmere Community Health"));
}

#[tokio::test]
async fn of_two_people_who_change_it_at_once_the_second_is_told_and_nothing_is_overwritten() {
    for house in House::on_each_backend(MODULES).await {
        let mut first = house.someone("integrator-manager").await;
        let mut second = house.someone("administrator").await;
        add(&mut first, "Age Well").await;
        let id = called(&house, "Age Well").await.id;
        first.get(&format!("/organisations/{id}")).await;
        second.get(&format!("/organisations/{id}")).await;
        assert_eq!(change(&mut first, id, "1", "First").await.status, StatusCode::SEE_OTHER);
        let told = change(&mut second, id, "1", "Second").await;
        assert_eq!(told.status, StatusCode::CONFLICT);
        assert_eq!(called(&house, "First").await.version, 2);
        let shown = told.main();
        for words in [
            "Person of integrator-manager",
            "21 November 2026 at 9am",
            "Age Well",
            "First",
            "Second",
        ] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        // The page is the form once more, made from the version that stands now.
        assert!(shown.contains("name=\"version\" value=\"2\""));
        assert_eq!(change(&mut second, id, "2", "Second").await.status, StatusCode::SEE_OTHER);
        assert_eq!(called(&house, "Second").await.version, 3);
    }
}

#[tokio::test]
async fn a_mistake_in_the_form_does_not_let_the_second_person_overwrite_the_first() {
    let house = House::on_a_file(MODULES).await;
    let mut first = house.someone("integrator-manager").await;
    let mut second = house.someone("administrator").await;
    add(&mut first, "Age Well").await;
    let id = called(&house, "Age Well").await.id;
    change(&mut first, id, "1", "First").await;
    let with_a_mistake = change(&mut second, id, "1", "").await;
    let shown = with_a_mistake.main();
    let version =
        shown.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let told = change(&mut second, id, version.unwrap_or("1"), "Second").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert_eq!(called(&house, "First").await.version, 2);
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_and_what_was_typed_stays() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let form = [("name", " "), ("kind", "club"), ("ods_code", "R-Y-6")];
    let refused = manager.post("/organisations/new", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Enter the name of the organisation"));
    assert!(refused.says("Select what kind of organisation it is"));
    assert!(refused.says("value=\"R-Y-6\""));
}

/// So many people save one organisation, so many at once.
const SAVES: usize = 10_000;
const AT_ONCE: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_thousand_saves_at_once_each_is_kept_in_its_turn_or_told_and_none_is_lost() {
    for house in House::on_each_backend(MODULES).await {
        let house = Arc::new(house);
        let mut manager = house.someone("integrator-manager").await;
        add(&mut manager, "Age Well").await;
        let id = called(&house, "Age Well").await.id;
        let saves = stream::iter(0..SAVES).map(|number| {
            let (house, mut manager) = (Arc::clone(&house), manager.clone());
            tokio::spawn(async move {
                let seen = current(&house, id).await.version;
                let name = format!("Save {number}");
                let answer = change(&mut manager, id, &seen.to_string(), &name).await;
                (seen, name, answer.status)
            })
        });
        let mut kept = BTreeMap::from([(1, "Age Well".to_owned())]);
        let mut saves = saves.buffer_unordered(AT_ONCE);
        while let Some(ended) = saves.next().await {
            match ended.unwrap() {
                (seen, name, StatusCode::SEE_OTHER) => {
                    assert_eq!(kept.insert(seen + 1, name), None, "nothing is saved over a save");
                }
                (_, name, status) => assert_eq!(status, StatusCode::CONFLICT, "{name}"),
            }
        }
        let stored = versions(&house, id).await;
        assert_eq!(stored, kept.into_iter().collect::<Vec<_>>());
        assert!(stored.len() > 1 && stored.len() < SAVES, "some were saved and some were told");
    }
}

async fn current(house: &House, id: Id<Organisation>) -> Organisation {
    store::organisation::one(&mut house.app.db.read().await.unwrap(), id).await.unwrap()
}

/// Every version that was ever saved, with its name.
async fn versions(house: &House, id: Id<Organisation>) -> Vec<(i64, String)> {
    sql("SELECT version, name FROM frame_organisation WHERE id = $1 ORDER BY version")
        .bind(id)
        .all(&mut house.app.db.read().await.unwrap(), |row| {
            Ok((row.get("version")?, row.get("name")?))
        })
        .await
        .unwrap()
}

async fn add(manager: &mut Browser, name: &str) {
    let form = [("name", name), ("kind", "voluntary-or-community"), ("ods_code", "")];
    let added = manager.post("/organisations/new", &form).await;
    assert_eq!(added.location(), "/organisations");
}

async fn change(
    manager: &mut Browser,
    id: Id<Organisation>,
    version: &str,
    name: &str,
) -> kith_frame::testing::Answer {
    let form = [("version", version), ("name", name), ("kind", "voluntary-or-community")];
    manager.post(&format!("/organisations/{id}"), &form).await
}

async fn called(house: &House, name: &str) -> Organisation {
    let all = store::organisation::all(&mut house.app.db.read().await.unwrap()).await.unwrap();
    let found = all.into_iter().find(|organisation| organisation.name == name);
    found.unwrap_or_else(|| panic!("{name} is not there"))
}

/// Asks for the list and compares the name that Age Well has in it.
async fn check(manager: &mut Browser, asked: &str, name: Option<&str>) {
    let answer = manager.get(&format!("/organisations{asked}")).await;
    let shown = answer.main();
    let names = ["Age Well Wendmere", "Age Well"];
    let found = names.into_iter().find(|name| shown.contains(&format!(">{name}</a>")));
    assert_eq!(found, name, "{asked}");
}

/// What a program sends in the place of an organisation.
fn named(name: &str) -> Value {
    json!({ "name": name, "kind": "voluntary-or-community", "ods_code": null })
}

#[tokio::test]
async fn a_program_changes_the_version_that_it_has_read_and_is_told_all_versions_of_another() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        add(&mut manager, "Age Well").await;
        let path = format!("/api/v1/organisations/{}", called(&house, "Age Well").await.id);
        let read = manager.get(&path).await;
        assert_eq!(
            (read.header("etag"), read.json()["name"].as_str()),
            ("\"1\"", Some("Age Well"))
        );
        let first = manager.put((&path, "\"1\""), &named("First")).await;
        assert_eq!((first.status, first.header("etag")), (StatusCode::OK, "\"2\""));
        let second = manager.put((&path, "\"1\""), &named("Second")).await;
        assert_eq!(second.status, StatusCode::PRECONDITION_FAILED);
        let told = second.problem.as_ref().and_then(Problem::versions).unwrap();
        let names = ["opened", "saved", "sent"].map(|which| told[which]["name"].as_str().unwrap());
        assert_eq!(names, ["Age Well", "First", "Second"]);
        assert_eq!(told["saved"]["version"], 2);
        assert_eq!(called(&house, "First").await.version, 2);
        let chosen = manager.put((&path, "\"2\""), &named("Second")).await;
        assert_eq!(chosen.json()["version"], 3);
        let listed = manager.get("/api/v1/organisations").await.json();
        assert!(listed.as_array().unwrap().iter().any(|one| one["name"] == "Second"));
    }
}

#[tokio::test]
async fn a_program_that_does_not_say_which_version_it_changes_changes_nothing() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    add(&mut manager, "Age Well").await;
    let path = format!("/api/v1/organisations/{}", called(&house, "Age Well").await.id);
    for tag in ["*", "W/\"1\"", "1"] {
        let refused = manager.put((&path, tag), &named("First")).await;
        assert_eq!(refused.status, StatusCode::PRECONDITION_REQUIRED, "{tag}");
    }
    let nonsense = json!({ "name": " ", "kind": "club", "ods_code": "R-Y-6" });
    let refused = manager.put((&path, "\"1\""), &nonsense).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = refused.problem.unwrap().what();
    assert!(why.contains("Enter the name") && why.contains("ODS code"), "{why}");
    let nobody = "/api/v1/organisations/01ARZ3NDEKTSV4RRFFQ69G5FAV";
    assert_eq!(manager.put((nobody, "\"1\""), &named("x")).await.status, StatusCode::NOT_FOUND);
    let mut reader = house.someone("icb-lead").await;
    assert_eq!(reader.put((&path, "\"1\""), &named("x")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(called(&house, "Age Well").await.version, 1);
}

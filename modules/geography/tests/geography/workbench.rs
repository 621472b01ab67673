//! A draft changed by hand, on the place of six squares: two neighbourhoods of three squares, west to east
//! as the engine draws them.

use axum::http::StatusCode;
use kith_frame::testing::{Answer, Browser, House};
use kith_geography::plan::edit::store::{locked, steps};
use kith_geography::plan::edit::{Sketch, Step};
use kith_geography::plan::{Plan, store};
use kith_store::journal::{self, Filter};
use kith_terms::Id;

use crate::squares::take_in_squares;
use crate::taking_in::MODULES;

/// A plan that was drawn, and an analyst to change it.
pub(crate) struct Table {
    pub(crate) house: House,
    pub(crate) analyst: Browser,
    pub(crate) plan: Id<Plan>,
}

/// A draft of two neighbourhoods of three squares each.
pub(crate) async fn laid(house: House) -> Table {
    take_in_squares(&house).await;
    let mut analyst = house.someone("analyst").await;
    let form = [
        ("name", "Two halves"),
        ("people", "residents"),
        ("least", "25,000"),
        ("most", "35,000"),
        ("border", "1"),
        ("pcn", "1"),
        ("ward", "1"),
        ("seed", "1"),
    ];
    let job = analyst.post("/plans/new", &form).await.location().to_owned();
    house.work_off().await;
    let path = analyst.get(&job).await.location().to_owned();
    let plan = path.trim_start_matches("/plans/").parse().unwrap();
    Table { house, analyst, plan }
}

impl Table {
    pub(crate) async fn read(&self) -> (Plan, Sketch, Vec<Step>) {
        let mut reader = self.house.app.db.read().await.unwrap();
        let plan = store::one(&mut reader, self.plan).await.unwrap();
        let assignment = store::assignment(&mut reader, self.plan).await.unwrap();
        let locked = locked(&mut reader, self.plan).await.unwrap();
        let steps = steps(&mut reader, self.plan).await.unwrap();
        (plan, Sketch::new(&assignment, locked), steps)
    }

    /// Sends the form of the workbench from the version that stands.
    async fn act(&mut self, act: &str, fields: &[(&str, &str)]) -> Answer {
        let version = self.read().await.0.version.to_string();
        let mut all = vec![("version", version.as_str()), ("act", act)];
        all.extend(fields);
        self.analyst.post(&format!("/plans/{}/edit", self.plan), &all).await
    }

    async fn done(&mut self, act: &str, fields: &[(&str, &str)]) {
        let answer = self.act(act, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{act}: {}", answer.main());
    }

    async fn page(&mut self) -> Answer {
        self.analyst.get(&format!("/plans/{}/edit", self.plan)).await
    }

    /// The neighbourhood of a square, and one that it is not in.
    async fn home_and_other(&self, square: &str) -> (String, String) {
        let (_, sketch, _) = self.read().await;
        let home = sketch.home[&square.parse().unwrap()].clone();
        let other = sketch.names.keys().find(|code| **code != home).unwrap().clone();
        (home, other)
    }
}

const SECOND: &str = "E01000002";

#[tokio::test]
async fn an_area_is_moved_and_taken_back_and_moved_again_and_each_is_a_fact() {
    for house in House::on_each_backend(MODULES).await {
        let mut table = laid(house).await;
        let (drawn, before, _) = table.read().await;
        let (_, other) = table.home_and_other(SECOND).await;
        table.done("move", &[("area", SECOND), ("to", &other)]).await;
        let (moved, after, steps) = table.read().await;
        assert_eq!(after.home[&SECOND.parse().unwrap()], other);
        assert_eq!((moved.version, steps.len()), (drawn.version + 1, 1));
        assert_eq!(steps[0].figures_before, drawn.facts.plan);
        assert_eq!(moved.facts.plan.out_of_band, 2, "one has 20,000 people and one 40,000");
        let page = table.page().await;
        for words in [
            "2 rules are broken",
            "10,000 people change neighbourhood.",
            "20,000 people, 5,000 too few",
            "40,000 people, 5,000 too many",
            "Since the plan was drawn, 10,000 people in 1 area changed neighbourhood.",
        ] {
            assert!(page.says(words), "{words}: {}", page.main());
        }
        table.done("undo", &[]).await;
        let (undone, sketch, _) = table.read().await;
        assert_eq!((sketch, undone.facts.plan), (before, drawn.facts.plan.clone()));
        table.done("redo", &[]).await;
        let (redone, sketch, _) = table.read().await;
        assert_eq!((sketch, redone.facts.plan), (after, moved.facts.plan));
        assert_eq!(redone.basis, drawn.basis);
        assert_eq!(facts_of(&table).await, ["plan.redo", "plan.undo", "plan.edit", "plan.draw"]);
    }
}

async fn facts_of(table: &Table) -> Vec<String> {
    let mut reader = table.house.app.db.read().await.unwrap();
    let (kind, subject) = (Some("plan".into()), Some(table.plan.to_string()));
    let filter = Filter { kind, subject, ..Filter::default() };
    let found = journal::search(&mut reader, &filter, 1).await.unwrap();
    found.items.into_iter().map(|entry| entry.action).collect()
}

#[tokio::test]
async fn a_new_neighbourhood_a_name_and_a_lock_are_undone_all_the_way_to_the_drawn_plan() {
    for house in House::on_each_backend(MODULES).await {
        let mut table = laid(house).await;
        let (drawn, before, _) = table.read().await;
        let (home, _) = table.home_and_other(SECOND).await;
        table.done("new", &[("area", SECOND), ("name", "Abbey")]).await;
        let (_, sketch, _) = table.read().await;
        assert_eq!(sketch.names["N03"], "Abbey");
        table.done("rename", &[("neighbourhood", "N03"), ("new_name", "Old Abbey")]).await;
        table.done("lock", &[("neighbourhood", "N03")]).await;
        assert!(table.page().await.says("Locked: Old Abbey."));
        let refused = table.act("move", &[("area", SECOND), ("to", &home)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("Old Abbey is locked against change: unlock it first"));
        table.done("unlock", &[("neighbourhood", "N03")]).await;
        table.done("move", &[("area", SECOND), ("to", &home)]).await;
        let (_, sketch, _) = table.read().await;
        assert!(!sketch.names.contains_key("N03"), "nobody is left in it");
        for _ in 0..5 {
            table.done("undo", &[]).await;
        }
        let (undone, sketch, _) = table.read().await;
        assert_eq!((sketch, undone.facts.plan), (before, drawn.facts.plan));
        let refused = table.act("undo", &[]).await;
        assert!(refused.says("There is nothing to undo: the plan is as it was drawn"));
    }
}

#[tokio::test]
async fn what_was_undone_can_no_longer_be_redone_after_something_else_was_done() {
    let mut table = laid(House::on_a_file(MODULES).await).await;
    table.done("rename", &[("neighbourhood", "N01"), ("new_name", "West")]).await;
    table.done("undo", &[]).await;
    table.done("rename", &[("neighbourhood", "N01"), ("new_name", "Far West")]).await;
    assert!(table.page().await.says("Undone, then replaced"));
    let refused = table.act("redo", &[]).await;
    assert!(refused.says("There is nothing to redo"), "{}", refused.main());
}

#[tokio::test]
async fn the_second_of_two_who_change_a_draft_is_told_and_sees_it_as_it_stands() {
    for house in House::on_each_backend(MODULES).await {
        let mut table = laid(house).await;
        let opened = table.read().await.0.version.to_string();
        table.done("rename", &[("neighbourhood", "N01"), ("new_name", "West")]).await;
        let mut second = table.house.someone("integrator-manager").await;
        let (_, other) = table.home_and_other(SECOND).await;
        let fields =
            [("version", opened.as_str()), ("act", "move"), ("area", SECOND), ("to", &other)];
        let refused = second.post(&format!("/plans/{}/edit", table.plan), &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.says("Somebody else changed this plan after you had opened it"));
        assert!(refused.says("is now called West"), "{}", refused.main());
        assert_eq!(table.read().await.2.len(), 1, "nothing of the second was saved");
    }
}

#[tokio::test]
async fn a_draft_that_breaks_a_rule_is_not_published_until_it_is_mended() {
    let mut table = laid(House::on_a_file(MODULES).await).await;
    let (home, other) = table.home_and_other(SECOND).await;
    table.done("move", &[("area", SECOND), ("to", &other)]).await;
    let mut manager = table.house.someone("integrator-manager").await;
    let path = format!("/plans/{}/publish", table.plan);
    let refused = manager.post(&path, &[("from", "2026-11-21")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let why = refused.problem.unwrap().what();
    assert!(why.starts_with("This plan breaks rules that were not waived"), "{why}");
    table.done("move", &[("area", SECOND), ("to", &home)]).await;
    assert!(table.page().await.says("Every rule of the plan is kept."));
    let done = manager.post(&path, &[("from", "2026-11-21")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let refused = table.act("undo", &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "a published plan never changes");
}

#[tokio::test]
async fn a_published_plan_is_changed_by_starting_a_draft_from_it() {
    for house in House::on_each_backend(MODULES).await {
        let mut table = laid(house).await;
        let mut manager = table.house.someone("integrator-manager").await;
        let from = [("from", "2026-11-21")];
        manager.post(&format!("/plans/{}/publish", table.plan), &from).await;
        let (published, sketch, _) = table.read().await;
        let copied = table.analyst.post(&format!("/plans/{}/copy", table.plan), &[]).await;
        assert_eq!(copied.status, StatusCode::SEE_OTHER);
        let path = copied.location().trim_end_matches("/edit").trim_start_matches("/plans/");
        table.plan = path.parse().unwrap();
        let (copy, same, _) = table.read().await;
        assert_eq!((copy.name.as_str(), copy.state.key()), ("Two halves (copy)", "draft"));
        assert_eq!((same, copy.basis), (sketch, published.basis));
        table.done("rename", &[("neighbourhood", "N01"), ("new_name", "West")]).await;
        assert_eq!(facts_of(&table).await, ["plan.edit", "plan.draw"]);
    }
}

#[tokio::test]
async fn areas_are_found_by_name_and_offered_the_neighbourhoods_that_touch_them() {
    let mut table = laid(House::on_a_file(MODULES).await).await;
    let path = format!("/plans/{}/edit", table.plan);
    let found = table.analyst.get(&format!("{path}?find=square+002")).await;
    assert!(found.says("Square 002A in ") && !found.says("Square 003A in "), "{}", found.main());
    assert!(
        table.analyst.get(&format!("{path}?find=nowhere")).await.says("No areas match “nowhere”.")
    );
    let chosen = table.analyst.get(&format!("{path}?area={SECOND}")).await;
    let (_, other) = table.home_and_other(SECOND).await;
    let (_, sketch, _) = table.read().await;
    let offer = format!("{}, then with 40,000 people", sketch.names[&other]);
    assert!(chosen.says(&offer), "{offer}: {}", chosen.main());
    for corner in ["E01000001", "E01000003", "E01000004", "E01000006"] {
        let (home, _) = table.home_and_other(corner).await;
        let answer = table.analyst.get(&format!("{path}?area={corner}")).await;
        let own = format!("<option value=\"{home}\">{}, then", sketch.names[&home]);
        assert!(!answer.says(&own), "an area is not offered its own neighbourhood");
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_beside_its_field_and_stays_as_typed() {
    let mut table = laid(House::on_a_file(MODULES).await).await;
    let (home, _) = table.home_and_other(SECOND).await;
    for (act, fields, words) in [
        ("move", vec![("to", "N01")], "Choose one area or more"),
        ("move", vec![("area", "nonsense"), ("to", "N01")], "The plan has no area nonsense"),
        ("move", vec![("area", SECOND), ("to", home.as_str())], "nothing would change"),
        ("move", vec![("area", SECOND), ("beside", SECOND)], "nothing would change"),
        ("new", vec![("area", SECOND), ("name", " ")], "Enter a name for the neighbourhood"),
        (
            "rename",
            vec![("neighbourhood", "N77"), ("new_name", "x")],
            "Choose one of the neighbourhoods",
        ),
        ("redo", vec![], "There is nothing to redo"),
    ] {
        let refused = table.act(act, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        assert!(
            refused.says(words) && refused.says("There is a problem"),
            "{act}: {}",
            refused.main()
        );
    }
    assert_eq!(table.act("nonsense", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(table.read().await.2.is_empty());
}

#[tokio::test]
async fn an_area_dropped_beside_another_comes_to_its_neighbourhood() {
    let mut table = laid(House::on_a_file(MODULES).await).await;
    let (home, other) = table.home_and_other(SECOND).await;
    let (_, sketch, _) = table.read().await;
    let there = sketch.home.iter().find(|(_, code)| **code == other).unwrap().0.to_string();
    table.done("move", &[("area", SECOND), ("beside", &there), ("to", &home)]).await;
    assert_eq!(table.read().await.1.home[&SECOND.parse().unwrap()], other);
}

use jiff::civil::{Date, date};

use super::policy::Stakeholders;
use super::publishing::{CannotPublish, may_publish};
use super::*;
use crate::plan::{Facts, Figures, Rules};

fn plan(state: PlanState) -> Plan {
    let figures = Figures {
        neighbourhoods: 2,
        out_of_band: 0,
        apart: 0,
        people: 60_000,
        border_km: 1.0,
        pcn: None,
        ward: None,
        misalignment: None,
        at_home: None,
        change: None,
    };
    let certificate = serde_json::json!({
        "zones": [], "layers": [], "homes": [], "measures": [], "travel": null, "people": 60_000,
        "border_metres": 0.0, "breaches": [], "waived": [],
    });
    let certificate = serde_json::from_value(certificate).unwrap();
    Plan {
        id: Id::new(0, 1),
        version: 1,
        name: "Halves".into(),
        state,
        rules: Rules::default(),
        facts: Facts { plan: figures, today: None, certificate, homes: vec![] },
        basis: vec![],
        person: String::new(),
        drawn_at: jiff::Timestamp::UNIX_EPOCH,
        published_at: None,
        valid_from: None,
        valid_to: None,
    }
}

fn on(day: i8) -> Date {
    date(2026, 11, day)
}

/// A consultation from 10 to 20 November with these partners and objections; `+` is agreed or answered.
fn life(partners: &str, objections: &str) -> Life {
    let agreement = |name: &str| Agreement {
        person: Id::new(0, 9),
        name: name.into(),
        role: "Lead".into(),
        agreed_on: on(21),
        evidence: "Minute 4".into(),
    };
    let partner = |(at, word): (usize, &str)| Partner {
        organisation: Id::new(0, at as u128),
        name: word.trim_end_matches('+').into(),
        agreement: word.ends_with('+').then(|| agreement(word)),
    };
    let answer = || Answer {
        outcome: Outcome::Kept,
        words: "As the river runs".into(),
        amended_in: None,
        answered_on: on(21),
    };
    let objection = |(number, word): (i64, &str)| Objection {
        id: Id::new(0, number.unsigned_abs().into()),
        number,
        stakeholder: word.trim_end_matches('+').into(),
        organisation: String::new(),
        words: "It splits our list".into(),
        received: on(15),
        answer: word.ends_with('+').then(answer),
    };
    let consultation = Consultation {
        opens: on(10),
        closes: on(20),
        asked: vec!["vcse".into()],
        reply_to: "The town hall".into(),
    };
    Life {
        consultation: Some(consultation),
        partners: partners.split_whitespace().enumerate().map(partner).collect(),
        objections: (1..).zip(objections.split_whitespace()).map(objection).collect(),
        withdrawal: None,
    }
}

#[test]
fn the_stage_of_a_plan_that_was_put_to_consultation_follows_from_its_days_and_its_evidence() {
    let stage = |partners, objections, day| {
        life(partners, objections).stage(&plan(PlanState::Proposed), on(day), true)
    };
    assert_eq!(stage("ICB", "", 9), Stage::ConsultationToCome);
    assert_eq!(stage("ICB+", "", 10), Stage::Consulting);
    assert_eq!(stage("ICB+", "", 20), Stage::Consulting);
    assert_eq!(stage("ICB+ LMC", "", 21), Stage::Consulted);
    assert_eq!(stage("ICB+ LMC+", "vcse", 21), Stage::Consulted);
    assert_eq!(stage("ICB+ LMC+", "vcse+", 21), Stage::Agreed);
    let lenient = life("ICB+", "vcse").stage(&plan(PlanState::Proposed), on(21), false);
    assert_eq!(lenient, Stage::Agreed);
}

#[test]
fn the_stage_of_a_published_plan_follows_from_its_days() {
    let plan =
        |from, to| Plan { valid_from: Some(on(from)), valid_to: to, ..plan(PlanState::Published) };
    let stage = |plan: &Plan| Life::default().stage(plan, on(21), true);
    assert_eq!(stage(&plan(22, None)), Stage::Published);
    assert_eq!(stage(&plan(21, None)), Stage::InForce);
    assert_eq!(stage(&plan(10, Some(on(22)))), Stage::InForce);
    assert_eq!(stage(&plan(10, Some(on(21)))), Stage::Superseded);
}

#[test]
fn who_has_not_agreed_is_named_and_what_is_open_is_said() {
    let proposed = plan(PlanState::Proposed);
    let cannot = |partners, objections, day| {
        may_publish(&proposed, &life(partners, objections), on(day), true)
            .map_err(|why| why.to_string())
    };
    assert_eq!(cannot("ICB LMC+ Council", "", 21).unwrap_err(), "Not agreed yet: ICB, Council.");
    assert_eq!(
        cannot("ICB+", "", 20).unwrap_err(),
        "The consultation is open until 20 November 2026."
    );
    assert_eq!(cannot("ICB+", "vcse residents+", 21).unwrap_err(), "1 objection is not answered.");
    assert_eq!(cannot("ICB+", "vcse+", 21), Ok(()));
    let published = plan(PlanState::Published);
    let over = may_publish(&published, &life("ICB+", ""), on(21), true);
    assert_eq!(over, Err(CannotPublish::Over));
    assert_eq!(may_publish(&plan(PlanState::Draft), &Life::default(), on(21), true), Ok(()));
}

#[test]
fn objections_are_counted_by_group_and_taken_from_the_first_day_until_it_is_published() {
    let life = life("ICB", "vcse residents+ vcse");
    assert_eq!(life.by_group(), BTreeMap::from([("residents", 1), ("vcse", 2)]));
    assert_eq!(life.unanswered(), 2);
    let takes = |state, day| life.takes_objections(&plan(state), on(day));
    assert!(!takes(PlanState::Proposed, 9));
    assert!(takes(PlanState::Proposed, 10) && takes(PlanState::Proposed, 25));
    assert!(!takes(PlanState::Published, 15) && !takes(PlanState::Withdrawn, 15));
    let late = Objection { received: on(21), ..life.objections[0].clone() };
    assert!(life.is_late(&late) && !life.is_late(&life.objections[0]));
}

#[test]
fn all_that_is_wrong_with_what_was_typed_is_said_at_once() {
    let groups: Stakeholders = toml::from_str(policy::STAKEHOLDERS.1).unwrap();
    let wrong = TypedConsultation::default().judge(&groups, &[]).unwrap_err();
    for field in ["opens", "closes", "asked", "reply_to", "partners"] {
        assert!(wrong.about(field).is_some(), "{field}");
    }
    let backwards = TypedConsultation {
        opens: "2026-11-20".into(),
        closes: "2026-11-10".into(),
        ..TypedConsultation::default()
    };
    assert!(
        backwards.judge(&groups, &[]).unwrap_err().sentences().contains("not before the first")
    );
    let to_come = TypedObjection {
        stakeholder: "vcse".into(),
        words: "No".into(),
        received: "2026-11-22".into(),
        ..TypedObjection::default()
    };
    assert!(to_come.judge(Id::new(0, 1), &groups, on(21)).unwrap_err().about("received").is_some());
    let amended =
        TypedAnswer { outcome: "amended".into(), words: "Yes".into(), ..TypedAnswer::default() };
    assert!(amended.judge(on(21)).unwrap_err().about("amended_in").is_some());
    assert!(TypedAgreement::default().judge(on(21)).unwrap_err().about("evidence").is_some());
    assert!(TypedWithdrawal::default().judge(on(21)).unwrap_err().about("reason").is_some());
}

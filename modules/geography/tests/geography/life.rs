//! A plan from the draft through consultation and agreement to the day on which it is in force, or to its
//! withdrawal.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{Request, StatusCode};
use jiff::SignedDuration;
use kith_frame::organisation::{Organisation, Typed};
use kith_frame::people;
use kith_frame::testing::{Answer, Browser, House};
use kith_geography::plan::life::{
    Agreement, Answer as Answered, Objection, Outcome, Withdrawal, store,
};
use kith_geography::plan::{Plan, PlanState};
use kith_store::{Author, StoreError};
use kith_terms::Id;
use serde_json::{Value, json};

use crate::plans::{draw, halves, one, plan_of, publish};
use crate::squares::take_in_squares;
use crate::taking_in::MODULES;

/// Registers an organisation.
pub(crate) async fn organisation(house: &House, name: &str, kind: &str) -> Id<Organisation> {
    let typed = Typed { name: name.into(), kind: kind.into(), ods_code: String::new() };
    people::register(&house.app, &Author::system("test"), &typed).await.unwrap()
}

/// Somebody of an organisation, in a role.
pub(crate) async fn somebody(
    house: &House,
    who: (&str, &str),
    role: &str,
    at: Id<Organisation>,
) -> Browser {
    let ids = house.account_at(who, role, at).await.unwrap();
    house.in_role(ids).await
}

/// What a problem says.
fn told(answer: &Answer) -> String {
    answer.problem.as_ref().map(kith_frame::problem::Problem::what).unwrap_or_default()
}

/// A draft of six squares.
async fn draft(house: &House) -> Plan {
    take_in_squares(house).await;
    plan_of(house, &draw(house, "Halves", halves()).await).await
}

/// Opens a consultation about a draft until the end of November.
async fn consult(browser: &mut Browser, plan: &Plan, partners: &[Id<Organisation>]) -> Answer {
    let partners: Vec<String> = partners.iter().map(ToString::to_string).collect();
    let mut form = vec![
        ("opens", "2026-11-21"),
        ("closes", "2026-11-30"),
        ("asked", "residents"),
        ("asked", "general-practice"),
        ("reply_to", "The town hall"),
    ];
    form.extend(partners.iter().map(|id| ("partners", id.as_str())));
    browser.post(&format!("/plans/{}/consultation", plan.id), &form).await
}

async fn object(browser: &mut Browser, plan: &Plan, group: &str, words: &str) -> String {
    let form = [("stakeholder", group), ("organisation", "Harbour forum"), ("words", words)];
    let answer = browser.post(&format!("/plans/{}/objections/new", plan.id), &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    answer.location().to_owned()
}

async fn agree(browser: &mut Browser, plan: &Plan) -> Answer {
    let form = [("evidence", "Board minute 2026/14"), ("agreed_on", "2026-11-21")];
    browser.post(&format!("/plans/{}/agreement", plan.id), &form).await
}

/// A manager, and two partners with somebody who may agree for each.
struct Cast {
    manager: Browser,
    icb: (Id<Organisation>, Browser),
    lmc: (Id<Organisation>, Browser),
}

async fn cast(house: &House) -> Cast {
    house.organisation().await.unwrap();
    let icb = organisation(house, "Wendmere ICB", "integrated-care-board").await;
    let lmc = organisation(house, "Wendmere LMC", "local-medical-committee").await;
    Cast {
        manager: house.someone("integrator-manager").await,
        icb: (icb, somebody(house, ("sunil", "Sunil Rao"), "icb-lead", icb).await),
        lmc: (lmc, somebody(house, ("ruth", "Ruth Haddon"), "lmc-officer", lmc).await),
    }
}

#[tokio::test]
async fn a_plan_is_consulted_on_objected_to_answered_agreed_and_only_then_published() {
    for house in House::on_each_backend(MODULES).await {
        let Cast { mut manager, mut icb, mut lmc } = cast(&house).await;
        let plan = draft(&house).await;
        let path = format!("/plans/{}", plan.id);
        let opened = consult(&mut manager, &plan, &[icb.0, lmc.0]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        assert!(manager.get(&path).await.says("Out for consultation"));
        let objection = object(&mut lmc.1, &plan, "general-practice", "It splits our list").await;
        let early = publish(&house, &plan, "2026-12-05").await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        assert!(told(&early).contains("The consultation is open until 30 November 2026"));
        house.app.clock.move_on(SignedDuration::from_hours(24 * 10));
        let mut manager = house.someone("integrator-manager").await;
        assert!(manager.get(&path).await.says("Consultation closed"));
        let (icb_id, lmc_id) = (icb.0, lmc.0);
        icb.1 = somebody(&house, ("sunil2", "Sunil Rao"), "icb-lead", icb_id).await;
        lmc.1 = somebody(&house, ("ruth2", "Ruth Haddon"), "lmc-officer", lmc_id).await;
        let unanswered = publish(&house, &plan, "2026-12-05").await;
        assert!(told(&unanswered).contains("1 objection is not answered"));
        let form = [("outcome", "kept"), ("words", "The river is the line")];
        let answered = manager.post(&objection, &form).await;
        assert_eq!(answered.status, StatusCode::SEE_OTHER, "{answered:?}");
        assert_eq!(manager.post(&objection, &form).await.status, StatusCode::CONFLICT, "once");
        assert_eq!(agree(&mut icb.1, &plan).await.status, StatusCode::SEE_OTHER);
        assert_eq!(agree(&mut icb.1, &plan).await.status, StatusCode::CONFLICT, "once");
        let missing = publish(&house, &plan, "2026-12-05").await;
        assert!(told(&missing).contains("Not agreed yet: Wendmere LMC."), "{}", told(&missing));
        assert_eq!(agree(&mut lmc.1, &plan).await.status, StatusCode::SEE_OTHER);
        assert!(manager.get(&path).await.says("everything is there that publishing needs"));
        assert_eq!(publish(&house, &plan, "2026-12-05").await.status, StatusCode::SEE_OTHER);
        let page = manager.get(&path).await;
        assert!(page.says("will be in force from 5 December 2026"), "{}", page.main());
        let agreement = manager.get(&format!("{path}/agreement")).await;
        for words in ["Sunil Rao, ICB lead", "Agreed on 21 November 2026", "Board minute 2026/14"] {
            assert!(agreement.says(words), "{words}");
        }
        nothing_more_is_taken(&house, &plan, (icb_id, &objection)).await;
    }
}

/// The store itself refuses whatever is to be added to a published plan.
async fn nothing_more_is_taken(
    house: &House,
    plan: &Plan,
    (organisation, objection): (Id<Organisation>, &str),
) {
    let app = &house.app;
    let plan = one(house, plan.id).await;
    assert_eq!(plan.state, PlanState::Published);
    let author = Author::system("test");
    let when = (app.clock.now(), &author);
    let today = app.clock.today();
    let id: Id<Objection> = objection.rsplit('/').next().unwrap().parse().unwrap();
    let late = Objection {
        id: app.dice.id(app.clock.now()),
        number: 0,
        stakeholder: "vcse".into(),
        organisation: String::new(),
        words: "Too late".into(),
        received: today,
        answer: None,
    };
    let answer = Answered {
        outcome: Outcome::Kept,
        words: "No".into(),
        amended_in: None,
        answered_on: today,
    };
    let agreement = Agreement {
        person: app.dice.id(app.clock.now()),
        name: "Nobody".into(),
        role: "None".into(),
        agreed_on: today,
        evidence: "None".into(),
    };
    let withdrawal = Withdrawal { reason: "No".into(), withdrawn_on: today };
    let refused = [
        store::object(&app.db, when, plan.id, late).await.map(|_| ()),
        store::answer(&app.db, when, plan.id, id, answer).await,
        store::agree(&app.db, when, plan.id, organisation, agreement).await,
        store::withdraw(&app.db, when, &plan, withdrawal).await,
        kith_geography::plan::store::publish(&app.db, when.0, &author, &plan, today).await,
        kith_geography::plan::store::discard(&app.db, when.0, &author, &plan).await,
    ];
    for (at, refused) in refused.into_iter().enumerate() {
        assert!(matches!(refused, Err(StoreError::Stale { .. })), "{at}: {refused:?}");
    }
    let after = one(house, plan.id).await;
    assert_eq!((after.version, after.valid_from), (plan.version, plan.valid_from));
}

#[tokio::test]
async fn the_store_refuses_to_publish_what_a_partner_has_not_agreed_to() {
    for house in House::on_each_backend(MODULES).await {
        let Cast { mut manager, icb, .. } = cast(&house).await;
        let plan = draft(&house).await;
        consult(&mut manager, &plan, &[icb.0]).await;
        let plan = one(&house, plan.id).await;
        let (now, today) = (house.app.clock.now(), house.app.clock.today());
        let author = Author::system("test");
        let refused =
            kith_geography::plan::store::publish(&house.app.db, now, &author, &plan, today).await;
        assert!(matches!(refused, Err(StoreError::Stale { .. })), "{refused:?}");
    }
}

#[tokio::test]
async fn only_somebody_of_a_named_partner_agrees_and_says_what_shows_it() {
    let house = House::on_a_file(MODULES).await;
    let Cast { mut manager, mut icb, mut lmc } = cast(&house).await;
    let plan = draft(&house).await;
    assert_eq!(agree(&mut icb.1, &plan).await.status, StatusCode::CONFLICT, "nobody was asked");
    consult(&mut manager, &plan, &[icb.0]).await;
    let other = agree(&mut lmc.1, &plan).await;
    assert!(told(&other).contains("Your organisation is not one of those that must agree"));
    let path = format!("/plans/{}/agreement", plan.id);
    let bare = icb.1.post(&path, &[("evidence", " ")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.says("Enter what shows that your organisation agreed"));
    let to_come = [("evidence", "Minute"), ("agreed_on", "2027-01-01")];
    assert_eq!(icb.1.post(&path, &to_come).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(manager.get(&path).await.says("Not agreed yet"));
}

#[tokio::test]
async fn a_plan_that_is_withdrawn_keeps_its_objections_and_stands_in_the_register_with_the_reason()
{
    for house in House::on_each_backend(MODULES).await {
        let Cast { mut manager, icb, mut lmc } = cast(&house).await;
        let plan = draft(&house).await;
        assert!(manager.get("/plans/register").await.says("No plan was put to consultation yet"));
        consult(&mut manager, &plan, &[icb.0]).await;
        object(&mut lmc.1, &plan, "general-practice", "It splits our list").await;
        object(&mut lmc.1, &plan, "general-practice", "It is too far").await;
        object(&mut lmc.1, &plan, "residents", "No bus").await;
        let path = format!("/plans/{}/withdraw", plan.id);
        let bare = manager.post(&path, &[]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.says("Enter why it is withdrawn"));
        let done = manager.post(&path, &[("reason", "Residents were against it")]).await;
        assert_eq!(done.location(), "/plans");
        assert_eq!(one(&house, plan.id).await.state, PlanState::Withdrawn);
        let again = manager.post(&path, &[("reason", "Again")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let register = manager.get("/plans/register").await;
        for words in
            ["Residents were against it", "1 was withdrawn", "General practice: 2", "Residents: 1"]
        {
            assert!(register.says(words), "{words}: {}", register.main());
        }
        let csv = manager.get("/plans/register.csv").await.text();
        assert!(
            csv.contains("Halves,Withdrawn,2026-11-21,2026-11-30,General practice,2,"),
            "{csv}"
        );
        let objections = format!("/plans/{}/objections", plan.id);
        assert!(manager.get(&objections).await.says("It is too far"));
        let form = [("stakeholder", "vcse"), ("words", "Late")];
        let late = lmc.1.post(&format!("{objections}/new"), &form).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn objections_are_found_by_their_words_their_group_and_whether_they_are_answered() {
    let house = House::on_a_file(MODULES).await;
    let Cast { mut manager, icb, mut lmc } = cast(&house).await;
    let plan = draft(&house).await;
    let list = format!("/plans/{}/objections", plan.id);
    assert!(manager.get(&list).await.says("Nobody has objected"));
    consult(&mut manager, &plan, &[icb.0]).await;
    let first = object(&mut lmc.1, &plan, "general-practice", "It splits our list").await;
    object(&mut lmc.1, &plan, "residents", "There is no bus").await;
    manager.post(&first, &[("outcome", "met_otherwise"), ("words", "A second site")]).await;
    for (asked, seen, unseen) in [
        ("?words=BUS", "no bus", "our list"),
        ("?words=second+site", "our list", "no bus"),
        ("?group=residents", "no bus", "our list"),
        ("?answered=yes", "our list", "no bus"),
        ("?answered=no", "no bus", "our list"),
    ] {
        let page = manager.get(&format!("{list}{asked}")).await;
        assert!(page.says(seen) && !page.says(unseen), "{asked}: {}", page.main());
    }
    assert!(
        manager.get(&format!("{list}?words=nothing+like+it")).await.says("No objections match")
    );
    let csv = manager.get(&format!("{list}.csv")).await.text();
    assert!(csv.contains("1,General practice,Harbour forum,2026-11-21,no,It splits our list,It is met in another way,A second site,2026-11-21,"), "{csv}");
}

#[tokio::test]
async fn an_answer_that_amends_the_lines_leads_to_the_plan_in_which_they_are() {
    let house = House::on_a_file(MODULES).await;
    let Cast { mut manager, icb, mut lmc } = cast(&house).await;
    let plan = draft(&house).await;
    let amended = plan_of(&house, &draw(&house, "Amended halves", halves()).await).await;
    consult(&mut manager, &plan, &[icb.0]).await;
    let objection = object(&mut lmc.1, &plan, "general-practice", "It splits our list").await;
    let itself = plan.id.to_string();
    for wrong in ["", "nonsense", "01ARZ3NDEKTSV4RRFFQ69G5FAV", itself.as_str()] {
        let form = [("outcome", "amended"), ("words", "Moved"), ("amended_in", wrong)];
        let refused = manager.post(&objection, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let other = amended.id.to_string();
    let form = [("outcome", "amended"), ("words", "Moved"), ("amended_in", other.as_str())];
    assert_eq!(manager.post(&objection, &form).await.status, StatusCode::SEE_OTHER);
    let page = manager.get(&objection).await;
    assert!(page.says(&format!("href=\"/plans/{other}\"")) && page.says("Amended halves"));
}

#[tokio::test]
async fn a_plan_that_was_put_to_consultation_is_not_discarded_and_not_consulted_on_again() {
    let house = House::on_a_file(MODULES).await;
    let Cast { mut manager, icb, .. } = cast(&house).await;
    let plan = draft(&house).await;
    consult(&mut manager, &plan, &[icb.0]).await;
    assert_eq!(consult(&mut manager, &plan, &[icb.0]).await.status, StatusCode::CONFLICT);
    let discarded = manager.post(&format!("/plans/{}/discard", plan.id), &[]).await;
    assert_eq!(discarded.status, StatusCode::CONFLICT);
    assert_eq!(one(&house, plan.id).await.state, PlanState::Proposed);
}

#[tokio::test]
async fn a_place_may_ask_for_the_agreement_of_a_kind_of_organisation_to_every_plan() {
    let house = House::on_a_file(MODULES).await;
    let Cast { mut manager, mut icb, .. } = cast(&house).await;
    let plan = draft(&house).await;
    let mut settings = (*house.app.settings).clone();
    let folder = settings.data.join("own-content");
    std::fs::create_dir_all(folder.join("geography")).unwrap();
    let own = "version = \"own\"\nmust_agree = [\"integrated-care-board\"]\nnamed = []\n\
               answer_every_objection = false\n";
    std::fs::write(folder.join("geography/agreement.toml"), own).unwrap();
    settings.content = Some(folder);
    let mut app = house.app.clone();
    app.settings = std::sync::Arc::new(settings);
    let author = Author::system("test");
    let from = app.clock.today();
    let publish = || kith_geography::plan::life::publishing::publish(&app, &author, &plan, from);
    let refused = publish().await.unwrap_err().to_string();
    assert_eq!(refused, "Not agreed yet: Wendmere ICB.");
    // Here, where the place has no file of its own, nobody must agree.
    assert_eq!(consult(&mut manager, &plan, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(icb.1.get(&format!("/plans/{}", plan.id)).await.says("This is a draft"));
    let published = super::plans::publish(&house, &plan, "2026-11-21").await;
    assert_eq!(published.status, StatusCode::SEE_OTHER);
}

/// A call that moves a plan on, made from the version with that tag.
async fn call(browser: &mut Browser, (path, tag): (&str, &str), json: &Value) -> Answer {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let once = format!("\"life-{}\"", CALLS.fetch_add(1, Ordering::Relaxed));
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("idempotency-key", once)
        .header("x-kith-form-key", browser.form_key())
        .header("if-match", tag);
    browser.send(request, json.to_string().into()).await
}

#[tokio::test]
async fn a_program_moves_a_plan_on_only_from_the_version_that_it_has_read() {
    for house in House::on_each_backend(MODULES).await {
        let Cast { mut manager, mut icb, .. } = cast(&house).await;
        let plan = draft(&house).await;
        let path = |door: &str| format!("/api/v1/plans/{}/{door}", plan.id);
        let read = manager.get(&path("life")).await;
        assert_eq!((read.header("etag"), &read.json()["stage"]), ("\"1\"", &json!("draft")));
        let held = json!({
            "opens": "2026-10-01", "closes": "2026-11-01", "asked": ["residents"],
            "partners": [icb.0.to_string()], "reply_to": "The town hall",
        });
        let without = manager.call(&path("consultation"), &held).await;
        assert_eq!(without.status, StatusCode::PRECONDITION_REQUIRED);
        let old = call(&mut manager, (&path("consultation"), "\"0\""), &held).await;
        assert_eq!(old.status, StatusCode::PRECONDITION_FAILED);
        let opened = call(&mut manager, (&path("consultation"), "\"1\""), &held).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{opened:?}");
        assert_eq!(
            (opened.header("etag"), &opened.json()["stage"]),
            ("\"2\"", &json!("consulted"))
        );
        let objected = json!({ "stakeholder": "residents", "words": "No bus" });
        let objected = icb.1.call(&path("objections"), &objected).await;
        assert_eq!(objected.status, StatusCode::CREATED, "{objected:?}");
        let id = objected.json()["objections"][0]["id"].as_str().unwrap().to_owned();
        let door = path(&format!("objections/{id}/answer"));
        let refused = manager.call(&door, &json!({ "outcome": "kept" })).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let answer = json!({ "outcome": "kept", "words": "There is one from May" });
        assert_eq!(manager.call(&door, &answer).await.status, StatusCode::CREATED);
        let from = json!({ "from": "2026-11-21" });
        let missing = call(&mut manager, (&path("publication"), "\"2\""), &from).await;
        assert!(told(&missing).contains("Not agreed yet: Wendmere ICB."));
        let agreed = json!({ "evidence": "Minute 4" });
        let agreed = call(&mut icb.1, (&path("agreement"), "\"2\""), &agreed).await;
        assert_eq!(agreed.json()["stage"], "agreed", "{agreed:?}");
        let published = call(&mut manager, (&path("publication"), "\"2\""), &from).await;
        assert_eq!(published.status, StatusCode::CREATED, "{published:?}");
        let end = json!({ "reason": "Too late" });
        let late = call(&mut manager, (&path("withdrawal"), "\"3\""), &end).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert_eq!(manager.get(&path("life")).await.json()["stage"], "in_force");
    }
}

//! Private drafts: nobody sees them but those of the organisation that drew them, or of its sector, and
//! those with whom they are shared by name, at any door.

use axum::http::StatusCode;
use kith_frame::job;
use kith_frame::module::Method;
use kith_frame::organisation::Organisation;
use kith_frame::problem::Problem;
use kith_frame::testing::{Browser, House};
use kith_geography::jobs::{DRAW, Wanted};
use kith_geography::plan::Plan;
use kith_store::Author;
use kith_store::journal::{self, Filter};
use kith_terms::Id;

use crate::life::{organisation, somebody};
use crate::plans::{halves, plan_of};
use crate::squares::take_in_squares;
use crate::taking_in::MODULES;

/// A draft of a primary care network, called “Our own answer”.
async fn draft_of(house: &House, organisation: Id<Organisation>) -> Plan {
    let wanted = Wanted { name: "Our own answer".into(), rules: halves() };
    let author = Author {
        person: "01ARZ3NDEKTSV4RRFFQ69G5FAV".into(),
        organisation: organisation.to_string(),
        ..Author::system("test")
    };
    let input = serde_json::to_value(wanted).unwrap();
    let title = "Draw “Our own answer”".to_owned();
    let id = job::ask(&house.app, &author, DRAW.key, title, input).await.unwrap();
    house.work_off().await;
    plan_of(house, &house.job(id).await.unwrap()).await
}

struct Cast {
    network: Id<Organisation>,
    plan: Plan,
    director: Browser,
}

async fn cast(house: &House) -> Cast {
    take_in_squares(house).await;
    house.organisation().await.unwrap();
    let network = organisation(house, "Wharf PCN", "primary-care-network").await;
    let plan = draft_of(house, network).await;
    let who = ("helen", "Helen Price");
    Cast { network, plan, director: somebody(house, who, "pcn-clinical-director", network).await }
}

/// Every door to a plan that shows something, with the plan in it.
fn doors(plan: &Plan) -> impl Iterator<Item = String> {
    let of_plans = kith_geography::MODULE.routes.iter().filter(|route| {
        route.method == Method::Get
            && route.path.contains("{plan}")
            && !route.path.contains("{objection}")
    });
    of_plans.map(|route| route.path.replace("{plan}", &plan.id.to_string()))
}

#[tokio::test]
async fn a_private_draft_is_refused_at_every_door_to_everyone_of_another_organisation() {
    for house in House::on_each_backend(MODULES).await {
        let Cast { plan, mut director, .. } = cast(&house).await;
        assert!(director.get(&format!("/plans/{}", plan.id)).await.says("Our own answer"));
        let roles: Vec<String> = house.app.roles.iter().map(|role| role.key.clone()).collect();
        let (mut refused, mut doors_tried) = (0, 0);
        for role in &roles {
            let mut other = house.someone(role).await;
            for door in doors(&plan) {
                let answer = other.get(&door).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role} at {door}");
                assert!(!answer.says("Our own answer") && !answer.says("Wharf"), "{door}");
                refused += u64::from(matches!(answer.problem, Some(Problem::Private { .. })));
                doors_tried += 1;
            }
        }
        assert!(refused > 30, "{refused} of {doors_tried} for being private");
        let filter = Filter { action: Some("access.refuse".into()), ..Filter::default() };
        let noted = journal::search(&mut house.app.db.read().await.unwrap(), &filter, 1).await;
        assert_eq!(noted.unwrap().total, doors_tried, "each is in the journal");
    }
}

#[tokio::test]
async fn no_form_or_call_of_another_organisation_reaches_a_private_draft() {
    let house = House::on_a_file(MODULES).await;
    let Cast { plan, mut director, .. } = cast(&house).await;
    let posts = kith_geography::MODULE.routes.iter().filter(|route| {
        route.method == Method::Post
            && route.path.contains("{plan}")
            && !route.path.contains("{objection}")
    });
    let mut manager = house.someone("integrator-manager").await;
    for route in posts {
        let door = route.path.replace("{plan}", &plan.id.to_string());
        let answer = if door.starts_with("/api/") {
            manager.call(&door, &serde_json::json!({})).await
        } else {
            manager.post(&door, &[("from", "2026-11-21"), ("reason", "No")]).await
        };
        assert!(matches!(answer.problem, Some(Problem::Private { .. })), "{door}: {answer:?}");
    }
    assert!(director.get(&format!("/plans/{}", plan.id)).await.says("This is a draft"));
}

#[tokio::test]
async fn lists_and_counts_leave_private_drafts_out() {
    let house = House::on_a_file(MODULES).await;
    let Cast { mut director, .. } = cast(&house).await;
    assert!(director.get("/plans").await.says("Our own answer"));
    assert_eq!(director.get("/api/v1/plans").await.json().as_array().unwrap().len(), 1);
    let mut manager = house.someone("integrator-manager").await;
    let list = manager.get("/plans").await;
    assert!(list.says("No plans yet"), "{}", list.main());
    assert_eq!(manager.get("/api/v1/plans").await.json(), serde_json::json!([]));
    let queue = &kith_geography::MODULE.queues[0];
    assert_eq!((queue.count)(house.app.clone()).await.unwrap(), 0);
    let jobs = manager.get("/jobs").await;
    assert!(jobs.says("Draw neighbourhoods") && !jobs.says("Our own answer"), "nor do jobs");
    assert!(director.get("/jobs").await.says("Our own answer"));
    let mut reader = house.app.db.read().await.unwrap();
    for entry in journal::since(&mut reader, 0, u32::MAX).await.unwrap() {
        let told = format!("{:?}{:?}", entry.before, entry.after);
        assert!(!told.contains("Our own answer"), "nor does the journal: {} {told}", entry.action);
    }
}

#[tokio::test]
async fn a_draft_shared_by_name_is_read_by_that_colleague_alone_and_changed_by_nobody_else() {
    for house in House::on_each_backend(MODULES).await {
        let Cast { plan, mut director, .. } = cast(&house).await;
        let council = organisation(&house, "Wendmere Council", "local-authority").await;
        let mut colleague = somebody(&house, ("kim", "Kim Lee"), "analyst", council).await;
        let mut other = somebody(&house, ("joe", "Joe Ray"), "analyst", council).await;
        let path = format!("/plans/{}", plan.id);
        assert_eq!(colleague.get(&path).await.status, StatusCode::FORBIDDEN);
        let shares = format!("{path}/shares");
        for unknown in ["", "nobody-here", "house-of-nobody@example.org"] {
            let refused = director.post(&shares, &[("sign_in_name", unknown)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{unknown}");
        }
        let done = director.post(&shares, &[("sign_in_name", "kim")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(director.get(&format!("{path}/sight")).await.says("Kim Lee"));
        assert!(colleague.get(&path).await.says("Our own answer"));
        assert!(colleague.get("/plans").await.says("Our own answer"));
        assert_eq!(other.get(&path).await.status, StatusCode::FORBIDDEN);
        let discarded = colleague.post(&format!("{path}/discard"), &[]).await;
        assert_eq!(discarded.status, StatusCode::FORBIDDEN, "it is shared to read");
        let again = colleague.post(&shares, &[("sign_in_name", "joe")]).await;
        assert_eq!(again.status, StatusCode::FORBIDDEN, "who reads it does not pass it on");
        let page = director.get(&format!("{path}/sight")).await;
        let account =
            page.main().split("name=\"account\" value=\"").nth(1).unwrap()[..26].to_owned();
        director.post(&format!("{shares}/end"), &[("account", &account)]).await;
        assert_eq!(colleague.get(&path).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn an_organisation_chooses_whether_its_sector_or_everyone_sees_its_draft() {
    let house = House::on_a_file(MODULES).await;
    let Cast { plan, mut director, network } = cast(&house).await;
    let committee = organisation(&house, "Wendmere LMC", "local-medical-committee").await;
    let mut officer = somebody(&house, ("ruth", "Ruth Haddon"), "lmc-officer", committee).await;
    let mut manager = house.someone("integrator-manager").await;
    let mut partner = somebody(&house, ("dan", "Dan Fox"), "pcn-clinical-director", network).await;
    let (path, sight) = (format!("/plans/{}", plan.id), format!("/plans/{}/sight", plan.id));
    for (shown_to, officer_sees, manager_sees) in
        [("organisation", false, false), ("sector", true, false), ("all", true, true)]
    {
        let chosen = director.post(&sight, &[("shown_to", shown_to)]).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER);
        assert!(partner.get(&path).await.status.is_success(), "{shown_to}");
        assert_eq!(officer.get(&path).await.status.is_success(), officer_sees, "{shown_to}");
        assert_eq!(manager.get(&path).await.status.is_success(), manager_sees, "{shown_to}");
    }
    let foreign = manager.post(&sight, &[("shown_to", "organisation")]).await;
    assert_eq!(foreign.status, StatusCode::CONFLICT, "it is not theirs to choose");
    let nonsense = director.post(&sight, &[("shown_to", "nonsense")]).await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_draft_is_private_until_the_day_on_which_its_consultation_opens() {
    let house = House::on_a_file(MODULES).await;
    let Cast { plan, network, .. } = cast(&house).await;
    let mut member = house.someone("person").await;
    let path = format!("/plans/{}", plan.id);
    assert_eq!(member.get(&path).await.status, StatusCode::FORBIDDEN);
    let consultation = kith_geography::plan::life::Consultation {
        opens: "2026-11-22".parse().unwrap(),
        closes: "2026-11-30".parse().unwrap(),
        asked: vec!["residents".into()],
        reply_to: "The town hall".into(),
    };
    let author = Author::system("test");
    let when = (house.app.clock.now(), &author);
    let partners = vec![network];
    kith_geography::plan::life::store::consult(&house.app.db, when, &plan, consultation, partners)
        .await
        .unwrap();
    assert_eq!(member.get(&path).await.status, StatusCode::FORBIDDEN);
    house.app.clock.move_on(jiff::SignedDuration::from_hours(24));
    let mut member = house.someone("person").await;
    assert!(member.get(&path).await.says("Out for consultation"));
}

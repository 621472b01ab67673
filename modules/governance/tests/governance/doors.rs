//! The pages and files of the module, as each role meets them.

use axum::http::StatusCode;
use kith_frame::module::Module;
use kith_frame::right::Right;
use kith_frame::testing::House;

/// The rights of other modules that the delivered roles name.
static ELSEWHERE: Module = Module {
    key: "elsewhere",
    title: "Elsewhere",
    rights: &[
        right("place.read"),
        right("plan.read"),
        right("plan.draw"),
        right("plan.publish"),
        right("plan.consult"),
        right("plan.object"),
        right("plan.agree"),
        right("data.read"),
        right("data.load"),
        right("person.read"),
    ],
    ..Module::EMPTY
};

static MODULES: &[&Module] = &[&ELSEWHERE, &kith_governance::MODULE, &kith_frame::MODULE];

const fn right(key: &'static str) -> Right {
    Right { key, to: "do what other modules offer" }
}

const PAGES: [&str; 3] = ["/assurance", "/assurance/security", "/assurance/hazards"];

const FILES: [(&str, usize); 3] = [
    ("/assurance/not-tested.csv", 1 + 14),
    ("/assurance/security.csv", 1 + 253),
    ("/assurance/figures.csv", 1),
];

#[tokio::test]
async fn who_answers_for_a_place_sees_every_page_and_each_leads_to_the_others() {
    let house = House::on_a_file(MODULES).await;
    for role in ["administrator", "integrator-manager", "icb-lead"] {
        let mut browser = house.someone(role).await;
        for page in PAGES {
            let answer = browser.get(page).await;
            assert_eq!(answer.status, StatusCode::OK, "{role} {page}");
            assert!(answer.says("How this was made"), "{page}");
            for other in PAGES {
                assert!(answer.says(&format!("href=\"{other}\"")), "{page} leads to {other}");
            }
        }
    }
}

#[tokio::test]
async fn who_lacks_the_right_is_refused_everywhere() {
    let house = House::on_a_file(MODULES).await;
    let mut analyst = house.someone("analyst").await;
    for path in PAGES.into_iter().chain(FILES.map(|(path, _)| path)) {
        assert_eq!(analyst.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn each_list_can_be_taken_along_whole() {
    let house = House::on_a_file(MODULES).await;
    let mut lead = house.someone("icb-lead").await;
    for (path, lines) in FILES {
        let answer = lead.get(path).await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert!(answer.header("content-disposition").starts_with("attachment"), "{path}");
        assert!(answer.text().lines().count() >= lines, "{path}");
    }
    let log = lead.get("/assurance/hazards.csv").await.text();
    for hazard in kith_governance::hazard::all() {
        assert!(log.contains(&format!("{},", hazard.id)), "{}", hazard.id);
    }
}

#[tokio::test]
async fn whatever_is_asked_of_a_list_it_answers() {
    let house = House::on_a_file(MODULES).await;
    let mut lead = house.someone("icb-lead").await;
    for question in ["?page=99", "?page=none", "?level=7", "?state=shown&chapter=6&page=1", "?x=1"]
    {
        let answer = lead.get(&format!("/assurance/security{question}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{question}");
    }
    let none = lead.get("/assurance/hazards?state=lovely").await;
    assert!(none.says("No hazard fits"));
}

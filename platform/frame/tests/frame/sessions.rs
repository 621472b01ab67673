//! Sessions: secrets, cookies, their end, and roles that are taken up and taken away.

use jiff::SignedDuration;
use kith_frame::known_device::DEVICE_COOKIE;
use kith_frame::module::{Access, Method};
use kith_frame::problem::Problem;
use kith_frame::session::{SESSION_COOKIE, SecretHash, VISIT_COOKIE};
use kith_frame::store::account::NewIds;
use kith_frame::testing::{Browser, House};
use kith_store::journal::{self, Filter};
use kith_store::{Author, Fact, sql};

use crate::people::{PASSWORD, is_in, open, sign_in};
use crate::tables::MODULES;

const ANN: &str = "ann@wendmere.example";

#[tokio::test]
async fn the_store_has_the_hash_of_the_secret_and_never_the_secret() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, ANN, "analyst").await;
        let mut browser = house.stranger();
        sign_in(&mut browser, ANN, PASSWORD).await;
        let secret = browser.cookie(SESSION_COOKIE).unwrap().to_owned();
        let mut reader = house.app.db.read().await.unwrap();
        let kept: Vec<String> = sql("SELECT hash FROM frame_session")
            .all(&mut reader, |row| row.get("hash"))
            .await
            .unwrap();
        assert_eq!(kept, [SecretHash::of(&secret).as_str()]);
        assert_eq!(secret.len(), 64, "256 random bits");
        for text in [secret, kept[0].clone()] {
            let told = Filter { text: Some(text), ..Filter::default() };
            let found = journal::search(&mut reader, &told, 1).await.unwrap();
            assert_eq!(found.total, 0, "the journal tells of it: {:?}", found.items);
        }
    }
}

#[tokio::test]
async fn a_session_ends_after_15_idle_minutes() {
    for house in House::on_each_backend(MODULES).await {
        let mut browser = house.someone("analyst").await;
        for _ in 0..3 {
            house.app.clock.move_on(SignedDuration::from_mins(14));
            assert!(is_in(&mut browser).await, "a session in use goes on");
        }
        house.app.clock.move_on(SignedDuration::from_mins(15));
        assert!(!is_in(&mut browser).await);
        house.app.clock.move_on(SignedDuration::from_mins(-5));
        assert!(is_in(&mut browser).await, "the clock alone decided");
    }
}

#[tokio::test]
async fn a_session_ends_after_12_hours_even_in_use() {
    let house = House::on_a_file(MODULES).await;
    let mut browser = house.someone("analyst").await;
    for _ in 0..71 {
        house.app.clock.move_on(SignedDuration::from_mins(10));
        assert!(is_in(&mut browser).await);
    }
    house.app.clock.move_on(SignedDuration::from_mins(10));
    assert!(!is_in(&mut browser).await);
}

#[tokio::test]
async fn signing_out_ends_the_session_in_the_store_and_not_only_in_the_browser() {
    for house in House::on_each_backend(MODULES).await {
        let mut browser = house.someone("analyst").await;
        let mut thief = browser.clone();
        let out = browser.post("/sign-out", &[]).await;
        assert_eq!(out.location(), "/sign-in");
        assert_eq!(browser.cookie(SESSION_COOKIE), None);
        let line = &out.cookies()[0];
        for needed in ["__Host-kith-session=;", "Path=/", "Secure", "Max-Age=0"] {
            assert!(line.contains(needed), "without {needed} a browser keeps it: {line}");
        }
        assert!(!is_in(&mut thief).await);
    }
}

#[tokio::test]
async fn whoever_has_no_role_can_still_sign_out() {
    let house = House::on_a_file(MODULES).await;
    let ids = house.account(ANN, "analyst").await.unwrap();
    let mut browser = house.undecided(ids.account).await.unwrap();
    let mut thief = browser.clone();
    let role = browser.get("/role").await;
    assert!(role.says("action=\"/sign-out\""));
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    let turned_away = thief.get("/role").await;
    assert!(matches!(turned_away.problem, Some(Problem::NotSignedIn)));
}

#[tokio::test]
async fn a_role_that_is_taken_away_ends_being_in_it_at_once() {
    for house in House::on_each_backend(MODULES).await {
        let ids = house.account(ANN, "analyst").await.unwrap();
        let mut browser = house.undecided(ids.account).await.unwrap();
        browser.post("/role", &[("membership", &ids.membership.to_string())]).await;
        assert!(is_in(&mut browser).await);
        take_away(&house, ids).await;
        let home = browser.get("/").await;
        assert!(matches!(home.problem, Some(Problem::NotSignedIn)));
        assert!(browser.get("/role").await.says("You have no role"));
        let again = [("membership", &*ids.membership.to_string())];
        let refused = browser.post("/role", &again).await;
        assert!(refused.status.is_client_error(), "{refused:?}");
    }
}

async fn take_away(house: &House, ids: NewIds) {
    let (now, author) = (house.app.clock.now(), Author::system("test"));
    let done = house.app.db.write(now, &author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_membership SET superseded_at = $1 WHERE id = $2")
                .bind(tx.at())
                .bind(ids.membership)
                .run(tx)
                .await?;
            tx.record(Fact::new("membership.end", "membership", ids.membership));
            Ok(())
        })
    });
    done.await.unwrap();
}

#[tokio::test]
async fn without_a_role_there_is_nothing_to_see_but_the_choice_of_one() {
    let house = House::on_a_file(MODULES).await;
    let ids = house.account(ANN, "administrator").await.unwrap();
    let mut browser = house.undecided(ids.account).await.unwrap();
    for route in MODULES.iter().flat_map(|module| module.routes) {
        if route.method == Method::Get && route.access != Access::Everyone {
            let answer = browser.get(&route.path.replace(['{', '}'], "")).await;
            assert!(matches!(answer.problem, Some(Problem::NotSignedIn)), "{}", route.path);
        }
    }
    assert_eq!(browser.get("/sign-in").await.location(), "/role");
    assert!(browser.get("/role").await.says("System administrator"));
    let other = [("membership", "01ARZ3NDEKTSV4RRFFQ69G5FAV")];
    assert!(browser.post("/role", &other).await.says("Select the role that you work in now"));
}

#[tokio::test]
async fn a_cookie_that_somebody_planted_never_becomes_a_session() {
    let house = House::on_a_file(MODULES).await;
    open(&house, ANN, "analyst").await;
    let mut browser = house.stranger();
    browser.keep_cookie(SESSION_COOKIE, "planted");
    let signed_in = sign_in(&mut browser, ANN, PASSWORD).await;
    assert_eq!(signed_in.location(), "/");
    assert_ne!(browser.cookie(SESSION_COOKIE), Some("planted"));
    let mut planter = house.stranger();
    planter.keep_cookie(SESSION_COOKIE, "planted");
    assert!(!is_in(&mut planter).await);
}

#[tokio::test]
async fn cookies_can_be_read_by_nobody_else() {
    let house = House::on_a_file(MODULES).await;
    open(&house, ANN, "analyst").await;
    let mut browser = house.stranger();
    let mut lines = browser.get("/sign-in").await.cookies();
    let form = [("sign_in_name", ANN), ("password", PASSWORD)];
    lines.extend(browser.post("/sign-in", &form).await.cookies());
    let names: Vec<&str> = lines.iter().filter_map(|line| line.split('=').next()).collect();
    assert_eq!(names, [VISIT_COOKIE, SESSION_COOKIE, DEVICE_COOKIE]);
    for line in &lines {
        assert!(line.starts_with("__Host-"));
        let mut attributes: Vec<&str> = line.split("; ").skip(1).collect();
        attributes.sort_unstable();
        if line.starts_with(DEVICE_COOKIE) {
            assert_eq!(attributes.remove(1), "Max-Age=15552000", "180 days");
        }
        assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    }
}

#[tokio::test]
async fn signing_in_leads_to_where_one_was_going_and_never_to_another_site() {
    let house = House::on_a_file(MODULES).await;
    open(&house, ANN, "analyst").await;
    check_next(&house, "/journal?subject=x&page=2", "/journal?subject=x&page=2").await;
    check_next(&house, "https://evil.example/", "/").await;
    check_next(&house, "//evil.example/", "/").await;
    // A browser leaves tabs and line ends out before it reads an address (URL Standard, 4.4).
    check_next(&house, "/\t/evil.example/", "/").await;
    check_next(&house, "/\n/evil.example/", "/").await;
}

async fn check_next(house: &House, next: &str, leads_to: &str) {
    let mut browser: Browser = house.stranger();
    browser.get("/sign-in").await;
    let form = [("sign_in_name", ANN), ("password", PASSWORD), ("next", next)];
    let answer = browser.post("/sign-in", &form).await;
    assert_eq!(answer.location(), leads_to, "{next:?}");
}

#[tokio::test]
async fn taking_up_a_role_comes_with_a_new_secret_and_the_old_one_opens_nothing() {
    for house in House::on_each_backend(MODULES).await {
        let ids = house.account(ANN, "analyst").await.unwrap();
        let mut browser = house.undecided(ids.account).await.unwrap();
        let mut thief = browser.clone();
        let before = browser.cookie(SESSION_COOKIE).unwrap().to_owned();
        browser.post("/role", &[("membership", &ids.membership.to_string())]).await;
        assert_ne!(browser.cookie(SESSION_COOKIE).unwrap(), before);
        assert!(is_in(&mut browser).await && !is_in(&mut thief).await);
        let role = thief.get("/role").await;
        assert!(matches!(role.problem, Some(Problem::NotSignedIn)));
    }
}

#[tokio::test]
async fn signing_in_again_ends_the_session_that_the_browser_had() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, ANN, "analyst").await;
        let mut browser = house.stranger();
        sign_in(&mut browser, ANN, PASSWORD).await;
        let mut thief = browser.clone();
        assert!(is_in(&mut thief).await);
        let form = [("sign_in_name", ANN), ("password", PASSWORD)];
        browser.get("/account").await;
        assert_eq!(browser.post("/sign-in", &form).await.location(), "/");
        assert!(is_in(&mut browser).await && !is_in(&mut thief).await);
    }
}

#[tokio::test]
async fn whoever_chooses_a_role_too_late_is_led_to_sign_in() {
    let house = House::on_a_file(MODULES).await;
    let ids = house.account(ANN, "analyst").await.unwrap();
    let mut browser = house.undecided(ids.account).await.unwrap();
    house.app.clock.move_on(SignedDuration::from_mins(16));
    let late = browser.post("/role", &[("membership", &ids.membership.to_string())]).await;
    assert!(matches!(late.problem, Some(Problem::NotSignedIn)), "{late:?}");
}

/// The ids of the sessions that the page offers to end.
async fn sessions_of(browser: &mut Browser) -> Vec<String> {
    let page = browser.get("/account/sessions").await.main();
    let values = page.split("name=\"end\"").skip(1);
    let ids = values.filter_map(|part| part.split_once("value=\"")?.1.split('"').next());
    ids.filter(|id| id.len() == 26).map(str::to_owned).collect()
}

#[tokio::test]
async fn one_sees_ones_sessions_and_ends_one_the_others_or_all() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, ANN, "analyst").await;
        open(&house, "bob@wendmere.example", "analyst").await;
        let mut bob = house.stranger();
        sign_in(&mut bob, "bob@wendmere.example", PASSWORD).await;
        let mut all: Vec<Browser> = (0..4).map(|_| house.stranger()).collect();
        for browser in &mut all {
            sign_in(browser, ANN, PASSWORD).await;
            house.app.clock.move_on(SignedDuration::from_secs(1));
        }
        let listed = sessions_of(&mut all[3]).await;
        assert_eq!(listed.len(), 4, "the newest first");
        assert!(all[3].get("/account/sessions").await.says("This one"));
        all[3].post("/account/sessions", &[("end", &listed[3])]).await;
        assert_eq!(are_in(&mut all).await, [false, true, true, true]);
        all[3].post("/account/sessions", &[("end", "others")]).await;
        assert_eq!(are_in(&mut all).await, [false, false, false, true]);
        let of_bob = sessions_of(&mut bob).await;
        all[3].post("/account/sessions", &[("end", &of_bob[0])]).await;
        assert!(is_in(&mut bob).await, "nobody ends a session of somebody else's");
        all[3].post("/account/sessions", &[("end", "all")]).await;
        assert_eq!(are_in(&mut all).await, [false; 4]);
        assert!(is_in(&mut bob).await);
    }
}

async fn are_in(all: &mut [Browser]) -> Vec<bool> {
    let mut states = Vec::new();
    for browser in all {
        states.push(is_in(browser).await);
    }
    states
}

#[tokio::test]
async fn an_administrator_ends_all_sessions_of_a_person() {
    for house in House::on_each_backend(MODULES).await {
        let ann = open(&house, ANN, "analyst").await;
        let mut admin = house.someone("administrator").await;
        let mut browser = house.stranger();
        sign_in(&mut browser, ANN, PASSWORD).await;
        let done = admin.post(&format!("/users/{ann}/end-sessions"), &[]).await;
        assert_eq!(done.location(), format!("/users/{ann}"));
        assert!(!is_in(&mut browser).await && is_in(&mut admin).await);
        let refused =
            house.someone("analyst").await.post(&format!("/users/{ann}/end-sessions"), &[]).await;
        assert!(matches!(refused.problem, Some(Problem::NoRight { .. })));
    }
}

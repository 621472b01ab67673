//! Accounts: opening, closing, passwords, and tries to guess them.

use axum::http::StatusCode;
use kith_frame::known_device::DEVICE_COOKIE;
use kith_frame::problem::Problem;
use kith_frame::testing::House;
use kith_store::journal::{self, Filter};

use crate::people::{PASSWORD, code_on, is_in, open, press, sign_in};
use crate::tables::MODULES;

const SOMEBODY: [(&str, &str); 4] = [
    ("name", "Ann Lee"),
    ("sign_in_name", "ann@wendmere.example"),
    ("role", "analyst"),
    ("site", "Main office"),
];

#[tokio::test]
async fn a_sign_in_name_that_is_taken_is_told_beside_its_field_and_what_was_typed_stays() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        let organisation = house.organisation().await.unwrap().to_string();
        let form = [&SOMEBODY[..], &[("organisation", organisation.as_str())]].concat();
        let opened = manager.post("/users/new", &form).await;
        assert!(opened.location().starts_with("/users/"), "{opened:?}");
        let again = manager.post("/users/new", &form).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.says("Enter another sign-in name; this one is taken"));
        assert!(again.says("value=\"Ann Lee\""));
    }
}

#[tokio::test]
async fn nobody_gets_a_role_in_an_organisation_that_does_not_exist() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let form = [&SOMEBODY[..], &[("organisation", "01ARZ3NDEKTSV4RRFFQ69G5FAV")]].concat();
    let refused = manager.post("/users/new", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Select an organisation"));
}

#[tokio::test]
async fn closing_an_account_ends_its_sessions_at_once_and_it_cannot_sign_in() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        let ann = open(&house, "ann@wendmere.example", "analyst").await;
        let (mut at_desk, mut at_home) = (house.stranger(), house.stranger());
        sign_in(&mut at_desk, "ann@wendmere.example", PASSWORD).await;
        sign_in(&mut at_home, "ANN@wendmere.example ", PASSWORD).await;
        assert!(is_in(&mut at_desk).await && is_in(&mut at_home).await);
        press(&mut manager, &format!("/users/{ann}"), "close").await;
        assert!(!is_in(&mut at_desk).await && !is_in(&mut at_home).await);
        let refused = sign_in(&mut house.stranger(), "ann@wendmere.example", PASSWORD).await;
        assert!(refused.says("The sign-in name or the password is wrong"));
        press(&mut manager, &format!("/users/{ann}"), "reopen").await;
        assert!(!is_in(&mut at_desk).await, "an ended session stays ended");
        let back = sign_in(&mut at_desk, "ann@wendmere.example", PASSWORD).await;
        assert_eq!(back.location(), "/role", "the roles have ended with the account");
        assert!(at_desk.get("/role").await.says("You have no role"));
    }
}

#[tokio::test]
async fn nobody_closes_their_own_account() {
    let house = House::on_a_file(MODULES).await;
    let ids = house.account("mia@wendmere.example", "integrator-manager").await.unwrap();
    let mut manager = house.undecided(ids.account).await.unwrap();
    manager.post("/role", &[("membership", &ids.membership.to_string())]).await;
    let own = format!("/users/{}", ids.account);
    let refused = manager.post(&format!("{own}/close"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(is_in(&mut manager).await);
    assert!(!manager.get(&own).await.says("Close this account"));
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_is_the_only_one_that_signs_in() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, "ann@wendmere.example", "analyst").await;
        let (mut here, mut there) = (house.stranger(), house.stranger());
        sign_in(&mut here, "ann@wendmere.example", PASSWORD).await;
        sign_in(&mut there, "ann@wendmere.example", PASSWORD).await;
        here.get("/account").await;
        let form = [("current", "not that one"), ("new", "short")];
        let refused = here.post("/account/password", &form).await;
        assert!(refused.says("The current password is wrong"));
        assert!(refused.says("Enter a password of 8 or more characters"));
        let form = [("current", PASSWORD), ("new", "a better password")];
        let changed = here.post("/account/password", &form).await;
        assert_eq!(changed.location(), "/sign-in");
        assert!(!is_in(&mut here).await && !is_in(&mut there).await);
        assert!(
            sign_in(&mut here, "ann@wendmere.example", PASSWORD).await.says("password is wrong")
        );
        let back = sign_in(&mut here, "ann@wendmere.example", "a better password").await;
        assert_eq!(back.location(), "/");
    }
}

#[tokio::test]
async fn after_ten_wrong_passwords_one_has_to_wait_and_others_need_not() {
    let house = House::on_a_file(MODULES).await;
    open(&house, "ann@wendmere.example", "analyst").await;
    open(&house, "bob@wendmere.example", "analyst").await;
    let mut browser = house.stranger();
    for _ in 0..10 {
        let refused = sign_in(&mut browser, "ann@wendmere.example", "wrong").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let told = sign_in(&mut browser, "Ann@wendmere.example", PASSWORD).await;
    assert!(matches!(told.problem, Some(Problem::TooMany { wait_minutes: 16 })), "{told:?}");
    let other = sign_in(&mut house.stranger(), "bob@wendmere.example", PASSWORD).await;
    assert_eq!(other.location(), "/");
    house.app.clock.move_on(jiff::SignedDuration::from_mins(15));
    let back = sign_in(&mut browser, "ann@wendmere.example", PASSWORD).await;
    assert_eq!(back.location(), "/");
}

#[tokio::test]
async fn tries_that_are_made_at_once_count_like_tries_one_after_the_other() {
    let house = House::on_a_file(MODULES).await;
    open(&house, "ann@wendmere.example", "analyst").await;
    let mut first = house.stranger();
    first.get("/sign-in").await;
    let tries = (0..14).map(|_| {
        let mut browser = first.clone();
        tokio::spawn(async move {
            let form = [("sign_in_name", "ann@wendmere.example"), ("password", "wrong")];
            browser.post("/sign-in", &form).await.status
        })
    });
    let mut judged = 0;
    for one in tries.collect::<Vec<_>>() {
        judged += usize::from(one.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(judged, 10, "the eleventh try is told to wait, however fast it comes");
}

#[tokio::test]
async fn a_password_is_in_no_page_and_in_no_row_of_the_journal() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        let organisation = house.organisation().await.unwrap().to_string();
        let form = [&SOMEBODY[..], &[("organisation", organisation.as_str())]].concat();
        let opened = manager.post("/users/new", &form).await.location().to_owned();
        let invited = manager.post(&format!("{opened}/invite"), &[]).await;
        let code = code_on(&invited);
        let mut ann = house.stranger();
        ann.get("/invitation").await;
        ann.post("/invitation", &[("code", &code), ("password", PASSWORD)]).await;
        ann.get("/account").await;
        ann.post("/account/password", &[("current", PASSWORD), ("new", "a new secret")]).await;
        sign_in(&mut ann, "ann@wendmere.example", "a new secret").await;
        let mut seen = manager.get(&opened).await.main() + &ann.get("/account").await.main();
        seen += &manager.get("/journal").await.main();
        let mut reader = house.app.db.read().await.unwrap();
        let all = journal::search(&mut reader, &Filter::default(), 1).await.unwrap();
        assert!(all.items.iter().any(|entry| entry.action == "account.password"));
        assert_eq!(all.items.len() as u64, all.total, "the whole journal is on one page");
        seen = format!("{seen}{:?}", all.items);
        for secret in [PASSWORD, "a new secret", "$argon2", &code] {
            assert!(!seen.contains(secret), "{secret} can be read");
        }
    }
}

#[tokio::test]
async fn strangers_who_try_cannot_keep_the_owner_out_of_her_own_browser() {
    let house = House::on_a_file(MODULES).await;
    open(&house, "ann@wendmere.example", "analyst").await;
    let mut own = house.stranger();
    sign_in(&mut own, "ann@wendmere.example", PASSWORD).await;
    own.get("/account").await;
    own.post("/sign-out", &[]).await;
    let mut thief = house.stranger();
    for _ in 0..12 {
        sign_in(&mut thief, "ann@wendmere.example", "wrong").await;
    }
    let told = sign_in(&mut house.stranger(), "ann@wendmere.example", PASSWORD).await;
    assert!(matches!(told.problem, Some(Problem::TooMany { .. })), "from elsewhere one waits");
    let back = sign_in(&mut own, "ann@wendmere.example", PASSWORD).await;
    assert_eq!(back.location(), "/", "the owner comes in where she has been before");
}

#[tokio::test]
async fn a_cookie_that_we_did_not_seal_makes_no_browser_known() {
    let house = House::on_a_file(MODULES).await;
    let ann = open(&house, "ann@wendmere.example", "analyst").await;
    let mut thief = house.stranger();
    thief.keep_cookie(DEVICE_COOKIE, &format!("[[\"{ann}\",\"00\"]]"));
    for _ in 0..10 {
        sign_in(&mut thief, "ann@wendmere.example", "wrong").await;
    }
    thief.keep_cookie(DEVICE_COOKIE, &"0".repeat(120));
    let told = sign_in(&mut thief, "ann@wendmere.example", PASSWORD).await;
    assert!(matches!(told.problem, Some(Problem::TooMany { .. })), "{told:?}");
}

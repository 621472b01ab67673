//! Joiners, movers, leavers: invitations, roles that are given and end, names, accounts to review.

use jiff::SignedDuration;
use kith_frame::problem::Problem;
use kith_frame::testing::{Browser, House};
use kith_store::journal::{self, Filter};

use crate::people::{PASSWORD, code_on, is_in, open, sign_in};
use crate::tables::MODULES;

const ANN: &str = "ann@wendmere.example";

/// Opens an account as a manager does; gives back the page of it.
async fn joined(house: &House, manager: &mut Browser) -> String {
    let organisation = house.organisation().await.unwrap().to_string();
    let form = [
        ("name", "Ann Lee"),
        ("sign_in_name", ANN),
        ("role", "analyst"),
        ("site", "Main office"),
        ("organisation", &organisation),
    ];
    manager.post("/users/new", &form).await.location().to_owned()
}

async fn accept(house: &House, code: &str, password: &str) -> (Browser, String) {
    let mut browser = house.stranger();
    browser.get("/invitation").await;
    let answer = browser.post("/invitation", &[("code", code), ("password", password)]).await;
    let said = format!("{}{}", answer.location(), answer.main());
    (browser, said)
}

#[tokio::test]
async fn a_joiner_sets_the_password_by_an_invitation_that_works_once() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        let user = joined(&house, &mut manager).await;
        assert!(manager.get(&user).await.says("Nothing yet: make an invitation"));
        for password in ["", PASSWORD] {
            let early = sign_in(&mut house.stranger(), ANN, password).await;
            assert_eq!(early.location(), "", "without a password nobody signs in");
        }
        let code = code_on(&manager.post(&format!("{user}/invite"), &[]).await);
        let (_, short) = accept(&house, &code, "short").await;
        assert!(short.contains("8 or more characters"));
        let (mut ann, location) = accept(&house, &code.to_lowercase(), PASSWORD).await;
        assert_eq!(location, "/");
        assert!(is_in(&mut ann).await);
        let (_, again) = accept(&house, &code, "another password").await;
        assert!(again.contains("The code is wrong, was used before"));
        assert_eq!(sign_in(&mut house.stranger(), ANN, PASSWORD).await.location(), "/");
    }
}

#[tokio::test]
async fn an_invitation_ends_after_72_hours_with_the_next_one_and_with_the_account() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        let user = joined(&house, &mut manager).await;
        let first = code_on(&manager.post(&format!("{user}/invite"), &[]).await);
        let second = code_on(&manager.post(&format!("{user}/invite"), &[]).await);
        assert!(accept(&house, &first, PASSWORD).await.1.contains("The code is wrong"));
        manager.post(&format!("{user}/close"), &[]).await;
        assert!(accept(&house, &second, PASSWORD).await.1.contains("The code is wrong"));
        let closed = manager.post(&format!("{user}/invite"), &[]).await;
        assert!(matches!(closed.problem, Some(Problem::Unfit(_))));
        manager.post(&format!("{user}/reopen"), &[]).await;
        let third = code_on(&manager.post(&format!("{user}/invite"), &[]).await);
        house.app.clock.move_on(SignedDuration::from_hours(72));
        assert!(accept(&house, &third, PASSWORD).await.1.contains("more than 72 hours old"));
    }
}

#[tokio::test]
async fn a_mover_has_the_new_role_at_once_and_loses_the_old_one_at_the_next_request() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        let ann = open(&house, ANN, "analyst").await;
        let mut browser = house.stranger();
        sign_in(&mut browser, ANN, PASSWORD).await;
        assert!(is_in(&mut browser).await);
        let user = format!("/users/{ann}");
        let organisation = house.organisation().await.unwrap().to_string();
        let role = [("role", "icb-lead"), ("organisation", &organisation), ("site", "Hub")];
        manager.get(&user).await;
        let given = manager.post(&format!("{user}/roles"), &role).await;
        assert_eq!(given.location(), user);
        assert!(browser.get("/role").await.says("ICB lead"));
        let old = membership_of(&manager.get(&user).await.main(), "Analyst");
        manager.post(&format!("{user}/end-role"), &[("membership", &old)]).await;
        let after = browser.get("/").await;
        assert!(matches!(after.problem, Some(Problem::NotSignedIn)), "the session is in no role");
        let choice = browser.get("/role").await;
        assert!(choice.says("ICB lead") && !choice.says("Analyst"));
        let again = manager.post(&format!("{user}/end-role"), &[("membership", &old)]).await;
        assert!(matches!(again.problem, Some(Problem::Conflict(_))));
    }
}

/// The membership that the page offers to end, by the title of its role.
fn membership_of(page: &str, title: &str) -> String {
    let row = page.split("<tr").find(|row| row.contains(title)).unwrap();
    let value = row.split_once("name=\"membership\" value=\"").unwrap().1;
    value.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_role_begins_and_ends_on_its_days() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let ann = open(&house, ANN, "analyst").await;
    let organisation = house.organisation().await.unwrap().to_string();
    let role = [
        ("role", "icb-lead"),
        ("organisation", &*organisation),
        ("site", "Hub"),
        ("from", "2026-11-22"),
        ("until", "2026-11-22"),
    ];
    manager.get(&format!("/users/{ann}")).await;
    manager.post(&format!("/users/{ann}/roles"), &role).await;
    for (hours, holds) in [(0, false), (24, true), (24, false)] {
        house.app.clock.move_on(SignedDuration::from_hours(hours));
        let mut browser = house.stranger();
        sign_in(&mut browser, ANN, PASSWORD).await;
        assert_eq!(browser.get("/role").await.says("ICB lead"), holds);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_role_is_said_beside_its_field() {
    let house = House::on_a_file(MODULES).await;
    let mut manager = house.someone("integrator-manager").await;
    let ann = open(&house, ANN, "analyst").await;
    manager.get(&format!("/users/{ann}")).await;
    let form = [("site", "Hub <1>"), ("until", "31/12/2026")];
    let refused = manager.post(&format!("/users/{ann}/roles"), &form).await;
    assert_eq!(refused.status, 422);
    for words in ["Select a role", "Select an organisation", "Enter the last day", "Hub &lt;1&gt;"]
    {
        assert!(refused.says(words), "{words}");
    }
    let nowhere =
        [("role", "analyst"), ("organisation", "01ARZ3NDEKTSV4RRFFQ69G5FAV"), ("site", "x")];
    let refused = manager.post(&format!("/users/{ann}/roles"), &nowhere).await;
    assert!(refused.says("Select an organisation"));
}

#[tokio::test]
async fn nobody_changes_their_own_account_as_an_administrator() {
    let house = House::on_a_file(MODULES).await;
    let ids = house.account("mia@wendmere.example", "integrator-manager").await.unwrap();
    let mut mia = house.undecided(ids.account).await.unwrap();
    mia.post("/role", &[("membership", &ids.membership.to_string())]).await;
    let own = format!("/users/{}", ids.account);
    let organisation = house.organisation().await.unwrap().to_string();
    let role = [("role", "administrator"), ("organisation", &organisation), ("site", "x")];
    for (verb, form) in [
        ("roles", &role[..]),
        ("name", &[("name", "Mia")]),
        ("invite", &[]),
        ("reset-factors", &[]),
        ("end-role", &[]),
        ("close", &[]),
    ] {
        let refused = mia.post(&format!("{own}/{verb}"), form).await;
        assert!(matches!(refused.problem, Some(Problem::Unfit(_))), "{verb} {refused:?}");
    }
    assert!(!mia.get(&own).await.says("Give another role"));
}

#[tokio::test]
async fn a_new_name_is_on_the_page_and_not_in_the_journal() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        let ann = open(&house, ANN, "analyst").await;
        manager.get(&format!("/users/{ann}")).await;
        manager.post(&format!("/users/{ann}/name"), &[("name", "Ann O’Neil-Łukasik")]).await;
        assert!(manager.get(&format!("/users/{ann}")).await.says("Ann O’Neil-Łukasik"));
        let mut reader = house.app.db.read().await.unwrap();
        let told = Filter { action: Some("account.rename".into()), ..Filter::default() };
        let found = journal::search(&mut reader, &told, 1).await.unwrap();
        assert_eq!(found.total, 1);
        assert!(!format!("{:?}", found.items).contains("Neil"));
    }
}

#[tokio::test]
async fn accounts_to_review_are_listed_with_their_reasons() {
    for house in House::on_each_backend(MODULES).await {
        let ann = open(&house, ANN, "analyst").await;
        let mut admin = house.someone("administrator").await;
        let page = admin.get("/users/review").await;
        assert!(page.says("No second factor") && !page.says("Not used for"), "{}", page.main());
        house.app.clock.move_on(SignedDuration::from_hours(24 * 90));
        let mut admin = house.someone("administrator").await;
        assert!(admin.get("/users/review").await.says("Not used for 90 days"));
        admin.get(&format!("/users/{ann}")).await;
        admin.post(&format!("/users/{ann}/close"), &[]).await;
        assert!(!admin.get("/users/review").await.says(&ann.to_string()), "closed is done");
    }
}

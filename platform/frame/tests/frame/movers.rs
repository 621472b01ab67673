//! Joiners, movers, leavers: invitations, roles that are given and end, names, accounts to review.

use jiff::SignedDuration;
use kith_frame::account::Account;
use kith_frame::problem::Problem;
use kith_frame::store;
use kith_frame::store::identity::Identity;
use kith_frame::store::passkey::Passkey;
use kith_frame::testing::{Answer, Browser, House};
use kith_store::Author;
use kith_store::journal::{self, Filter};
use kith_terms::Id;

use crate::people::{PASSWORD, code_on, hidden, is_in, open, press, sign_in};
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
        press(&mut manager, &user, "close").await;
        assert!(accept(&house, &second, PASSWORD).await.1.contains("The code is wrong"));
        let closed = manager.post(&format!("{user}/invite"), &[]).await;
        assert!(matches!(closed.problem, Some(Problem::Unfit(_))));
        press(&mut manager, &user, "reopen").await;
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
        let version = hidden(&manager.get(&format!("/users/{ann}")).await, "version");
        let form = [("version", &*version), ("name", "Ann O’Neil-Łukasik")];
        manager.post(&format!("/users/{ann}/name"), &form).await;
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
        press(&mut admin, &format!("/users/{ann}"), "close").await;
        assert!(!admin.get("/users/review").await.says(&ann.to_string()), "closed is done");
    }
}

#[tokio::test]
async fn the_second_who_gives_a_user_a_name_sees_both_names_and_who_gave_the_other() {
    for house in House::on_each_backend(MODULES).await {
        let ann = open(&house, ANN, "analyst").await;
        let user = format!("/users/{ann}");
        let mut first = house.someone("integrator-manager").await;
        let mut second = house.someone("administrator").await;
        let version = hidden(&first.get(&user).await, "version");
        let opened = hidden(&second.get(&user).await, "opened");
        assert_eq!(opened, "Person of ann@wendmere.example");
        let name = |name| [("version", &*version), ("opened", &*opened), ("name", name)];
        let saved = first.post(&format!("{user}/name"), &name("Ann Lee")).await;
        assert_eq!(saved.location(), user);
        // What the person does herself meanwhile is no other version of her name.
        sign_in(&mut house.stranger(), ANN, PASSWORD).await;
        let told = second.post(&format!("{user}/name"), &name("Ann Leigh")).await;
        assert_eq!(told.status, 409, "{told:?}");
        for words in ["Ann Lee", "Ann Leigh", &opened, "Person of integrator-manager"] {
            assert!(told.says(words), "{words}: {}", told.main());
        }
        assert!(first.get(&user).await.says("<h1 class=\"nhsuk-heading-l\">Ann Lee</h1>"));
        let version = hidden(&told, "version");
        let chosen = [("version", &*version), ("name", "Ann Leigh")];
        assert_eq!(second.post(&format!("{user}/name"), &chosen).await.location(), user);
        assert!(first.get(&user).await.says("<h1 class=\"nhsuk-heading-l\">Ann Leigh</h1>"));
    }
}

#[tokio::test]
async fn an_account_that_was_closed_or_opened_meanwhile_is_looked_at_again_first() {
    for house in House::on_each_backend(MODULES).await {
        let ann = open(&house, ANN, "analyst").await;
        let user = format!("/users/{ann}");
        let mut manager = house.someone("integrator-manager").await;
        let version = hidden(&manager.get(&user).await, "version");
        press(&mut manager, &user, "close").await;
        press(&mut manager, &user, "reopen").await;
        for (verb, version) in [("close", &*version), ("close", ""), ("reopen", "x")] {
            let path = format!("{user}/{verb}");
            let stale = manager.post(&path, &[("version", version)]).await;
            assert!(matches!(stale.problem, Some(Problem::Conflict(_))), "{verb} {version}");
        }
        assert!(manager.get(&user).await.says("Close this account"));
    }
}

#[tokio::test]
async fn an_empty_name_is_said_beside_the_field_and_the_version_that_was_seen_stays() {
    let house = House::on_a_file(MODULES).await;
    let ann = open(&house, ANN, "analyst").await;
    let user = format!("/users/{ann}");
    let mut manager = house.someone("integrator-manager").await;
    manager.get(&user).await;
    let form = [("version", "7"), ("opened", "Ann"), ("name", "  ")];
    let refused = manager.post(&format!("{user}/name"), &form).await;
    assert_eq!(refused.status, 422);
    assert!(refused.says("Enter the person’s full name") && refused.says("id=\"name-error\""));
    assert_eq!(
        (hidden(&refused, "version"), hidden(&refused, "opened")),
        ("7".into(), "Ann".into())
    );
}

/// Gives an account a passkey and a link to a sign-in provider, in place of its password.
async fn prove_otherwise(house: &House, account: Id<Account>, passkey: bool, link: bool) {
    let (db, now) = (&house.app.db, house.app.clock.now());
    if passkey {
        let passkey = Passkey {
            id: house.app.dice.id(now),
            account,
            name: "Phone".into(),
            key: "{}".into(),
            added: now,
            used: None,
        };
        let author = Author::system("test");
        store::passkey::add(db, &author, passkey, format!("of {account}")).await.unwrap();
    }
    if link {
        let identity = Identity {
            id: house.app.dice.id(now),
            issuer: "https://id.example".into(),
            subject: account.to_string(),
        };
        store::identity::link(db, now, account, identity, None).await.unwrap();
    }
}

#[tokio::test]
async fn the_page_of_a_user_names_every_way_in_and_offers_to_remove_all_but_the_password() {
    for house in House::on_each_backend(MODULES).await {
        let mut manager = house.someone("integrator-manager").await;
        for (passkey, link, words) in [
            (false, false, "Nothing yet: make an invitation"),
            (true, false, "1 passkey"),
            (false, true, "1 link to a sign-in provider"),
            (true, true, "1 passkey, 1 link to a sign-in provider"),
        ] {
            let form = [
                ("name", "Ann Lee"),
                ("sign_in_name", &*format!("ann-{passkey}-{link}")),
                ("role", "analyst"),
                ("site", "Main office"),
                ("organisation", &house.organisation().await.unwrap().to_string()),
            ];
            let user = manager.post("/users/new", &form).await.location().to_owned();
            let account = user.rsplit('/').next().unwrap().parse().unwrap();
            prove_otherwise(&house, account, passkey, link).await;
            let shown = manager.get(&user).await;
            assert!(shown.says(words), "{words}: {}", shown.main());
            assert_eq!(shown.says("Remove all but the password"), passkey || link, "{words}");
        }
    }
}

#[tokio::test]
async fn whoever_can_come_by_a_provider_too_is_not_reviewed_for_having_a_password_alone() {
    for house in House::on_each_backend(MODULES).await {
        let ann = open(&house, ANN, "analyst").await;
        let mut admin = house.someone("administrator").await;
        let listed = format!("/users/{ann}");
        assert!(admin.get("/users/review").await.says(&listed));
        prove_otherwise(&house, ann, false, true).await;
        assert!(!admin.get("/users/review").await.says(&listed));
    }
}

#[tokio::test]
async fn nobody_gives_a_role_that_may_do_more_than_their_own() {
    for house in House::on_each_backend(MODULES).await {
        let ann = open(&house, ANN, "analyst").await;
        let user = format!("/users/{ann}");
        let organisation = house.organisation().await.unwrap().to_string();
        let mut manager = house.someone("integrator-manager").await;
        let shown = manager.get(&user).await;
        assert!(shown.says("value=\"icb-lead\"") && !shown.says("value=\"administrator\""));
        let role = [("role", "administrator"), ("organisation", &*organisation), ("site", "Hub")];
        let refused = manager.post(&format!("{user}/roles"), &role).await;
        refused_as_more(&refused);
        assert!(!manager.get(&user).await.says("System administrator,"));

        let new = manager.get("/users/new").await;
        assert!(new.says("value=\"analyst\"") && !new.says("value=\"administrator\""));
        let form =
            [&[("name", "Eve"), ("sign_in_name", "eve@wendmere.example")], &role[..]].concat();
        refused_as_more(&manager.post("/users/new", &form).await);
        assert!(!manager.get("/users").await.says("eve@wendmere.example"));

        let mut admin = house.someone("administrator").await;
        admin.get(&user).await;
        assert_eq!(admin.post(&format!("{user}/roles"), &role).await.location(), user);
        let manager_role = [("role", "integrator-manager"), role[1], role[2]];
        assert_eq!(admin.post(&format!("{user}/roles"), &manager_role).await.location(), user);
    }
}

fn refused_as_more(answer: &Answer) {
    let Some(Problem::NoRight { right, ask }) = &answer.problem else { panic!("{answer:?}") };
    assert_eq!(
        (right.key, &ask[..]),
        ("users.give-more", &["System administrator".to_owned()][..])
    );
}

#[tokio::test]
async fn nobody_takes_over_an_account_that_may_do_more_than_their_own_by_an_invitation() {
    for house in House::on_each_backend(MODULES).await {
        let admin = open(&house, ANN, "administrator").await;
        let user = format!("/users/{admin}");
        let mut manager = house.someone("integrator-manager").await;
        let shown = manager.get(&user).await;
        assert!(!shown.says("Make an invitation") && !shown.says("Give another role"));
        assert!(shown.says("Ask a colleague in one of these roles: System administrator"));
        for verb in ["invite", "reset-factors", "name", "close", "end-role"] {
            let form = [("version", "1"), ("name", "Eve")];
            refused_as_more(&manager.post(&format!("{user}/{verb}"), &form).await);
        }
        let mut other = house.someone("administrator").await;
        assert!(other.get(&user).await.says("Make an invitation"));
    }
}

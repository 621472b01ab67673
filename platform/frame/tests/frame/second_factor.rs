//! Second factors: setting up an authenticator app, signing in with its codes, recovery codes, and roles
//! that ask for more than a password.

use jiff::SignedDuration;
use kith_frame::problem::Problem;
use kith_frame::session::SESSION_COOKIE;
use kith_frame::testing::{Browser, House};
use kith_store::journal::{self, Filter};
use kith_store::sql;
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::people::{PASSWORD, is_in, open, sign_in};
use crate::tables::MODULES;

const ANN: &str = "ann@wendmere.example";

/// An authenticator app, with what its owner wrote down.
struct Phone {
    app: Totp,
    recovery_codes: Vec<String>,
}

impl Phone {
    fn code(&self, house: &House) -> String {
        let now = u64::try_from(house.app.clock.now().as_second()).unwrap();
        self.app.generate(now).to_string()
    }
}

/// What stands between two marks, each time.
fn between(text: &str, before: &str, after: &str) -> Vec<String> {
    let rest = text.split(before).skip(1);
    rest.filter_map(|part| Some(part.split_once(after)?.0.to_owned())).collect()
}

/// Opens the page that sets an app up, lets a phone read it and sends the first code.
async fn set_up(house: &House, browser: &mut Browser) -> Phone {
    let page = browser.get("/account/code-app").await.main();
    let letters = between(&page, "<span class=\"kith-code\">", "<")[0].replace(' ', "");
    let sealed = between(&page, "name=\"sealed\" value=\"", "\"")[0].clone();
    let app = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(Secret::try_from_base32(letters).unwrap())
        .build()
        .unwrap();
    let mut phone = Phone { app, recovery_codes: Vec::new() };
    let form = [("code", &*phone.code(house)), ("sealed", &*sealed)];
    let answer = browser.post("/account/code-app", &form).await;
    phone.recovery_codes = between(&answer.main(), "<li class=\"kith-code\">", "<");
    assert_eq!(phone.recovery_codes.len(), 10, "{answer:?}");
    phone
}

fn next_step(house: &House) {
    house.app.clock.move_on(SignedDuration::from_secs(30));
}

#[tokio::test]
async fn with_an_app_the_password_alone_opens_nothing() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, ANN, "analyst").await;
        let mut browser = house.stranger();
        sign_in(&mut browser, ANN, PASSWORD).await;
        let phone = set_up(&house, &mut browser).await;
        assert!(is_in(&mut browser).await, "the session goes on");
        next_step(&house);

        let mut other = house.stranger();
        let half = sign_in(&mut other, ANN, PASSWORD).await;
        assert_eq!(half.location(), "/sign-in/code");
        assert!(!is_in(&mut other).await);
        for path in ["/role", "/account", "/account/sessions", "/account/code-app"] {
            let refused = other.get(path).await;
            assert!(matches!(refused.problem, Some(Problem::NotSignedIn)), "{path}");
        }
        let before = other.cookie(SESSION_COOKIE).unwrap().to_owned();
        other.get("/sign-in/code").await;
        let wrong = other.post("/sign-in/code", &[("code", "000000")]).await;
        assert!(wrong.says("The code is wrong or was used before"), "{wrong:?}");
        let code = phone.code(&house);
        let right = other.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(right.location(), "/");
        assert!(is_in(&mut other).await);
        assert_ne!(other.cookie(SESSION_COOKIE).unwrap(), before, "a new secret came with it");

        let mut third = house.stranger();
        sign_in(&mut third, ANN, PASSWORD).await;
        third.get("/sign-in/code").await;
        let again = third.post("/sign-in/code", &[("code", &code)]).await;
        assert!(again.says("The code is wrong or was used before"), "no code is taken twice");
    }
}

#[tokio::test]
async fn one_code_sent_from_many_browsers_at_once_opens_one_door() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, ANN, "analyst").await;
        let mut browser = house.stranger();
        sign_in(&mut browser, ANN, PASSWORD).await;
        let phone = set_up(&house, &mut browser).await;
        next_step(&house);
        let code = phone.code(&house);
        let mut tries = Vec::new();
        for _ in 0..4 {
            let mut other = house.stranger();
            sign_in(&mut other, ANN, PASSWORD).await;
            other.get("/sign-in/code").await;
            let code = code.clone();
            tries.push(tokio::spawn(async move {
                other.post("/sign-in/code", &[("code", &code)]).await.location() == "/"
            }));
        }
        let mut opened = 0;
        for one in tries {
            opened += usize::from(one.await.unwrap());
        }
        assert_eq!(opened, 1);
    }
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_new_ones_end_the_old() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, ANN, "analyst").await;
        let mut browser = house.stranger();
        sign_in(&mut browser, ANN, PASSWORD).await;
        let phone = set_up(&house, &mut browser).await;
        let (first, second) = (&phone.recovery_codes[0], &phone.recovery_codes[1]);
        assert_eq!(with_recovery_code(&house, &first.to_lowercase()).await, "/");
        assert_ne!(with_recovery_code(&house, first).await, "/");
        let account = browser.get("/account").await;
        assert!(account.says("You have 9 recovery codes left"));
        let renewed = browser.post("/account/recovery-codes", &[]).await;
        assert!(renewed.says("Each works once"));
        assert_ne!(with_recovery_code(&house, second).await, "/");
        let fresh = between(&renewed.main(), "<li class=\"kith-code\">", "<");
        assert_eq!(with_recovery_code(&house, &fresh[9]).await, "/");
    }
}

async fn with_recovery_code(house: &House, code: &str) -> String {
    let mut browser = house.stranger();
    sign_in(&mut browser, ANN, PASSWORD).await;
    browser.get("/sign-in/code").await;
    browser.post("/sign-in/code", &[("recovery_code", code)]).await.location().to_owned()
}

#[tokio::test]
async fn somebody_elses_recovery_code_or_offered_secret_is_worth_nothing() {
    let house = House::on_a_file(MODULES).await;
    open(&house, ANN, "analyst").await;
    open(&house, "bob@wendmere.example", "analyst").await;
    let mut bob = house.stranger();
    sign_in(&mut bob, "bob@wendmere.example", PASSWORD).await;
    let of_bob = set_up(&house, &mut bob).await;
    let mut ann = house.stranger();
    sign_in(&mut ann, ANN, PASSWORD).await;
    set_up(&house, &mut ann).await;
    assert_ne!(with_recovery_code(&house, &of_bob.recovery_codes[0]).await, "/");
    let offered =
        between(&bob.get("/account/code-app").await.main(), "name=\"sealed\" value=\"", "\"");
    let code = of_bob.code(&house);
    let taken = ann.post("/account/code-app", &[("sealed", &offered[0]), ("code", &code)]).await;
    assert_eq!(taken.location(), "/account/code-app", "it was offered to bob");
}

#[tokio::test]
async fn a_role_that_asks_for_a_second_factor_has_it_set_up_first() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, ANN, "administrator").await;
        let mut ann = house.stranger();
        let led = sign_in(&mut ann, ANN, PASSWORD).await;
        assert_eq!(led.location(), "/account/code-app");
        assert!(!is_in(&mut ann).await);
        let held = between(
            &ann.get("/role").await.main(),
            "name=\"membership\" type=\"radio\" value=\"",
            "\"",
        );
        let chosen = ann.post("/role", &[("membership", &held[0])]).await;
        assert_eq!(chosen.location(), "/account/code-app", "choosing it is no way round");
        set_up(&house, &mut ann).await;
        assert_eq!(ann.post("/role", &[("membership", &held[0])]).await.location(), "/");
        assert!(is_in(&mut ann).await);
        let kept = ann.post("/account/code-app/remove", &[]).await;
        assert!(matches!(kept.problem, Some(Problem::Unfit(_))), "the role still asks for it");
    }
}

#[tokio::test]
async fn an_app_can_be_removed_where_no_role_asks_for_it() {
    let house = House::on_a_file(MODULES).await;
    open(&house, ANN, "analyst").await;
    let mut ann = house.stranger();
    sign_in(&mut ann, ANN, PASSWORD).await;
    let phone = set_up(&house, &mut ann).await;
    assert_eq!(ann.post("/account/code-app/remove", &[]).await.location(), "/account");
    assert_eq!(sign_in(&mut house.stranger(), ANN, PASSWORD).await.location(), "/");
    assert_ne!(with_recovery_code(&house, &phone.recovery_codes[0]).await, "/sign-in/code");
}

#[tokio::test]
async fn ten_wrong_codes_are_enough() {
    let house = House::on_a_file(MODULES).await;
    open(&house, ANN, "analyst").await;
    let mut ann = house.stranger();
    sign_in(&mut ann, ANN, PASSWORD).await;
    let phone = set_up(&house, &mut ann).await;
    next_step(&house);
    let mut thief = house.stranger();
    sign_in(&mut thief, ANN, PASSWORD).await;
    thief.get("/sign-in/code").await;
    let mut judged = 0;
    for number in 0..30 {
        let answer = thief.post("/sign-in/code", &[("code", &format!("{number:06}"))]).await;
        judged += usize::from(answer.problem.is_none());
    }
    assert_eq!(judged, 10);
    // The owner's own browser is known, and has tries of its own.
    ann.post("/sign-out", &[]).await;
    assert_eq!(sign_in(&mut ann, ANN, PASSWORD).await.location(), "/sign-in/code");
    ann.get("/sign-in/code").await;
    let code = phone.code(&house);
    assert_eq!(ann.post("/sign-in/code", &[("code", &code)]).await.location(), "/");
}

#[tokio::test]
async fn no_secret_of_an_app_and_no_code_can_be_read_in_the_store() {
    for house in House::on_each_backend(MODULES).await {
        open(&house, ANN, "analyst").await;
        let mut ann = house.stranger();
        sign_in(&mut ann, ANN, PASSWORD).await;
        let phone = set_up(&house, &mut ann).await;
        with_recovery_code(&house, &phone.recovery_codes[0]).await;
        let mut reader = house.app.db.read().await.unwrap();
        let all = journal::search(&mut reader, &Filter::default(), 1).await.unwrap();
        assert!(all.items.iter().any(|entry| entry.action == "factor.use"));
        let mut seen = format!("{:?}", all.items);
        for (column, table) in [("secret", "frame_code_app"), ("hash", "frame_recovery_code")] {
            let rows: Vec<String> = sql(format!("SELECT {column} AS kept FROM {table}"))
                .all(&mut reader, |row| row.get("kept"))
                .await
                .unwrap();
            assert!(!rows.is_empty());
            seen += &rows.join(" ").to_lowercase();
        }
        let bytes = phone.app.secret().as_bytes();
        let plain = [
            phone.app.secret().to_base32().to_lowercase(),
            kith_frame::dice::hexadecimal(bytes),
            phone.recovery_codes[0].to_lowercase(),
            phone.recovery_codes[0].replace('-', "").to_lowercase(),
        ];
        for secret in plain {
            assert!(!seen.contains(&secret), "{secret} can be read");
        }
    }
}

//! People with passwords, and how they sign in.

use kith_frame::account::{Account, TypedAccount};
use kith_frame::password::Password;
use kith_frame::testing::{Answer, Browser, House};
use kith_store::Author;
use kith_terms::Id;

pub(crate) const PASSWORD: &str = "a walk by the harbour";

/// Opens an account that signs in with [`PASSWORD`].
pub(crate) async fn open(house: &House, name: &str, role: &str) -> Id<Account> {
    let typed = TypedAccount {
        sign_in_name: name.to_owned(),
        name: format!("Person of {name}"),
        role: role.to_owned(),
        organisation: house.organisation().await.unwrap().to_string(),
        site: "Test office".to_owned(),
    };
    let author = Author::system("test");
    let password = Password::new(PASSWORD);
    kith_frame::people::open_account(&house.app, &author, &typed, password).await.unwrap()
}

/// Opens the page Sign in and sends it.
pub(crate) async fn sign_in(browser: &mut Browser, name: &str, password: &str) -> Answer {
    browser.get("/sign-in").await;
    browser.post("/sign-in", &[("sign_in_name", name), ("password", password)]).await
}

/// Whether the browser may see Home.
pub(crate) async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/").await.status == 200
}

/// The code that a page shows once.
pub(crate) fn code_on(page: &Answer) -> String {
    let main = page.main();
    let rest = main.split_once("kith-code nhsuk-body-l\">").unwrap().1;
    rest.split('<').next().unwrap().to_owned()
}

/// Opens the page of a user and presses a button of it that carries the version that was shown.
pub(crate) async fn press(browser: &mut Browser, user: &str, verb: &str) -> Answer {
    let shown = browser.get(user).await;
    let version = hidden(&shown, "version");
    browser.post(&format!("{user}/{verb}"), &[("version", &version)]).await
}

/// The value of a hidden field, the first with that name; empty where there is none.
pub(crate) fn hidden(page: &Answer, name: &str) -> String {
    let main = page.main();
    let field = main.split_once(&format!("name=\"{name}\" value=\""));
    field.and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default().to_owned()
}

//! Browsers in which somebody has signed in before. A sealed cookie says whose they are, so that what
//! strangers try cannot keep the owner out (OWASP, "Slow Down Online Guessing Attacks with Device
//! Cookies"). It opens no door.

use axum::http::HeaderMap;
use kith_terms::Id;

use crate::account::Account;
use crate::app::App;
use crate::dice::hexadecimal;
use crate::visitor::cookie;

/// The cookie.
pub const DEVICE_COOKIE: &str = "__Host-kith-device";
/// How long a browser is known after somebody last signed in.
pub const KNOWN_FOR_DAYS: i64 = 180;
/// A computer on a ward is used by many; the last so many are known in it.
const MOST: usize = 8;

const PURPOSE: &str = "device";

/// What the browser's own tries to sign in to the account are counted under, if the owner is known.
pub fn of(app: &App, headers: &HeaderMap, account: Id<Account>) -> Option<String> {
    let known = read(app, headers);
    known.into_iter().find(|(id, _)| *id == account.to_string()).map(|(_, number)| number)
}

/// The cookie's new value once the owner of the account has signed in.
pub fn with(app: &App, headers: &HeaderMap, account: Id<Account>) -> String {
    let own = account.to_string();
    let mut known = read(app, headers);
    known.retain(|(id, _)| *id != own);
    known.insert(0, (own, hexadecimal(&app.dice.bytes::<16>())));
    known.truncate(MOST);
    let text = serde_json::to_vec(&known).expect("pairs of texts are JSON");
    app.keeper.seal(&app.dice, PURPOSE, &text)
}

fn read(app: &App, headers: &HeaderMap) -> Vec<(String, String)> {
    let sealed = cookie(headers, DEVICE_COOKIE);
    let opened = sealed.and_then(|sealed| app.keeper.unseal(PURPOSE, &sealed));
    opened.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

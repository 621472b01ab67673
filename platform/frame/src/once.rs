//! A form or a call has its effect once, however often it is sent: by a double click, by a browser that
//! loads a page again, by a program that got no answer and tries again.
//!
//! Each form carries a key that was made when the form was shown; a call brings one in the header
//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). The key is claimed in the same
//! transaction as the change. Who sends the same again gets the first answer again; who sends something
//! else under the key is refused.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::{self, Body, HttpBody};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kith_store::{Claim, StoreError};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::dice::{Dice, hexadecimal};
use crate::module::Access;
use crate::problem::Problem;
use crate::session::Session;
use crate::store;
use crate::store::once::Done;
use crate::visitor::Visitor;

/// The name of the hidden field by which a form has its effect once.
pub const ONCE: &str = "once";
/// The header by which a call has its effect once.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The longest key that a call may bring.
const LONGEST_KEY: usize = 255;
/// The longest answer of a call that is kept, in bytes: an id, not a record.
const LONGEST_BODY: usize = 4_096;

/// What the forms of a session carry: the session's own key, and a fresh one for each form shown.
#[derive(Clone)]
pub struct FormKey {
    secret: String,
    dice: Dice,
}

/// What a request is to do once. Everyone who handles the request holds the same one; it is empty
/// until the form or call was read.
#[derive(Debug, Clone, Default)]
pub struct Errand(Arc<OnceLock<Carried>>);

#[derive(Debug)]
struct Carried {
    claim: Arc<Claim>,
    _under_way: UnderWay,
}

/// The errands that are under way in this program.
#[derive(Debug, Clone, Default)]
pub struct Errands(Arc<Mutex<HashSet<String>>>);

/// One of them, until this is dropped.
#[derive(Debug)]
struct UnderWay {
    errands: Errands,
    key: String,
}

/// What was answered to a form or call that had its effect. It holds no page: a page may show personal
/// data, and is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The status code.
    pub status: u16,
    /// Where it led.
    pub location: Option<String>,
    /// What a call was told, in JSON.
    pub body: Option<String>,
}

impl FormKey {
    /// The key of a session.
    pub fn new(secret: impl Into<String>, dice: Dice) -> Self {
        Self { secret: secret.into(), dice }
    }

    /// What all forms of the session carry.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// What one form carries and no other.
    pub fn once(&self) -> String {
        hexadecimal(&self.dice.bytes::<16>())
    }
}

impl fmt::Debug for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormKey(…)")
    }
}

impl Errand {
    /// The claim that changes lay on behalf of the request.
    pub fn claim(&self) -> Option<&Arc<Claim>> {
        self.0.get().map(|carried| &carried.claim)
    }
}

impl Errands {
    fn begin(&self, key: &str) -> Option<UnderWay> {
        let is_first = self.lock().insert(key.to_owned());
        is_first.then(|| UnderWay { errands: self.clone(), key: key.to_owned() })
    }

    fn has(&self, key: &str) -> bool {
        self.lock().contains(key)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.errands.lock().remove(&self.key);
    }
}

/// Whose errand a request is: somebody who is signed in, at a door that is not for everyone. Signing in
/// and out and taking up a role may be done twice without harm, and what signing in answers with, the
/// secret of a session, must not be kept.
pub(crate) fn whose(request: &Request) -> Option<Session> {
    let is_open = matches!(request.extensions().get(), Some(Access::Everyone));
    match request.extensions().get() {
        Some(Visitor::Known(session)) if !is_open => Some(Session::clone(session)),
        _ => None,
    }
}

/// The key that a call brings, as a quoted string (RFC 9651, 3.3.3) or bare: what needs no escaping in
/// an address (RFC 3986, 2.3), so that it means the same wherever it is written down.
pub(crate) fn key_of_call(request: &Request) -> Result<String, Problem> {
    let sent = request.headers().get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok());
    let key = sent.unwrap_or_default();
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    if (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(is_unreserved) {
        return Ok(key.to_owned());
    }
    Err(Problem::Unreadable(format!(
        "A call that changes something brings the header Idempotency-Key with 1 to {LONGEST_KEY} letters \
         without accents, digits, or any of . _ ~ -, a new one for each thing that is to be done. Nothing \
         was saved."
    )))
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._~-".contains(&byte)
}

/// A digest of what is to be done: the door, and what was sent to it.
pub(crate) fn content(path: &str, sent: &[u8]) -> String {
    let digest = Sha256::new().chain_update(path).chain_update([0]).chain_update(sent);
    hexadecimal(&digest.finalize())
}

/// Takes on what was sent under the key, unless it was done before or is under way.
pub(crate) async fn take_on(
    app: &App,
    session: &Session,
    key: &str,
    content: String,
) -> Result<(), Problem> {
    let key = self::content(&session.account.to_string(), key.as_bytes());
    unless_done(app, &key, &content).await?;
    let under_way = app.errands.begin(&key).ok_or(Problem::UnderWay)?;
    // It may have been done between the look and the beginning.
    unless_done(app, &key, &content).await?;
    let attempt = hexadecimal(&app.dice.bytes::<16>());
    let claim = Arc::new(Claim { table: store::once::TABLE, key, attempt, content });
    // A request is read once; if it were read twice the first reading would stand.
    let _ = session.errand.0.set(Carried { claim, _under_way: under_way });
    Ok(())
}

async fn unless_done(app: &App, key: &str, content: &str) -> Result<(), Problem> {
    match find(app, key).await? {
        None => Ok(()),
        Some(done) if done.content != content => Err(Problem::KeyUsed),
        Some(Done { answer: Some(answer), .. }) => Err(Problem::DoneBefore(Some(answer))),
        Some(_) if app.errands.has(key) => Err(Problem::UnderWay),
        // It has ended since: its answer is noted by now, or never will be.
        Some(_) => Err(Problem::DoneBefore(find(app, key).await?.and_then(|done| done.answer))),
    }
}

async fn find(app: &App, key: &str) -> Result<Option<Done>, Problem> {
    Ok(store::once::find(&mut app.db.read().await?, key).await?)
}

/// Keeps the answer for those who send the same again, if the request had an effect.
pub(crate) async fn note_answer(app: &App, session: &Session, response: Response) -> Response {
    let Some(claim) = session.errand.claim().cloned() else { return response };
    if !(response.status().is_success() || response.status().is_redirection()) {
        return response;
    }
    let (answered, response) = answered(response).await;
    let Some(answered) = answered else { return response };
    let now = app.clock.now();
    let noted = store::once::answer(&app.db, now, &session.author(), claim, answered).await;
    match noted {
        Ok(()) | Err(StoreError::Stale { .. }) => {}
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "an answer was not noted; whoever asks again gets no answer");
        }
    }
    response
}

/// What of an answer is kept: where it led, or what a call was told. Nothing of a page, nor of a file.
async fn answered(response: Response) -> (Option<Answered>, Response) {
    let (parts, body) = response.into_parts();
    let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let status = parts.status.as_u16();
    let location = header(LOCATION).map(str::to_owned);
    let is_json = header(CONTENT_TYPE) == Some("application/json");
    let length = body.size_hint().exact();
    if !(is_json && length.is_some_and(|bytes| bytes <= LONGEST_BODY as u64)) {
        let is_all = location.is_some() || parts.status == StatusCode::NO_CONTENT;
        let answered = is_all.then_some(Answered { status, location, body: None });
        return (answered, Response::from_parts(parts, body));
    }
    let bytes = body::to_bytes(body, LONGEST_BODY).await.unwrap_or_default();
    let told = String::from_utf8(bytes.to_vec()).ok();
    let response = Response::from_parts(parts, Body::from(bytes));
    (Some(Answered { status, location, body: told }), response)
}

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::NO_CONTENT);
        let mut response = status.into_response();
        if let Some(body) = self.body {
            *response.body_mut() = Body::from(body);
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(CONTENT_TYPE, json);
        }
        if let Some(location) = self.location.and_then(|place| place.parse().ok()) {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(sent: &str) -> Option<String> {
        let request = Request::builder().header(IDEMPOTENCY_KEY, sent).body(Body::empty());
        key_of_call(&request.unwrap()).ok()
    }

    #[test]
    fn a_call_brings_its_key_quoted_or_bare() {
        assert_eq!(key("\"8e03978e-40d5\"").as_deref(), Some("8e03978e-40d5"));
        assert_eq!(key("8e03978e-40d5").as_deref(), Some("8e03978e-40d5"));
        assert_eq!(key("\"\""), None);
        for unfit in [" ", "0;", "\"0", "a b", "k\u{e9}y"] {
            assert_eq!(key(unfit), None, "{unfit:?}");
        }
        assert_eq!(key(&"k".repeat(256)), None);
    }

    #[test]
    fn the_same_words_at_another_door_are_something_else() {
        assert_ne!(content("/plans/a/publish", b"x"), content("/plans/b/publish", b"x"));
        assert_ne!(content("/plans/a", b"b"), content("/plans/", b"ab"));
    }

    #[test]
    fn what_is_under_way_cannot_begin_again_until_it_has_ended() {
        let errands = Errands::default();
        let first = errands.begin("k");
        assert!(first.is_some() && errands.begin("k").is_none() && errands.begin("l").is_some());
        drop(first);
        assert!(errands.begin("k").is_some());
    }

    #[tokio::test]
    async fn of_an_answer_is_kept_where_it_led_or_what_a_call_was_told_and_never_a_page() {
        let page = crate::page::Page::new("Your recovery codes", maud::html! { "abcd-efgh" });
        assert_eq!(answered(page.into_response()).await.0, None);
        let led = axum::response::Redirect::to("/plans").into_response();
        assert_eq!(answered(led).await.0.and_then(|kept| kept.location).as_deref(), Some("/plans"));
        let told = axum::Json(serde_json::json!({ "job": "1" })).into_response();
        let (kept, response) = answered(told).await;
        assert_eq!(kept.and_then(|kept| kept.body).as_deref(), Some("{\"job\":\"1\"}"));
        assert_eq!(response.body().size_hint().exact(), Some(11), "it is still told");
    }

    #[test]
    fn no_two_forms_carry_the_same_key_and_none_is_written_to_a_log() {
        let form_key = FormKey::new("secret", Dice::seeded(7));
        assert_ne!(form_key.once(), form_key.once());
        assert!(!format!("{form_key:?}").contains("secret"));
    }
}

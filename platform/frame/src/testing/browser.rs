//! A browser without pictures: it keeps its cookies and the form key of the last form it saw.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, IF_MATCH};
use axum::http::{Request, request};
use serde_json::Value;
use tower::ServiceExt;

use super::Answer;
use crate::once::{IDEMPOTENCY_KEY, ONCE};
use crate::posted::{FORM_KEY, FORM_KEY_HEADER};
use crate::session::SESSION_COOKIE;

const BORDER: &str = "----kith-test";

/// Somebody's browser.
#[derive(Debug, Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    form_key: String,
}

impl Browser {
    pub(super) fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), form_key: String::new() }
    }

    pub(super) fn signed_in(mut self, secret: String, form_key: String) -> Self {
        self.cookies.insert(SESSION_COOKIE.to_owned(), secret);
        Self { form_key, ..self }
    }

    /// The same browser at another door, such as that of the whole program.
    #[must_use]
    pub fn through(self, router: Router) -> Self {
        Self { router, ..self }
    }

    /// The same browser with another form key.
    #[must_use]
    pub fn with_form_key(self, form_key: &str) -> Self {
        Self { form_key: form_key.to_owned(), ..self }
    }

    /// The form key of the last form that it saw.
    pub fn form_key(&self) -> &str {
        &self.form_key
    }

    /// The value of a cookie that it keeps.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Puts a cookie into it.
    pub fn keep_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form with the form key, as if it had just been shown.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form_key = self.form_key.clone();
        let once = fresh();
        let mut all = vec![(FORM_KEY, form_key.as_str()), (ONCE, once.as_str())];
        all.extend(fields);
        self.send_form(path, &all).await
    }

    /// Sends a form with just these fields.
    pub async fn send_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_html_form::to_string(fields).expect("text can be sent");
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body.into()).await
    }

    /// Sends a file from a form with the form key.
    pub async fn upload(&mut self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let part = |disposition: &str| {
            format!("--{BORDER}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n")
        };
        let key = part(&format!("name=\"{FORM_KEY}\"")) + &self.form_key + "\r\n";
        let once = part(&format!("name=\"{ONCE}\"")) + &fresh() + "\r\n";
        let file = part(&format!("name=\"file\"; filename=\"{name}\""));
        let end = format!("\r\n--{BORDER}--\r\n");
        let body =
            [key.as_bytes(), once.as_bytes(), file.as_bytes(), bytes, end.as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BORDER}");
        self.send(Request::post(path).header(CONTENT_TYPE, kind), body.into()).await
    }

    /// Makes a call to the API with the form key.
    pub async fn call(&mut self, path: &str, json: &Value) -> Answer {
        self.call_once(path, &fresh(), json).await
    }

    /// Makes a call to the API with the form key, to have its effect once under this key.
    pub async fn call_once(&mut self, path: &str, once: &str, json: &Value) -> Answer {
        self.send_call(Request::post(path), once, json).await
    }

    /// Puts another version of what a path names in the place of the one with this tag.
    pub async fn put(&mut self, (path, tag): (&str, &str), json: &Value) -> Answer {
        let request = Request::put(path).header(IF_MATCH, tag);
        self.send_call(request, &fresh(), json).await
    }

    async fn send_call(&mut self, request: request::Builder, once: &str, json: &Value) -> Answer {
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .header(IDEMPOTENCY_KEY, format!("\"{once}\""))
            .header(FORM_KEY_HEADER, self.form_key.clone());
        self.send(request, json.to_string().into()).await
    }

    /// Sends anything, with the cookies that it keeps.
    pub async fn send(&mut self, request: request::Builder, body: Body) -> Answer {
        let jar: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(HOST, "kith.example").header(COOKIE, jar.join("; "));
        let request = request.body(body).expect("a test makes proper requests");
        let Ok(response) = self.router.clone().oneshot(request).await;
        let answer = Answer::read(response).await;
        self.note(&answer);
        answer
    }

    fn note(&mut self, answer: &Answer) {
        for line in answer.cookies() {
            let pair = line.split(';').next().and_then(|pair| pair.split_once('='));
            let Some((name, value)) = pair else { continue };
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let field = format!("name=\"{FORM_KEY}\" value=\"");
        if let Some((_, rest)) = (answer.main() + &answer.text()).split_once(&field) {
            rest.split('"').next().unwrap_or_default().clone_into(&mut self.form_key);
        }
    }
}

/// A key that no form had before in this run.
fn fresh() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("once-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

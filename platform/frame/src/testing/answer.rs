//! What came back from the door.

use axum::body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use crate::page::Page;
use crate::problem::Problem;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status code.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// The page, where it is one.
    pub page: Option<Page>,
    /// The problem, where it is one.
    pub problem: Option<Problem>,
    /// The bytes, where it is neither.
    pub body: Vec<u8>,
}

impl Answer {
    pub(super) async fn read(mut response: Response) -> Self {
        let page = response.extensions_mut().remove();
        let problem = response.extensions_mut().remove();
        let (parts, body) = response.into_parts();
        let body = body::to_bytes(body, usize::MAX).await.expect("the body is in memory");
        Self { status: parts.status, headers: parts.headers, page, problem, body: body.to_vec() }
    }

    /// The main part of the page; empty where it is none.
    pub fn main(&self) -> String {
        self.page.as_ref().map(|page| page.main.clone().into_string()).unwrap_or_default()
    }

    /// The main part of the page with one element a line, for golden files.
    pub fn lines(&self) -> String {
        self.main().replace("><", ">\n<")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Where it leads; empty where it leads nowhere.
    pub fn location(&self) -> &str {
        self.header(header::LOCATION.as_str())
    }

    /// A header as text; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// All cookies that are set, as they stand in the headers.
    pub fn cookies(&self) -> Vec<String> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        lines.filter_map(|line| line.to_str().ok()).map(str::to_owned).collect()
    }

    /// Whether the page or the body has these words.
    pub fn says(&self, words: &str) -> bool {
        self.main().contains(words) || self.text().contains(words)
    }
}

//! A page as a handler gives it back: what is on it, without the frame around it. The web door adds
//! the header, the navigation and the account menu, the same on every page.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kith_design::{Markup, PageWidth};

/// What a handler shows.
#[derive(Debug, Clone)]
pub struct Page {
    /// The title, first in the browser's tab. Never a person's name.
    pub title: String,
    /// The way here: words and paths, Home first; empty on Home itself.
    pub trail: Vec<(String, String)>,
    /// Whether a form on the page has errors: the title then begins with "Error: ".
    pub errors: Errors,
    /// How wide it is: for reading, or for maps and tables.
    pub width: PageWidth,
    /// The main part.
    pub main: Markup,
}

/// Whether what was sent is shown again with what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// Nothing is wrong.
    None,
    /// Something is, and the page says what.
    Shown,
    /// Nothing is, but somebody else saved first, and the page says what they saved.
    Overtaken,
}

impl Page {
    /// A page with this title and main part.
    pub fn new(title: impl Into<String>, main: Markup) -> Self {
        Self {
            title: title.into(),
            trail: Vec::new(),
            errors: Errors::None,
            width: PageWidth::Reading,
            main,
        }
    }

    /// Adds a step on the way here.
    #[must_use]
    pub fn under(mut self, word: impl Into<String>, path: impl Into<String>) -> Self {
        if self.trail.is_empty() {
            self.trail.push(("Home".into(), "/".into()));
        }
        self.trail.push((word.into(), path.into()));
        self
    }

    /// The page holds maps or tables that want room.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.width = PageWidth::Wide;
        self
    }

    /// The page shows what somebody else saved first.
    #[must_use]
    pub fn overtaken(mut self) -> Self {
        self.errors = Errors::Overtaken;
        self
    }

    /// The page shows what is wrong with what was sent.
    #[must_use]
    pub fn with_errors(mut self) -> Self {
        self.errors = Errors::Shown;
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let status = match self.errors {
            Errors::None => StatusCode::OK,
            Errors::Shown => StatusCode::UNPROCESSABLE_ENTITY,
            Errors::Overtaken => StatusCode::CONFLICT,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

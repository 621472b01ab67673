//! What stands inside a component: text, which is escaped, or markup, which a template made.

use maud::{Markup, PreEscaped, Render};
use serde::{Deserialize, Deserializer};

/// The inside of a component.
#[derive(Debug, Clone, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    Nothing,
    /// Plain text: it is escaped.
    Text(String),
    /// Markup that a template made: it is shown as it is.
    Html(Markup),
}

impl Content {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(text) => text.is_empty(),
            Self::Html(PreEscaped(html)) => html.is_empty(),
        }
    }

    /// This, or `other` where this is empty.
    pub(crate) fn or<'a>(&'a self, other: &'a Self) -> &'a Self {
        if self.is_empty() { other } else { self }
    }
}

impl Render for Content {
    fn render_to(&self, buffer: &mut String) {
        match self {
            Self::Nothing => {}
            Self::Text(text) => text.trim().render_to(buffer),
            Self::Html(html) => html.render_to(buffer),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Markup> for Content {
    fn from(html: Markup) -> Self {
        Self::Html(html)
    }
}

/// How the options of the NHS.UK frontend spell it: `text` or `html`, and `html` wins.
#[derive(Deserialize)]
struct Spelled {
    text: Option<String>,
    html: Option<String>,
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Spelled::deserialize(deserializer)? {
            Spelled { html: Some(html), .. } if !html.is_empty() => Self::Html(PreEscaped(html)),
            Spelled { text: Some(text), .. } => Self::Text(text),
            Spelled { .. } => Self::Nothing,
        })
    }
}

//! Help with how to answer, in grey.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// Help with how to answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Hint {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Its id; fields fill it in themselves.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for Hint {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Render for Hint {
    fn render(&self) -> Markup {
        Element::new("div")
            .class(Classes::new("nhsuk-hint").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&self.content)
    }
}

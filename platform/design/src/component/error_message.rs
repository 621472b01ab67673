//! What is wrong with an answer and how to put it right, beside the field.

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// What is wrong with an answer. An empty one marks the field and says nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ErrorMessage {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// The word before it for assistive technology, if not "Error"; empty for none.
    pub visually_hidden_text: Option<String>,
    /// Its id; fields fill it in themselves.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for ErrorMessage {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Render for ErrorMessage {
    fn render(&self) -> Markup {
        let hidden = self.visually_hidden_text.as_deref().unwrap_or("Error");
        Element::new("span")
            .class(Classes::new("nhsuk-error-message").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&html! {
                @if !hidden.is_empty() {
                    span class="nhsuk-u-visually-hidden" { (hidden) ": " }
                }
                (self.content)
            })
    }
}

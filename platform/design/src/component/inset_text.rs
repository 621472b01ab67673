//! Words set off from the rest of the page.

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// Words set off from the rest of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InsetText {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// The word before it for assistive technology, if not "Information".
    pub visually_hidden_text: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for InsetText {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Render for InsetText {
    fn render(&self) -> Markup {
        Element::new("div")
            .class(Classes::new("nhsuk-inset-text").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&html! {
                span class="nhsuk-u-visually-hidden" {
                    (self.visually_hidden_text.as_deref().unwrap_or("Information")) ": "
                }
                (in_paragraph(&self.content))
            })
    }
}

/// Text in a paragraph; markup as it is.
pub(crate) fn in_paragraph(content: &Content) -> Markup {
    html! {
        @match content {
            Content::Text(_) => p { (content) },
            Content::Html(_) | Content::Nothing => (content),
        }
    }
}

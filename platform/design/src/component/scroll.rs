//! A frame in which something wide can be scrolled, by keyboard too.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::inset_text::in_paragraph;
use super::link::Ground;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// A frame in which something wide can be scrolled.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Scroll {
    /// What is inside.
    #[serde(flatten)]
    pub content: Content,
    /// The id of what names it.
    pub labelled_by: Option<String>,
    /// For dark ground.
    pub variant: Option<Ground>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Render for Scroll {
    fn render(&self) -> Markup {
        let class = Classes::new("nhsuk-scroll")
            .when(self.variant == Some(Ground::Reverse), "nhsuk-scroll--reverse")
            .add(&self.classes);
        Element::new("div")
            .class(class)
            .maybe("id", self.id.as_ref())
            .attr("data-module", "nhsuk-scroll")
            .attributes(&self.attributes)
            .around(&html! {
                div class="nhsuk-scroll__content" role="region" aria-labelledby=[&self.labelled_by] {
                    (in_paragraph(&self.content))
                }
            })
    }
}

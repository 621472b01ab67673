//! Words that a reader opens if they need them.

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

use super::link::Ground;

/// What stands on the closed details.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Summary {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Words that a reader opens if they need them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Details {
    /// What stands on it while it is closed.
    pub summary: Summary,
    /// What is inside.
    #[serde(flatten)]
    pub content: Content,
    /// Whether it is open.
    pub open: bool,
    /// For dark ground.
    pub variant: Option<Ground>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes; `nhsuk-expander` for a larger one.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for Summary {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Details {
    /// Details closed under `summary`.
    pub fn new(summary: impl Into<Content>, inside: impl Into<Content>) -> Self {
        Self { summary: summary.into().into(), content: inside.into(), ..Self::default() }
    }
}

impl Render for Details {
    fn render(&self) -> Markup {
        let class = Classes::new("nhsuk-details")
            .when(self.variant == Some(Ground::Reverse), "nhsuk-details--reverse")
            .add(&self.classes);
        let summary = Element::new("summary")
            .class(Classes::new("nhsuk-details__summary").add(&self.summary.classes))
            .attributes(&self.summary.attributes)
            .around(&html! {
                span class="nhsuk-details__summary-text" { (self.summary.content) }
            });
        Element::new("details")
            .class(class)
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .flag("open", self.open)
            .around(&html! { (summary) div class="nhsuk-details__text" { (self.content) } })
    }
}

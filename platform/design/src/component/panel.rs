//! A coloured panel: what was done, or a pause before what is risky.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::heading::{Heading, Naming};
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// What a panel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PanelVariant {
    /// Green: it is done.
    #[default]
    Confirmation,
    /// Blue: stop and think.
    Interruption,
}

/// A coloured panel.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Panel {
    /// Its heading.
    pub heading: Heading,
    /// What it says below.
    #[serde(flatten)]
    pub content: Content,
    /// What it is for.
    pub variant: PanelVariant,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Render for Panel {
    fn render(&self) -> Markup {
        let naming = Naming { class: "nhsuk-panel__heading", prefix: "nhsuk-panel__heading--" };
        let interrupts = self.variant == PanelVariant::Interruption;
        Element::new("div")
            .class(
                Classes::new("nhsuk-panel")
                    .when(interrupts, "nhsuk-panel--interruption")
                    .add(&self.classes),
            )
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&html! {
                (self.heading.named(&naming, 1))
                @if !self.content.is_empty() {
                    div class="nhsuk-panel__body" { (self.content) }
                }
            })
    }
}

//! Links with a task of their own: back to where one came from, to the content, to the main action.

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};
use crate::icon::icon;

/// Whether a component is for dark ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// White, on dark ground.
    Reverse,
}

/// A link back to the page before.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BackLink {
    /// What it says, if not "Back".
    #[serde(flatten)]
    pub content: Content,
    /// Where it leads; without it, it is a button.
    pub href: Option<String>,
    /// The `type`; it is then a button.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// For dark ground.
    pub variant: Option<Ground>,
    /// Words for assistive technology only, before it.
    pub visually_hidden_text: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The link to the content, for those who cannot see past the header.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SkipLink {
    /// What it says, if not "Skip to main content".
    #[serde(flatten)]
    pub content: Content,
    /// Where it leads, if not to `#maincontent`.
    pub href: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A large link with an arrow to the one thing most people come for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ActionLink {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Where it leads; without it, it is a button.
    pub href: Option<String>,
    /// The `type`; it is then a button.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// For dark ground.
    pub variant: Option<Ground>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The start tag of a link, or of a button where there is nowhere to go.
fn link_or_button(href: Option<&String>, kind: Option<&String>) -> Element {
    match (href, kind) {
        (Some(href), None) => Element::new("a").attr("href", href),
        (_, kind) => Element::new("button").attr("type", kind.map_or("submit", String::as_str)),
    }
}

impl Render for BackLink {
    fn render(&self) -> Markup {
        let class = Classes::new("nhsuk-back-link")
            .when(self.variant == Some(Ground::Reverse), "nhsuk-back-link--reverse")
            .add(&self.classes);
        let words = html! {
            @if let Some(hidden) = &self.visually_hidden_text {
                span class="nhsuk-u-visually-hidden" { (hidden) " " }
            }
            @if self.content.is_empty() { "Back" } @else { (self.content) }
        };
        link_or_button(self.href.as_ref(), self.kind.as_ref())
            .class(class)
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&words)
    }
}

impl Render for SkipLink {
    fn render(&self) -> Markup {
        let words = html! {
            @if self.content.is_empty() { "Skip to main content" } @else { (self.content) }
        };
        Element::new("a")
            .class(Classes::new("nhsuk-skip-link").add(&self.classes))
            .attr("data-module", "nhsuk-skip-link")
            .attr("href", self.href.as_deref().unwrap_or("#maincontent"))
            .attributes(&self.attributes)
            .around(&words)
    }
}

impl Render for ActionLink {
    fn render(&self) -> Markup {
        let class = Classes::new("nhsuk-action-link")
            .when(self.variant == Some(Ground::Reverse), "nhsuk-action-link--reverse")
            .add(&self.classes);
        link_or_button(self.href.as_ref(), self.kind.as_ref())
            .class(class)
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&html! {
                (icon("arrow-right-circle"))
                span class="nhsuk-action-link__text" { (self.content) }
            })
    }
}

//! The foot of every page.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::heading::{Heading, Naming, Size};
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// A link in the footer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FooterLink {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Where it leads.
    pub href: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A column of links.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FooterColumn {
    /// Its heading.
    pub heading: Heading,
    /// Words above the links.
    #[serde(flatten)]
    pub content: Content,
    /// The links.
    pub items: Vec<FooterLink>,
    /// Its width, if not as the number of columns gives it.
    pub width: Option<String>,
}

/// What stands at the very end: links to the accessibility statement and the like.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FooterMeta {
    /// The links.
    pub items: Vec<FooterLink>,
    /// Words below them.
    #[serde(flatten)]
    pub content: Content,
    /// The heading of the links for assistive technology, if not "Support links".
    pub visually_hidden_text: Option<String>,
}

/// The foot of every page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Footer {
    /// Columns of links.
    pub navigation: Vec<FooterColumn>,
    /// How many columns stand side by side: 1 to 4, 4 unless said otherwise.
    pub columns: Option<u8>,
    /// What stands at the very end.
    pub meta: FooterMeta,
    /// Who owns what is on the page.
    pub copyright: Content,
    /// Further classes of its container.
    pub container_classes: String,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl FooterLink {
    /// A link that says `content`.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: content.into(), href: href.into(), ..Self::default() }
    }

    fn draw(&self) -> Markup {
        let link = Element::new("a")
            .class("nhsuk-footer__list-item-link")
            .attr("href", &self.href)
            .attributes(&self.attributes)
            .around(&self.content);
        html! { li class="nhsuk-footer__list-item" { (link) } }
    }
}

fn list(items: &[FooterLink]) -> Markup {
    html! {
        @if !items.is_empty() {
            ul class="nhsuk-footer__list" { @for item in items { (item.draw()) } }
        }
    }
}

/// Text in a small paragraph; markup as it is.
fn small(content: &Content) -> Markup {
    html! {
        @match content {
            Content::Text(text) if text.is_empty() => {},
            Content::Text(_) => p class="nhsuk-body-s" { (content) },
            Content::Html(_) | Content::Nothing => (content),
        }
    }
}

impl FooterColumn {
    fn draw(&self, width: &str) -> Markup {
        let naming = Naming { class: "nhsuk-footer__heading", prefix: "nhsuk-heading-" };
        let heading = Heading { level: Some(2), size: Some(Size::S), ..self.heading.clone() };
        html! {
            div class={ "nhsuk-grid-column-" (self.width.as_deref().unwrap_or(width)) } {
                (heading.named(&naming, 2))
                (small(&self.content))
                (list(&self.items))
            }
        }
    }
}

impl Render for Footer {
    fn render(&self) -> Markup {
        let (columns, width) = match self.columns {
            Some(1) => (1, "full"),
            Some(2) => (2, "one-half"),
            Some(3) => (3, "one-third"),
            Some(_) | None => (4, "one-quarter"),
        };
        let container = Classes::new("nhsuk-width-container").add(&self.container_classes);
        let title = self.meta.visually_hidden_text.as_deref().unwrap_or("Support links");
        Element::new("footer")
            .class(Classes::new("nhsuk-footer").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attr("role", "contentinfo")
            .attributes(&self.attributes)
            .around(&html! {
                div class=(container) {
                    @for row in self.navigation.chunks(columns) {
                        div class="nhsuk-footer__navigation nhsuk-grid-row" {
                            @for column in row { (column.draw(width)) }
                        }
                    }
                    div class="nhsuk-footer__meta" {
                        @if !self.meta.items.is_empty() {
                            h2 class="nhsuk-u-visually-hidden" { (title) }
                            (list(&self.meta.items))
                        }
                        (small(&self.meta.content))
                        (small(&self.copyright))
                    }
                }
            })
    }
}

//! The way from the home page to this one.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::link::{BackLink, Ground};
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// One step of the way.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Crumb {
    /// What the page is called.
    #[serde(flatten)]
    pub content: Content,
    /// Where it is.
    pub href: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The way from the home page to this one, which is not part of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Breadcrumb {
    /// The steps, home first.
    pub items: Vec<Crumb>,
    /// What small screens show in its stead, if not a link to the last step.
    pub back_link: BackLink,
    /// For dark ground.
    pub variant: Option<Ground>,
    /// What assistive technology calls it, if not "Breadcrumb".
    pub aria_label: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Crumb {
    /// A page called `name` at `href`.
    pub fn new(name: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: name.into(), href: href.into(), ..Self::default() }
    }

    fn draw(&self) -> Markup {
        Element::new("a")
            .class("nhsuk-breadcrumb__link")
            .attr("href", &self.href)
            .attributes(&self.attributes)
            .around(&self.content)
    }
}

impl Breadcrumb {
    fn back(&self) -> BackLink {
        let last = self.items.last().cloned().unwrap_or_default();
        let own = self.back_link.clone();
        BackLink {
            content: own.content.or(&last.content).clone(),
            href: own.href.or(Some(last.href)),
            visually_hidden_text: own.visually_hidden_text.or_else(|| Some("Back to".to_owned())),
            variant: own.variant.or(self.variant),
            attributes: last.attributes,
            ..own
        }
    }
}

impl Render for Breadcrumb {
    fn render(&self) -> Markup {
        let class = Classes::new("nhsuk-breadcrumb")
            .when(self.variant == Some(Ground::Reverse), "nhsuk-breadcrumb--reverse")
            .add(&self.classes);
        Element::new("nav")
            .class(class)
            .maybe("id", self.id.as_ref())
            .attr("aria-label", self.aria_label.as_deref().unwrap_or("Breadcrumb"))
            .attributes(&self.attributes)
            .around(&html! {
                ol class="nhsuk-breadcrumb__list" {
                    @for item in self.items.iter().filter(|item| !item.href.is_empty()) {
                        li class="nhsuk-breadcrumb__list-item" { (item.draw()) }
                    }
                }
                (self.back())
            })
    }
}

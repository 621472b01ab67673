//! The way from one page of a long list to the next.

use maud::{Markup, PreEscaped, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};
use crate::icon::icon;

/// The link to the page before or after.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PageLink {
    /// What it says, if not "Previous" or "Next".
    #[serde(flatten)]
    pub content: Content,
    /// Where it leads.
    pub href: String,
    /// What that page is called; not where pages have numbers.
    pub label: Content,
    /// Further attributes.
    pub attributes: Attributes,
}

/// One page, or a gap between pages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PageNumber {
    /// Its number, from 1.
    pub number: u64,
    /// Where it is.
    pub href: String,
    /// Whether it is the page that is seen.
    pub current: bool,
    /// Whether this is a gap.
    pub ellipsis: bool,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The way from one page of a long list to the next.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Pagination {
    /// The page before.
    pub previous: Option<PageLink>,
    /// The page after.
    pub next: Option<PageLink>,
    /// The pages by number; none where pages have names.
    pub items: Vec<PageNumber>,
    /// What assistive technology calls it, if not "Pagination".
    pub aria_label: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Which way a link leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Previous,
    Next,
}

impl Way {
    fn name(self) -> &'static str {
        if self == Self::Previous { "previous" } else { "next" }
    }

    fn short(self) -> &'static str {
        if self == Self::Previous { "prev" } else { "next" }
    }

    fn words(self, link: &PageLink) -> Markup {
        let word = if self == Self::Previous { "Previous" } else { "Next" };
        html! {
            span class="nhsuk-pagination__title" {
                @if link.content.is_empty() {
                    (word) span class="nhsuk-u-visually-hidden" { " page" }
                } @else {
                    (link.content)
                }
            }
        }
    }

    fn arrow(self) -> Markup {
        icon(if self == Self::Previous { "arrow-left" } else { "arrow-right" })
    }

    /// The link in front of or behind the numbers.
    fn beside_numbers(self, link: &PageLink) -> Markup {
        html! {
            a href=(link.href) class={ "nhsuk-pagination__" (self.name()) } rel=(self.short()) {
                @if self == Self::Previous { (self.arrow()) }
                (self.words(link))
                @if self == Self::Next { (self.arrow()) }
            }
        }
    }

    /// The link where pages have names.
    fn with_name(self, link: &PageLink) -> Markup {
        let anchor = Element::new("a")
            .class(format!("nhsuk-pagination__link nhsuk-pagination__link--{}", self.short()))
            .attr("href", &link.href)
            .attr("rel", self.short())
            .attributes(&link.attributes)
            .around(&html! {
                (self.words(link))
                @if !link.label.is_empty() {
                    span class="nhsuk-u-visually-hidden" { ":" }
                    span class="nhsuk-pagination__page" { (link.label) }
                }
                (self.arrow())
            });
        html! { li class={ "nhsuk-pagination-item--" (self.name()) } { (anchor) } }
    }
}

impl PageNumber {
    fn draw(&self) -> Markup {
        let class = Classes::new("nhsuk-pagination__item")
            .when(self.current, "nhsuk-pagination__item--current")
            .when(self.ellipsis, "nhsuk-pagination__item--ellipsis")
            .add(&self.classes);
        let link = Element::new("a")
            .class("nhsuk-pagination__link")
            .attr("href", &self.href)
            .attr("aria-label", format!("Page {}", self.number))
            .maybe("aria-current", self.current.then_some("page"))
            .attributes(&self.attributes)
            .around(&self.number);
        html! {
            li class=(class) {
                @if self.ellipsis { (PreEscaped("&ctdot;")) } @else { (link) }
            }
        }
    }
}

impl Render for Pagination {
    fn render(&self) -> Markup {
        let numbered = !self.items.is_empty();
        let ways = [(Way::Previous, &self.previous), (Way::Next, &self.next)];
        let link = |(way, link): (Way, &Option<PageLink>)| {
            let link = link.as_ref().filter(|link| !link.href.is_empty())?;
            Some(if numbered { way.beside_numbers(link) } else { way.with_name(link) })
        };
        let [previous, next] = ways.map(link);
        let inside = html! {
            @if numbered {
                @if let Some(previous) = previous { (previous) }
                ul class="nhsuk-pagination__list" { @for item in &self.items { (item.draw()) } }
                @if let Some(next) = next { (next) }
            } @else {
                ul class="nhsuk-list nhsuk-pagination__list" {
                    @if let Some(previous) = previous { (previous) }
                    @if let Some(next) = next { (next) }
                }
            }
        };
        Element::new("nav")
            .class(
                Classes::new("nhsuk-pagination")
                    .when(numbered, "nhsuk-pagination--numbered")
                    .add(&self.classes),
            )
            .maybe("id", self.id.as_ref())
            .attr("role", "navigation")
            .attr("aria-label", self.aria_label.as_deref().unwrap_or("Pagination"))
            .attributes(&self.attributes)
            .around(&inside)
    }
}

//! The sections of one part of the service, below its heading.

use maud::{Markup, Render, html};

use crate::words;

/// One section.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// What it is called.
    pub text: String,
    /// Where it is.
    pub href: String,
    /// Whether it is the page that is seen.
    pub current: bool,
    /// How many things are in it.
    pub count: Option<u64>,
}

/// The sections of one part of the service.
#[derive(Debug, Clone, Default)]
pub struct SecondaryNavigation {
    /// What assistive technology calls it: "Data sections". Each navigation of a page needs its own.
    pub aria_label: String,
    /// The sections.
    pub items: Vec<Section>,
}

impl Section {
    /// A section called `text` at `href`.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), ..Self::default() }
    }
}

impl Render for SecondaryNavigation {
    fn render(&self) -> Markup {
        html! {
            nav class="kith-sections" aria-label=(self.aria_label) {
                ul class="kith-sections__list" {
                    @for item in &self.items {
                        li class="kith-sections__item" {
                            a class="kith-sections__link" href=(item.href)
                                aria-current=[item.current.then_some("page")] {
                                (item.text)
                                @if let Some(count) = item.count {
                                    " " span class="kith-sections__count" { (words::count(count)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

//! A list with its filters: filters in a left third, results on the right. What is filtered is said
//! in words above the results, so that nobody takes a part for the whole.

use maud::{Markup, Render, html};

use crate::component::button::Button;

/// How the form of the filters is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SendBy {
    /// In the address, so that it can be kept and passed on.
    #[default]
    Address,
    /// Not in the address: for words that may name a person.
    Post,
}

/// A filter that is on.
#[derive(Debug, Clone, Default)]
pub struct ActiveFilter {
    /// What it lets through: "Ward: Hanley".
    pub text: String,
    /// The same list without it.
    pub remove_href: String,
}

/// A list with its filters.
#[derive(Debug, Clone, Default)]
pub struct FilteredList {
    /// Where the form is sent.
    pub action: String,
    /// How it is sent.
    pub send_by: SendBy,
    /// The fields of the form; with [`SendBy::Post`] also the token against forged requests.
    pub fields: Markup,
    /// The filters that are on.
    pub active: Vec<ActiveFilter>,
    /// The list without any filter.
    pub clear_href: String,
    /// The list.
    pub results: Markup,
}

impl FilteredList {
    fn active(&self) -> Markup {
        html! {
            @if !self.active.is_empty() {
                div class="kith-active-filters" {
                    h3 class="nhsuk-heading-xs nhsuk-u-margin-bottom-1" { "Filtered by" }
                    ul class="kith-active-filters__list" {
                        @for filter in &self.active {
                            li {
                                a class="kith-active-filters__link" href=(filter.remove_href) {
                                    span class="nhsuk-u-visually-hidden" { "Remove filter " }
                                    (filter.text)
                                }
                            }
                        }
                    }
                    a class="nhsuk-link" href=(self.clear_href) { "Clear filters" }
                }
            }
        }
    }
}

impl Render for FilteredList {
    fn render(&self) -> Markup {
        let method = if self.send_by == SendBy::Post { "post" } else { "get" };
        html! {
            div class="kith-filtered" {
                section class="kith-filtered__filters" aria-labelledby="filters-heading" {
                    form class="kith-filters" action=(self.action) method=(method) novalidate {
                        h2 class="nhsuk-heading-m" id="filters-heading" { "Filters" }
                        (self.active())
                        (self.fields)
                        (Button { small: true, ..Button::secondary("Apply filters") })
                    }
                }
                section class="kith-filtered__results" id="results" aria-label="Results" {
                    (self.results)
                }
            }
        }
    }
}

//! All that is wrong with a form, at the top of its page, each linked to its field.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::heading::{Heading, Naming};
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// One thing that is wrong.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ErrorItem {
    /// What it says: the same as beside the field.
    #[serde(flatten)]
    pub content: Content,
    /// The field: `#name`.
    pub href: Option<String>,
    /// Further attributes.
    pub attributes: Attributes,
}

/// All that is wrong with a form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ErrorSummary {
    /// Its heading: "There is a problem".
    pub heading: Heading,
    /// Words below the heading.
    pub description: Content,
    /// What is wrong.
    pub error_list: Vec<ErrorItem>,
    /// Whether it leaves the focus where it is.
    pub disable_auto_focus: Option<bool>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl ErrorItem {
    /// What is wrong with the field that has this id.
    pub fn at(field: &str, message: impl Into<Content>) -> Self {
        Self { content: message.into(), href: Some(format!("#{field}")), ..Self::default() }
    }

    fn draw(&self) -> Markup {
        match &self.href {
            None => html! { (self.content) },
            Some(href) => Element::new("a")
                .attr("href", href)
                .attributes(&self.attributes)
                .around(&self.content),
        }
    }
}

impl ErrorSummary {
    /// "There is a problem", and what.
    pub fn of(error_list: Vec<ErrorItem>) -> Self {
        Self { heading: "There is a problem".into(), error_list, ..Self::default() }
    }
}

impl Render for ErrorSummary {
    fn render(&self) -> Markup {
        let naming = Naming { class: "nhsuk-error-summary__heading", prefix: "" };
        Element::new("div")
            .class(Classes::new("nhsuk-error-summary").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attr("data-module", "nhsuk-error-summary")
            .maybe("data-disable-auto-focus", self.disable_auto_focus.map(|off| off.to_string()))
            .attributes(&self.attributes)
            .around(&html! {
                // The alert is a child of what takes the focus, so that neither cuts the other short.
                div role="alert" {
                    (self.heading.named(&naming, 2))
                    div class="nhsuk-error-summary__body" {
                        @if !self.description.is_empty() { p { (self.description) } }
                        @if !self.error_list.is_empty() {
                            ul class="nhsuk-list nhsuk-error-summary__list" {
                                @for item in &self.error_list { li { (item.draw()) } }
                            }
                        }
                    }
                }
            })
    }
}

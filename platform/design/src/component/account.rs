//! Who is signed in, in the head of every page.

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};
use crate::icon::icon;

/// One part of the account's line: who it is, a link, or a button.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AccountItem {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Where it leads; it is then a link.
    pub href: Option<String>,
    /// Where it is sent; it is then a button.
    pub action: Option<String>,
    /// `post`, unless said otherwise.
    pub method: Option<String>,
    /// What the button sends with it, by name, such as the token against forged requests.
    #[serde(skip)]
    pub fields: Vec<(String, String)>,
    /// Whether it has the icon of a person.
    pub icon: bool,
    /// Further classes.
    pub classes: String,
}

/// Who is signed in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Account {
    /// The parts.
    pub items: Vec<AccountItem>,
    /// What assistive technology calls it, if not "Account".
    pub aria_label: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl AccountItem {
    fn draw(&self) -> Markup {
        let words = html! { @if self.icon { (icon("user")) } (self.content) };
        html! {
            li class=(Classes::new("nhsuk-header__account-item").add(&self.classes)) {
                @if let Some(href) = &self.href {
                    a class="nhsuk-header__account-link" href=(href) { (words) }
                } @else if let Some(action) = &self.action {
                    form class="nhsuk-header__account-form" action=(action)
                        method=(self.method.as_deref().unwrap_or("post")) novalidate {
                        @for (name, value) in &self.fields {
                            input type="hidden" name=(name) value=(value);
                        }
                        button class="nhsuk-header__account-button" { (words) }
                    }
                } @else {
                    (words)
                }
            }
        }
    }
}

impl Render for Account {
    fn render(&self) -> Markup {
        Element::new("nav")
            .class(Classes::new("nhsuk-header__account").add(&self.classes))
            .attr("aria-label", self.aria_label.as_deref().unwrap_or("Account"))
            .attributes(&self.attributes)
            .around(&html! {
                ul class="nhsuk-header__account-list" {
                    @for item in &self.items { (item.draw()) }
                }
            })
    }
}

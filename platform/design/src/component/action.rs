//! What can be done with a card or with a row of a summary list: "Change", "Remove".

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// One thing that can be done: a link, or a button of a form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Action {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Where it leads; without it, it is a button.
    pub href: Option<String>,
    /// The `type`; it is then a button.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The name that the form sends.
    pub name: Option<String>,
    /// The value that the form sends.
    pub value: Option<String>,
    /// What it is done with, for assistive technology: "name" in "Change name".
    pub visually_hidden_text: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// What can be done.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Actions {
    /// The things that can be done.
    pub items: Vec<Action>,
    /// The width of their column, such as `one-third`.
    pub width: Option<String>,
    /// Their id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Action {
    /// A link that says `content`, and of what for assistive technology.
    pub fn link(
        content: impl Into<Content>,
        href: impl Into<String>,
        of_what: impl Into<String>,
    ) -> Self {
        Self {
            content: content.into(),
            href: Some(href.into()),
            visually_hidden_text: Some(of_what.into()),
            ..Self::default()
        }
    }

    /// The action; `heading` names the card that it belongs to.
    pub(crate) fn draw(&self, heading: Option<&Content>) -> Markup {
        let tag = match (&self.href, &self.kind) {
            (Some(href), None) => Element::new("a").attr("href", href),
            (_, kind) => Element::new("button")
                .maybe("name", self.name.as_ref())
                .attr("type", kind.as_deref().unwrap_or("submit"))
                .maybe("value", self.value.as_ref()),
        };
        let heading = heading.filter(|heading| !heading.is_empty());
        tag.class(Classes::new("nhsuk-link").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&html! {
                (self.content)
                @if self.visually_hidden_text.is_some() || heading.is_some() {
                    span class="nhsuk-u-visually-hidden" {
                        @if let Some(hidden) = &self.visually_hidden_text { " " (hidden) }
                        @if let Some(heading) = heading { " (" (heading) ")" }
                    }
                }
            })
    }
}

impl From<Vec<Action>> for Actions {
    fn from(items: Vec<Action>) -> Self {
        Self { items, ..Self::default() }
    }
}

impl Actions {
    /// The one action by itself, or several in a list whose parts have these classes.
    pub(crate) fn draw(&self, heading: Option<&Content>, list: &str, item: &str) -> Markup {
        html! {
            @match self.items.as_slice() {
                [] => {},
                [only] => (only.draw(heading)),
                several => ul class=(list) {
                    @for action in several { li class=(item) { (action.draw(heading)) } }
                },
            }
        }
    }
}

impl Render for Action {
    fn render(&self) -> Markup {
        self.draw(None)
    }
}

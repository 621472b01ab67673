//! Parts of a page of which one is seen at a time. Without script they stand below each other.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::heading::{Heading, Naming};
use super::inset_text::in_paragraph;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// One part.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tab {
    /// What it is called.
    pub label: String,
    /// Its id, if not made from that of the whole.
    pub id: Option<String>,
    /// What is in it.
    pub panel: Content,
    /// Further attributes of the link to it.
    pub attributes: Attributes,
}

/// Parts of a page of which one is seen at a time.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tabs {
    /// The parts.
    pub items: Vec<Tab>,
    /// What the ids of the parts begin with, if not its id.
    pub id_prefix: Option<String>,
    /// Its heading for assistive technology, if not "Contents".
    pub visually_hidden_text: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Tabs {
    fn panel_id(&self, index: usize, tab: &Tab) -> String {
        let prefix = self.id_prefix.as_ref().or(self.id.as_ref()).map_or("", String::as_str);
        tab.id.clone().unwrap_or_else(|| format!("{prefix}-{}", index + 1))
    }

    fn link(&self, index: usize, tab: &Tab) -> Markup {
        let link = Element::new("a")
            .class("nhsuk-tabs__tab")
            .attr("href", format!("#{}", self.panel_id(index, tab)))
            .attributes(&tab.attributes)
            .around(&tab.label);
        let class = Classes::new("nhsuk-tabs__list-item")
            .when(index == 0, "nhsuk-tabs__list-item--selected");
        html! { li class=(class) { (link) } }
    }
}

impl Render for Tabs {
    fn render(&self) -> Markup {
        let title = self.visually_hidden_text.as_deref().unwrap_or("Contents");
        let heading =
            Heading::from(title).named(&Naming { class: "nhsuk-tabs__heading", prefix: "" }, 2);
        Element::new("div")
            .class(Classes::new("nhsuk-tabs").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attr("data-module", "nhsuk-tabs")
            .attributes(&self.attributes)
            .around(&html! {
                (heading)
                ul class="nhsuk-tabs__list" {
                    @for (index, tab) in self.items.iter().enumerate() { (self.link(index, tab)) }
                }
                @for (index, tab) in self.items.iter().enumerate() {
                    div class=(Classes::new("nhsuk-tabs__panel").when(index > 0, "nhsuk-tabs__panel--hidden"))
                        id=(self.panel_id(index, tab)) { (in_paragraph(&tab.panel)) }
                }
            })
    }
}

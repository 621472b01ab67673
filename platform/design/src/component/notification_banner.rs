//! News about the whole service, or that a small act has worked.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::heading::{Heading, Naming};
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// What a banner is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BannerVariant {
    /// Something to know.
    #[default]
    Important,
    /// It worked.
    Success,
}

/// A banner at the top of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NotificationBanner {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// What it says first, in bold.
    pub heading: Heading,
    /// The word in its head, if not "Important" or "Success".
    pub title: Heading,
    /// What it is for.
    pub variant: BannerVariant,
    /// Its role, if not that of its variant.
    pub role: Option<String>,
    /// Whether it leaves the focus where it is.
    pub disable_auto_focus: Option<bool>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl NotificationBanner {
    /// A banner that says that a small act has worked.
    pub fn success(content: impl Into<Content>) -> Self {
        Self { content: content.into(), variant: BannerVariant::Success, ..Self::default() }
    }

    fn head(&self) -> Heading {
        let word = match self.variant {
            BannerVariant::Success => "Success",
            BannerVariant::Important => "Important",
        };
        Heading {
            id: Some(self.title_id().to_owned()),
            content: self.title.content.or(&word.into()).clone(),
            ..self.title.clone()
        }
    }

    fn title_id(&self) -> &str {
        self.title.id.as_deref().unwrap_or("nhsuk-notification-banner-title")
    }

    fn body(&self) -> Markup {
        let heading_class = "nhsuk-notification-banner__heading";
        let has_heading = !self.heading.content.is_empty();
        html! {
            (self.heading.named(&Naming { class: heading_class, prefix: "" }, 3))
            @match &self.content {
                Content::Text(_) if has_heading => p class="nhsuk-body" { (self.content) },
                Content::Text(_) => p class=(heading_class) { (self.content) },
                Content::Html(_) | Content::Nothing => (self.content),
            }
        }
    }
}

impl Render for NotificationBanner {
    fn render(&self) -> Markup {
        let success = self.variant == BannerVariant::Success;
        let role = self.role.as_deref().unwrap_or(if success { "alert" } else { "region" });
        let naming = Naming { class: "nhsuk-notification-banner__title", prefix: "" };
        Element::new("div")
            .class(
                Classes::new("nhsuk-notification-banner")
                    .add(&self.classes)
                    .when(success, "nhsuk-notification-banner--success"),
            )
            .maybe("id", self.id.as_ref())
            .attr("data-module", "nhsuk-notification-banner")
            .maybe("data-disable-auto-focus", self.disable_auto_focus.map(|off| off.to_string()))
            .attr("role", role)
            .attr("aria-labelledby", self.title_id())
            .attributes(&self.attributes)
            .around(&html! {
                div class="nhsuk-notification-banner__header" { (self.head().named(&naming, 2)) }
                div class="nhsuk-notification-banner__content" { (self.body()) }
            })
    }
}

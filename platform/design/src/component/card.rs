//! A white box for one thing of the page.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::action::Actions;
use super::heading::{Heading, Naming, Size};
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};
use crate::icon::icon;

/// What a card looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardVariant {
    /// Its heading stands on its edge.
    Feature,
    /// With an arrow: it leads to the next step.
    Primary,
    /// Without a box.
    Secondary,
    /// Yellow.
    Warning,
    /// Care that can wait.
    NonUrgent,
    /// Care that is urgent.
    Urgent,
    /// Care that is needed at once.
    Emergency,
}

impl CardVariant {
    fn as_str(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Warning => "warning",
            Self::NonUrgent => "non-urgent",
            Self::Urgent => "urgent",
            Self::Emergency => "emergency",
        }
    }

    /// What assistive technology says before the heading of a card about care.
    fn care(self) -> Option<&'static str> {
        match self {
            Self::NonUrgent => Some("Non-urgent advice"),
            Self::Urgent => Some("Urgent advice"),
            Self::Emergency => Some("Immediate action required"),
            Self::Feature | Self::Primary | Self::Secondary | Self::Warning => None,
        }
    }
}

/// A picture at the top of a card.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CardImage {
    /// Where it is.
    pub src: String,
    /// What it shows; empty if it only adorns.
    pub alt: String,
    /// Markup in place of the picture.
    pub html: Option<String>,
}

/// What a card says below its heading.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CardDescription {
    /// Text, which goes in a paragraph, or markup.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A white box for one thing of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Card {
    /// Its heading.
    pub heading: Heading,
    /// What stands right below the heading.
    pub below_heading: Content,
    /// What it says.
    pub description: CardDescription,
    /// What it looks like.
    pub variant: Option<CardVariant>,
    /// Where its heading leads.
    pub href: Option<String>,
    /// Whether the whole card is the link.
    pub clickable: bool,
    /// What can be done with it.
    pub actions: Actions,
    /// A picture at its top.
    pub image: Option<CardImage>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for CardDescription {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Card {
    /// A card with a heading of medium size and what is inside.
    pub fn new(heading: impl Into<Heading>, inside: impl Into<Content>) -> Self {
        let heading = heading.into();
        Self {
            heading: Heading { size: heading.size.or(Some(Size::M)), ..heading },
            description: CardDescription::from(inside.into()),
            ..Self::default()
        }
    }

    fn care(&self) -> Option<&'static str> {
        let care = self.variant.and_then(CardVariant::care)?;
        (!self.heading.content.is_empty()).then_some(care)
    }

    fn class(&self) -> Classes {
        let variant = self.variant.filter(|variant| variant.care().is_none());
        Classes::new("nhsuk-card")
            .when(self.clickable, "nhsuk-card--clickable")
            .variant("nhsuk-card--", variant.map(CardVariant::as_str))
            .when(self.care().is_some(), "nhsuk-card--care")
            .variant("nhsuk-card--care--", self.care().and(self.variant).map(CardVariant::as_str))
            .add(&self.classes)
    }

    fn draw_heading(&self) -> Markup {
        let hidden = self.heading.visually_hidden_text.as_deref().or(self.care());
        let href = self.href.as_ref().filter(|_| self.variant != Some(CardVariant::Feature));
        let words = &self.heading.content;
        let content = html! {
            @if let Some(href) = href {
                a class="nhsuk-card__link" href=(href) { (words) }
            } @else if let Some(hidden) = hidden {
                span role="text" {
                    span class="nhsuk-u-visually-hidden" { (hidden) ": " } (words)
                }
            } @else {
                (words)
            }
        };
        if words.is_empty() {
            return html! { (self.below_heading) };
        }
        let naming = Naming { class: "nhsuk-card__heading", prefix: "nhsuk-heading-" };
        let heading = Heading {
            content: content.into(),
            visually_hidden_text: None,
            href: None,
            ..self.heading.clone()
        };
        html! {
            (heading.named(&naming, 2))
            (self.below_heading)
            @if self.care().is_some() {
                span class="nhsuk-card--care__arrow" aria-hidden="true" {}
            }
        }
    }

    fn head(&self) -> Markup {
        let heading = self.heading.content.clone();
        let actions_class = Classes::new("nhsuk-card__actions").add(&self.actions.classes);
        html! {
            div class="nhsuk-card__heading-container" {
                (self.draw_heading())
                @match self.actions.items.as_slice() {
                    [only] => div class=(actions_class) { (only.draw(Some(&heading))) },
                    _ => (self.actions.draw(Some(&heading), actions_class.as_ref(), "nhsuk-card__action")),
                }
            }
        }
    }

    fn body(&self, has_head: bool) -> Markup {
        let description = &self.description;
        Element::new("div")
            .class(Classes::new("nhsuk-card__content").add(&description.classes))
            .attributes(&description.attributes)
            .around(&html! {
                @if !has_head { (self.draw_heading()) }
                @match &description.content {
                    Content::Text(text) if text.is_empty() => {},
                    Content::Text(_) => p class="nhsuk-card__description" { (description.content) },
                    Content::Html(_) | Content::Nothing => (description.content),
                }
                @if self.variant == Some(CardVariant::Primary) { (icon("chevron-right-circle")) }
            })
    }
}

impl Render for Card {
    fn render(&self) -> Markup {
        let has_head = self.care().is_some() || !self.actions.items.is_empty();
        Element::new("div")
            .class(self.class())
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&html! {
                @match &self.image {
                    Some(CardImage { html: Some(html), .. }) => (maud::PreEscaped(html)),
                    Some(image) => img class="nhsuk-card__img" src=(image.src) alt=(image.alt);,
                    None => {},
                }
                @if has_head { (self.head()) }
                (self.body(has_head))
            })
    }
}

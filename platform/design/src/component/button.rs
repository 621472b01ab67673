//! Buttons, and links that look like buttons.

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};
use crate::icon::icon;

/// What a button looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ButtonVariant {
    /// NHS blue.
    Brand,
    /// The blue of NHS login.
    Login,
    /// White, on dark ground.
    Reverse,
    /// For what is not the main action of the page.
    Secondary,
    /// The same, filled with white.
    SecondarySolid,
    /// For what cannot be undone.
    Warning,
}

impl ButtonVariant {
    fn as_str(self) -> &'static str {
        match self {
            Self::Brand => "brand",
            Self::Login => "login",
            Self::Reverse => "reverse",
            Self::Secondary => "secondary",
            Self::SecondarySolid => "secondary-solid",
            Self::Warning => "warning",
        }
    }
}

/// Which side of the words an icon stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Before the words.
    #[default]
    Start,
    /// Behind the words.
    End,
}

/// The icon of a button.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ButtonIcon {
    /// What it is called, such as `search`.
    pub name: String,
    /// Which side of the words it stands on.
    pub placement: Side,
}

/// A button; with `href`, a link that looks like one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Button {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// What it looks like, if not the main action in green.
    pub variant: Option<ButtonVariant>,
    /// Whether it is small.
    pub small: bool,
    /// Where it leads; it is then a link.
    pub href: Option<String>,
    /// The `type` of the button: `submit` unless said otherwise.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The name that the form sends.
    pub name: Option<String>,
    /// The value that the form sends.
    pub value: Option<String>,
    /// Whether it does nothing for now.
    pub disabled: bool,
    /// What assistive technology calls it, where it has no words.
    pub aria_label: Option<String>,
    /// Whether a second click within a second is ignored.
    pub prevent_double_click: Option<bool>,
    /// Its icon.
    pub icon: Option<ButtonIcon>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Button {
    /// The main action of a form.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// An action that is not the main one.
    pub fn secondary(content: impl Into<Content>) -> Self {
        Self { variant: Some(ButtonVariant::Secondary), ..Self::new(content) }
    }

    /// An action that cannot be undone.
    pub fn warning(content: impl Into<Content>) -> Self {
        Self { variant: Some(ButtonVariant::Warning), ..Self::new(content) }
    }

    /// A link that looks like a button.
    pub fn link(content: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..Self::new(content) }
    }

    fn inside(&self) -> Markup {
        let at = |side| {
            let icon_here = self.icon.as_ref().filter(|icon| icon.placement == side);
            icon_here.map(|it| icon(&it.name))
        };
        html! {
            @if let Some(icon) = at(Side::Start) { (icon) }
            @if self.icon.is_some() && !self.content.is_empty() {
                span class="nhsuk-button__content" { (self.content) }
            } @else {
                (self.content)
            }
            @if let Some(icon) = at(Side::End) { (icon) }
        }
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let class = Classes::new("nhsuk-button")
            .variant("nhsuk-button--", self.variant.map(ButtonVariant::as_str))
            .when(self.icon.is_some(), "nhsuk-button--icon")
            .when(self.small, "nhsuk-button--small")
            .add(&self.classes);
        let link = self.href.as_ref().filter(|_| self.kind.is_none());
        let tag = match link {
            Some(href) => Element::new("a")
                .attr("href", href)
                .attr("role", "button")
                .attr("draggable", "false"),
            None => Element::new("button")
                .maybe("name", self.name.as_ref())
                .attr("type", self.kind.as_deref().unwrap_or("submit"))
                .maybe("value", self.value.as_ref())
                .flag("disabled", self.disabled)
                .maybe("aria-disabled", self.disabled.then_some("true")),
        };
        tag.class(class)
            .maybe("id", self.id.as_ref())
            .attr("data-module", "nhsuk-button")
            .maybe("data-prevent-double-click", self.prevent_double_click.map(|on| on.to_string()))
            .maybe("aria-label", self.aria_label.as_ref())
            .attributes(&self.attributes)
            .around(&self.inside())
    }
}

//! The head of every page: what the service is called, who is signed in, where one can go.
//!
//! There is no NHS logo in it, by intention: the NHS identity is for NHS organisations to apply.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::account::Account;
use super::header_search::HeaderSearch;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// White in place of blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeaderColour {
    /// White.
    White,
}

/// What the service is called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Service {
    /// Its name.
    pub text: String,
    /// Its home page.
    pub href: Option<String>,
}

/// The picture of an organisation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Logo {
    /// Where it leads.
    pub href: Option<String>,
    /// Where the picture is.
    pub src: Option<String>,
    /// What it shows.
    pub alt: Option<String>,
    /// What assistive technology calls the link.
    pub aria_label: Option<String>,
}

/// The organisation that runs the service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// The second line of its name.
    pub split: Option<String>,
    /// What kind of organisation it is.
    pub descriptor: Option<String>,
}

/// A part of the service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NavigationItem {
    /// What it is called.
    #[serde(flatten)]
    pub content: Content,
    /// Where it is.
    pub href: Option<String>,
    /// Whether it is the page that is seen.
    pub current: bool,
    /// Whether the page that is seen is within it.
    pub active: bool,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The parts of the service.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HeaderNavigation {
    /// The parts.
    pub items: Vec<NavigationItem>,
    /// Whether they are spread over the width.
    pub justified: bool,
    /// White in place of blue.
    pub colour: Option<HeaderColour>,
    /// What assistive technology calls it, if not "Menu".
    pub aria_label: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// The head of every page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Header {
    /// What the service is called.
    pub service: Service,
    /// The picture of the organisation that runs it.
    pub logo: Logo,
    /// The organisation that runs it.
    pub organisation: Option<Organisation>,
    /// A field to search it with.
    pub search: Option<HeaderSearch>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// The parts of it.
    pub navigation: HeaderNavigation,
    /// White in place of blue.
    pub colour: Option<HeaderColour>,
    /// Whether account and search stand beside the name.
    pub inline: bool,
    /// Further classes of its containers.
    pub container_classes: String,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl NavigationItem {
    /// A part called `name` at `href`.
    pub fn new(name: impl Into<Content>, href: impl Into<String>) -> Self {
        Self { content: name.into(), href: Some(href.into()), ..Self::default() }
    }

    fn draw(&self) -> Markup {
        let here = self.current || self.active;
        let current = if self.current { "page" } else { "true" };
        let words = html! {
            @if here {
                strong class="nhsuk-header__navigation-item-current-fallback" { (self.content) }
            } @else {
                (self.content)
            }
        };
        let inside = match &self.href {
            Some(href) => {
                Element::new("a").class("nhsuk-header__navigation-link").attr("href", href)
            }
            None => Element::new("span").class("nhsuk-header__navigation-text"),
        }
        .maybe("aria-current", here.then_some(current))
        .around(&words);
        let class = Classes::new("nhsuk-header__navigation-item")
            .when(here, "nhsuk-header__navigation-item--current")
            .add(&self.classes);
        Element::new("li").class(class).attributes(&self.attributes).around(&inside)
    }
}

impl Header {
    /// Whether the logo and the name lead to the same place and are therefore one link.
    fn is_one_link(&self) -> bool {
        match (&self.service.href, &self.logo.href) {
            (Some(_), None) => !self.service.text.is_empty(),
            (service, logo) => service.is_some() && service == logo,
        }
    }

    fn draw_logo(&self) -> Markup {
        html! {
            @if let Some(src) = &self.logo.src {
                img class="nhsuk-header__organisation-logo" src=(src) width="280"
                    alt=(self.logo.alt.as_deref().unwrap_or_default());
            }
            @if let Some(organisation) = &self.organisation {
                span class="nhsuk-header__organisation-name" {
                    (organisation.name)
                    @if let Some(split) = &organisation.split {
                        " " span class="nhsuk-header__organisation-name-split" { (split) }
                    }
                }
                @if let Some(descriptor) = &organisation.descriptor {
                    span class="nhsuk-header__organisation-name-descriptor" { (descriptor) }
                }
            }
        }
    }

    fn draw_name(&self, href: Option<&String>) -> Markup {
        let text = &self.service.text;
        html! {
            @if !text.is_empty() {
                @if let Some(href) = href {
                    a class="nhsuk-header__service-name" href=(href) { (text) }
                } @else {
                    span class="nhsuk-header__service-name" { (text) }
                }
            }
        }
    }

    /// "NHS Anytown Manage patients homepage"
    fn logo_label(&self, one_link: bool) -> String {
        if let Some(label) = &self.logo.aria_label {
            return label.clone();
        }
        let organisation = self.organisation.as_ref();
        let words = [
            self.logo.alt.as_deref(),
            organisation.map(|it| it.name.as_str()),
            organisation.and_then(|it| it.split.as_deref()),
            one_link.then_some(self.service.text.as_str()),
            Some("homepage"),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn draw_service(&self) -> Markup {
        let one_link = self.is_one_link();
        let logo_href = if one_link { &self.service.href } else { &self.logo.href };
        html! {
            div class="nhsuk-header__service" {
                @if let Some(href) = logo_href {
                    a class="nhsuk-header__service-logo" href=(href)
                        aria-label=(self.logo_label(one_link)) {
                        (self.draw_logo())
                        @if one_link { (self.draw_name(None)) }
                    }
                } @else {
                    (self.draw_logo())
                }
                @if !one_link { (self.draw_name(self.service.href.as_ref())) }
            }
        }
    }

    fn draw_navigation(&self, container: &str) -> Markup {
        let navigation = &self.navigation;
        let class = Classes::new("nhsuk-header__navigation")
            .when(navigation.colour.is_some(), "nhsuk-header__navigation--white")
            .when(navigation.justified, "nhsuk-header__navigation--justified")
            .add(&navigation.classes);
        Element::new("nav")
            .class(class)
            .attr("aria-label", navigation.aria_label.as_deref().unwrap_or("Menu"))
            .attributes(&navigation.attributes)
            .around(&html! {
                div class={ "nhsuk-header__navigation-container " (container) } {
                    ul class="nhsuk-header__navigation-list" {
                        @for item in &navigation.items { (item.draw()) }
                        li class="nhsuk-header__menu" hidden {
                            button class="nhsuk-header__menu-toggle nhsuk-header__navigation-link"
                                id="toggle-menu" aria-expanded="false" {
                                span class="nhsuk-u-visually-hidden" { "Browse " } "More"
                            }
                        }
                    }
                }
            })
    }
}

impl Render for Header {
    fn render(&self) -> Markup {
        let container = Classes::new("nhsuk-width-container").add(&self.container_classes);
        let class = Classes::new("nhsuk-header")
            .when(self.colour.is_some(), "nhsuk-header--white")
            .when(self.inline, "nhsuk-header--inline")
            .when(self.organisation.is_some(), "nhsuk-header--organisation")
            .add(&self.classes);
        Element::new("header")
            .class(class)
            .maybe("id", self.id.as_ref())
            .attr("data-module", "nhsuk-header")
            .attr("role", "banner")
            .attributes(&self.attributes)
            .around(&html! {
                div class={ "nhsuk-header__container " (container) } {
                    (self.draw_service())
                    @if let Some(search) = &self.search { (search) }
                    @if let Some(account) = &self.account { (account) }
                }
                @if !self.navigation.items.is_empty() {
                    (self.draw_navigation(container.as_ref()))
                }
            })
    }
}

//! Headings and the captions that go with them, as labels, legends, cards and panels use them.

use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// The sizes of type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// Extra extra small.
    Xxs,
    /// Extra small.
    Xs,
    /// Small.
    S,
    /// Medium.
    M,
    /// Large.
    L,
    /// Extra large.
    Xl,
    /// Extra extra large.
    Xxl,
}

impl Size {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Xxs => "xxs",
            Self::Xs => "xs",
            Self::S => "s",
            Self::M => "m",
            Self::L => "l",
            Self::Xl => "xl",
            Self::Xxl => "xxl",
        }
    }
}

/// Where a caption stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Placement {
    /// In front of the heading's element.
    Before,
    /// Inside it, first.
    Start,
    /// Inside it, last.
    End,
    /// Behind the heading's element.
    After,
}

/// Small grey words that go with a heading.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Caption {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Its id.
    pub id: Option<String>,
    /// Its element, if not `span`.
    pub element: Option<String>,
    /// Where it stands; inside the heading, first, unless said otherwise.
    pub placement: Option<Placement>,
    /// Its size, if not that of the heading.
    pub size: Option<Size>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A heading.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Heading {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Its id.
    pub id: Option<String>,
    /// Its level, 1 to 6; each component has its own default.
    pub level: Option<u8>,
    /// Its size.
    pub size: Option<Size>,
    /// Its caption.
    pub caption: Option<Caption>,
    /// Words for assistive technology only, behind it.
    pub visually_hidden_text: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
    /// Its element, if not the one for its level.
    pub element: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for Caption {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl<T: Into<Content>> From<T> for Heading {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Caption {
    /// The same caption with the heading's size, unless it has its own.
    pub(crate) fn sized(&self, size: Option<Size>) -> Self {
        Self { size: self.size.or(size), ..self.clone() }
    }

    pub(crate) fn is_placed(&self, place: Placement) -> bool {
        !self.content.is_empty() && self.placement == Some(place)
    }

    fn is_inside(&self) -> bool {
        matches!(self.placement, None | Some(Placement::Start | Placement::End))
    }

    /// The caption if it stands inside the heading.
    pub(crate) fn inside(caption: Option<&Self>) -> Option<Self> {
        caption.filter(|caption| caption.is_inside()).cloned()
    }
}

impl Render for Caption {
    fn render(&self) -> Markup {
        let class = match self.size {
            Some(size @ (Size::M | Size::L | Size::Xl | Size::Xxl)) => {
                format!("nhsuk-caption-{}", size.as_str())
            }
            Some(Size::Xxs | Size::Xs | Size::S) | None => "nhsuk-caption".to_owned(),
        };
        let below = matches!(self.placement, Some(Placement::After | Placement::End));
        let class = Classes::new(&class).when(below, "nhsuk-caption--bottom").add(&self.classes);
        Element::new(self.element.as_deref().unwrap_or("span"))
            .class(class)
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&self.content)
    }
}

/// How a component calls the classes of its heading.
pub(crate) struct Naming<'a> {
    /// The class itself.
    pub(crate) class: &'a str,
    /// What comes before the size in the class for the size.
    pub(crate) prefix: &'a str,
}

impl Naming<'_> {
    /// The class, with the size unless the caller's own classes have one. An empty prefix is found
    /// in any text: such a heading has no sizes.
    fn classes(&self, size: Option<Size>, further: &str) -> Classes {
        let size = size.filter(|_| !further.contains(self.prefix));
        match size {
            None => Classes::new(self.class),
            // `nhsuk-heading-m` stands in for `nhsuk-heading`; `nhsuk-label--m` goes with `nhsuk-label`.
            Some(size) if self.prefix.strip_prefix(self.class) == Some("-") => {
                Classes::new(&format!("{}{}", self.prefix, size.as_str()))
            }
            Some(size) => Classes::new(self.class).variant(self.prefix, Some(size.as_str())),
        }
    }
}

impl Heading {
    /// The heading in the element and with the class names of a component; nothing if it is empty.
    pub(crate) fn named(&self, naming: &Naming, default_level: u8) -> Markup {
        if self.content.is_empty() {
            return html! {};
        }
        let level = self.level.unwrap_or(default_level);
        let element = self.element.clone().unwrap_or_else(|| format!("h{level}"));
        let caption = self.caption.as_ref().map(|caption| caption.sized(self.size));
        let placed =
            |place| caption.as_ref().filter(|caption| caption.is_placed(place)).map(Render::render);
        let start = caption.as_ref().filter(|caption| {
            !caption.content.is_empty() && caption.placement.is_none_or(|at| at == Placement::Start)
        });
        let inside = html! {
            @if let Some(caption) = start { (caption) " " }
            @if let Some(href) = &self.href {
                a class="nhsuk-link" href=(href) { (self.content) }
            } @else {
                (self.content)
            }
            @if let Some(hidden) = &self.visually_hidden_text {
                span class="nhsuk-u-visually-hidden" { " " (hidden) }
            }
            @if let Some(caption) = placed(Placement::End) { " " (caption) }
        };
        let tag = Element::new(&element)
            .class(naming.classes(self.size, &self.classes).add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&inside);
        html! {
            @if let Some(caption) = placed(Placement::Before) { (caption) }
            (tag)
            @if let Some(caption) = placed(Placement::After) { (caption) }
        }
    }
}

impl Render for Heading {
    fn render(&self) -> Markup {
        self.named(&Naming { class: "nhsuk-heading", prefix: "nhsuk-heading-" }, 1)
    }
}

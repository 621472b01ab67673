//! The label of a field, which may be the heading of its page.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::heading::{Caption, Heading, Naming, Placement, Size};
use crate::content::Content;
use crate::element::{Attributes, Element};

/// The label of a field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Label {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Its id.
    pub id: Option<String>,
    /// The id of the field; fields fill it in themselves.
    #[serde(rename = "for")]
    pub field: Option<String>,
    /// The size of its type.
    pub size: Option<Size>,
    /// Its caption.
    pub caption: Option<Caption>,
    /// What it says, when it is a heading as well.
    pub heading: Option<Heading>,
    /// Whether it is the heading of the page as well.
    pub is_page_heading: Option<bool>,
    /// Words for assistive technology only, behind it.
    pub visually_hidden_text: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for Label {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Label {
    /// A label that is the only question and therefore the heading of its page.
    pub fn page_heading(content: impl Into<Content>) -> Self {
        let heading = Some(content.into().into());
        Self { heading, size: Some(Size::L), ..Self::default() }
    }

    /// The same label for the field with this id, unless it names another.
    pub(crate) fn for_field(&self, id: &str) -> Self {
        Self { field: self.field.clone().or_else(|| Some(id.to_owned())), ..self.clone() }
    }
}

/// What a label or a legend says, once the heading inside it has had its say.
pub(crate) struct Said {
    pub(crate) is_heading: bool,
    pub(crate) heading: Heading,
    pub(crate) shown: Heading,
}

/// The options that a label and a legend share.
pub(crate) struct Sayable<'a> {
    pub(crate) content: &'a Content,
    pub(crate) heading: Option<&'a Heading>,
    pub(crate) is_page_heading: Option<bool>,
    pub(crate) caption: Option<&'a Caption>,
    pub(crate) size: Option<Size>,
    pub(crate) visually_hidden_text: Option<&'a String>,
}

impl Sayable<'_> {
    pub(crate) fn say(&self) -> Said {
        let is_heading = match self.is_page_heading {
            Some(is_heading) => is_heading,
            None => self.heading.is_some(),
        };
        let heading = self.heading.cloned().unwrap_or_default();
        let mut shown = Heading {
            content: self.content.or(&heading.content).clone(),
            size: self.size,
            caption: self.caption.cloned(),
            visually_hidden_text: self.visually_hidden_text.cloned(),
            ..Heading::default()
        };
        if is_heading {
            shown.content = heading.content.or(self.content).clone();
            shown.size = heading.size.or(self.size);
            shown.caption = heading.caption.clone().or(shown.caption);
            shown.visually_hidden_text =
                heading.visually_hidden_text.clone().or(shown.visually_hidden_text);
        }
        shown.caption = shown.caption.map(|caption| caption.sized(shown.size));
        Said { is_heading, heading, shown }
    }
}

impl Render for Label {
    fn render(&self) -> Markup {
        let Said { is_heading, heading, shown } = Sayable {
            content: &self.content,
            heading: self.heading.as_ref(),
            is_page_heading: self.is_page_heading,
            caption: self.caption.as_ref(),
            size: self.size,
            visually_hidden_text: self.visually_hidden_text.as_ref(),
        }
        .say();
        if shown.content.is_empty() {
            return html! {};
        }
        let caption = shown.caption.clone();
        let placed = |place| caption.as_ref().filter(|caption| caption.is_placed(place));
        let attributes = match &self.field {
            Some(field) => self.attributes.clone().with("for", field),
            None => self.attributes.clone(),
        };
        let label = Heading {
            id: self.id.clone(),
            caption: Caption::inside(shown.caption.as_ref()),
            classes: self.classes.clone(),
            element: Some("label".to_owned()),
            attributes,
            ..shown
        }
        .named(&Naming { class: "nhsuk-label", prefix: "nhsuk-label--" }, 1);
        let wrapped = if is_heading {
            Element::new(&format!("h{}", heading.level.unwrap_or(1)))
                .class("nhsuk-label-wrapper")
                .maybe("id", heading.id.as_ref())
                .attributes(&heading.attributes)
                .around(&label)
        } else {
            label
        };
        html! {
            @if let Some(caption) = placed(Placement::Before) { (caption) }
            (wrapped)
            @if let Some(caption) = placed(Placement::After) { (caption) }
        }
    }
}

//! A group of fields with a legend.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::heading::{Caption, Heading, Naming, Placement, Size};
use super::label::{Said, Sayable};
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// What a group of fields is called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Legend {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Its id.
    pub id: Option<String>,
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

/// A group of fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Fieldset {
    /// The fields.
    #[serde(flatten)]
    pub content: Content,
    /// What the group is called.
    pub legend: Legend,
    /// Its id.
    pub id: Option<String>,
    /// Its role, if not that of the element.
    pub role: Option<String>,
    /// Ids of what describes it.
    pub described_by: String,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for Legend {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Legend {
    /// A legend that is the heading of its page.
    pub fn page_heading(content: impl Into<Content>) -> Self {
        let heading = Some(content.into().into());
        Self { heading, size: Some(Size::L), ..Self::default() }
    }
}

impl Render for Legend {
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
        // Nothing may stand in front of a legend in its fieldset.
        let caption = shown.caption.clone().map(|caption| match caption.placement {
            Some(Placement::Before) => Caption { placement: Some(Placement::Start), ..caption },
            _ => caption,
        });
        let own_size = self.classes.contains("nhsuk-fieldset__legend--");
        let size = shown.size.filter(|_| !own_size);
        let class = Classes::new("nhsuk-fieldset__legend")
            .variant("nhsuk-fieldset__legend--", size.map(Size::as_str))
            .add(&self.classes);
        let inside = Heading { caption: Caption::inside(caption.as_ref()), size: None, ..shown };
        let legend = if is_heading {
            let inside = Heading {
                id: heading.id,
                level: heading.level,
                attributes: heading.attributes,
                ..inside
            }
            .named(&Naming { class: "nhsuk-fieldset__heading", prefix: "" }, 1);
            Element::new("legend")
                .class(class)
                .maybe("id", self.id.as_ref())
                .attributes(&self.attributes)
                .around(&inside)
        } else {
            Heading {
                id: self.id.clone(),
                attributes: self.attributes.clone(),
                element: Some("legend".to_owned()),
                ..inside
            }
            .named(&Naming { class: class.as_ref(), prefix: "" }, 1)
        };
        let after = caption.as_ref().filter(|caption| caption.is_placed(Placement::After));
        html! { (legend) @if let Some(caption) = after { (caption) } }
    }
}

impl Render for Fieldset {
    fn render(&self) -> Markup {
        Element::new("fieldset")
            .class(Classes::new("nhsuk-fieldset").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .maybe("role", self.role.as_ref())
            .maybe("aria-describedby", Some(&self.described_by))
            .attributes(&self.attributes)
            .around(&html! { (self.legend) (self.content) })
    }
}

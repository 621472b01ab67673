//! A word for the state of something, in a coloured box.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// The colour of a tag. Red is for errors only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "a colour says what it is")]
pub enum TagColour {
    White,
    Grey,
    Green,
    AquaGreen,
    Blue,
    Purple,
    Pink,
    Red,
    Orange,
    Yellow,
    /// Plain words without a box.
    NoColour,
}

impl TagColour {
    fn as_str(self) -> &'static str {
        match self {
            Self::White => "white",
            Self::Grey => "grey",
            Self::Green => "green",
            Self::AquaGreen => "aqua-green",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Pink => "pink",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::NoColour => "no-colour",
        }
    }
}

/// A word for the state of something.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tag {
    /// The word.
    #[serde(flatten)]
    pub content: Content,
    /// Its colour, if not solid blue.
    pub colour: Option<TagColour>,
    /// Whether it has a border: yes unless said otherwise.
    pub border: Option<bool>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Tag {
    /// A word in a colour.
    pub fn new(colour: TagColour, word: impl Into<Content>) -> Self {
        Self { colour: Some(colour), content: word.into(), ..Self::default() }
    }
}

impl Render for Tag {
    fn render(&self) -> Markup {
        let colour = self.colour.filter(|_| !self.classes.contains("nhsuk-tag--"));
        let class = Classes::new("nhsuk-tag")
            .variant("nhsuk-tag--", colour.map(TagColour::as_str))
            .when(self.border == Some(false), "nhsuk-tag--no-border")
            .add(&self.classes);
        Element::new("strong")
            .class(class)
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&self.content)
    }
}

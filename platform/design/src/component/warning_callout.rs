//! What a reader must not miss, in a yellow box.

use maud::{Markup, Render};
use serde::Deserialize;

use super::action::Actions;
use super::card::{Card, CardDescription, CardVariant};
use super::heading::Heading;
use crate::content::Content;
use crate::element::Attributes;

/// What a reader must not miss.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WarningCallout {
    /// Its heading.
    pub heading: Heading,
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// What can be done about it.
    pub actions: Actions,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Render for WarningCallout {
    fn render(&self) -> Markup {
        let mut heading = self.heading.clone();
        heading.level = Some(heading.level.unwrap_or(3));
        let says_so = matches!(&heading.content, Content::Text(text) if text.to_lowercase().contains("important"));
        let hidden = heading.visually_hidden_text.unwrap_or_else(|| "Important".to_owned());
        heading.visually_hidden_text = (!says_so).then_some(hidden);
        Card {
            heading,
            description: CardDescription::from(self.content.clone()),
            actions: self.actions.clone(),
            variant: Some(CardVariant::Warning),
            id: self.id.clone(),
            classes: self.classes.clone(),
            attributes: self.attributes.clone(),
            ..Card::default()
        }
        .render()
    }
}

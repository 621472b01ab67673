//! Facts about one thing: names on the left, values on the right, what can be done behind.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::action::Actions;
use super::card::{Card, CardDescription};
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// One side of a row.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SummaryCell {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Its width, such as `one-third`.
    pub width: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// One fact.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SummaryRow {
    /// What it is about.
    pub key: SummaryCell,
    /// What it is. Never empty: say "Not known".
    pub value: SummaryCell,
    /// What can be done with it.
    pub actions: Actions,
    /// Whether there is a line below: yes unless said otherwise.
    pub border: Option<bool>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// Facts about one thing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SummaryList {
    /// The facts.
    pub rows: Vec<SummaryRow>,
    /// Whether there are lines between them: yes unless said otherwise.
    pub border: Option<bool>,
    /// Whether there is a line below the last: yes unless said otherwise.
    pub last_row_border: Option<bool>,
    /// The card around them.
    pub card: Option<Card>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for SummaryCell {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl SummaryRow {
    /// A fact.
    pub fn new(key: impl Into<Content>, value: impl Into<Content>) -> Self {
        Self { key: key.into().into(), value: value.into().into(), ..Self::default() }
    }

    /// The same fact with what can be done with it.
    #[must_use]
    pub fn with_actions(self, actions: impl Into<Actions>) -> Self {
        Self { actions: actions.into(), ..self }
    }
}

impl SummaryCell {
    fn draw(&self, element: &str, class: &str) -> Markup {
        Element::new(element)
            .class(
                Classes::new(class)
                    .variant("nhsuk-u-width-", self.width.as_deref())
                    .add(&self.classes),
            )
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&self.content)
    }
}

impl SummaryList {
    fn row(&self, row: &SummaryRow, is_last: bool) -> Markup {
        let any_has_actions = self.rows.iter().any(|row| !row.actions.items.is_empty());
        let has_actions = !row.actions.items.is_empty();
        let last_is_bare = is_last && self.last_row_border == Some(false);
        let class = Classes::new("nhsuk-summary-list__row")
            .when(any_has_actions && !has_actions, "nhsuk-summary-list__row--no-actions")
            .when(row.border == Some(false) && !last_is_bare, "nhsuk-summary-list__row--no-border")
            .add(&row.classes);
        let heading = self.card.as_ref().map(|card| &card.heading.content);
        let actions = row.actions.draw(
            heading,
            "nhsuk-summary-list__actions-list",
            "nhsuk-summary-list__actions-list-item",
        );
        let actions_cell = Element::new("dd")
            .class(
                Classes::new("nhsuk-summary-list__actions")
                    .variant("nhsuk-u-width-", row.actions.width.as_deref())
                    .add(&row.actions.classes),
            )
            .maybe("id", row.actions.id.as_ref())
            .attributes(&row.actions.attributes)
            .around(&actions);
        Element::new("div")
            .class(class)
            .maybe("id", row.id.as_ref())
            .attributes(&row.attributes)
            .around(&html! {
                (row.key.draw("dt", "nhsuk-summary-list__key"))
                (row.value.draw("dd", "nhsuk-summary-list__value"))
                @if has_actions { (actions_cell) }
            })
    }
}

impl Render for SummaryList {
    fn render(&self) -> Markup {
        let borderless = self.border == Some(false);
        let last_is_bare = !borderless && self.last_row_border == Some(false);
        let class = Classes::new("nhsuk-summary-list")
            .when(borderless, "nhsuk-summary-list--no-border")
            .when(last_is_bare, "nhsuk-summary-list--no-last-row-border")
            .add(&self.classes);
        let list = Element::new("dl")
            .class(class)
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&html! {
                @for (index, row) in self.rows.iter().enumerate() {
                    (self.row(row, index + 1 == self.rows.len()))
                }
            });
        match &self.card {
            None => list,
            Some(card) => {
                Card { description: CardDescription::from(list), ..card.clone() }.render()
            }
        }
    }
}

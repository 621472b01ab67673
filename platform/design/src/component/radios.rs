//! One answer out of a few.

use maud::{Markup, Render};
use serde::Deserialize;

use super::choice::{ChoiceItem, Group, in_group};
use super::error_message::ErrorMessage;
use super::fieldset::Fieldset;
use super::form_group::{FormGroup, describe, id_or_name};
use super::hint::Hint;
use crate::element::Attributes;

/// One answer out of a few.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Radios {
    /// The question, as the legend of the group.
    pub fieldset: Option<Fieldset>,
    /// How to answer.
    pub hint: Option<Hint>,
    /// What is wrong with the answer.
    pub error_message: Option<ErrorMessage>,
    /// The name that the form sends.
    pub name: String,
    /// What the ids of the choices begin with, if not the name.
    pub id_prefix: Option<String>,
    /// The choices.
    pub items: Vec<ChoiceItem>,
    /// The value of the choice that is chosen.
    pub value: Option<String>,
    /// Whether they are small.
    pub small: bool,
    /// Whether they stand side by side.
    pub inline: bool,
    /// Whether they cannot be answered for now.
    pub disabled: bool,
    /// The id of the element around the choices.
    pub id: Option<String>,
    /// The group around all.
    pub form_group: FormGroup,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Render for Radios {
    fn render(&self) -> Markup {
        let id_prefix = id_or_name(self.id_prefix.as_ref(), &self.name);
        let already = self.fieldset.as_ref().map_or("", |fieldset| &fieldset.described_by);
        let (hint, error) = (self.hint.as_ref(), self.error_message.as_ref());
        let described = describe(already, id_prefix, hint, error);
        let group = Group {
            plural: "radios",
            kind: "radio",
            id_prefix,
            name: &self.name,
            disabled: self.disabled,
            described_by: "",
            small: self.small,
            inline: self.inline,
        };
        let tag = group.tag(&self.classes, self.id.as_ref(), &self.attributes);
        let value = self.value.as_ref().filter(|value| !value.is_empty());
        let choices =
            group.draw(&self.items, |item| value == Some(&item.value), tag, &self.form_group);
        in_group(self.fieldset.as_ref(), &described, error, &self.form_group, &choices)
    }
}

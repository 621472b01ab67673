//! A choice from a list that opens. Use radios wherever they fit.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::error_message::ErrorMessage;
use super::form_group::{FormGroup, InputWrapper, above, describe, id_or_name, wrapped};
use super::hint::Hint;
use super::label::Label;
use crate::element::{Attributes, Classes, Element};

/// One choice.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SelectItem {
    /// What it says.
    pub text: String,
    /// What the form sends, if not the text.
    pub value: Option<String>,
    /// Whether it is chosen, if the value of the whole does not say so.
    pub selected: Option<bool>,
    /// Whether it cannot be chosen for now.
    pub disabled: bool,
    /// Whether this is a line between choices and no choice.
    pub divider: bool,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A choice from a list that opens.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Select {
    /// What is asked.
    pub label: Label,
    /// How to answer.
    pub hint: Option<Hint>,
    /// What is wrong with the answer.
    pub error_message: Option<ErrorMessage>,
    /// The name that the form sends.
    pub name: String,
    /// Its id, if not its name.
    pub id: Option<String>,
    /// The choices.
    pub items: Vec<SelectItem>,
    /// The value of the choice that is chosen.
    pub value: Option<String>,
    /// Whether it cannot be answered for now.
    pub disabled: bool,
    /// Ids of what else describes it.
    pub described_by: String,
    /// The group around it.
    pub form_group: FormGroup,
    /// The wrapper around the field itself.
    pub input_wrapper: Option<InputWrapper>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl SelectItem {
    /// A choice that sends `value` and says `text`.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: Some(value.into()), text: text.into(), ..Self::default() }
    }

    fn draw(&self, chosen: Option<&str>) -> Markup {
        if self.divider {
            return html! { hr; };
        }
        let value = self.value.as_deref().unwrap_or(&self.text);
        let selected = self.selected.unwrap_or(chosen == Some(value));
        let option = match &self.value {
            Some(value) => Element::new("option").attr("value", value),
            None => Element::new("option"),
        };
        option
            .flag("selected", selected)
            .flag("disabled", self.disabled)
            .attributes(&self.attributes)
            .around(&self.text)
    }
}

impl Render for Select {
    fn render(&self) -> Markup {
        let id = id_or_name(self.id.as_ref(), &self.name);
        let has_error = self.error_message.is_some();
        let described =
            describe(&self.described_by, id, self.hint.as_ref(), self.error_message.as_ref());
        let class =
            Classes::new("nhsuk-select").when(has_error, "nhsuk-select--error").add(&self.classes);
        let chosen = self.value.as_deref().filter(|value| !value.is_empty());
        let mut field = Element::new("select")
            .class(class)
            .attr("id", id)
            .attr("name", &self.name)
            .flag("disabled", self.disabled)
            .maybe("aria-describedby", Some(&described.by))
            .attributes(&self.attributes)
            .around(&html! { @for item in &self.items { (item.draw(chosen)) } });
        let beside = [&self.form_group.before_input, &self.form_group.after_input];
        if self.input_wrapper.is_some() || beside.iter().any(|content| !content.is_empty()) {
            let wrapper = self.input_wrapper.clone().unwrap_or_default();
            let class = Classes::new("nhsuk-input-wrapper").add(&wrapper.classes);
            let inside = html! { (beside[0]) (field) (beside[1]) };
            field = wrapped(&wrapper, &class, &inside);
        }
        let inside = html! { (above(&self.label, id, &described)) (field) };
        self.form_group.around(has_error, &inside)
    }
}

//! A field for several lines of text.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::error_message::ErrorMessage;
use super::form_group::{FormGroup, above, describe, id_or_name};
use super::hint::Hint;
use super::label::Label;
use crate::element::{Attributes, Classes, Element};

/// A field for several lines of text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Textarea {
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
    /// What was answered.
    pub value: String,
    /// How many lines are seen, if not 5.
    pub rows: Option<u8>,
    /// What the browser may fill in.
    pub autocomplete: Option<String>,
    /// Whether spelling is checked.
    pub spellcheck: Option<bool>,
    /// Whether it cannot be answered for now.
    pub disabled: bool,
    /// Ids of what else describes it.
    pub described_by: String,
    /// The group around it.
    pub form_group: FormGroup,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Render for Textarea {
    fn render(&self) -> Markup {
        let id = id_or_name(self.id.as_ref(), &self.name);
        let has_error = self.error_message.is_some();
        let described =
            describe(&self.described_by, id, self.hint.as_ref(), self.error_message.as_ref());
        let class = Classes::new("nhsuk-textarea")
            .when(has_error, "nhsuk-textarea--error")
            .add(&self.classes);
        // A browser drops one line break behind the start tag: this one, not the writer's.
        let value = if self.value.starts_with('\n') {
            format!("\n{}", self.value)
        } else {
            self.value.clone()
        };
        let field = Element::new("textarea")
            .class(class)
            .attr("id", id)
            .attr("name", &self.name)
            .attr("rows", self.rows.unwrap_or(5).to_string())
            .maybe("spellcheck", self.spellcheck.map(|on| on.to_string()))
            .flag("disabled", self.disabled)
            .maybe("aria-describedby", Some(&described.by))
            .maybe("autocomplete", self.autocomplete.as_ref())
            .attributes(&self.attributes)
            .around(&value);
        let inside = html! {
            (above(&self.label, id, &described))
            (self.form_group.before_input)
            (field)
            (self.form_group.after_input)
        };
        self.form_group.around(has_error, &inside)
    }
}

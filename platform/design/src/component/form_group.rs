//! What every field has around it: hint, error, and the words that tie them to the field.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::error_message::ErrorMessage;
use super::hint::Hint;
use super::label::Label;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// The element around a field with its label, hint and error.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FormGroup {
    /// What stands in front of the field.
    #[serde(alias = "beforeInputs")]
    pub before_input: Content,
    /// What stands behind the field.
    #[serde(alias = "afterInputs")]
    pub after_input: Content,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A further element around the field itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InputWrapper {
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl FormGroup {
    /// The group around `inside`, marked if there is an error.
    pub(crate) fn around(&self, has_error: bool, inside: &Markup) -> Markup {
        Element::new("div")
            .class(
                Classes::new("nhsuk-form-group")
                    .when(has_error, "nhsuk-form-group--error")
                    .add(&self.classes),
            )
            .attributes(&self.attributes)
            .around(inside)
    }
}

/// The hint and the error of a field, and the ids by which the field is described.
pub(crate) struct Described {
    pub(crate) by: String,
    pub(crate) markup: Markup,
}

/// Draws the hint and the error of the field `id` and collects their ids.
pub(crate) fn describe(
    already: &str,
    id: &str,
    hint: Option<&Hint>,
    error: Option<&ErrorMessage>,
) -> Described {
    let mut by: Vec<String> = already.split_whitespace().map(str::to_owned).collect();
    let hint = hint.filter(|hint| !hint.content.is_empty()).map(|hint| {
        let id = hint.id.clone().unwrap_or_else(|| format!("{id}-hint"));
        by.push(id.clone());
        Hint { id: Some(id), ..hint.clone() }
    });
    let error = error.filter(|error| !error.content.is_empty()).map(|error| {
        let id = error.id.clone().unwrap_or_else(|| format!("{id}-error"));
        by.push(id.clone());
        ErrorMessage { id: Some(id), ..error.clone() }
    });
    let markup = html! {
        @if let Some(hint) = hint { (hint) }
        @if let Some(error) = error { (error) }
    };
    Described { by: by.join(" "), markup }
}

/// The words above a field: its label, hint and error.
pub(crate) fn above(label: &Label, id: &str, described: &Described) -> Markup {
    html! { (label.for_field(id)) (described.markup) }
}

/// The id of a field: its own, or its name.
pub(crate) fn id_or_name<'a>(id: Option<&'a String>, name: &'a str) -> &'a str {
    id.filter(|id| !id.is_empty()).map_or(name, String::as_str)
}

/// A field inside its wrapper, with what stands before and after it.
pub(crate) fn wrapped(wrapper: &InputWrapper, class: &Classes, inside: &impl Render) -> Markup {
    Element::new("div").class(class).attributes(&wrapper.attributes).around(inside)
}

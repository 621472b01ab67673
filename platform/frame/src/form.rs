//! Forms: the hidden key, the fields that people fill in, and what is wrong with what they typed,
//! said beside the field and once more at the top.

use kith_design::{
    Button, ErrorItem, ErrorMessage, ErrorSummary, Input, Label, Markup, PasswordInput, Select,
    SelectItem, Size, html,
};

use crate::once::{FormKey, ONCE};
use crate::posted::FORM_KEY;

/// What is wrong with what was typed: the field's name and the words.
#[derive(Debug, Clone, Default)]
pub struct Wrong(Vec<(&'static str, String)>);

impl Wrong {
    /// Nothing is wrong.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// One thing is wrong.
    pub fn with(field: &'static str, words: impl std::fmt::Display) -> Self {
        Self(vec![(field, words.to_string())])
    }

    /// Adds a thing that is wrong.
    pub fn add(&mut self, field: &'static str, words: impl std::fmt::Display) {
        self.0.push((field, words.to_string()));
    }

    /// Only what is wrong with one field.
    #[must_use]
    pub fn only(mut self, field: &str) -> Self {
        self.0.retain(|(name, _)| *name == field);
        self
    }

    /// Whether anything is wrong.
    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field.
    pub fn about(&self, field: &str) -> Option<ErrorMessage> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, words)| words.as_str().into())
    }

    /// All that is wrong, in one line.
    pub fn sentences(&self) -> String {
        self.0
            .iter()
            .map(|(field, words)| format!("{field}: {words}"))
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// All that is wrong, for the top of the page; nothing where nothing is.
    pub fn summary(&self) -> Markup {
        if self.is_nothing() {
            return Markup::default();
        }
        let items = self.0.iter().map(|(field, words)| ErrorItem {
            content: words.as_str().into(),
            href: Some(format!("#{field}")),
            ..ErrorItem::default()
        });
        html! {
            (ErrorSummary {
                heading: "There is a problem".into(),
                error_list: items.collect(),
                ..ErrorSummary::default()
            })
        }
    }
}

/// Whose form it is.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'a> {
    /// Somebody who is signed in: the form has its effect once.
    Session(&'a FormKey),
    /// Somebody at the door, or between signing in and a role.
    Visit(&'a str),
}

impl<'a> From<&'a FormKey> for Owner<'a> {
    fn from(form_key: &'a FormKey) -> Self {
        Self::Session(form_key)
    }
}

impl<'a> From<&'a str> for Owner<'a> {
    fn from(form_key: &'a str) -> Self {
        Self::Visit(form_key)
    }
}

impl<'a> From<&'a String> for Owner<'a> {
    fn from(form_key: &'a String) -> Self {
        Self::Visit(form_key)
    }
}

/// The hidden fields that show a form to be ours and to be sent for the first time.
pub fn key<'a>(owner: impl Into<Owner<'a>>) -> Markup {
    match owner.into() {
        Owner::Session(form_key) => html! {
            input type="hidden" name=(FORM_KEY) value=(form_key.secret());
            input type="hidden" name=(ONCE) value=(form_key.once());
        },
        Owner::Visit(form_key) => html! {
            input type="hidden" name=(FORM_KEY) value=(form_key);
        },
    }
}

/// A field for a line of text.
pub fn text(name: &'static str, label: &str, value: &str, wrong: &Wrong) -> Input {
    Input {
        name: name.to_owned(),
        label: asks(label),
        value: Some(value.to_owned()),
        error_message: wrong.about(name),
        ..Input::default()
    }
}

/// A field for a whole number.
pub fn number(name: &'static str, label: &str, value: &str, wrong: &Wrong) -> Input {
    Input { inputmode: Some("numeric".into()), width: Some(10), ..text(name, label, value, wrong) }
}

/// A field for a password; `autocomplete` tells the browser whether it is a new one.
pub fn password(
    name: &'static str,
    label: &str,
    autocomplete: &str,
    wrong: &Wrong,
) -> PasswordInput {
    PasswordInput {
        name: name.to_owned(),
        label: asks(label),
        autocomplete: Some(autocomplete.to_owned()),
        error_message: wrong.about(name),
        ..PasswordInput::default()
    }
}

/// A list to choose one thing from: values and words.
pub fn select(
    name: &'static str,
    label: &str,
    choices: impl IntoIterator<Item = (String, String)>,
    chosen: &str,
    wrong: &Wrong,
) -> Select {
    let items = choices.into_iter().map(|(value, text)| SelectItem {
        text,
        value: Some(value),
        ..SelectItem::default()
    });
    Select {
        name: name.to_owned(),
        label: asks(label),
        items: items.collect(),
        value: Some(chosen.to_owned()),
        error_message: wrong.about(name),
        ..Select::default()
    }
}

/// A button that sends a form.
pub fn send(words: &str) -> Button {
    Button { content: words.into(), prevent_double_click: Some(true), ..Button::default() }
}

/// A label in the size of small headings.
pub fn asks(words: &str) -> Label {
    Label { content: words.into(), size: Some(Size::S), ..Label::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_beside_the_field_and_at_the_top() {
        let wrong = Wrong::with("name", "Enter a name");
        assert!(text("name", "Name", "", &wrong).error_message.is_some());
        assert!(text("site", "Site", "", &wrong).error_message.is_none());
        let summary = wrong.summary().into_string();
        assert!(summary.contains("There is a problem"));
        assert!(summary.contains("href=\"#name\""));
    }

    #[test]
    fn what_was_typed_is_escaped() {
        let field = html! { (text("name", "Name", "\"><script>", &Wrong::nothing())) };
        assert!(!field.into_string().contains("<script>"));
    }
}

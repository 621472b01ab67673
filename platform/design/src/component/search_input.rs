//! A field to search with, and its button.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::button::{Button, ButtonIcon, ButtonVariant};
use super::error_message::ErrorMessage;
use super::form_group::{FormGroup, InputWrapper, id_or_name};
use super::hint::Hint;
use super::input::{Affix, Input};
use super::label::Label;
use crate::content::Content;
use crate::element::{Attributes, Classes};

/// The button that searches.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SearchButton {
    /// What it says; it has an icon alone unless this says more.
    #[serde(flatten)]
    pub content: Content,
    /// What it looks like.
    pub variant: Option<ButtonVariant>,
    /// Whether it does nothing for now.
    pub disabled: Option<bool>,
    /// The name of its icon: a magnifying glass unless said otherwise.
    pub icon: Option<String>,
    /// Further classes.
    pub classes: String,
}

impl Default for SearchButton {
    fn default() -> Self {
        Self {
            content: Content::Nothing,
            variant: None,
            disabled: None,
            icon: Some("search".to_owned()),
            classes: String::new(),
        }
    }
}

/// A field to search with.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SearchInput {
    /// What is searched.
    pub label: Label,
    /// How to search.
    pub hint: Option<Hint>,
    /// What is wrong with the words.
    pub error_message: Option<ErrorMessage>,
    /// The name that the form sends.
    pub name: String,
    /// Its id, if not its name.
    pub id: Option<String>,
    /// The words searched for.
    pub value: Option<String>,
    /// An example inside the empty field.
    pub placeholder: Option<String>,
    /// How many characters fit.
    pub width: Option<u8>,
    /// Whether it is large.
    pub large: bool,
    /// Whether every character is as wide.
    pub code: bool,
    /// What stands before the words.
    pub prefix: Option<Affix>,
    /// What stands behind the words.
    pub suffix: Option<Affix>,
    /// Whether it cannot be used for now.
    pub disabled: bool,
    /// The button; none if something else on the page sends the form.
    pub button: Option<SearchButton>,
    /// The group around it.
    pub form_group: FormGroup,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Default for SearchInput {
    fn default() -> Self {
        Self {
            label: Label::default(),
            hint: None,
            error_message: None,
            name: String::new(),
            id: None,
            value: None,
            placeholder: None,
            width: None,
            large: false,
            code: false,
            prefix: None,
            suffix: None,
            disabled: false,
            button: Some(SearchButton::default()),
            form_group: FormGroup::default(),
            classes: String::new(),
            attributes: Attributes::default(),
        }
    }
}

impl SearchInput {
    fn draw_button(&self, button: &SearchButton) -> Button {
        Button {
            content: button.content.clone(),
            variant: button.variant,
            aria_label: Some("Search".to_owned()),
            icon: button.icon.clone().map(|name| ButtonIcon { name, ..ButtonIcon::default() }),
            small: !self.large,
            disabled: button.disabled.unwrap_or(self.disabled),
            classes: Classes::new("nhsuk-search-input__button").add(&button.classes).into(),
            ..Button::default()
        }
    }
}

impl Render for SearchInput {
    fn render(&self) -> Markup {
        let after_input = html! {
            @if let Some(button) = &self.button { (self.draw_button(button)) }
            (self.form_group.after_input)
        };
        let group_classes = Classes::new("nhsuk-search-input")
            .when(self.large, "nhsuk-search-input--large")
            .add(&self.form_group.classes);
        Input {
            label: self.label.clone(),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            name: self.name.clone(),
            id: Some(id_or_name(self.id.as_ref(), &self.name).to_owned()),
            value: self.value.clone(),
            placeholder: self.placeholder.clone(),
            kind: Some("search".to_owned()),
            width: self.width,
            large: self.large,
            code: self.code,
            prefix: self.prefix.clone(),
            suffix: self.suffix.clone(),
            autocomplete: Some("off".to_owned()),
            disabled: self.disabled,
            input_wrapper: Some(InputWrapper {
                classes: "nhsuk-search-input__wrapper".to_owned(),
                ..InputWrapper::default()
            }),
            form_group: FormGroup {
                after_input: Content::Html(after_input),
                classes: group_classes.into(),
                ..self.form_group.clone()
            },
            classes: Classes::new("nhsuk-search-input__input").add(&self.classes).into(),
            attributes: self.attributes.clone(),
            ..Input::default()
        }
        .render()
    }
}

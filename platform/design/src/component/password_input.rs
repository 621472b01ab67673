//! A field for a password, which can be shown.

use maud::{Markup, Render};
use serde::Deserialize;

use super::button::{Button, ButtonVariant};
use super::error_message::ErrorMessage;
use super::form_group::{FormGroup, id_or_name};
use super::hint::Hint;
use super::input::{Affix, Input};
use super::label::Label;
use crate::content::Content;
use crate::element::{Attributes, Classes};

/// The button that shows the password.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ShowButton {
    /// What it looks like, if not secondary.
    pub variant: Option<ButtonVariant>,
    /// Whether it does nothing for now.
    pub disabled: Option<bool>,
    /// Whether a second click within a second is ignored.
    pub prevent_double_click: Option<bool>,
    /// Further classes.
    pub classes: String,
}

/// A field for a password.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PasswordInput {
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
    /// What was answered. Leave it empty: a password is never sent back.
    pub value: Option<String>,
    /// `new-password` where one is chosen; otherwise the current one is asked for.
    pub autocomplete: Option<String>,
    /// How many characters fit.
    pub width: Option<u8>,
    /// Whether it is large.
    pub large: bool,
    /// Whether every character is as wide.
    pub code: bool,
    /// What stands before the answer.
    pub prefix: Option<Affix>,
    /// What stands behind the answer.
    pub suffix: Option<Affix>,
    /// Whether it cannot be answered for now.
    pub disabled: bool,
    /// Ids of what else describes it.
    pub described_by: String,
    /// The button that shows it.
    pub button: ShowButton,
    /// What the button says, if not "Show".
    pub show_password_text: Option<String>,
    /// What the button says while the password is shown.
    pub hide_password_text: Option<String>,
    /// What assistive technology calls the button.
    pub show_password_aria_label: Option<String>,
    /// The same while the password is shown.
    pub hide_password_aria_label: Option<String>,
    /// What assistive technology says when it is shown.
    pub password_shown_announcement_text: Option<String>,
    /// The same when it is hidden again.
    pub password_hidden_announcement_text: Option<String>,
    /// The group around it.
    pub form_group: FormGroup,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl PasswordInput {
    fn show_button(&self, id: &str) -> Button {
        Button {
            content: self.show_password_text.as_deref().unwrap_or("Show").into(),
            aria_label: Some(
                self.show_password_aria_label.clone().unwrap_or_else(|| "Show password".to_owned()),
            ),
            kind: Some("button".to_owned()),
            small: !self.large,
            variant: Some(self.button.variant.unwrap_or(ButtonVariant::Secondary)),
            disabled: self.button.disabled.unwrap_or(self.disabled),
            prevent_double_click: self.button.prevent_double_click,
            classes: Classes::new("nhsuk-password-input__toggle nhsuk-js-password-input-toggle")
                .add(&self.button.classes)
                .into(),
            attributes: Attributes::default().with("aria-controls", id).with("hidden", ""),
            ..Button::default()
        }
    }

    fn group_attributes(&self) -> Attributes {
        let translations = [
            ("data-i18n.show-password", &self.show_password_text),
            ("data-i18n.hide-password", &self.hide_password_text),
            ("data-i18n.show-password-aria-label", &self.show_password_aria_label),
            ("data-i18n.hide-password-aria-label", &self.hide_password_aria_label),
            ("data-i18n.password-shown-announcement", &self.password_shown_announcement_text),
            ("data-i18n.password-hidden-announcement", &self.password_hidden_announcement_text),
        ];
        let mut attributes =
            self.form_group.attributes.clone().with("data-module", "nhsuk-password-input");
        for (name, words) in translations {
            if let Some(words) = words {
                attributes = attributes.with(name, words);
            }
        }
        attributes
    }
}

impl Render for PasswordInput {
    fn render(&self) -> Markup {
        let id = id_or_name(self.id.as_ref(), &self.name);
        let own_classes = "nhsuk-password-input__input nhsuk-js-password-input-input";
        let group_classes = Classes::new(&self.form_group.classes).add("nhsuk-password-input");
        let form_group = FormGroup {
            before_input: self.form_group.before_input.clone(),
            after_input: Content::Html(self.show_button(id).render()),
            classes: group_classes.into(),
            attributes: self.group_attributes(),
        };
        Input {
            label: self.label.clone(),
            hint: self.hint.clone(),
            error_message: self.error_message.clone(),
            name: self.name.clone(),
            id: Some(id.to_owned()),
            value: self.value.clone(),
            kind: Some("password".to_owned()),
            width: self.width,
            large: self.large,
            code: self.code,
            prefix: self.prefix.clone(),
            suffix: self.suffix.clone(),
            autocomplete: Some(
                self.autocomplete.clone().unwrap_or_else(|| "current-password".to_owned()),
            ),
            autocapitalize: Some("none".to_owned()),
            spellcheck: Some(false),
            disabled: self.disabled,
            described_by: self.described_by.clone(),
            form_group,
            classes: Classes::new(own_classes).add(&self.classes).into(),
            attributes: self.attributes.clone(),
            ..Input::default()
        }
        .render()
    }
}

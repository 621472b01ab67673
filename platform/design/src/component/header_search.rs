//! The field in the head of every page that searches the service.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::button::{Button, ButtonIcon};
use super::form_group::FormGroup;
use super::input::Input;
use super::label::Label;

/// A field to search the service with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HeaderSearch {
    /// Where it is answered.
    pub action: String,
    /// `get`, unless said otherwise.
    pub method: Option<String>,
    /// The name that the form sends, if not `q`.
    pub name: Option<String>,
    /// The field.
    pub input: SearchHints,
    /// Its label for assistive technology.
    pub label: SearchLabel,
}

/// What stands in the empty field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SearchHints {
    /// The words, if not "Search".
    pub placeholder: Option<String>,
}

/// What the field is called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SearchLabel {
    /// The words.
    pub visually_hidden_text: String,
}

impl Render for HeaderSearch {
    fn render(&self) -> Markup {
        let button = Button {
            aria_label: Some("Search".to_owned()),
            icon: Some(ButtonIcon { name: "search".to_owned(), ..ButtonIcon::default() }),
            small: true,
            ..Button::default()
        };
        let input = Input {
            label: Label {
                content: self.label.visually_hidden_text.as_str().into(),
                classes: "nhsuk-u-visually-hidden".to_owned(),
                ..Label::default()
            },
            id: Some("search-field".to_owned()),
            name: self.name.clone().unwrap_or_else(|| "q".to_owned()),
            kind: Some("search".to_owned()),
            autocomplete: Some("off".to_owned()),
            placeholder: self.input.placeholder.clone().or_else(|| Some("Search".to_owned())),
            form_group: FormGroup { after_input: button.render().into(), ..FormGroup::default() },
            ..Input::default()
        };
        html! {
            search class="nhsuk-header__search" {
                form class="nhsuk-header__search-form" id="search" action=(self.action)
                    method=(self.method.as_deref().unwrap_or("get")) novalidate { (input) }
            }
        }
    }
}

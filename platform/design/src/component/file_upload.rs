//! A field to choose files with, or to drop them on.

use std::collections::BTreeMap;

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::error_message::ErrorMessage;
use super::form_group::{FormGroup, above, describe, id_or_name};
use super::hint::Hint;
use super::label::Label;
use crate::element::{Attributes, Classes, Element};

/// A field to choose files with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FileUpload {
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
    /// Whether several files may be chosen.
    pub multiple: bool,
    /// Whether it cannot be answered for now.
    pub disabled: bool,
    /// Ids of what else describes it.
    pub described_by: String,
    /// Classes of the button, if not those of a secondary one.
    pub choose_files_button_class_list: Option<Vec<String>>,
    /// What the button says.
    pub choose_files_button_text: Option<String>,
    /// What it says beside the button.
    pub drop_instruction_text: Option<String>,
    /// What it says while there is no file.
    pub no_file_chosen_text: Option<String>,
    /// What it says when there are several, by plural rule: `one`, `other`.
    pub multiple_files_chosen_text: BTreeMap<String, String>,
    /// What assistive technology says when a file is over it.
    pub entered_drop_zone_text: Option<String>,
    /// The same when it is so no more.
    pub left_drop_zone_text: Option<String>,
    /// The group around it.
    pub form_group: FormGroup,
    /// Further classes.
    pub classes: String,
    /// Further attributes, such as `accept`.
    pub attributes: Attributes,
}

impl FileUpload {
    fn group_attributes(&self) -> Attributes {
        let mut attributes =
            self.form_group.attributes.clone().with("data-module", "nhsuk-file-upload");
        if let Some(names) = &self.choose_files_button_class_list {
            let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            let list = format!("[{}]", quoted.join(","));
            attributes = attributes.with("data-choose-files-button-class-list", list);
        }
        for (rule, words) in &self.multiple_files_chosen_text {
            attributes = attributes.with(&format!("data-i18n.multiple-files-chosen.{rule}"), words);
        }
        let translations = [
            ("data-i18n.choose-files-button", &self.choose_files_button_text),
            ("data-i18n.no-file-chosen", &self.no_file_chosen_text),
            ("data-i18n.drop-instruction", &self.drop_instruction_text),
            ("data-i18n.entered-drop-zone", &self.entered_drop_zone_text),
            ("data-i18n.left-drop-zone", &self.left_drop_zone_text),
        ];
        for (name, words) in translations {
            if let Some(words) = words {
                attributes = attributes.with(name, words);
            }
        }
        attributes
    }
}

impl Render for FileUpload {
    fn render(&self) -> Markup {
        let id = id_or_name(self.id.as_ref(), &self.name);
        let described =
            describe(&self.described_by, id, self.hint.as_ref(), self.error_message.as_ref());
        let field = Element::new("input")
            .class(Classes::new("nhsuk-file-upload__input").add(&self.classes))
            .attr("id", id)
            .attr("name", &self.name)
            .attr("type", "file")
            .flag("disabled", self.disabled)
            .flag("multiple", self.multiple)
            .maybe("aria-describedby", Some(&described.by))
            .attributes(&self.attributes)
            .void();
        let form_group = FormGroup {
            classes: Classes::new(&self.form_group.classes).add("nhsuk-file-upload").into(),
            attributes: self.group_attributes(),
            ..self.form_group.clone()
        };
        let inside = html! {
            (above(&self.label, id, &described))
            (self.form_group.before_input)
            (field)
            (self.form_group.after_input)
        };
        form_group.around(self.error_message.is_some(), &inside)
    }
}

//! A date in three fields.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::choice::in_group;
use super::error_message::ErrorMessage;
use super::fieldset::Fieldset;
use super::form_group::{FormGroup, describe};
use super::hint::Hint;
use super::input::{Affix, Input};
use super::label::Label;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// One part of a date.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DatePart {
    /// What it is called in the form: `day`, `month`, `year` unless said otherwise.
    pub name: Option<String>,
    /// What it is called on the page, if not by its name.
    pub label: Option<Label>,
    /// What was answered.
    pub value: Option<String>,
    /// How many characters fit.
    pub width: Option<u8>,
    /// Whether this part is what is wrong.
    pub error: Option<bool>,
    /// Whether it cannot be answered for now, if not as the whole.
    pub disabled: Option<bool>,
    /// What the browser may fill in.
    pub autocomplete: Option<String>,
    /// What stands before it.
    pub prefix: Option<Affix>,
    /// What stands behind it.
    pub suffix: Option<Affix>,
    /// Its id, if not made from that of the whole.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// What was answered, part by part.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DateValues {
    /// The day of the month.
    pub day: Option<String>,
    /// The month as a number.
    pub month: Option<String>,
    /// The year.
    pub year: Option<String>,
}

/// A date in three fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DateInput {
    /// The question, as the legend of the group.
    pub fieldset: Option<Fieldset>,
    /// How to answer.
    pub hint: Option<Hint>,
    /// What is wrong with the answer.
    pub error_message: Option<ErrorMessage>,
    /// Its id, with which those of the parts begin.
    pub id: String,
    /// What the names of the parts begin with: `born[day]`.
    pub name_prefix: Option<String>,
    /// The day, unless it is not asked.
    pub day: Option<DatePart>,
    /// The month, unless it is not asked.
    pub month: Option<DatePart>,
    /// The year, unless it is not asked.
    pub year: Option<DatePart>,
    /// The parts in another order; then day, month and year are not used.
    pub items: Vec<DatePart>,
    /// What was answered.
    pub values: DateValues,
    /// Whether it cannot be answered for now.
    pub disabled: bool,
    /// The group around all.
    pub form_group: FormGroup,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Default for DateInput {
    fn default() -> Self {
        Self {
            fieldset: None,
            hint: None,
            error_message: None,
            id: String::new(),
            name_prefix: None,
            day: Some(DatePart::default()),
            month: Some(DatePart::default()),
            year: Some(DatePart::default()),
            items: Vec::new(),
            values: DateValues::default(),
            disabled: false,
            form_group: FormGroup::default(),
            classes: String::new(),
            attributes: Attributes::default(),
        }
    }
}

const ERROR_CLASS: &str = "nhsuk-input--error";

impl DatePart {
    fn has_error(&self) -> bool {
        self.error == Some(true) || self.classes.contains(ERROR_CLASS)
    }

    /// The same part under this name, if it has none of its own.
    fn named(part: Option<&Self>, name: &str) -> Option<Self> {
        let part = part?.clone();
        Some(Self { name: part.name.clone().or_else(|| Some(name.to_owned())), ..part })
    }
}

impl DateInput {
    fn parts(&self) -> Vec<DatePart> {
        if !self.items.is_empty() {
            return self.items.clone();
        }
        let named = [(&self.day, "day"), (&self.month, "month"), (&self.year, "year")];
        named.iter().filter_map(|(part, name)| DatePart::named(part.as_ref(), name)).collect()
    }

    /// What was answered to the part called `name`.
    fn answered(&self, name: &str) -> Option<String> {
        let known = [
            ("day", &self.day, &self.values.day),
            ("month", &self.month, &self.values.month),
            ("year", &self.year, &self.values.year),
        ];
        let (_, part, value) = known.into_iter().find(|(known, ..)| *known == name)?;
        part.as_ref().and_then(|part| part.value.clone()).or_else(|| value.clone())
    }

    fn part(&self, part: &DatePart, any_has_error: bool) -> Markup {
        let name = part.name.as_deref().unwrap_or_default();
        let whole_has_error = self.error_message.is_some() && !any_has_error;
        let marked = part.has_error() || (part.error != Some(false) && whole_has_error);
        let marked = marked && !part.classes.contains(ERROR_CLASS);
        let label = part.label.clone().unwrap_or_default();
        let input = Input {
            label: Label {
                content: label.content.or(&capitalised(name)).clone(),
                classes: Classes::new("nhsuk-date-input__label").add(&label.classes).into(),
                ..label
            },
            error_message: marked.then(ErrorMessage::default),
            id: Some(part.id.clone().unwrap_or_else(|| format!("{}-{name}", self.id))),
            name: match &self.name_prefix {
                Some(prefix) => format!("{prefix}[{name}]"),
                None => name.to_owned(),
            },
            value: part.value.clone().or_else(|| self.answered(name)),
            prefix: part.prefix.clone(),
            suffix: part.suffix.clone(),
            width: Some(part.width.unwrap_or(if name == "year" { 4 } else { 2 })),
            inputmode: Some("numeric".to_owned()),
            autocomplete: part.autocomplete.clone(),
            disabled: part.disabled.unwrap_or(self.disabled),
            classes: Classes::new("nhsuk-date-input__input").add(&part.classes).into(),
            attributes: part.attributes.clone(),
            ..Input::default()
        };
        html! { div class="nhsuk-date-input__item" { (input) } }
    }
}

impl Render for DateInput {
    fn render(&self) -> Markup {
        let already = self.fieldset.as_ref().map_or("", |fieldset| &fieldset.described_by);
        let described =
            describe(already, &self.id, self.hint.as_ref(), self.error_message.as_ref());
        let parts = self.parts();
        let any_has_error = parts.iter().any(DatePart::has_error);
        let inside = Element::new("div")
            .class(Classes::new("nhsuk-date-input").add(&self.classes))
            .maybe("id", Some(&self.id))
            .attributes(&self.attributes)
            .around(&html! {
                (self.form_group.before_input)
                @for part in &parts { (self.part(part, any_has_error)) }
                (self.form_group.after_input)
            });
        // With the role of the element, some screen readers leave the description out.
        let fieldset = self.fieldset.clone().map(|fieldset| Fieldset {
            role: fieldset.role.clone().or_else(|| Some("group".to_owned())),
            ..fieldset
        });
        let marked = any_has_error.then(ErrorMessage::default);
        let error = self.error_message.as_ref().or(marked.as_ref());
        in_group(fieldset.as_ref(), &described, error, &self.form_group, &inside)
    }
}

fn capitalised(name: &str) -> Content {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => Content::Text(
            first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect(),
        ),
        None => Content::Nothing,
    }
}

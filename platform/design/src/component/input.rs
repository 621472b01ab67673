//! A field for one line of text.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::error_message::ErrorMessage;
use super::form_group::{FormGroup, InputWrapper, above, describe, id_or_name, wrapped};
use super::hint::Hint;
use super::label::Label;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// What stands in the same frame as the field, such as a unit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Affix {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

/// A field for one line of text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Input {
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
    pub value: Option<String>,
    /// The `type`, if not `text`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How many characters fit: 2, 3, 4, 5, 10, 20 or 30.
    pub width: Option<u8>,
    /// Whether it is large.
    pub large: bool,
    /// Whether it holds a code, in type where every character is as wide.
    pub code: bool,
    /// What stands before the answer.
    pub prefix: Option<Affix>,
    /// What stands behind the answer.
    pub suffix: Option<Affix>,
    /// Which keyboard a phone shows, such as `numeric`.
    pub inputmode: Option<String>,
    /// What the browser may fill in.
    pub autocomplete: Option<String>,
    /// How a phone uses capitals.
    pub autocapitalize: Option<String>,
    /// Whether spelling is checked.
    pub spellcheck: Option<bool>,
    /// The pattern of a right answer.
    pub pattern: Option<String>,
    /// An example inside the empty field.
    pub placeholder: Option<String>,
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

impl<T: Into<Content>> From<T> for Affix {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

impl Affix {
    fn draw(&self, side: &str) -> Markup {
        Element::new("div")
            .class(Classes::new(&format!("nhsuk-input-wrapper__{side}")).add(&self.classes))
            .attr("aria-hidden", "true")
            .attributes(&self.attributes)
            .around(&self.content)
    }
}

impl Input {
    fn field(&self, id: &str, described_by: &str) -> Markup {
        let own_width = self.classes.contains("nhsuk-input--width-");
        let width = self.width.filter(|_| !own_width).map(|width| width.to_string());
        let class = Classes::new("nhsuk-input")
            .when(self.large, "nhsuk-input--large")
            .when(self.code, "nhsuk-input--code")
            .when(self.error_message.is_some(), "nhsuk-input--error")
            .variant("nhsuk-input--width-", width.as_deref())
            .add(&self.classes);
        Element::new("input")
            .class(class)
            .attr("id", id)
            .attr("name", &self.name)
            .attr("type", self.kind.as_deref().unwrap_or("text"))
            .maybe("spellcheck", self.spellcheck.map(|on| on.to_string()))
            .maybe("value", self.value.as_ref())
            .flag("disabled", self.disabled)
            .maybe("aria-describedby", Some(described_by))
            .maybe("autocomplete", self.autocomplete.as_ref())
            .maybe("autocapitalize", self.autocapitalize.as_ref())
            .maybe("pattern", self.pattern.as_ref())
            .maybe("placeholder", self.placeholder.as_ref())
            .maybe("inputmode", self.inputmode.as_ref())
            .attributes(&self.attributes)
            .void()
    }

    fn has_wrapper(&self) -> bool {
        let beside = [&self.form_group.before_input, &self.form_group.after_input];
        self.input_wrapper.is_some()
            || self.prefix.is_some()
            || self.suffix.is_some()
            || beside.iter().any(|content| !content.is_empty())
    }
}

impl Render for Input {
    fn render(&self) -> Markup {
        let id = id_or_name(self.id.as_ref(), &self.name);
        let described =
            describe(&self.described_by, id, self.hint.as_ref(), self.error_message.as_ref());
        let mut field = self.field(id, &described.by);
        if self.has_wrapper() {
            let wrapper = self.input_wrapper.clone().unwrap_or_default();
            let class = Classes::new("nhsuk-input-wrapper")
                .when(self.large, "nhsuk-input-wrapper--large")
                .add(&wrapper.classes);
            let inside = html! {
                (self.form_group.before_input)
                @if let Some(prefix) = &self.prefix { (prefix.draw("prefix")) }
                (field)
                @if let Some(suffix) = &self.suffix { (suffix.draw("suffix")) }
                (self.form_group.after_input)
            };
            field = wrapped(&wrapper, &class, &inside);
        }
        let inside = html! { (above(&self.label, id, &described)) (field) };
        self.form_group.around(self.error_message.is_some(), &inside)
    }
}

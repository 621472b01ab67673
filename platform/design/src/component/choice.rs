//! One choice among radios or checkboxes, and the group of them.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::error_message::ErrorMessage;
use super::fieldset::Fieldset;
use super::form_group::{Described, FormGroup};
use super::hint::Hint;
use super::label::Label;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// How a checkbox goes with its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Behaviour {
    /// "None of these": choosing it clears the others.
    Exclusive,
    /// "All of these": choosing it chooses the others.
    Inclusive,
}

impl Behaviour {
    fn as_str(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Inclusive => "inclusive",
        }
    }
}

/// One choice.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ChoiceItem {
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// What it says, with more said about how.
    pub label: Option<Label>,
    /// More about it.
    pub hint: Option<Hint>,
    /// What the form sends.
    pub value: String,
    /// Its id, if not made from that of the group.
    pub id: Option<String>,
    /// Checkboxes: the name that the form sends, if not that of the group.
    pub name: Option<String>,
    /// Whether it is chosen, if the value of the group does not say so.
    pub checked: Option<bool>,
    /// Whether it cannot be chosen for now, if not as the group.
    pub disabled: Option<bool>,
    /// Words between choices, such as "or"; this is then no choice.
    pub divider: Option<String>,
    /// What is asked as well when it is chosen.
    pub conditional: Content,
    /// Checkboxes: how it goes with the others.
    pub behaviour: Option<Behaviour>,
    /// Checkboxes: which others, if not all of its name.
    pub behaviour_group: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl ChoiceItem {
    /// A choice that sends `value` and says `content`.
    pub fn new(value: impl Into<String>, content: impl Into<Content>) -> Self {
        Self { value: value.into(), content: content.into(), ..Self::default() }
    }

    /// The same choice with a hint.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<Hint>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// What one choice takes from its group.
pub(crate) struct Group<'a> {
    /// `radios` or `checkboxes`, as in the class names.
    pub(crate) plural: &'a str,
    /// `radio` or `checkbox`, as in the type of the field.
    pub(crate) kind: &'a str,
    pub(crate) id_prefix: &'a str,
    pub(crate) name: &'a str,
    pub(crate) disabled: bool,
    /// Ids of what describes each choice, where no fieldset takes them.
    pub(crate) described_by: &'a str,
    pub(crate) small: bool,
    pub(crate) inline: bool,
}

const HIDDEN_WITHOUT_SCRIPT: &str = "nhsuk-u-frontend-not-supported-hidden";

impl Group<'_> {
    /// All choices in their element.
    pub(crate) fn draw(
        &self,
        items: &[ChoiceItem],
        is_chosen: impl Fn(&ChoiceItem) -> bool,
        tag: Element,
        form_group: &FormGroup,
    ) -> Markup {
        tag.attr("data-module", format!("nhsuk-{}", self.plural)).around(&html! {
            (form_group.before_input)
            @for (index, item) in items.iter().enumerate() {
                (self.item(index, item, item.checked.unwrap_or_else(|| is_chosen(item))))
            }
            (form_group.after_input)
        })
    }

    /// The start tag of the element around all choices.
    pub(crate) fn tag(&self, classes: &str, id: Option<&String>, more: &Attributes) -> Element {
        let plural = self.plural;
        let class = Classes::new(&format!("nhsuk-{plural}"))
            .when(self.small, &format!("nhsuk-{plural}--small"))
            .when(self.inline, &format!("nhsuk-{plural}--inline"))
            .add(classes);
        Element::new("div").class(class).maybe("id", id).attributes(more)
    }

    fn item(&self, index: usize, item: &ChoiceItem, checked: bool) -> Markup {
        let plural = self.plural;
        let inclusive = item.behaviour == Some(Behaviour::Inclusive);
        let part = |name: &str| Classes::new(&format!("nhsuk-{plural}__{name}"));
        if let Some(divider) = &item.divider {
            let class = part("divider").when(inclusive, HIDDEN_WITHOUT_SCRIPT);
            return html! { div class=(class) { (divider) } };
        }
        let id = self.item_id(index, item);
        let conditional_id = format!("conditional-{id}");
        let hint = self.item_hint(&id, item);
        let label = item.label.clone().unwrap_or_default();
        let label = Label {
            content: label.content.or(&item.content).clone(),
            field: Some(id.clone()),
            classes: part("label").add(&label.classes).into(),
            ..label
        };
        let closed = format!("nhsuk-{plural}__conditional--hidden");
        html! {
            div class=(part("item").when(inclusive, HIDDEN_WITHOUT_SCRIPT)) {
                (self.field(&id, item, checked, hint.as_ref()))
                (label)
                @if let Some(hint) = hint { (hint) }
            }
            @if !item.conditional.is_empty() {
                div class=(part("conditional").when(!checked, &closed))
                    id=(conditional_id) { (item.conditional) }
            }
        }
    }

    fn field(&self, id: &str, item: &ChoiceItem, checked: bool, hint: Option<&Hint>) -> Markup {
        let hint_id = hint.and_then(|hint| hint.id.as_deref()).unwrap_or_default();
        let described_by = Classes::new(self.described_by).add(hint_id);
        let conditional = (!item.conditional.is_empty()).then(|| format!("conditional-{id}"));
        Element::new("input")
            .class(Classes::new(&format!("nhsuk-{}__input", self.plural)).add(&item.classes))
            .attr("id", id)
            .attr("name", item.name.as_deref().unwrap_or(self.name))
            .attr("type", self.kind)
            .attr("value", &item.value)
            .flag("checked", checked)
            .flag("disabled", item.disabled.unwrap_or(self.disabled))
            .maybe("data-behaviour", item.behaviour.map(Behaviour::as_str))
            .maybe("data-behaviour-group", item.behaviour_group.as_ref())
            .maybe("data-aria-controls", conditional)
            .maybe("aria-describedby", Some(described_by))
            .attributes(&item.attributes)
            .void()
    }

    /// The first id has no number, so that an error summary can link to the group by its name.
    fn item_id(&self, index: usize, item: &ChoiceItem) -> String {
        match (&item.id, index) {
            (Some(id), _) => id.clone(),
            (None, 0) => self.id_prefix.to_owned(),
            (None, _) => format!("{}-{}", self.id_prefix, index + 1),
        }
    }

    fn item_hint(&self, id: &str, item: &ChoiceItem) -> Option<Hint> {
        let hint = item.hint.as_ref().filter(|hint| !hint.content.is_empty())?;
        let class = Classes::new(&format!("nhsuk-{}__hint", self.plural)).add(&hint.classes);
        Some(Hint {
            id: hint.id.clone().or_else(|| Some(format!("{id}-item-hint"))),
            classes: class.into(),
            ..hint.clone()
        })
    }
}

/// The group with its hint and error, in a fieldset if there is one.
pub(crate) fn in_group(
    fieldset: Option<&Fieldset>,
    described: &Described,
    error: Option<&ErrorMessage>,
    form_group: &FormGroup,
    choices: &Markup,
) -> Markup {
    let inside = html! { (described.markup) (choices) };
    let inside = match fieldset {
        None => inside,
        Some(fieldset) => Fieldset {
            content: inside.into(),
            described_by: described.by.clone(),
            ..fieldset.clone()
        }
        .render(),
    };
    form_group.around(error.is_some(), &inside)
}

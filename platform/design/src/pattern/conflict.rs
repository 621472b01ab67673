//! Two people changed the same thing: the main part of the page on which the second sees, field by
//! field, what it was, what the first saved and what they typed themselves, and chooses.
//!
//! It is a form of the same fields as the one that came too late, so that it is sent to the same
//! address and nothing has to be typed again.

use maud::{Markup, Render, html};

use crate::component::button::Button;
use crate::component::choice::ChoiceItem;
use crate::component::fieldset::{Fieldset, Legend};
use crate::component::heading::Size;
use crate::component::radios::Radios;
use crate::component::summary_list::{SummaryList, SummaryRow};

/// What stands in a field: what the form sends, and the words for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// What the form sends.
    pub value: String,
    /// What people read; the value itself if empty.
    pub words: String,
}

/// One field in its three versions.
#[derive(Debug, Clone, Default)]
pub struct ConflictField {
    /// The name that the form sends.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// How it was when the reader opened it.
    pub opened: Version,
    /// What somebody else saved since.
    pub saved: Version,
    /// What the reader typed.
    pub typed: Version,
}

/// The page for the second of two who changed the same thing.
#[derive(Debug, Clone, Default)]
pub struct Conflict {
    /// What was changed, by its name.
    pub what: String,
    /// Who saved it.
    pub who: String,
    /// When they did: "21 November 2026 at 9:02am".
    pub when: String,
    /// Where the form is sent.
    pub action: String,
    /// The hidden fields that every form carries, and the version that now stands.
    pub hidden: Markup,
    /// The fields.
    pub fields: Vec<ConflictField>,
}

impl From<&str> for Version {
    fn from(value: &str) -> Self {
        Self { value: value.to_owned(), words: String::new() }
    }
}

impl Version {
    fn read(&self) -> &str {
        match (self.words.as_str(), self.value.as_str()) {
            ("", "") => "Nothing",
            ("", value) => value,
            (words, _) => words,
        }
    }
}

impl ConflictField {
    fn is_agreed(&self) -> bool {
        self.saved.value == self.typed.value
    }

    /// What is chosen until the reader says otherwise: their own where only they changed the field,
    /// else what was saved, so that nothing of somebody else's is overwritten by an oversight.
    fn proposed(&self) -> &Version {
        if self.saved.value == self.opened.value { &self.typed } else { &self.saved }
    }

    fn choose(&self, who: &str) -> Radios {
        let item = |version: &Version, hint: String| ChoiceItem {
            hint: Some(hint.into()),
            ..ChoiceItem::new(version.value.as_str(), version.read())
        };
        let mut items = vec![
            item(&self.saved, format!("What {who} saved")),
            item(&self.typed, "What you typed".to_owned()),
        ];
        if self.opened.value == self.saved.value {
            items[0].hint = Some("As it was when you opened it, and as it is now".into());
        } else if self.opened.value == self.typed.value {
            items[1].hint = Some("As it was when you opened it; you did not change it".into());
        } else {
            items.push(item(&self.opened, "As it was when you opened it".to_owned()));
        }
        let legend = Legend {
            content: self.label.as_str().into(),
            size: Some(Size::M),
            ..Legend::default()
        };
        Radios {
            fieldset: Some(Fieldset { legend, ..Fieldset::default() }),
            name: self.name.clone(),
            items,
            value: Some(self.proposed().value.clone()),
            ..Radios::default()
        }
    }
}

impl Render for Conflict {
    fn render(&self) -> Markup {
        let agreed = self.fields.iter().filter(|field| field.is_agreed());
        let rows: Vec<SummaryRow> = agreed
            .clone()
            .map(|field| SummaryRow {
                key: field.label.as_str().into(),
                value: field.saved.read().into(),
                ..SummaryRow::default()
            })
            .collect();
        html! {
            h1 class="nhsuk-heading-l" {
                span class="nhsuk-caption-l kith-break" { (self.what) }
                "Somebody saved this before you"
            }
            p {
                (self.who) " saved it on " (self.when) ", after you had opened it. Nothing of yours \
                was saved, and nothing that you typed is lost. Choose what is to stand, then save."
            }
            form method="post" action=(self.action) novalidate {
                (self.hidden)
                @for field in agreed { input type="hidden" name=(field.name) value=(field.saved.value); }
                @for field in self.fields.iter().filter(|field| !field.is_agreed()) {
                    div class="kith-break" { (field.choose(&self.who)) }
                }
                @if !rows.is_empty() {
                    h2 class="nhsuk-heading-m" { "The same in both" }
                    (SummaryList { rows, ..SummaryList::default() })
                }
                (Button { content: "Save my choice".into(), prevent_double_click: Some(true), ..Button::default() })
            }
            p { a href=(self.action) { "Leave it as " (self.who) " saved it" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(opened: &str, saved: &str, typed: &str) -> ConflictField {
        ConflictField {
            name: "name".into(),
            label: "Name".into(),
            opened: opened.into(),
            saved: saved.into(),
            typed: typed.into(),
        }
    }

    #[test]
    fn what_only_the_reader_changed_is_proposed_and_else_what_was_saved() {
        for (opened, saved, typed, proposed) in [
            ("a", "a", "mine", "mine"),
            ("a", "theirs", "a", "theirs"),
            ("a", "theirs", "mine", "theirs"),
        ] {
            let field = field(opened, saved, typed);
            assert_eq!(field.proposed().value, proposed, "{opened} {saved} {typed}");
        }
    }

    #[test]
    fn each_version_is_offered_once_and_says_whose_it_is() {
        let shown = |field: ConflictField| {
            let conflict =
                Conflict { who: "Amira Lowe".into(), fields: vec![field], ..Conflict::default() };
            conflict.render().into_string()
        };
        let all = shown(field("a", "theirs", "mine"));
        assert_eq!(all.matches("type=\"radio\"").count(), 3);
        for words in ["What Amira Lowe saved", "What you typed", "As it was when you opened it"] {
            assert!(all.contains(words), "{words}");
        }
        assert_eq!(shown(field("a", "a", "mine")).matches("type=\"radio\"").count(), 2);
        let agreed = shown(field("a", "both", "both"));
        assert_eq!(agreed.matches("type=\"radio\"").count(), 0);
        assert!(agreed.contains("<input type=\"hidden\" name=\"name\" value=\"both\">"));
    }

    #[test]
    fn a_field_that_is_empty_is_said_to_be() {
        assert_eq!(Version::from("").read(), "Nothing");
        assert_eq!(Version { value: "x".into(), words: "Other".into() }.read(), "Other");
    }
}

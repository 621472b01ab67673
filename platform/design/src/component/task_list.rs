//! What there is to do, and how far it has come.

use maud::{Markup, Render, html};
use serde::Deserialize;

use super::heading::{Heading, Naming};
use super::tag::Tag;
use crate::content::Content;
use crate::element::{Attributes, Classes, Element};

/// How far a task has come: plain words for "Completed", a tag for what needs an eye.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TaskStatus {
    /// Plain words.
    #[serde(flatten)]
    pub content: Content,
    /// A tag, in place of plain words.
    pub tag: Option<Tag>,
    /// Further classes; `nhsuk-task-list__status--cannot-start-yet` for grey words.
    pub classes: String,
}

/// One task.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Task {
    /// What it is called.
    pub heading: Heading,
    /// Where it is done; without it, it cannot be done yet.
    pub href: Option<String>,
    /// More about it.
    pub hint: Content,
    /// How far it has come.
    pub status: TaskStatus,
    /// What the ids of its parts begin with, if not made from that of the whole.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
}

/// What there is to do.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TaskList {
    /// The tasks.
    pub items: Vec<Task>,
    /// What the ids of the tasks begin with, if not `task-list`.
    pub id_prefix: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Further classes.
    pub classes: String,
    /// Further attributes.
    pub attributes: Attributes,
}

impl Task {
    fn draw(&self, id: &str) -> Markup {
        let hint_id = format!("{id}-hint");
        let status_id = format!("{id}-status");
        let described_by = Classes::new(if self.hint.is_empty() { "" } else { &hint_id });
        let described_by = described_by.add(&status_id);
        let mut heading = self.heading.clone();
        heading.element = Some(if self.href.is_some() { "a" } else { "div" }.to_owned());
        let mut class = "";
        if let Some(href) = &self.href {
            class = "nhsuk-task-list__link";
            heading.classes = Classes::new("nhsuk-link").add(&heading.classes).into();
            heading.attributes = heading
                .attributes
                .with("href", href)
                .with("aria-describedby", described_by.as_ref());
        }
        let item = Classes::new("nhsuk-task-list__item")
            .when(self.href.is_some(), "nhsuk-task-list__item--with-link")
            .add(&self.classes);
        html! {
            li class=(item) {
                div class="nhsuk-task-list__name-and-hint" {
                    (heading.named(&Naming { class, prefix: "" }, 2))
                    @if !self.hint.is_empty() {
                        div class="nhsuk-task-list__hint" id=(hint_id) { (self.hint) }
                    }
                }
                div class=(Classes::new("nhsuk-task-list__status").add(&self.status.classes))
                    id=(status_id) {
                    @match &self.status.tag {
                        Some(tag) => (tag),
                        None => (self.status.content),
                    }
                }
            }
        }
    }
}

impl Render for TaskList {
    fn render(&self) -> Markup {
        let prefix = self.id_prefix.as_deref().unwrap_or("task-list");
        Element::new("ul")
            .class(Classes::new("nhsuk-task-list").add(&self.classes))
            .maybe("id", self.id.as_ref())
            .attributes(&self.attributes)
            .around(&html! {
                @for (index, task) in self.items.iter().enumerate() {
                    (task.draw(task.id.as_ref().unwrap_or(&format!("{prefix}-{}", index + 1))))
                }
            })
    }
}

//! The main part of a page that says why something could not be done.

use maud::{Markup, Render, html};

/// What became of what the reader was about to save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Saved {
    /// There was nothing to save.
    #[default]
    NothingToSave,
    /// Nothing was saved or changed.
    Nothing,
    /// It was saved, and then something else went wrong.
    Everything,
    /// It is not known.
    Unknown,
}

/// Why something could not be done.
#[derive(Debug, Clone, Default)]
pub struct Problem {
    /// What happened, in a few words: "Page not found".
    pub heading: String,
    /// What happened, in plain words.
    pub happened: Markup,
    /// What became of what was to be saved.
    pub saved: Saved,
    /// What the reader can do next, one thing an item.
    pub next: Vec<Markup>,
    /// By what the people who help can find it in the logs.
    pub reference: Option<String>,
    /// Whom to call.
    pub contact: Option<Markup>,
}

impl Saved {
    fn words(self) -> Option<&'static str> {
        match self {
            Self::NothingToSave => None,
            Self::Nothing => Some("Nothing was saved or changed."),
            Self::Everything => Some("What you entered was saved."),
            Self::Unknown => Some(
                "We do not know whether what you entered was saved. Check before you try again.",
            ),
        }
    }
}

impl Render for Problem {
    fn render(&self) -> Markup {
        html! {
            div class="nhsuk-grid-row" {
                div class="nhsuk-grid-column-two-thirds" {
                    h1 class="nhsuk-heading-l" { (self.heading) }
                    p { (self.happened) }
                    @if let Some(words) = self.saved.words() { p { strong { (words) } } }
                    @if !self.next.is_empty() {
                        h2 class="nhsuk-heading-m" { "What you can do" }
                        ul class="nhsuk-list nhsuk-list--bullet" {
                            @for step in &self.next { li { (step) } }
                        }
                    }
                    @if let Some(contact) = &self.contact { p { (contact) } }
                    @if let Some(reference) = &self.reference {
                        p class="nhsuk-u-secondary-text-colour" {
                            "Reference: " span class="kith-reference" { (reference) }
                        }
                    }
                }
            }
        }
    }
}

//! The few figures that a page is about, in a strip at its top.

use maud::{Markup, Render, html};

/// One figure.
#[derive(Debug, Clone, Default)]
pub struct KeyFigure {
    /// What it counts: "Registered patients".
    pub label: String,
    /// How many, as it is shown: "1,210,283". Say "No data" where there is none.
    pub value: String,
    /// What a reader must know with it: "as at 1 October 2025".
    pub note: Option<String>,
    /// Where more is said about it.
    pub href: Option<String>,
}

/// The few figures that a page is about.
#[derive(Debug, Clone, Default)]
pub struct KeyFigures(
    /// The figures, the most important first.
    pub Vec<KeyFigure>,
);

impl KeyFigure {
    /// A figure.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), ..Self::default() }
    }

    /// The same figure with what a reader must know with it.
    #[must_use]
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }
}

impl Render for KeyFigures {
    fn render(&self) -> Markup {
        html! {
            dl class="kith-figures" {
                @for figure in &self.0 {
                    div class="kith-figures__item" {
                        dt class="kith-figures__label" {
                            @if let Some(href) = &figure.href { a class="nhsuk-link" href=(href) { (figure.label) } }
                            @else { (figure.label) }
                        }
                        dd class="kith-figures__value" { (figure.value) }
                        @if let Some(note) = &figure.note { dd class="kith-figures__note" { (note) } }
                    }
                }
            }
        }
    }
}

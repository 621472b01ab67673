//! What a list says when there is nothing in it: why, and what to do.

use maud::{Markup, Render, html};

use crate::component::button::Button;

/// What a list says when there is nothing in it.
#[derive(Debug, Clone, Default)]
pub struct EmptyState {
    /// That there is nothing: "No boundaries loaded".
    pub heading: String,
    /// Why, and what would change it.
    pub text: String,
    /// What to do about it: words and address.
    pub action: Option<(String, String)>,
}

impl Render for EmptyState {
    fn render(&self) -> Markup {
        html! {
            div class="kith-empty" {
                h2 class="nhsuk-heading-m" { (self.heading) }
                p { (self.text) }
                @if let Some((words, href)) = &self.action {
                    (Button { classes: "nhsuk-u-margin-bottom-0".to_owned(), ..Button::link(words.as_str(), href.as_str()) })
                }
            }
        }
    }
}

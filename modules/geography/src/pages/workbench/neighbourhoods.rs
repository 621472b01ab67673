//! Names of neighbourhoods, and locks against change.

use kith_design::{Markup, html};
use kith_frame::form;

use super::Bench;
use super::form::deed;

impl Bench<'_> {
    /// The form that renames, locks and unlocks.
    pub(super) fn neighbourhoods(&self) -> Markup {
        let sketch = &self.draft.sketch;
        let choice = |(code, name): (&String, &String)| {
            let lock = if sketch.locked.contains(code) { " (locked)" } else { "" };
            (code.clone(), format!("{name}{lock}"))
        };
        let choices = sketch.names.iter().map(choice);
        let (chosen, typed) = (&self.sent.neighbourhood, &self.sent.new_name);
        let inside = html! {
            (form::select("neighbourhood", "Neighbourhood", choices, chosen, &self.wrong))
            (form::text("new_name", "New name", typed, &self.wrong))
            (deed("rename", "Rename")) " "
            (deed("lock", "Lock")) " "
            (deed("unlock", "Unlock"))
        };
        let locked: Vec<&str> = sketch
            .locked
            .iter()
            .filter_map(|code| Some(sketch.names.get(code)?.as_str()))
            .collect();
        html! {
            h2 class="nhsuk-heading-m" { "Names and locks" }
            p { "No area goes into or out of a neighbourhood that is locked."
                @if !locked.is_empty() { " Locked: " (locked.join(", ")) "." } }
            (self.form(&inside))
        }
    }
}

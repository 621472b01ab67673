//! The icons of the design system. Their outlines are copied from the npm package by the build and
//! are simple arrows of our own where it was absent.

use maud::{Markup, PreEscaped, html};

include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// The icon called `name`, such as `arrow-left`, hidden from assistive technology.
pub(crate) fn icon(name: &str) -> Markup {
    let outline = ICONS.iter().find(|(known, _)| *known == name).map_or("", |(_, path)| path);
    html! {
        svg class={ "nhsuk-icon nhsuk-icon--" (name) } xmlns="http://www.w3.org/2000/svg"
            viewBox="0 0 24 24" width="16" height="16" focusable="false" aria-hidden="true" {
            (PreEscaped(outline))
        }
    }
}

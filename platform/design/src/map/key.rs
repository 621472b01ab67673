//! What the colours of a map mean.

use maud::{Markup, html};

/// One line of the key: a fill and what it means.
pub(crate) struct KeyLine {
    pub(crate) fill: String,
    pub(crate) words: String,
}

/// The key, above the map. `label` says what is coloured.
pub(crate) fn key(label: &str, lines: &[KeyLine]) -> Markup {
    html! {
        div class="kith-key" {
            p class="kith-key__label" { (label) }
            ul class="kith-key__list" {
                @for line in lines {
                    li class="kith-key__item" {
                        svg class="kith-key__swatch" width="24" height="24" viewBox="0 0 24 24"
                            aria-hidden="true" focusable="false" {
                            rect x="1" y="1" width="22" height="22" fill=(line.fill)
                                stroke="#4c6272" stroke-width="1" {}
                        }
                        (line.words)
                    }
                }
            }
        }
    }
}

/// The id of the hatching of a map.
fn hatch_id(map: &str) -> String {
    format!("{map}-no-data")
}

/// The fill of areas without a value, once [`hatch`] stands on the page.
pub(crate) fn no_data(map: &str) -> String {
    format!("url(#{})", hatch_id(map))
}

/// The hatching of areas without a value, once in a map.
pub(crate) fn hatch(map: &str) -> Markup {
    html! {
        defs {
            pattern id=(hatch_id(map)) width="8" height="8" patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)" {
                rect width="8" height="8" fill="#ffffff" {}
                path d="M0 0v8" stroke="#768692" stroke-width="3" {}
            }
        }
    }
}

//! HTML put into one form, so that two spellings of the same document are equal.

use std::ops::Deref;

use scraper::{ElementRef, Html, Node};

type Part<'a> = <ElementRef<'a> as Deref>::Target;

/// The document behind `html`, one part a line: attributes and classes in the order of the
/// alphabet, without the white space around words.
pub(crate) fn canonical(html: &str) -> String {
    let document = Html::parse_fragment(html);
    let mut lines = String::new();
    for child in document.root_element().children() {
        write_part(&child, 0, &mut lines);
    }
    lines
}

/// The NHS logo, which our components never draw.
const NHS_LOGO: &str = "nhsuk-header__logo";

fn write_part(part: &Part, depth: usize, lines: &mut String) {
    if part.value().as_element().is_some_and(|element| element.attr("class") == Some(NHS_LOGO)) {
        return;
    }
    let line = match part.value() {
        Node::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Node::Element(element) => {
            let mut attributes: Vec<String> = element
                .attrs()
                .map(|(name, value)| format!(" {name}={:?}", canonical_value(name, value)))
                .collect();
            attributes.sort();
            format!("<{}{}>", element.name(), attributes.concat())
        }
        _ => String::new(),
    };
    if !line.is_empty() {
        lines.push_str(&"  ".repeat(depth));
        lines.push_str(&line);
        lines.push('\n');
    }
    for child in part.children() {
        write_part(&child, depth + 1, lines);
    }
}

fn canonical_value(name: &str, value: &str) -> String {
    let mut words: Vec<&str> = value.split_whitespace().collect();
    if name == "class" {
        words.sort_unstable();
        return words.join(" ");
    }
    value.to_owned()
}

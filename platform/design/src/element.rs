//! Elements whose name or attributes are known only at run time, which a `maud` template cannot
//! write: headings of any level, and the outermost element of a component with its caller's
//! attributes. Values are escaped here; names come from code.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, Render};
use serde::Deserialize;

/// Further attributes of a component's element, by name.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Attributes(BTreeMap<String, String>);

impl Attributes {
    /// Adds one more attribute.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }
}

/// The start tag of an element, while it is written.
pub(crate) struct Element {
    name: String,
    start: String,
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), start: format!("<{name}") }
    }

    pub(crate) fn attr(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.start.push(' ');
        name.render_to(&mut self.start);
        self.start.push_str("=\"");
        value.as_ref().render_to(&mut self.start);
        self.start.push('"');
        self
    }

    pub(crate) fn class(self, names: impl AsRef<str>) -> Self {
        if names.as_ref().is_empty() { self } else { self.attr("class", names) }
    }

    /// Writes the attribute if there is a value and it is not empty.
    pub(crate) fn maybe(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) if !value.as_ref().is_empty() => self.attr(name, value),
            _ => self,
        }
    }

    /// Writes an attribute that has no value, such as `disabled`.
    pub(crate) fn flag(mut self, name: &str, on: bool) -> Self {
        if on {
            self.start.push(' ');
            self.start.push_str(name);
        }
        self
    }

    pub(crate) fn attributes(self, attributes: &Attributes) -> Self {
        attributes.0.iter().fold(self, |element, (name, value)| element.attr(name, value))
    }

    pub(crate) fn around(self, inside: &impl Render) -> Markup {
        let Self { name, start: mut html } = self;
        html.push('>');
        inside.render_to(&mut html);
        html.push_str("</");
        html.push_str(&name);
        html.push('>');
        PreEscaped(html)
    }

    /// Ends an element that has no inside, such as `input`.
    pub(crate) fn void(self) -> Markup {
        PreEscaped(self.start + ">")
    }
}

/// The value of a `class` attribute, while it is put together.
pub(crate) struct Classes(String);

impl Classes {
    pub(crate) fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    pub(crate) fn add(mut self, names: &str) -> Self {
        if !names.is_empty() {
            if !self.0.is_empty() {
                self.0.push(' ');
            }
            self.0.push_str(names);
        }
        self
    }

    pub(crate) fn when(self, wanted: bool, names: &str) -> Self {
        if wanted { self.add(names) } else { self }
    }

    /// Adds `prefix` and `ending` as one name, if there is an ending.
    pub(crate) fn variant(self, prefix: &str, ending: Option<&str>) -> Self {
        match ending {
            Some(ending) => self.add(&format!("{prefix}{ending}")),
            None => self,
        }
    }
}

impl AsRef<str> for Classes {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<Classes> for String {
    fn from(classes: Classes) -> Self {
        classes.0
    }
}

impl Render for Classes {
    fn render_to(&self, buffer: &mut String) {
        self.0.as_str().render_to(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_attributes_are_escaped() {
        let attributes = Attributes::default().with("data-x", "\"><script>");
        let html = Element::new("p").attributes(&attributes).around(&"<b>").into_string();
        assert_eq!(html, "<p data-x=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;</p>");
    }
}

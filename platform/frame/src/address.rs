//! Text in addresses.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// What would end or bend the question that it is put into: the query percent-encode set of the URL
/// Standard (1.3), and what forms give a meaning.
const NOT_IN_A_QUESTION: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'%').add(b'&').add(b'+');

/// Text as the value of a field in the question of an address: `?next=…`.
pub fn in_question(text: &str) -> String {
    utf8_percent_encode(text, NOT_IN_A_QUESTION).to_string()
}

/// Text as any part of an address: everything but letters and digits as %XX (RFC 3986).
pub(crate) fn in_any_part(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_typed_ends_or_bends_a_question() {
        assert_eq!(in_question("/a?b=1&c=%20+é#d e"), "/a?b=1%26c=%2520%2B%C3%A9%23d%20e");
        assert_eq!(in_any_part("p:@/?é"), "p%3A%40%2F%3F%C3%A9");
    }
}

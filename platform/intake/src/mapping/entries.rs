//! Finds the entries of a FHIR Bundle one by one, so that a Bundle of any size is read in flat memory.
//!
//! Only braces, brackets and strings are looked at; whether an entry is JSON is found out when it is
//! read, so that one that is not takes no other with it.

use super::cut::{Piece, line_breaks};
use crate::CannotRead;

/// How far into a Bundle we are.
#[derive(Debug, Default)]
pub(super) struct Entries(Phase);

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before the list of entries.
    #[default]
    Before,
    /// In the list, between entries.
    Within,
    /// Behind it.
    Behind,
}

impl Entries {
    /// The entries that are whole, and how much of the text is done with.
    pub(super) fn pieces(
        &mut self,
        text: &str,
        line: &mut u64,
    ) -> Result<(Vec<Piece>, usize), CannotRead> {
        let bytes = text.as_bytes();
        let mut pieces = Vec::new();
        let mut done = 0;
        if self.0 == Phase::Before {
            let Some(at) = list_of_entries(bytes) else { return Ok((pieces, 0)) };
            *line += line_breaks(&bytes[..at]);
            (self.0, done) = (Phase::Within, at);
        }
        while self.0 == Phase::Within {
            let Some(at) = bytes[done..].iter().position(|byte| !is_between(*byte)) else { break };
            let from = done + at;
            *line += line_breaks(&bytes[done..from]);
            done = from;
            match bytes[from] {
                b'{' => match end_of(bytes, from) {
                    Some(to) => {
                        pieces.push(Piece { from, to, line: *line, fault: None });
                        *line += line_breaks(&bytes[from..to]);
                        done = to;
                    }
                    None => break,
                },
                b']' => self.0 = Phase::Behind,
                _ => {
                    let why = format!("on line {line}, where an entry should begin, none does");
                    return Err(CannotRead::Broken { what: "a FHIR Bundle", why });
                }
            }
        }
        if self.0 == Phase::Behind {
            done = bytes.len();
        }
        Ok((pieces, done))
    }
}

fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b','
}

/// The place behind the bracket that opens the list `entry` of the outermost object.
fn list_of_entries(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    let mut last_name = None;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let end = end_of_string(bytes, at)?;
                last_name = Some(&bytes[at + 1..end - 1]);
                at = end;
                continue;
            }
            b'[' if depth == 1 && last_name == Some(b"entry") => return Some(at + 1),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The place behind the brace that closes the object which begins here.
fn end_of(bytes: &[u8], from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = end_of_string(bytes, at)?;
                continue;
            }
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The place behind the string that begins here.
fn end_of_string(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<Vec<String>, CannotRead> {
        let mut line = 1;
        let (pieces, _) = Entries::default().pieces(text, &mut line)?;
        Ok(pieces.iter().map(|p| format!("{}:{}", p.line, &text[p.from..p.to])).collect())
    }

    #[test]
    fn entries_are_found_whatever_stands_around_them() {
        let text = "{\"type\":\"x\",\"meta\":{\"entry\":[{}]},\n \"entry\" : [\n{\"a\":\"}\\\"{\"},\n\n{\"b\":{}} ] , \"link\":[{}]}";
        assert_eq!(found(text).unwrap(), ["3:{\"a\":\"}\\\"{\"}", "5:{\"b\":{}}"]);
        assert!(found("{\"resourceType\":\"Bundle\"}").unwrap().is_empty());
        assert!(found("{\"entry\":[]}").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_entry_is_told_with_its_line() {
        let told = found("{\"entry\":[\n17]}").unwrap_err().to_string();
        assert!(told.contains("on line 2"), "{told}");
    }

    #[test]
    fn the_beginning_of_an_entry_waits_for_its_end() {
        assert!(found("{\"entry\":[{\"a\":\"").unwrap().is_empty());
        assert!(found("{\"entry\":[{\"a\":\"\\").unwrap().is_empty());
        assert!(found("{\"entr").unwrap().is_empty());
    }
}

//! Rows of text, written into one buffer without anything being allocated for a cell.

use crate::people::{Day, Moment};

/// Rows of comma-separated text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Rows(Vec<u8>);

impl Rows {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A cell of text, in quotes where it must be.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        push_quoted(&mut self.0, text);
        self.comma()
    }

    /// A cell that is known to need no quotes, or to have them.
    pub(super) fn plain(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self.comma()
    }

    /// A cell without anything in it.
    pub(super) fn nothing(&mut self) -> &mut Self {
        self.comma()
    }

    pub(super) fn number(&mut self, number: u64) -> &mut Self {
        push_number(&mut self.0, number);
        self.comma()
    }

    /// A letter and a number as one cell.
    pub(super) fn numbered(&mut self, letter: u8, number: u64) -> &mut Self {
        self.0.push(letter);
        self.number(number)
    }

    /// A value in tenths as a decimal number.
    pub(super) fn tenths(&mut self, tenths: i32) -> &mut Self {
        if tenths < 0 {
            self.0.push(b'-');
        }
        push_number(&mut self.0, u64::from(tenths.unsigned_abs() / 10));
        self.0.push(b'.');
        push_number(&mut self.0, u64::from(tenths.unsigned_abs() % 10));
        self.comma()
    }

    /// A day as 31/12/2025.
    pub(super) fn british_day(&mut self, day: Day) -> &mut Self {
        push_british(&mut self.0, day);
        self.comma()
    }

    /// A moment as 31/12/2025 14:05.
    pub(super) fn british_moment(&mut self, moment: Moment) -> &mut Self {
        push_british(&mut self.0, moment.day());
        self.0.push(b' ');
        push_time(&mut self.0, moment.minute());
        self.comma()
    }

    /// A day as 2025-12-31.
    pub(super) fn day(&mut self, day: Day) -> &mut Self {
        push_day(&mut self.0, day);
        self.comma()
    }

    /// A moment as 2025-12-31 14:05.
    pub(super) fn moment(&mut self, moment: Moment) -> &mut Self {
        push_day(&mut self.0, moment.day());
        self.0.push(b' ');
        push_time(&mut self.0, moment.minute());
        self.comma()
    }

    /// The row is whole.
    pub(super) fn end(&mut self) {
        if let Some(last) = self.0.last_mut() {
            *last = b'\n';
        }
    }

    /// Bytes as they are, for files that are no tables.
    pub(super) fn raw(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    fn comma(&mut self) -> &mut Self {
        self.0.push(b',');
        self
    }
}

/// A text as it stands in a table.
pub(super) fn push_quoted(to: &mut Vec<u8>, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n')) {
        to.push(b'"');
        for byte in text.bytes() {
            if byte == b'"' {
                to.push(b'"');
            }
            to.push(byte);
        }
        to.push(b'"');
    } else {
        to.extend_from_slice(text.as_bytes());
    }
}

pub(super) fn push_number(to: &mut Vec<u8>, number: u64) {
    to.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// 2025-12-31.
pub(super) fn push_day(to: &mut Vec<u8>, day: Day) {
    let (year, month, day) = day.civil();
    for (part, behind) in [(year / 100, None), (year % 100, Some(b'-')), (month, Some(b'-'))] {
        push_two(to, part);
        to.extend(behind);
    }
    push_two(to, day);
}

/// 14:05.
pub(super) fn push_time(to: &mut Vec<u8>, minute: u32) {
    push_two(to, minute / 60);
    to.push(b':');
    push_two(to, minute % 60);
}

/// 31/12/2025.
fn push_british(to: &mut Vec<u8>, day: Day) {
    let (year, month, day) = day.civil();
    for (part, behind) in [(day, Some(b'/')), (month, Some(b'/')), (year / 100, None)] {
        push_two(to, part);
        to.extend(behind);
    }
    push_two(to, year % 100);
}

/// The two digits of a number below 100.
fn push_two(to: &mut Vec<u8>, number: u32) {
    let [low, ..] = number.to_le_bytes();
    to.extend_from_slice(&[b'0' + low / 10, b'0' + low % 10]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_written_as_a_table_wants_it() {
        let mut rows = Rows::default();
        let day = Day::of(2025, 3, 9);
        rows.text("O\"Neill, Ann").british_moment(day.at(65)).day(day).tenths(-5).nothing();
        rows.numbered(b'A', 120).end();
        let text = String::from_utf8(rows.into_bytes()).unwrap();
        assert_eq!(text, "\"O\"\"Neill, Ann\",09/03/2025 01:05,2025-03-09,-0.5,,A120\n");
    }
}

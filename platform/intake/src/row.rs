//! One row of a file: its values by role, and how a bad value is told.

use std::borrow::Cow;
use std::cell::Cell;
use std::str::FromStr;

use csv::StringRecord;
use kith_terms::{Finding, Place};

use crate::Header;

/// What a value must be, and what to do where it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The rule as a sentence: "patients are a whole number".
    pub says: &'static str,
    /// What the reader of a finding can do.
    pub remedy: &'static str,
}

/// A row that was set aside. There is no way to set one aside without saying why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined(Box<Finding>);

/// One row of a file.
pub struct Row<'a> {
    pub(crate) header: &'a Header,
    pub(crate) cells: Cells<'a>,
    pub(crate) spot: Spot<'a>,
}

/// Where the values of a row are.
#[derive(Clone, Copy)]
pub(crate) enum Cells<'a> {
    Record(&'a StringRecord),
    List(&'a [String]),
}

/// Where a row is.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) file: &'a str,
    pub(crate) at: At<'a>,
}

/// Where in its file a row is.
#[derive(Clone, Copy)]
pub(crate) enum At<'a> {
    /// A row of a text, by the byte at which it begins.
    Byte(&'a Lines<'a>, usize),
    /// A row of a sheet.
    Line(u64),
    /// A feature of a map file, counted from 1.
    Feature(u64),
}

/// Counts the lines of a text, from where it last stopped: lines are asked for in their order.
pub(crate) struct Lines<'a> {
    text: &'a str,
    reached: Cell<(usize, u64)>,
}

impl From<Quarantined> for Finding {
    fn from(quarantined: Quarantined) -> Self {
        *quarantined.0
    }
}

impl From<Finding> for Quarantined {
    fn from(finding: Finding) -> Self {
        Self(Box::new(finding))
    }
}

impl Row<'_> {
    /// The value of this role without spaces around it; empty where there is none.
    pub fn text(&self, role: &str) -> &str {
        self.header.index(role).map_or("", |at| self.cell(at))
    }

    /// The value in this column, counted from 0, without spaces around it.
    pub fn cell(&self, at: usize) -> &str {
        let cell = match self.cells {
            Cells::Record(record) => record.get(at),
            Cells::List(list) => list.get(at).map(String::as_str),
        };
        cell.unwrap_or_default().trim()
    }

    /// The columns of the file.
    pub fn header(&self) -> &Header {
        self.header
    }

    /// The value of this role, if there is one.
    pub fn optional(&self, role: &str) -> Option<&str> {
        Some(self.text(role)).filter(|text| !text.is_empty())
    }

    /// The value of this role, which must not be empty.
    pub fn required(&self, role: &str, must: &Rule) -> Result<&str, Quarantined> {
        self.optional(role).ok_or_else(|| self.refuse(role, must))
    }

    /// The value of this role as a `T`.
    pub fn parse<T: FromStr>(&self, role: &str, must: &Rule) -> Result<T, Quarantined> {
        match self.text(role).parse() {
            Ok(value) => Ok(value),
            Err(_) => Err(self.refuse(role, must)),
        }
    }

    /// The value of this role as a `T`, if there is one.
    pub fn parse_optional<T: FromStr>(
        &self,
        role: &str,
        must: &Rule,
    ) -> Result<Option<T>, Quarantined> {
        if self.optional(role).is_none() { Ok(None) } else { self.parse(role, must).map(Some) }
    }

    /// Sets the row aside for the value of this role.
    pub fn refuse(&self, role: &str, must: &Rule) -> Quarantined {
        let column = self.header.name(role).unwrap_or(role);
        self.refuse_value(Some(column), Some(self.text(role)), must)
    }

    /// Sets the row aside for the value in this column, counted from 0.
    pub fn refuse_cell(&self, at: usize, must: &Rule) -> Quarantined {
        let column = self.header.names().get(at).map(String::as_str);
        self.refuse_value(column, Some(self.cell(at)), must)
    }

    fn refuse_value(&self, column: Option<&str>, value: Option<&str>, must: &Rule) -> Quarantined {
        self.spot.finding(column, value, must.says, must.remedy).into()
    }
}

impl Spot<'_> {
    /// The place in the words of a finding.
    pub(crate) fn place(&self, column: Option<&str>) -> Place {
        let (line, column) = match self.at {
            At::Byte(lines, byte) => (Some(lines.line_of(byte)), column.map(str::to_owned)),
            At::Line(line) => (Some(line), column.map(str::to_owned)),
            At::Feature(number) => {
                let behind = column.map(|name| format!(", {name}")).unwrap_or_default();
                (None, Some(format!("feature {number}{behind}")))
            }
        };
        Place { file: self.file.to_owned(), line, column }
    }

    /// A finding about something here. A value too long to be read is cut.
    pub(crate) fn finding(
        &self,
        column: Option<&str>,
        value: Option<&str>,
        says: &str,
        remedy: &str,
    ) -> Finding {
        let value =
            value.filter(|value| !value.is_empty()).map(|value| shortened(value).into_owned());
        Finding {
            place: self.place(column),
            value,
            rule: says.to_owned(),
            remedy: remedy.to_owned(),
        }
    }
}

impl<'a> Lines<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text, reached: Cell::new((0, 1)) }
    }

    /// The number, from 1, of the line in which the byte stands. A line ends as an editor sees it:
    /// with `\n`, `\r\n` or `\r` alone.
    pub(crate) fn line_of(&self, byte: usize) -> u64 {
        let (mut from, mut line) = self.reached.get();
        if byte < from {
            (from, line) = (0, 1);
        }
        let bytes = self.text.as_bytes();
        let byte = byte.min(bytes.len());
        for at in from..byte {
            let ends = match bytes[at] {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            line += u64::from(ends);
        }
        self.reached.set((byte, line));
        line
    }
}

/// The first 200 letters.
pub(crate) fn shortened(value: &str) -> Cow<'_, str> {
    match value.char_indices().nth(200) {
        Some((end, _)) => Cow::Owned(format!("{}…", &value[..end])),
        None => Cow::Borrowed(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_shows_them() {
        let text = "a\nb\r\nc\rd";
        let lines = Lines::of(text);
        let number = |letter| lines.line_of(text.find(letter).unwrap());
        assert_eq!(["a", "b", "c", "d", "b"].map(number), [1, 2, 3, 4, 2]);
    }

    #[test]
    fn a_long_value_is_cut_between_letters() {
        let cut = shortened(&"é".repeat(300)).into_owned();
        assert_eq!(cut.chars().count(), 201);
    }
}

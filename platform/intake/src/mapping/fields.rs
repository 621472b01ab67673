//! Splits a row of delimited text into its values.

use std::ops::Range;

use super::row::Fields;

/// Splits row after row; what it holds is used again for each.
pub(super) struct Splitter {
    separator: u8,
    /// Where the values stand: in the row itself or, where one was in quotation marks, in `taken_out`.
    cells: Vec<Range<usize>>,
    taken_out: String,
    is_taken_out: bool,
}

impl Splitter {
    /// A splitter at this separator.
    pub(super) fn by(separator: u8) -> Self {
        Self { separator, cells: Vec::new(), taken_out: String::new(), is_taken_out: false }
    }

    /// Splits a row that is known to be whole ([`super::cut`]).
    pub(super) fn split(&mut self, row: &str) {
        self.cells.clear();
        self.is_taken_out = memchr::memchr(b'"', row.as_bytes()).is_some();
        if self.is_taken_out {
            return self.take_out(row);
        }
        let mut from = 0;
        for at in memchr::memchr_iter(self.separator, row.as_bytes()) {
            self.cells.push(from..at);
            from = at + 1;
        }
        self.cells.push(from..row.len());
    }

    /// Splits a row in which there are quotation marks.
    fn take_out(&mut self, row: &str) {
        self.taken_out.clear();
        let mut rest = row;
        loop {
            let from = self.taken_out.len();
            if let Some(inside) = rest.strip_prefix('"') {
                rest = self.quoted(inside);
            } else {
                let end = memchr::memchr(self.separator, rest.as_bytes()).unwrap_or(rest.len());
                self.taken_out.push_str(&rest[..end]);
                rest = &rest[end..];
            }
            self.cells.push(from..self.taken_out.len());
            match rest.get(1..) {
                Some(behind) => rest = behind,
                None => return,
            }
        }
    }

    /// Takes a value up to the quotation mark that closes it; what stands behind that.
    fn quoted<'r>(&mut self, mut rest: &'r str) -> &'r str {
        loop {
            let Some((before, behind)) = rest.split_once('"') else {
                self.taken_out.push_str(rest);
                return "";
            };
            self.taken_out.push_str(before);
            match behind.strip_prefix('"') {
                Some(more) => {
                    self.taken_out.push('"');
                    rest = more;
                }
                None => return behind,
            }
        }
    }

    /// The values of the row that was split last.
    pub(super) fn cells<'s>(&'s self, row: &'s str) -> impl Iterator<Item = &'s str> {
        let text = self.text(row);
        self.cells.iter().map(|cell| &text[cell.clone()])
    }

    /// The same, one by one.
    pub(super) fn fields<'s>(&'s self, row: &'s str) -> Fields<'s> {
        Fields::Line(self.text(row), &self.cells)
    }

    fn text<'s>(&'s self, row: &'s str) -> &'s str {
        if self.is_taken_out { &self.taken_out } else { row }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(row: &str) -> Vec<String> {
        let mut splitter = Splitter::by(b',');
        splitter.split("an,earlier,\"row\"");
        splitter.split(row);
        splitter.cells(row).map(str::to_owned).collect()
    }

    #[test]
    fn values_are_taken_out_of_their_quotation_marks() {
        assert_eq!(
            split("a,,\"b, \"\"c\"\"\",6\" nail,\"\""),
            ["a", "", "b, \"c\"", "6\" nail", ""]
        );
        assert_eq!(split(""), [""]);
        assert_eq!(split("\"x\ny\","), ["x\ny", ""]);
    }

    proptest! {
        #[test]
        fn what_a_writer_writes_is_read_back(
            cells in prop::collection::vec("[a\"é,\n ]{0,6}", 2..6)
        ) {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(&cells).unwrap();
            let written = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(split(written.strip_suffix('\n').unwrap()), cells);
        }
    }
}

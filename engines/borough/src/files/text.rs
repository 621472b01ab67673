//! Writes comma-separated text the way the publishers do.

/// A table of text being written.
pub(crate) struct Table {
    bytes: Vec<u8>,
    quotes: Quotes,
}

/// When a field stands in quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// Only where a comma or a quote in it makes it necessary.
    WhereNeeded,
    /// Always, as in ODS files.
    Always,
}

impl Table {
    /// A table that begins with a header.
    pub(crate) fn with_header(columns: &[&str]) -> Self {
        let mut table = Self { bytes: Vec::new(), quotes: Quotes::WhereNeeded };
        table.row(columns);
        table
    }

    /// The same behind a byte order mark, as ONS writes it.
    pub(crate) fn with_mark_and_header(columns: &[&str]) -> Self {
        let mut table = Self { bytes: "\u{feff}".into(), quotes: Quotes::WhereNeeded };
        table.row(columns);
        table
    }

    /// A table without header in which every field stands in quotes.
    pub(crate) fn quoted_without_header() -> Self {
        Self { bytes: Vec::new(), quotes: Quotes::Always }
    }

    /// Add a row.
    pub(crate) fn row<S: AsRef<str>>(&mut self, fields: &[S]) {
        for (position, field) in fields.iter().enumerate() {
            if position > 0 {
                self.bytes.push(b',');
            }
            self.field(field.as_ref());
        }
        self.bytes.push(b'\n');
    }

    /// The finished file.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn field(&mut self, text: &str) {
        if self.quotes == Quotes::Always || text.contains([',', '"', '\n']) {
            let doubled = text.replace('"', "\"\"");
            self.bytes.extend_from_slice(format!("\"{doubled}\"").as_bytes());
        } else {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_comma_or_a_quote_stands_in_quotes() {
        let mut table = Table::with_header(&["code", "name"]);
        table.row(&["1", "Education, Skills"]);
        table.row(&["2", "the \"Old\" Bridge"]);
        let text = String::from_utf8(table.into_bytes()).unwrap();
        assert_eq!(text, "code,name\n1,\"Education, Skills\"\n2,\"the \"\"Old\"\" Bridge\"\n");
    }
}

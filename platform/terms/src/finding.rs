//! What was wrong with something that came from outside, told so that its sender can mend it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where in a file something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file's name, with the member's name behind a `!` inside an archive or workbook.
    pub file: String,
    /// The line, counted from 1 with the header, as an editor shows it. None: the whole file.
    pub line: Option<u64>,
    /// The column's name in the file, or its position where there is no header. None: the whole row.
    pub column: Option<String>,
}

/// One thing that is wrong: where it stands, what stands there, which rule it breaks, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where it stands.
    pub place: Place,
    /// The value that stands there, as it was read. None: there is none.
    pub value: Option<String>,
    /// The rule that it breaks, as a sentence: "patients are a whole number".
    pub rule: String,
    /// What the reader of this finding can do about it.
    pub remedy: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        match &self.column {
            Some(column) => write!(f, ", column {column}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        if let Some(value) = &self.value {
            write!(f, "{value:?} breaks the rule \"{}\"", self.rule)?;
        } else {
            f.write_str(&self.rule)?;
        }
        write!(f, "; {}", self.remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_a_sentence() {
        let place = Place {
            file: "reg.csv".into(),
            line: Some(7),
            column: Some("NUMBER_OF_PATIENTS".into()),
        };
        let finding = Finding {
            place,
            value: Some("-3".into()),
            rule: "patients are a whole number".into(),
            remedy: "ask the sender for the right count".into(),
        };
        assert_eq!(
            finding.to_string(),
            "reg.csv, line 7, column NUMBER_OF_PATIENTS: \"-3\" breaks the rule \"patients are a \
             whole number\"; ask the sender for the right count"
        );
    }
}

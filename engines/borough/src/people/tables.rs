//! The rates files as typed rows. They are part of the program, so a row that does not read is a
//! fault of ours and is told when the first population is made.

use serde::de::DeserializeOwned;

/// The rows of a CSV file of this crate; lines that begin with `#` tell of its sources.
pub(crate) fn rows<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("a test reads each file of rates, so each row has the columns of its type")
}

/// A TOML file of this crate.
pub(crate) fn document<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("a test reads each file of rates, so each has the keys of its type")
}

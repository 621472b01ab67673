//! The values that go into a statement and come out of a row, the same for both databases.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_terms::{Gss, Id, OdsCode};

/// A value of one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is known.
    Null,
    /// A whole number. Yes and no are kept as 1 and 0.
    Whole(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text. Dates are kept as `2026-11-21`, moments as `2026-11-21T20:05:20.000000Z`, so that text
    /// order is time order.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// What kind of value it is, in a word. Each kind begins with another letter.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Whole(_) => "whole number",
            Self::Real(_) => "fraction",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Whole(i64::from(number))
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Whole(i64::from(yes))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Text(date.to_string())
    }
}

impl From<Timestamp> for Value {
    fn from(moment: Timestamp) -> Self {
        Self::Text(format!("{moment:.6}"))
    }
}

impl<T> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        Self::Text(id.to_string())
    }
}

impl<K> From<Gss<K>> for Value {
    fn from(code: Gss<K>) -> Self {
        Self::Text(code.as_str().to_owned())
    }
}

impl From<OdsCode> for Value {
    fn from(code: OdsCode) -> Self {
        Self::Text(code.as_str().to_owned())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(maybe: Option<T>) -> Self {
        maybe.map_or(Self::Null, Into::into)
    }
}

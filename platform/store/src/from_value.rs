//! From the value of a cell to the type that the program works with.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_terms::{Gss, GssKind, Id, OdsCode};

use crate::Value;

/// A type that a cell can be read as. The error is the kind of value that was wanted, in words.
pub trait FromValue: Sized {
    /// Reads the value.
    fn from_value(value: Value) -> Result<Self, &'static str>;
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::Text(text) => Ok(text),
            _ => Err("text"),
        }
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::Whole(number) => Ok(number),
            _ => Err("a whole number"),
        }
    }
}

impl FromValue for u64 {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        let wanted = "a whole number that is not negative";
        i64::from_value(value)?.try_into().or(Err(wanted))
    }
}

impl FromValue for u32 {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        let wanted = "a whole number from 0 to 4,294,967,295";
        i64::from_value(value)?.try_into().or(Err(wanted))
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::Whole(0) => Ok(false),
            Value::Whole(1) => Ok(true),
            _ => Err("0 or 1"),
        }
    }
}

impl FromValue for f64 {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::Real(number) => Ok(number),
            _ => Err("a number with a fraction"),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err("bytes"),
        }
    }
}

impl FromValue for Timestamp {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        parsed(value, "a moment, such as 2026-11-21T20:05:20.000000Z")
    }
}

impl FromValue for Date {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        parsed(value, "a date, such as 2026-11-21")
    }
}

impl<T> FromValue for Id<T> {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        parsed(value, "an id of 26 letters and digits")
    }
}

impl<K: GssKind> FromValue for Gss<K> {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        parsed(value, K::NAME)
    }
}

impl FromValue for OdsCode {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        parsed(value, "an ODS code, such as M83001")
    }
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        Ok(value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

fn parsed<T: FromStr>(value: Value, wanted: &'static str) -> Result<T, &'static str> {
    String::from_value(value).ok().and_then(|text| text.parse().ok()).ok_or(wanted)
}

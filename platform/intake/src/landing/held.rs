//! The rows of a table that wait to be handed on, and how rows are told apart.

use std::hash::{DefaultHasher, Hash, Hasher};

use kith_store::Value;
use kith_terms::Finding;

use crate::Table;
use crate::row::Spot;

/// The rows of a table that wait to be handed on.
pub(super) struct Held {
    pub(super) table: &'static Table,
    key: Vec<usize>,
    pub(super) rows: Vec<Vec<Value>>,
    /// How many rows have a value, column by column.
    pub(super) filled: Vec<u64>,
}

impl Held {
    pub(super) fn of(table: &'static Table) -> Self {
        let place = |name: &&str| table.columns.iter().position(|column| column == name);
        let key: Vec<usize> = table.key.iter().filter_map(place).collect();
        debug_assert_eq!(key.len(), table.key.len(), "{}: a key is made of columns", table.name);
        Self { table, key, rows: Vec::new(), filled: vec![0; table.columns.len()] }
    }

    pub(super) fn count(&mut self, values: &[Value]) {
        for (filled, value) in self.filled.iter_mut().zip(values) {
            *filled += u64::from(*value != Value::Null);
        }
    }

    pub(super) fn hashes(&self, values: &[Value]) -> (u64, u64) {
        let mut key = DefaultHasher::new();
        self.table.name.hash(&mut key);
        for at in &self.key {
            hash_value(&values[*at], &mut key);
        }
        let mut row = key.clone();
        for value in values {
            hash_value(value, &mut row);
        }
        (key.finish(), row.finish())
    }

    pub(super) fn contradiction(&self, values: &[Value], spot: &Spot<'_>) -> Finding {
        let key: Vec<String> = self.key.iter().map(|at| in_words(&values[*at])).collect();
        let says = format!(
            "what is said about the same {} is the same throughout the file ({})",
            self.table.key.join(" and "),
            self.table.name
        );
        let remedy = "ask the sender which of the rows is right; the first one was kept";
        spot.finding(None, Some(&key.join(", ")), &says, remedy)
    }
}

pub(crate) fn hash_value(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Whole(number) => (1_u8, number).hash(hasher),
        Value::Real(number) => (2_u8, number.to_bits()).hash(hasher),
        Value::Text(text) => (3_u8, text).hash(hasher),
        Value::Bytes(bytes) => (4_u8, bytes).hash(hasher),
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Whole(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// A text that PostgreSQL could not keep.
pub(super) fn with_nul(values: &[Value]) -> Option<&str> {
    values.iter().find_map(|value| match value {
        Value::Text(text) if text.contains('\0') => Some(text.as_str()),
        _ => None,
    })
}

//! The columns of a dataset.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use kith_store::keeping::catalogue::Kind;

/// A column of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether rows are sorted and found by it, before the key columns after it. Each row has a value
    /// in it.
    pub is_key: bool,
}

impl Column {
    /// Text by which rows are sorted and found.
    pub fn key(name: &str) -> Self {
        Self { name: name.to_owned(), kind: Kind::Text, is_key: true }
    }

    /// A column of a kind, empty in some rows.
    pub fn of(name: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), kind, is_key: false }
    }

    /// Text, empty in some rows.
    pub fn text(name: &str) -> Self {
        Self::of(name, Kind::Text)
    }
}

/// The columns in Parquet's words.
pub(crate) fn schema(columns: &[Column]) -> SchemaRef {
    let field = |column: &Column| {
        let kind = match column.kind {
            Kind::Whole => DataType::Int64,
            Kind::Real => DataType::Float64,
            Kind::Text => DataType::Utf8,
            Kind::Bytes => DataType::Binary,
        };
        Field::new(&column.name, kind, !column.is_key)
    };
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

//! Rows of values to columns of arrays, and back.

use arrow_array::builder::{BinaryBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::DataType;
use std::sync::Arc;

use kith_store::Value;
use kith_store::keeping::catalogue::Kind;

use crate::Column;

/// Rows that wait to be written, by column.
pub(crate) struct Gathered {
    columns: Vec<Gathering>,
    rows: usize,
}

enum Gathering {
    Whole(Int64Builder),
    Real(Float64Builder),
    Text(StringBuilder),
    Bytes(BinaryBuilder),
}

impl Gathered {
    pub(crate) fn of(columns: &[Column]) -> Self {
        let begin = |column: &Column| match column.kind {
            Kind::Whole => Gathering::Whole(Int64Builder::new()),
            Kind::Real => Gathering::Real(Float64Builder::new()),
            Kind::Text => Gathering::Text(StringBuilder::new()),
            Kind::Bytes => Gathering::Bytes(BinaryBuilder::new()),
        };
        Self { columns: columns.iter().map(begin).collect(), rows: 0 }
    }

    /// How many rows wait.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// Adds a row, or says what of it does not fit.
    pub(crate) fn add(&mut self, columns: &[Column], row: Vec<Value>) -> Result<(), String> {
        if row.len() != columns.len() {
            return Err(format!("it has {} values for {} columns", row.len(), columns.len()));
        }
        for ((to, column), value) in self.columns.iter_mut().zip(columns).zip(row) {
            if column.is_key && value == Value::Null {
                return Err(format!("{} is empty, and rows are found by it", column.name));
            }
            let found = value.kind();
            if !to.add(value) {
                return Err(format!("{} is of the kind {found}", column.name));
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Hands out what waits, and begins anew.
    pub(crate) fn take(&mut self) -> Vec<ArrayRef> {
        self.rows = 0;
        self.columns.iter_mut().map(Gathering::take).collect()
    }
}

impl Gathering {
    /// Whether it was of the kind that is gathered here.
    fn add(&mut self, value: Value) -> bool {
        match (self, value) {
            (Self::Whole(to), Value::Whole(number)) => to.append_value(number),
            (Self::Real(to), Value::Real(number)) => to.append_value(number),
            (Self::Text(to), Value::Text(text)) => to.append_value(text),
            (Self::Bytes(to), Value::Bytes(bytes)) => to.append_value(bytes),
            (Self::Whole(to), Value::Null) => to.append_null(),
            (Self::Real(to), Value::Null) => to.append_null(),
            (Self::Text(to), Value::Null) => to.append_null(),
            (Self::Bytes(to), Value::Null) => to.append_null(),
            _ => return false,
        }
        true
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Self::Whole(from) => Arc::new(from.finish()),
            Self::Real(from) => Arc::new(from.finish()),
            Self::Text(from) => Arc::new(from.finish()),
            Self::Bytes(from) => Arc::new(from.finish()),
        }
    }
}

/// One value as an array of length one, to be compared with others.
pub(crate) fn lone(value: &Value) -> Option<ArrayRef> {
    Some(match value {
        Value::Null => return None,
        Value::Whole(number) => Arc::new(Int64Array::from(vec![*number])),
        Value::Real(number) => Arc::new(Float64Array::from(vec![*number])),
        Value::Text(text) => Arc::new(StringArray::from(vec![text.as_str()])),
        Value::Bytes(bytes) => Arc::new(BinaryArray::from(vec![bytes.as_slice()])),
    })
}

/// The rows of a batch, with the columns in the order in which they are named; one that the file does not
/// have is empty.
pub(crate) fn rows(batch: &RecordBatch, columns: &[String]) -> Vec<Vec<Value>> {
    let found: Vec<Option<&ArrayRef>> =
        columns.iter().map(|name| batch.column_by_name(name)).collect();
    let row = |number: usize| {
        found.iter().map(|array| array.map_or(Value::Null, |array| cell(array, number))).collect()
    };
    (0..batch.num_rows()).map(row).collect()
}

fn cell(array: &ArrayRef, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Int64 => Value::Whole(array.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Value::Real(array.as_primitive::<Float64Type>().value(row)),
        DataType::Binary => Value::Bytes(array.as_binary::<i32>().value(row).to_vec()),
        // No other kind of column is ever written, and what was not written is not read.
        _ => array.as_string_opt::<i32>().map_or(Value::Null, |text| text.value(row).into()),
    }
}

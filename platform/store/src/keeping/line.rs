//! A row as a line of JSON, and back: the same row gives the same bytes on either database.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

use super::catalogue::{Column, Kind};
use crate::Value;

/// How the rows of a table are written: the columns that are, by name.
pub(crate) struct Layout {
    /// Where in a row the value is, and its name as JSON.
    keys: Vec<(usize, String)>,
}

impl Layout {
    /// Writes those of `columns` for which `wanted` says yes.
    pub(crate) fn of(columns: &[Column], wanted: impl Fn(&Column) -> bool) -> Self {
        let mut named: Vec<(&str, usize)> = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| wanted(column))
            .map(|(at, column)| (column.name.as_str(), at))
            .collect();
        named.sort_unstable();
        Self { keys: named.into_iter().map(|(name, at)| (at, json(name))).collect() }
    }

    /// Adds a row to `lines`.
    pub(crate) fn write(&self, row: &[Value], lines: &mut String) {
        for (number, (at, key)) in self.keys.iter().enumerate() {
            lines.push(if number == 0 { '{' } else { ',' });
            lines.push_str(key);
            lines.push(':');
            lines.push_str(&cell(&row[*at]));
        }
        lines.push_str("}\n");
    }
}

fn cell(value: &Value) -> Cow<'static, str> {
    match value {
        Value::Null => "null".into(),
        Value::Whole(number) => number.to_string().into(),
        // JSON has no such numbers; these are the standard's words for them.
        Value::Real(number) if number.is_nan() => "\"NaN\"".into(),
        Value::Real(number) if number.is_infinite() => {
            if *number > 0.0 {
                "\"INF\"".into()
            } else {
                "\"-INF\"".into()
            }
        }
        // The fewest digits that give the same number again.
        Value::Real(number) => format!("{number:?}").into(),
        Value::Text(text) => json(text).into(),
        Value::Bytes(bytes) => format!("\"{}\"", STANDARD.encode(bytes)).into(),
    }
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Reads a line back into the values of `columns`; columns that it does not name are an error.
pub(crate) fn read(line: &str, columns: &[&Column]) -> Result<Vec<Value>, String> {
    let cells: BTreeMap<Cow<'_, str>, &RawValue> =
        serde_json::from_str(line).map_err(|error| error.to_string())?;
    if cells.len() != columns.len() {
        return Err(format!("it has {} values instead of {}", cells.len(), columns.len()));
    }
    columns
        .iter()
        .map(|column| {
            let cell = cells.get(column.name.as_str());
            let value = cell.and_then(|cell| value(cell.get(), column.kind));
            value.ok_or_else(|| format!("its value of {} cannot be read", column.name))
        })
        .collect()
}

fn value(cell: &str, kind: Kind) -> Option<Value> {
    if cell == "null" {
        return Some(Value::Null);
    }
    match kind {
        Kind::Whole => cell.parse().ok().map(Value::Whole),
        Kind::Real => match cell {
            "\"NaN\"" => Some(Value::Real(f64::NAN)),
            "\"INF\"" => Some(Value::Real(f64::INFINITY)),
            "\"-INF\"" => Some(Value::Real(f64::NEG_INFINITY)),
            number => number.parse().ok().map(Value::Real),
        },
        Kind::Text => serde_json::from_str(cell).ok().map(Value::Text),
        Kind::Bytes => {
            let text: String = serde_json::from_str(cell).ok()?;
            STANDARD.decode(text).ok().map(Value::Bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        [
            ("title", Kind::Text),
            ("share", Kind::Real),
            ("many", Kind::Whole),
            ("shape", Kind::Bytes),
        ]
        .map(|(name, kind)| Column { name: name.into(), kind, required: false })
        .into()
    }

    #[test]
    fn a_row_is_one_line_with_its_names_in_order() {
        for (row, line) in [
            (
                vec!["a \"b\"\nc ’".into(), 0.1.into(), 3_i64.into(), vec![0_u8, 255].into()],
                r#"{"many":3,"shape":"AP8=","share":0.1,"title":"a \"b\"\nc ’"}"#,
            ),
            (
                vec![Value::Null, f64::NEG_INFINITY.into(), i64::MIN.into(), Value::Null],
                r#"{"many":-9223372036854775808,"shape":null,"share":"-INF","title":null}"#,
            ),
            (
                vec!["".into(), (-0.0).into(), 0_i64.into(), Vec::<u8>::new().into()],
                r#"{"many":0,"shape":"","share":-0.0,"title":""}"#,
            ),
        ] {
            let mut lines = String::new();
            Layout::of(&columns(), |_| true).write(&row, &mut lines);
            assert_eq!(lines.trim_end_matches('\n'), line);
            let (kept, wanted) = (columns(), row);
            let wanted_columns: Vec<&Column> = kept.iter().collect();
            assert_eq!(read(line, &wanted_columns).unwrap(), wanted);
        }
    }

    #[test]
    fn every_fraction_comes_back_to_the_bit() {
        let columns = columns();
        let share = [&columns[1]];
        let mut bits = 1_u64;
        for _ in 0..10_000 {
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let number = f64::from_bits(bits);
            if number.is_nan() {
                continue;
            }
            let mut line = String::new();
            Layout::of(&columns[1..2], |_| true).write(&[number.into()], &mut line);
            let Value::Real(back) = read(line.trim_end(), &share).unwrap()[0] else {
                panic!("a fraction came back as something else");
            };
            assert_eq!(back.to_bits(), number.to_bits(), "{line}");
        }
    }

    #[test]
    fn a_line_with_other_columns_is_refused() {
        let columns = columns();
        let title = [&columns[0]];
        for (line, why) in [
            ("{\"title\":1}", "its value of title cannot be read"),
            ("{\"name\":\"x\"}", "its value of title cannot be read"),
            ("{\"title\":\"x\",\"more\":1}", "it has 2 values instead of 1"),
        ] {
            assert_eq!(read(line, &title).unwrap_err(), why);
        }
        assert!(read("{\"title\":", &title).is_err());
    }
}

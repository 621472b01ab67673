//! Many rows at once, the quick way of each database.

use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, PgConnection, SqlSafeStr, SqlStr, SqliteConnection};

use crate::connection::{Connection, Side, for_sqlite};
use crate::{StoreError, Value};

/// So many values go into one statement of SQLite. Its limit is 32,766; beyond a few hundred the
/// statement only takes longer to prepare.
const VALUES_A_STATEMENT: usize = 512;

/// Up to so many values, PostgreSQL is given a statement with placeholders: COPY takes several
/// messages, and waits of 40 ms between them where the network collects small ones (RFC 896, 1122).
const VALUES_NOT_WORTH_A_COPY: usize = 1_024;

/// So many bytes go to PostgreSQL at once.
const BYTES_A_PARCEL: usize = 256 * 1024;

impl Connection {
    /// Adds rows to a table.
    pub(crate) async fn fill(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        if rows.is_empty() {
            return Ok(0);
        }
        if columns.is_empty() || rows.iter().any(|row| row.len() != columns.len()) {
            let wanted = columns.len();
            return Err(StoreError::failed(format!("a row for {table} has not {wanted} cells")));
        }
        match &mut self.0 {
            Side::Sqlite(to) => fill_sqlite(to, table, columns, rows).await,
            Side::Postgres(_) if rows.len() * columns.len() <= VALUES_NOT_WORTH_A_COPY => {
                let text = numbered_insert_text(table, columns, rows.len());
                self.execute(text.into(), rows.into_iter().flatten().collect()).await
            }
            Side::Postgres(to) => fill_postgres(to, table, columns, rows).await,
        }
    }
}

async fn fill_sqlite(
    to: &mut SqliteConnection,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<u64, StoreError> {
    let at_once = (VALUES_A_STATEMENT / columns.len()).max(1);
    let whole = insert_text(table, columns, at_once);
    let mut left = rows.len();
    let mut added = 0;
    let mut rows = rows.into_iter();
    while left > 0 {
        let many = left.min(at_once);
        let values = for_sqlite(rows.by_ref().take(many).flatten())?;
        let text = if many == at_once { whole.clone() } else { insert_text(table, columns, many) };
        added += sqlx::query_with(text, values).execute(&mut *to).await?.rows_affected();
        left -= many;
    }
    Ok(added)
}

/// Placeholders without numbers: SQLite looks numbered ones up one by one.
fn insert_text(table: &str, columns: &[&str], rows: usize) -> SqlStr {
    let row = format!("({})", vec!["?"; columns.len()].join(","));
    let rows = vec![row; rows].join(",");
    let columns = columns.join(", ");
    AssertSqlSafe(format!("INSERT INTO {table} ({columns}) VALUES {rows}")).into_sql_str()
}

fn numbered_insert_text(table: &str, columns: &[&str], rows: usize) -> String {
    let mut text = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    for row in 0..rows {
        for column in 0..columns.len() {
            let before = if column > 0 {
                ","
            } else if row > 0 {
                "),("
            } else {
                "("
            };
            put(&mut text, format_args!("{before}${}", row * columns.len() + column + 1));
        }
    }
    text.push(')');
    text
}

async fn fill_postgres(
    to: &mut PgConnection,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Value>>,
) -> Result<u64, StoreError> {
    let text = format!("COPY {table} ({}) FROM STDIN", columns.join(", "));
    let mut copy = to.copy_in_raw(&text).await?;
    let mut parcel = String::new();
    for row in rows {
        write_line(&mut parcel, &row);
        if parcel.len() >= BYTES_A_PARCEL {
            copy.send(parcel.as_bytes()).await?;
            parcel.clear();
        }
    }
    copy.send(parcel.as_bytes()).await?;
    Ok(copy.finish().await?)
}

/// A line of the text format of COPY (PostgreSQL manual, "COPY", section "File Formats").
fn write_line(line: &mut String, row: &[Value]) {
    for (position, value) in row.iter().enumerate() {
        if position > 0 {
            line.push('\t');
        }
        match value {
            Value::Null => line.push_str("\\N"),
            Value::Whole(number) => put(line, format_args!("{number}")),
            Value::Real(number) => put(line, format_args!("{number:?}")),
            Value::Text(text) => write_escaped(line, text),
            Value::Bytes(bytes) => {
                line.push_str("\\\\x");
                for byte in bytes {
                    put(line, format_args!("{byte:02x}"));
                }
            }
        }
    }
    line.push('\n');
}

fn put(line: &mut String, what: std::fmt::Arguments<'_>) {
    line.write_fmt(what).expect("writing into a String does not fail");
}

fn write_escaped(line: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '\\' => line.push_str("\\\\"),
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            other => line.push(other),
        }
    }
}

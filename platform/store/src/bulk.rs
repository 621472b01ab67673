//! Many rows at once, the quick way of each database.

use std::fmt::Write as _;

use sqlx::postgres::PgArguments;
use sqlx::{Arguments, AssertSqlSafe, PgConnection, SqlSafeStr, SqlStr, SqliteConnection};

use crate::connection::{Connection, Side, for_sqlite};
use crate::{FromValue, StoreError, Value};

/// So many values go into one statement of SQLite. Its limit is 32,766; beyond a few hundred the
/// statement only takes longer to prepare.
const VALUES_A_STATEMENT: usize = 512;

/// Up to so many values, PostgreSQL is given a statement with its values: COPY takes several
/// messages, and waits of 40 ms between them where the network collects small ones (RFC 896, 1122).
const VALUES_NOT_WORTH_A_COPY: usize = 8_192;

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
        let deed = self.1.rows(table, columns, &rows);
        let done = self.fill_now(table, columns, rows).await;
        self.1.note(deed, done.as_ref().map(|rows| *rows > 0));
        done
    }

    async fn fill_now(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        match &mut self.0 {
            Side::Sqlite(to) => fill_sqlite(to, table, columns, rows).await,
            Side::Postgres(to) if rows.len() * columns.len() <= VALUES_NOT_WORTH_A_COPY => {
                match Columns::of(&rows, columns.len()) {
                    Some(cells) => insert_columns(to, table, columns, cells).await,
                    None => fill_postgres(to, table, columns, rows).await,
                }
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

/// The cells of a parcel of rows, column by column.
struct Columns(Vec<Cells>);

enum Cells {
    Empty,
    Whole(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Text(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Columns {
    /// Nothing where the cells of a column are of several kinds, or all are empty.
    fn of(rows: &[Vec<Value>], many: usize) -> Option<Self> {
        let cells: Option<Vec<_>> = (0..many).map(|number| Cells::of(rows, number)).collect();
        cells.filter(|cells| cells.iter().any(|column| column.kind().is_some())).map(Self)
    }
}

impl Cells {
    fn of(rows: &[Vec<Value>], number: usize) -> Option<Self> {
        let mut cells = rows.iter().map(|row| &row[number]);
        let Some(first) = cells.find(|cell| **cell != Value::Null) else {
            return Some(Self::Empty);
        };
        match first {
            Value::Null => Some(Self::Empty),
            Value::Whole(_) => column(rows, number).map(Self::Whole),
            Value::Real(_) => column(rows, number).map(Self::Real),
            Value::Text(_) => column(rows, number).map(Self::Text),
            Value::Bytes(_) => column(rows, number).map(Self::Bytes),
        }
    }

    /// The type of a placeholder for all of them.
    fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::Whole(_) => Some("BIGINT[]"),
            Self::Real(_) => Some("DOUBLE PRECISION[]"),
            Self::Text(_) => Some("TEXT[]"),
            Self::Bytes(_) => Some("BYTEA[]"),
        }
    }
}

/// Nothing where a cell of the column is of another kind.
fn column<T: FromValue>(rows: &[Vec<Value>], number: usize) -> Option<Vec<Option<T>>> {
    rows.iter().map(|row| FromValue::from_value(row[number].clone()).ok()).collect()
}

/// Hands over each column as one value, so that the statement reads alike for any number of rows and
/// is prepared once. A column without a value is left to the type that it has.
async fn insert_columns(
    to: &mut PgConnection,
    table: &str,
    columns: &[&str],
    cells: Columns,
) -> Result<u64, StoreError> {
    let (mut picked, mut kinds) = (Vec::new(), Vec::new());
    let mut arguments = PgArguments::default();
    for cells in cells.0 {
        let Some(kind) = cells.kind() else {
            picked.push("NULL".to_owned());
            continue;
        };
        kinds.push(format!("${}::{kind}", kinds.len() + 1));
        picked.push(format!("c{}", kinds.len()));
        let added = match cells {
            Cells::Empty => Ok(()),
            Cells::Whole(cells) => arguments.add(cells),
            Cells::Real(cells) => arguments.add(cells),
            Cells::Text(cells) => arguments.add(cells),
            Cells::Bytes(cells) => arguments.add(cells),
        };
        added.map_err(StoreError::Failed)?;
    }
    let given: Vec<String> = (1..=kinds.len()).map(|number| format!("c{number}")).collect();
    let text = format!(
        "INSERT INTO {table} ({}) SELECT {} FROM UNNEST({}) AS given ({})",
        columns.join(", "),
        picked.join(", "),
        kinds.join(", "),
        given.join(", ")
    );
    Ok(sqlx::query_with(AssertSqlSafe(text), arguments).execute(to).await?.rows_affected())
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

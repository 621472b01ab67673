//! One connection and its rows: the place where a statement is handed to either driver.

use std::borrow::Cow;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Decode, Encode, Postgres, Row as _, Sqlite};
use sqlx::{SqlSafeStr, SqlStr, Type, TypeInfo, ValueRef};

use tracing::{Instrument, Span};

use crate::deeds::Deeds;
use crate::{FromValue, StoreError, Value};

/// A connection to the database, lent by its pool, and what a change has done on it so far.
pub struct Connection(pub(crate) Side, pub(crate) Deeds);

/// Which of the two databases it leads to.
pub(crate) enum Side {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A row of an answer.
pub struct Row(Cells);

enum Cells {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Connection {
    /// Runs a text of one or more statements without values.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), StoreError> {
        let text = AssertSqlSafe(text);
        match &mut self.0 {
            Side::Sqlite(to) => sqlx::raw_sql(text).execute(&mut **to).await.map(drop)?,
            Side::Postgres(to) => sqlx::raw_sql(text).execute(&mut **to).await.map(drop)?,
        }
        Ok(())
    }

    /// A connection of a pool.
    pub(crate) fn new(side: Side) -> Self {
        Self(side, Deeds::default())
    }

    /// Runs one statement and counts the rows that it changed.
    pub(crate) async fn execute(
        &mut self,
        text: Cow<'static, str>,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        let span = statement(&text);
        let deed = self.1.statement(&text, &values);
        let done = self.execute_now(text, values).instrument(span).await;
        self.1.note(deed, done.as_ref().map(|rows| *rows > 0));
        done
    }

    async fn execute_now(
        &mut self,
        text: Cow<'static, str>,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        match &mut self.0 {
            Side::Sqlite(to) => {
                let query = sqlx::query_with(safe(text), for_sqlite(values)?);
                Ok(query.execute(&mut **to).await?.rows_affected())
            }
            Side::Postgres(to) => {
                let query = sqlx::query_with(with_kinds(&text, &values), for_postgres(values)?);
                Ok(query.execute(&mut **to).await?.rows_affected())
            }
        }
    }

    /// Runs one statement and brings all rows of its answer.
    pub(crate) async fn fetch(
        &mut self,
        text: Cow<'static, str>,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let span = statement(&text);
        let deed = self.1.statement(&text, &values);
        let done = self.fetch_now(text, values).instrument(span).await;
        self.1.note(deed, done.as_ref().map(|rows| !rows.is_empty()));
        done
    }

    async fn fetch_now(
        &mut self,
        text: Cow<'static, str>,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        match &mut self.0 {
            Side::Sqlite(to) => {
                let query = sqlx::query_with(safe(text), for_sqlite(values)?);
                let rows = query.fetch_all(&mut **to).await?;
                Ok(rows.into_iter().map(|row| Row(Cells::Sqlite(row))).collect())
            }
            Side::Postgres(to) => {
                let query = sqlx::query_with(with_kinds(&text, &values), for_postgres(values)?);
                let rows = query.fetch_all(&mut **to).await?;
                Ok(rows.into_iter().map(|row| Row(Cells::Postgres(row))).collect())
            }
        }
    }

    /// Ends the connection instead of giving it back: its transaction may still be open.
    pub(crate) fn end_after_use(&mut self) {
        match &mut self.0 {
            Side::Sqlite(to) => to.close_on_drop(),
            Side::Postgres(to) => to.close_on_drop(),
        }
    }
}

impl Row {
    /// Reads the cell under the name of its column in the answer.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T, StoreError> {
        let value = match &self.0 {
            Cells::Sqlite(row) => from_sqlite(row, column)?,
            Cells::Postgres(row) => from_postgres(row, column)?,
        };
        let found = value.kind();
        T::from_value(value).map_err(|wanted| StoreError::Unreadable {
            column: column.to_owned(),
            found,
            wanted,
        })
    }
}

/// The step of a trace that a statement is: its text with placeholders, never its values.
fn statement(text: &str) -> Span {
    tracing::debug_span!("statement", db.query.text = text)
}

fn safe(text: Cow<'static, str>) -> SqlStr {
    match text {
        Cow::Borrowed(text) => text.into_sql_str(),
        Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
    }
}

pub(crate) fn for_sqlite(
    values: impl IntoIterator<Item = Value>,
) -> Result<SqliteArguments, StoreError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        let added = match value {
            Value::Null => arguments.add(None::<i64>),
            Value::Whole(number) => arguments.add(number),
            Value::Real(number) => arguments.add(number),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        };
        added.map_err(StoreError::Failed)?;
    }
    Ok(arguments)
}

fn for_postgres(values: Vec<Value>) -> Result<PgArguments, StoreError> {
    let mut arguments = PgArguments::default();
    for value in values {
        let added = match value {
            Value::Null => arguments.add(Nothing),
            Value::Whole(number) => arguments.add(number),
            Value::Real(number) => arguments.add(number),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        };
        added.map_err(StoreError::Failed)?;
    }
    Ok(arguments)
}

/// The driver keeps a prepared statement under its text, with the parameter types of its first use.
/// The kinds of the values go into the text, so that a statement is never used with other kinds than
/// it was prepared for.
fn with_kinds(text: &str, values: &[Value]) -> SqlStr {
    let mut marked = String::with_capacity(text.len() + values.len() + 8);
    marked.push_str(text);
    marked.push_str("\n-- ");
    for value in values {
        marked.push_str(&value.kind()[..1]);
    }
    AssertSqlSafe(marked).into_sql_str()
}

/// An empty cell of a type that the server works out from where it stands.
struct Nothing;

impl Type<Postgres> for Nothing {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl Encode<'_, Postgres> for Nothing {
    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}

fn from_sqlite(row: &SqliteRow, column: &str) -> Result<Value, StoreError> {
    let cell = row.try_get_raw(column)?;
    if cell.is_null() {
        return Ok(Value::Null);
    }
    let kind = cell.type_info().into_owned();
    let value = match kind.name() {
        "INTEGER" => Decode::<Sqlite>::decode(cell).map(Value::Whole),
        "REAL" => Decode::<Sqlite>::decode(cell).map(Value::Real),
        "TEXT" => Decode::<Sqlite>::decode(cell).map(Value::Text),
        _ => Decode::<Sqlite>::decode(cell).map(Value::Bytes),
    };
    value.map_err(StoreError::Failed)
}

fn from_postgres(row: &PgRow, column: &str) -> Result<Value, StoreError> {
    let cell = row.try_get_raw(column)?;
    if cell.is_null() {
        return Ok(Value::Null);
    }
    let kind = cell.type_info().into_owned();
    let value = match kind.name() {
        "INT8" => Decode::<Postgres>::decode(cell).map(Value::Whole),
        "INT4" => <i32 as Decode<Postgres>>::decode(cell).map(|it| Value::Whole(it.into())),
        "BOOL" => <bool as Decode<Postgres>>::decode(cell).map(Value::from),
        "FLOAT8" => Decode::<Postgres>::decode(cell).map(Value::Real),
        "TEXT" | "VARCHAR" | "NAME" => Decode::<Postgres>::decode(cell).map(Value::Text),
        "BYTEA" => Decode::<Postgres>::decode(cell).map(Value::Bytes),
        other => {
            Err(format!("the column {column} is of type {other}; cast it in the query").into())
        }
    };
    value.map_err(StoreError::Failed)
}

//! One statement with its values.

use std::borrow::Cow;

use crate::{AsOf, Connection, Row, StoreError, Tx, Value};

/// What a statement can be asked of: a [`crate::Reader`] or a [`Tx`].
pub trait On: Send {
    /// The connection behind it.
    fn connection(&mut self) -> &mut Connection;
}

/// A statement and the values for its placeholders.
#[derive(Debug)]
pub struct Query {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

/// A statement for both databases. What both understand alike:
///
/// - placeholders `$1`, `$2`, …, filled in this order by [`Query::bind`]; one may occur twice;
/// - the types `TEXT`, `BIGINT`, `DOUBLE PRECISION` and `BYTES`, in capitals; yes and no are 1 and 0, dates and
///   moments are text (see [`Value`]); text is ordered by its bytes;
/// - `CAST(SUM(x) AS BIGINT)`, `CAST(AVG(x) AS DOUBLE PRECISION)`: bare sums are of another type in
///   PostgreSQL; likewise `CAST($1 AS TEXT) IS NULL`, which tells the type of a lone placeholder;
/// - `INSERT … ON CONFLICT … DO UPDATE/NOTHING`, `RETURNING`, `WITH`, window functions, `LIMIT` with
///   `OFFSET`, `LIKE … ESCAPE '\'` (which heeds upper and lower case), `COALESCE`, `CASE`, `||`;
/// - not: functions of date, JSON or regular expressions, `ILIKE`, `GLOB`, arrays, `rowid`.
pub fn sql(text: impl Into<Cow<'static, str>>) -> Query {
    Query { text: text.into(), values: Vec::new() }
}

impl Query {
    /// Gives the value of the next placeholder.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Gives the values of the two placeholders of [`AsOf::condition`].
    #[must_use]
    pub fn bind_as_of(self, as_of: AsOf) -> Self {
        self.bind(as_of.at).bind(as_of.known)
    }

    /// All rows of the answer.
    pub async fn all<T>(
        self,
        on: &mut impl On,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = on.connection().fetch(self.text, self.values).await?;
        rows.iter().map(read).collect()
    }

    /// The first row of the answer, if there is one.
    pub async fn optional<T>(
        self,
        on: &mut impl On,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let rows = on.connection().fetch(self.text, self.values).await?;
        rows.first().map(read).transpose()
    }

    /// The first row of the answer. There must be one; where its absence is to be told to a person,
    /// use [`Query::one_called`].
    pub async fn one<T>(
        self,
        on: &mut impl On,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.one_called("such", "record", on, read).await
    }

    /// The first row of the answer, which is the `what` with this `id`; or the news that it does not
    /// exist.
    pub async fn one_called<T>(
        self,
        what: &'static str,
        id: impl ToString,
        on: &mut impl On,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let id = id.to_string();
        self.optional(on, read).await?.ok_or(StoreError::NotFound { what, id })
    }

    /// Changes rows and counts them.
    pub async fn run(self, tx: &mut Tx) -> Result<u64, StoreError> {
        tx.connection().execute(self.text, self.values).await
    }

    /// Changes the one row of the `what` with this `id` that its condition names, the version that
    /// was read included (`… WHERE id = $1 AND version = $2`). No such row: someone else saved first.
    pub async fn run_expecting_one(
        self,
        tx: &mut Tx,
        what: &'static str,
        id: impl ToString,
    ) -> Result<(), StoreError> {
        match self.run(tx).await? {
            1 => Ok(()),
            0 => Err(StoreError::Stale { what, id: id.to_string() }),
            many => {
                let id = id.to_string();
                Err(StoreError::failed(format!("{many} rows were changed instead of {what} {id}")))
            }
        }
    }
}

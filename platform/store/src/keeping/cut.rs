//! All records as they stand at one moment, while others go on writing.

use sha2::{Digest, Sha256};

use super::catalogue::{self, STEPS, Table};
use super::manifest::{Journal, Step, Sum};
use crate::chain::{self, hex};
use crate::dialect::Dialect;
use crate::pool::{Pool, Use};
use crate::{Connection, Location, On, Query, StoreError, Value, sql};

/// Rows that are read at once. Outlines of areas are big, so not too many.
const PARCEL: u32 = 500;

/// The records at one moment.
pub struct Cut {
    on: Held,
    pool: Pool,
    /// The tables, ordered by name.
    pub tables: Vec<Table>,
}

/// A connection that is ours alone.
pub(crate) struct Held(pub(crate) Connection);

impl On for Held {
    fn connection(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// Rows of a table that are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The condition that they meet, with `$1` for `of`. None: all rows.
    pub condition: Option<String>,
    /// What stands for `$1`.
    pub of: String,
}

impl Cut {
    /// Opens the records at this moment.
    pub async fn of(at: &Location) -> Result<Self, StoreError> {
        if let Location::Sqlite(path) = at
            && !path.exists()
        {
            return Err(StoreError::NotFound { what: "database", id: path.display().to_string() });
        }
        Self::through(Pool::open(at, Use::Read).await?).await
    }

    pub(crate) async fn through(pool: Pool) -> Result<Self, StoreError> {
        let mut on = Held(pool.acquire().await?);
        on.0.end_after_use();
        match on.0.dialect() {
            Dialect::Sqlite => on.0.script("BEGIN").await?,
            Dialect::Postgres => on.0.script("BEGIN ISOLATION LEVEL REPEATABLE READ").await?,
        }
        // The first question sets the moment.
        let tables = catalogue::tables(&mut on).await?;
        Ok(Self { on, pool, tables })
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The tables that hold records, and not how they are built.
    pub fn records(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|table| holds_records(table))
    }

    /// Which steps have built the tables.
    pub async fn steps(&mut self) -> Result<Vec<Step>, StoreError> {
        steps(&mut self.on).await
    }

    /// How far the journal has come.
    pub async fn journal(&mut self) -> Result<Journal, StoreError> {
        journal(&mut self.on).await
    }

    /// How many rows each table has, and their hash.
    pub async fn sums(&mut self) -> Result<Vec<Sum>, StoreError> {
        sums(&mut self.on, &self.tables).await
    }

    /// The name under which PostgreSQL lends this moment to other programs.
    pub(crate) async fn lent(&mut self) -> Result<String, StoreError> {
        sql("SELECT pg_export_snapshot() AS lent").one(&mut self.on, |row| row.get("lent")).await
    }

    /// The schema that holds the tables.
    pub(crate) async fn schema(&mut self) -> Result<String, StoreError> {
        let text = "SELECT CAST(current_schema() AS TEXT) AS schema";
        sql(text).one(&mut self.on, |row| row.get("schema")).await
    }

    /// Lets go of the records.
    pub async fn close(self) {
        drop(self.on);
        self.pool.close().await;
    }
}

impl On for Cut {
    fn connection(&mut self) -> &mut Connection {
        self.on.connection()
    }
}

pub(crate) async fn steps(on: &mut impl On) -> Result<Vec<Step>, StoreError> {
    sql("SELECT owner, step, hash FROM migration ORDER BY owner, step")
        .all(on, |row| {
            Ok(Step { owner: row.get("owner")?, step: row.get("step")?, hash: row.get("hash")? })
        })
        .await
}

pub(crate) async fn journal(on: &mut impl On) -> Result<Journal, StoreError> {
    let Some(head) = chain::head(on.connection(), "").await? else {
        return Err(StoreError::failed("the journal has lost its head"));
    };
    Ok(Journal { entries: head.seq, head: hex(&head.hash) })
}

pub(crate) async fn sums(on: &mut impl On, tables: &[Table]) -> Result<Vec<Sum>, StoreError> {
    let mut sums = Vec::with_capacity(tables.len());
    for table in tables {
        sums.push(sum(on, table).await?);
    }
    Ok(sums)
}

async fn sum(on: &mut impl On, table: &Table) -> Result<Sum, StoreError> {
    let mut digest = Sha256::new();
    let mut rows = Rows::of(table, &Wanted::default());
    while let Some(parcel) = rows.next(on).await? {
        for value in parcel.iter().flatten() {
            add(&mut digest, value);
        }
    }
    let counted = sql(format!("SELECT COUNT(*) AS many FROM {}", quoted(&table.name)));
    let counted: u64 = counted.one(on, |row| row.get("many")).await?;
    if counted != rows.read {
        let (name, read) = (&table.name, rows.read);
        let why = format!("the table {name} has {counted} rows, but {read} under its key");
        return Err(StoreError::failed(why));
    }
    Ok(Sum { table: table.name.clone(), rows: counted, sha256: hex(&digest.finalize().into()) })
}

/// Each value with its kind and length ahead of it, so that no two rows read alike.
fn add(digest: &mut Sha256, value: &Value) {
    digest.update(&value.kind().as_bytes()[..1]);
    match value {
        Value::Null => {}
        Value::Whole(number) => digest.update(number.to_be_bytes()),
        Value::Real(number) => digest.update(number.to_bits().to_be_bytes()),
        Value::Text(text) => {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        }
        Value::Bytes(bytes) => {
            digest.update((bytes.len() as u64).to_be_bytes());
            digest.update(bytes);
        }
    }
}

/// The rows of a table in the order of its key, a parcel at a time.
pub(crate) struct Rows {
    columns: Vec<String>,
    /// Where the columns of the key stand among the columns.
    key: Vec<usize>,
    first: String,
    further: String,
    of: Option<String>,
    after: Option<Vec<Value>>,
    done: bool,
    pub(crate) read: u64,
}

impl Rows {
    pub(crate) fn of(table: &Table, wanted: &Wanted) -> Self {
        let columns: Vec<String> = table.columns.iter().map(|one| one.name.clone()).collect();
        let key: Vec<usize> = table
            .key
            .iter()
            .filter_map(|name| columns.iter().position(|column| column == name))
            .collect();
        let list =
            |names: &[String]| names.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ");
        let (named, keys) = (list(&columns), list(&table.key));
        let condition = wanted.condition.as_deref().unwrap_or("1 = 1");
        let begun = usize::from(wanted.condition.is_some());
        let held: Vec<String> = (1..=table.key.len()).map(|n| format!("${}", n + begun)).collect();
        let text = |more: &str| {
            let table = quoted(&table.name);
            format!(
                "SELECT {named} FROM {table} WHERE ({condition}){more} ORDER BY {keys} LIMIT {PARCEL}"
            )
        };
        Self {
            first: text(""),
            further: text(&format!(" AND ({keys}) > ({})", held.join(", "))),
            of: wanted.condition.is_some().then(|| wanted.of.clone()),
            columns,
            key,
            after: None,
            done: false,
            read: 0,
        }
    }

    pub(crate) async fn next(
        &mut self,
        on: &mut impl On,
    ) -> Result<Option<Vec<Vec<Value>>>, StoreError> {
        if self.done {
            return Ok(None);
        }
        let text = if self.after.is_some() { &self.further } else { &self.first };
        let query = self.of.iter().cloned().fold(sql(text.clone()), Query::bind);
        let query = self.after.take().into_iter().flatten().fold(query, Query::bind);
        let read = |row: &crate::Row| self.columns.iter().map(|name| row.get(name)).collect();
        let parcel: Vec<Vec<Value>> = query.all(on, read).await?;
        self.read += parcel.len() as u64;
        self.done = parcel.len() < PARCEL as usize;
        self.after = parcel.last().map(|row| self.key.iter().map(|at| row[*at].clone()).collect());
        Ok(Some(parcel).filter(|parcel| !parcel.is_empty()))
    }
}

/// A name as both databases take it to the letter.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Whether a table holds records, and not how they are built.
pub(crate) fn holds_records(table: &Table) -> bool {
    table.name != STEPS
}

//! Which tables there are, as the database itself tells it: columns, keys and what refers to what,
//! in the same words for both databases.

use serde::{Deserialize, Serialize};

use crate::dialect::Dialect;
use crate::{On, StoreError, sql};

/// The table of applied steps. It is told apart from the records: it says how they are built.
pub(crate) const STEPS: &str = "migration";

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order in which they were made.
    pub columns: Vec<Column>,
    /// The columns of its primary key, in their order.
    pub key: Vec<String>,
    /// What its columns refer to.
    pub references: Vec<Reference>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether each row has a value in it.
    pub required: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whole numbers.
    Whole,
    /// Numbers with a fraction.
    Real,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// Columns that name a row of another table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The columns here.
    pub columns: Vec<String>,
    /// The other table.
    pub table: String,
    /// Its columns, in the same order.
    pub keys: Vec<String>,
}

/// All tables, ordered by name.
pub async fn tables(on: &mut impl On) -> Result<Vec<Table>, StoreError> {
    let names = match on.connection().dialect() {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' \
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        }
        Dialect::Postgres => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_catalog.pg_tables \
             WHERE schemaname = current_schema() ORDER BY tablename COLLATE \"C\""
        }
    };
    let names: Vec<String> = sql(names).all(on, |row| row.get("name")).await?;
    let mut tables = Vec::with_capacity(names.len());
    for name in names {
        tables.push(one(on, name).await?);
    }
    Ok(tables)
}

async fn one(on: &mut impl On, name: String) -> Result<Table, StoreError> {
    let key = key(on, &name).await?;
    let mut columns = columns(on, &name).await?;
    if key.is_empty() {
        let why = format!("the table {name} has no primary key, so its rows have no order");
        return Err(StoreError::failed(why));
    }
    for column in &mut columns {
        column.required |= key.contains(&column.name);
    }
    let references = references(on, &name).await?;
    Ok(Table { name, columns, key, references })
}

async fn columns(on: &mut impl On, table: &str) -> Result<Vec<Column>, StoreError> {
    let text = match on.connection().dialect() {
        Dialect::Sqlite => {
            "SELECT name, type AS kind, \"notnull\" AS required \
             FROM pragma_table_info($1) ORDER BY cid"
        }
        Dialect::Postgres => {
            "SELECT CAST(column_name AS TEXT) AS name, CAST(data_type AS TEXT) AS kind, \
             CAST(is_nullable = 'NO' AS INT) AS required FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    let found = sql(text).bind(table).all(on, |row| {
        let (name, kind): (String, String) = (row.get("name")?, row.get("kind")?);
        Ok((name, kind, row.get::<bool>("required")?))
    });
    let mut columns = Vec::new();
    for (name, kind, required) in found.await? {
        let Some(kind) = Kind::of(&kind) else {
            let why = format!("the column {name} of {table} is of the type {kind}");
            return Err(StoreError::failed(why));
        };
        columns.push(Column { name, kind, required });
    }
    Ok(columns)
}

impl Kind {
    /// The kind behind a database's own word for a type.
    fn of(word: &str) -> Option<Self> {
        match word {
            "INTEGER" | "bigint" => Some(Self::Whole),
            "REAL" | "double precision" => Some(Self::Real),
            "TEXT" | "text" => Some(Self::Text),
            "BLOB" | "bytea" => Some(Self::Bytes),
            _ => None,
        }
    }
}

async fn key(on: &mut impl On, table: &str) -> Result<Vec<String>, StoreError> {
    let text = match on.connection().dialect() {
        Dialect::Sqlite => "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk",
        Dialect::Postgres => {
            "SELECT CAST(a.attname AS TEXT) AS name FROM pg_index i \
             CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (number, place) \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number \
             WHERE i.indrelid = to_regclass(quote_ident($1)) AND i.indisprimary ORDER BY k.place"
        }
    };
    sql(text).bind(table).all(on, |row| row.get("name")).await
}

async fn references(on: &mut impl On, table: &str) -> Result<Vec<Reference>, StoreError> {
    let text = match on.connection().dialect() {
        Dialect::Sqlite => {
            "SELECT CAST(id AS TEXT) AS id, \"table\" AS other, \"from\" AS here, \"to\" AS there \
             FROM pragma_foreign_key_list($1) ORDER BY id, seq"
        }
        Dialect::Postgres => {
            "SELECT CAST(k.oid AS TEXT) AS id, CAST(o.relname AS TEXT) AS other, \
             CAST(h.attname AS TEXT) AS here, CAST(t.attname AS TEXT) AS there \
             FROM pg_constraint k JOIN pg_class o ON o.oid = k.confrelid \
             CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u (here, there, place) \
             JOIN pg_attribute h ON h.attrelid = k.conrelid AND h.attnum = u.here \
             JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = u.there \
             WHERE k.conrelid = to_regclass(quote_ident($1)) AND k.contype = 'f' \
             ORDER BY k.oid, u.place"
        }
    };
    let found = sql(text).bind(table).all(on, |row| {
        let (id, other): (String, String) = (row.get("id")?, row.get("other")?);
        Ok((id, other, row.get::<String>("here")?, row.get::<String>("there")?))
    });
    let mut references: Vec<(String, Reference)> = Vec::new();
    for (id, table, here, there) in found.await? {
        match references.last_mut().filter(|(last, _)| *last == id) {
            Some((_, reference)) => {
                reference.columns.push(here);
                reference.keys.push(there);
            }
            None => {
                references.push((id, Reference { columns: vec![here], table, keys: vec![there] }));
            }
        }
    }
    // The databases list them in orders of their own.
    let mut references: Vec<Reference> = references.into_iter().map(|(_, one)| one).collect();
    references.sort();
    Ok(references)
}

/// The tables in an order in which each comes after those that it refers to.
pub fn in_order_of_reference(tables: &[Table]) -> Vec<&Table> {
    let mut ordered: Vec<&Table> = Vec::with_capacity(tables.len());
    while ordered.len() < tables.len() {
        let before = ordered.len();
        for table in tables {
            let is_in = |name: &str| ordered.iter().any(|one| one.name == name);
            let is_ready = || {
                let mut others = table.references.iter().map(|reference| &reference.table);
                others.all(|other| *other == table.name || is_in(other))
            };
            if !is_in(&table.name) && is_ready() {
                ordered.push(table);
            }
        }
        if ordered.len() == before {
            // Tables that refer to each other in a circle: the database will say which.
            let rest: Vec<&Table> =
                tables.iter().filter(|table| !ordered.contains(table)).collect();
            ordered.extend(rest);
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, others: &[&str]) -> Table {
        let references = others.iter().map(|other| Reference {
            columns: vec!["a".into()],
            table: (*other).into(),
            keys: vec!["b".into()],
        });
        let (columns, key) = (Vec::new(), Vec::new());
        Table { name: name.into(), columns, key, references: references.collect() }
    }

    #[test]
    fn a_table_comes_after_those_it_refers_to() {
        let tables = [
            table("area", &["plan", "area"]),
            table("badge", &["area"]),
            table("plan", &[]),
            table("x", &["y"]),
            table("y", &["x"]),
        ];
        let names: Vec<&str> =
            in_order_of_reference(&tables).iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["plan", "area", "badge", "x", "y"]);
    }
}

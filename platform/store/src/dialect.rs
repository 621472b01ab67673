//! One text of a migration, put into the words of either database.
//!
//! | we write | SQLite | PostgreSQL |
//! |---|---|---|
//! | `TEXT` of a column | `TEXT` | `TEXT COLLATE "C"`, so that both order text by its bytes |
//! | `BIGINT` | `INTEGER` | `BIGINT` |
//! | `DOUBLE PRECISION` | `REAL` | `DOUBLE PRECISION` |
//! | `BYTES` | `BLOB` | `BYTEA` |
//! | `CREATE TABLE …` | `… STRICT`, so that it too refuses a text in a number's column | as it is |
//!
//! Types are written in capitals; a column may well be called `text`. Words in quotes and comments
//! are left alone.

use crate::connection::{Connection, Side};
use crate::{On, Reader, StoreError, sql};

/// Which words a database uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// See [`crate::Db::check_integrity`].
pub(crate) async fn check_integrity(reader: &mut Reader) -> Result<String, StoreError> {
    match reader.connection().dialect() {
        Dialect::Sqlite => {
            let found: Vec<String> = sql("PRAGMA integrity_check(10)")
                .all(reader, |row| row.get("integrity_check"))
                .await?;
            match &found[..] {
                [ok] if ok == "ok" => Ok("SQLite finds its file sound".into()),
                faults => Err(StoreError::failed(faults.join("; "))),
            }
        }
        Dialect::Postgres => {
            let on: String = sql("SELECT current_setting('data_checksums') AS checksums")
                .one(reader, |row| row.get("checksums"))
                .await?;
            Ok(format!("PostgreSQL answers; its page checksums are {on}"))
        }
    }
}

impl Connection {
    pub(crate) fn dialect(&self) -> Dialect {
        match self.0 {
            Side::Sqlite(_) => Dialect::Sqlite,
            Side::Postgres(_) => Dialect::Postgres,
        }
    }
}

impl Dialect {
    /// Puts the statements of a migration into this database's words.
    pub(crate) fn translate(self, text: &str) -> String {
        let mut whole = String::with_capacity(text.len() + 64);
        let mut statement = Statement::default();
        let mut rest = text;
        while !rest.is_empty() {
            let (token, after) = rest.split_at(token_length(rest));
            rest = after;
            if token == ";" {
                whole.push_str(&statement.finish(self));
                whole.push(';');
                statement = Statement::default();
            } else {
                statement.take(token, self);
            }
        }
        whole.push_str(&statement.finish(self));
        whole
    }

    /// Refuses changes of what stands in the journal. The triggers guard against our own mistakes;
    /// against an owner of the database who removes them first stands the chain.
    pub(crate) fn journal_guards(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "CREATE TRIGGER journal_keeps_what_it_has BEFORE UPDATE ON journal
                 BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
                 CREATE TRIGGER journal_keeps_all_it_has BEFORE DELETE ON journal
                 BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;"
            }
            Self::Postgres => {
                "CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'the journal only grows'; END $$;
                 CREATE TRIGGER journal_keeps_what_it_has BEFORE UPDATE OR DELETE ON journal
                 FOR EACH ROW EXECUTE FUNCTION journal_only_grows();
                 CREATE TRIGGER journal_keeps_all_it_has BEFORE TRUNCATE ON journal
                 FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows();"
            }
        }
    }
}

/// A statement as far as it has been read.
#[derive(Default)]
struct Statement {
    text: String,
    words: Vec<String>,
}

impl Statement {
    fn take(&mut self, token: &str, dialect: Dialect) {
        if !token.starts_with(|first: char| first.is_ascii_alphabetic()) {
            self.text.push_str(token);
            return;
        }
        let word = token.to_ascii_uppercase();
        match (dialect, token) {
            (Dialect::Sqlite, "BIGINT") => self.text.push_str("INTEGER"),
            (Dialect::Sqlite, "DOUBLE") => self.text.push_str("REAL"),
            (Dialect::Sqlite, "PRECISION") => {}
            (Dialect::Sqlite, "BYTES") => self.text.push_str("BLOB"),
            (Dialect::Postgres, "BYTES") => self.text.push_str("BYTEA"),
            (Dialect::Postgres, "TEXT") if self.makes_columns() => {
                self.text.push_str("TEXT COLLATE \"C\"");
            }
            _ => self.text.push_str(token),
        }
        self.words.push(word);
    }

    fn finish(self, dialect: Dialect) -> String {
        if dialect == Dialect::Sqlite && self.begins_with(&["CREATE", "TABLE"]) {
            return format!("{} STRICT", self.text.trim_end());
        }
        self.text
    }

    /// Whether `TEXT` is the type of a column here, and not the aim of a cast.
    fn makes_columns(&self) -> bool {
        let table = self.begins_with(&["CREATE", "TABLE"]) || self.begins_with(&["ALTER", "TABLE"]);
        table && self.words.last().is_none_or(|word| word != "AS")
    }

    fn begins_with(&self, words: &[&str]) -> bool {
        self.words.len() >= words.len() && self.words.iter().zip(words).all(|(a, b)| a == b)
    }
}

/// How long the first token is: a word, a quoted text, a comment, or a single character.
fn token_length(text: &str) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    if text.starts_with("--") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with(['\'', '"']) {
        let end = text[first..].find(&text[..first]);
        return end.map_or(text.len(), |end| end + 2 * first);
    }
    if text.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        let ends = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
        return text.find(ends).unwrap_or(text.len());
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "CREATE TABLE area ( -- BYTES; in a comment
        code TEXT PRIMARY KEY, text BIGINT, share DOUBLE PRECISION, shape BYTES,
        note TEXT DEFAULT 'TEXT; it''s BYTES');
        CREATE INDEX area_text ON area (text);";

    #[test]
    fn sqlite_gets_its_own_types_and_a_strict_table() {
        assert_eq!(
            Dialect::Sqlite.translate(TEXT),
            "CREATE TABLE area ( -- BYTES; in a comment
        code TEXT PRIMARY KEY, text INTEGER, share REAL , shape BLOB,
        note TEXT DEFAULT 'TEXT; it''s BYTES') STRICT;
        CREATE INDEX area_text ON area (text);"
        );
    }

    #[test]
    fn postgresql_gets_text_that_is_ordered_by_its_bytes() {
        assert_eq!(
            Dialect::Postgres.translate(TEXT),
            "CREATE TABLE area ( -- BYTES; in a comment
        code TEXT COLLATE \"C\" PRIMARY KEY, text BIGINT, share DOUBLE PRECISION, shape BYTEA,
        note TEXT COLLATE \"C\" DEFAULT 'TEXT; it''s BYTES');
        CREATE INDEX area_text ON area (text);"
        );
        let cast = "ALTER TABLE area ADD COLUMN half TEXT CHECK (CAST(half AS TEXT) <> '')";
        let seen = Dialect::Postgres.translate(cast);
        assert!(seen.ends_with("half TEXT COLLATE \"C\" CHECK (CAST(half AS TEXT) <> '')"));
    }
}

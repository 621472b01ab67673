//! A change on its way: all of it is saved, with its facts, or none of it.

use jiff::Timestamp;

use crate::{Author, Connection, Fact, On, StoreError, Value};

/// An open transaction, lent by [`crate::Db::write`].
pub struct Tx {
    connection: Connection,
    author: Author,
    at: Timestamp,
    facts: Vec<Fact>,
}

impl Tx {
    pub(crate) fn new(connection: Connection) -> Self {
        let author = Author::system("writer");
        Self { connection, author, at: Timestamp::UNIX_EPOCH, facts: Vec::new() }
    }

    /// Turns to the next change of the batch.
    pub(crate) fn turn_to(&mut self, author: Author, at: Timestamp) {
        self.author = author;
        self.at = at;
        self.facts.clear();
    }

    pub(crate) fn has_facts(&self) -> bool {
        !self.facts.is_empty()
    }

    pub(crate) fn take_facts(&mut self) -> Vec<Fact> {
        std::mem::take(&mut self.facts)
    }

    /// Lays the claim that came with the change, where one did.
    pub(crate) async fn lay_claim(&mut self) -> Result<(), StoreError> {
        match self.author.claim.clone() {
            Some(claim) => claim.lay(self).await,
            None => Ok(()),
        }
    }

    /// Says what this change does. Every change says at least one thing.
    pub fn record(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    /// Adds rows to a table, however many, each with a value for each of the columns.
    pub async fn insert(
        &mut self,
        table: &'static str,
        columns: &[&str],
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        self.connection.fill(table, columns, rows).await
    }

    /// On whose behalf the change is made.
    pub fn author(&self) -> &Author {
        &self.author
    }

    /// When the change is made, to the microsecond, as the journal keeps it.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

impl On for Tx {
    fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

//! What the changes of a batch have done, so that it can be done again without one that failed.
//!
//! A savepoint around each change would cost two more messages to the server than the change itself.
//! So there is none: if a change fails that has left something behind, the whole transaction is undone
//! and what the changes before it had done is done again, to the letter. It comes out the same,
//! because nobody else can have changed anything in between: every change moves the head of the
//! journal, and the writer looks whether it still stands where it stood (`docs/adr/0012-durability.md`).

use crate::connection::Connection;
use crate::{StoreError, Value};

/// Rows with more values than this are not kept in memory; the change that brings them ends its batch.
const VALUES_WORTH_KEEPING: usize = 8_192;

/// What was done since the transaction began.
#[derive(Default)]
pub(crate) struct Deeds {
    done: Vec<Deed>,
    is_watching: bool,
    has_failed: bool,
    is_too_much: bool,
}

/// One statement, or rows that were added.
pub(crate) enum Deed {
    Statement { text: String, values: Vec<Value> },
    Rows { table: String, columns: Vec<String>, rows: Vec<Vec<Value>> },
}

impl Deeds {
    /// Begins to watch the next change. What is done while nobody watches is not kept.
    pub(crate) fn watch(&mut self) {
        self.is_watching = true;
        self.has_failed = false;
    }

    pub(crate) fn stop_watching(&mut self) {
        self.is_watching = false;
    }

    /// How much was done.
    pub(crate) fn many(&self) -> usize {
        self.done.len()
    }

    /// Whether a statement of the change has failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// Whether more was done than can be done again.
    pub(crate) fn is_too_much(&self) -> bool {
        self.is_too_much
    }

    /// The first deeds, to be done again.
    pub(crate) fn take_first(&mut self, many: usize) -> Vec<Deed> {
        self.done.truncate(many);
        std::mem::take(&mut self.done)
    }

    /// A statement that may change something.
    pub(crate) fn statement(&self, text: &str, values: &[Value]) -> Option<Deed> {
        (self.is_watching && !begins_with(text, "SELECT"))
            .then(|| Deed::Statement { text: text.to_owned(), values: values.to_vec() })
    }

    /// Rows that are added.
    pub(crate) fn rows(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Option<Deed> {
        if self.is_watching && rows.len() * columns.len() > VALUES_WORTH_KEEPING {
            self.is_too_much = true;
            return None;
        }
        self.is_watching.then(|| Deed::Rows {
            table: table.to_owned(),
            columns: columns.iter().map(ToString::to_string).collect(),
            rows: rows.to_vec(),
        })
    }

    /// Keeps a deed, unless it came to nothing.
    pub(crate) fn note(&mut self, deed: Option<Deed>, did_something: Result<bool, &StoreError>) {
        if !self.is_watching {
            return;
        }
        let did_something = did_something.unwrap_or_else(|_| {
            self.has_failed = true;
            false
        });
        if let Some(deed) = deed
            && (did_something || deed.may_hide_what_it_did())
        {
            self.done.push(deed);
        }
    }
}

impl Deed {
    /// The rows of `WITH` do not tell what its parts did.
    fn may_hide_what_it_did(&self) -> bool {
        matches!(self, Self::Statement { text, .. } if begins_with(text, "WITH"))
    }

    /// Does it again.
    pub(crate) async fn repeat(self, on: &mut Connection) -> Result<(), StoreError> {
        match self {
            Self::Statement { text, values } => on.execute(text.into(), values).await.map(drop),
            Self::Rows { table, columns, rows } => {
                let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
                on.fill(&table, &columns, rows).await.map(drop)
            }
        }
    }
}

fn begins_with(text: &str, word: &str) -> bool {
    let text = text.trim_start();
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

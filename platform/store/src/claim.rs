//! The claim to have an effect once. It is laid in the same transaction as the change: either both are
//! on disk or neither is, and the second to lay the same claim is told so in place of its change.

use crate::{StoreError, Tx, sql};

/// What is laid before a change that may be made once only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The table of the claims, with the columns `key`, `attempt`, `content` and `at`.
    pub table: &'static str,
    /// What may be claimed once.
    pub key: String,
    /// Who lays it. One attempt may make several changes.
    pub attempt: String,
    /// A digest of what is to be done.
    pub content: String,
}

impl Claim {
    pub(crate) async fn lay(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let table = self.table;
        let laid = sql(format!(
            "INSERT INTO {table} (key, attempt, content, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key) DO UPDATE SET attempt = excluded.attempt \
             WHERE {table}.attempt = excluded.attempt"
        ))
        .bind(self.key.as_str())
        .bind(self.attempt.as_str())
        .bind(self.content.as_str())
        .bind(tx.at())
        .run(tx)
        .await?;
        if laid == 1 { Ok(()) } else { Err(StoreError::DoneBefore) }
    }
}

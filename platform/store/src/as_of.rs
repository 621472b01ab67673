//! Records that have a life in time, and the question "as at date D, as known on date K".
//!
//! Such a record's table has four columns:
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `valid_from` | `TEXT NOT NULL` | first day on which it holds in the world |
//! | `valid_to` | `TEXT` | first day on which it no longer holds; empty: no end is known |
//! | `recorded_at` | `TEXT NOT NULL` | when we came to know it |
//! | `superseded_at` | `TEXT` | when we came to know better; empty: it still stands |
//!
//! A row is never changed but for its `superseded_at`, once. A correction supersedes the row and adds
//! another, both at the time of the change ([`crate::Tx::at`]).

use jiff::Timestamp;
use jiff::civil::Date;

/// A point in the two times of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The day in the world that is asked about.
    pub at: Date,
    /// The moment whose knowledge is asked for.
    pub known: Timestamp,
}

impl AsOf {
    /// The condition that keeps the rows of `alias` that answer the question. The placeholders
    /// `$first` and `$first + 1` are filled by [`crate::Query::bind_as_of`].
    ///
    /// ```
    /// # use kith_store::AsOf;
    /// let text = format!("SELECT name FROM team t WHERE {}", AsOf::condition("t", 1));
    /// ```
    pub fn condition(alias: &str, first: usize) -> String {
        let (at, known) = (first, first + 1);
        format!(
            "({alias}.valid_from <= ${at} AND ({alias}.valid_to IS NULL OR {alias}.valid_to > ${at}) \
             AND {alias}.recorded_at <= ${known} \
             AND ({alias}.superseded_at IS NULL OR {alias}.superseded_at > ${known}))"
        )
    }
}

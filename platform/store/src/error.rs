//! What can go wrong in the database, by what a caller would do about it.

use std::error::Error;

use sqlx::error::ErrorKind;

/// Why something was not read or not saved.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The record that was asked for does not exist.
    #[error("there is no {what} {id}")]
    NotFound {
        /// What kind of thing was asked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Somebody else saved first: show what stands now and let the person decide.
    #[error(
        "{what} {id} was changed by someone else in the meantime; open it again and repeat your change"
    )]
    Stale {
        /// What kind of thing was to be changed.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// A value that may occur only once exists already.
    #[error("the same thing exists already")]
    Duplicate(#[source] Box<dyn Error + Send + Sync>),
    /// What was asked has had its effect already: the claim that came with it was laid before.
    #[error("this was done before; it is not done again")]
    DoneBefore,
    /// The database is taken by someone else for too long: try again later.
    #[error("the database is busy; try again in a moment")]
    Busy,
    /// There is no room left on the disk.
    #[error("the disk of the database is full; make room and repeat")]
    Full,
    /// The disk does not read or write as it should. What was to be saved may or may not be there
    /// after the next start; nobody was told that it is.
    #[error("the disk of the database fails; look into the log of the machine before you go on")]
    Disk(#[source] Box<dyn Error + Send + Sync>),
    /// The database was closed: the program is shutting down.
    #[error("the database is closed because the program is stopping")]
    Closed,
    /// A change recorded no fact and was therefore undone. This is a mistake in the program.
    #[error("nothing was saved, because the change did not say in the journal what it did")]
    NoFact,
    /// The database has been used by a newer Kith.
    #[error(
        "the database was made by a newer Kith: it knows the step {owner}/{step}; install that version"
    )]
    TooNew {
        /// The module whose step it is.
        owner: String,
        /// The step that this program does not know.
        step: String,
    },
    /// The file cannot be opened or made.
    #[error("{place} cannot be opened; check that its folder exists and that you may write there")]
    CannotOpen {
        /// The file's path.
        place: String,
        /// Why.
        source: std::io::Error,
    },
    /// A migration that was applied once reads differently now.
    #[error(
        "the step {owner}/{step} was changed after it had been applied; restore its text and add a new step instead"
    )]
    StepChanged {
        /// The module whose step it is.
        owner: String,
        /// The step that differs.
        step: String,
    },
    /// A cell does not hold what the program expects in it.
    #[error("the column {column} holds {found}, not {wanted}")]
    Unreadable {
        /// The column's name.
        column: String,
        /// What kind of value is there.
        found: &'static str,
        /// What kind of value was wanted.
        wanted: &'static str,
    },
    /// Anything else.
    #[error("the database refused")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// Wraps another crate's error, for rules that fail inside a transaction.
    pub fn failed(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(source.into())
    }

    /// The same news for one more of those who waited for a commit that failed.
    pub(crate) fn repeat(&self) -> Self {
        match self {
            Self::Busy => Self::Busy,
            Self::Full => Self::Full,
            Self::Closed => Self::Closed,
            Self::Disk(source) => Self::Disk(chain(source.as_ref()).into()),
            Self::Failed(source) => Self::failed(chain(source.as_ref())),
            other => Self::failed(other.to_string()),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Closed,
            sqlx::Error::Database(refusal) => by_code(refusal),
            other => Self::Failed(Box::new(other)),
        }
    }
}

fn by_code(refusal: Box<dyn sqlx::error::DatabaseError>) -> StoreError {
    if refusal.kind() == ErrorKind::UniqueViolation {
        return StoreError::Duplicate(Box::new(sqlx::Error::Database(refusal)));
    }
    let code = refusal.code().unwrap_or_default().into_owned();
    let sqlite = refusal.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
    // SQLite: https://sqlite.org/rescode.html, the low byte is the primary code.
    // PostgreSQL: Appendix A of its manual, "PostgreSQL Error Codes".
    let primary = code.parse::<u32>().map(|number| number & 0xff).unwrap_or_default();
    match (sqlite, primary, code.as_str()) {
        (true, 5 | 6, _) | (false, _, "40001" | "40P01" | "53300" | "55P03" | "57P03") => {
            StoreError::Busy
        }
        (true, 13, _) | (false, _, "53100") => StoreError::Full,
        (true, 10, _) | (false, _, "58030") => {
            StoreError::Disk(Box::new(sqlx::Error::Database(refusal)))
        }
        _ => StoreError::Failed(Box::new(sqlx::Error::Database(refusal))),
    }
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

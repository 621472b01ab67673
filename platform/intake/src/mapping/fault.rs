//! What can be wrong with a mapping file.

/// A mapping file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingFault {
    /// It is no TOML, or holds words that mean nothing.
    #[error("the mapping file cannot be read: {0}")]
    NotRead(String),
    /// Something is filled that is no column of a record or event.
    #[error("[{section}] has no {name:?}; it has: {known}")]
    UnknownTarget {
        /// The section.
        section: &'static str,
        /// What is to be filled.
        name: String,
        /// What can be.
        known: String,
    },
    /// A column that is needed is not filled.
    #[error("[{section}] does not say where {name} comes from")]
    NotFilled {
        /// The section.
        section: &'static str,
        /// What is not filled.
        name: &'static str,
    },
    /// Neither a record nor an event is made.
    #[error("a mapping file has a section [record], a section [event], or both")]
    MakesNothing,
    /// What is said about a value does not go together.
    #[error("[{section}] {name}: {why}")]
    Contradicts {
        /// The section.
        section: &'static str,
        /// What is filled.
        name: String,
        /// What does not go together.
        why: String,
    },
    /// What is said about the file does not go together.
    #[error("[file] {0}")]
    File(String),
}

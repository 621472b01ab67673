//! Ids of our own records: a ULID that knows what it names.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ulid::Ulid;

/// The id of a `T`. Ids sort by the time they were made; a `Id<Plan>` cannot be taken for a
/// `Id<Load>`.
pub struct Id<T>(Ulid, PhantomData<fn() -> T>);

/// What was given is not one of our ids.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an id: ids have 26 letters and digits")]
pub struct NotAnId(String);

impl<T> Id<T> {
    /// Makes an id from the milliseconds since 1970 and 80 random bits, both passed in.
    pub fn new(unix_milliseconds: u64, random: u128) -> Self {
        Self(Ulid::from_parts(unix_milliseconds, random), PhantomData)
    }
}

impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match Ulid::from_str(text) {
            Ok(ulid) => Ok(Self(ulid, PhantomData)),
            Err(_) => Err(NotAnId(text.to_owned())),
        }
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

// By hand, because a derive would ask the same of `T`, which is only a name.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plan;

    #[test]
    fn an_id_is_read_back_as_it_was_written() {
        let id: Id<Plan> = Id::new(1_795_000_000_000, 42);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().len(), 26);
    }

    #[test]
    fn what_is_not_an_id_is_named_in_the_error() {
        let refused = "plan-7".parse::<Id<Plan>>().unwrap_err();
        assert_eq!(refused.to_string(), "\"plan-7\" is not an id: ids have 26 letters and digits");
    }

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        assert!(Id::<Plan>::new(1, u128::MAX) < Id::<Plan>::new(2, 0));
    }
}

//! Counts of things that are kept under their own names, so that nothing is dropped in silence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How many of each named thing there were, in the order of the names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally(BTreeMap<String, u64>);

impl Tally {
    /// Counts `many` more of what is called `name`.
    pub fn count(&mut self, name: &str, many: u64) {
        match self.0.get_mut(name) {
            Some(sum) => *sum += many,
            None => {
                self.0.insert(name.to_owned(), many);
            }
        }
    }

    /// How many of `name` there were.
    pub fn of(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// How many there were of everything.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// The names and their counts, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(name, many)| (name.as_str(), *many))
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_its_own_count() {
        let mut tally = Tally::default();
        tally.count("EMPTY", 2);
        tally.count("CLOSED", 1);
        tally.count("EMPTY", 3);
        assert_eq!((tally.of("EMPTY"), tally.of("CLOSED"), tally.of("NO2011")), (5, 1, 0));
        assert_eq!(tally.total(), 6);
    }
}

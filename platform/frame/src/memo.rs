//! What was worked out from the store and may be forgotten. The last few versions of each thing are
//! kept: a place as it is today, and as it was when a plan was drawn.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// So many versions of a thing are kept.
const VERSIONS: usize = 3;

type Versions = VecDeque<(String, Arc<dyn Any + Send + Sync>)>;

/// Keeps the last versions of each named thing.
#[derive(Clone, Default)]
pub struct Memo(Arc<Mutex<HashMap<&'static str, Versions>>>);

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

impl Memo {
    /// What is kept under `name`, made from `version`.
    pub fn recall<T: Any + Send + Sync>(
        &self,
        name: &'static str,
        version: &str,
    ) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, thing) = kept.get(name)?.iter().find(|(made_from, _)| made_from == version)?;
        Arc::clone(thing).downcast().ok()
    }

    /// Keeps `thing`, made from `version`, under `name`; the oldest version may be forgotten for it.
    pub fn keep<T: Any + Send + Sync>(
        &self,
        name: &'static str,
        version: &str,
        thing: T,
    ) -> Arc<T> {
        let thing = Arc::new(thing);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let versions = kept.entry(name).or_default();
        versions.push_back((version.to_owned(), Arc::clone(&thing) as _));
        versions.drain(..versions.len().saturating_sub(VERSIONS));
        thing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_versions_are_kept_and_the_oldest_is_forgotten() {
        let memo = Memo::default();
        for load in 1..=4_u32 {
            memo.keep("place", &format!("load {load}"), load);
        }
        assert_eq!(memo.recall::<u32>("place", "load 4").as_deref(), Some(&4));
        assert_eq!(memo.recall::<u32>("place", "load 2").as_deref(), Some(&2));
        assert_eq!(memo.recall::<u32>("place", "load 1"), None);
    }
}

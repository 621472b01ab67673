//! Tries to sign in, counted for each sign-in name, so that a password cannot be found by trying.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::account::SignInName;

/// At most ten tries for an account in 15 minutes (checks.md, row 28; NIST SP 800-63B, 5.2.2 allows
/// up to 100).
const MOST: usize = 10;
const WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// The tries of the last minutes, of those who have not signed in since.
#[derive(Debug, Clone, Default)]
pub struct Attempts(Arc<Mutex<HashMap<SignInName, Vec<Timestamp>>>>);

impl Attempts {
    /// Counts a try that is about to be made, or gives the minutes to wait before the next one may
    /// be. It counts before it is known whether the password is right, so that many tries at once are
    /// no more than as many one after the other.
    pub fn count(&self, name: &SignInName, now: Timestamp) -> Result<(), u32> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, tries| tries.iter().any(|tried| now.duration_since(*tried) < WITHIN));
        let tries = all.entry(name.clone()).or_default();
        tries.retain(|tried| now.duration_since(*tried) < WITHIN);
        let Some(first) = tries.first().filter(|_| tries.len() >= MOST) else {
            tries.push(now);
            return Ok(());
        };
        let left = WITHIN - now.duration_since(*first);
        Err(u32::try_from(left.as_mins() + 1).unwrap_or(u32::MAX))
    }

    /// Forgets the tries of a name: its owner has signed in.
    pub fn succeeded(&self, name: &SignInName) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_try_in_15_minutes_has_to_wait() {
        let attempts = Attempts::default();
        let name: SignInName = "ann@wendmere.example".parse().unwrap();
        let at = |minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        for minute in 0..10 {
            assert_eq!(attempts.count(&name, at(minute)), Ok(()));
        }
        assert_eq!(attempts.count(&name, at(10)), Err(6));
        let other = "bob@wendmere.example".parse().unwrap();
        assert_eq!(attempts.count(&other, at(10)), Ok(()));
        assert_eq!(attempts.count(&name, at(15)), Ok(()));
        assert_eq!(attempts.count(&name, at(15)), Err(2));
    }

    #[test]
    fn signing_in_wipes_the_slate() {
        let attempts = Attempts::default();
        let name: SignInName = "ann@wendmere.example".parse().unwrap();
        for _ in 0..10 {
            assert_eq!(attempts.count(&name, Timestamp::UNIX_EPOCH), Ok(()));
        }
        attempts.succeeded(&name);
        assert_eq!(attempts.count(&name, Timestamp::UNIX_EPOCH), Ok(()));
    }
}

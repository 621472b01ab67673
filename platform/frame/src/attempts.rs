//! Tries to sign in, counted so that a password cannot be found by trying, and so that nobody can keep
//! somebody else out by trying.
//!
//! Tries from a browser in which the account's owner has signed in before are counted for that browser
//! alone; all others together for the account and for the network that they come from (OWASP, "Slow
//! Down Online Guessing Attacks with Device Cookies"). The counts are kept in memory: a restart forgets
//! them, and hashing a password takes long enough that little is won by it.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use kith_terms::Id;

use crate::account::{Account, SignInName};

/// At most ten tries for an account in 15 minutes (NIST SP 800-63B, 5.2.2 allows up to 100).
const MOST: usize = 10;
/// A whole site may stand behind one address, and many people mistype in the morning.
const MOST_OF_A_NETWORK: usize = 100;
const WITHIN: SignedDuration = SignedDuration::from_mins(15);
/// How often what is too old is cleared away.
const CLEAR_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// What tries are counted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CountedFor {
    /// A sign-in name, whether anybody has it or not.
    Name(SignInName),
    /// A browser in which the owner of the account has signed in before.
    Device(String),
    /// The second factor of an account.
    Factor(Id<Account>),
    /// The network that tries come from.
    Network(IpAddr),
}

/// The tries of the last minutes that did not end well.
#[derive(Debug, Clone, Default)]
pub struct Attempts(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    tries: HashMap<CountedFor, Vec<Timestamp>>,
    cleared: Timestamp,
}

/// What a try to sign in is counted for: the browser's own count, if the owner is known in it, else
/// those of the name and the network.
pub fn counted_for(
    name: &SignInName,
    device: Option<String>,
    address: Option<IpAddr>,
) -> Vec<CountedFor> {
    match device {
        Some(device) => vec![CountedFor::Device(device)],
        None => {
            std::iter::once(CountedFor::Name(name.clone())).chain(of_network(address)).collect()
        }
    }
}

/// The network of an address. A home or a site has a whole /64 of version 6 to itself (RFC 6177).
pub fn of_network(address: Option<IpAddr>) -> Option<CountedFor> {
    let network = match address?.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        four @ IpAddr::V4(_) => four,
    };
    Some(CountedFor::Network(network))
}

impl CountedFor {
    fn most(&self) -> usize {
        match self {
            Self::Network(_) => MOST_OF_A_NETWORK,
            _ => MOST,
        }
    }
}

impl Attempts {
    /// Counts a try that is about to be made, or gives the minutes to wait before the next one may
    /// be. It counts before it is known whether the password is right, so that many tries at once are
    /// no more than as many one after the other.
    pub fn count(&self, all: &[CountedFor], now: Timestamp) -> Result<(), u32> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.clear_away(now);
        let waits = all.iter().filter_map(|one| counts.wait(one, now));
        if let Some(longest) = waits.max() {
            return Err(u32::try_from(longest.as_mins() + 1).unwrap_or(u32::MAX));
        }
        for one in all {
            counts.tries.entry(one.clone()).or_default().push(now);
        }
        Ok(())
    }

    /// Takes back a try that ended well. Those of others before it still count: else the owner's coming
    /// and going would give whoever guesses ten more tries each time.
    pub fn succeeded(&self, all: &[CountedFor]) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for one in all {
            if let Some(tries) = counts.tries.get_mut(one) {
                tries.pop();
            }
        }
    }
}

impl Counts {
    fn wait(&self, one: &CountedFor, now: Timestamp) -> Option<SignedDuration> {
        let mut recent = self.tries.get(one)?.iter().filter(|tried| is_recent(**tried, now));
        let first = *recent.next()?;
        (recent.count() + 1 >= one.most()).then(|| WITHIN - now.duration_since(first))
    }

    fn clear_away(&mut self, now: Timestamp) {
        if now.duration_since(self.cleared) < CLEAR_EVERY {
            return;
        }
        self.cleared = now;
        self.tries.retain(|_, tries| {
            tries.retain(|tried| is_recent(*tried, now));
            !tries.is_empty()
        });
    }
}

fn is_recent(tried: Timestamp, now: Timestamp) -> bool {
    now.duration_since(tried) < WITHIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn name(number: u32) -> SignInName {
        format!("person-{number}@wendmere.example").parse().unwrap()
    }

    fn address(number: u32) -> IpAddr {
        std::net::Ipv4Addr::from(0xc633_6400 + number).into()
    }

    #[test]
    fn the_eleventh_try_in_15_minutes_has_to_wait() {
        let attempts = Attempts::default();
        let ann = counted_for(&name(1), None, None);
        for minute in 0..10 {
            assert_eq!(attempts.count(&ann, at(minute)), Ok(()));
        }
        assert_eq!(attempts.count(&ann, at(10)), Err(6));
        assert_eq!(attempts.count(&counted_for(&name(2), None, None), at(10)), Ok(()));
        assert_eq!(attempts.count(&ann, at(15)), Ok(()));
        assert_eq!(attempts.count(&ann, at(15)), Err(2));
    }

    #[test]
    fn signing_in_takes_back_ones_own_try_and_nobody_elses() {
        let attempts = Attempts::default();
        let ann = counted_for(&name(1), None, None);
        for _ in 0..20 {
            assert_eq!(attempts.count(&ann, at(0)), Ok(()));
            attempts.succeeded(&ann);
        }
        let allowed = (0..20).filter(|_| attempts.count(&ann, at(0)).is_ok()).count();
        assert_eq!(allowed, 10);
    }

    #[test]
    fn ten_thousand_tries_from_500_networks_at_one_account_are_ten_and_the_owner_comes_in() {
        let attempts = Attempts::default();
        let tries =
            (0..10_000).map(|number| counted_for(&name(1), None, Some(address(number % 500))));
        let judged = tries.filter(|one| attempts.count(one, at(0)).is_ok()).count();
        assert_eq!(judged, 10);
        let own = counted_for(&name(1), Some("ann's own browser".into()), Some(address(1)));
        assert_eq!(attempts.count(&own, at(0)), Ok(()));
    }

    #[test]
    fn ten_thousand_tries_at_as_many_accounts_from_one_network_are_a_hundred() {
        let attempts = Attempts::default();
        let tries = (0..10_000).map(|number| counted_for(&name(number), None, Some(address(1))));
        let judged = tries.filter(|one| attempts.count(one, at(0)).is_ok()).count();
        assert_eq!(judged, 100);
        let elsewhere = counted_for(&name(9_999), None, Some(address(2)));
        assert_eq!(attempts.count(&elsewhere, at(0)), Ok(()), "what was refused is not counted");
    }

    #[test]
    fn a_stolen_browser_has_ten_tries_too() {
        let attempts = Attempts::default();
        let own = counted_for(&name(1), Some("ann's own browser".into()), None);
        let judged = (0..1_000).filter(|_| attempts.count(&own, at(0)).is_ok()).count();
        assert_eq!(judged, 10);
    }

    #[test]
    fn addresses_of_one_home_are_one_network() {
        let network = |text: &str| of_network(text.parse().ok());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:198.51.100.7"), network("198.51.100.7"));
        assert_ne!(network("198.51.100.7"), network("198.51.100.8"));
    }
}

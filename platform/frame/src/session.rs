//! A session: who is at the door, in which role, for which organisation and site, and what for.
//!
//! It ends after 15 minutes without a request and 12 hours after it began, whichever comes first
//! (ASVS 5.0, 7.3). The browser holds a secret of 256 random bits; the store holds its SHA-256.

use jiff::{SignedDuration, Timestamp};
use kith_store::Author;
use kith_terms::Id;
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::dice::hexadecimal;
use crate::once::{Errand, FormKey};
use crate::organisation::Organisation;
use crate::right::{Purpose, Right, Role};

/// The cookie that holds a session's secret.
pub const SESSION_COOKIE: &str = "__Host-kith-session";
/// The cookie that holds the form key of somebody who is not signed in.
pub const VISIT_COOKIE: &str = "__Host-kith-visit";

/// After so long without a request a session ends.
pub const IDLE: SignedDuration = SignedDuration::from_mins(15);
/// So long after it began a session ends, used or not.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// How long the store may lag behind with the moment of the last request.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// What pages call the session by.
    pub id: Id<Session>,
    /// Their account.
    pub account: Id<Account>,
    /// Their name as colleagues read it.
    pub name: String,
    /// The role that they have taken up.
    pub role: Role,
    /// The organisation in which they hold it.
    pub organisation: Id<Organisation>,
    /// That organisation's name.
    pub organisation_name: String,
    /// The site or team.
    pub site: String,
    /// What they look at data for.
    pub purpose: Purpose,
    /// What every form of this session carries, to show that it is ours.
    pub form_key: FormKey,
    /// What the request is to do once only.
    pub errand: Errand,
    /// The hash by which the store knows the session.
    pub hash: SecretHash,
    /// How the person proved who they are.
    pub proof: Proof,
}

/// How somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// By a password, where a code is still to come: nothing may be seen yet.
    Half,
    /// By a password alone.
    Password,
    /// By a password and a code.
    PasswordAndCode,
    /// By a passkey, which is two factors in one: the device, and what unlocks it.
    Passkey,
    /// At a sign-in provider, which answers for its own factors.
    Provider,
}

/// The hash of a session's secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretHash(String);

/// When a session began and was last used.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// When it began.
    pub began: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
}

/// How the journal names somebody who is on their way in and in no role yet.
pub fn arriving(account: Id<Account>) -> Author {
    Author { person: account.to_string(), ..Author::system("sign-in") }
}

impl Session {
    /// How the journal names whoever is at the door.
    pub fn author(&self) -> Author {
        Author {
            person: self.account.to_string(),
            role: self.role.key.clone(),
            organisation: self.organisation.to_string(),
            site: self.site.clone(),
            purpose: self.purpose.key().to_owned(),
            claim: self.errand.claim().cloned(),
        }
    }

    /// Whether the session's role has the right.
    pub fn may(&self, right: Right) -> bool {
        self.role.may(right)
    }
}

impl Proof {
    const ALL: [Self; 5] =
        [Self::Half, Self::Password, Self::PasswordAndCode, Self::Passkey, Self::Provider];

    /// The word for tables and the journal.
    pub fn key(self) -> &'static str {
        match self {
            Self::Half => "half",
            Self::Password => "password",
            Self::PasswordAndCode => "password_and_code",
            Self::Passkey => "passkey",
            Self::Provider => "provider",
        }
    }

    /// From the word in a table; what is not known counts as half a proof.
    pub fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|proof| proof.key() == key).unwrap_or(Self::Half)
    }

    /// Whether it took more than one factor.
    pub fn is_strong(self) -> bool {
        matches!(self, Self::PasswordAndCode | Self::Passkey | Self::Provider)
    }

    /// The words for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Half => "Password, code still to come",
            Self::Password => "Password",
            Self::PasswordAndCode => "Password and code",
            Self::Passkey => "Passkey",
            Self::Provider => "Sign-in provider",
        }
    }
}

impl SecretHash {
    /// The hash of a secret.
    pub fn of(secret: &str) -> Self {
        Self(hexadecimal(&Sha256::digest(secret.as_bytes())))
    }

    /// A hash that we have sealed and opened again.
    pub(crate) fn kept(text: String) -> Self {
        Self(text)
    }

    /// As it stands in the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Times {
    /// Whether the session still holds at `now`.
    pub fn hold(self, now: Timestamp) -> bool {
        now.duration_since(self.seen) < IDLE && now.duration_since(self.began) < LONGEST
    }

    /// A session that holds at `now` began, and was seen, after these moments.
    pub fn oldest(now: Timestamp) -> (Timestamp, Timestamp) {
        (now - LONGEST, now - IDLE)
    }

    /// Whether the store should hear of a use at `now`.
    pub fn are_stale(self, now: Timestamp) -> bool {
        now.duration_since(self.seen) >= NOTE_EVERY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_after_15_idle_minutes_and_after_12_hours() {
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let holds = |seen, now| Times { began: at(0), seen: at(seen) }.hold(at(now));
        assert!(holds(0, 14));
        assert!(!holds(0, 15));
        assert!(holds(710, 719));
        assert!(!holds(710, 720));
    }

    #[test]
    fn a_proof_that_nobody_knows_opens_nothing() {
        for proof in Proof::ALL {
            assert_eq!(Proof::from_key(proof.key()), proof);
        }
        assert_eq!(Proof::from_key("wish"), Proof::Half);
        let strong = Proof::ALL.map(Proof::is_strong);
        assert_eq!(strong, [false, false, true, true, true]);
    }

    #[test]
    fn the_store_never_holds_the_secret_itself() {
        // SHA-256 of "abc": FIPS 180-4, appendix B.1.
        let hash = SecretHash::of("abc");
        assert_eq!(
            hash.as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}

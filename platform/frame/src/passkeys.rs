//! Passkeys: keys on a person's own device, unlocked by a finger, a face or a PIN (Web Authentication,
//! level 3). They are bound to the address that people type, so they need the setting `address`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use kith_terms::Id;
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PasskeyRegistration, Url, Uuid, Webauthn, WebauthnBuilder,
};

use crate::account::Account;
use crate::dice::Dice;
use crate::settings::Settings;

/// How long somebody may take to unlock their device.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// So many are waited for at once; beyond that the oldest is forgotten.
const MOST: usize = 10_000;

/// What we know of ourselves, and what browsers were asked for a moment ago. That stays here and is
/// taken once: an answer that is caught and sent again opens nothing.
#[derive(Clone)]
pub struct Passkeys {
    site: Option<Arc<Webauthn>>,
    asked: Arc<Mutex<HashMap<String, (Timestamp, Asked)>>>,
}

/// What a browser was asked for.
#[derive(Debug)]
pub enum Asked {
    /// A new passkey for an account.
    New(Id<Account>, Box<PasskeyRegistration>),
    /// Any passkey of this site.
    Any(Box<DiscoverableAuthentication>),
}

/// Passkeys cannot be bound to the address of the settings.
#[derive(Debug, thiserror::Error)]
#[error("address is not an address; write it as https://kith.example.nhs.uk")]
pub struct NotAnAddress;

impl Passkeys {
    /// For the address of the settings; without one there are no passkeys.
    pub fn of(settings: &Settings) -> Result<Self, NotAnAddress> {
        let site = match settings.value("address") {
            "" => None,
            address => Some(Arc::new(site(address).ok_or(NotAnAddress)?)),
        };
        Ok(Self { site, asked: Arc::default() })
    }

    /// What makes and checks them, if there are passkeys here.
    pub fn site(&self) -> Option<&Webauthn> {
        self.site.as_deref()
    }

    /// Keeps what a browser was asked for; gives back the number under which it is found again.
    pub fn keep(&self, asked: Asked, dice: &Dice, now: Timestamp) -> String {
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (at, _)| now.duration_since(*at) < ANSWERED_WITHIN);
        if all.len() >= MOST {
            let oldest =
                all.iter().min_by_key(|(_, (at, _))| *at).map(|(number, _)| number.clone());
            oldest.map(|number| all.remove(&number));
        }
        let number = dice.secret();
        all.insert(number.clone(), (now, asked));
        number
    }

    /// What was asked under a number, once and in time.
    pub fn take(&self, number: &str, now: Timestamp) -> Option<Asked> {
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, asked) = all.remove(number)?;
        (now.duration_since(at) < ANSWERED_WITHIN).then_some(asked)
    }
}

fn site(address: &str) -> Option<Webauthn> {
    let address = Url::parse(address).ok()?;
    let host = address.host_str()?.to_owned();
    WebauthnBuilder::new(&host, &address).ok()?.rp_name("Kith").build().ok()
}

/// What devices call the owner of an account: a number that says nothing.
pub fn owner(account: Id<Account>) -> Uuid {
    let hash = Sha256::digest(format!("passkeys of {account}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Uuid::from_bytes(bytes)
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passkeys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    fn passkeys(address: &str) -> Result<Passkeys, NotAnAddress> {
        let flag = |name: &str| (name == "address").then(|| address.to_owned());
        let sources = Sources { flag: &flag, environment: &|_| None, file: None };
        Passkeys::of(&Settings::read(&sources).unwrap())
    }

    #[test]
    fn without_an_address_there_are_none() {
        assert!(passkeys("").unwrap().site().is_none());
        assert!(passkeys("https://kith.example").unwrap().site().is_some());
        assert!(passkeys("kith").is_err());
    }

    #[test]
    fn what_was_asked_is_answered_once_and_in_time() {
        let passkeys = passkeys("https://kith.example").unwrap();
        let (dice, now) = (Dice::seeded(1), Timestamp::UNIX_EPOCH);
        let ask = || {
            let (_, state) = passkeys.site().unwrap().start_discoverable_authentication().unwrap();
            passkeys.keep(Asked::Any(Box::new(state)), &dice, now)
        };
        let number = ask();
        assert!(passkeys.take(&number, now).is_some());
        assert!(passkeys.take(&number, now).is_none(), "once");
        assert!(passkeys.take(&ask(), now + ANSWERED_WITHIN).is_none(), "in time");
    }

    #[test]
    fn devices_call_two_people_by_two_numbers() {
        let (one, other) = ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW");
        assert_eq!(owner(one.parse().unwrap()), owner(one.parse().unwrap()));
        assert_ne!(owner(one.parse().unwrap()), owner(other.parse().unwrap()));
    }
}

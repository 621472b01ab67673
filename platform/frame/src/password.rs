//! Passwords of local accounts: kept as argon2id, never as typed.
//!
//! Cost: 46 MiB, two passes, one lane; above the floor of the OWASP Password Storage Cheat Sheet
//! (19 MiB, two passes). As many are worked on at once as there are permits, so that a flood of
//! sign-ins cannot take all memory.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::Deserialize;
use tokio::sync::Semaphore;

/// KiB of memory that one hash takes.
const MEMORY_KIB: u32 = 46 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
/// ASVS 5.0, 6.2.1: at least 8 characters (15 advised); 6.2.9: at least 64 permitted.
const SHORTEST: usize = 8;
const LONGEST: usize = 128;
/// The fewest guesses that somebody who knows which passwords people use would need: where zxcvbn's score
/// goes from "very guessable" to "somewhat guessable" (Wheeler, zxcvbn, USENIX Security 2016, 5). Its lists
/// hold the 30,000 passwords most often found in breaches (ASVS 5.0, 6.2.4 and 6.2.12).
const FEWEST_GUESSES: u64 = 1_000_000;
/// The product's own name is a word that is too easy here (ASVS 5.0, 6.2.11).
const PRODUCT: &str = "Kith";

static WORKERS: Semaphore = Semaphore::const_new(2);

/// A password as it was typed. It cannot be shown.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

/// A password as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordKept(String);

/// The password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Nothing was typed.
    #[error("Enter a password")]
    Missing,
    /// Too short.
    #[error("Enter a password of 8 or more characters; 15 or more are safer")]
    TooShort,
    /// Too long.
    #[error("Enter a password of 128 characters or fewer")]
    TooLong,
    /// One of the most used, or made of words that anybody would try here.
    #[error(
        "Enter a password that is harder to guess, such as four words that do not belong together; this \
         one is much used or close to a name that is known here"
    )]
    TooEasy,
}

/// The password could not be worked on.
#[derive(Debug, thiserror::Error)]
pub enum PasswordFailed {
    /// The kept form is broken, or the machine has no memory left for it.
    #[error("the password could not be hashed")]
    Hash(#[source] argon2::password_hash::Error),
    /// The kept form does not parse.
    #[error("the kept password is not in the PHC format")]
    Kept(#[source] argon2::password_hash::phc::Error),
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopping,
}

impl Password {
    /// A password from what was typed.
    pub fn new(typed: impl Into<String>) -> Self {
        Self(typed.into())
    }

    /// Whether anything was typed.
    pub fn is_missing(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it may be used as a new password, where these names are known: those of the place and of
    /// the person.
    pub fn judge(&self, names: &[&str]) -> Result<(), BadPassword> {
        match self.0.chars().count() {
            0 => Err(BadPassword::Missing),
            length if length < SHORTEST => Err(BadPassword::TooShort),
            length if length > LONGEST => Err(BadPassword::TooLong),
            _ if self.guesses(names) < FEWEST_GUESSES => Err(BadPassword::TooEasy),
            _ => Ok(()),
        }
    }

    /// How many guesses it holds out, with the names and their parts among the first that are tried.
    fn guesses(&self, names: &[&str]) -> u64 {
        let parts = names.iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
        let parts = parts.filter(|part| part.chars().count() > 2);
        let names = names.iter().copied().filter(|name| !name.is_empty());
        let tried: Vec<&str> = names.chain(parts).chain([PRODUCT]).collect();
        zxcvbn::zxcvbn(&self.0, &tried).guesses()
    }

    /// The form in which it is kept.
    pub async fn hash(self, salt: [u8; 16]) -> Result<PasswordKept, PasswordFailed> {
        worked_on(move || {
            let hash = argon2id()
                .and_then(|argon2| argon2.hash_password_with_salt(self.0.as_bytes(), &salt))
                .map_err(PasswordFailed::Hash)?;
            Ok(PasswordKept(hash.to_string()))
        })
        .await
    }

    /// Whether it is the password that is kept. With nothing kept, the same time is taken, so that
    /// nobody can tell by the clock which accounts exist.
    pub async fn is(self, kept: Option<PasswordKept>) -> Result<bool, PasswordFailed> {
        match kept {
            Some(kept) => {
                worked_on(move || {
                    let hash = PasswordHash::new(&kept.0).map_err(PasswordFailed::Kept)?;
                    let argon2 = argon2id().map_err(PasswordFailed::Hash)?;
                    Ok(argon2.verify_password(self.0.as_bytes(), &hash).is_ok())
                })
                .await
            }
            None => self.hash([0; 16]).await.map(|_| false),
        }
    }
}

impl PasswordKept {
    /// From the store.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// For the store.
    pub fn for_store(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl fmt::Debug for PasswordKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordKept(…)")
    }
}

fn argon2id() -> Result<Argon2<'static>, argon2::password_hash::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)
        .or(Err(argon2::password_hash::Error::ParamsInvalid))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn worked_on<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PasswordFailed> + Send + 'static,
) -> Result<T, PasswordFailed> {
    let Ok(_permit) = WORKERS.acquire().await else { return Err(PasswordFailed::Stopping) };
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(PasswordFailed::Stopping),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_is_the_same() {
        let kept = Password::new("correct horse").hash([7; 16]).await.unwrap();
        assert!(kept.for_store().starts_with("$argon2id$v=19$m=47104,t=2,p=1$"));
        assert!(Password::new("correct horse").is(Some(kept.clone())).await.unwrap());
        assert!(!Password::new("correct horsd").is(Some(kept)).await.unwrap());
        assert!(!Password::new("correct horse").is(None).await.unwrap());
    }

    #[test]
    fn a_password_has_8_to_128_characters_of_any_kind() {
        assert_eq!(Password::new("").judge(&[]), Err(BadPassword::Missing));
        assert_eq!(Password::new("éł7-ñ2x").judge(&[]), Err(BadPassword::TooShort));
        assert_eq!(Password::new("éł7-ñ2xß").judge(&[]), Ok(()));
        assert_eq!(Password::new("éł7-ñ2xß".repeat(16)).judge(&[]), Ok(()));
        assert_eq!(
            Password::new("éł7-ñ2xß".repeat(16) + "x").judge(&[]),
            Err(BadPassword::TooLong)
        );
    }

    #[test]
    fn a_password_that_many_use_or_that_was_in_breaches_is_refused_however_it_is_dressed_up() {
        for used in [
            "password",
            "12345678",
            "qwertyuiop",
            "iloveyou",
            "trustno1",
            "sunshine1",
            "P@ssw0rd",
            "drowssap",
            "Liverpool1",
            "aaaaaaaaaaaa",
            "abcdefgh",
            "01012000",
        ] {
            assert_eq!(Password::new(used).judge(&[]), Err(BadPassword::TooEasy), "{used}");
        }
        for good in ["a walk by the harbour", "correct horse battery", "vK7#pQz2"] {
            assert_eq!(Password::new(good).judge(&[]), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_names_of_the_place_of_the_person_and_of_the_product_are_too_easy() {
        let names = ["Wendmere", "Oluwaseun Adeyemi", "seun.adeyemi@wendmere.example"];
        for near in ["Wendmere1", "wendmere2026", "Adeyemi123", "oluwaseun!", "kithkith1"] {
            assert_eq!(Password::new(near).judge(&names), Err(BadPassword::TooEasy), "{near}");
        }
        assert_eq!(Password::new("Oluwaseun").judge(&[]), Ok(()), "elsewhere it is no known name");
        let phrase = Password::new("another walk about Wendmere");
        assert_eq!(phrase.judge(&names), Ok(()), "among other words a name does no harm");
    }

    #[test]
    fn a_password_cannot_be_shown() {
        assert_eq!(format!("{:?}", Password::new("secret")), "Password(…)");
    }
}

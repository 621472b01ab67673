//! The only source of randomness: ids, session tokens, salts. Everything else is handed some.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use kith_terms::Id;
use rand::rngs::ChaCha20Rng;
use rand::{Rng, SeedableRng};

/// A source of random bytes that may be shared.
#[derive(Clone)]
pub struct Dice(Arc<Mutex<ChaCha20Rng>>);

impl fmt::Debug for Dice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dice")
    }
}

impl Dice {
    /// Seeded by the operating system: for everything that must not be guessed.
    pub fn from_system() -> Self {
        Self(Arc::new(Mutex::new(rand::make_rng())))
    }

    /// The same throws each time: for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A new id, made at `now`.
    pub fn id<T>(&self, now: Timestamp) -> Id<T> {
        let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or(0);
        Id::new(milliseconds, u128::from_le_bytes(self.bytes()))
    }

    /// A secret of 256 random bits in hexadecimal, for sessions and forms.
    pub fn secret(&self) -> String {
        hexadecimal(&self.bytes::<32>())
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// The bytes of hexadecimal digits; nothing where it is something else.
pub fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = hexadecimal.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    digits.chunks_exact(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeded_dice_fall_the_same_way_twice() {
        assert_eq!(Dice::seeded(7).secret(), Dice::seeded(7).secret());
        assert_ne!(Dice::seeded(7).secret(), Dice::seeded(8).secret());
        assert_eq!(hexadecimal(&[0, 171, 255]), "00abff");
        assert_eq!(bytes_of("00abff"), Some(vec![0, 171, 255]));
        assert_eq!((bytes_of("0"), bytes_of("0g")), (None, None));
    }
}

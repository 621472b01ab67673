//! Codes of 128 random bits that people type once: invitations and recovery codes.
//!
//! They are written in the letters and digits that are not mistaken for one another (Crockford's
//! base 32: no I, L, O or U), and so much chance is in them that the store need keep no more than
//! their SHA-256 (ASVS 5.0, 6.5.2).

use std::fmt;

use serde::Deserialize;

use crate::dice::Dice;
use crate::session::SecretHash;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code: 26 of five bits hold 128.
const LENGTH: usize = 26;
/// Letters between two dashes.
const GROUP: usize = 5;

/// A code as it was typed or is about to be shown. It cannot be printed by mistake.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Code(String);

impl Code {
    /// A new one.
    pub fn new(dice: &Dice) -> Self {
        let mut bits = u128::from_le_bytes(dice.bytes());
        let letters = std::iter::repeat_with(|| {
            let letter = LETTERS[usize::try_from(bits & 31).unwrap_or(0)];
            bits >>= 5;
            char::from(letter)
        });
        Self(letters.take(LENGTH).collect())
    }

    /// Whether nothing was typed.
    pub fn is_missing(&self) -> bool {
        self.0.is_empty()
    }

    /// The hash by which the store knows it.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }

    /// The code in groups, for the one page that shows it.
    pub fn shown_once(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters
            .chunks(GROUP)
            .map(|group| group.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join("-")
    }
}

/// What was typed, without dashes and spaces, in capitals, with O, I and L read as the digits that they
/// look like.
impl From<String> for Code {
    fn from(typed: String) -> Self {
        let letters = typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase);
        Self(
            letters
                .map(|letter| match letter {
                    'O' => '0',
                    'I' | 'L' => '1',
                    other => other,
                })
                .collect(),
        )
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        let code = Code::new(&Dice::seeded(3));
        let shown = code.shown_once();
        assert_eq!(shown.len(), 31, "26 letters in groups of five: {shown}");
        let sloppy = shown.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(Code::from(sloppy), code);
        assert_ne!(code.hash(), Code::new(&Dice::seeded(4)).hash());
        assert!(Code::from(" - ".to_owned()).is_missing());
        assert_eq!(format!("{code:?}"), "Code(…)");
    }
}

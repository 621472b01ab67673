//! What is known of all the bytes of a file after going through them once.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// So many bytes are looked at at a time.
const STEP: usize = 1 << 18;

/// What is known of a file's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Survey {
    /// SHA-256, in hexadecimal.
    pub(crate) sha256: String,
    /// Whether all of it is UTF-8.
    pub(crate) is_utf8: bool,
}

impl Survey {
    /// Goes through bytes in memory.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let is_utf8 = std::str::from_utf8(bytes).is_ok();
        Self { sha256: hexadecimal(&Sha256::digest(bytes)), is_utf8 }
    }

    /// Goes through a file from beginning to end.
    pub(crate) fn of(mut file: impl Read) -> io::Result<Self> {
        let mut hash = Sha256::new();
        let mut letters = encoding_rs::UTF_8.new_decoder_without_bom_handling();
        let mut is_utf8 = true;
        let mut bytes = vec![0; STEP];
        let mut text = String::with_capacity(STEP + 8);
        loop {
            let many = file.read(&mut bytes)?;
            hash.update(&bytes[..many]);
            if is_utf8 {
                text.clear();
                let (_, _, replaced) =
                    letters.decode_to_string(&bytes[..many], &mut text, many == 0);
                is_utf8 = !replaced;
            }
            if many == 0 {
                return Ok(Self { sha256: hexadecimal(&hash.finalize()), is_utf8 });
            }
        }
    }
}

pub(crate) fn hexadecimal(digest: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_surveyed_alike_in_memory_and_step_by_step() {
        let letters = "é".repeat(STEP);
        let mut bytes = b"a".to_vec();
        bytes.extend(letters.as_bytes());
        let whole = Survey::of_bytes(&bytes);
        assert!(whole.is_utf8);
        assert_eq!(Survey::of(&bytes[..]).unwrap(), whole);
        bytes.pop();
        assert_eq!(Survey::of(&bytes[..]).unwrap(), Survey::of_bytes(&bytes));
        assert!(!Survey::of(&bytes[..]).unwrap().is_utf8);
    }
}

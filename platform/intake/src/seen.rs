//! Which keys of a file have come down, in memory that stays flat: of a million keys at a time the
//! hashes are sorted and put into a file without a name, and a filter of some bits a key tells which of
//! the files need not be looked into.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// So many keys are held in memory before they are put away.
const HELD: usize = 1 << 20;
/// Bits of the filter for each key: with three marks a key, two lookups in a hundred find a file that
/// does not have the key (Bloom 1970).
const BITS_A_KEY: u64 = 10;
const MARKS: u32 = 3;
/// Keys that are read from a file at a time: 4 kB.
const PAGE: usize = 256;
/// Bytes of a key and its row.
const PAIR: usize = 16;

/// The hash of each key that came down, with the hash of its row. At ten million rows the chance that
/// two keys share 64 bits is about one in 400,000.
#[derive(Default)]
pub(crate) struct Seen {
    held: HashMap<u64, u64>,
    away: Vec<Away>,
    /// There is no room to put anything away: everything is held.
    is_stuck: bool,
}

/// Keys that were put away.
struct Away {
    file: File,
    filter: Vec<u64>,
    /// The first key of each page.
    firsts: Vec<u64>,
}

impl Seen {
    /// The row that came down with a key.
    pub(crate) fn row(&mut self, key: u64) -> Option<u64> {
        if let Some(row) = self.held.get(&key) {
            return Some(*row);
        }
        // A file that cannot be read any more says of no key that it was there: then the database
        // refuses a second row, or the lake keeps both.
        self.away.iter_mut().find_map(|away| away.row(key).ok().flatten())
    }

    /// Notes a key; whether it had come down before.
    pub(crate) fn insert(&mut self, key: u64, row: u64) -> bool {
        if self.row(key).is_some() {
            return true;
        }
        if self.held.len() >= HELD && !self.is_stuck {
            match Away::of(&self.held) {
                Ok(away) => {
                    self.away.push(away);
                    self.held.clear();
                }
                Err(_) => self.is_stuck = true,
            }
        }
        self.held.insert(key, row);
        false
    }
}

impl Away {
    fn of(held: &HashMap<u64, u64>) -> io::Result<Self> {
        let mut pairs: Vec<(u64, u64)> = held.iter().map(|(key, row)| (*key, *row)).collect();
        pairs.sort_unstable();
        let bits = u64::try_from(pairs.len()).unwrap_or(u64::MAX).saturating_mul(BITS_A_KEY);
        let words = usize::try_from(bits / 64 + 1).map_err(io::Error::other)?;
        let mut away = Self {
            file: tempfile::tempfile()?,
            filter: vec![0; words],
            firsts: pairs.iter().step_by(PAGE).map(|(key, _)| *key).collect(),
        };
        let mut writer = BufWriter::new(&away.file);
        for (key, row) in &pairs {
            writer.write_all(&key.to_le_bytes())?;
            writer.write_all(&row.to_le_bytes())?;
        }
        writer.flush()?;
        drop(writer);
        for (key, _) in &pairs {
            for (word, bit) in marks(*key, words) {
                away.filter[word] |= bit;
            }
        }
        Ok(away)
    }

    fn row(&mut self, key: u64) -> io::Result<Option<u64>> {
        if marks(key, self.filter.len()).any(|(word, bit)| self.filter[word] & bit == 0) {
            return Ok(None);
        }
        let Some(page) = self.firsts.partition_point(|first| *first <= key).checked_sub(1) else {
            return Ok(None);
        };
        let from = u64::try_from(page * PAGE * PAIR).map_err(io::Error::other)?;
        self.file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::with_capacity(PAGE * PAIR);
        let most = u64::try_from(PAGE * PAIR).map_err(io::Error::other)?;
        (&self.file).take(most).read_to_end(&mut bytes)?;
        let (pairs, _) = bytes.as_chunks::<PAIR>();
        let half = |pair: &[u8; PAIR], second: bool| {
            let at = if second { PAIR / 2 } else { 0 };
            pair[at..at + PAIR / 2]
                .iter()
                .rev()
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
        };
        let found = pairs.binary_search_by_key(&key, |pair| half(pair, false));
        Ok(found.ok().map(|at| half(&pairs[at], true)))
    }
}

/// The places of a key in a filter of so many words. Keys are hashes: their own bits will do.
fn marks(key: u64, words: usize) -> impl Iterator<Item = (usize, u64)> {
    let words = u64::try_from(words).unwrap_or(u64::MAX);
    (0..MARKS).map(move |mark| {
        let turned = key.rotate_left(mark * 21).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let word = usize::try_from((turned >> 6) % words).unwrap_or(0);
        (word, 1 << (turned & 63))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look like hashes (Steele and others 2014, `SplitMix64`).
    fn hashed(number: u64) -> u64 {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB) ^ mixed >> 31
    }

    #[test]
    fn keys_are_known_whether_they_are_held_or_put_away() {
        let mut seen = Seen::default();
        let many = u64::try_from(HELD).unwrap() * 2 + 1_000;
        for number in 0..many {
            assert!(!seen.insert(hashed(number), number), "{number} is new");
        }
        assert_eq!((seen.away.len(), seen.held.len()), (2, 1_000));
        for number in (0..many).step_by(97) {
            assert_eq!(seen.row(hashed(number)), Some(number));
            assert!(seen.insert(hashed(number), 0));
            assert_eq!(seen.row(hashed(many + number)), None);
        }
    }

    #[test]
    fn the_filter_saves_nearly_all_looks_into_the_files() {
        let held = (0..10_000).map(|number| (hashed(number), number)).collect();
        let away = Away::of(&held).unwrap();
        let looks = (10_000..110_000).filter(|number| {
            let mut marks = marks(hashed(*number), away.filter.len());
            marks.all(|(word, bit)| away.filter[word] & bit != 0)
        });
        assert!(looks.count() < 4_000);
    }
}

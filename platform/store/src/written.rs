//! Entries of the journal to the letter as they were written, nothing of them interpreted: for
//! whoever verifies them, and for files that can be verified elsewhere.

use serde_json::{Map, Value as Json};

use crate::chain::{Head, TEXTS, Texts, hex, seal, unhex};
use crate::journal::Seal;
use crate::{On, Row, StoreError, sql};

/// An entry to the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub(crate) seq: i64,
    pub(crate) hash: Seal,
    pub(crate) texts: Texts,
}

/// A line of an exported journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    Entry(Box<Written>),
    /// The last line: what the head was.
    Head(Head),
    Unreadable,
}

impl Written {
    /// The entries from number `seq` on, at most `limit`.
    pub(crate) async fn from(
        on: &mut impl On,
        seq: i64,
        limit: u32,
    ) -> Result<Vec<Self>, StoreError> {
        sql("SELECT * FROM journal WHERE seq >= $1 ORDER BY seq LIMIT $2")
            .bind(seq)
            .bind(limit)
            .all(on, Self::of)
            .await
    }

    pub(crate) fn of(row: &Row) -> Result<Self, StoreError> {
        let mut texts = Texts::default();
        for (text, column) in texts.iter_mut().zip(TEXTS) {
            *text = row.get(column)?;
        }
        // A hash of another length fits nothing, like one of zeros.
        let hash: Vec<u8> = row.get("hash")?;
        Ok(Self { seq: row.get("seq")?, hash: hash.try_into().unwrap_or_default(), texts })
    }

    /// Whether it is the entry of that number that follows the one with the hash `before`.
    pub(crate) fn fits(&self, before: &Seal, seq: i64) -> bool {
        self.hash == seal(before, seq, &self.texts)
    }

    /// The number of the entry.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The entry as a line of an exported journal, without the end of the line.
    pub fn line(&self) -> String {
        let mut line = Map::new();
        line.insert("seq".into(), self.seq.into());
        for (name, text) in TEXTS.iter().zip(&self.texts) {
            line.insert((*name).into(), Json::from(text.clone()));
        }
        line.insert("hash".into(), hex(&self.hash).into());
        Json::Object(line).to_string()
    }

    /// The last line of an exported journal that ends with this entry: without it a file whose end is
    /// cut off looks whole.
    pub fn last_line(&self) -> String {
        serde_json::json!({ "head": self.seq, "hash": hex(&self.hash) }).to_string()
    }

    fn read(line: &Map<String, Json>) -> Option<Self> {
        let mut texts = Texts::default();
        for (text, name) in texts.iter_mut().zip(TEXTS) {
            *text = match line.get(name)? {
                Json::Null => None,
                Json::String(found) => Some(found.clone()),
                _ => return None,
            };
        }
        // A key of ours more or less: somebody else's line.
        if line.len() != TEXTS.len() + 2 {
            return None;
        }
        let hash = unhex(line.get("hash")?.as_str()?)?;
        Some(Self { seq: line.get("seq")?.as_i64()?, hash, texts })
    }
}

impl Line {
    pub(crate) fn read(text: &str) -> Self {
        let Ok(line) = serde_json::from_str::<Map<String, Json>>(text) else {
            return Self::Unreadable;
        };
        let read = match line.get("head") {
            Some(seq) => seq.as_i64().and_then(|seq| {
                Some(Self::Head(Head { seq, hash: unhex(line.get("hash")?.as_str()?)? }))
            }),
            None => Written::read(&line).map(|entry| Self::Entry(Box::new(entry))),
        };
        read.unwrap_or(Self::Unreadable)
    }
}

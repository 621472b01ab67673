//! Each fact is bound to the one before by its hash, so that none can be changed, taken away or
//! slipped in later without breaking the chain.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::connection::Connection;
use crate::dialect::Dialect;
use crate::journal::Seal;
use crate::{Author, Fact, On, StoreError, Tx, Value};

/// The columns of an entry beside its number and its hash, in the order in which they are hashed.
pub(crate) const TEXTS: [&str; 12] = [
    "at",
    "person",
    "role",
    "organisation",
    "site",
    "purpose",
    "action",
    "subject_kind",
    "subject_id",
    "about",
    "state_before",
    "state_after",
];

/// What stands in these columns.
pub(crate) type Texts = [Option<String>; 12];

/// The chain while a batch of changes is added to it.
pub(crate) struct Chain {
    /// Where it ended before the batch.
    start: Head,
    head: Head,
    rows: Vec<Vec<Value>>,
}

/// The newest entry: its number and its hash. Before the first entry: 0 and zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) hash: Seal,
}

impl Chain {
    /// Takes the chain up where it ends, and keeps others from doing so until the commit.
    pub(crate) async fn at_its_head(tx: &mut Tx) -> Result<Self, StoreError> {
        let head = hold(tx.connection()).await?;
        Ok(Self { start: head, head, rows: Vec::new() })
    }

    /// Takes it up again after the transaction was undone. Whether nobody has added to it since.
    pub(crate) async fn still_begins_at_its_head(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(hold(tx.connection()).await? == self.start)
    }

    /// Adds the facts of the change that has just succeeded.
    pub(crate) fn link(&mut self, tx: &mut Tx) {
        for fact in tx.take_facts() {
            let seq = self.head.seq + 1;
            let texts = texts(tx.at(), tx.author().clone(), fact);
            self.head = Head { seq, hash: seal(&self.head.hash, seq, &texts) };
            self.rows.push(row(&self.head, texts));
        }
    }

    /// Writes the new entries and the new head.
    pub(crate) async fn append(self, tx: &mut Tx) -> Result<(), StoreError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let connection = tx.connection();
        let columns = [&["seq", "hash"], &TEXTS[..]].concat();
        connection.fill("journal", &columns, self.rows).await?;
        let text = "UPDATE journal_head SET seq = $1, hash = $2 WHERE id = 1";
        let values = vec![self.head.seq.into(), self.head.hash.to_vec().into()];
        connection.execute(text.into(), values).await.map(drop)
    }
}

/// The head, and nobody else gets hold of it until the commit.
async fn hold(connection: &mut Connection) -> Result<Head, StoreError> {
    let head = match connection.dialect() {
        // BEGIN IMMEDIATE holds everything already.
        Dialect::Sqlite => head(connection, "").await?,
        Dialect::Postgres => head(connection, "FOR UPDATE").await?,
    };
    head.ok_or_else(|| StoreError::failed("the journal has lost its head"))
}

/// Writes the head of an empty journal.
pub(crate) async fn begin(connection: &mut Connection) -> Result<(), StoreError> {
    let none = Head::default();
    let row = vec![1_i64.into(), none.seq.into(), none.hash.to_vec().into()];
    connection.fill("journal_head", &["id", "seq", "hash"], vec![row]).await.map(drop)
}

/// The head as it is kept beside the journal.
pub(crate) async fn head(
    connection: &mut Connection,
    lock: &str,
) -> Result<Option<Head>, StoreError> {
    let text = format!("SELECT seq, hash FROM journal_head WHERE id = 1 {lock}");
    let rows = connection.fetch(text.into(), Vec::new()).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Head { seq: row.get("seq")?, hash: row.get("hash")? }))
}

/// The hash of an entry that follows the one with the hash `before`: SHA-256 over the name of this
/// layout, `before`, the number, and the [`TEXTS`], each with its length ahead of it, so that no two
/// entries read alike. What is hashed is what is stored, to the letter.
pub(crate) fn seal(before: &Seal, seq: i64, texts: &Texts) -> Seal {
    let mut digest = Sha256::new();
    digest.update(b"kith journal 1");
    digest.update(before);
    digest.update(seq.to_be_bytes());
    for text in texts {
        add(&mut digest, text.as_ref());
    }
    digest.finalize().into()
}

fn add(digest: &mut Sha256, text: Option<&String>) {
    let Some(text) = text else {
        digest.update([0]);
        return;
    };
    digest.update([1]);
    digest.update((text.len() as u64).to_be_bytes());
    digest.update(text);
}

/// Bytes as they are shown: two letters or digits each.
pub(crate) fn hex(bytes: &Seal) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |four_bits: u8| char::from(DIGITS[usize::from(four_bits)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Bytes from how they are shown.
pub(crate) fn unhex(text: &str) -> Option<Seal> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pairs = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect();
    bytes?.try_into().ok()
}

fn texts(at: Timestamp, author: Author, fact: Fact) -> Texts {
    [
        Some(format!("{at:.6}")),
        Some(author.person),
        Some(author.role),
        Some(author.organisation),
        Some(author.site),
        Some(author.purpose),
        Some(fact.action.to_owned()),
        Some(fact.subject.kind),
        Some(fact.subject.id),
        fact.about,
        fact.before.map(|state| state.to_string()),
        fact.after.map(|state| state.to_string()),
    ]
}

fn row(head: &Head, texts: Texts) -> Vec<Value> {
    let mut row = vec![head.seq.into(), head.hash.to_vec().into()];
    row.extend(texts.map(Value::from));
    row
}

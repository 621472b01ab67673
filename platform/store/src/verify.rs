//! Whether the journal is as it was written.

use std::fmt;

use crate::chain::{self, Head, TEXTS, Texts, hex, seal};
use crate::dialect::Dialect;
use crate::{Db, On, Reader, Row, StoreError, sql};

/// Entries that are read at once.
const PARCEL: u32 = 5_000;

/// The journal is as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries it has.
    pub entries: u64,
    /// The hash of the newest one as text. Written down elsewhere, it proves later that nothing up
    /// to here was rewritten.
    pub head: String,
}

/// Why the journal cannot be vouched for.
#[derive(Debug, thiserror::Error)]
pub enum CannotVerify {
    /// It is not as it was written.
    #[error(
        "entry {seq} of the journal {fault}; keep a copy of the database and tell whoever answers for it"
    )]
    Broken {
        /// The number of the first entry that is wrong.
        seq: i64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// It could not be read.
    #[error("the journal could not be read")]
    NotRead(#[from] StoreError),
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Its content, or that of its forerunner's hash, is not what was written: it was edited, moved,
    /// or something was slipped in before it.
    Changed,
    /// It is not there.
    Missing,
    /// It stands behind the newest entry that we wrote.
    Added,
    /// All from here on was written anew: the chain holds, but its end is not the one we kept.
    Rewritten,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "is not as it was written",
            Self::Missing => "is missing",
            Self::Added => "was added from outside",
            Self::Rewritten => "does not have the hash that was kept for it",
        })
    }
}

/// Reads the whole journal, as it stands at one moment, and follows its chain from the first entry to
/// the head. The first entry that is wrong is named.
pub async fn verify(db: &Db) -> Result<Verified, CannotVerify> {
    let mut reader = db.read().await?;
    let connection = reader.connection();
    connection.end_after_use();
    match connection.dialect() {
        Dialect::Sqlite => connection.script("BEGIN").await?,
        Dialect::Postgres => connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ").await?,
    }
    let outcome = follow(&mut reader).await;
    reader.connection().script("COMMIT").await?;
    outcome
}

async fn follow(reader: &mut Reader) -> Result<Verified, CannotVerify> {
    let Some(kept) = chain::head(reader.connection(), "").await? else {
        return Err(CannotVerify::Broken { seq: 0, fault: Fault::Missing });
    };
    let mut last = Head::default();
    // Nothing of ours stands before 1; what does was added.
    let mut from = i64::MIN;
    loop {
        let links = links_from(reader, from).await?;
        let Some(newest) = links.last() else { break };
        from = newest.seq.saturating_add(1);
        for link in links {
            last = link.follows(last, kept)?;
        }
    }
    at_the_end(last, kept)
}

/// An entry as it stands in the database, nothing of it interpreted.
struct Link {
    seq: i64,
    hash: Vec<u8>,
    texts: Texts,
}

async fn links_from(reader: &mut Reader, seq: i64) -> Result<Vec<Link>, StoreError> {
    let query = sql("SELECT * FROM journal WHERE seq >= $1 ORDER BY seq LIMIT $2");
    let read = |row: &Row| {
        let mut texts = Texts::default();
        for (text, column) in texts.iter_mut().zip(TEXTS) {
            *text = row.get(column)?;
        }
        Ok(Link { seq: row.get("seq")?, hash: row.get("hash")?, texts })
    };
    query.bind(seq).bind(PARCEL).all(reader, read).await
}

impl Link {
    /// The head once this link is added, if it is the one that follows.
    fn follows(&self, last: Head, kept: Head) -> Result<Head, CannotVerify> {
        let seq = last.seq + 1;
        if self.seq < seq || last.seq == kept.seq {
            return Err(CannotVerify::Broken { seq: self.seq, fault: Fault::Added });
        }
        if self.seq > seq {
            return Err(CannotVerify::Broken { seq, fault: Fault::Missing });
        }
        let hash = seal(&last.hash, seq, &self.texts);
        if self.hash != hash {
            return Err(CannotVerify::Broken { seq, fault: Fault::Changed });
        }
        Ok(Head { seq, hash })
    }
}

fn at_the_end(last: Head, kept: Head) -> Result<Verified, CannotVerify> {
    if last.seq < kept.seq {
        return Err(CannotVerify::Broken { seq: last.seq + 1, fault: Fault::Missing });
    }
    if last.hash != kept.hash {
        return Err(CannotVerify::Broken { seq: last.seq, fault: Fault::Rewritten });
    }
    let entries = u64::try_from(last.seq).expect("numbers are counted up from 0");
    Ok(Verified { entries, head: hex(&last.hash) })
}

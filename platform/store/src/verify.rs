//! Whether the journal is as it was written.

use std::fmt;
use std::io::BufRead;

use crate::anchor::{Anchor, Anchors};
use crate::chain::{self, Head, hex};
use crate::dialect::Dialect;
use crate::journal::Seal;
use crate::written::{Line, Written};
use crate::{Db, On, Reader, StoreError};

/// Entries that are read at once.
const PARCEL: u32 = 5_000;

/// So many entries taken out at one place are recognised when the rest was numbered anew; more of
/// them are found as well, but called a change.
const MOST_TAKEN_OUT: i64 = 1_000;

/// The journal is as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries it has.
    pub entries: u64,
    /// The hash of the newest one as text. Written down elsewhere, it proves later that nothing up
    /// to here was rewritten.
    pub head: String,
    /// How many anchors lie on the chain.
    pub anchors: u64,
    /// The number of the newest entry that an anchor vouches for.
    pub anchored: i64,
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
    /// The file could not be read.
    #[error("the file could not be read")]
    NoFile(#[from] std::io::Error),
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Its content or its hash was edited.
    Changed,
    /// It is not there, and others behind it are.
    Missing,
    /// It is not there, nor is anything behind it: the end was cut off.
    CutOff,
    /// It was slipped in, or stands behind the newest entry that we wrote.
    Added,
    /// Another one stands in its place; its own is further on.
    OutOfOrder,
    /// All from here on was written anew: the chain holds, but its end is not the one we kept.
    Rewritten,
    /// It does not have the hash that an anchor kept for it: it was written anew, and perhaps others
    /// before it, back to the entry after this number.
    NotAsAnchored {
        /// The newest entry that an earlier anchor vouches for.
        since: i64,
    },
    /// It is no entry at all.
    Unreadable,
}

impl Fault {
    /// A word for programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::CutOff => "cut_off",
            Self::Added => "added",
            Self::OutOfOrder => "out_of_order",
            Self::Rewritten => "rewritten",
            Self::NotAsAnchored { .. } => "not_as_anchored",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "is not as it was written",
            Self::Missing => "is missing",
            Self::CutOff => "is missing: the journal’s end was cut off",
            Self::Added => "was added from outside",
            Self::OutOfOrder => "is out of order: another stands in its place",
            Self::Rewritten => "does not have the hash that was kept for it",
            Self::NotAsAnchored { since } => {
                let words = "does not have the hash that its anchor keeps: it was written anew";
                return write!(f, "{words}, and perhaps all after entry {since}");
            }
            Self::Unreadable => "cannot be read",
        })
    }
}

/// Reads the whole journal, as it stands at one moment, and follows its chain from the first entry to
/// the head. The first entry that is wrong is named.
pub async fn verify(db: &Db) -> Result<Verified, CannotVerify> {
    verify_against(&mut db.read().await?, &Anchors::default()).await
}

/// The same, and compares the chain with its anchors: a journal whose end was cut off or that was
/// written anew as a whole holds in itself, but not against them.
pub async fn verify_against(
    reader: &mut Reader,
    anchors: &Anchors,
) -> Result<Verified, CannotVerify> {
    let connection = reader.connection();
    connection.end_after_use();
    match connection.dialect() {
        Dialect::Sqlite => connection.script("BEGIN").await?,
        Dialect::Postgres => connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ").await?,
    }
    let outcome = in_the_table(reader, anchors).await;
    reader.connection().script("COMMIT").await?;
    outcome
}

pub(crate) async fn in_the_table(
    reader: &mut Reader,
    anchors: &Anchors,
) -> Result<Verified, CannotVerify> {
    let Some(kept) = chain::head(reader.connection(), "").await? else {
        return Err(CannotVerify::Broken { seq: 0, fault: Fault::Missing });
    };
    // Nothing of ours stands before 1; what does was added.
    follow(Source::Table { reader, from: i64::MIN }, Some(kept), anchors).await
}

/// Does the same with an exported journal: lines of JSON, closed by the line that names the head.
pub async fn verify_file(
    lines: impl BufRead + Send,
    anchors: &Anchors,
) -> Result<Verified, CannotVerify> {
    let mut lines = lines.lines();
    follow(Source::File(&mut lines), None, anchors).await
}

/// Where the links of a chain come from.
enum Source<'a> {
    Table { reader: &'a mut Reader, from: i64 },
    File(&'a mut (dyn Iterator<Item = std::io::Result<String>> + Send)),
}

impl Source<'_> {
    /// The next lines; none at the end.
    async fn parcel(&mut self) -> Result<Vec<Line>, CannotVerify> {
        match self {
            Self::Table { reader, from } => {
                let links = Written::from(*reader, *from, PARCEL).await?;
                if let Some(newest) = links.last() {
                    *from = newest.seq.saturating_add(1);
                }
                Ok(links.into_iter().map(|link| Line::Entry(Box::new(link))).collect())
            }
            Self::File(lines) => {
                let mut parcel = Vec::new();
                for line in lines.by_ref().take(PARCEL as usize) {
                    parcel.push(Line::read(&line?));
                }
                Ok(parcel)
            }
        }
    }
}

async fn follow(
    mut source: Source<'_>,
    kept: Option<Head>,
    anchors: &Anchors,
) -> Result<Verified, CannotVerify> {
    let mut walk = Walk { last: Head::default(), kept, anchors: anchors.by_number(), passed: 0 };
    walk.pass_anchors()?;
    loop {
        let parcel = source.parcel().await?;
        if parcel.is_empty() {
            return walk.at_the_end();
        }
        let mut rest = parcel.into_iter();
        while let Some(line) = rest.next() {
            if let Some(wrong) = walk.step(line)? {
                return Err(diagnose(&walk, &wrong, rest.collect(), source).await?);
            }
        }
    }
}

/// How far the chain holds.
struct Walk {
    last: Head,
    /// The head that was kept beside the journal, as soon as it is known.
    kept: Option<Head>,
    anchors: Vec<Anchor>,
    /// How many of the anchors lie on the chain so far.
    passed: usize,
}

impl Walk {
    /// Goes on to the next entry. Gives it back if its hash does not fit.
    fn step(&mut self, line: Line) -> Result<Option<Written>, CannotVerify> {
        let seq = self.last.seq + 1;
        let broken = |seq, fault| Err(CannotVerify::Broken { seq, fault });
        let entry = match line {
            Line::Entry(entry) => entry,
            Line::Head(head) if self.kept.is_none() => {
                self.kept = Some(head);
                return Ok(None);
            }
            _ => return broken(seq, Fault::Unreadable),
        };
        if entry.seq < seq || self.kept.is_some_and(|kept| kept.seq == self.last.seq) {
            return broken(entry.seq, Fault::Added);
        }
        if entry.seq > seq {
            let is_past_the_head = self.kept.is_some_and(|kept| entry.seq > kept.seq);
            let was_the_last = self.kept.is_some_and(|kept| seq == kept.seq);
            let cut_off = is_past_the_head && was_the_last;
            return broken(seq, if cut_off { Fault::CutOff } else { Fault::Missing });
        }
        if !entry.fits(&self.last.hash, seq) {
            return Ok(Some(*entry));
        }
        self.last = Head { seq, hash: entry.hash };
        self.pass_anchors()?;
        Ok(None)
    }

    /// Compares with the anchors that were dropped at this entry.
    fn pass_anchors(&mut self) -> Result<(), CannotVerify> {
        while let Some(anchor) = self.anchors.get(self.passed) {
            if anchor.seq > self.last.seq {
                break;
            }
            if anchor.hash != self.last.hash {
                let fault = Fault::NotAsAnchored { since: self.anchored() };
                return Err(CannotVerify::Broken { seq: self.last.seq, fault });
            }
            self.passed += 1;
        }
        Ok(())
    }

    fn anchored(&self) -> i64 {
        self.passed.checked_sub(1).map_or(0, |index| self.anchors[index].seq)
    }

    fn at_the_end(self) -> Result<Verified, CannotVerify> {
        let Head { seq, hash } = self.last;
        let is_short = self.kept.is_none_or(|kept| seq < kept.seq);
        if is_short || self.passed < self.anchors.len() {
            return Err(CannotVerify::Broken { seq: seq + 1, fault: Fault::CutOff });
        }
        if self.kept.is_some_and(|kept| kept.hash != hash) {
            return Err(CannotVerify::Broken { seq, fault: Fault::Rewritten });
        }
        let entries = u64::try_from(seq).expect("numbers are counted up from 0");
        let anchored = self.anchored();
        Ok(Verified { entries, head: hex(&hash), anchors: self.passed as u64, anchored })
    }
}

/// What became of the entry that should follow `walk.last`, where `wrong` stands in its place: it is
/// looked for in all that comes after.
async fn diagnose(
    walk: &Walk,
    wrong: &Written,
    mut rest: Vec<Line>,
    mut source: Source<'_>,
) -> Result<CannotVerify, CannotVerify> {
    let seq = walk.last.seq + 1;
    let mut traces = Traces { kept: walk.kept, next: None, own: None, behind_own: None };
    while !rest.is_empty() {
        for line in rest {
            match line {
                Line::Entry(entry) => traces.note(*entry, &walk.last.hash, seq),
                Line::Head(head) => traces.kept = traces.kept.or(Some(head)),
                Line::Unreadable => {}
            }
        }
        rest = source.parcel().await?;
    }
    Ok(CannotVerify::Broken { seq, fault: traces.tell(wrong, seq) })
}

/// What was found behind an entry that does not fit.
struct Traces {
    kept: Option<Head>,
    /// The entry behind it.
    next: Option<Written>,
    /// The one that should stand in its place.
    own: Option<Written>,
    /// The entry behind that.
    behind_own: Option<Written>,
}

impl Traces {
    fn note(&mut self, entry: Written, before: &Seal, seq: i64) {
        if self.own.is_some() && self.behind_own.is_none() {
            self.behind_own = Some(entry.clone());
        } else if self.own.is_none() && entry.fits(before, seq) {
            self.own = Some(entry.clone());
        }
        self.next.get_or_insert(entry);
    }

    fn tell(&self, wrong: &Written, seq: i64) -> Fault {
        match (&self.own, &self.behind_own, &self.next) {
            // Two that changed places.
            (Some(own), ..) if wrong.fits(&own.hash, seq + 1) => Fault::OutOfOrder,
            // All goes on behind its own place: what stands here was slipped in.
            (Some(own), Some(behind), _) if behind.fits(&own.hash, seq + 1) => Fault::Added,
            (Some(own), None, _) if self.kept.is_none_or(|kept| own.seq > kept.seq) => Fault::Added,
            (Some(_), ..) => Fault::OutOfOrder,
            (None, _, Some(next)) if self.were_numbered_anew(wrong, next, seq) => Fault::Missing,
            (None, _, None) if self.kept.is_some_and(|kept| seq < kept.seq) => Fault::Missing,
            (None, ..) => Fault::Changed,
        }
    }

    /// Whether `wrong` and `next` follow on each other under later numbers: entries before them were
    /// taken out and the gap was closed.
    fn were_numbered_anew(&self, wrong: &Written, next: &Written, seq: i64) -> bool {
        let most = self.kept.map_or(MOST_TAKEN_OUT, |kept| (kept.seq - seq).min(MOST_TAKEN_OUT));
        (1..=most).any(|gap| next.fits(&wrong.hash, seq + gap + 1))
    }
}

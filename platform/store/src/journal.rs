//! The journal: who did what to what, when, for which organisation and why; every change, and every
//! reading of personal data. It only grows, and [`verify`] tells whether anybody made it otherwise.

use jiff::Timestamp;

use crate::chain::Head;
use crate::{Author, FromValue, On, Query, Reader, Row, StoreError, Subject, Value, chain, sql};

pub use crate::anchor::{Anchor, Anchors, weigh};
pub use crate::verify::{CannotVerify, Fault, Verified, verify, verify_against, verify_file};
pub use crate::written::Written;

/// A hash that binds an entry to all before it.
pub type Seal = [u8; 32];

/// Entries on a page of [`search`].
pub const PAGE: u32 = 50;

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number. The first is 1; there are no gaps.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// On whose behalf.
    pub author: Author,
    /// What was done, such as "plan.publish".
    pub action: String,
    /// To what.
    pub subject: Subject,
    /// About which person, by id.
    pub about: Option<String>,
    /// How it stood before: a JSON text, to the letter as it was hashed.
    pub before: Option<String>,
    /// How it stands after: a JSON text, to the letter as it was hashed.
    pub after: Option<String>,
    /// The hash over this entry and the hash before it.
    pub hash: Seal,
}

/// What is looked for, and what comes first. An empty filter finds everything; each condition narrows
/// it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Letters that occur in the action, the subject, the person's id or the states, in any case.
    pub text: Option<String>,
    /// What was done, such as "plan.publish"; with a dot at its end all that begins so: "plan.".
    pub action: Option<String>,
    /// The kind of thing it was done to.
    pub kind: Option<String>,
    /// The id of the thing it was done to.
    pub subject: Option<String>,
    /// The id of the account that did it.
    pub person: Option<String>,
    /// The role in which it was done.
    pub role: Option<String>,
    /// The organisation on whose behalf it was done.
    pub organisation: Option<String>,
    /// What it was done for.
    pub purpose: Option<String>,
    /// The id of the person it is about: "who has looked at my record".
    pub about: Option<String>,
    /// The first moment that counts.
    pub from: Option<Timestamp>,
    /// The first moment that counts no longer.
    pub until: Option<Timestamp>,
    /// What comes first.
    pub order: Order,
}

/// What comes first in a list of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest.
    #[default]
    Newest,
    /// The oldest.
    Oldest,
    /// The first action by its letters; of one action the newest.
    Action,
    /// The last action by its letters.
    ActionBackwards,
}

/// An entry, and whether it stands in the chain as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The entry.
    pub entry: Entry,
    /// Whether its hash is that of its content and of the entry before it.
    pub fits: bool,
    /// Whether the entry after it was written upon this one; `None` where it is the newest, and the
    /// head says the same.
    pub carries: Option<bool>,
}

/// A page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What stands on it, the newest first.
    pub items: Vec<T>,
    /// Its number; the first is 1.
    pub number: u32,
    /// How many pages there are; at least 1.
    pub pages: u32,
    /// How many entries were found on all pages.
    pub total: u64,
}

/// Finds entries, those first that the filter says. Pages are counted from 1; one beyond the last is empty.
pub async fn search(
    reader: &mut Reader,
    filter: &Filter,
    page: u32,
) -> Result<Page<Entry>, StoreError> {
    let (condition, values) = filter.condition();
    let count = format!("SELECT COUNT(*) AS found FROM journal WHERE {condition}");
    let query = values.iter().cloned().fold(sql(count), Query::bind);
    let total: u64 = query.one(reader, |row| row.get("found")).await?;
    let (size, skip) = (values.len() + 1, values.len() + 2);
    let order = filter.order.words();
    let text = format!(
        "SELECT * FROM journal WHERE {condition} ORDER BY {order} LIMIT ${size} OFFSET ${skip}"
    );
    let query = values.into_iter().fold(sql(text), Query::bind);
    let skipped = i64::from(page.saturating_sub(1)) * i64::from(PAGE);
    let items = query.bind(PAGE).bind(skipped).all(reader, entry).await?;
    let pages = u32::try_from(total.div_ceil(u64::from(PAGE))).unwrap_or(u32::MAX).max(1);
    Ok(Page { items, number: page.max(1), pages, total })
}

/// The entries that fit and come after number `seq`, the oldest first, at most `limit`: each to the
/// letter and as it is read. This is how the journal is taken out piece by piece.
pub async fn taken_out(
    reader: &mut Reader,
    filter: &Filter,
    seq: i64,
    limit: u32,
) -> Result<Vec<(Written, Entry)>, StoreError> {
    let (condition, values) = filter.condition();
    let (after, size) = (values.len() + 1, values.len() + 2);
    let text = format!(
        "SELECT * FROM journal WHERE {condition} AND seq > ${after} ORDER BY seq LIMIT ${size}"
    );
    let query = values.into_iter().fold(sql(text), Query::bind).bind(seq).bind(limit);
    query.all(reader, |row| Ok((Written::of(row)?, entry(row)?))).await
}

/// The entry of that number, and whether it stands in the chain.
pub async fn examine(reader: &mut Reader, seq: i64) -> Result<Examined, StoreError> {
    let found = sql("SELECT * FROM journal WHERE seq = $1").bind(seq).one_called(
        "entry of the journal",
        seq,
        reader,
        |row| Ok((Written::of(row)?, entry(row)?)),
    );
    let (written, entry) = found.await?;
    let around = Written::from(reader, seq.saturating_sub(1), 3).await?;
    let before = around.iter().find(|link| link.seq() == seq - 1).map(|link| link.hash);
    let before = before.or_else(|| (seq == 1).then(|| Head::default().hash));
    let fits = before.is_some_and(|before| written.fits(&before, seq));
    let next = around.iter().find(|link| link.seq() == seq + 1);
    let carries = match (next, chain::head(reader.connection(), "").await?) {
        (Some(next), _) => Some(next.fits(&written.hash, seq + 1)),
        (None, Some(head)) if head == (Head { seq, hash: written.hash }) => None,
        (None, _) => Some(false),
    };
    Ok(Examined { entry, fits, carries })
}

/// The entries after number `seq`, the oldest first, at most `limit`. With the last number kept by
/// the caller, this is how a module learns what happened below it.
pub async fn since(on: &mut impl On, seq: i64, limit: u32) -> Result<Vec<Entry>, StoreError> {
    sql("SELECT * FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2")
        .bind(seq)
        .bind(limit)
        .all(on, entry)
        .await
}

impl Order {
    fn words(self) -> &'static str {
        match self {
            Self::Newest => "seq DESC",
            Self::Oldest => "seq",
            Self::Action => "action, seq DESC",
            Self::ActionBackwards => "action DESC, seq DESC",
        }
    }
}

impl Filter {
    /// The condition with its placeholders, and their values in order.
    fn condition(&self) -> (String, Vec<Value>) {
        let mut parts = vec!["1 = 1".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        let mut add = |template: &str, value: Value| {
            values.push(value);
            parts.push(template.replace('?', &format!("${}", values.len())));
        };
        let equal = [
            ("subject_kind = ?", &self.kind),
            ("subject_id = ?", &self.subject),
            ("person = ?", &self.person),
            ("role = ?", &self.role),
            ("purpose = ?", &self.purpose),
            ("organisation = ?", &self.organisation),
            ("about = ?", &self.about),
        ];
        for (template, wanted) in equal {
            if let Some(wanted) = wanted {
                add(template, wanted.as_str().into());
            }
        }
        match self.action.as_deref() {
            Some(family) if family.ends_with('.') => {
                add("action LIKE ? ESCAPE '\\'", format!("{}%", literal(family)).into());
            }
            Some(action) => add("action = ?", action.into()),
            None => {}
        }
        if let Some(from) = self.from {
            add("at >= ?", from.into());
        }
        if let Some(until) = self.until {
            add("at < ?", until.into());
        }
        if let Some(text) = &self.text {
            let pattern = format!("%{}%", literal(&text.to_ascii_lowercase()));
            add(ANYWHERE, pattern.into());
        }
        (parts.join(" AND "), values)
    }
}

const ANYWHERE: &str = "lower(action || ' ' || subject_kind || ' ' || subject_id || ' ' || person \
     || ' ' || COALESCE(state_before, '') || ' ' || COALESCE(state_after, '')) LIKE ? ESCAPE '\\'";

/// The text with the letters that mean something in LIKE made harmless.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

pub(crate) fn entry(row: &Row) -> Result<Entry, StoreError> {
    let author = Author {
        person: row.get("person")?,
        role: row.get("role")?,
        organisation: row.get("organisation")?,
        site: row.get("site")?,
        purpose: row.get("purpose")?,
        claim: None,
    };
    Ok(Entry {
        seq: row.get("seq")?,
        at: row.get("at")?,
        author,
        action: row.get("action")?,
        subject: Subject { kind: row.get("subject_kind")?, id: row.get("subject_id")? },
        about: row.get("about")?,
        before: row.get("state_before")?,
        after: row.get("state_after")?,
        hash: row.get("hash")?,
    })
}

impl FromValue for Seal {
    fn from_value(value: Value) -> Result<Self, &'static str> {
        Vec::from_value(value)?.try_into().or(Err("a hash of 32 bytes"))
    }
}

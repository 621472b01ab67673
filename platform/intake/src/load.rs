//! A load: one file, once read, with what it would change. Its rows lie beside those of other loads
//! until somebody accepts it; then they count, all at once. A load that was accepted can be rolled
//! back; what was known in between stays known.

mod arrive;
mod changes;
mod correction;
mod parts;
mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_lake::Lake;
use kith_store::{Author, Db, Migration, StoreError};
use kith_terms::{Id, Tally};
use serde::{Deserialize, Serialize};

pub use arrive::{Arrived, CannotArrive, Taken, Watch, arrive, take_in};
pub use changes::{Changes, TableChanges};
pub(crate) use correction::BUNDLE;
pub use correction::{layout_of, name_of as name_of_correction};
pub use store::review::{Becomes, Example, examples};
pub use store::{
    accepted, count, findings, newest, of_kind, one, rows_set_aside, waiting, waiting_findings,
};

use crate::{Extent, Feed, Filling, Kept};

/// The tables of loads and quarantine.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001-loads", sql: include_str!("../migrations/0001-loads.sql") },
    Migration { name: "0002-extracts", sql: include_str!("../migrations/0002-extracts.sql") },
];

/// Where what comes in is kept.
#[derive(Clone, Copy)]
pub struct Stores<'a> {
    /// Records, findings and the loads themselves.
    pub db: &'a Db,
    /// Events.
    pub lake: &'a Lake,
}

/// One file, once read.
#[derive(Debug, Clone)]
pub struct Load {
    /// Its id; the rows of its feed's tables carry it.
    pub id: Id<Load>,
    /// The kind of its feed.
    pub kind: String,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// How far it has come.
    pub state: LoadState,
    /// The day from which the file speaks; `None` where it does not say.
    pub valid_from: Option<Date>,
    /// What was read.
    pub read: WasRead,
    /// What accepting it would change, as counted when it had arrived.
    pub changes: Changes,
    /// How many things were wrong with it.
    pub findings: u64,
    /// The id of the person who brought it.
    pub person: String,
    /// When it was brought.
    pub arrived_at: Timestamp,
    /// From when it counts.
    pub accepted_at: Option<Timestamp>,
    /// From when it no longer counts.
    pub withdrawn_at: Option<Timestamp>,
    /// The load of which it brings rows again that were set aside: it counts with that one.
    pub corrects: Option<Id<Load>>,
}

/// What was read from a file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct WasRead {
    /// Rows kept, by table.
    pub rows: Tally,
    /// Things kept or set aside under their own names.
    pub tally: Tally,
    /// What else is worth knowing, label and text.
    pub facts: Vec<(String, String)>,
    /// How far each column is filled, by `table.column`.
    #[serde(default)]
    pub filling: BTreeMap<String, Filling>,
    /// The header as it was written; empty where there is none.
    #[serde(default)]
    pub layout: String,
}

/// How far a load has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadState {
    /// Its rows are coming in.
    Arriving,
    /// It waits for somebody to look at it.
    ToReview,
    /// It counts.
    Accepted,
    /// It was not wanted; its rows are gone.
    Discarded,
    /// It counted and no longer does.
    RolledBack,
}

impl LoadState {
    /// The word for tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Arriving => "arriving",
            Self::ToReview => "to_review",
            Self::Accepted => "accepted",
            Self::Discarded => "discarded",
            Self::RolledBack => "rolled_back",
        }
    }

    /// The words for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Arriving => "Arriving",
            Self::ToReview => "To review",
            Self::Accepted => "Accepted",
            Self::Discarded => "Discarded",
            Self::RolledBack => "Rolled back",
        }
    }

    fn from_key(key: &str) -> Self {
        [Self::Arriving, Self::ToReview, Self::Accepted, Self::RolledBack]
            .into_iter()
            .find(|state| state.key() == key)
            .unwrap_or(Self::Discarded)
    }
}

/// The loads of a kind that count on a day as it was known at a moment, oldest first: all of them
/// where loads add up, the newest and its corrections where the newest is all there is.
pub async fn that_count(
    reader: &mut kith_store::Reader,
    feed: &Feed,
    as_of: kith_store::AsOf,
) -> Result<Vec<Id<Load>>, StoreError> {
    let mut loads = store::that_count(reader, feed.kind, as_of).await?;
    if feed.extent == Extent::Whole {
        let newest = loads.iter().rfind(|(_, corrects)| corrects.is_none());
        let newest = newest.map(|(id, _)| *id);
        loads.retain(|(id, corrects)| corrects.or(Some(*id)) == newest);
    }
    // A correction counts after what it corrects, of whatever day either speaks.
    loads.sort_by_key(|(_, corrects)| corrects.is_some());
    Ok(loads.into_iter().map(|(id, _)| id).collect())
}

/// Accepts a load: from now on it counts.
pub async fn accept(
    db: &Db,
    at: Timestamp,
    author: &Author,
    id: Id<Load>,
) -> Result<(), StoreError> {
    store::move_on(db, at, author, id, (LoadState::ToReview, LoadState::Accepted)).await
}

/// Rolls an accepted load back: from now on what was known before it counts again.
pub async fn roll_back(
    db: &Db,
    at: Timestamp,
    author: &Author,
    id: Id<Load>,
) -> Result<(), StoreError> {
    store::move_on(db, at, author, id, (LoadState::Accepted, LoadState::RolledBack)).await
}

/// Discards a load that nobody wants: its rows are removed, its findings stay. One that counts or
/// has counted is not discarded, because what was known then stays known.
pub async fn discard(
    stores: Stores<'_>,
    (at, author): (Timestamp, &Author),
    feeds: &[&Feed],
    load: &Load,
) -> Result<(), StoreError> {
    if !matches!(load.state, LoadState::Arriving | LoadState::ToReview) {
        return Err(StoreError::Stale { what: "load", id: load.id.to_string() });
    }
    let tables = feeds.iter().find(|feed| feed.kind == load.kind).map_or(&[][..], |f| f.tables);
    store::discard(stores.db, at, author, (load.id, load.state), tables).await?;
    for table in tables.iter().filter(|table| matches!(table.kept, Kept::Lake(_))) {
        stores.lake.remove(table.name, load.id).map_err(StoreError::failed)?;
    }
    Ok(())
}

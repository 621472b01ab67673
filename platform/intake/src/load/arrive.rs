//! A file arrives: it is read in one thread and written in another, so that memory stays flat.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_store::{AsOf, Author, Db, Reader, StoreError};
use kith_terms::{Finding, Id};
use tokio::sync::mpsc;

use super::{Changes, Load, LoadState, WasRead, changes, store, that_count};
use crate::{CannotRead, Chunk, Feed, Landed, Opened, Recognised, Source, Stopped, recognise};

/// So many chunks may wait to be written. A chunk has a thousand rows.
const CHUNKS_WAITING: usize = 32;

/// What came of a file that arrived.
#[derive(Debug)]
pub enum Arrived {
    /// The same file counts already; nothing was changed.
    AlreadyHere(Box<Load>),
    /// It waits for somebody to look at it.
    ToReview(Box<Load>),
}

/// A file could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum CannotArrive {
    /// No feed knows it, or it cannot be read; the finding says what to do.
    #[error("{0}")]
    Refused(Box<Finding>),
    /// It was not saved.
    #[error("the file was not loaded")]
    NotSaved(#[from] StoreError),
}

/// What came of one of the files that were opened together.
#[derive(Debug)]
pub struct Taken {
    /// The file's name.
    pub name: String,
    /// What came of it.
    pub outcome: Result<Arrived, Box<Finding>>,
}

/// What taking in needs from outside.
pub struct Watch<'a> {
    /// Makes the ids of the loads.
    pub new_id: &'a (dyn Fn() -> Id<Load> + Sync),
    /// Is told the file's name and how many of its rows are written.
    pub went_on: &'a (dyn Fn(&str, u64) + Sync),
}

/// Takes in all that was opened, file by file; one that is refused does not stop the others.
pub async fn take_in(
    db: &Db,
    who: (Timestamp, &Author),
    feeds: &[&'static Feed],
    opened: Opened,
    watch: &Watch<'_>,
) -> Result<Vec<Taken>, StoreError> {
    let refused = opened
        .findings
        .into_iter()
        .map(|finding| Taken { name: finding.place.file.clone(), outcome: Err(Box::new(finding)) });
    let mut taken: Vec<Taken> = refused.collect();
    for source in opened.sources {
        let name = source.name().to_owned();
        let told = |rows| (watch.went_on)(&name, rows);
        let outcome = match arrive(db, who, feeds, ((watch.new_id)(), source), &told).await {
            Ok(arrived) => Ok(arrived),
            Err(CannotArrive::Refused(finding)) => Err(finding),
            Err(CannotArrive::NotSaved(error)) => return Err(error),
        };
        taken.push(Taken { name, outcome });
    }
    Ok(taken)
}

/// Takes a file in and counts what it would change. `went_on` is told of rows written so far.
pub async fn arrive(
    db: &Db,
    (at, author): (Timestamp, &Author),
    feeds: &[&'static Feed],
    (id, source): (Id<Load>, Source),
    went_on: &(dyn Fn(u64) + Sync),
) -> Result<Arrived, CannotArrive> {
    let Recognised::As(feed) = recognise(feeds, &source) else {
        return Err(refusal(feeds, &source));
    };
    let load = begin(id, feed, &source, (at, author));
    let mut reader = db.read().await?;
    if let Some(known) = counting_already(&mut reader, feed, &load.sha256).await? {
        return Ok(Arrived::AlreadyHere(Box::new(known)));
    }
    for left in store::unfinished_with(&mut reader, &load.sha256).await? {
        super::discard(db, at, author, feeds, &left).await?;
    }
    drop(reader);
    store::add(db, at, author, load.clone()).await?;
    match take_rows(db, (at, author), feed, (&load, source), went_on).await {
        Ok(load) => Ok(Arrived::ToReview(Box::new(load))),
        Err(error) => {
            // If this fails too, the rows are removed when the file comes again; the first error is
            // the one to tell.
            let _ = super::discard(db, at, author, feeds, &load).await;
            Err(error)
        }
    }
}

/// The accepted load of the same file, unless a later one took its place on the day of which it
/// speaks.
async fn counting_already(
    reader: &mut Reader,
    feed: &Feed,
    sha256: &str,
) -> Result<Option<Load>, StoreError> {
    let Some(load) = store::accepted_with(reader, feed.kind, sha256).await? else {
        return Ok(None);
    };
    let standing = that_count(reader, feed, as_it_stands(load.valid_from)).await?;
    Ok(Some(load).filter(|load| standing.contains(&load.id)))
}

/// What counts on the first day of which a file speaks, by all that is known.
fn as_it_stands(valid_from: Option<Date>) -> AsOf {
    AsOf { at: valid_from.unwrap_or(Date::MAX), known: Timestamp::MAX }
}

async fn take_rows(
    db: &Db,
    who: (Timestamp, &Author),
    feed: &'static Feed,
    (load, source): (&Load, Source),
    went_on: &(dyn Fn(u64) + Sync),
) -> Result<Load, CannotArrive> {
    let landed = write_while_reading(db, who, feed, (load.id, source), went_on).await?;
    Ok(finish(db, who, feed, load.clone(), landed).await?)
}

fn refusal(feeds: &[&Feed], source: &Source) -> CannotArrive {
    let checked = crate::check(feeds, source);
    let finding = checked.findings.into_iter().next();
    let finding = finding.unwrap_or_else(|| CannotRead::Empty.finding(source.name()));
    CannotArrive::Refused(Box::new(finding))
}

fn begin(id: Id<Load>, feed: &Feed, source: &Source, (at, author): (Timestamp, &Author)) -> Load {
    Load {
        id,
        kind: feed.kind.to_owned(),
        file: source.name().to_owned(),
        sha256: source.sha256(),
        bytes: source.size(),
        state: LoadState::Arriving,
        valid_from: None,
        read: WasRead::default(),
        changes: Changes::default(),
        findings: 0,
        person: author.person.clone(),
        arrived_at: at,
        accepted_at: None,
        withdrawn_at: None,
    }
}

async fn write_while_reading(
    db: &Db,
    (at, author): (Timestamp, &Author),
    feed: &'static Feed,
    (id, source): (Id<Load>, Source),
    went_on: &(dyn Fn(u64) + Sync),
) -> Result<Landed, CannotArrive> {
    let (sender, mut chunks) = mpsc::channel::<Chunk>(CHUNKS_WAITING);
    let name = source.name().to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let sink = Box::new(move |chunk| sender.blocking_send(chunk).or(Err(Stopped)));
        crate::load(feed, &source, sink)
    });
    let (mut written, mut numbered) = (0, 0);
    let mut waiting = Vec::new();
    while chunks.recv_many(&mut waiting, CHUNKS_WAITING).await > 0 {
        let batch = std::mem::take(&mut waiting);
        let (rows, findings) = store::write(db, at, author, id, (numbered, batch)).await?;
        written += rows;
        numbered += findings;
        went_on(written);
    }
    match reading.await {
        Ok(Ok(landed)) => Ok(landed),
        Ok(Err(why)) => Err(CannotArrive::Refused(Box::new(why.finding(&name)))),
        Err(panic) => Err(StoreError::failed(panic).into()),
    }
}

async fn finish(
    db: &Db,
    (at, author): (Timestamp, &Author),
    feed: &Feed,
    load: Load,
    landed: Landed,
) -> Result<Load, StoreError> {
    let mut reader = db.read().await?;
    let standing = that_count(&mut reader, feed, as_it_stands(landed.valid_from)).await?;
    let changes = changes::count(&mut reader, feed, load.id, &standing).await?;
    drop(reader);
    let load = Load {
        state: LoadState::ToReview,
        valid_from: landed.valid_from,
        findings: landed.findings,
        read: WasRead { rows: landed.rows, tally: landed.tally, facts: landed.facts },
        changes,
        ..load
    };
    store::finish(db, at, author, load.clone()).await?;
    Ok(load)
}

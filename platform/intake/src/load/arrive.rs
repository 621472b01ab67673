//! A file arrives: it is read in one thread and written in another, so that memory stays flat.

use std::cell::RefCell;
use std::rc::Rc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_lake::{LakeError, Part};
use kith_store::{AsOf, Author, Reader, StoreError};
use kith_terms::{Finding, Id};
use tokio::sync::mpsc;

use super::parts::Parts;
use super::{Changes, Load, LoadState, Stores, WasRead, changes, correction, store, that_count};
use crate::{
    CannotRead, Chunk, Extent, Feed, Kept, Landed, Opened, Recognised, Sink, Source, Stopped,
    recognise,
};

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
    stores: Stores<'_>,
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
        let outcome = match arrive(stores, who, feeds, ((watch.new_id)(), source), &told).await {
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
    stores: Stores<'_>,
    who: (Timestamp, &Author),
    feeds: &[&'static Feed],
    (id, source): (Id<Load>, Source),
    went_on: &(dyn Fn(u64) + Sync),
) -> Result<Arrived, CannotArrive> {
    let Recognised::As(feed) = recognise(feeds, &source) else {
        return Err(refusal(feeds, &source));
    };
    let mut reader = stores.db.read().await?;
    let corrects = correction::corrected_by(&mut reader, feed, &source).await?;
    let load = Load {
        corrects: corrects.map_err(CannotArrive::Refused)?,
        ..begin(id, feed, &source, who)
    };
    if let Some(known) = counting_already(&mut reader, feed, &load.sha256).await? {
        return Ok(Arrived::AlreadyHere(Box::new(known)));
    }
    for left in store::unfinished_with(&mut reader, &load.sha256).await? {
        super::discard(stores, who, feeds, &left).await?;
    }
    drop(reader);
    store::add(stores.db, who.0, who.1, load.clone()).await?;
    match take_rows(stores, who, feed, (&load, source), went_on).await {
        Ok(load) => Ok(Arrived::ToReview(Box::new(load))),
        Err(error) => {
            // If this fails too, the rows are removed when the file comes again; the first error is
            // the one to tell.
            let _ = super::discard(stores, who, feeds, &load).await;
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
    stores: Stores<'_>,
    who: (Timestamp, &Author),
    feed: &'static Feed,
    (load, source): (&Load, Source),
    went_on: &(dyn Fn(u64) + Sync),
) -> Result<Load, CannotArrive> {
    let (landed, parts) =
        write_while_reading(stores, who, feed, (load.id, source), went_on).await?;
    Ok(finish(stores, who, feed, load.clone(), (landed, parts)).await?)
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
        corrects: None,
    }
}

/// What comes out of the thread that reads.
enum Read {
    /// For the database.
    Chunk(Chunk),
    /// So many rows went into the lake.
    InLake(u64),
}

async fn write_while_reading(
    stores: Stores<'_>,
    (at, author): (Timestamp, &Author),
    feed: &'static Feed,
    (id, source): (Id<Load>, Source),
    went_on: &(dyn Fn(u64) + Sync),
) -> Result<(Landed, Vec<Part>), CannotArrive> {
    let (sender, mut chunks) = mpsc::channel::<Read>(CHUNKS_WAITING);
    let name = source.name().to_owned();
    let parts = Parts::of(stores.lake, id);
    let reading = tokio::task::spawn_blocking(move || read(feed, &source, parts, &sender));
    let (mut written, mut numbered) = (0, 0);
    let mut waiting = Vec::new();
    while chunks.recv_many(&mut waiting, CHUNKS_WAITING).await > 0 {
        let mut batch = Vec::new();
        for read in waiting.drain(..) {
            match read {
                Read::Chunk(chunk) => batch.push(chunk),
                Read::InLake(rows) => written += rows,
            }
        }
        if !batch.is_empty() {
            let batch = (numbered, batch);
            let (rows, findings) = store::write(stores.db, at, author, id, batch).await?;
            written += rows;
            numbered += findings;
        }
        went_on(written);
    }
    match reading.await {
        Ok(Ok(both)) => Ok(both),
        Ok(Err(NotTaken::Unread(why))) => Err(CannotArrive::Refused(Box::new(why.finding(&name)))),
        Ok(Err(NotTaken::Unwritten(error))) => Err(StoreError::failed(error).into()),
        Err(panic) => Err(StoreError::failed(panic).into()),
    }
}

/// Why a file was not taken to its end.
enum NotTaken {
    Unread(CannotRead),
    Unwritten(LakeError),
}

/// Reads a file: what belongs into the lake is written here, the rest is handed on.
fn read(
    feed: &Feed,
    source: &Source,
    parts: Parts,
    sender: &mpsc::Sender<Read>,
) -> Result<(Landed, Vec<Part>), NotTaken> {
    let parts = Rc::new(RefCell::new((parts, None)));
    let kept = Rc::clone(&parts);
    let sink: Sink<'_> = Box::new(move |chunk| match chunk {
        Chunk::Rows(table, rows) if table.kept != Kept::Database => {
            let many = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            let (parts, failure) = &mut *kept.borrow_mut();
            if let Err(error) = parts.write(table, rows) {
                *failure = Some(error);
                return Err(Stopped);
            }
            sender.blocking_send(Read::InLake(many)).or(Err(Stopped))
        }
        chunk => sender.blocking_send(Read::Chunk(chunk)).or(Err(Stopped)),
    });
    let read = crate::load(feed, source, sink);
    let (parts, failure) = Rc::into_inner(parts)
        .expect("the sink, which held it too, went with the landing")
        .into_inner();
    if let Some(error) = failure {
        return Err(NotTaken::Unwritten(error));
    }
    let landed = read.map_err(NotTaken::Unread)?;
    let parts = parts.finish().map_err(NotTaken::Unwritten)?;
    Ok((landed, parts))
}

async fn finish(
    stores: Stores<'_>,
    who: (Timestamp, &Author),
    feed: &'static Feed,
    load: Load,
    (landed, parts): (Landed, Vec<Part>),
) -> Result<Load, StoreError> {
    let mut reader = stores.db.read().await?;
    let standing = that_count(&mut reader, feed, as_it_stands(landed.valid_from)).await?;
    // A correction adds to what it corrects: nothing is gone because it does not name it.
    let extent = if load.corrects.is_some() { Extent::Part } else { feed.extent };
    let against = changes::Against { extent, load: load.id, standing };
    let changes = changes::count((&mut reader, stores.lake), feed, against).await?;
    drop(reader);
    let load = Load {
        state: LoadState::ToReview,
        valid_from: landed.valid_from,
        findings: landed.findings,
        read: WasRead {
            rows: landed.rows,
            tally: landed.tally,
            facts: landed.facts,
            filling: landed.filling,
            layout: landed.layout,
        },
        changes,
        ..load
    };
    store::finish(stores.db, who, load.clone(), parts).await?;
    Ok(load)
}

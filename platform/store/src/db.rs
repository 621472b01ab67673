//! The door to the data.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::pool::{Care, Pool, Use};
use crate::writer::{self, Job, Message, Work};
use crate::{Author, Connection, Fact, Location, MigrationSet, On, StoreError, Tx, migrate};

/// So long somebody waits until it is noted that they read personal data; after that the data are not
/// shown. The whole answer comes within a second.
pub const NOTE_PATIENCE: Duration = Duration::from_millis(700);

/// So many changes may wait before those who bring more are held back.
const QUEUE: usize = 1024;

/// An open database. Clones lead to the same one.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    readers: Pool,
    writers: Pool,
    queue: mpsc::Sender<Message>,
    writer: Mutex<Option<JoinHandle<()>>>,
    patience: Mutex<Duration>,
}

/// A connection that reads. It sees what was saved before each of its statements.
pub struct Reader(Connection);

impl Db {
    /// Opens the database, makes it if it is a file that is missing, and makes the journal.
    pub async fn open(at: &Location) -> Result<Self, StoreError> {
        Self::open_with(at, Care::Durable).await
    }

    pub(crate) async fn open_with(at: &Location, care: Care) -> Result<Self, StoreError> {
        let writers = Pool::open_with(at, Use::Write, care).await?;
        migrate::prepare(&writers).await?;
        let readers = Pool::open_with(at, Use::Read, care).await?;
        let (queue, inbox) = mpsc::channel(QUEUE);
        let writer = tokio::spawn(writer::run(writers.clone(), inbox));
        let writer = Mutex::new(Some(writer));
        let patience = Mutex::new(NOTE_PATIENCE);
        Ok(Self(Arc::new(Inner { readers, writers, queue, writer, patience })))
    }

    /// A connection to records that are there already, for whoever only looks: nothing is made,
    /// brought up to date or changed, and a server may have them open at the same time.
    pub async fn look(at: &Location) -> Result<Reader, StoreError> {
        Ok(Reader(Pool::open(at, Use::Read).await?.acquire().await?))
    }

    /// Applies the migrations that are missing, all of them or none, and returns their names as
    /// `owner/step`. Running it again changes nothing. It refuses steps whose text was changed since
    /// they were applied, and a database that knows steps of these owners that `sets` does not.
    pub async fn migrate(&self, sets: &[MigrationSet]) -> Result<Vec<String>, StoreError> {
        migrate::apply(&self.0.writers, sets).await
    }

    /// A connection to read with. Give it back soon: there are only a few.
    pub async fn read(&self) -> Result<Reader, StoreError> {
        Ok(Reader(self.0.readers.acquire().await?))
    }

    /// Makes a change: `work` runs inside a transaction, alone, and what it did is durable when this
    /// returns. If it fails, or records no fact, nothing of it stays. The change is made even if the
    /// caller stops waiting for it.
    pub async fn write<T: Send + 'static>(
        &self,
        at: Timestamp,
        author: &Author,
        work: impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let change = Work::Change(Box::new(move |tx| {
            work(tx).map(|done| done.map(|value| Box::new(value) as Box<dyn Any + Send>)).boxed()
        }));
        let value = self.send(at, author, change).await?;
        Ok(*value.downcast().expect("the change above boxes the T that it returns"))
    }

    /// Records that personal data are read, and returns once that is durable. Only then may they be
    /// shown. It does not wait for long: where the journal cannot be written, nobody is to sit before
    /// an empty page until they are told so. A note that comes too late may still be written.
    pub async fn note_reads(
        &self,
        at: Timestamp,
        author: &Author,
        facts: Vec<Fact>,
    ) -> Result<(), StoreError> {
        if facts.is_empty() {
            return Ok(());
        }
        let noted = self.send(at, author, Work::Reads(facts));
        tokio::time::timeout(self.patience(), noted)
            .await
            .unwrap_or(Err(StoreError::Busy))
            .map(drop)
    }

    /// So long whoever waits for a note is kept waiting.
    pub fn patience(&self) -> Duration {
        *self.0.patience.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for notes for so long: on a machine that is busy with a hundred tests the time of a note
    /// says nothing.
    #[cfg(any(test, feature = "testing"))]
    pub fn be_patient(&self, patience: Duration) {
        *self.0.patience.lock().unwrap_or_else(PoisonError::into_inner) = patience;
    }

    /// Looks whether the database is sound, in its own way: SQLite goes through the whole file,
    /// PostgreSQL tells whether it guards its pages by checksums. Answers with what it found, in
    /// words; an unsound database is an error.
    pub async fn check_integrity(&self) -> Result<String, StoreError> {
        crate::dialect::check_integrity(&mut self.read().await?).await
    }

    /// How many changes wait to be made.
    pub fn waiting(&self) -> usize {
        self.0.queue.max_capacity() - self.0.queue.capacity()
    }

    pub(crate) fn writers(&self) -> &Pool {
        &self.0.writers
    }

    /// A reader that sees what is not saved yet, for tests that undo what they did.
    #[cfg(test)]
    pub(crate) async fn read_what_is_written(&self) -> Result<Reader, StoreError> {
        Ok(Reader(self.0.writers.acquire().await?))
    }

    pub(crate) async fn send(
        &self,
        at: Timestamp,
        author: &Author,
        work: Work,
    ) -> Result<Box<dyn Any + Send>, StoreError> {
        // What lies below the microsecond is cut off: it is neither stored nor hashed.
        let at = Timestamp::from_microsecond(at.as_microsecond())
            .expect("a timestamp without its last digits is in the same range");
        let (reply, answer) = oneshot::channel();
        let job = Job { at, author: author.clone(), work, reply, span: tracing::Span::current() };
        self.0.queue.send(Message::Job(Box::new(job))).await.or(Err(StoreError::Closed))?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Finishes the changes that were handed in, then ends all connections. Later changes through
    /// clones are refused.
    pub async fn close(self) {
        // An error means that it is closed already.
        let _ = self.0.queue.send(Message::Close).await;
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the writer stopped before its work was done");
        }
        self.0.readers.close().await;
        self.0.writers.close().await;
    }
}

impl On for Reader {
    fn connection(&mut self) -> &mut Connection {
        &mut self.0
    }
}

//! The door to the data.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::pool::{Pool, Use};
use crate::writer::{self, Job, Message, Work};
use crate::{Author, Connection, Fact, Location, MigrationSet, On, StoreError, Tx, migrate};

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
}

/// A connection that reads. It sees what was saved before each of its statements.
pub struct Reader(Connection);

impl Db {
    /// Opens the database, makes it if it is a file that is missing, and makes the journal.
    pub async fn open(at: &Location) -> Result<Self, StoreError> {
        let writers = Pool::open(at, Use::Write).await?;
        migrate::prepare(&writers).await?;
        let readers = Pool::open(at, Use::Read).await?;
        let (queue, inbox) = mpsc::channel(QUEUE);
        let writer = tokio::spawn(writer::run(writers.clone(), inbox));
        let writer = Mutex::new(Some(writer));
        Ok(Self(Arc::new(Inner { readers, writers, queue, writer })))
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
    /// shown.
    pub async fn note_reads(
        &self,
        at: Timestamp,
        author: &Author,
        facts: Vec<Fact>,
    ) -> Result<(), StoreError> {
        if facts.is_empty() {
            return Ok(());
        }
        self.send(at, author, Work::Reads(facts)).await.map(drop)
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

//! The one who writes. It takes all changes that wait as one batch, runs one after the other, chains
//! their facts, commits once, and only then answers. A change that fails ends its batch: what those
//! before it did is kept, what it did is not (see [`crate::deeds`]).

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use std::vec::IntoIter;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tracing::{Instrument, Span};

use crate::chain::Chain;
use crate::connection::{Connection, Side};
use crate::pool::Pool;
use crate::{Author, Fact, On, StoreError, Tx};

/// So many changes share a commit at most; a batch is as long as its slowest reader waits.
const BATCH: usize = 256;

/// Shows that the journal can be written: the head of the chain is saved as it is.
const PULSE: &str = "UPDATE journal_head SET hash = hash WHERE id = 1";

type Value = Box<dyn Any + Send>;
type Outcome = Result<Value, StoreError>;
type Change = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Outcome> + Send>;
type Reply = oneshot::Sender<Outcome>;

/// What the writer is told.
pub(crate) enum Message {
    Job(Box<Job>),
    Close,
}

/// A change that waits to be made, and who waits for it.
pub(crate) struct Job {
    pub(crate) at: Timestamp,
    pub(crate) author: Author,
    pub(crate) work: Work,
    pub(crate) reply: Reply,
    /// What it is part of, for traces.
    pub(crate) span: Span,
}

/// What is to be done.
pub(crate) enum Work {
    Change(Change),
    Reads(Vec<Fact>),
    /// Shows that the journal can be written.
    Pulse,
}

/// Works until the last [`crate::Db`] is gone or closed.
pub(crate) async fn run(pool: Pool, mut inbox: mpsc::Receiver<Message>) {
    let mut messages = Vec::new();
    while inbox.recv_many(&mut messages, BATCH).await > 0 {
        let mut jobs = Vec::new();
        for message in messages.drain(..) {
            match message {
                Message::Job(job) => jobs.push(*job),
                Message::Close => inbox.close(),
            }
        }
        if !jobs.is_empty() {
            serve(&pool, jobs).await;
        }
    }
}

/// Makes the changes of a batch, in as many transactions as it takes, and tells everyone what became
/// of theirs.
async fn serve(pool: &Pool, jobs: Vec<Job>) {
    metrics::histogram!("kith_writer_batch_changes").record(measure(jobs.len()));
    let mut jobs = jobs.into_iter();
    while jobs.len() > 0 {
        let mut answers = Vec::new();
        let began = Instant::now();
        let failed = commit(pool, &mut jobs, &mut answers).await.err();
        metrics::histogram!("kith_writer_commit_seconds").record(began.elapsed());
        if let Some(error) = &failed {
            metrics::counter!("kith_writer_failures_total").increment(1);
            tracing::error!(error = error as &dyn std::error::Error, "a batch was not saved");
            answers.extend(jobs.by_ref().map(|job| (job.reply, Err(error.repeat()))));
        }
        for (reply, outcome) in answers {
            let outcome = match &failed {
                Some(error) => outcome.and(Err(error.repeat())),
                None => outcome,
            };
            // An error means that nobody waits any more.
            let _ = reply.send(outcome);
        }
    }
}

/// A number of changes as a metric has it.
fn measure(changes: usize) -> f64 {
    u32::try_from(changes).map_or(f64::MAX, f64::from)
}

async fn commit(
    pool: &Pool,
    jobs: &mut IntoIter<Job>,
    answers: &mut Vec<(Reply, Outcome)>,
) -> Result<(), StoreError> {
    let mut tx = Tx::new(pool.acquire().await?);
    let done = transaction(&mut tx, jobs, answers).await;
    if done.is_err() {
        // The connection may be what failed: take a new one next time.
        let _ = tx.connection().script("ROLLBACK").await;
        tx.connection().end_after_use();
    }
    done
}

async fn transaction(
    tx: &mut Tx,
    jobs: &mut IntoIter<Job>,
    answers: &mut Vec<(Reply, Outcome)>,
) -> Result<(), StoreError> {
    tx.connection().begin_to_write().await?;
    let mut chain = Chain::at_its_head(tx).await?;
    for job in jobs {
        tx.turn_to(job.author, job.at);
        let before = tx.connection().1.many();
        let outcome = match job.work {
            Work::Reads(facts) => {
                for fact in facts {
                    tx.record(fact);
                }
                Ok(Box::new(()) as Value)
            }
            Work::Pulse => {
                tx.connection().script(PULSE).await?;
                Ok(Box::new(()) as Value)
            }
            Work::Change(work) => change(tx, work).instrument(job.span).await,
        };
        let deeds = &tx.connection().1;
        let is_to_be_undone = outcome.is_err() && (deeds.many() > before || deeds.has_failed());
        let is_last = is_to_be_undone || deeds.is_too_much();
        if outcome.is_ok() {
            chain.link(tx);
        }
        answers.push((job.reply, outcome));
        if is_to_be_undone {
            undo(tx, &chain, before).await?;
        }
        if is_last {
            break;
        }
    }
    chain.append(tx).await?;
    tx.connection().script("COMMIT").await
}

/// Makes one change.
async fn change(tx: &mut Tx, work: Change) -> Outcome {
    tx.connection().1.watch();
    let claimed_and_done = async {
        tx.lay_claim().await?;
        work(tx).await
    };
    let done = AssertUnwindSafe(claimed_and_done).catch_unwind().await;
    tx.connection().1.stop_watching();
    match done {
        Ok(Ok(_)) if !tx.has_facts() => Err(StoreError::NoFact),
        // PostgreSQL would have refused all that followed.
        Ok(Ok(_)) if tx.connection().1.has_failed() => {
            Err(StoreError::failed("a statement of the change failed, and it went on"))
        }
        Ok(outcome) => outcome,
        Err(_) => Err(StoreError::failed("the change stopped with a panic")),
    }
}

/// Undoes the transaction and does the first deeds of it again.
async fn undo(tx: &mut Tx, chain: &Chain, kept: usize) -> Result<(), StoreError> {
    let deeds = tx.connection().1.take_first(kept);
    tx.connection().script("ROLLBACK").await?;
    tx.connection().begin_to_write().await?;
    if !chain.still_begins_at_its_head(tx).await? {
        // Another program came in between, and what the changes had seen may no longer be so.
        return Err(StoreError::Busy);
    }
    for deed in deeds {
        deed.repeat(tx.connection()).await?;
    }
    Ok(())
}

impl Connection {
    /// Begins a transaction that will write. SQLite is asked for its write lock at once: a
    /// transaction that reads first and writes later can fail half-way.
    async fn begin_to_write(&mut self) -> Result<(), StoreError> {
        match self.0 {
            Side::Sqlite(_) => self.script("BEGIN IMMEDIATE").await,
            Side::Postgres(_) => self.script("BEGIN").await,
        }
    }
}

//! The one who writes. It takes all changes that wait as one batch, runs each in a savepoint of its
//! own, chains their facts, commits once, and only then answers.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

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

/// Makes the changes of a batch and tells everyone what became of theirs.
async fn serve(pool: &Pool, jobs: Vec<Job>) {
    metrics::histogram!("kith_writer_batch_changes").record(measure(jobs.len()));
    let began = Instant::now();
    let mut jobs = jobs.into_iter();
    let mut answers = Vec::new();
    let failed = commit(pool, &mut jobs, &mut answers).await.err();
    metrics::histogram!("kith_writer_commit_seconds").record(began.elapsed());
    if let Some(error) = &failed {
        metrics::counter!("kith_writer_failures_total").increment(1);
        tracing::error!(error = error as &dyn std::error::Error, "a batch was not saved");
        answers.extend(jobs.map(|job| (job.reply, Err(error.repeat()))));
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

/// A number of changes as a metric has it.
fn measure(changes: usize) -> f64 {
    u32::try_from(changes).map_or(f64::MAX, f64::from)
}

async fn commit(
    pool: &Pool,
    jobs: &mut impl Iterator<Item = Job>,
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
    jobs: &mut impl Iterator<Item = Job>,
    answers: &mut Vec<(Reply, Outcome)>,
) -> Result<(), StoreError> {
    tx.connection().begin_to_write().await?;
    let mut chain = Chain::at_its_head(tx).await?;
    for job in jobs {
        tx.turn_to(job.author, job.at);
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
            Work::Change(work) => match change(tx, work).instrument(job.span).await {
                Ok(outcome) => outcome,
                Err(error) => {
                    answers.push((job.reply, Err(error.repeat())));
                    return Err(error);
                }
            },
        };
        if outcome.is_ok() {
            chain.link(tx);
        }
        answers.push((job.reply, outcome));
    }
    chain.append(tx).await?;
    tx.connection().script("COMMIT").await
}

/// Makes one change in a savepoint. The outer error ends the batch.
async fn change(tx: &mut Tx, work: Change) -> Result<Outcome, StoreError> {
    tx.connection().script("SAVEPOINT change").await?;
    let claimed_and_done = async {
        tx.lay_claim().await?;
        work(tx).await
    };
    let done = AssertUnwindSafe(claimed_and_done).catch_unwind().await;
    let outcome = match done {
        Ok(Ok(_)) if !tx.has_facts() => Err(StoreError::NoFact),
        Ok(outcome) => outcome,
        Err(_) => Err(StoreError::failed("the change stopped with a panic")),
    };
    if outcome.is_err() {
        tx.connection().script("ROLLBACK TO SAVEPOINT change").await?;
    }
    tx.connection().script("RELEASE SAVEPOINT change").await?;
    Ok(outcome)
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

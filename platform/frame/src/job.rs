//! Work in the background: asked for by a person, done by the server, shown as it goes on, and taken
//! up again after a restart.
//!
//! A job is durable before anyone hears of it. If the server stops half-way, the job begins again at
//! the next start: what a job does must be safe to begin twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use kith_store::{Author, StoreError};
use kith_terms::Id;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::health::Stopping;
use crate::module::Module;
use crate::progress::{Progress, Step};
use crate::store;

/// A kind of work in the background.
pub struct JobKind {
    /// Its name in tables.
    pub key: &'static str,
    /// Its name on pages: "Draw neighbourhoods".
    pub title: &'static str,
    /// Does it. What it gives back is kept with the job; `path` in it is where the result is.
    pub run: fn(App, Work) -> BoxFuture<'static, Result<Value, JobFailed>>,
}

/// A piece of work as it is handed out.
#[derive(Debug, Clone)]
pub struct Work {
    /// The job.
    pub job: Id<Job>,
    /// What was asked.
    pub input: Value,
    /// Who asked.
    pub author: Author,
    /// Where to say how far it has come.
    pub progress: Progress,
}

/// The work was not done.
#[derive(Debug, thiserror::Error)]
pub enum JobFailed {
    /// For a reason that the person can do something about; the text says what.
    #[error("{0}")]
    Refused(String),
    /// Somebody stopped it.
    #[error("it was stopped")]
    Stopped,
    /// Our own fault.
    #[error("it was not finished")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A job as the store has it.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: Id<Job>,
    /// The key of its kind.
    pub kind: String,
    /// What it is about, in words: "Draw neighbourhoods for Wendmere".
    pub title: String,
    /// What was asked.
    pub input: Value,
    /// Who asked.
    pub author: Author,
    /// How far it has come.
    pub state: JobState,
    /// What it gave back, or why it failed.
    pub outcome: Value,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// It waits for its turn.
    Waiting,
    /// It is being done.
    Running,
    /// It is done.
    Done,
    /// It was not done, and the outcome says why.
    Failed,
}

type Running = HashMap<Id<Job>, (Progress, Step)>;

/// The jobs of a server: what waits, and how far the running ones have come.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    wake: Arc<Notify>,
    stopping: Stopping,
    running: Arc<Mutex<Running>>,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Failed];

    /// The word for tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// From the word in a table.
    pub fn from_key(key: &str) -> Self {
        match key {
            "waiting" => Self::Waiting,
            "running" => Self::Running,
            "done" => Self::Done,
            _ => Self::Failed,
        }
    }

    /// Whether nothing more will happen.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

impl Jobs {
    /// How far a running job has come.
    pub fn step(&self, job: Id<Job>) -> Option<Step> {
        self.lock().get(&job).map(|(_, step)| step.clone())
    }

    fn stop(&self, job: Id<Job>) {
        if let Some((progress, _)) = self.lock().get(&job) {
            progress.stop();
        }
    }

    /// The server stops: the job that runs is asked to end, and will be put back.
    pub fn begin_to_stop(&self) {
        self.stopping.begin();
        self.lock().values().for_each(|(progress, _)| progress.stop());
        self.wake.notify_one();
    }

    fn begin(&self, job: Id<Job>) -> Progress {
        let jobs = self.clone();
        let progress = Progress::shown_by(move |step| {
            if let Some((_, shown)) = jobs.lock().get_mut(&job) {
                shown.clone_from(step);
            }
        });
        self.lock().insert(job, (progress.clone(), Step::default()));
        progress
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks for a job. When this comes back, the job will be done, even if the machine stops now.
pub async fn ask(
    app: &App,
    author: &Author,
    kind: &'static str,
    title: String,
    input: Value,
) -> Result<Id<Job>, StoreError> {
    let now = app.clock.now();
    let job = Job {
        id: app.dice.id(now),
        kind: kind.to_owned(),
        title,
        input,
        author: author.clone(),
        state: JobState::Waiting,
        outcome: Value::Null,
        asked_at: now,
        ended_at: None,
    };
    let id = job.id;
    store::job::add(&app.db, job).await?;
    app.jobs.wake.notify_one();
    Ok(id)
}

/// Stops a job: one that waits ends at once, one that runs is asked to end. One that has ended stays
/// as it is.
pub async fn stop(app: &App, author: &Author, job: &Job) -> Result<(), StoreError> {
    if job.state.has_ended() {
        return Ok(());
    }
    store::job::stop(&app.db, app.clock.now(), author, job.id, explain(&JobFailed::Stopped))
        .await?;
    app.jobs.stop(job.id);
    Ok(())
}

/// Does the jobs that wait, one after the other, for as long as the server runs. Begins with those
/// that a stop cut off.
pub async fn work_through(app: App) {
    if let Err(error) = store::job::put_back_running(&app.db, app.clock.now()).await {
        tracing::error!("jobs that were cut off cannot be taken up again: {error}");
    }
    while !app.jobs.stopping.has_begun() {
        match work_off(&app).await {
            Ok(()) => app.jobs.wake.notified().await,
            Err(error) => {
                tracing::error!("the next job cannot be read: {error}");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
}

/// Waits for the job that runs to end, for so long, and puts it back among those that wait if it has
/// not. To be called once the jobs [have been asked to stop](Jobs::begin_to_stop).
pub async fn put_down(app: &App, mut worker: JoinHandle<()>, patience: Duration) {
    app.jobs.begin_to_stop();
    if tokio::time::timeout(patience, &mut worker).await.is_err() {
        worker.abort();
    }
    if let Err(error) = store::job::put_back_running(&app.db, app.clock.now()).await {
        tracing::error!("jobs that were cut off cannot be put back: {error}");
    }
}

/// Does the jobs that wait now, one after the other.
pub async fn work_off(app: &App) -> Result<(), StoreError> {
    while !app.jobs.stopping.has_begun() {
        let Some(job) = store::job::take_next(&app.db, app.clock.now()).await? else { break };
        end(app, run(app, job).await).await;
    }
    Ok(())
}

struct Ended {
    job: Job,
    result: Result<Value, JobFailed>,
}

async fn run(app: &App, job: Job) -> Ended {
    let Some(kind) = find_kind(app.modules, &job.kind) else {
        let why = format!("this version of Kith has no work called {}", job.kind);
        return Ended { job, result: Err(JobFailed::Refused(why)) };
    };
    let work = Work {
        job: job.id,
        input: job.input.clone(),
        author: job.author.clone(),
        progress: app.jobs.begin(job.id),
    };
    // A panic in a job must not end the worker: it is caught at the edge of its task.
    let result = match tokio::spawn((kind.run)(app.clone(), work)).await {
        Ok(result) => result,
        Err(panic) => Err(JobFailed::Broken(Box::new(panic))),
    };
    Ended { job, result }
}

async fn end(app: &App, ended: Ended) {
    let Ended { job, result } = ended;
    if matches!(result, Err(JobFailed::Stopped)) && app.jobs.stopping.has_begun() {
        // It did not fail: the server stops, and puts it back.
        app.jobs.lock().remove(&job.id);
        return;
    }
    let (state, outcome) = match result {
        Ok(outcome) => (JobState::Done, outcome),
        Err(failed) => (JobState::Failed, explain(&failed)),
    };
    if let Err(error) = store::job::end(&app.db, app.clock.now(), &job, state, outcome).await {
        tracing::error!(job = %job.id, "the end of a job cannot be saved: {error}");
    }
    app.jobs.lock().remove(&job.id);
}

fn explain(failed: &JobFailed) -> Value {
    if let JobFailed::Broken(source) = failed {
        tracing::error!("a job failed: {source}");
    }
    serde_json::json!({ "why": failed.to_string() })
}

/// The kind of that name, in the table of modules.
pub fn find_kind(modules: &[&'static Module], key: &str) -> Option<&'static JobKind> {
    modules.iter().flat_map(|module| module.jobs).find(|kind| kind.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_runs_can_be_watched_and_stopped() {
        let jobs = Jobs::default();
        let id = Id::new(0, 1);
        let progress = jobs.begin(id);
        progress.says("drawing", 2, 9);
        assert_eq!(jobs.step(id), Some(Step { doing: "drawing".into(), done: 2, of: 9 }));
        jobs.stop(id);
        assert!(!progress.is_wanted());
    }

    #[test]
    fn a_state_is_read_back_as_it_was_written() {
        for state in [JobState::Waiting, JobState::Running, JobState::Done, JobState::Failed] {
            assert_eq!(JobState::from_key(state.key()), state);
        }
    }
}

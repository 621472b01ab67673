//! Jobs in the store.

use jiff::Timestamp;
use kith_store::{Author, Db, Fact, On, Reader, Row, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::{Value, json};

use crate::job::{Job, JobState};

const SELECT: &str = "SELECT id, kind, title, input, state, outcome, \
     person, role, organisation, site, purpose, asked_at, ended_at FROM frame_job";

fn job(row: &Row) -> Result<Job, StoreError> {
    let state: String = row.get("state")?;
    Ok(Job {
        id: row.get("id")?,
        kind: row.get("kind")?,
        title: row.get("title")?,
        input: parsed(&row.get::<String>("input")?)?,
        author: Author {
            person: row.get("person")?,
            role: row.get("role")?,
            organisation: row.get("organisation")?,
            site: row.get("site")?,
            purpose: row.get("purpose")?,
            claim: None,
        },
        state: JobState::from_key(&state),
        outcome: parsed(&row.get::<String>("outcome")?)?,
        asked_at: row.get("asked_at")?,
        ended_at: row.get("ended_at")?,
    })
}

fn parsed(text: &str) -> Result<Value, StoreError> {
    serde_json::from_str(text).map_err(StoreError::failed)
}

/// One job.
pub async fn one(on: &mut impl On, id: Id<Job>) -> Result<Job, StoreError> {
    sql(format!("{SELECT} WHERE id = $1")).bind(id).one(on, job).await
}

/// The newest jobs first, so many of them.
pub async fn newest(reader: &mut Reader, most: u32) -> Result<Vec<Job>, StoreError> {
    sql(format!("{SELECT} ORDER BY asked_at DESC, id DESC LIMIT $1"))
        .bind(most)
        .all(reader, job)
        .await
}

/// How many jobs there are in each state.
pub async fn counts(reader: &mut Reader) -> Result<Vec<(JobState, u64)>, StoreError> {
    let found: Vec<(JobState, u64)> =
        sql("SELECT state, COUNT(*) AS jobs FROM frame_job GROUP BY state")
            .all(reader, |row| {
                Ok((JobState::from_key(&row.get::<String>("state")?), row.get("jobs")?))
            })
            .await?;
    let of = |state| found.iter().find(|(found, _)| *found == state).map_or(0, |(_, jobs)| *jobs);
    Ok(JobState::ALL.map(|state| (state, of(state))).to_vec())
}

/// Adds a job that waits.
pub async fn add(db: &Db, job: Job) -> Result<(), StoreError> {
    let author = job.author.clone();
    db.write(job.asked_at, &author, move |tx| {
        Box::pin(async move {
            insert(tx, &job).await?;
            // Neither title nor input: what the work is about may be private, and the journal is not.
            tx.record(Fact::new("job.ask", "job", job.id).after(json!({ "kind": job.kind })));
            Ok(())
        })
    })
    .await
}

async fn insert(tx: &mut Tx, job: &Job) -> Result<(), StoreError> {
    sql("INSERT INTO frame_job (id, kind, title, input, state, outcome, \
         person, role, organisation, site, purpose, asked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    .bind(job.id)
    .bind(job.kind.as_str())
    .bind(job.title.as_str())
    .bind(job.input.to_string())
    .bind(job.state.key())
    .bind(job.outcome.to_string())
    .bind(job.author.person.as_str())
    .bind(job.author.role.as_str())
    .bind(job.author.organisation.as_str())
    .bind(job.author.site.as_str())
    .bind(job.author.purpose.as_str())
    .bind(job.asked_at)
    .run(tx)
    .await
    .map(|_| ())
}

/// Takes the job that has waited longest, and marks it as running.
pub async fn take_next(db: &Db, at: Timestamp) -> Result<Option<Job>, StoreError> {
    let waiting = sql(format!("{SELECT} WHERE state = 'waiting' ORDER BY asked_at, id LIMIT 1"))
        .optional(&mut db.read().await?, job)
        .await?;
    let Some(job) = waiting else { return Ok(None) };
    move_on(db, at, &job, (JobState::Waiting, JobState::Running), Value::Null).await?;
    Ok(Some(Job { state: JobState::Running, ..job }))
}

/// Ends a running job.
pub async fn end(
    db: &Db,
    at: Timestamp,
    job: &Job,
    state: JobState,
    outcome: Value,
) -> Result<(), StoreError> {
    move_on(db, at, job, (JobState::Running, state), outcome).await
}

/// Puts the jobs that a stop cut off back among those that wait.
pub async fn put_back_running(db: &Db, at: Timestamp) -> Result<(), StoreError> {
    let cut_off: Vec<Job> =
        sql(format!("{SELECT} WHERE state = 'running'")).all(&mut db.read().await?, job).await?;
    for job in cut_off {
        move_on(db, at, &job, (JobState::Running, JobState::Waiting), Value::Null).await?;
    }
    Ok(())
}

/// Notes that somebody stopped a job, and ends it if it still waits.
pub async fn stop(
    db: &Db,
    at: Timestamp,
    author: &Author,
    id: Id<Job>,
    outcome: Value,
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            sql("UPDATE frame_job SET state = 'failed', outcome = $1, ended_at = $2 \
                 WHERE id = $3 AND state = 'waiting'")
            .bind(outcome.to_string())
            .bind(at)
            .bind(id)
            .run(tx)
            .await?;
            tx.record(Fact::new("job.stop", "job", id));
            Ok(())
        })
    })
    .await
}

async fn move_on(
    db: &Db,
    at: Timestamp,
    job: &Job,
    (from, to): (JobState, JobState),
    outcome: Value,
) -> Result<(), StoreError> {
    let id = job.id;
    db.write(at, &job.author, move |tx| {
        Box::pin(async move {
            let ended_at = to.has_ended().then_some(at);
            sql("UPDATE frame_job SET state = $1, outcome = $2, ended_at = $3 \
                 WHERE id = $4 AND state = $5")
            .bind(to.key())
            .bind(outcome.to_string())
            .bind(ended_at)
            .bind(id)
            .bind(from.key())
            .run_expecting_one(tx, "job", &id.to_string())
            .await?;
            let fact = Fact::new("job.state", "job", id)
                .before(json!(from))
                .after(json!({ "state": to, "outcome": outcome }));
            tx.record(fact);
            Ok(())
        })
    })
    .await
}

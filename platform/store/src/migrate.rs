//! The steps that bring the tables of each module into being, each applied once.

use sha2::{Digest, Sha256};

use crate::chain;
use crate::connection::Connection;
use crate::dialect::Dialect;
use crate::keeping::Cut;
use crate::keeping::catalogue::STEPS as STEPS_TABLE;
use crate::pool::{Pool, Use};
use crate::{Location, On, StoreError, Value};

/// One step: a text of statements that both databases understand (see [`crate::sql`] for the types).
/// Once released, its text is never changed.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its name, such as "0001-areas". Steps are applied in the order in which the set lists them.
    pub name: &'static str,
    /// Its statements, each ended by a semicolon.
    pub sql: &'static str,
}

/// The steps of one module.
#[derive(Debug, Clone, Copy)]
pub struct MigrationSet {
    /// The module, such as "geography".
    pub owner: &'static str,
    /// Its steps from the first to the newest.
    pub steps: &'static [Migration],
}

/// Ours: the journal and the head of its chain.
const STORE: MigrationSet = MigrationSet {
    owner: "store",
    steps: &[Migration {
        name: "0001-journal",
        sql: include_str!("../migrations/0001-journal.sql"),
    }],
};

const STEPS: &str = "CREATE TABLE IF NOT EXISTS migration (
    owner TEXT NOT NULL, step TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (owner, step));";

/// The number under which PostgreSQL keeps programs apart that migrate at the same time. Chosen once
/// at random; any number will do that nobody else takes.
const LOCK: i64 = 5_348_024_557_502_873;

/// Makes the tables that the store itself needs.
pub(crate) async fn prepare(pool: &Pool) -> Result<(), StoreError> {
    apply_all(pool, &[STORE], Others::MayBeThere).await.map(drop)
}

/// The sets with our own ahead of them.
pub(crate) fn with_ours(sets: &[MigrationSet]) -> Vec<MigrationSet> {
    [&[STORE], sets].concat()
}

/// Names the steps that records at a place still miss, as `owner/step`, and applies none. Records that do
/// not exist yet miss all. It refuses what [`crate::Db::migrate`] refuses.
pub async fn missing_steps(
    at: &Location,
    sets: &[MigrationSet],
) -> Result<Vec<String>, StoreError> {
    let sets = with_ours(sets);
    if let Location::Sqlite(path) = at
        && !path.exists()
    {
        return Ok(names(&sets, &vec![0; sets.len()]));
    }
    let pool = Pool::open(at, Use::Read).await?;
    let mut cut = Cut::through(pool).await?;
    let is_new = cut.table(STEPS_TABLE).is_none();
    if !is_new {
        refuse_others(cut.connection(), &sets).await?;
    }
    if !is_new {
        refuse_others(cut.connection(), &sets).await?;
    }
    let mut known = Vec::with_capacity(sets.len());
    for set in &sets {
        known.push(if is_new { 0 } else { known_steps(cut.connection(), set).await? });
    }
    cut.close().await;
    Ok(names(&sets, &known))
}

/// The same on records that are open, for whoever asks often.
pub(crate) async fn still_missing(
    on: &mut Connection,
    sets: &[MigrationSet],
) -> Result<Vec<String>, StoreError> {
    let mut known = Vec::with_capacity(sets.len());
    for set in sets {
        known.push(known_steps(on, set).await?);
    }
    Ok(names(sets, &known))
}

fn names(sets: &[MigrationSet], known: &[usize]) -> Vec<String> {
    let missing = |(set, known): (&MigrationSet, &usize)| -> Vec<String> {
        set.steps[*known..].iter().map(|step| format!("{}/{}", set.owner, step.name)).collect()
    };
    sets.iter().zip(known).flat_map(missing).collect()
}

/// Applies the missing steps of the sets in one transaction, and names them. Steps of anybody else in
/// the database were made by a newer program.
pub(crate) async fn apply(pool: &Pool, sets: &[MigrationSet]) -> Result<Vec<String>, StoreError> {
    apply_all(pool, sets, Others::AreNewer).await
}

/// What steps of an owner mean that is not among the sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    MayBeThere,
    AreNewer,
}

async fn apply_all(
    pool: &Pool,
    sets: &[MigrationSet],
    others: Others,
) -> Result<Vec<String>, StoreError> {
    let mut on = pool.acquire().await?;
    on.end_after_use();
    let dialect = on.dialect();
    match dialect {
        Dialect::Sqlite => on.script("BEGIN IMMEDIATE").await?,
        Dialect::Postgres => {
            on.script(&format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})")).await?;
        }
    }
    on.script(&dialect.translate(STEPS)).await?;
    if others == Others::AreNewer {
        refuse_others(&mut on, sets).await?;
    }
    // All are looked at before the first is touched.
    let mut missing = Vec::new();
    for set in sets {
        missing.push((set, known_steps(&mut on, set).await?));
    }
    let mut applied = Vec::new();
    for (set, known) in missing {
        for step in &set.steps[known..] {
            on.script(&dialect.translate(step.sql)).await?;
            if set.owner == STORE.owner {
                on.script(dialect.journal_guards()).await?;
                chain::begin(&mut on).await?;
            }
            note(&mut on, set.owner, step).await?;
            applied.push(format!("{}/{}", set.owner, step.name));
        }
    }
    on.script("COMMIT").await?;
    Ok(applied)
}

/// A module that these sets do not have came with a newer program.
async fn refuse_others(on: &mut Connection, sets: &[MigrationSet]) -> Result<(), StoreError> {
    let text = "SELECT owner, step FROM migration ORDER BY owner, step";
    for row in on.fetch(text.into(), Vec::new()).await? {
        let owner: String = row.get("owner")?;
        if owner != STORE.owner && sets.iter().all(|set| set.owner != owner) {
            return Err(StoreError::TooNew { owner, step: row.get("step")? });
        }
    }
    Ok(())
}

/// How many steps of the set were applied, once it is sure that they are its first ones, unchanged.
async fn known_steps(on: &mut Connection, set: &MigrationSet) -> Result<usize, StoreError> {
    let text = "SELECT step, hash FROM migration WHERE owner = $1";
    let rows = on.fetch(text.into(), vec![set.owner.into()]).await?;
    for row in &rows {
        let (owner, name) = (set.owner.to_owned(), row.get::<String>("step")?);
        let Some(step) = set.steps.iter().find(|step| step.name == name) else {
            return Err(StoreError::TooNew { owner, step: name });
        };
        if row.get::<String>("hash")? != hash(step) {
            return Err(StoreError::StepChanged { owner, step: name });
        }
    }
    Ok(rows.len())
}

async fn note(on: &mut Connection, owner: &str, step: &Migration) -> Result<(), StoreError> {
    let text = "INSERT INTO migration (owner, step, hash) VALUES ($1, $2, $3)";
    let values: Vec<Value> = vec![owner.into(), step.name.into(), hash(step).into()];
    on.execute(text.into(), values).await.map(drop)
}

/// The hash of a step’s text, as it is noted when the step is applied.
pub(crate) fn hash(step: &Migration) -> String {
    // Line ends are left out of it: some editors and checkouts change them.
    let text = step.sql.replace("\r\n", "\n");
    chain::hex(&Sha256::digest(text.as_bytes()).into())
}

//! Edits of drafts in the store, one statement a function.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_store::{Author, Db, Fact, On, Row, StoreError, Tx, sql};
use kith_terms::Id;
use serde_json::json;

use super::{Edit, Named, Step, StepState};
use crate::plan::store::{put, text};
use crate::plan::{Assignment, Facts, Figures, Plan};

/// What is saved: a change of a draft, or one that is undone or redone.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The draft as it was read: nothing is saved where somebody else saved since.
    pub plan: (Id<Plan>, i64),
    /// What it was that was done.
    pub deed: Deed,
    /// What is changed now; of an edit that is undone, its reverse.
    pub edit: Edit,
    /// What is true of the draft then.
    pub facts: Facts,
}

/// What it was that was done.
#[derive(Debug, Clone)]
pub enum Deed {
    /// A new edit, with the figures before it.
    New(Box<Figures>),
    /// The edit with this number was undone.
    Undo(i64),
    /// The edit with this number was made again.
    Redo(i64),
}

fn step(row: &Row) -> Result<Step, StoreError> {
    let (state, edit, figures): (String, String, String) =
        (row.get("state")?, row.get("edit")?, row.get("figures_before")?);
    Ok(Step {
        number: row.get("number")?,
        state: StepState::from_key(&state),
        edit: serde_json::from_str(&edit).map_err(StoreError::failed)?,
        figures_before: serde_json::from_str(&figures).map_err(StoreError::failed)?,
        person: row.get("person")?,
        made_at: row.get("made_at")?,
    })
}

/// All edits of a plan in the order in which they were made.
pub async fn steps(on: &mut impl On, plan: Id<Plan>) -> Result<Vec<Step>, StoreError> {
    sql("SELECT number, state, edit, figures_before, person, made_at FROM geography_plan_edit \
         WHERE plan = $1 ORDER BY number")
    .bind(plan)
    .all(on, step)
    .await
}

/// The codes of the neighbourhoods that are locked.
pub async fn locked(on: &mut impl On, plan: Id<Plan>) -> Result<BTreeSet<String>, StoreError> {
    let codes = sql("SELECT neighbourhood FROM geography_neighbourhood_lock WHERE plan = $1")
        .bind(plan)
        .all(on, |row| row.get("neighbourhood"))
        .await?;
    Ok(codes.into_iter().collect())
}

/// Saves a change of a draft.
pub async fn save(db: &Db, at: Timestamp, author: &Author, saved: Saved) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            new_version(tx, &saved).await?;
            let id = saved.plan.0;
            for moved in &saved.edit.areas {
                sql("UPDATE geography_plan_area SET neighbourhood = $1 \
                     WHERE plan = $2 AND area = $3 AND neighbourhood = $4")
                .bind(moved.to.as_str())
                .bind(id)
                .bind(moved.area)
                .bind(moved.from.as_str())
                .run_expecting_one(tx, "area", moved.area)
                .await?;
            }
            for named in &saved.edit.names {
                name(tx, id, named).await?;
            }
            for lock in &saved.edit.locks {
                let statement = if lock.now {
                    "INSERT INTO geography_neighbourhood_lock (plan, neighbourhood) VALUES ($1, $2)"
                } else {
                    "DELETE FROM geography_neighbourhood_lock WHERE plan = $1 AND neighbourhood = $2"
                };
                sql(statement).bind(id).bind(lock.code.as_str()).run(tx).await?;
            }
            let number = note(tx, &saved).await?;
            tx.record(Fact::new(saved.deed.action(), "plan", id).after(json!({
                "number": number, "edit": saved.edit, "figures": saved.facts.plan,
            })));
            Ok(())
        })
    })
    .await
}

impl Deed {
    fn action(&self) -> &'static str {
        match self {
            Self::New(_) => "plan.edit",
            Self::Undo(_) => "plan.undo",
            Self::Redo(_) => "plan.redo",
        }
    }
}

async fn new_version(tx: &mut Tx, saved: &Saved) -> Result<(), StoreError> {
    let (id, version) = saved.plan;
    sql("UPDATE geography_plan SET facts = $1, version = version + 1 \
         WHERE id = $2 AND version = $3 AND state = 'draft'")
    .bind(text(&saved.facts)?)
    .bind(id)
    .bind(version)
    .run_expecting_one(tx, "plan", id)
    .await
}

async fn name(tx: &mut Tx, plan: Id<Plan>, named: &Named) -> Result<(), StoreError> {
    let statement = match (&named.before, &named.after) {
        (None, _) => "INSERT INTO geography_neighbourhood (plan, code, name) VALUES ($1, $2, $3)",
        (_, Some(_)) => {
            "UPDATE geography_neighbourhood SET name = $3 WHERE plan = $1 AND code = $2"
        }
        (_, None) => {
            "DELETE FROM geography_neighbourhood WHERE plan = $1 AND code = $2 AND name = $3"
        }
    };
    let words = named.after.as_ref().or(named.before.as_ref());
    sql(statement)
        .bind(plan)
        .bind(named.code.as_str())
        .bind(words.map_or("", String::as_str))
        .run_expecting_one(tx, "neighbourhood", &named.code)
        .await
}

/// Notes what became of the edit; gives back its number.
async fn note(tx: &mut Tx, saved: &Saved) -> Result<i64, StoreError> {
    let id = saved.plan.0;
    let before = match &saved.deed {
        Deed::Undo(number) => return turn(tx, (id, *number), StepState::Undone).await,
        Deed::Redo(number) => return turn(tx, (id, *number), StepState::Done).await,
        Deed::New(before) => before,
    };
    sql("UPDATE geography_plan_edit SET state = $1 WHERE plan = $2 AND state = $3")
        .bind(StepState::Replaced.key())
        .bind(id)
        .bind(StepState::Undone.key())
        .run(tx)
        .await?;
    let last: i64 =
        sql("SELECT coalesce(max(number), 0) AS last FROM geography_plan_edit WHERE plan = $1")
            .bind(id)
            .one(tx, |row| row.get("last"))
            .await?;
    sql("INSERT INTO geography_plan_edit \
         (plan, number, state, edit, figures_before, person, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
    .bind(id)
    .bind(last + 1)
    .bind(StepState::Done.key())
    .bind(text(&saved.edit)?)
    .bind(text(before)?)
    .bind(tx.author().person.clone())
    .bind(tx.at())
    .run(tx)
    .await?;
    Ok(last + 1)
}

async fn turn(
    tx: &mut Tx,
    (plan, number): (Id<Plan>, i64),
    to: StepState,
) -> Result<i64, StoreError> {
    sql("UPDATE geography_plan_edit SET state = $1 WHERE plan = $2 AND number = $3")
        .bind(to.key())
        .bind(plan)
        .bind(number)
        .run_expecting_one(tx, "edit", number)
        .await?;
    Ok(number)
}

/// Saves a draft that begins as a copy of another plan.
pub async fn copy(
    db: &Db,
    at: Timestamp,
    author: &Author,
    (plan, assignment, of): (Plan, Assignment, Id<Plan>),
) -> Result<(), StoreError> {
    db.write(at, author, move |tx| {
        Box::pin(async move {
            put(tx, &plan, &assignment).await?;
            // Drawn for the organisation that copies it: its records go with that organisation.
            tx.record(Fact::new("plan.draw", "plan", plan.id).after(json!({
                "basis": plan.basis, "copy_of": of,
            })));
            Ok(())
        })
    })
    .await
}

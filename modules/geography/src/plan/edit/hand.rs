//! A draft in the hand: read as it stands, changed, undone, redone, and saved with all that is true of
//! it then. The same for pages and calls.

use std::sync::Arc;

use kith_frame::app::App;
use kith_store::{Author, StoreError};
use kith_terms::Id;

use super::desk::{self, Desk, NoDesk};
use super::store::{self, Deed, Saved};
use super::{CannotEdit, Change, Edit, Sketch, Step, to_redo, to_undo};
use crate::known::Known;
use crate::plan::{Assignment, Plan, PlanState};

/// A draft as it stands.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The plan.
    pub plan: Plan,
    /// Its neighbourhoods and areas.
    pub sketch: Sketch,
    /// What was changed by hand so far.
    pub steps: Vec<Step>,
    /// The ground that it divides.
    pub desk: Arc<Desk>,
}

/// What is to be done with a draft.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// A change.
    Change(Change),
    /// The last change that stands is taken back.
    Undo,
    /// The first change that was undone is made again.
    Redo,
}

/// A draft was not changed.
#[derive(Debug, thiserror::Error)]
pub enum NotEdited {
    /// The change is refused.
    #[error(transparent)]
    Refused(#[from] CannotEdit),
    /// Only drafts can be changed.
    #[error("this plan is no longer a draft; start a new one from it to change it")]
    NotADraft,
    /// Somebody else saved since the plan was read.
    #[error("somebody else changed the plan in the meantime")]
    Overtaken,
    /// The plan cannot be judged on its place.
    #[error(transparent)]
    NoDesk(#[from] NoDesk),
    /// It was not saved.
    #[error("the change was not saved")]
    NotSaved(#[source] StoreError),
}

impl From<StoreError> for NotEdited {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale { .. } => Self::Overtaken,
            other => Self::NotSaved(other),
        }
    }
}

impl Draft {
    /// Reads the edits of a plan that was found for its reader.
    pub async fn read(
        app: &App,
        plan: &Plan,
        assignment: &Assignment,
        known: &Known,
    ) -> Result<Self, NotEdited> {
        let desk = desk::desk(app, plan, known).await?;
        let mut reader = app.db.read().await?;
        let steps = store::steps(&mut reader, plan.id).await?;
        let locked = store::locked(&mut reader, plan.id).await?;
        Ok(Self { plan: plan.clone(), sketch: Sketch::new(assignment, locked), steps, desk })
    }

    /// Does what is wanted and saves it, if the plan is still as `version` was.
    pub async fn act(
        &self,
        app: &App,
        author: &Author,
        version: i64,
        wanted: &Wanted,
    ) -> Result<(), NotEdited> {
        if self.plan.state != PlanState::Draft {
            return Err(NotEdited::NotADraft);
        }
        if self.plan.version != version {
            return Err(NotEdited::Overtaken);
        }
        let saved = self.worked_out(wanted)?;
        Ok(store::save(&app.db, app.clock.now(), author, saved).await?)
    }

    /// What would be saved.
    pub fn worked_out(&self, wanted: &Wanted) -> Result<Saved, NotEdited> {
        let (edit, deed) = self.deed(wanted)?;
        let facts = if edit.moves_areas() {
            let mut after = self.sketch.clone();
            after.apply(&edit);
            self.desk.judge(&after)?
        } else {
            self.plan.facts.clone()
        };
        Ok(Saved { plan: (self.plan.id, self.plan.version), deed, edit, facts })
    }

    fn deed(&self, wanted: &Wanted) -> Result<(Edit, Deed), CannotEdit> {
        Ok(match wanted {
            Wanted::Change(change) => {
                let figures = Box::new(self.plan.facts.plan.clone());
                (change.judge(&self.sketch)?, Deed::New(figures))
            }
            Wanted::Undo => {
                let step = to_undo(&self.steps)?;
                (step.edit.reversed(), Deed::Undo(step.number))
            }
            Wanted::Redo => {
                let step = to_redo(&self.steps)?;
                (step.edit.clone(), Deed::Redo(step.number))
            }
        })
    }
}

/// Starts a draft from a plan, as it stands: with its rules, its figures and the data it was drawn from.
pub async fn copy(
    app: &App,
    author: &Author,
    (plan, assignment): (&Plan, &Assignment),
    name: String,
) -> Result<Id<Plan>, StoreError> {
    let now = app.clock.now();
    let id = app.dice.id(now);
    let draft = Plan {
        id,
        version: 1,
        name,
        state: PlanState::Draft,
        person: author.person.clone(),
        published_at: None,
        valid_from: None,
        valid_to: None,
        ..plan.clone()
    };
    store::copy(&app.db, now, author, (draft, assignment.clone(), plan.id)).await?;
    Ok(id)
}

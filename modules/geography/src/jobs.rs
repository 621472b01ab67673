//! Drawing in the background.

pub mod front;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use kith_districting::{Progress as Drawing, Watch};
use kith_frame::app::App;
use kith_frame::job::{JobFailed, JobKind, Work};
use kith_frame::progress::Progress;
use kith_store::{AsOf, Author};
use kith_terms::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::known::{self, NotKnown};
use crate::place::ground;
use crate::plan::drawing::{self, Drawn, NotDrawn, Possible};
use crate::plan::{Assignment, Plan, PlanState, Rules, store};

/// Draws neighbourhoods.
pub const DRAW: JobKind = JobKind { key: "draw-plan", title: "Draw neighbourhoods", run };

/// What to draw.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wanted {
    /// The name of the plan.
    pub name: String,
    /// The rules.
    pub rules: Rules,
}

/// A plan was not made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// It could not be drawn.
    #[error(transparent)]
    NotDrawn(#[from] NotDrawn),
    /// The place is not known, or the plan was not saved.
    #[error(transparent)]
    NotKnown(#[from] NotKnown),
}

impl From<kith_store::StoreError> for NotMade {
    fn from(error: kith_store::StoreError) -> Self {
        Self::NotKnown(error.into())
    }
}

fn run(app: App, work: Work) -> BoxFuture<'static, Result<Value, JobFailed>> {
    Box::pin(async move {
        let wanted: Wanted = serde_json::from_value(work.input)
            .map_err(|error| JobFailed::Broken(Box::new(error)))?;
        match make(&app, &work.author, wanted, &work.progress).await {
            Ok(plan) => Ok(json!({ "path": format!("/plans/{plan}") })),
            Err(NotMade::NotDrawn(NotDrawn::Draw(kith_districting::CannotDraw::Cancelled))) => {
                Err(JobFailed::Stopped)
            }
            Err(NotMade::NotDrawn(why)) => Err(JobFailed::Refused(why.to_string())),
            Err(error) => Err(JobFailed::Broken(Box::new(error))),
        }
    })
}

/// Draws a plan by the rules and saves it as a draft.
pub async fn make(
    app: &App,
    author: &Author,
    wanted: Wanted,
    progress: &Progress,
) -> Result<Id<Plan>, NotMade> {
    progress.says("Reading the place", 0, 0);
    let known = known::place(app).await?;
    let (place, rules) = (Arc::clone(&known.place), wanted.rules.clone());
    let in_force = in_force(app).await?;
    let shown = progress.clone();
    let drawn: Drawn = known::worked_out(move || {
        shown.says("Finding out who neighbours whom", 0, 0);
        let part = drawing::part(&place, &rules);
        let ground = ground::neighbours(&part).map_err(NotKnown::from)?;
        let watch = Watch {
            progress: &|Drawing { done, total }| shown.says("Trying changes", done, total),
            is_cancelled: &|| !shown.is_wanted(),
        };
        let today = in_force.map(|assignment| drawing::today_of(&part, &assignment));
        Ok::<_, NotMade>(drawing::draw_beside(&part, &ground, &rules, today.as_deref(), watch)?)
    })
    .await??;
    save(app, author, wanted, (drawn, &known)).await
}

/// The neighbourhoods of the plan that is in force today.
pub(crate) async fn in_force(app: &App) -> Result<Option<Assignment>, kith_store::StoreError> {
    let mut reader = app.db.read().await?;
    let now = AsOf { at: app.clock.today(), known: app.clock.now() };
    match store::in_force(&mut reader, now).await? {
        Some(plan) => store::assignment(&mut reader, plan.id).await.map(Some),
        None => Ok(None),
    }
}

/// What is possible by rules, said before anything is drawn.
pub async fn judge(app: &App, rules: &Rules) -> Result<Vec<Possible>, NotMade> {
    let known = known::place(app).await?;
    let whole = match &rules.within {
        None if !known.place.areas.is_empty() => Some(known::neighbours(app, &known).await?),
        _ => None,
    };
    let (place, rules) = (Arc::clone(&known.place), rules.clone());
    known::worked_out(move || {
        let part = drawing::part(&place, &rules);
        let ground = match whole {
            Some(ground) => ground,
            None => Arc::new(ground::neighbours(&part).map_err(NotKnown::from)?),
        };
        let problem = drawing::pose(&part, &ground, &rules)?;
        Ok(drawing::possible(&part, &problem))
    })
    .await?
}

async fn save(
    app: &App,
    author: &Author,
    wanted: Wanted,
    (drawn, known): (Drawn, &known::Known),
) -> Result<Id<Plan>, NotMade> {
    let now = app.clock.now();
    let plan = Plan {
        id: app.dice.id(now),
        version: 1,
        name: wanted.name,
        state: PlanState::Draft,
        rules: wanted.rules,
        facts: drawn.facts,
        basis: known.basis.loads.iter().map(ToString::to_string).collect(),
        person: author.person.clone(),
        drawn_at: now,
        published_at: None,
        valid_from: None,
        valid_to: None,
    };
    let id = plan.id;
    store::add(&app.db, author, plan, drawn.assignment).await?;
    Ok(id)
}

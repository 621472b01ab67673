//! Weighing two wishes in the background, and a draft of the plan that is picked.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use kith_districting::{CannotDraw, Progress as Drawing, Watch};
use kith_frame::app::App;
use kith_frame::job::{JobFailed, JobKind, Work};
use kith_frame::progress::Progress;
use kith_store::{AsOf, Author};
use kith_terms::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{NotMade, in_force, save};
use crate::known::{self, NotKnown};
use crate::place::ground;
use crate::plan::drawing::{self, NotDrawn};
use crate::plan::front::{self, Candidate, Front, Over, PLANS, Weighed, store};
use crate::plan::{Plan, Rules};

/// Draws plans between two wishes.
pub const SWEEP: JobKind = JobKind { key: "draw-front", title: "Weigh two wishes", run };

/// What to weigh.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    /// The name of the front.
    pub name: String,
    /// The rules.
    pub rules: Rules,
    /// The first wish.
    pub across: Weighed,
    /// The second.
    pub upward: Weighed,
}

fn run(app: App, work: Work) -> BoxFuture<'static, Result<Value, JobFailed>> {
    Box::pin(async move {
        let asked: Asked = serde_json::from_value(work.input)
            .map_err(|error| JobFailed::Broken(Box::new(error)))?;
        match sweep(&app, &work.author, asked, &work.progress).await {
            Ok(front) => Ok(json!({ "path": format!("/plans/fronts/{front}") })),
            Err(NotMade::NotDrawn(NotDrawn::Draw(CannotDraw::Cancelled))) => {
                Err(JobFailed::Stopped)
            }
            Err(NotMade::NotDrawn(why)) => Err(JobFailed::Refused(why.to_string())),
            Err(error) => Err(JobFailed::Broken(Box::new(error))),
        }
    })
}

/// Draws plans between two wishes and saves those that no other beats.
pub async fn sweep(
    app: &App,
    author: &Author,
    asked: Asked,
    progress: &Progress,
) -> Result<Id<Front>, NotMade> {
    progress.says("Reading the place", 0, 0);
    let known = known::place(app).await?;
    let in_force = in_force(app).await?;
    let (place, rules, shown) = (Arc::clone(&known.place), asked.rules.clone(), progress.clone());
    let wishes = (asked.across, asked.upward);
    let candidates: Vec<Candidate> = known::worked_out(move || {
        let part = drawing::part(&place, &rules);
        let ground = ground::neighbours(&part).map_err(NotKnown::from)?;
        let today = in_force.map(|assignment| drawing::today_of(&part, &assignment));
        let over = Over { place: &part, ground: &ground, today: today.as_deref() };
        let watch = Watch {
            progress: &|Drawing { done, total }| shown.says("Drawing plans", done, total),
            is_cancelled: &|| !shown.is_wanted(),
        };
        Ok::<_, NotMade>(front::sweep(&over, &rules, wishes, PLANS, watch)?)
    })
    .await??;
    let now = app.clock.now();
    let front = Front {
        id: app.dice.id(now),
        name: asked.name,
        rules: asked.rules,
        across: asked.across,
        upward: asked.upward,
        drawn: u64::from(PLANS),
        basis: known.basis.loads.iter().map(ToString::to_string).collect(),
        person: author.person.clone(),
        organisation: author.organisation.clone(),
        drawn_at: now,
    };
    let id = front.id;
    store::add(&app.db, author, front, candidates).await?;
    Ok(id)
}

/// Makes a draft of a plan of a front, on the place as it was when the front was drawn.
pub async fn pick(
    app: &App,
    author: &Author,
    front: &Front,
    candidate: Candidate,
) -> Result<Id<Plan>, NotMade> {
    let then =
        AsOf { at: kith_frame::clock::date_in_england(front.drawn_at), known: front.drawn_at };
    let known = known::place_as_of(app, then).await?;
    let in_force = in_force(app).await?;
    let rules = front::rules_of(front, &candidate)?;
    let name = front::name_of(front, &candidate);
    let (place, of) = (Arc::clone(&known.place), rules.clone());
    let drawn = known::worked_out(move || {
        let part = drawing::part(&place, &of);
        let ground = ground::neighbours(&part).map_err(NotKnown::from)?;
        let today = in_force.map(|assignment| drawing::today_of(&part, &assignment));
        let problem = drawing::pose_beside(&part, &ground, &of, today.as_deref())?;
        Ok::<_, NotMade>(drawing::checked(&part, &problem, &candidate.plan, today.as_deref())?)
    })
    .await??;
    save(app, author, super::Wanted { name, rules }, (drawn, &known)).await
}

//! When a plan may be published, and publishing it.

use jiff::civil::Date;
use kith_frame::app::App;
use kith_frame::problem::Problem;
use kith_frame::words;
use kith_store::{Author, StoreError};

use super::policy::AgreementRule;
use super::{Life, Partner, store};
use crate::plan::{self, Plan, PlanState};

/// Why a plan is not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotPublish {
    /// It was published, withdrawn or discarded before.
    #[error("This plan is no longer a draft. Published plans never change.")]
    Over,
    /// It would be in force from a day that has gone.
    #[error("A plan is in force from today or a later day, not from {}.", words::date(*.0))]
    DayGone(Date),
    /// Others are still being asked.
    #[error("The consultation is open until {}.", words::date(*.0))]
    Consulting(Date),
    /// Objections wait for an answer.
    #[error("{} not answered.", words::how_many(*.0, "objection is", "objections are"))]
    Unanswered(u64),
    /// It was changed by hand and breaks rules.
    #[error("This plan breaks rules that were not waived; its page says which.")]
    Illegal,
    /// Partners have not agreed.
    #[error("Not agreed yet: {}.", .0.join(", "))]
    NotAgreed(Vec<String>),
}

/// A plan was not published.
#[derive(Debug, thiserror::Error)]
pub enum NotPublished {
    /// It may not be.
    #[error(transparent)]
    Cannot(#[from] CannotPublish),
    /// It was not saved.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NotPublished> for Problem {
    fn from(error: NotPublished) -> Self {
        match error {
            NotPublished::Store(error) => error.into(),
            NotPublished::Cannot(day @ CannotPublish::DayGone(_)) => Self::Unfit(day.to_string()),
            NotPublished::Cannot(other) => {
                Self::Conflict(format!("{other} The plan was not published."))
            }
        }
    }
}

/// What happened to a plan, with the partners that every plan needs.
pub async fn life(app: &App, plan: &Plan) -> Result<Life, StoreError> {
    let mut reader = app.db.read().await?;
    let mut life = store::life(&mut reader, plan.id).await?;
    if !plan.state.is_open() {
        return Ok(life);
    }
    let rule = AgreementRule::of(app)?;
    let known = kith_frame::store::organisation::all(&mut reader).await?;
    for one in rule.always(&known) {
        if life.partners.iter().all(|partner| partner.organisation != one.id) {
            let name = one.name.clone();
            life.partners.push(Partner { organisation: one.id, name, agreement: None });
        }
    }
    life.partners.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(life)
}

/// Whether a plan may be published; all that must be there is worked out from the evidence.
pub fn may_publish(
    plan: &Plan,
    life: &Life,
    today: Date,
    answer_all: bool,
) -> Result<(), CannotPublish> {
    if !plan.state.is_open() {
        return Err(CannotPublish::Over);
    }
    if !plan.facts.certificate.is_legal() {
        return Err(CannotPublish::Illegal);
    }
    if let Some(consultation) = &life.consultation
        && today <= consultation.closes
    {
        return Err(CannotPublish::Consulting(consultation.closes));
    }
    if answer_all && life.unanswered() > 0 {
        return Err(CannotPublish::Unanswered(life.unanswered()));
    }
    let missing = life.missing();
    if !missing.is_empty() {
        return Err(CannotPublish::NotAgreed(missing.into_iter().map(str::to_owned).collect()));
    }
    Ok(())
}

/// Publishes a plan, if it may be: it is in force from that day.
pub async fn publish(
    app: &App,
    author: &Author,
    plan: &Plan,
    from: Date,
) -> Result<(), NotPublished> {
    let today = app.clock.today();
    let life = life(app, plan).await?;
    may_publish(plan, &life, today, AgreementRule::of(app)?.answer_every_objection)?;
    if from < today {
        return Err(CannotPublish::DayGone(from).into());
    }
    Ok(plan::store::publish(&app.db, app.clock.now(), author, plan, from).await?)
}

impl PlanState {
    /// Whether it may still be published or withdrawn.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Proposed)
    }
}

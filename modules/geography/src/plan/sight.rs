//! Who sees a plan. A published plan and one that was put to consultation are for everyone who may see the
//! place. A draft is for those who may see drafts, unless it is private: then it is for the organisation
//! that drew it, or for its sector, and for people with whom it is shared by name; no right opens it to
//! others, not even to those who look after the system.
//!
//! [`see`] decides, for pages, files and the API alike.

pub mod store;

use std::collections::{HashMap, HashSet};

use kith_frame::account::Account;
use kith_frame::app::App;
use kith_frame::organisation::Organisation;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_store::{Reader, StoreError};
use kith_terms::Id;
use serde::Deserialize;

use super::life::policy::SightRule;
use super::{Plan, PlanState};
use crate::rights::READ_PLANS;

/// To whom a draft is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownTo {
    /// The organisation that drew it.
    Organisation,
    /// All organisations of its sector.
    Sector,
    /// Everyone who may see drafts.
    All,
}

/// Whose a plan is and to whom it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The organisation that drew it; none where nobody's did.
    pub organisation: Option<Id<Organisation>>,
    /// The sector of that organisation.
    pub sector: Option<String>,
    /// To whom it is shown as long as it is a draft.
    pub shown_to: ShownTo,
    /// The people with whom it is shared.
    pub shared_with: Vec<Id<Account>>,
    /// Whether it was opened to everyone by a consultation; it stays open then, even if withdrawn.
    pub was_opened: bool,
}

/// Who looks at plans.
#[derive(Debug, Clone)]
struct Viewer {
    account: Id<Account>,
    organisation: Id<Organisation>,
    sector: Option<String>,
    reads_drafts: bool,
}

impl ShownTo {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Organisation, Self::Sector, Self::All];

    /// The word for tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Sector => "sector",
            Self::All => "all",
        }
    }

    /// From the word in a table; nothing where nobody chose.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

impl Viewer {
    /// Whether the viewer belongs to those whose draft it is.
    fn owns(&self, sight: &Sight) -> bool {
        match sight.shown_to {
            ShownTo::All => true,
            ShownTo::Organisation => sight.organisation == Some(self.organisation),
            ShownTo::Sector => {
                sight.organisation == Some(self.organisation)
                    || (self.sector.is_some() && self.sector == sight.sector)
            }
        }
    }

    fn sees(&self, plan: &Plan, sight: &Sight) -> Result<(), Unseen> {
        if plan.state == PlanState::Published || sight.was_opened {
            return Ok(());
        }
        if !self.reads_drafts {
            return Err(Unseen::NoRight);
        }
        if self.owns(sight) || sight.shared_with.contains(&self.account) {
            return Ok(());
        }
        Err(Unseen::Private)
    }
}

/// Why a plan is not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unseen {
    NoRight,
    Private,
}

/// The plan, if the person sees it. The one way to a plan that somebody named.
pub async fn see(app: &App, session: &Session, id: Id<Plan>) -> Result<Plan, Problem> {
    let mut reader = app.db.read().await?;
    let plan = super::store::one(&mut reader, id).await?;
    let sights = sights(app, &mut reader).await?;
    let viewer = viewer(app, &mut reader, session).await?;
    viewer.sees(&plan, &sights.of(id)).map_err(|why| refused(app, why))?;
    Ok(plan)
}

/// The plan, if the person sees it and it is not only shared with them to read.
pub async fn see_to_change(app: &App, session: &Session, id: Id<Plan>) -> Result<Plan, Problem> {
    let plan = see(app, session, id).await?;
    let mut reader = app.db.read().await?;
    let sight = sights(app, &mut reader).await?.of(id);
    let viewer = viewer(app, &mut reader, session).await?;
    if plan.state == PlanState::Published || sight.was_opened || viewer.owns(&sight) {
        return Ok(plan);
    }
    Err(refused(app, Unseen::Private))
}

/// All plans that the person sees, newest first.
pub async fn all(app: &App, session: &Session) -> Result<Vec<Plan>, Problem> {
    let mut reader = app.db.read().await?;
    let plans = super::store::all(&mut reader).await?;
    let sights = sights(app, &mut reader).await?;
    let viewer = viewer(app, &mut reader, session).await?;
    Ok(plans.into_iter().filter(|plan| viewer.sees(plan, &sights.of(plan.id)).is_ok()).collect())
}

/// Drafts that everyone who may see drafts sees: what may be counted for all.
pub async fn open_drafts(app: &App) -> Result<u64, StoreError> {
    let mut reader = app.db.read().await?;
    let plans = super::store::all(&mut reader).await?;
    let sights = sights(app, &mut reader).await?;
    let open = |plan: &&Plan| {
        plan.state == PlanState::Draft && sights.of(plan.id).shown_to == ShownTo::All
    };
    Ok(plans.iter().filter(open).count() as u64)
}

/// Whose a plan is and to whom it is shown.
pub async fn of(app: &App, id: Id<Plan>) -> Result<Sight, StoreError> {
    let mut reader = app.db.read().await?;
    Ok(sights(app, &mut reader).await?.of(id))
}

/// Who may see what an organisation works on before it is a plan, such as plans drawn between two wishes:
/// those to whom its drafts are shown at first. Given by the organisation's id as the journal has it; what is
/// no organisation's is for all who may see drafts.
pub async fn works_of(
    app: &App,
    session: &Session,
) -> Result<impl Fn(&str) -> bool + use<>, StoreError> {
    let mut reader = app.db.read().await?;
    let rule = SightRule::of(app)?;
    let known = kith_frame::store::organisation::all(&mut reader).await?;
    let viewer = viewer(app, &mut reader, session).await?;
    let sectors: HashMap<Id<Organisation>, Option<String>> =
        known.iter().map(|one| (one.id, sector(app, &known, one.id))).collect();
    Ok(move |organisation: &str| {
        let Ok(id) = organisation.parse::<Id<Organisation>>() else { return true };
        let sector = sectors.get(&id).cloned().flatten();
        viewer.owns(&Sight {
            organisation: Some(id),
            shown_to: rule.at_first(sector.as_ref()),
            sector,
            shared_with: Vec::new(),
            was_opened: false,
        })
    })
}

/// That a draft, or what was worked out for one, is private.
pub fn private(app: &App) -> Problem {
    refused(app, Unseen::Private)
}

fn refused(app: &App, why: Unseen) -> Problem {
    match why {
        Unseen::NoRight => Problem::lacks(app, READ_PLANS),
        Unseen::Private => Problem::Private {
            lacking: "plan.private",
            why: "This draft is kept private by those who drew it, until they put it to \
                  consultation or publish it.",
            ask: "Ask whoever gave you the address to share the draft with you by name.",
            rule: "/plans/who-sees",
        },
    }
}

/// The sights of all plans.
#[derive(Debug)]
struct Sights {
    of: HashMap<Id<Plan>, Sight>,
    opened: HashSet<Id<Plan>>,
}

impl Sights {
    /// A plan that is no organisation's is shown to all who may see drafts.
    fn of(&self, id: Id<Plan>) -> Sight {
        let nobody = || Sight {
            organisation: None,
            sector: None,
            shown_to: ShownTo::All,
            shared_with: Vec::new(),
            was_opened: false,
        };
        let sight = self.of.get(&id).cloned().unwrap_or_else(nobody);
        Sight { was_opened: self.opened.contains(&id), ..sight }
    }
}

async fn sights(app: &App, reader: &mut Reader) -> Result<Sights, StoreError> {
    let rule = SightRule::of(app)?;
    let known = kith_frame::store::organisation::all(reader).await?;
    let sector = |id: Id<Organisation>| sector(app, &known, id);
    let mut shares = store::shares(reader).await?;
    let chosen = store::chosen(reader).await?.into_iter().map(|(plan, organisation, shown_to)| {
        let sector = sector(organisation);
        let shown_to = shown_to.unwrap_or_else(|| rule.at_first(sector.as_ref()));
        let shared_with = shares.remove(&plan).unwrap_or_default();
        let organisation = Some(organisation);
        (plan, Sight { organisation, sector, shown_to, shared_with, was_opened: false })
    });
    let of = chosen.collect();
    Ok(Sights { of, opened: store::opened(reader, app.clock.today()).await? })
}

async fn viewer(app: &App, reader: &mut Reader, session: &Session) -> Result<Viewer, StoreError> {
    let known = kith_frame::store::organisation::all(reader).await?;
    Ok(Viewer {
        account: session.account,
        organisation: session.organisation,
        sector: sector(app, &known, session.organisation),
        reads_drafts: session.may(READ_PLANS),
    })
}

fn sector(app: &App, known: &[Organisation], id: Id<Organisation>) -> Option<String> {
    let kind = &known.iter().find(|one| one.id == id)?.kind;
    let kind = app.organisation_kinds.kinds.iter().find(|one| one.key == *kind)?;
    Some(kind.sector.clone())
}

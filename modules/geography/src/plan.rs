//! A neighbourhood plan: a division of the areas of a place into neighbourhoods, with the rules by
//! which it was drawn and what an independent check says of it.

pub mod breaks;
pub mod comparing;
pub mod drawing;
pub mod edit;
pub mod figures;
pub mod footprints;
pub mod front;
pub mod life;
pub mod naming;
pub mod price;
pub mod rules;
pub mod sight;
pub mod store;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_districting::Certificate;
use kith_terms::{Id, LsoaCode, OdsCode};
use serde::{Deserialize, Serialize};

pub use figures::Figures;
pub use rules::Rules;

/// A plan as the store has it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its id.
    pub id: Id<Plan>,
    /// Which save of it this is.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// How far it has come.
    pub state: PlanState,
    /// The rules by which it was drawn.
    pub rules: Rules,
    /// What is true of it, as checked when it was drawn.
    pub facts: Facts,
    /// The loads that it was drawn from, so that every figure can be made again.
    pub basis: Vec<String>,
    /// The id of the person who drew it.
    pub person: String,
    /// When it was drawn.
    pub drawn_at: Timestamp,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// From which day it is in force.
    pub valid_from: Option<Date>,
    /// From which day it is no longer in force.
    pub valid_to: Option<Date>,
}

/// What can still be done with a plan. How far it has come is told by [`life::Life::stage`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// It is being thought about; its lines may move.
    Draft,
    /// It was put to others; its lines stand still.
    Proposed,
    /// It stands for everyone to see and never changes.
    Published,
    /// It was taken back, with a reason.
    Withdrawn,
    /// It was not wanted.
    Discarded,
}

/// What is true of a plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Facts {
    /// The plan's own figures.
    pub plan: Figures,
    /// The figures of today's PCN footprints, judged by the same rules; none where nothing is known
    /// of registrations.
    pub today: Option<Figures>,
    /// What the independent check found.
    pub certificate: Certificate,
    /// The position of the neighbourhood that looks after each practice's list, where the plan was drawn
    /// with such homes; plans that were saved before were not.
    #[serde(default)]
    pub homes: Vec<(OdsCode, usize)>,
}

/// A neighbourhood of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbourhood {
    /// Its code within the plan.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Which neighbourhood each area belongs to.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    /// The neighbourhoods in the order of their codes; a certificate's zones in the same order.
    pub neighbourhoods: Vec<Neighbourhood>,
    /// The areas and the positions of their neighbourhoods, in the order of the areas' codes.
    pub areas: Vec<(LsoaCode, usize)>,
}

impl PlanState {
    /// The word for tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Discarded => "discarded",
        }
    }

    /// From the word in a table.
    pub fn from_key(key: &str) -> Self {
        match key {
            "draft" => Self::Draft,
            "proposed" => Self::Proposed,
            "withdrawn" => Self::Withdrawn,
            "published" => Self::Published,
            _ => Self::Discarded,
        }
    }
}

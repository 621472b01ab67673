//! What the wishes of a problem come to in a piece of ground: what a unit, a sum or a trip is worth.

use super::Limits;
use super::number::real;

/// What it is worth that people of a unit share a zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// By squared person in one zone.
    pub(super) together: f64,
    /// By person who lives in the zone that is home to the unit.
    pub(super) at_home: f64,
    /// People of the unit, here or elsewhere: what its home has to take in.
    pub(super) people: i64,
    /// Which band of lists its home must keep, if any.
    pub(super) list: Option<u32>,
}

/// How a sum over the areas of a zone is priced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scalar {
    /// By its square for each person: variance between zones, less if `worth` is negative.
    Between {
        /// Price of a squared amount by person.
        worth: f64,
    },
    /// By its square.
    Square {
        /// Price of a squared amount.
        worth: f64,
    },
    /// By what is missing to a least amount.
    Missing {
        /// The least amount.
        least: f64,
        /// Price of what is missing.
        worth: f64,
    },
}

impl Scalar {
    /// The price of a sum in a zone of so many people.
    pub(super) fn price(self, sum: f64, people: i64) -> f64 {
        match self {
            Self::Between { worth } if people > 0 => worth * sum * sum / real(people),
            Self::Between { .. } => 0.0,
            Self::Square { worth } => worth * sum * sum,
            Self::Missing { least, worth } => worth * (least - sum).max(0.0),
        }
    }
}

/// How many people the lists that have their home in one zone may have together.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListBand {
    pub(super) limits: Limits,
    /// What one person at home is worth.
    pub(super) worth: f64,
}

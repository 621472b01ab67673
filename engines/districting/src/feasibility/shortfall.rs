//! Why a place cannot be cut into neighbourhoods of the wanted size, in plain words.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::counts;
use crate::problem::Problem;

/// Why no legal number of neighbourhoods exists, and by how much it fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shortfall {
    /// Nobody lives there.
    Nobody,
    /// Too few people for one neighbourhood.
    TooFew {
        /// People who live there.
        people: u64,
        /// People missing to the lower end of the band.
        missing: u64,
    },
    /// Too many for `zones` neighbourhoods, too few for one more.
    Between {
        /// People who live there.
        people: u64,
        /// The number of neighbourhoods that would each be too large.
        zones: u64,
        /// People beyond what `zones` neighbourhoods may hold.
        over: u64,
        /// People missing to fill one neighbourhood more.
        missing: u64,
    },
    /// One area alone has more people than a neighbourhood may have.
    LargeArea {
        /// Position of the area.
        area: usize,
        /// People who live in it.
        people: u64,
        /// People beyond the upper end of the band.
        over: u64,
    },
    /// There are fewer areas than neighbourhoods are needed.
    FewAreas {
        /// How many areas there are.
        areas: u64,
        /// How many neighbourhoods the people need.
        needed: u64,
    },
    /// The number decided beforehand is not to be had.
    FixedCount {
        /// People who live there.
        people: u64,
        /// The number wanted.
        wanted: usize,
        /// The number that comes closest.
        zones: usize,
    },
}

/// What stands in the way of a piece, if anything does.
pub(super) fn find(problem: &Problem, areas: &[usize], people: u64) -> Option<Shortfall> {
    let band = problem.request().band;
    let (least, most) = (u64::from(band.least), u64::from(band.most));
    if people == 0 {
        return Some(Shortfall::Nobody);
    }
    if people < least {
        return Some(Shortfall::TooFew { people, missing: least - people });
    }
    let (fewest_zones, most_zones) = counts(people, band);
    if fewest_zones > most_zones {
        let zones = people / least;
        let (over, missing) = (people - zones * most, (zones + 1) * least - people);
        return Some(Shortfall::Between { people, zones, over, missing });
    }
    let large = |area: &usize| u64::from(problem.people(*area)) > most;
    if let Some(&area) = areas.iter().find(|area| large(area)) {
        let people = u64::from(problem.people(area));
        return Some(Shortfall::LargeArea { area, people, over: people - most });
    }
    (fewest_zones > areas.len())
        .then_some(Shortfall::FewAreas { areas: areas.len() as u64, needed: fewest_zones as u64 })
}

impl fmt::Display for Shortfall {
    /// Reads on after the name of the place: "Melton …".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Nobody => write!(f, "has no people; join it to a neighbour or leave it out"),
            Self::TooFew { people, missing } => write!(
                f,
                "has {} people, {} too few for one neighbourhood; \
                 join it to a neighbour, add a link or waive the band",
                grouped(people),
                grouped(missing)
            ),
            Self::Between { people, zones, over, missing } => write!(
                f,
                "has {} people: {} too many for {zones} neighbourhood{} and {} too few for {}; \
                 join it to a neighbour or waive the band",
                grouped(people),
                grouped(over),
                if zones == 1 { "" } else { "s" },
                grouped(missing),
                zones + 1
            ),
            Self::LargeArea { area, people, over } => write!(
                f,
                "holds area {area} with {} people, {} too many for one neighbourhood; \
                 use smaller areas or waive the band",
                grouped(people),
                grouped(over)
            ),
            Self::FewAreas { areas, needed } => {
                write!(f, "has {areas} areas but needs {needed} neighbourhoods; use smaller areas")
            }
            Self::FixedCount { people, wanted, zones } => write!(
                f,
                "has {} people and cannot have {wanted} neighbourhoods within the band; \
                 the closest is {zones}",
                grouped(people)
            ),
        }
    }
}

/// A number with commas between the thousands.
pub(crate) fn grouped(count: u64) -> String {
    if count < 1000 {
        return count.to_string();
    }
    format!("{},{:03}", grouped(count / 1000), count % 1000)
}

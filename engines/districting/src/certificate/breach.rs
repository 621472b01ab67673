//! The ways in which a plan can break the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::ZoneFacts;
use crate::feasibility::grouped;
use crate::problem::{Band, Problem};

/// A rule that a plan breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Breach {
    /// The assignment does not give each area exactly one neighbourhood.
    WrongLength {
        /// How many areas there are.
        areas: usize,
        /// How many were given a neighbourhood.
        assigned: usize,
    },
    /// The people in neighbourhoods are not the people in areas.
    PeopleLost {
        /// People in the areas.
        people: u64,
        /// People in the neighbourhoods.
        found: u64,
    },
    /// Too few or too many people.
    OutOfBand {
        /// The neighbourhood.
        zone: usize,
        /// Its people.
        people: u64,
        /// What is asked.
        band: Band,
    },
    /// A neighbourhood in several pieces.
    Apart {
        /// The neighbourhood.
        zone: usize,
        /// How many pieces.
        pieces: usize,
    },
    /// A neighbourhood that crosses the lines of districts or places.
    AcrossNests {
        /// The neighbourhood.
        zone: usize,
        /// Names of the places it lies in.
        nests: Vec<String>,
    },
    /// A place without the number of neighbourhoods decided beforehand.
    WrongCount {
        /// Name of the place.
        nest: String,
        /// The number decided.
        wanted: usize,
        /// The number found.
        found: usize,
    },
    /// Areas that were to stay together and did not.
    Parted {
        /// Position of the first area of the group.
        area: usize,
        /// How many neighbourhoods the group lies in.
        zones: usize,
    },
    /// Areas that may not share a neighbourhood and do.
    NotApart {
        /// One area.
        a: usize,
        /// The other.
        b: usize,
    },
    /// Areas pinned to one neighbourhood that lie in several.
    PinParted {
        /// The number the areas are pinned to.
        neighbourhood: usize,
        /// How many neighbourhoods they lie in.
        zones: usize,
    },
    /// A neighbourhood with areas that are pinned to several.
    PinsMixed {
        /// The neighbourhood.
        zone: usize,
    },
    /// A unit with people that has no neighbourhood as its home.
    NoHome {
        /// Name of the layer.
        layer: String,
        /// Position of the unit.
        unit: usize,
    },
    /// Lists that share a home and are together too short or too long.
    ListOutOfBand {
        /// Name of the layer.
        layer: String,
        /// The neighbourhood that is their home.
        zone: usize,
        /// People on them.
        people: u64,
        /// What is asked.
        band: Band,
    },
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongLength { areas, assigned } => {
                write!(f, "{assigned} of {areas} areas were given a neighbourhood")
            }
            Self::PeopleLost { people, found } => {
                let (found, people) = (grouped(*found), grouped(*people));
                write!(f, "{found} people are in neighbourhoods, but {people} in areas")
            }
            Self::OutOfBand { zone, people, band } => {
                write!(f, "neighbourhood {zone} has {}", off_band(*people, *band))
            }
            Self::Apart { zone, pieces } => {
                write!(f, "neighbourhood {zone} lies in {pieces} pieces that do not touch")
            }
            Self::AcrossNests { zone, nests } => {
                write!(f, "neighbourhood {zone} crosses the line between {}", nests.join(", "))
            }
            Self::WrongCount { nest, wanted, found } => {
                write!(f, "{nest} was to have {wanted} neighbourhoods, not {found}")
            }
            Self::Parted { area, zones } => {
                write!(f, "the areas to be kept with area {area} lie in {zones} neighbourhoods")
            }
            Self::NotApart { a, b } => {
                write!(f, "areas {a} and {b} are to be kept apart and share a neighbourhood")
            }
            Self::PinParted { neighbourhood, zones } => write!(
                f,
                "the areas pinned to neighbourhood {neighbourhood} lie in {zones} neighbourhoods"
            ),
            Self::PinsMixed { zone } => {
                write!(f, "neighbourhood {zone} has areas that are pinned to different ones")
            }
            Self::NoHome { layer, unit } => {
                write!(f, "{layer} {unit} has people and no neighbourhood as its home")
            }
            Self::ListOutOfBand { layer, zone, people, band } => {
                let off = off_band(*people, *band);
                write!(f, "the lists of layer {layer} at home in neighbourhood {zone} have {off}")
            }
        }
    }
}

/// "100 people, 20 too few"
fn off_band(people: u64, band: Band) -> String {
    let (least, most) = (u64::from(band.least), u64::from(band.most));
    let (by, word) = match people.checked_sub(most) {
        Some(over) if over > 0 => (over, "many"),
        _ => (least.saturating_sub(people), "few"),
    };
    format!("{} people, {} too {word}", grouped(people), grouped(by))
}

pub(super) fn of_pairs(problem: &Problem, zone_of: &[usize]) -> Vec<Breach> {
    let pairs = problem.request().apart.iter();
    let shared =
        pairs.filter(|(a, b)| zone_of.get(*a).is_some() && zone_of.get(*a) == zone_of.get(*b));
    shared.map(|&(a, b)| Breach::NotApart { a, b }).collect()
}

pub(super) fn of_pins(problem: &Problem, zone_of: &[usize]) -> Vec<Breach> {
    let mut zones: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut numbers: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for pin in &problem.request().pins {
        if let Some(&zone) = zone_of.get(pin.area) {
            zones.entry(pin.neighbourhood).or_default().insert(zone);
            numbers.entry(zone).or_default().insert(pin.neighbourhood);
        }
    }
    let parted = zones.into_iter().filter(|(_, zones)| zones.len() > 1);
    let parted = parted
        .map(|(neighbourhood, zones)| Breach::PinParted { neighbourhood, zones: zones.len() });
    let mixed = numbers.into_iter().filter(|(_, numbers)| numbers.len() > 1);
    parted.chain(mixed.map(|(zone, _)| Breach::PinsMixed { zone })).collect()
}

pub(super) fn of_band(problem: &Problem, zone: &ZoneFacts) -> Option<Breach> {
    let band = problem.request().band;
    (!zone.keeps_band).then_some(Breach::OutOfBand { zone: zone.zone, people: zone.people, band })
}

pub(super) fn of_ground(problem: &Problem, zone: &ZoneFacts, areas: &[usize]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    if zone.pieces > 1 {
        breaches.push(Breach::Apart { zone: zone.zone, pieces: zone.pieces });
    }
    let nests: BTreeSet<usize> = areas.iter().map(|&area| problem.nest(area)).collect();
    if nests.len() > 1 {
        let nests = nests.into_iter().map(|nest| problem.nest_name(nest)).collect();
        breaches.push(Breach::AcrossNests { zone: zone.zone, nests });
    }
    breaches
}

pub(super) fn of_counts(problem: &Problem, zones: &[ZoneFacts]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for count in &problem.request().counts {
        let found = zones.iter().filter(|zone| zone.nest == count.nest).count();
        if found != count.zones {
            let nest = problem.nest_name(count.nest);
            breaches.push(Breach::WrongCount { nest, wanted: count.zones, found });
        }
    }
    breaches
}

pub(super) fn of_groups(problem: &Problem, zone_of: &[usize]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for group in &problem.request().together {
        let zones: BTreeSet<_> = group.iter().map(|&area| zone_of.get(area)).collect();
        if zones.len() > 1 {
            breaches.push(Breach::Parted { area: group[0], zones: zones.len() });
        }
    }
    breaches
}

pub(super) fn of_totals(problem: &Problem, found: u64) -> Option<Breach> {
    let people = problem.request().areas.iter().map(|area| u64::from(area.people)).sum();
    (people != found).then_some(Breach::PeopleLost { people, found })
}

//! An independent check of any plan, drawn here or elsewhere.
//!
//! Everything is worked out again from the problem and the assignment alone; nothing is shared with
//! `draw` but the questions. A plan is *legal* when the list of breaches is empty.

mod breach;
mod homes;
mod layers;
mod measures;
#[cfg(test)]
mod tests;
mod travel;
mod zones;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
pub use breach::Breach;
pub use homes::HomeFacts;
pub use layers::LayerFacts;
pub use measures::MeasureFacts;
pub use travel::TravelFacts;
pub use zones::{Shape, ZoneFacts};

/// What is true of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// The neighbourhoods, by their number in the assignment.
    pub zones: Vec<ZoneFacts>,
    /// How whole the units of each layer stay, in order of layers.
    pub layers: Vec<LayerFacts>,
    /// How many people live in the home of their unit, for each wish for homes; none where the homes
    /// were not given.
    #[serde(default)]
    pub homes: Vec<HomeFacts>,
    /// How each measure is shared out, in order of measures.
    #[serde(default)]
    pub measures: Vec<MeasureFacts>,
    /// How long people are on their way, where hubs were given.
    #[serde(default)]
    pub travel: Option<TravelFacts>,
    /// People in all neighbourhoods together.
    pub people: u64,
    /// Metres of border between neighbourhoods, each metre once; coast and outer border not counted.
    pub border_metres: f64,
    /// Rules that are broken, in plain words by `Display`.
    pub breaches: Vec<Breach>,
    /// Breaches of the band that were waived, with the reason given.
    pub waived: Vec<(Breach, String)>,
}

impl Certificate {
    /// Whether the plan keeps every rule that was not waived.
    pub fn is_legal(&self) -> bool {
        self.breaches.is_empty()
    }

    /// Neighbourhoods outside the band, waived or not.
    pub fn out_of_band(&self) -> usize {
        self.zones.iter().filter(|zone| !zone.keeps_band).count()
    }

    /// Neighbourhoods that do not hang together.
    pub fn apart(&self) -> usize {
        self.zones.iter().filter(|zone| zone.pieces > 1).count()
    }
}

/// Checks a plan: the neighbourhood of each area, by any numbers. `shapes` are those of the areas, or
/// none, if how compact neighbourhoods are is not asked.
pub fn certify(problem: &Problem, zone_of: &[usize], shapes: &[Shape]) -> Certificate {
    certify_with_homes(problem, zone_of, &[], shapes)
}

/// Checks a plan together with the homes given to the units of layers, wish by wish.
pub fn certify_with_homes(
    problem: &Problem,
    zone_of: &[usize],
    homes: &[Vec<Option<usize>>],
    shapes: &[Shape],
) -> Certificate {
    let mut breaches = Vec::new();
    if zone_of.len() != problem.areas() {
        breaches.push(Breach::WrongLength { areas: problem.areas(), assigned: zone_of.len() });
    }
    let known = zone_of.len().min(problem.areas());
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (area, &zone) in zone_of[..known].iter().enumerate() {
        members.entry(zone).or_default().push(area);
    }
    let zones = zones::facts(problem, &zone_of[..known], &members, shapes);
    let mut waived = Vec::new();
    for zone in &zones {
        breaches.extend(breach::of_ground(problem, zone, &members[&zone.zone]));
        let Some(breach) = breach::of_band(problem, zone) else { continue };
        match problem.waiver(zone.nest) {
            Some(reason) => waived.push((breach, reason.to_owned())),
            None => breaches.push(breach),
        }
    }
    breaches.extend(breach::of_counts(problem, &zones));
    breaches.extend(breach::of_groups(problem, &zone_of[..known]));
    breaches.extend(breach::of_pairs(problem, &zone_of[..known]));
    breaches.extend(breach::of_pins(problem, &zone_of[..known]));
    let (homes, of_homes) = homes::facts(problem, &zone_of[..known], homes);
    breaches.extend(of_homes);
    let people = zones.iter().map(|zone| zone.people).sum();
    breaches.extend(breach::of_totals(problem, people));
    Certificate {
        layers: layers::facts(problem, &zone_of[..known]),
        homes,
        measures: measures::facts(problem, &zone_of[..known]),
        travel: travel::facts(problem, &members),
        people,
        border_metres: zones::border_metres(problem, &zone_of[..known]),
        zones,
        breaches,
        waived,
    }
}

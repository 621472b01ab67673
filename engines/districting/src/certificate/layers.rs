//! How whole the units of a layer stay.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::{Layer, Problem};

/// How whole the PCNs, the wards and so on stay in a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayerFacts {
    /// Name of the layer.
    pub name: String,
    /// People in all its units.
    pub people: u64,
    /// Units with anyone in them.
    pub units: usize,
    /// Units with people in two neighbourhoods or more.
    pub split: usize,
    /// The chance that two people of one unit share a neighbourhood, 0 to 1, units weighted by size:
    /// `Σ_c (T_c / T) Σ_z (A_cz / T_c)²` with `A_cz` people of unit c in neighbourhood z.
    pub together: f64,
    /// The share of people in the neighbourhood that has most of their unit: `Σ_c max_z A_cz / T`.
    pub in_main_zone: f64,
    /// The share of people in the unit that is largest in their neighbourhood: `Σ_z max_c A_cz / T`.
    pub in_main_unit: f64,
}

pub(super) fn facts(problem: &Problem, zone_of: &[usize]) -> Vec<LayerFacts> {
    problem.request().layers.iter().map(|layer| of_layer(layer, zone_of)).collect()
}

fn of_layer(layer: &Layer, zone_of: &[usize]) -> LayerFacts {
    let mut cells: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for member in layer.members.iter().filter(|member| member.people > 0) {
        if let Some(&zone) = zone_of.get(member.area) {
            *cells.entry((member.unit, zone)).or_default() += u64::from(member.people);
        }
    }
    let mut largest_in_zone: BTreeMap<usize, u64> = BTreeMap::new();
    for (&(_, zone), &people) in &cells {
        let largest = largest_in_zone.entry(zone).or_default();
        *largest = people.max(*largest);
    }
    let cells: Vec<(usize, u64)> =
        cells.into_iter().map(|((unit, _), people)| (unit, people)).collect();
    let (mut units, mut split, mut kept, mut chances) = (0, 0, 0, 0.0);
    for unit in cells.chunk_by(|one, other| one.0 == other.0) {
        let total: u64 = unit.iter().map(|&(_, people)| people).sum();
        units += 1;
        split += usize::from(unit.len() > 1);
        kept += unit.iter().map(|&(_, people)| people).max().unwrap_or(0);
        chances += unit.iter().map(|&(_, people)| real(people) * share(people, total)).sum::<f64>();
    }
    let people = cells.iter().map(|&(_, people)| people).sum();
    LayerFacts {
        name: layer.name.clone(),
        people,
        units,
        split,
        together: if people == 0 { 1.0 } else { chances / real(people) },
        in_main_zone: share(kept, people),
        in_main_unit: share(largest_in_zone.values().sum(), people),
    }
}

/// A part of a whole, 0 to 1; of nothing, all.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { real(part) / real(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn real(count: u64) -> f64 {
    count as f64
}

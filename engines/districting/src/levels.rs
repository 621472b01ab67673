//! Neighbourhoods inside multi-neighbourhood footprints inside places: a plan whose areas are the
//! neighbourhoods of another.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::adjacency::{Edge, EdgeKind};
use crate::problem::{Area, Band, CannotPose, Membership, Problem, Request};

/// The size of a multi-neighbourhood provider's footprint: 250,000 people or more (NHS England, Fit for
/// the Future: 10 Year Health Plan for England, July 2025, chapter 2). The upper end is twice that, from
/// where it could be two.
pub const MULTI_NEIGHBOURHOOD: Band = Band { least: 250_000, most: 500_000 };

/// The problem one level up: each neighbourhood of a plan is an area, borders and layers are summed, and
/// lines that may not be crossed stay as they are. Rules about single areas (waivers, decided numbers,
/// pins, pairs, groups) and wishes beyond borders and layers belong to the lower level and are left out.
///
/// A plan of it is brought down with [`brought_down`].
pub fn level_above(
    problem: &Problem,
    zone_of: &[usize],
    band: Band,
) -> Result<Problem, CannotPose> {
    let request = problem.request();
    let zones = zone_of.iter().max().map_or(0, |zone| zone + 1);
    let mut areas = vec![Area { people: 0, nest: 0 }; zones];
    for (area, &zone) in zone_of.iter().enumerate().take(problem.areas()) {
        areas[zone].people += problem.people(area);
        areas[zone].nest = problem.nest(area);
    }
    let mut layers = request.layers.clone();
    for layer in &mut layers {
        layer.members = summed(&layer.members, zone_of);
    }
    Problem::new(Request {
        areas,
        nests: request.nests.clone(),
        edges: edges(request, zone_of),
        band,
        layers,
        border_weight: request.border_weight,
        ..Request::default()
    })
}

/// The unit of each area, where `upper` says in which unit each neighbourhood of `zone_of` lies.
pub fn brought_down(zone_of: &[usize], upper: &[usize]) -> Vec<usize> {
    zone_of.iter().map(|&zone| upper[zone]).collect()
}

fn summed(members: &[Membership], zone_of: &[usize]) -> Vec<Membership> {
    let mut sums: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for member in members {
        *sums.entry((zone_of[member.area], member.unit)).or_default() += member.people;
    }
    sums.into_iter().map(|((area, unit), people)| Membership { area, unit, people }).collect()
}

/// Borders between neighbourhoods; one that is usable somewhere is usable.
fn edges(request: &Request, zone_of: &[usize]) -> Vec<Edge> {
    let mut sums: BTreeMap<(usize, usize), (f64, EdgeKind)> = BTreeMap::new();
    for edge in &request.edges {
        let (a, b) = (zone_of[edge.a], zone_of[edge.b]);
        if a != b {
            let sum = sums.entry((a.min(b), a.max(b))).or_insert((0.0, edge.kind));
            sum.0 += edge.metres;
            // Land before a bridge before a ferry: the kinds are in this order.
            sum.1 = sum.1.min(edge.kind);
        }
    }
    sums.into_iter().map(|((a, b), (metres, kind))| Edge { a, b, kind, metres }).collect()
}

//! What is true of each neighbourhood.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::adjacency::EdgeKind;
use crate::problem::Problem;

/// Size and girth of an area on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Ground inside, in square metres.
    pub square_metres: f64,
    /// Length of its whole outline, holes included, in metres.
    pub perimeter_metres: f64,
}

/// What is true of one neighbourhood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ZoneFacts {
    /// Its number in the assignment.
    pub zone: usize,
    /// How many areas it has.
    pub areas: usize,
    /// People in it.
    pub people: u64,
    /// Position of the nest of its first area.
    pub nest: usize,
    /// Whether its people number as many as the band asks.
    pub keeps_band: bool,
    /// Pieces into which it falls over usable edges; 1 is whole.
    pub pieces: usize,
    /// Whether it would fall apart without its bridges, ferries and joins by hand.
    pub needs_links: bool,
    /// How round it is: `4 π area / perimeter²`, 1 for a circle (Polsby and Popper, Yale Law & Policy
    /// Review 9, 1991); nothing if shapes were not given.
    pub polsby_popper: Option<f64>,
}

pub(super) fn facts(
    problem: &Problem,
    zone_of: &[usize],
    members: &BTreeMap<usize, Vec<usize>>,
    shapes: &[Shape],
) -> Vec<ZoneFacts> {
    let inside = inner_edges(problem, zone_of);
    let mut facts = Vec::with_capacity(members.len());
    for (&zone, areas) in members {
        let edges = inside.get(&zone).map_or(&[][..], Vec::as_slice);
        let people = areas.iter().map(|&area| u64::from(problem.people(area))).sum();
        let pieces = pieces(problem, areas, edges, EdgeKind::is_usable);
        let on_land = pieces_on_land(problem, areas, edges);
        facts.push(ZoneFacts {
            zone,
            areas: areas.len(),
            people,
            nest: problem.nest(areas[0]),
            keeps_band: problem.request().band.holds(people),
            pieces,
            needs_links: on_land > pieces,
            polsby_popper: polsby_popper(problem, areas, edges, shapes),
        });
    }
    facts
}

/// Metres of border between areas of different neighbourhoods.
pub(super) fn border_metres(problem: &Problem, zone_of: &[usize]) -> f64 {
    let known = |area: usize| zone_of.get(area);
    let edges = problem.request().edges.iter();
    edges.filter(|edge| known(edge.a) != known(edge.b)).map(|edge| edge.metres).sum()
}

/// Positions of the edges whose two areas share a neighbourhood, by neighbourhood.
fn inner_edges(problem: &Problem, zone_of: &[usize]) -> BTreeMap<usize, Vec<usize>> {
    let mut inside: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, edge) in problem.request().edges.iter().enumerate() {
        if let (Some(zone), Some(other)) = (zone_of.get(edge.a), zone_of.get(edge.b))
            && zone == other
        {
            inside.entry(*zone).or_default().push(at);
        }
    }
    inside
}

fn pieces_on_land(problem: &Problem, areas: &[usize], edges: &[usize]) -> usize {
    pieces(problem, areas, edges, |kind| kind == EdgeKind::Land)
}

/// Counts pieces by walking from every area not reached before.
fn pieces(
    problem: &Problem,
    areas: &[usize],
    edges: &[usize],
    counts: impl Fn(EdgeKind) -> bool,
) -> usize {
    let mut beside: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &at in edges {
        let edge = problem.request().edges[at];
        if counts(edge.kind) {
            beside.entry(edge.a).or_default().push(edge.b);
            beside.entry(edge.b).or_default().push(edge.a);
        }
    }
    let mut left: BTreeSet<usize> = areas.iter().copied().collect();
    let mut pieces = 0;
    while let Some(start) = left.pop_first() {
        pieces += 1;
        let mut path = vec![start];
        while let Some(area) = path.pop() {
            let next = beside.get(&area).into_iter().flatten();
            path.extend(next.filter(|&&other| left.remove(&other)));
        }
    }
    pieces
}

fn polsby_popper(
    problem: &Problem,
    areas: &[usize],
    edges: &[usize],
    shapes: &[Shape],
) -> Option<f64> {
    let (mut ground, mut girth) = (0.0, 0.0);
    for &area in areas {
        let shape = shapes.get(area)?;
        ground += shape.square_metres;
        girth += shape.perimeter_metres;
    }
    // A border inside was counted by the areas on both sides of it.
    girth -= 2.0 * edges.iter().map(|&at| problem.request().edges[at].metres).sum::<f64>();
    (girth > 0.0).then(|| 4.0 * PI * ground / (girth * girth))
}

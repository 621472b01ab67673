//! Borders as lines that neighbours share, so that they can be thinned and drawn without gaps.
//!
//! A border is kept once, as an *arc* between the points where three or more lines meet. Thinning an
//! arc thins it for the areas on both sides, so neighbours still touch exactly. No area vanishes: an
//! arc whose thinning would flatten or turn over an area keeps more of its points. Lines that pass
//! very close to each other may cross when much is thinned; nothing here repairs outlines.

mod outlines;
#[cfg(test)]
mod tests;
mod thin;

use kith_terms::{Boundary, Point, Polygon, Ring};
use rustc_hash::FxHashMap;

use crate::segments::{Snapped, snap};
pub use outlines::Outline;

/// The outlines of many areas as shared arcs.
#[derive(Debug, Clone, PartialEq)]
pub struct Topology {
    points: Vec<Point>,
    arcs: Vec<Arc>,
    areas: Vec<Vec<Traced>>,
}

/// A line between two junctions, or a closed line without any (its first point is then its last).
#[derive(Debug, Clone, PartialEq)]
struct Arc {
    points: Vec<usize>,
    /// The area on each side that has one; an area twice where both sides are the same.
    areas: Vec<usize>,
}

/// A polygon as arcs.
#[derive(Debug, Clone, PartialEq)]
struct Traced {
    outer: Vec<Step>,
    holes: Vec<Vec<Step>>,
}

/// An arc, walked forwards or backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    arc: usize,
    backwards: bool,
}

impl Topology {
    /// Cuts outlines (metres, EPSG:27700) into arcs, with points snapped to a grid of `snap_metres`.
    pub fn new(boundaries: &[Boundary], snap_metres: f64) -> Self {
        let snapped = snap(boundaries, snap_metres);
        let mut builder = Builder {
            is_junction: junctions(&snapped),
            arcs: Vec::new(),
            known: FxHashMap::default(),
        };
        let mut areas = Vec::with_capacity(snapped.areas.len());
        for (area, polygons) in snapped.areas.iter().enumerate() {
            let mut traced = Vec::with_capacity(polygons.len());
            for polygon in polygons {
                let outer = builder.trace(area, &polygon.outer);
                let holes = polygon.holes.iter().map(|hole| builder.trace(area, hole)).collect();
                traced.push(Traced { outer, holes });
            }
            areas.push(traced);
        }
        Self { arcs: builder.arcs, points: snapped.points, areas }
    }

    /// The outlines of the areas again.
    pub fn boundaries(&self) -> Vec<Boundary> {
        let ring = |steps: &Vec<Step>| {
            Ring(self.ring(steps).into_iter().map(|at| self.points[at]).collect())
        };
        let polygon = |traced: &Traced| Polygon {
            outer: ring(&traced.outer),
            holes: traced.holes.iter().map(ring).collect(),
        };
        self.areas.iter().map(|area| Boundary(area.iter().map(polygon).collect())).collect()
    }

    /// How many points all arcs have together: what a map has to carry.
    pub fn points(&self) -> usize {
        self.arcs.iter().map(|arc| arc.points.len()).sum()
    }

    fn rings(&self) -> impl Iterator<Item = &Vec<Step>> {
        self.areas
            .iter()
            .flatten()
            .flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes))
    }

    /// The points of a ring, the first not repeated.
    fn ring(&self, steps: &[Step]) -> Vec<usize> {
        let mut points = Vec::new();
        for step in steps {
            let arc = &self.arcs[step.arc].points;
            // The last point of an arc is the first of the next.
            if step.backwards {
                points.extend(arc[1..].iter().rev());
            } else {
                points.extend(&arc[..arc.len() - 1]);
            }
        }
        points
    }
}

/// Points where arcs end: not two lines meet, or the areas beside the line change.
fn junctions(snapped: &Snapped) -> Vec<bool> {
    let segments = snapped.segments();
    let groups: Vec<_> = segments.chunk_by(|one, other| one.ends == other.ends).collect();
    let mut lines = vec![0_usize; snapped.points.len()];
    let mut first = vec![0_usize; snapped.points.len()];
    let mut is_junction = vec![false; snapped.points.len()];
    for (at, group) in groups.iter().enumerate() {
        let (from, to) = group[0].ends;
        for end in [from, to] {
            lines[end] += 1;
            if lines[end] == 1 {
                first[end] = at;
            }
            let areas = group.iter().map(|user| user.area);
            is_junction[end] |= !areas.eq(groups[first[end]].iter().map(|user| user.area));
        }
    }
    for (point, count) in lines.iter().enumerate() {
        is_junction[point] |= *count != 2;
    }
    is_junction
}

struct Builder {
    is_junction: Vec<bool>,
    arcs: Vec<Arc>,
    /// Arcs by their points, read in the direction that sorts first.
    known: FxHashMap<Vec<usize>, usize>,
}

impl Builder {
    fn trace(&mut self, area: usize, ring: &[usize]) -> Vec<Step> {
        let mut closed = ring.to_vec();
        let junction = ring.iter().position(|&point| self.is_junction[point]);
        let lowest = ring.iter().enumerate().min_by_key(|&(_, &point)| point).map(|(at, _)| at);
        closed.rotate_left(junction.or(lowest).unwrap_or(0));
        closed.push(closed[0]);
        let mut steps = Vec::new();
        let mut start = 0;
        for at in 1..closed.len() {
            if at == closed.len() - 1 || self.is_junction[closed[at]] {
                steps.push(self.arc(area, &closed[start..=at]));
                start = at;
            }
        }
        steps
    }

    fn arc(&mut self, area: usize, points: &[usize]) -> Step {
        let mut canonical = points.to_vec();
        canonical.reverse();
        let backwards = canonical.as_slice() < points;
        if !backwards {
            canonical.reverse();
        }
        let arc = *self.known.entry(canonical).or_insert_with_key(|points| {
            self.arcs.push(Arc { points: points.clone(), areas: Vec::new() });
            self.arcs.len() - 1
        });
        self.arcs[arc].areas.push(area);
        Step { arc, backwards }
    }
}

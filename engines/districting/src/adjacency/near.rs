//! Neighbours for areas that share a border with nobody: whoever lies within a metre or so.

use super::Edge;
use crate::segments::{Snapped, distance_to_segment, sides};

/// The pairs (in rising order) that lie within `metres` where one of the two has no edge.
pub(super) fn pairs(snapped: &Snapped, edges: &[Edge], metres: f64) -> Vec<(usize, usize)> {
    let mut has_edge = vec![false; snapped.areas.len()];
    for edge in edges {
        has_edge[edge.a] = true;
        has_edge[edge.b] = true;
    }
    if has_edge.iter().all(|&joined| joined) {
        return Vec::new();
    }
    let frames: Vec<Frame> =
        (0..snapped.areas.len()).map(|area| Frame::of(snapped, area)).collect();
    let mut pairs = Vec::new();
    for (lonely, frame) in frames.iter().enumerate().filter(|&(area, _)| !has_edge[area]) {
        for (other, reach) in frames.iter().enumerate() {
            let seen_already = other < lonely && !has_edge[other];
            if other == lonely || seen_already || !frame.is_within(reach, metres) {
                continue;
            }
            if lies_near(snapped, lonely, other, metres)
                || lies_near(snapped, other, lonely, metres)
            {
                pairs.push((lonely.min(other), lonely.max(other)));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Whether a vertex of `from` lies within `metres` of a side of `to`.
fn lies_near(snapped: &Snapped, from: usize, to: usize, metres: f64) -> bool {
    let points = &snapped.points;
    rings(snapped, from).flatten().any(|&vertex| {
        rings(snapped, to)
            .flat_map(|ring| sides(ring))
            .any(|(a, b)| distance_to_segment(points[vertex], points[a], points[b]) <= metres)
    })
}

fn rings(snapped: &Snapped, area: usize) -> impl Iterator<Item = &Vec<usize>> {
    snapped.areas[area]
        .iter()
        .flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes))
}

/// The upright rectangle around an area, in metres; inside out for an area without outline.
struct Frame {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Frame {
    fn of(snapped: &Snapped, area: usize) -> Self {
        let nothing = Self {
            west: f64::INFINITY,
            east: f64::NEG_INFINITY,
            south: f64::INFINITY,
            north: f64::NEG_INFINITY,
        };
        rings(snapped, area).flatten().fold(nothing, |frame, &at| {
            let point = snapped.points[at];
            Self {
                west: frame.west.min(point.east),
                east: frame.east.max(point.east),
                south: frame.south.min(point.north),
                north: frame.north.max(point.north),
            }
        })
    }

    fn is_within(&self, other: &Self, metres: f64) -> bool {
        self.west - metres <= other.east
            && other.west - metres <= self.east
            && self.south - metres <= other.north
            && other.south - metres <= self.north
    }
}

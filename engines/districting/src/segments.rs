//! Borders cut into segments between snapped points: the table on which adjacency and topology stand.
//!
//! Two areas share a border where both have a segment between the same two snapped points. Points
//! are snapped to the nearest crossing of a fine grid, so borders digitised a hair apart still meet.

use std::collections::hash_map::Entry;

use kith_terms::{Boundary, Point, Ring};
use rustc_hash::FxHashMap;

/// The outlines of all areas with their points snapped together.
pub(crate) struct Snapped {
    /// Where each point lies: as first met, not moved.
    pub(crate) points: Vec<Point>,
    /// The polygons of each area, rings as positions in `points`.
    pub(crate) areas: Vec<Vec<SnappedPolygon>>,
}

/// A polygon whose rings are positions of points, the first not repeated.
#[derive(Debug, Clone)]
pub(crate) struct SnappedPolygon {
    pub(crate) outer: Vec<usize>,
    pub(crate) holes: Vec<Vec<usize>>,
}

/// A segment as one area uses it; `ends` in rising order, so that both sides agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SegmentUse {
    pub(crate) ends: (usize, usize),
    pub(crate) area: usize,
}

/// Snaps all points to a grid of `metres`; rings that collapse below three points are left out.
pub(crate) fn snap(boundaries: &[Boundary], metres: f64) -> Snapped {
    let mut snapper = Snapper { metres, points: Vec::new(), seen: FxHashMap::default() };
    let areas = boundaries.iter().map(|boundary| snapper.boundary(boundary)).collect();
    Snapped { points: snapper.points, areas }
}

struct Snapper {
    metres: f64,
    points: Vec<Point>,
    seen: FxHashMap<(i64, i64), usize>,
}

impl Snapper {
    fn boundary(&mut self, boundary: &Boundary) -> Vec<SnappedPolygon> {
        let mut polygons = Vec::with_capacity(boundary.0.len());
        for polygon in &boundary.0 {
            let Some(outer) = self.ring(&polygon.outer) else { continue };
            let holes = polygon.holes.iter().filter_map(|hole| self.ring(hole)).collect();
            polygons.push(SnappedPolygon { outer, holes });
        }
        polygons
    }

    fn ring(&mut self, ring: &Ring) -> Option<Vec<usize>> {
        let mut points: Vec<usize> = ring.0.iter().map(|&point| self.point(point)).collect();
        points.dedup();
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        (points.len() >= 3).then_some(points)
    }

    fn point(&mut self, point: Point) -> usize {
        let cell = (grid_line(point.east, self.metres), grid_line(point.north, self.metres));
        match self.seen.entry(cell) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                self.points.push(point);
                *entry.insert(self.points.len() - 1)
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the National Grid is 1,300 km long: far inside an i64, and `as` clamps what is not"
)]
fn grid_line(metres: f64, step: f64) -> i64 {
    (metres / step).round() as i64
}

impl Snapped {
    /// Every segment of every area once, sorted, so that the users of one segment lie together.
    pub(crate) fn segments(&self) -> Vec<SegmentUse> {
        let mut uses = Vec::new();
        for (area, ring) in self.rings() {
            for (from, to) in sides(ring) {
                uses.push(SegmentUse { ends: (from.min(to), from.max(to)), area });
            }
        }
        uses.sort_unstable();
        uses.dedup();
        uses
    }

    /// Every ring with the position of its area.
    pub(crate) fn rings(&self) -> impl Iterator<Item = (usize, &[usize])> {
        self.areas.iter().enumerate().flat_map(|(area, polygons)| {
            polygons.iter().flat_map(move |polygon| {
                std::iter::once(&polygon.outer)
                    .chain(&polygon.holes)
                    .map(move |ring| (area, ring.as_slice()))
            })
        })
    }

    /// The length of a segment in metres.
    pub(crate) fn metres(&self, (from, to): (usize, usize)) -> f64 {
        distance(self.points[from], self.points[to])
    }
}

/// The sides of a closed ring as pairs of neighbouring points, the closing one included.
pub(crate) fn sides(ring: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Metres between two points.
pub(crate) fn distance(a: Point, b: Point) -> f64 {
    (a.east - b.east).hypot(a.north - b.north)
}

/// Metres from a point to the nearest place on the segment from `a` to `b`.
pub(crate) fn distance_to_segment(point: Point, a: Point, b: Point) -> f64 {
    let (along_east, along_north) = (b.east - a.east, b.north - a.north);
    let squared = along_east.mul_add(along_east, along_north * along_north);
    if squared == 0.0 {
        return distance(point, a);
    }
    let dot = (point.east - a.east) * along_east + (point.north - a.north) * along_north;
    let share = (dot / squared).clamp(0.0, 1.0);
    let nearest = Point { east: a.east + share * along_east, north: a.north + share * along_north };
    distance(point, nearest)
}

//! Turns labelled hexagons into outlines. Each point of a border is worked out once and used by all
//! areas that meet there, so neighbours share exactly the same vertices.

use std::collections::BTreeMap;

use kith_terms::{Boundary, Point, Polygon, Ring};

use crate::cells::NOWHERE;
use crate::ground::{Ground, MIDDLE};
use crate::lattice::Corner;

/// How often each border point moves towards the middle of its neighbours along the border.
const SMOOTHING: usize = 3;

/// The outline of every area on the National Grid, anticlockwise.
pub(crate) fn outlines(ground: &Ground, area: &[usize], count: usize) -> Vec<Boundary> {
    let sides = border_sides(ground, area);
    let joined = joined(&sides);
    let points = smooth(ground, &joined);
    let mut outgoing: Vec<BTreeMap<Corner, Corner>> = vec![BTreeMap::new(); count];
    for &(number, from, to) in &sides {
        outgoing[number].insert(from, to);
    }
    let keep = thin(&joined);
    let outline = |mut next: BTreeMap<Corner, Corner>| {
        let mut rings = Vec::new();
        while let Some((&start, _)) = next.first_key_value() {
            let mut ring = Vec::new();
            let mut here = start;
            while let Some(there) = next.remove(&here) {
                if keep[&here] {
                    ring.push(points[&here]);
                }
                here = there;
            }
            rings.push(Ring(ring));
        }
        in_one_piece(rings)
    };
    outgoing.into_iter().map(outline).collect()
}

/// An area is one piece of ground (it grew from one point), so its largest ring is around it and
/// any other ring is a hole.
fn in_one_piece(mut rings: Vec<Ring>) -> Boundary {
    rings.sort_by(|a, b| b.square_metres().total_cmp(&a.square_metres()));
    let mut rings = rings.into_iter();
    let outer = rings.next().unwrap_or_default();
    Boundary(vec![Polygon { outer, holes: rings.collect() }])
}

/// The sides of hexagons at which one area ends, with the area on the left.
fn border_sides(ground: &Ground, area: &[usize]) -> Vec<(usize, Corner, Corner)> {
    let mut sides = Vec::new();
    for (hexagon, &number) in area.iter().enumerate().filter(|&(_, &number)| number != NOWHERE) {
        let around = ground.lattice.neighbours(hexagon);
        for (there, (from, to)) in around.into_iter().zip(ground.lattice.sides(hexagon)) {
            if there.is_none_or(|there| area[there] != number) {
                sides.push((number, from, to));
            }
        }
    }
    sides
}

/// The corners to which each corner is joined by a border: two along a border, three where areas
/// meet.
fn joined(sides: &[(usize, Corner, Corner)]) -> BTreeMap<Corner, Vec<Corner>> {
    let mut joined: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for &(_, from, to) in sides {
        joined.entry(from).or_default().push(to);
        joined.entry(to).or_default().push(from);
    }
    for list in joined.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    joined
}

/// Corners of hexagons become the bends of a border. A point never leaves the triangle or stretch
/// between its neighbours, which keeps borders from crossing.
fn smooth(ground: &Ground, joined: &BTreeMap<Corner, Vec<Corner>>) -> BTreeMap<Corner, Point> {
    let mut points: BTreeMap<Corner, Point> =
        joined.keys().map(|&corner| (corner, ground.lattice.point(corner))).collect();
    for _ in 0..SMOOTHING {
        let moved = |(corner, around): (&Corner, &Vec<Corner>)| {
            let here = points[corner];
            let mut sum = Point { east: 2.0 * here.east, north: 2.0 * here.north };
            let mut weight = 2.0;
            for there in around {
                let there = points[there];
                sum = Point { east: sum.east + there.east, north: sum.north + there.north };
                weight += 1.0;
            }
            (*corner, Point { east: sum.east / weight, north: sum.north / weight })
        };
        points = joined.iter().map(moved).collect();
    }
    for point in points.values_mut() {
        *point = Point { east: point.east + MIDDLE.east, north: point.north + MIDDLE.north };
    }
    points
}

/// Every second point along a border is left out: ONS generalises its BGC layer to 20 m in the same
/// spirit. Points where three borders meet stay, and so does at least one point between two of
/// them.
fn thin(joined: &BTreeMap<Corner, Vec<Corner>>) -> BTreeMap<Corner, bool> {
    // A hexagon's corners are of two kinds that alternate along any border: those with a neighbour
    // due north and those with one due south. Keeping one kind keeps every second point.
    joined
        .iter()
        .map(|(&(a, b), around)| ((a, b), around.len() > 2 || a.rem_euclid(3) == 1))
        .collect()
}

//! The lines between neighbourhoods, for a map.

use std::collections::BTreeMap;

use kith_terms::Point;
use rustc_hash::FxHashMap;

use super::Topology;

/// A line with a neighbourhood on one side and another, or none, on the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The neighbourhoods on both sides, the lower number first; none beyond the outer line.
    pub zones: (usize, Option<usize>),
    /// The line; where it is closed, the first point comes again at the end.
    pub points: Vec<Point>,
}

impl Topology {
    /// The lines around the neighbourhoods given by the zone of each area: those between two, and the
    /// outer line. Lines that meet end to end between the same two neighbourhoods are one line. An
    /// area beyond the end of `zone_of` is nobody's.
    pub fn outlines(&self, zone_of: &[usize]) -> Vec<Outline> {
        let mut borders: BTreeMap<(usize, Option<usize>), Vec<&[usize]>> = BTreeMap::new();
        for arc in &self.arcs {
            let mut sides: Vec<Option<usize>> =
                arc.areas.iter().map(|&area| zone_of.get(area).copied()).collect();
            sides.resize(sides.len().max(2), None);
            sides.sort_unstable_by_key(|side| side.unwrap_or(usize::MAX));
            sides.dedup();
            if let [Some(zone), other, ..] = sides[..] {
                borders.entry((zone, other)).or_default().push(&arc.points);
            }
        }
        let mut outlines = Vec::new();
        for (zones, lines) in borders {
            let points = |line: Vec<usize>| line.into_iter().map(|at| self.points[at]).collect();
            outlines.extend(
                join(&lines).into_iter().map(|line| Outline { zones, points: points(line) }),
            );
        }
        outlines
    }
}

/// Joins lines where exactly two of them end in a point.
fn join(lines: &[&[usize]]) -> Vec<Vec<usize>> {
    let mut ends: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        for end in [line[0], line[line.len() - 1]] {
            ends.entry(end).or_default().push(at);
        }
    }
    let mut is_used = vec![false; lines.len()];
    let mut joined = Vec::new();
    for at in 0..lines.len() {
        if is_used[at] {
            continue;
        }
        is_used[at] = true;
        let mut line = lines[at].to_vec();
        extend(&mut line, lines, &ends, &mut is_used);
        line.reverse();
        extend(&mut line, lines, &ends, &mut is_used);
        joined.push(line);
    }
    joined
}

/// Goes on from the end of a line while the way is clear.
fn extend(
    line: &mut Vec<usize>,
    lines: &[&[usize]],
    ends: &FxHashMap<usize, Vec<usize>>,
    is_used: &mut [bool],
) {
    while let Some(&end) = line.last() {
        let Some([one, other]) = ends.get(&end).map(Vec::as_slice) else { return };
        let Some(next) = [*one, *other].into_iter().find(|&next| !is_used[next]) else { return };
        is_used[next] = true;
        if lines[next][0] == end {
            line.extend(&lines[next][1..]);
        } else {
            line.extend(lines[next].iter().rev().skip(1));
        }
    }
}

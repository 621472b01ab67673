//! Borders between zones, found from the areas themselves: a piece of border belongs to the outline
//! of a zone if the areas on its two sides are not of the same zone.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::drawing::Spot;

/// Four fills do for every map in principle; a simple search may need one more.
const USUAL_FILLS: usize = 4;

/// An area on the sheet, and the zone it belongs to.
pub(crate) struct Shape {
    pub(crate) zone: usize,
    pub(crate) rings: Vec<Vec<Spot>>,
}

/// The borders of zones, and which zones touch.
pub(crate) struct Borders {
    /// Lines to be drawn dark.
    pub(crate) lines: Vec<Vec<Spot>>,
    /// Pairs of zones that share a piece of border, the lower number first.
    pub(crate) touching: BTreeSet<(usize, usize)>,
}

impl Borders {
    /// Neighbours must share their points exactly, as official boundaries do.
    pub(crate) fn between(shapes: &[Shape]) -> Self {
        let mut sides: BTreeMap<(Spot, Spot), Vec<usize>> = BTreeMap::new();
        for shape in shapes {
            for (from, to) in shape.rings.iter().flat_map(|ring| pieces(ring)) {
                sides.entry((from.min(to), from.max(to))).or_default().push(shape.zone);
            }
        }
        let mut touching = BTreeSet::new();
        let mut border = Vec::new();
        for (piece, zones) in sides {
            let (least, most) = (zones.iter().min(), zones.iter().max());
            if let (Some(least), Some(most)) = (least, most)
                && least != most
            {
                touching.insert((*least, *most));
            }
            if zones.len() == 1 || least != most {
                border.push(piece);
            }
        }
        Self { lines: joined(&border), touching }
    }

    /// A fill for each zone such that zones that touch differ: those with the most neighbours
    /// first, and the fills beyond the usual ones only where those do not do.
    pub(crate) fn fills(&self, zones: usize, fills: usize) -> Vec<usize> {
        let mut neighbours = vec![Vec::new(); zones];
        for (one, other) in &self.touching {
            neighbours[*one].push(*other);
            neighbours[*other].push(*one);
        }
        let mut chosen: Vec<Option<usize>> = vec![None; zones];
        for _ in 0..zones {
            let taken = |zone: usize| -> BTreeSet<usize> {
                neighbours[zone].iter().filter_map(|other| chosen[*other]).collect()
            };
            // The zone with the least freedom is next (DSATUR, Brélaz 1979).
            let next = (0..zones).filter(|zone| chosen[*zone].is_none()).max_by_key(|zone| {
                (taken(*zone).len(), neighbours[*zone].len(), usize::MAX - zone)
            });
            let Some(zone) = next else { break };
            let taken = taken(zone);
            let uses = |fill: &usize| chosen.iter().filter(|other| **other == Some(*fill)).count();
            let free = |range: Range<usize>| range.filter(|fill| !taken.contains(fill));
            // Of the usual fills the one used least, so that a map is not all of one colour.
            let usual = free(0..USUAL_FILLS.min(fills)).min_by_key(uses);
            let fill = usual.or_else(|| free(USUAL_FILLS..fills).next());
            chosen[zone] = Some(fill.unwrap_or(zone % fills));
        }
        chosen.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// The straight pieces of a closed ring.
fn pieces(ring: &[Spot]) -> impl Iterator<Item = (Spot, Spot)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Pieces joined to lines as long as may be, so that their spelling is short.
fn joined(pieces: &[(Spot, Spot)]) -> Vec<Vec<Spot>> {
    let mut ends: BTreeMap<Spot, Vec<usize>> = BTreeMap::new();
    for (index, (from, to)) in pieces.iter().enumerate() {
        ends.entry(*from).or_default().push(index);
        ends.entry(*to).or_default().push(index);
    }
    let mut used = vec![false; pieces.len()];
    let mut lines = Vec::new();
    for start in 0..pieces.len() {
        if used[start] {
            continue;
        }
        used[start] = true;
        let (from, to) = pieces[start];
        let mut back = grown(from, pieces, &ends, &mut used);
        let ahead = grown(to, pieces, &ends, &mut used);
        back.reverse();
        back.extend([from, to]);
        back.extend(ahead);
        lines.push(back);
    }
    lines
}

/// The line from `end` on, along pieces that are not used yet.
fn grown(
    mut end: Spot,
    pieces: &[(Spot, Spot)],
    ends: &BTreeMap<Spot, Vec<usize>>,
    used: &mut [bool],
) -> Vec<Spot> {
    let mut line = Vec::new();
    while let Some(next) = ends.get(&end).into_iter().flatten().find(|piece| !used[**piece]) {
        used[*next] = true;
        let (from, to) = pieces[*next];
        end = if from == end { to } else { from };
        line.push(end);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(zone: usize, left: i64, top: i64) -> Shape {
        let ring = vec![(left, top), (left + 10, top), (left + 10, top + 10), (left, top + 10)];
        Shape { zone, rings: vec![ring] }
    }

    #[test]
    fn borders_within_a_zone_are_not_drawn() {
        let borders = Borders::between(&[square(0, 0, 0), square(0, 10, 0), square(1, 20, 0)]);
        let drawn: Vec<_> = borders.lines.iter().flat_map(|line| line.windows(2)).collect();
        assert!(!drawn.iter().any(|piece| piece.iter().all(|spot| spot.0 == 10)));
        assert!(drawn.iter().any(|piece| piece.iter().all(|spot| spot.0 == 20)));
        assert_eq!(borders.touching, BTreeSet::from([(0, 1)]));
    }

    #[test]
    fn zones_that_touch_have_different_fills() {
        let places = (0..4).flat_map(|row| (0..4).map(move |column| (column * 10, row * 10)));
        let shapes: Vec<Shape> =
            places.enumerate().map(|(zone, (left, top))| square(zone, left, top)).collect();
        let borders = Borders::between(&shapes);
        let fills = borders.fills(16, 6);
        assert!(borders.touching.iter().all(|(one, other)| fills[*one] != fills[*other]));
        assert!(fills.iter().all(|fill| *fill < USUAL_FILLS));
    }
}

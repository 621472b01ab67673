//! Leaves out points that make little difference (Douglas and Peucker, Cartographica 10(2), 1973).

use std::cmp::Ordering;

use super::{Step, Topology};
use crate::segments::{distance, distance_to_segment};

/// Times the tolerance of an arc is halved for an area's sake before all its points are kept.
const HALVINGS: u32 = 8;

impl Topology {
    /// The same areas with fewer points: no point left out lies farther than `metres` from its line.
    /// Junctions stay, and every ring keeps three points and its way round.
    #[must_use]
    pub fn simplify(&self, metres: f64) -> Self {
        let mut thinned = self.clone();
        if !metres.is_finite() || metres <= 0.0 {
            return thinned;
        }
        let mut halvings = vec![0; self.arcs.len()];
        let mut todo: Vec<usize> = (0..self.arcs.len()).collect();
        while !todo.is_empty() {
            for arc in todo.drain(..) {
                thinned.arcs[arc].points = self.thin(&self.arcs[arc].points, metres, halvings[arc]);
            }
            for steps in self.rings().filter(|steps| thinned.is_spoilt(steps, self)) {
                todo.extend(steps.iter().map(|step| step.arc));
            }
            todo.sort_unstable();
            todo.dedup();
            todo.retain(|&arc| halvings[arc] <= HALVINGS);
            for &arc in &todo {
                halvings[arc] += 1;
            }
        }
        thinned
    }

    /// Whether a ring lost its ground or turned over.
    fn is_spoilt(&self, steps: &[Step], before: &Self) -> bool {
        let way_round = |ground: f64| ground.partial_cmp(&0.0).unwrap_or(Ordering::Equal);
        let was = way_round(before.signed_ground(steps));
        was != Ordering::Equal && way_round(self.signed_ground(steps)) != was
    }

    /// Square metres inside, negative where the ring runs clockwise (shoelace formula). Measured from
    /// the first point of the ring, lest large coordinates swallow small areas.
    fn signed_ground(&self, steps: &[Step]) -> f64 {
        let ring = self.ring(steps);
        if ring.len() < 3 {
            return 0.0;
        }
        let origin = self.points[ring[0]];
        let from_origin =
            |at: usize| (self.points[at].east - origin.east, self.points[at].north - origin.north);
        let sides = ring.windows(2).map(|side| (from_origin(side[0]), from_origin(side[1])));
        sides.map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0
    }

    fn thin(&self, points: &[usize], metres: f64, halvings: u32) -> Vec<usize> {
        if halvings > HALVINGS {
            return points.to_vec();
        }
        let tolerance = metres * 0.5_f64.powi(halvings.cast_signed());
        let last = points.len() - 1;
        let mut keep = vec![false; points.len()];
        keep[0] = true;
        keep[last] = true;
        let mut todo = vec![(0, last)];
        if points[0] == points[last] {
            // A closed line has no chord: it is cut where it is farthest from its start.
            let far = |at: &usize| distance(self.points[points[0]], self.points[points[*at]]);
            let cut = (0..last).max_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(0);
            keep[cut] = true;
            todo = vec![(0, cut), (cut, last)];
        }
        while let Some((from, to)) = todo.pop() {
            let chord = (self.points[points[from]], self.points[points[to]]);
            let off = |at: &usize| distance_to_segment(self.points[points[*at]], chord.0, chord.1);
            let farthest = (from + 1..to).max_by(|a, b| off(a).total_cmp(&off(b)));
            if let Some(farthest) = farthest.filter(|at| off(at) > tolerance) {
                keep[farthest] = true;
                todo.extend([(from, farthest), (farthest, to)]);
            }
        }
        points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
    }
}

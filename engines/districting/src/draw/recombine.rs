//! Redraws two neighbouring zones at once: joined, spanned by a random tree, cut anew.
//!
//! Single moves cannot turn a border by a right angle without passing through bad plans; this can
//! (recombination: `DeFord`, Duchin and Solomon, Harvard Data Science Review 3.1, 2021). Unlike there,
//! plans are not sampled from a distribution: the better one is sought.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::ground::Ground;
use super::state::State;
use super::tree::Forest;

/// Draws pairs of zones anew.
pub(super) struct Recombiner<'g> {
    forest: Forest<'g>,
    undo: Vec<(usize, usize)>,
}

impl<'g> Recombiner<'g> {
    pub(super) fn new(ground: &'g Ground) -> Self {
        Self { forest: Forest::new(ground), undo: Vec::new() }
    }

    /// Redraws the zones on both sides of a border within the band and says what the plan costs more
    /// now; nothing if the tree had no legal cut. [`Self::take_back`] undoes it.
    pub(super) fn redraw(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Option<f64> {
        let nodes = self.span(state, slot, rng);
        let total = self.forest.people_below[0];
        let legal: Vec<usize> = (1..nodes.len())
            .filter(|&at| {
                let below = self.forest.people_below[at];
                state.outside(below) == 0 && state.outside(total - below) == 0
            })
            .collect();
        if legal.is_empty() {
            return None;
        }
        let place = legal[rng.random_range(0..legal.len())];
        Some(self.cut(state, slot, &nodes, place))
    }

    /// Redraws the two zones so that they lie as little outside the band as a tree allows.
    pub(super) fn even_out(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let (node, other) = state.sides(slot);
        let now =
            state.outside(state.people[state.zone_of[node]]) + state.outside(state.people[other]);
        if now == 0 {
            return;
        }
        let nodes = self.span(state, slot, rng);
        let total = self.forest.people_below[0];
        let outside = |at: usize| {
            let below = self.forest.people_below[at];
            state.outside(below) + state.outside(total - below)
        };
        if let Some(place) = (1..nodes.len()).min_by_key(|&at| outside(at))
            && outside(place) <= now
        {
            self.cut(state, slot, &nodes, place);
        }
    }

    /// Undoes the last redrawing.
    pub(super) fn take_back(&mut self, state: &mut State<'_>) {
        while let Some((node, zone)) = self.undo.pop() {
            state.give(node, zone);
        }
    }

    fn span(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Vec<usize> {
        let (node, _) = state.sides(slot);
        let nodes = state.both_zones((node, state.ground.neighbour_at(slot).node));
        self.forest.grow(&nodes, rng);
        nodes
    }

    /// Gives the part below a place in the tree to one of the zones, the rest to the other, such that
    /// fewer people change zone.
    fn cut(&mut self, state: &mut State<'_>, slot: usize, nodes: &[usize], place: usize) -> f64 {
        self.undo.clear();
        let (node, other) = state.sides(slot);
        let zone = state.zone_of[node];
        let (below, rest) = self.forest.part(nodes, place);
        let people_in_zone = |nodes: &[usize]| -> i64 {
            let inside = nodes.iter().filter(|&&node| state.zone_of[node] == zone);
            inside.map(|&node| state.ground.people[node]).sum()
        };
        let below_stays =
            2 * people_in_zone(&below) >= people_in_zone(&below) + people_in_zone(&rest);
        let (to_below, to_rest) = if below_stays { (zone, other) } else { (other, zone) };
        let mut change = 0.0;
        for (nodes, to) in [(below, to_below), (rest, to_rest)] {
            for node in nodes {
                if state.zone_of[node] != to {
                    self.undo.push((node, state.zone_of[node]));
                    change += state.change(node, to);
                    state.give(node, to);
                }
            }
        }
        change
    }
}

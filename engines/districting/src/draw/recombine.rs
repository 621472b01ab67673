//! Redraws two neighbouring zones at once: joined, spanned by a random tree, cut anew.
//!
//! Single moves cannot turn a border by a right angle without passing through bad plans; this can
//! (recombination: `DeFord`, Duchin and Solomon, Harvard Data Science Review 3.1, 2021). Only the two
//! zones are looked at and touched, so that a redrawing takes as long in a borough as in a country.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::number::real;
use super::price::Account;
use super::state::State;
use super::tree::Forest;

/// Cuts of one tree that are priced before the best of them is proposed.
const CUTS: usize = 8;

/// Draws pairs of zones anew.
pub(super) struct Recombiner {
    pub(super) forest: Forest,
    account: Account,
    nodes: Vec<u32>,
    legal: Vec<usize>,
}

/// A way to draw two zones anew.
#[derive(Debug, Clone, Copy)]
pub(super) struct Redrawing {
    /// Where the tree is cut.
    place: usize,
    /// The zone of the part below the cut.
    below: usize,
    /// The zone of the rest.
    rest: usize,
    /// What the plan would cost more.
    pub(super) change: f64,
}

impl Recombiner {
    pub(super) fn new(state: &State<'_>) -> Self {
        Self {
            forest: Forest::new(state.ground),
            account: Account::new(state),
            nodes: Vec::new(),
            legal: Vec::new(),
        }
    }

    /// The best by price of some ways to cut a random tree over the zones on both sides of a border,
    /// within the band; nothing if the tree has no legal cut.
    pub(super) fn best(
        &mut self,
        state: &State<'_>,
        slot: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Option<Redrawing> {
        let zones = self.span(state, slot, rng);
        self.find_legal(state);
        let now = self.border_now(state, zones.0);
        let mut best: Option<Redrawing> = None;
        for turn in 0..CUTS.min(self.legal.len()) {
            let other = rng.random_range(turn..self.legal.len());
            self.legal.swap(turn, other);
            let mut redrawing = self.label(state, zones, self.legal[turn]);
            if self.breaks_apart(state, redrawing.place) {
                continue;
            }
            redrawing.change = self.forest.cut_cost(redrawing.place) - now;
            if !state.ground.is_plain() {
                self.account.fill(state, self.forest.below(redrawing.place));
                redrawing.change += self.account.change(state, redrawing.below, redrawing.rest);
            }
            if best.is_none_or(|best| redrawing.change < best.change) {
                best = Some(redrawing);
            }
        }
        best
    }

    /// Any legal way to cut a random tree over the zones on both sides of a border, each as likely.
    pub(super) fn any(
        &mut self,
        state: &State<'_>,
        slot: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Option<Redrawing> {
        let zones = self.span(state, slot, rng);
        self.find_legal(state);
        if self.legal.is_empty() {
            return None;
        }
        let place = self.legal[rng.random_range(0..self.legal.len())];
        Some(self.label(state, zones, place))
    }

    /// The way that leaves the two zones as little outside the band as a tree allows, if it is no worse
    /// than now.
    pub(super) fn even_out(
        &mut self,
        state: &State<'_>,
        slot: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Option<Redrawing> {
        let (node, other) = state.sides(slot);
        let now =
            state.outside(state.people[state.zone(node)]) + state.outside(state.people[other]);
        if now == 0 {
            return None;
        }
        let zones = self.span(state, slot, rng);
        let total = self.forest.people_below(0);
        let outside = |at: usize| {
            let below = self.forest.people_below(at);
            state.outside(below) + state.outside(total - below)
        };
        let place = (1..self.forest.len()).min_by_key(|&at| outside(at))?;
        (outside(place) <= now).then(|| self.label(state, zones, place))
    }

    /// Draws the two zones as the last tree was cut.
    pub(super) fn apply(&mut self, state: &mut State<'_>, redrawing: Redrawing) {
        for &node in self.forest.below(redrawing.place) {
            if state.zone(node as usize) != redrawing.below {
                state.give(node as usize, redrawing.below);
            }
        }
        for node in self.forest.rest(redrawing.place) {
            if state.zone(node as usize) != redrawing.rest {
                state.give(node as usize, redrawing.rest);
            }
        }
    }

    /// Grows a tree over the two zones.
    fn span(
        &mut self,
        state: &State<'_>,
        slot: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> (usize, usize) {
        let (node, other) = state.sides(slot);
        let zone = state.zone(node);
        self.nodes.clear();
        self.nodes.extend_from_slice(state.nodes(zone));
        self.nodes.extend_from_slice(state.nodes(other));
        self.forest.grow(state.ground, &self.nodes, rng);
        (zone, other)
    }

    fn find_legal(&mut self, state: &State<'_>) {
        let total = self.forest.people_below(0);
        self.legal.clear();
        for at in 1..self.forest.len() {
            let below = self.forest.people_below(at);
            if state.outside(below) == 0 && state.outside(total - below) == 0 {
                self.legal.push(at);
            }
        }
    }

    /// Gives the part below a place to one of the zones such that fewer people change zone.
    fn label(&self, state: &State<'_>, zones: (usize, usize), place: usize) -> Redrawing {
        let below = self.forest.below(place).iter();
        let stay = below.filter(|&&node| state.zone(node as usize) == zones.0);
        let stay: i64 = stay.map(|&node| state.ground.people[node as usize]).sum();
        // Those of the first zone not below, were the labels the other way round.
        let people_below = self.forest.people_below(place);
        let stays = 4 * stay + state.people[zones.1] >= state.people[zones.0] + 2 * people_below;
        let (below, rest) = if stays { zones } else { (zones.1, zones.0) };
        Redrawing { place, below, rest, change: 0.0 }
    }

    /// What the border between both zones costs now.
    fn border_now(&self, state: &State<'_>, zone: usize) -> f64 {
        self.forest.border_after(state.nodes(zone).len())
    }

    /// Whether one of the parts would hold two nodes that may not share a zone.
    fn breaks_apart(&self, state: &State<'_>, place: usize) -> bool {
        if !state.ground.has_apart() {
            return false;
        }
        let below = self.forest.below(place);
        let rest: Vec<u32> = self.forest.rest(place).collect();
        let breaks = |part: &[u32]| {
            let mut others = part.iter().flat_map(|&node| state.ground.apart(node as usize));
            others.any(|other| part.contains(other))
        };
        breaks(below) || breaks(&rest)
    }
}

/// How likely a change is to be taken at a temperature (Metropolis).
pub(super) fn is_taken(change: f64, temperature: f64, rng: &mut Xoshiro256PlusPlus) -> bool {
    change <= 0.0 || rng.random::<f64>() < (-change / temperature).exp()
}

/// The same for whole people.
pub(super) fn is_taken_whole(change: i64, temperature: f64, rng: &mut Xoshiro256PlusPlus) -> bool {
    is_taken(real(change), temperature, rng)
}

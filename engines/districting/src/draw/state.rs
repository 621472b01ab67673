//! A plan while it is being drawn: who is in which zone, and where the borders run.

use super::Limits;
use super::ground::{Ground, add};
use super::number::small;
use super::walk::Walk;

/// No place, no zone.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Zones of one piece of ground with everything that makes a change cheap to price.
pub(super) struct State<'g> {
    pub(super) ground: &'g Ground,
    pub(super) limits: Limits,
    pub(super) zone_of: Vec<u32>,
    /// People of each zone; there may be zones without any nodes, ready to be used.
    pub(super) people: Vec<i64>,
    /// The zone that is home to each unit; `NOWHERE` where it has none here.
    pub(super) home: Vec<u32>,
    /// People on the lists that have their home in a zone, zone by zone, for each band of lists.
    pub(super) listed: Vec<i64>,
    /// Pairs of nodes in one zone that may not share one.
    pub(super) conflicts: usize,
    nodes_of: Vec<Vec<u32>>,
    place_in_zone: Vec<u32>,
    /// People of each unit in each zone, zone by zone.
    tallies: Vec<f64>,
    sums: Vec<f64>,
    trips: Vec<f64>,
    /// Places in the lists of neighbours where a usable border runs, in no order, and where each is.
    cut: Vec<u32>,
    place_in_cut: Vec<u32>,
    pub(super) walk: Walk,
}

impl<'g> State<'g> {
    /// `zones` is how many there may be; the units' homes are found anew.
    pub(super) fn new(ground: &'g Ground, limits: Limits, zones: usize, zone_of: Vec<u32>) -> Self {
        let nodes = ground.nodes();
        let mut state = Self {
            ground,
            limits,
            people: vec![0; zones],
            home: vec![NOWHERE; ground.units.len()],
            listed: vec![0; zones * ground.lists.len()],
            conflicts: 0,
            nodes_of: vec![Vec::new(); zones],
            place_in_zone: vec![0; nodes],
            tallies: vec![0.0; zones * ground.units.len()],
            sums: vec![0.0; zones * ground.scalars.len()],
            trips: vec![0.0; zones * ground.hubs],
            cut: Vec::new(),
            place_in_cut: vec![NOWHERE; ground.all_slots()],
            walk: Walk::new(nodes),
            zone_of,
        };
        for node in 0..nodes {
            state.enter(node, state.zone_of[node] as usize);
            for slot in ground.slots(node) {
                state.mark_border(slot, state.is_border(slot));
            }
        }
        state.conflicts = state.count_conflicts();
        state.find_homes();
        state
    }

    /// The same plan on finer ground: `node_of` gives the node here of each node there.
    pub(super) fn on_finer<'f>(&self, ground: &'f Ground, node_of: &[u32]) -> State<'f> {
        let zone_of = node_of.iter().map(|&node| self.zone_of[node as usize]).collect();
        let mut finer = State::new(ground, self.limits, self.capacity(), zone_of);
        finer.take_homes(&self.home);
        finer
    }

    /// Gives each unit that wants one the home it has elsewhere.
    pub(super) fn take_homes(&mut self, home: &[u32]) {
        for (unit, &zone) in home.iter().enumerate() {
            if zone != NOWHERE {
                self.rehome(unit, zone as usize);
            }
        }
    }

    fn count_conflicts(&self) -> usize {
        let here = |node: usize| {
            let others = self.ground.apart(node).iter();
            others.filter(|&&other| self.zone_of[other as usize] == self.zone_of[node]).count()
        };
        if self.ground.has_apart() {
            (0..self.ground.nodes()).map(here).sum::<usize>() / 2
        } else {
            0
        }
    }

    /// How many zones there may be.
    pub(super) fn capacity(&self) -> usize {
        self.people.len()
    }

    /// Zones with nodes in them.
    pub(super) fn zones(&self) -> impl Iterator<Item = usize> {
        (0..self.capacity()).filter(|&zone| !self.nodes_of[zone].is_empty())
    }

    /// The nodes of a zone, in no order.
    pub(super) fn nodes(&self, zone: usize) -> &[u32] {
        &self.nodes_of[zone]
    }

    pub(super) fn zone(&self, node: usize) -> usize {
        self.zone_of[node] as usize
    }

    /// Where borders run, as places in the lists of neighbours; each from both sides.
    pub(super) fn borders(&self) -> &[u32] {
        &self.cut
    }

    /// The node on this side and the zone on the other side of a place on a border.
    pub(super) fn sides(&self, slot: usize) -> (usize, usize) {
        (self.ground.owner(slot), self.zone(self.ground.neighbour_at(slot).node as usize))
    }

    pub(super) fn tally(&self, zone: usize, unit: usize) -> f64 {
        self.tallies[zone * self.ground.units.len() + unit]
    }

    pub(super) fn sums(&self, zone: usize) -> &[f64] {
        let count = self.ground.scalars.len();
        &self.sums[zone * count..(zone + 1) * count]
    }

    pub(super) fn trips(&self, zone: usize) -> &[f64] {
        &self.trips[zone * self.ground.hubs..(zone + 1) * self.ground.hubs]
    }

    /// Whether both zones keep the band if a node goes from one to the other.
    pub(super) fn keeps_band(&self, node: usize, to: usize) -> bool {
        let (from, people) = (self.zone(node), self.ground.people[node]);
        self.nodes_of[from].len() > 1
            && self.people[from] - people >= self.limits.least
            && self.people[to] + people <= self.limits.most
    }

    /// How many people a zone of so many lies outside the band.
    pub(super) fn outside(&self, people: i64) -> i64 {
        self.limits.outside(people)
    }

    pub(super) fn is_legal(&self) -> bool {
        self.conflicts == 0 && self.zones().all(|zone| self.outside(self.people[zone]) == 0)
    }

    pub(super) fn has_others(&self, node: usize) -> bool {
        self.nodes_of[self.zone(node)].len() > 1
    }

    /// How many more pairs that may not share a zone would do so if a node went there.
    pub(super) fn more_conflicts(&self, node: usize, to: usize) -> i64 {
        let from = self.zone(node);
        self.ground.apart(node).iter().fold(0, |more, &other| {
            let zone = self.zone(other as usize);
            more + i64::from(zone == to) - i64::from(zone == from)
        })
    }

    /// Moves a node, whatever the rules.
    pub(super) fn give(&mut self, node: usize, to: usize) {
        let change = self.more_conflicts(node, to);
        self.conflicts = self.conflicts.saturating_add_signed(isize::try_from(change).unwrap_or(0));
        self.leave(node);
        self.enter(node, to);
        self.zone_of[node] = small(to);
        for slot in self.ground.slots(node) {
            let is_border = self.is_border(slot);
            if is_border || self.place_in_cut[slot] != NOWHERE {
                self.mark_border(slot, is_border);
                self.mark_border(self.ground.neighbour_at(slot).back as usize, is_border);
            }
        }
    }

    fn leave(&mut self, node: usize) {
        let (ground, from) = (self.ground, self.zone(node));
        self.people[from] -= ground.people[node];
        for member in ground.members(node) {
            self.tallies[from * ground.units.len() + member.unit as usize] -= member.people;
        }
        let count = ground.scalars.len();
        for (sum, amount) in self.sums[from * count..].iter_mut().zip(ground.amounts(node)) {
            *sum -= amount;
        }
        for (sum, trip) in self.trips[from * ground.hubs..].iter_mut().zip(ground.trips(node)) {
            *sum -= trip;
        }
        let place = self.place_in_zone[node] as usize;
        self.nodes_of[from].swap_remove(place);
        if let Some(&moved) = self.nodes_of[from].get(place) {
            self.place_in_zone[moved as usize] = small(place);
        }
    }

    fn enter(&mut self, node: usize, to: usize) {
        let ground = self.ground;
        self.people[to] += ground.people[node];
        for member in ground.members(node) {
            self.tallies[to * ground.units.len() + member.unit as usize] += member.people;
        }
        add(&mut self.sums[to * ground.scalars.len()..], ground.amounts(node));
        add(&mut self.trips[to * ground.hubs..], ground.trips(node));
        self.place_in_zone[node] = small(self.nodes_of[to].len());
        self.nodes_of[to].push(small(node));
    }

    fn is_border(&self, slot: usize) -> bool {
        let beside = self.ground.neighbour_at(slot);
        beside.usable && self.zone_of[beside.node as usize] != self.zone_of[self.ground.owner(slot)]
    }

    fn mark_border(&mut self, slot: usize, is_border: bool) {
        match (is_border, self.place_in_cut[slot]) {
            (true, NOWHERE) => {
                self.place_in_cut[slot] = small(self.cut.len());
                self.cut.push(small(slot));
            }
            (false, place) if place != NOWHERE => {
                self.cut.swap_remove(place as usize);
                if let Some(&moved) = self.cut.get(place as usize) {
                    self.place_in_cut[moved as usize] = place;
                }
                self.place_in_cut[slot] = NOWHERE;
            }
            _ => {}
        }
    }

    /// Whether the zone of a node still hangs together without it.
    pub(super) fn hangs_together_without(&mut self, node: usize) -> bool {
        self.walk.hangs_together_without(self.ground, &self.zone_of, node)
    }
}

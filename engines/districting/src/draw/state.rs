//! A plan while it is being drawn: what each change costs, and whether a zone still hangs together.

use super::Limits;
use super::ground::Ground;

const NOWHERE: usize = usize::MAX;

/// Zones of one piece of ground with everything that makes a change cheap to price.
pub(super) struct State<'g> {
    pub(super) ground: &'g Ground,
    pub(super) limits: Limits,
    pub(super) zone_of: Vec<usize>,
    pub(super) people: Vec<i64>,
    size: Vec<usize>,
    /// People of each unit in each zone, zone by zone.
    tallies: Vec<f64>,
    /// Places in the lists of neighbours where a usable border runs, in no order, and where each is.
    cut: Vec<usize>,
    place_in_cut: Vec<usize>,
    owner_of_slot: Vec<usize>,
    walk: Walk,
}

/// Marks for walking through a zone.
struct Walk {
    stamp: u64,
    seen: Vec<u64>,
    queue: Vec<usize>,
}

impl<'g> State<'g> {
    pub(super) fn new(
        ground: &'g Ground,
        limits: Limits,
        zones: usize,
        zone_of: Vec<usize>,
    ) -> Self {
        let nodes = ground.nodes();
        let owner_of_slot: Vec<usize> =
            (0..nodes).flat_map(|node| ground.slots(node).map(move |_| node)).collect();
        let mut state = Self {
            ground,
            limits,
            people: vec![0; zones],
            size: vec![0; zones],
            tallies: vec![0.0; zones * ground.worth.len()],
            cut: Vec::new(),
            place_in_cut: vec![NOWHERE; owner_of_slot.len()],
            owner_of_slot,
            walk: Walk { stamp: 0, seen: vec![0; nodes], queue: Vec::new() },
            zone_of,
        };
        for node in 0..nodes {
            let zone = state.zone_of[node];
            state.people[zone] += ground.people[node];
            state.size[zone] += 1;
            for member in ground.members(node) {
                state.tallies[zone * ground.worth.len() + member.unit] += member.people;
            }
            state.mark_border(node);
        }
        state
    }

    pub(super) fn zones(&self) -> usize {
        self.people.len()
    }

    /// Where borders run, as places in the lists of neighbours.
    pub(super) fn borders(&self) -> &[usize] {
        &self.cut
    }

    /// The node on this side and the zone on the other side of a place on a border.
    pub(super) fn sides(&self, slot: usize) -> (usize, usize) {
        (self.owner_of_slot[slot], self.zone_of[self.ground.neighbour_at(slot).node])
    }

    /// What is paid for the whole plan: cut borders less cohesion. Lower is better.
    pub(super) fn cost(&self) -> f64 {
        let mut cost = 0.0;
        for node in 0..self.ground.nodes() {
            for beside in self.ground.neighbours(node) {
                if self.zone_of[beside.node] != self.zone_of[node] {
                    cost += beside.cost / 2.0;
                }
            }
        }
        let units = self.ground.worth.len();
        for (at, people) in self.tallies.iter().enumerate() {
            cost -= self.ground.worth[at % units] * people * people;
        }
        cost
    }

    /// What the plan would cost more if a node went to another zone.
    pub(super) fn change(&self, node: usize, to: usize) -> f64 {
        let from = self.zone_of[node];
        let mut change = 0.0;
        for beside in self.ground.neighbours(node) {
            let zone = self.zone_of[beside.node];
            if zone == from {
                change += beside.cost;
            } else if zone == to {
                change -= beside.cost;
            }
        }
        let units = self.ground.worth.len();
        for member in self.ground.members(node) {
            let here = self.tallies[from * units + member.unit];
            let there = self.tallies[to * units + member.unit];
            let gain = 2.0 * member.people * (member.people + there - here);
            change -= self.ground.worth[member.unit] * gain;
        }
        change
    }

    /// Whether both zones keep the band if a node goes from one to the other.
    pub(super) fn keeps_band(&self, node: usize, to: usize) -> bool {
        let (from, people) = (self.zone_of[node], self.ground.people[node]);
        self.size[from] > 1
            && self.people[from] - people >= self.limits.least
            && self.people[to] + people <= self.limits.most
    }

    /// How many people a zone of so many lies outside the band.
    pub(super) fn outside(&self, people: i64) -> i64 {
        (self.limits.least - people).max(people - self.limits.most).max(0)
    }

    pub(super) fn is_legal(&self) -> bool {
        self.people.iter().all(|&people| self.outside(people) == 0)
    }

    pub(super) fn has_others(&self, node: usize) -> bool {
        self.size[self.zone_of[node]] > 1
    }

    /// Moves a node, whatever the rules.
    pub(super) fn give(&mut self, node: usize, to: usize) {
        let from = self.zone_of[node];
        let units = self.ground.worth.len();
        for member in self.ground.members(node) {
            self.tallies[from * units + member.unit] -= member.people;
            self.tallies[to * units + member.unit] += member.people;
        }
        self.people[from] -= self.ground.people[node];
        self.people[to] += self.ground.people[node];
        self.size[from] -= 1;
        self.size[to] += 1;
        self.zone_of[node] = to;
        self.mark_border(node);
        for slot in self.ground.slots(node) {
            self.mark_border(self.ground.neighbour_at(slot).node);
        }
    }

    fn mark_border(&mut self, node: usize) {
        for slot in self.ground.slots(node) {
            let beside = self.ground.neighbour_at(slot);
            let is_border = beside.usable && self.zone_of[beside.node] != self.zone_of[node];
            match (is_border, self.place_in_cut[slot]) {
                (true, NOWHERE) => {
                    self.place_in_cut[slot] = self.cut.len();
                    self.cut.push(slot);
                }
                (false, place) if place != NOWHERE => {
                    self.cut.swap_remove(place);
                    if let Some(&moved) = self.cut.get(place) {
                        self.place_in_cut[moved] = place;
                    }
                    self.place_in_cut[slot] = NOWHERE;
                }
                _ => {}
            }
        }
    }

    /// Whether the zone of a node still hangs together without it.
    ///
    /// The neighbours of the node in its zone are looked for from one of them: mostly they touch each
    /// other and the walk ends after a few steps; else it goes through the zone.
    pub(super) fn hangs_together_without(&mut self, node: usize) -> bool {
        let (ground, zone) = (self.ground, self.zone_of[node]);
        self.walk.stamp += 1;
        let wanted = self.walk.stamp * 2;
        let mut missing = 0;
        let mut first = None;
        for beside in ground.neighbours(node) {
            if beside.usable && self.zone_of[beside.node] == zone {
                self.walk.seen[beside.node] = wanted;
                missing += 1;
                first = first.or(Some(beside.node));
            }
        }
        let Some(first) = first else { return true };
        let visited = wanted + 1;
        self.walk.seen[node] = visited;
        self.walk.seen[first] = visited;
        self.walk.queue.clear();
        self.walk.queue.push(first);
        missing -= 1;
        let mut at = 0;
        while missing > 0 && at < self.walk.queue.len() {
            let here = self.walk.queue[at];
            at += 1;
            for beside in ground.neighbours(here) {
                let next = beside.node;
                let seen = self.walk.seen[next];
                if !beside.usable || self.zone_of[next] != zone || seen == visited {
                    continue;
                }
                missing -= usize::from(seen == wanted);
                self.walk.seen[next] = visited;
                self.walk.queue.push(next);
            }
        }
        missing == 0
    }

    /// The nodes of the zones on both sides of a border, starting from one on each side.
    pub(super) fn both_zones(&mut self, nodes: (usize, usize)) -> Vec<usize> {
        let zones = [self.zone_of[nodes.0], self.zone_of[nodes.1]];
        self.walk.stamp += 1;
        let visited = self.walk.stamp * 2;
        let mut found = vec![nodes.0, nodes.1];
        self.walk.seen[nodes.0] = visited;
        self.walk.seen[nodes.1] = visited;
        let mut at = 0;
        while at < found.len() {
            for beside in self.ground.neighbours(found[at]) {
                let next = beside.node;
                let is_new = self.walk.seen[next] != visited;
                if is_new && beside.usable && zones.contains(&self.zone_of[next]) {
                    self.walk.seen[next] = visited;
                    found.push(next);
                }
            }
            at += 1;
        }
        found
    }
}

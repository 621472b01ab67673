//! What a plan costs, and what a change would cost more: borders less cohesion, and the other wishes.

use super::ground::add;
use super::number::small;
use super::state::{NOWHERE, State};

/// Price of a person outside the band of lists, beside one who lives at home: dear enough that lists
/// come into the band wherever they can, cheap enough that the way there is not barred.
const OUTSIDE_LIST: f64 = 8.0;

impl State<'_> {
    /// What is paid for the whole plan. Lower is better.
    pub(super) fn cost(&self) -> f64 {
        let mut cost = 0.0;
        for node in 0..self.ground.nodes() {
            for beside in self.ground.neighbours(node) {
                if self.zone_of[beside.node as usize] != self.zone_of[node] {
                    cost += beside.cost / 2.0;
                }
            }
        }
        for zone in self.zones() {
            for (unit, worth) in self.ground.units.iter().enumerate() {
                let people = self.tally(zone, unit);
                cost -= worth.together * people * people;
                if self.home[unit] == small(zone) {
                    cost -= worth.at_home * people;
                }
            }
            cost += self.rest_of(zone);
            cost += self.price_of_lists(zone, 0, 0);
        }
        cost
    }

    /// What the sums and trips of a zone cost.
    pub(super) fn rest_of(&self, zone: usize) -> f64 {
        let scalars = self.ground.scalars.iter().zip(self.sums(zone));
        let sums: f64 = scalars.map(|(scalar, &sum)| scalar.price(sum, self.people[zone])).sum();
        sums + cheapest(self.trips(zone).iter().copied())
    }

    /// What borders would cost more if a node went to another zone.
    pub(super) fn change_of_border(&self, node: usize, to: usize) -> f64 {
        let (from, to) = (self.zone_of[node], small(to));
        let mut change = 0.0;
        for beside in self.ground.neighbours(node) {
            let zone = self.zone_of[beside.node as usize];
            if zone == from {
                change += beside.cost;
            } else if zone == to {
                change -= beside.cost;
            }
        }
        change
    }

    /// What the plan would cost more if a node went to another zone.
    pub(super) fn change(&self, node: usize, to: usize) -> f64 {
        let (from, to_zone) = (self.zone_of[node], small(to));
        let mut change = self.change_of_border(node, to);
        let from = from as usize;
        for member in self.ground.members(node) {
            let unit = member.unit as usize;
            let worth = &self.ground.units[unit];
            if worth.together > 0.0 {
                let away = self.tally(to, unit) - self.tally(from, unit);
                change -= worth.together * 2.0 * member.people * (member.people + away);
            }
            if worth.at_home > 0.0 {
                let home = self.home[unit];
                let comes = f64::from(u8::from(home == to_zone));
                let goes = f64::from(u8::from(home as usize == from));
                change -= worth.at_home * member.people * (comes - goes);
            }
        }
        change + self.change_of_rest(node, from, to)
    }

    fn change_of_rest(&self, node: usize, from: usize, to: usize) -> f64 {
        let ground = self.ground;
        if ground.scalars.is_empty() && ground.hubs == 0 {
            return 0.0;
        }
        let mut change = 0.0;
        let people = ground.people[node];
        let (less, more) = (self.people[from] - people, self.people[to] + people);
        for (at, (scalar, &amount)) in ground.scalars.iter().zip(ground.amounts(node)).enumerate() {
            let (there, here) = (self.sums(to)[at], self.sums(from)[at]);
            change += scalar.price(here - amount, less) - scalar.price(here, self.people[from]);
            change += scalar.price(there + amount, more) - scalar.price(there, self.people[to]);
        }
        if ground.hubs > 0 {
            let trips = ground.trips(node);
            let (here, there) = (self.trips(from), self.trips(to));
            change -= cheapest(here.iter().copied()) + cheapest(there.iter().copied());
            change += cheapest(here.iter().zip(trips).map(|(sum, trip)| sum - trip));
            change += cheapest(there.iter().zip(trips).map(|(sum, trip)| sum + trip));
        }
        change
    }

    /// What it would cost more if another zone became home to a unit.
    pub(super) fn change_of_home(&self, unit: usize, to: usize) -> f64 {
        let worth = &self.ground.units[unit];
        let from = self.home[unit] as usize;
        let mut change = worth.at_home * (self.tally(from, unit) - self.tally(to, unit));
        if let Some(list) = worth.list {
            let list = list as usize;
            change -= self.price_of_list(from, list, 0) + self.price_of_list(to, list, 0);
            change += self.price_of_list(from, list, -worth.people);
            change += self.price_of_list(to, list, worth.people);
        }
        change
    }

    fn price_of_lists(&self, zone: usize, less: i64, more: i64) -> f64 {
        (0..self.ground.lists.len()).map(|list| self.price_of_list(zone, list, more - less)).sum()
    }

    fn price_of_list(&self, zone: usize, list: usize, more: i64) -> f64 {
        let band = &self.ground.lists[list];
        let people = self.listed[zone * self.ground.lists.len() + list] + more;
        OUTSIDE_LIST * band.worth * super::number::real(band.limits.outside(people))
    }

    /// Makes a zone home to a unit.
    pub(super) fn rehome(&mut self, unit: usize, to: usize) {
        let lists = self.ground.lists.len();
        let worth = self.ground.units[unit];
        if let Some(list) = worth.list {
            if self.home[unit] != NOWHERE {
                self.listed[self.home[unit] as usize * lists + list as usize] -= worth.people;
            }
            self.listed[to * lists + list as usize] += worth.people;
        }
        self.home[unit] = small(to);
    }

    /// Gives each unit that wants a home the zone in which most of its people live.
    pub(super) fn find_homes(&mut self) {
        for unit in 0..self.ground.units.len() {
            if self.ground.units[unit].at_home > 0.0 {
                self.find_home(unit);
            }
        }
    }

    /// Gives a unit the zone in which most of its people live.
    pub(super) fn find_home(&mut self, unit: usize) {
        let most = |zone: &usize| (self.tally(*zone, unit), std::cmp::Reverse(*zone));
        let best = self.zones().max_by(|one, other| {
            most(one).0.total_cmp(&most(other).0).then(most(one).1.cmp(&most(other).1))
        });
        if let Some(best) = best {
            self.rehome(unit, best);
        }
    }

    /// People on lists outside their band.
    pub(super) fn outside_lists(&self) -> i64 {
        let count = self.ground.lists.len();
        let of_zone = |zone: usize| -> i64 {
            let lists = self.ground.lists.iter().zip(&self.listed[zone * count..]);
            lists.map(|(list, &people)| list.limits.outside(people)).sum()
        };
        if count == 0 { 0 } else { self.zones().map(of_zone).sum() }
    }
}

/// The least of some costs; none cost nothing.
pub(super) fn cheapest(costs: impl Iterator<Item = f64>) -> f64 {
    let least = costs.fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 0.0 }
}

/// What a set of nodes would cost as a zone, worked out from its nodes.
pub(super) struct Account {
    pub(super) people: i64,
    /// People of each unit, by unit; only those in `touched` are not nought.
    tallies: Vec<f64>,
    touched: Vec<u32>,
    sums: Vec<f64>,
    trips: Vec<f64>,
}

impl Account {
    pub(super) fn new(state: &State<'_>) -> Self {
        let ground = state.ground;
        Self {
            people: 0,
            tallies: vec![0.0; ground.units.len()],
            touched: Vec::new(),
            sums: vec![0.0; ground.scalars.len()],
            trips: vec![0.0; ground.hubs],
        }
    }

    /// Puts the nodes of one part of a pair of zones into the account.
    pub(super) fn fill(&mut self, state: &State<'_>, nodes: &[u32]) {
        for unit in self.touched.drain(..) {
            self.tallies[unit as usize] = 0.0;
        }
        self.people = 0;
        self.sums.fill(0.0);
        self.trips.fill(0.0);
        for &node in nodes {
            let node = node as usize;
            self.people += state.ground.people[node];
            add(&mut self.sums, state.ground.amounts(node));
            add(&mut self.trips, state.ground.trips(node));
            for member in state.ground.members(node) {
                let tally = &mut self.tallies[member.unit as usize];
                if *tally == 0.0 {
                    self.touched.push(member.unit);
                }
                *tally += member.people;
            }
        }
    }

    /// What two zones would cost more if the first had this account and the second the rest, borders
    /// apart.
    pub(super) fn change(&self, state: &State<'_>, one: usize, other: usize) -> f64 {
        let mut change = 0.0;
        for (unit, worth) in state.ground.units.iter().enumerate() {
            let (was, rest) = (state.tally(one, unit), state.tally(other, unit));
            let (now, left) = (self.tallies[unit], was + rest - self.tallies[unit]);
            change -= worth.together * (now * now + left * left - was * was - rest * rest);
            if worth.at_home > 0.0 {
                let home = state.home[unit];
                if home == small(one) {
                    change -= worth.at_home * (now - was);
                } else if home == small(other) {
                    change -= worth.at_home * (left - rest);
                }
            }
        }
        change + self.change_of_rest(state, one, other)
    }

    fn change_of_rest(&self, state: &State<'_>, one: usize, other: usize) -> f64 {
        let ground = state.ground;
        if ground.scalars.is_empty() && ground.hubs == 0 {
            return 0.0;
        }
        let left = state.people[one] + state.people[other] - self.people;
        let mut change = -state.rest_of(one) - state.rest_of(other);
        let both = state.sums(one).iter().zip(state.sums(other)).map(|(a, b)| a + b);
        for ((scalar, &sum), both) in ground.scalars.iter().zip(&self.sums).zip(both) {
            change += scalar.price(sum, self.people) + scalar.price(both - sum, left);
        }
        let both = state.trips(one).iter().zip(state.trips(other)).map(|(a, b)| a + b);
        change += cheapest(self.trips.iter().copied());
        change + cheapest(self.trips.iter().zip(both).map(|(trip, both)| both - trip))
    }
}

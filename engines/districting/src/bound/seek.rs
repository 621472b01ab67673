//! Zones that undercut their rewards, found quickly: a legal zone takes in a neighbour, gives one away or
//! swaps two, whichever saves most, until nothing does.

use super::terrain::Terrain;

/// Less than this is no saving.
const LEAST_SAVING: f64 = 1e-9;

/// A change to a zone.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    taken: Option<usize>,
    given: Option<usize>,
    saved: f64,
}

struct Search<'t> {
    terrain: &'t Terrain,
    rewards: &'t [f64],
    zone: Vec<usize>,
    is_in: Vec<bool>,
    people: u64,
}

/// The best zone near a legal one, by tolls less rewards.
pub(super) fn near(terrain: &Terrain, rewards: &[f64], zone: &[usize]) -> Vec<usize> {
    let mut is_in = vec![false; terrain.blocks()];
    for &block in zone {
        is_in[block] = true;
    }
    let people = zone.iter().map(|&block| terrain.people[block]).sum();
    let mut search = Search { terrain, rewards, zone: zone.to_vec(), is_in, people };
    while search.improve() {}
    search.zone.sort_unstable();
    search.zone
}

impl Search<'_> {
    fn improve(&mut self) -> bool {
        let mut changes = self.changes();
        changes.sort_by(|one, other| other.saved.total_cmp(&one.saved));
        for change in changes {
            let before = self.zone.clone();
            self.apply(change);
            if self.terrain.is_legal(&self.zone) {
                return true;
            }
            self.restore(before);
        }
        false
    }

    /// All changes that save something and keep the band.
    fn changes(&self) -> Vec<Change> {
        let mut beside: Vec<usize> =
            self.zone.iter().flat_map(|&block| &self.terrain.beside[block]).copied().collect();
        beside.retain(|&block| !self.is_in[block]);
        beside.sort_unstable();
        beside.dedup();
        let takes: Vec<(usize, f64)> =
            beside.into_iter().map(|block| (block, self.saved_by_taking(block))).collect();
        let gives: Vec<(usize, f64)> =
            self.zone.iter().map(|&block| (block, -self.saved_by_taking(block))).collect();
        let mut changes: Vec<Change> = Vec::new();
        for &(block, saved) in &takes {
            changes.push(Change { taken: Some(block), given: None, saved });
        }
        for &(block, saved) in &gives {
            changes.push(Change { taken: None, given: Some(block), saved });
        }
        for &(taken, by_taking) in &takes {
            for &(given, by_giving) in &gives {
                let saved = by_taking + by_giving - 2.0 * self.toll(taken, given);
                changes.push(Change { taken: Some(taken), given: Some(given), saved });
            }
        }
        changes.retain(|change| change.saved > LEAST_SAVING && self.keeps_band(*change));
        changes
    }

    /// What the zone would pay less with a block; for a block of the zone, what it pays less than without.
    fn saved_by_taking(&self, block: usize) -> f64 {
        let tolls: f64 = self.terrain.links[block]
            .iter()
            .map(|&(other, price)| if self.is_in[other] { price } else { -price })
            .sum();
        self.rewards[block] - self.terrain.own[block] + tolls
    }

    fn toll(&self, a: usize, b: usize) -> f64 {
        let link = self.terrain.links[a].iter().find(|(other, _)| *other == b);
        link.map_or(0.0, |(_, price)| *price)
    }

    fn keeps_band(&self, change: Change) -> bool {
        let people = |block: Option<usize>| block.map_or(0, |block| self.terrain.people[block]);
        self.terrain.band.holds(self.people + people(change.taken) - people(change.given))
    }

    fn apply(&mut self, change: Change) {
        let mut zone = self.zone.clone();
        zone.retain(|block| Some(*block) != change.given);
        zone.extend(change.taken);
        self.restore(zone);
    }

    fn restore(&mut self, zone: Vec<usize>) {
        for &block in &self.zone {
            self.is_in[block] = false;
        }
        for &block in &zone {
            self.is_in[block] = true;
        }
        self.people = zone.iter().map(|&block| self.terrain.people[block]).sum();
        self.zone = zone;
    }
}

//! Changes the number of zones: three neighbours become two, or two become three.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::seed::part;
use super::state::{NOWHERE, State};
use super::tree::Forest;

/// Draws some zones anew with one zone more or one less.
#[derive(Default)]
pub(super) struct Recutter {
    undo: Vec<(usize, usize)>,
    homes: Vec<(usize, usize)>,
}

impl Recutter {
    /// Draws the zones around a border anew and says what the plan costs more now; nothing if the
    /// people are too many or too few for another number, or the trees had no legal cut.
    /// [`Self::take_back`] undoes it.
    pub(super) fn recut(
        &mut self,
        state: &mut State<'_>,
        forest: &mut Forest,
        slot: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Option<f64> {
        self.undo.clear();
        self.homes.clear();
        let (mut zones, wanted) = choose(state, slot, rng)?;
        let nodes = zones.iter().flat_map(|&zone| state.nodes(zone)).copied().collect();
        let parts = part(state.ground, forest, (nodes, wanted), (state.limits, 3), rng);
        let people =
            |part: &Vec<u32>| part.iter().map(|&node| state.ground.people[node as usize]).sum();
        if parts.iter().any(|part| state.outside(people(part)) > 0) {
            return None;
        }
        if wanted > zones.len() {
            zones.push((0..state.capacity()).find(|&zone| state.nodes(zone).is_empty())?);
        }
        let before = state.conflicts;
        let change = self.apply(state, &zones, &parts);
        if state.conflicts > before {
            self.take_back(state);
            return None;
        }
        Some(change + self.rehome(state, &zones, wanted))
    }

    /// Undoes the last redrawing.
    pub(super) fn take_back(&mut self, state: &mut State<'_>) {
        while let Some((node, zone)) = self.undo.pop() {
            state.give(node, zone);
        }
        while let Some((unit, zone)) = self.homes.pop() {
            state.rehome(unit, zone);
        }
    }

    fn apply(&mut self, state: &mut State<'_>, zones: &[usize], parts: &[Vec<u32>]) -> f64 {
        let mut change = 0.0;
        for (&zone, part) in zones.iter().zip(parts) {
            for &node in part {
                let node = node as usize;
                if state.zone(node) != zone {
                    self.undo.push((node, state.zone(node)));
                    change += state.change(node, zone);
                    state.give(node, zone);
                }
            }
        }
        change
    }

    /// Units whose home is gone find another among the zones drawn anew.
    fn rehome(&mut self, state: &mut State<'_>, zones: &[usize], wanted: usize) -> f64 {
        let (kept, gone) = zones.split_at(wanted.min(zones.len()));
        let lost = |home: u32| home != NOWHERE && gone.contains(&(home as usize));
        let units: Vec<usize> =
            (0..state.home.len()).filter(|&unit| lost(state.home[unit])).collect();
        let mut change = 0.0;
        for unit in units {
            let tally = |zone: &usize| state.tally(*zone, unit);
            let best = kept.iter().copied();
            let best = best.max_by(|one, other| tally(one).total_cmp(&tally(other)));
            let Some(best) = best else { continue };
            change += state.change_of_home(unit, best);
            self.homes.push((unit, state.home[unit] as usize));
            state.rehome(unit, best);
        }
        change
    }
}

/// Two or three zones around a border, and how many they are to become.
fn choose(
    state: &State<'_>,
    slot: usize,
    rng: &mut Xoshiro256PlusPlus,
) -> Option<(Vec<usize>, usize)> {
    let (node, other) = state.sides(slot);
    let mut zones = vec![state.zone(node), other];
    let people = |zones: &[usize]| -> i64 { zones.iter().map(|&zone| state.people[zone]).sum() };
    if people(&zones) >= 3 * state.limits.least {
        return Some((zones, 3));
    }
    // A third zone that touches one of the two.
    let from = zones[rng.random_range(0..2)];
    let nodes = state.nodes(from);
    for _ in 0..nodes.len() {
        let node = nodes[rng.random_range(0..nodes.len())] as usize;
        let beside = state.ground.neighbours(node).iter().filter(|beside| beside.usable);
        let mut beside = beside.map(|beside| state.zone(beside.node as usize));
        if let Some(third) = beside.find(|zone| !zones.contains(zone)) {
            zones.push(third);
            break;
        }
    }
    (zones.len() == 3 && people(&zones) <= 2 * state.limits.most).then_some((zones, 2))
}

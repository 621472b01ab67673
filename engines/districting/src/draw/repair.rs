//! Brings a first plan into the rules by moving areas between neighbouring zones.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::number::real_count;
use super::recombine::{Recombiner, is_taken_whole};
use super::state::State;

/// Moves tried for each node before another seed is tried.
const MOVES_PER_NODE: usize = 400;

/// Temperature at the start, in people outside the band: enough to step back by a small area.
const START: f64 = 2_000.0;

/// Whether the plan was brought into the rules.
pub(super) fn repair(state: &mut State<'_>, rng: &mut Xoshiro256PlusPlus) -> bool {
    if state.is_legal() {
        return true;
    }
    let moves = (MOVES_PER_NODE * state.ground.nodes()).max(20_000);
    let mut recombiner = Recombiner::new(state);
    let mut temperature = START;
    let cooling = (1.0_f64 / START).powf(1_000.0 / real_count(moves));
    for step in 0..moves {
        if state.borders().is_empty() {
            return false;
        }
        let slot = state.borders()[rng.random_range(0..state.borders().len())] as usize;
        if step % 20 == 0 {
            if let Some(redrawing) = recombiner.even_out(state, slot, rng) {
                recombiner.apply(state, redrawing);
            }
        } else {
            step_towards_rules(state, slot, temperature, rng);
        }
        if step % 1_000 == 999 {
            temperature *= cooling;
        }
        if step % 50 == 0 && state.is_legal() {
            return true;
        }
    }
    state.is_legal()
}

fn step_towards_rules(
    state: &mut State<'_>,
    slot: usize,
    temperature: f64,
    rng: &mut Xoshiro256PlusPlus,
) {
    let (node, to) = state.sides(slot);
    if !state.has_others(node) {
        return;
    }
    let (from, people) = (state.zone(node), state.ground.people[node]);
    let before = state.outside(state.people[from]) + state.outside(state.people[to]);
    let after =
        state.outside(state.people[from] - people) + state.outside(state.people[to] + people);
    // Two that may not meet weigh as much as a whole neighbourhood out of the band.
    let worse = after - before + state.more_conflicts(node, to) * state.limits.least.max(1);
    if is_taken_whole(worse, temperature, rng) && state.hangs_together_without(node) {
        state.give(node, to);
    }
}

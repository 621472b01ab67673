//! Brings a first plan into the band by moving areas between neighbouring zones.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::recombine::Recombiner;
use super::state::State;

/// Moves tried for each node before another seed is tried.
const MOVES_PER_NODE: usize = 400;

/// Temperature at the start, in people outside the band: enough to step back by a small area.
const START: f64 = 2_000.0;

/// Whether the plan was brought into the band.
pub(super) fn repair(state: &mut State<'_>, rng: &mut Xoshiro256PlusPlus) -> bool {
    if state.is_legal() {
        return true;
    }
    let moves = (MOVES_PER_NODE * state.ground.nodes()).max(20_000);
    let mut recombiner = Recombiner::new(state.ground);
    let mut temperature = START;
    let cooling = (1.0_f64 / START).powf(1_000.0 / real(moves));
    for step in 0..moves {
        if state.borders().is_empty() {
            return false;
        }
        let slot = state.borders()[rng.random_range(0..state.borders().len())];
        if step % 20 == 0 {
            recombiner.even_out(state, slot, rng);
        } else {
            step_towards_band(state, slot, temperature, rng);
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

fn step_towards_band(
    state: &mut State<'_>,
    slot: usize,
    temperature: f64,
    rng: &mut Xoshiro256PlusPlus,
) {
    let (node, to) = state.sides(slot);
    if !state.has_others(node) {
        return;
    }
    let (from, people) = (state.zone_of[node], state.ground.people[node]);
    let before = state.outside(state.people[from]) + state.outside(state.people[to]);
    let after =
        state.outside(state.people[from] - people) + state.outside(state.people[to] + people);
    let worse = after - before;
    let is_taken = worse <= 0 || rng.random::<f64>() < (-people_as_real(worse) / temperature).exp();
    if is_taken && state.hangs_together_without(node) {
        state.give(node, to);
    }
}

#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn people_as_real(people: i64) -> f64 {
    people as f64
}

#[expect(clippy::cast_precision_loss, reason = "nor as many moves")]
fn real(moves: usize) -> f64 {
    moves as f64
}

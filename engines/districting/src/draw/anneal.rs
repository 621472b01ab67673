//! Makes a legal plan better without ever leaving the rules.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::recombine::Recombiner;
use super::state::State;
use super::{CannotDraw, Clock};

/// Steps in which the temperature falls, and times the watcher hears of it.
const STAGES: u32 = 256;

/// Temperature at the start and at the end, as shares of the mean change of a single move in the
/// seed: at the start most changes pass, at the end only improvements do.
const START: f64 = 0.7;
const END: f64 = 0.02;

/// One proposal in so many redraws a pair of zones.
const REDRAW_EVERY: u64 = 200;

/// Runs `budget` proposals and leaves the state at the best plan met.
pub(super) fn anneal(
    state: &mut State<'_>,
    budget: u64,
    clock: &Clock<'_>,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<(), CannotDraw> {
    if state.zones() < 2 {
        return clock.tick(budget);
    }
    let mut run = Run {
        recombiner: Recombiner::new(state.ground),
        cost: state.cost(),
        best_cost: state.cost(),
        best: state.zone_of.clone(),
        is_best: true,
    };
    let scale = mean_change(state, rng);
    let mut temperature = START * scale;
    let cooling = (END / START).powf(1.0 / f64::from(STAGES - 1));
    for stage in 0..STAGES {
        let up_to = |stage: u32| budget * u64::from(stage) / u64::from(STAGES);
        let proposals = up_to(stage + 1) - up_to(stage);
        for step in 0..proposals {
            let slot = state.borders()[rng.random_range(0..state.borders().len())];
            if step % REDRAW_EVERY == 0 {
                run.redraw(state, slot, temperature, rng);
            } else {
                run.flip(state, slot, temperature, rng);
            }
        }
        temperature *= cooling;
        clock.tick(proposals)?;
    }
    run.remember(state);
    *state = State::new(state.ground, state.limits, state.zones(), run.best);
    Ok(())
}

/// The size of a typical change of the cost by one move.
fn mean_change(state: &State<'_>, rng: &mut Xoshiro256PlusPlus) -> f64 {
    const SAMPLE: u32 = 256;
    let mut sum = 0.0;
    for _ in 0..SAMPLE {
        let slot = state.borders()[rng.random_range(0..state.borders().len())];
        let (node, to) = state.sides(slot);
        sum += state.change(node, to).abs();
    }
    (sum / f64::from(SAMPLE)).max(f64::MIN_POSITIVE)
}

struct Run<'g> {
    recombiner: Recombiner<'g>,
    cost: f64,
    best_cost: f64,
    best: Vec<usize>,
    /// Whether the state is a best plan that was not copied yet.
    is_best: bool,
}

impl Run<'_> {
    fn flip(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        temperature: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let (node, to) = state.sides(slot);
        if !state.keeps_band(node, to) {
            return;
        }
        let change = state.change(node, to);
        if is_taken(change, temperature, rng) && state.hangs_together_without(node) {
            if change > 0.0 {
                self.remember(state);
            }
            state.give(node, to);
            self.note(change);
        }
    }

    fn redraw(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        temperature: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        self.remember(state);
        let Some(change) = self.recombiner.redraw(state, slot, rng) else { return };
        if is_taken(change, temperature, rng) {
            self.note(change);
        } else {
            self.recombiner.take_back(state);
        }
    }

    fn note(&mut self, change: f64) {
        self.cost += change;
        if self.cost < self.best_cost {
            self.best_cost = self.cost;
            self.is_best = true;
        } else if change > 0.0 {
            self.is_best = false;
        }
    }

    /// Copies the plan if it is the best so far: done before a change for the worse, not after each
    /// of the many for the better.
    fn remember(&mut self, state: &State<'_>) {
        if self.is_best {
            self.best.copy_from_slice(&state.zone_of);
            self.is_best = false;
        }
    }
}

fn is_taken(change: f64, temperature: f64, rng: &mut Xoshiro256PlusPlus) -> bool {
    change <= 0.0 || rng.random::<f64>() < (-change / temperature).exp()
}

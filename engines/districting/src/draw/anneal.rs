//! Makes a legal plan better without ever leaving the rules.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::recombine::{Recombiner, is_taken};
use super::recut::Recutter;
use super::state::{NOWHERE, State};
use super::{CannotDraw, Clock};

/// Steps in which the temperature falls, and times the watcher hears of it.
const STAGES: u32 = 256;

/// How a plan is annealed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule {
    /// Changes that are proposed.
    pub(super) budget: u64,
    /// Temperature at the start and at the end, as shares of the mean change of a single move at the
    /// start: at first most changes pass, at the end only improvements do.
    pub(super) start: f64,
    pub(super) end: f64,
    /// Whether the number of zones may change.
    pub(super) is_open: bool,
    /// Whether the watcher counts these changes: those that only make a beginning are not told.
    pub(super) is_told: bool,
}

impl Schedule {
    /// On ground of a level: 0 is the finest. Below 0.06 nothing changes any more, above 0.5 a good
    /// plan is lost (measured by cut edges on the areas of London).
    pub(super) fn of(budget: u64, level: usize, is_open: bool, is_told: bool) -> Self {
        let start = if level == 0 { 0.5 } else { 0.6 };
        Self { budget, start, end: 0.06, is_open, is_told: is_told && level == 0 }
    }

    fn told(self, proposals: u64) -> u64 {
        if self.is_told { proposals } else { 0 }
    }
}

/// One proposal in so many redraws a pair of zones.
const REDRAW_EVERY: u32 = 100;
/// One proposal in so many draws two zones where there were three, or three where there were two.
const RECUT_EVERY: u32 = 200;
/// One proposal in so many gives a unit another home, where units have homes.
const REHOME_EVERY: u32 = 20;

/// Runs a schedule and leaves the state at the best plan met.
pub(super) fn anneal(
    state: &mut State<'_>,
    schedule: Schedule,
    clock: &Clock<'_>,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<(), CannotDraw> {
    if state.borders().is_empty() {
        return clock.tick(schedule.told(schedule.budget));
    }
    let mut run = Run::new(state);
    let scale = mean_change(state, rng);
    let mut temperature = schedule.start * scale;
    let cooling = (schedule.end / schedule.start).powf(1.0 / f64::from(STAGES - 1));
    for stage in 0..STAGES {
        let up_to = |stage: u32| schedule.budget * u64::from(stage) / u64::from(STAGES);
        let proposals = up_to(stage + 1) - up_to(stage);
        for _ in 0..proposals {
            run.propose(state, schedule.is_open, temperature, rng);
        }
        run.remember(state);
        temperature *= cooling;
        clock.tick(schedule.told(proposals))?;
    }
    run.leave_best(state);
    Ok(())
}

/// The size of a typical change of the cost by one move.
fn mean_change(state: &State<'_>, rng: &mut Xoshiro256PlusPlus) -> f64 {
    const SAMPLE: u32 = 256;
    let mut sum = 0.0;
    for _ in 0..SAMPLE {
        let (node, to) = state.sides(any_border(state, rng));
        sum += state.change(node, to).abs();
    }
    (sum / f64::from(SAMPLE)).max(f64::MIN_POSITIVE)
}

fn any_border(state: &State<'_>, rng: &mut Xoshiro256PlusPlus) -> usize {
    state.borders()[rng.random_range(0..state.borders().len())] as usize
}

struct Run {
    recombiner: Recombiner,
    recutter: Recutter,
    has_homes: bool,
    cost: f64,
    best_cost: f64,
    best: (Vec<u32>, Vec<u32>),
}

impl Run {
    fn new(state: &State<'_>) -> Self {
        let cost = state.cost();
        Self {
            recombiner: Recombiner::new(state),
            recutter: Recutter::default(),
            has_homes: state.home.iter().any(|home| *home != NOWHERE),
            cost,
            best_cost: cost,
            best: (state.zone_of.clone(), state.home.clone()),
        }
    }

    fn propose(
        &mut self,
        state: &mut State<'_>,
        is_open: bool,
        temperature: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        if state.borders().is_empty() {
            return;
        }
        let slot = any_border(state, rng);
        let dice = rng.random::<u32>();
        if dice % REDRAW_EVERY == 0 {
            self.redraw(state, slot, temperature, rng);
        } else if is_open && dice % RECUT_EVERY == 1 {
            self.recut(state, slot, temperature, rng);
        } else if dice % REHOME_EVERY == 2 && self.has_homes {
            self.rehome(state, slot, temperature, rng);
        } else {
            self.flip(state, slot, temperature, rng);
        }
    }

    fn flip(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        temperature: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let (node, to) = state.sides(slot);
        if !state.keeps_band(node, to) {
            return self.swap(state, (node, to), temperature, rng);
        }
        let change = state.change(node, to);
        if is_taken(change, temperature, rng)
            && state.more_conflicts(node, to) <= 0
            && state.hangs_together_without(node)
        {
            state.give(node, to);
            self.cost += change;
        }
    }

    /// Where a move would break the band, one area goes and another comes for it.
    fn swap(
        &mut self,
        state: &mut State<'_>,
        (node, to): (usize, usize),
        temperature: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let from = state.zone(node);
        let others = state.nodes(to);
        let other = others[rng.random_range(0..others.len())] as usize;
        let people = &state.ground.people;
        let more = people[node] - people[other];
        let touches = state.ground.neighbours(other).iter().any(|beside| {
            beside.usable
                && state.zone(beside.node as usize) == from
                && beside.node as usize != node
        });
        if !touches
            || state.outside(state.people[from] - more) > 0
            || state.outside(state.people[to] + more) > 0
            || !state.has_others(node)
        {
            return;
        }
        let first = state.change(node, to);
        if state.more_conflicts(node, to) > 0 || !state.hangs_together_without(node) {
            return;
        }
        state.give(node, to);
        let change = first + state.change(other, from);
        if is_taken(change, temperature, rng)
            && state.more_conflicts(other, from) <= 0
            && state.hangs_together_without(other)
        {
            state.give(other, from);
            self.cost += change;
        } else {
            state.give(node, from);
        }
    }

    fn redraw(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        temperature: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let Some(redrawing) = self.recombiner.best(state, slot, rng) else { return };
        if is_taken(redrawing.change, temperature, rng) {
            self.recombiner.apply(state, redrawing);
            self.cost += redrawing.change;
        }
    }

    fn recut(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        temperature: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let forest = &mut self.recombiner.forest;
        let Some(change) = self.recutter.recut(state, forest, slot, rng) else { return };
        if is_taken(change, temperature, rng) {
            self.cost += change;
        } else {
            self.recutter.take_back(state);
        }
    }

    /// A unit with people beside a border looks for a home there.
    fn rehome(
        &mut self,
        state: &mut State<'_>,
        slot: usize,
        temperature: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) {
        let node = state.ground.owner(slot);
        let (members, to) = (state.ground.members(node), state.zone(node));
        if members.is_empty() {
            return;
        }
        let unit = members[rng.random_range(0..members.len())].unit as usize;
        if state.home[unit] == NOWHERE || state.home[unit] as usize == to {
            return;
        }
        let change = state.change_of_home(unit, to);
        if is_taken(change, temperature, rng) {
            state.rehome(unit, to);
            self.cost += change;
        }
    }

    /// Copies the plan if it is the best so far: at the end of a stage, not after each change.
    fn remember(&mut self, state: &State<'_>) {
        if self.cost < self.best_cost {
            self.best_cost = self.cost;
            self.best.0.copy_from_slice(&state.zone_of);
            self.best.1.copy_from_slice(&state.home);
        }
    }

    fn leave_best(self, state: &mut State<'_>) {
        let (zone_of, home) = self.best;
        let mut best = State::new(state.ground, state.limits, state.capacity(), zone_of);
        best.take_homes(&home);
        *state = best;
    }
}

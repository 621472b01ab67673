//! Draws neighbourhoods: a legal plan first, then a better one.
//!
//! 1. [`feasibility`](crate::feasibility) says how many neighbourhoods each piece of ground gets.
//! 2. *Seed*: random spanning trees are cut in two, and in two again, so that each part keeps the band.
//! 3. *Repair*: what is still out of the band moves areas to its neighbours until it is not.
//! 4. *Anneal*: single areas change sides and pairs of neighbourhoods are redrawn, always legal;
//!    changes for the worse are taken ever more rarely (Kirkpatrick et al., Science 220, 1983).
//!
//! Effort is a number of proposals, never a time, and each piece has its own random numbers made of
//! the seed and its place in the list: the same request, effort and seed give the same plan on any
//! machine with any number of threads.

mod anneal;
mod ground;
mod recombine;
mod repair;
mod state;
#[cfg(test)]
mod tests;
mod tree;

use std::sync::atomic::{AtomicU64, Ordering};

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::feasibility::{Piece, Verdict, feasibility};
use crate::problem::{Band, Problem};
use ground::{Ground, Plot};
use state::State;

/// How hard to look for a better plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Changes proposed for each area; time grows in step.
    pub proposals_per_area: u32,
    /// Seeds tried for each piece before giving it up.
    pub seeds: u32,
}

impl Default for Effort {
    /// 10,000 proposals an area, 40 seeds: an ICB in seconds.
    fn default() -> Self {
        Self { proposals_per_area: 10_000, seeds: 40 }
    }
}

/// How far drawing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Proposals considered so far.
    pub done: u64,
    /// Proposals there will be.
    pub total: u64,
}

/// Who looks on while a plan is drawn.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Called now and then, from any thread.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Asked now and then, from any thread; once it says yes, drawing stops.
    pub is_cancelled: &'a (dyn Fn() -> bool + Sync),
}

impl Default for Watch<'_> {
    /// Nobody.
    fn default() -> Self {
        Self { progress: &|_| {}, is_cancelled: &|| false }
    }
}

/// Which neighbourhood each area is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The neighbourhood of each area, by position; counted from 0, place by place.
    pub zone_of: Vec<usize>,
    /// How many neighbourhoods there are.
    pub zones: usize,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotDraw {
    /// No legal number of neighbourhoods exists somewhere, and the band is not waived there.
    #[error("{}", .0.join("; "))]
    Infeasible(Vec<String>),
    /// The numbers work out, but no legal plan was found.
    #[error(
        "no plan for {place} in {zones} connected neighbourhoods within the band was found in \
         {seeds} attempts; waive the band there, fix another number or use smaller areas"
    )]
    NotFound {
        /// Name of the place.
        place: String,
        /// How many neighbourhoods were sought.
        zones: usize,
        /// How many seeds were tried.
        seeds: u32,
    },
    /// The watcher said stop.
    #[error("drawing was stopped before it was finished; nothing was kept")]
    Cancelled,
}

/// Draws the neighbourhoods of a problem.
pub fn draw(
    problem: &Problem,
    effort: Effort,
    seed: u64,
    watch: Watch<'_>,
) -> Result<Plan, CannotDraw> {
    let feasibility = feasibility(problem);
    let impossible: Vec<String> = feasibility
        .shortfalls()
        .map(|(piece, shortfall)| format!("{} {shortfall}", piece.name))
        .collect();
    if !impossible.is_empty() {
        return Err(CannotDraw::Infeasible(impossible));
    }
    let clock = Clock::new(problem, effort, watch);
    let plot = Plot::new(problem);
    let draw_one = |(number, piece)| {
        let rng = Xoshiro256PlusPlus::seed_from_u64(piece_seed(seed, number as u64));
        draw_piece(&plot.ground(piece), problem, piece, &clock, rng)
    };
    // All results first, then the first refusal among them: which one is told must not depend on
    // which thread was faster.
    let drawn: Vec<Result<_, _>> =
        feasibility.pieces.par_iter().enumerate().map(draw_one).collect();
    let drawn = drawn.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(assemble(problem, &feasibility.pieces, &drawn))
}

/// A generator for each piece: neighbouring numbers must not give neighbouring generators, so the
/// number is spread over all bits (the golden ratio, as in `SplitMix64`).
fn piece_seed(seed: u64, number: u64) -> u64 {
    seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn assemble(problem: &Problem, pieces: &[Piece], drawn: &[Vec<usize>]) -> Plan {
    let mut plan = Plan { zone_of: vec![0; problem.areas()], zones: 0 };
    for (piece, zones) in pieces.iter().zip(drawn) {
        let mut number = vec![None; piece.areas.len()];
        for (&area, &zone) in piece.areas.iter().zip(zones) {
            plan.zone_of[area] = *number[zone].get_or_insert_with(|| {
                plan.zones += 1;
                plan.zones - 1
            });
        }
    }
    plan
}

/// The zone of each area of a piece.
///
/// Where the band is waived a plan always comes out: if none keeps the band, the band is widened, and
/// then zones are given up until one is left.
fn draw_piece(
    ground: &Ground,
    problem: &Problem,
    piece: &Piece,
    clock: &Clock<'_>,
    mut rng: Xoshiro256PlusPlus,
) -> Result<Vec<usize>, CannotDraw> {
    let zones = piece.zones();
    let mut attempts = Vec::new();
    if matches!(piece.verdict, Verdict::Feasible { .. }) {
        attempts.push((zones, Limits::of(problem.request().band)));
    }
    if problem.waiver(piece.nest).is_some() {
        let fewer = (1..=zones).rev();
        attempts.extend(fewer.map(|zones| (zones, Limits::around_mean(piece.people, zones))));
    }
    for (zones, limits) in attempts {
        if let Some(mut state) = seed(ground, limits, zones, clock, &mut rng)? {
            anneal::anneal(&mut state, clock.budget(piece.areas.len()), clock, &mut rng)?;
            return Ok(ground.unfold(&state.zone_of));
        }
    }
    Err(CannotDraw::NotFound { place: piece.name.clone(), zones, seeds: clock.effort.seeds })
}

/// The fewest and the most people of a zone while it is drawn.
#[derive(Debug, Clone, Copy)]
struct Limits {
    least: i64,
    most: i64,
}

impl Limits {
    fn of(band: Band) -> Self {
        Self { least: i64::from(band.least), most: i64::from(band.most) }
    }

    /// Half to one and a half of the mean, so that the zones of an exception still resemble each
    /// other; for one zone, anything.
    fn around_mean(people: u64, zones: usize) -> Self {
        let people = i64::try_from(people).unwrap_or(i64::MAX / 2);
        if zones <= 1 {
            return Self { least: 0, most: people };
        }
        let mean = people / i64::try_from(zones).unwrap_or(i64::MAX);
        Self { least: mean / 2, most: mean + mean / 2 }
    }
}

fn seed<'g>(
    ground: &'g Ground,
    limits: Limits,
    zones: usize,
    clock: &Clock<'_>,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<Option<State<'g>>, CannotDraw> {
    if zones > ground.nodes() {
        return Ok(None);
    }
    for _ in 0..clock.effort.seeds.max(1) {
        clock.check()?;
        let zone_of = tree::seed(ground, limits, zones, rng);
        let mut state = State::new(ground, limits, zones, zone_of);
        if repair::repair(&mut state, rng) {
            return Ok(Some(state));
        }
    }
    Ok(None)
}

/// Counts proposals over all pieces.
struct Clock<'a> {
    effort: Effort,
    watch: Watch<'a>,
    done: AtomicU64,
    total: u64,
}

impl<'a> Clock<'a> {
    fn new(problem: &Problem, effort: Effort, watch: Watch<'a>) -> Self {
        let total = u64::from(effort.proposals_per_area) * problem.areas() as u64;
        Self { effort, watch, done: AtomicU64::new(0), total }
    }

    fn budget(&self, areas: usize) -> u64 {
        u64::from(self.effort.proposals_per_area) * areas as u64
    }

    fn check(&self) -> Result<(), CannotDraw> {
        if (self.watch.is_cancelled)() { Err(CannotDraw::Cancelled) } else { Ok(()) }
    }

    fn tick(&self, proposals: u64) -> Result<(), CannotDraw> {
        let done = self.done.fetch_add(proposals, Ordering::Relaxed) + proposals;
        (self.watch.progress)(Progress { done, total: self.total });
        self.check()
    }
}

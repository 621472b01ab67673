//! Draws neighbourhoods: a legal plan first, then a better one.
//!
//! 1. [`feasibility`](crate::feasibility) says how many neighbourhoods each piece of ground gets.
//! 2. *Coarsen*: neighbours that share much border become one node, again and again.
//! 3. *Seed*: random spanning trees are cut in two, and in two again, so that each part keeps the band.
//! 4. *Repair*: what still breaks a rule moves areas to its neighbours until it does not.
//! 5. *Anneal*, on coarse ground and then on finer: areas change sides or swap, pairs of zones are
//!    redrawn, zones come and go, units find other homes, always legal; changes for the worse are taken
//!    ever more rarely (Kirkpatrick et al., Science 220, 1983).
//!
//! Effort is a number of proposals, never a time, and each piece has its own random numbers made of
//! the seed and its place in the list: the same request, effort and seed give the same plan on any
//! machine with any number of threads.

mod anneal;
mod chain;
mod coarsen;
mod effort;
mod ground;
mod margins;
mod number;
mod plot;
mod price;
mod recombine;
mod recut;
mod repair;
mod rows;
mod scales;
mod seed;
mod state;
#[cfg(test)]
mod tests;
mod tree;
mod walk;
mod wishes;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::feasibility::{Piece, Verdict, feasibility};
use crate::problem::{Band, Problem};
use anneal::Schedule;
pub use chain::{CannotWander, Chain, Ensemble};
use effort::Clock;
pub use effort::{Effort, Progress, Watch};
use ground::Ground;
pub use margins::{Bar, Move, margins};
use plot::Plot;
use state::State;

/// Which neighbourhood each area is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The neighbourhood of each area, by position; counted from 0, place by place.
    pub zone_of: Vec<usize>,
    /// How many neighbourhoods there are.
    pub zones: usize,
    /// For each wish for homes, the neighbourhood that is home to each unit of its layer; none for units
    /// without people.
    #[serde(default)]
    pub homes: Vec<Vec<Option<usize>>>,
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
    /// A plan was found, but no way to give units homes within the band of lists.
    #[error(
        "in {place} the lists cannot be shared out to neighbourhoods within their band: {people} \
         people are outside it; widen the band of lists or leave it out"
    )]
    ListsOutside {
        /// Name of the place.
        place: String,
        /// People outside the band, over all neighbourhoods.
        people: i64,
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
    let plot = Plot::new(problem, &feasibility.pieces);
    let draw_one = |(number, piece)| {
        let rng = Xoshiro256PlusPlus::seed_from_u64(piece_seed(seed, number as u64));
        draw_piece(&plot, piece, &clock, rng)
    };
    // All results first, then the first refusal among them: which one is told must not depend on
    // which thread was faster.
    let drawn: Vec<Result<_, _>> =
        feasibility.pieces.par_iter().enumerate().map(draw_one).collect();
    let drawn = drawn.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(assemble(problem, &plot, &feasibility.pieces, &drawn))
}

/// A generator for each piece: neighbouring numbers must not give neighbouring generators, so the
/// number is spread over all bits (the golden ratio, as in `SplitMix64`).
fn piece_seed(seed: u64, number: u64) -> u64 {
    seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The zone of each area of a piece, and of each unit that has its home there.
struct Drawn {
    zone_of: Vec<u32>,
    homes: Vec<(usize, u32)>,
}

fn assemble(problem: &Problem, plot: &Plot<'_>, pieces: &[Piece], drawn: &[Drawn]) -> Plan {
    let homes = problem.request().homes.iter();
    let homes = homes.map(|homes| vec![None; problem.request().layers[homes.layer].units]);
    let mut plan = Plan { zone_of: vec![0; problem.areas()], zones: 0, homes: homes.collect() };
    for (piece, drawn) in pieces.iter().zip(drawn) {
        let mut number: FxHashMap<u32, usize> = FxHashMap::default();
        for (&area, &zone) in piece.areas.iter().zip(&drawn.zone_of) {
            plan.zone_of[area] = *number.entry(zone).or_insert_with(|| {
                plan.zones += 1;
                plan.zones - 1
            });
        }
        for (unit, zone) in &drawn.homes {
            for (at, position) in plot.homes_of(*unit) {
                plan.homes[at][position] = number.get(zone).copied();
            }
        }
    }
    plan
}

/// The zone of each area of a piece.
///
/// Where the band is waived a plan always comes out: if none keeps the band, the band is widened, and
/// then zones are given up until one is left.
fn draw_piece(
    plot: &Plot<'_>,
    piece: &Piece,
    clock: &Clock<'_>,
    mut rng: Xoshiro256PlusPlus,
) -> Result<Drawn, CannotDraw> {
    let zones = piece.zones();
    let (ground, node_of) = plot.ground(piece);
    let levels = coarsen::levels(ground, zones);
    for wanted in attempts(plot.problem, piece) {
        let wanted = race(&levels, wanted, clock, &mut rng)?;
        let effort = (clock.budget(levels[0].ground.nodes()), clock.effort.seeds.max(1));
        if let Some(drawn) = draw_levels(&levels, wanted, effort, clock, &mut rng)? {
            let people = drawn.outside_lists();
            if people > 0 {
                return Err(CannotDraw::ListsOutside { place: piece.name.clone(), people });
            }
            let homes = drawn.home.iter().zip(&drawn.ground.unit_of);
            let homes = homes.filter(|(home, _)| **home != state::NOWHERE);
            return Ok(Drawn {
                zone_of: node_of.iter().map(|&node| drawn.zone_of[node as usize]).collect(),
                homes: homes.map(|(&home, &unit)| (unit, home)).collect(),
            });
        }
    }
    Err(CannotDraw::NotFound { place: piece.name.clone(), zones, seeds: clock.effort.seeds })
}

/// How many zones are sought, how many there may be, and how large.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    fewest: usize,
    zones: usize,
    most: usize,
    limits: Limits,
    /// Whether the watcher is told how far it is.
    is_told: bool,
}

impl Wanted {
    fn is_open(self) -> bool {
        self.most > self.fewest
    }
}

fn attempts(problem: &Problem, piece: &Piece) -> Vec<Wanted> {
    let zones = piece.zones();
    let mut attempts = Vec::new();
    if let Verdict::Feasible { fewest, most, .. } = piece.verdict {
        let is_open = problem.request().open_count && problem.fixed_count(piece.nest).is_none();
        let limits = Limits::of(problem.request().band);
        let (fewest, most) = if is_open { (fewest, most) } else { (zones, zones) };
        attempts.push(Wanted { fewest, zones, most, limits, is_told: true });
    }
    if problem.waiver(piece.nest).is_some() {
        attempts.extend((1..=zones).rev().map(|zones| {
            let limits = Limits::around_mean(piece.people, zones);
            Wanted { fewest: zones, zones, most: zones, limits, is_told: true }
        }));
    }
    attempts
}

/// The most numbers of zones that are tried one beside the other.
const RACERS: usize = 6;

/// Where a small place may have one of a few numbers of zones, each is tried with little effort and the
/// best goes on; in larger ones, zones come and go while the plan is annealed.
fn race(
    levels: &[coarsen::Level],
    wanted: Wanted,
    clock: &Clock<'_>,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<Wanted, CannotDraw> {
    let last = wanted.most.min(wanted.zones + 1);
    if !wanted.is_open() || last - wanted.fewest >= RACERS {
        return Ok(wanted);
    }
    let budget = clock.budget(levels[0].ground.nodes()) / (4 * RACERS as u64);
    let mut best: Option<(f64, usize)> = None;
    for zones in wanted.fewest..=last {
        let racer = Wanted { fewest: zones, zones, most: zones, is_told: false, ..wanted };
        let drawn = draw_levels(levels, racer, (budget, 2), clock, rng)?;
        let Some(cost) = drawn.map(|drawn| drawn.cost()) else { continue };
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, zones));
        }
    }
    Ok(best.map_or(wanted, |(_, zones)| Wanted { zones, ..wanted }))
}

/// The plan on the finest level: seeded on the coarsest ground on which a legal one is found in so
/// many seeds, annealed there and on each finer one.
fn draw_levels<'g>(
    levels: &'g [coarsen::Level],
    wanted: Wanted,
    (budget, seeds): (u64, u32),
    clock: &Clock<'_>,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<Option<State<'g>>, CannotDraw> {
    let mut drawn: Option<State<'g>> = None;
    for (at, level) in levels.iter().enumerate().rev() {
        let mut state = match &drawn {
            Some(coarse) => coarse.on_finer(&level.ground, &levels[at + 1].node_of),
            None => match seeded(&level.ground, wanted, seeds, clock, rng)? {
                Some(state) => state,
                None => continue,
            },
        };
        // A coarser level has half the nodes, and its plan is only where the next one begins.
        let share = if at == 0 { budget } else { budget / (2 << at.min(8)) };
        let schedule = Schedule::of(share, at, wanted.is_open(), wanted.is_told);
        anneal::anneal(&mut state, schedule, clock, rng)?;
        drawn = Some(state);
    }
    Ok(drawn)
}

/// The fewest and the most people of a zone while it is drawn.
#[derive(Debug, Clone, Copy)]
struct Limits {
    least: i64,
    most: i64,
}

impl Limits {
    /// How many people a zone of so many lies outside.
    fn outside(self, people: i64) -> i64 {
        (self.least - people).max(people - self.most).max(0)
    }

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

fn seeded<'g>(
    ground: &'g Ground,
    wanted: Wanted,
    seeds: u32,
    clock: &Clock<'_>,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<Option<State<'g>>, CannotDraw> {
    if wanted.zones > ground.nodes() {
        return Ok(None);
    }
    for _ in 0..seeds {
        clock.check()?;
        let zone_of = seed::seed(ground, wanted.limits, wanted.zones, rng);
        let mut state = State::new(ground, wanted.limits, wanted.most, zone_of);
        if repair::repair(&mut state, rng) {
            return Ok(Some(state));
        }
    }
    Ok(None)
}

//! Which of the zones known so far make the best plan: as shares of zones, which tells what each block is
//! worth, and whole. `HiGHS` solves both, on one thread, so that it gives the same answer each time.

use std::collections::HashSet;
use std::num::NonZeroU32;

use highs::{ColProblem, HighsModelStatus, Model, Row, Sense};

use super::CannotBound;
use super::terrain::Terrain;

/// Prices are brought to this for a plan, far above the tolerances of the solver (1e-7).
const A_PLAN: f64 = 1_000.0;
/// Branches looked at for whole zones: seconds of work.
const MOST_BRANCHES: i32 = 400;
/// Zones that can be in no plan cheaper than the one known are not looked at; so much is left for errors
/// of the solver, as a share of a plan.
const TOLERANCE: f64 = 1e-6;

/// A zone that a plan may have.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    pub(super) blocks: Vec<usize>,
    pub(super) price: f64,
    /// Whether it is legal by itself; the sweep also finds zones that are not.
    pub(super) is_legal: bool,
}

/// What the best mixture of zones tells.
#[derive(Debug, Clone)]
pub(super) struct Worth {
    /// What the mixture costs.
    pub(super) cost: f64,
    /// What each block is worth.
    pub(super) rewards: Vec<f64>,
    /// What it is worth to have one zone more.
    pub(super) a_zone: f64,
    /// The share that the mixture has of each zone.
    pub(super) shares: Vec<f64>,
}

impl Worth {
    /// What a zone pays less its rewards: below nought, it makes the mixture cheaper.
    pub(super) fn of(&self, zone: &Zone) -> f64 {
        let rewards: f64 = zone.blocks.iter().map(|&block| self.rewards[block]).sum();
        zone.price - rewards - self.a_zone
    }
}

/// All zones known so far, each once.
pub(super) struct Pool<'t> {
    terrain: &'t Terrain,
    pub(super) zones: Vec<Zone>,
    known: HashSet<Vec<usize>>,
    /// The model with the first so many zones; none after the solver gave up.
    model: Option<Model>,
    in_model: usize,
    rows: Vec<Row>,
    count: Row,
    counts: (usize, usize),
    scale: f64,
}

impl<'t> Pool<'t> {
    /// A pool for plans with so many zones, fewest to most, where a plan costs about so much.
    pub(super) fn new(
        terrain: &'t Terrain,
        counts: (usize, usize),
        cost: f64,
    ) -> Result<Self, CannotBound> {
        let (problem, rows, count) = rows(terrain, counts);
        let model = problem.try_optimise(Sense::Minimise).map_err(CannotBound::solver)?;
        Ok(Self {
            terrain,
            zones: Vec::new(),
            known: HashSet::new(),
            model: Some(quiet(model)),
            in_model: 0,
            rows,
            count,
            counts,
            scale: A_PLAN / if cost > 0.0 { cost } else { 1.0 },
        })
    }

    /// Adds a zone, its blocks rising, if it is new.
    pub(super) fn add(&mut self, blocks: Vec<usize>) -> bool {
        if blocks.is_empty() || !self.known.insert(blocks.clone()) {
            return false;
        }
        let (price, is_legal) = (self.terrain.price(&blocks), self.terrain.is_legal(&blocks));
        self.zones.push(Zone { blocks, price, is_legal });
        true
    }

    /// The best mixture of the zones so far.
    pub(super) fn worth(&mut self) -> Result<Worth, CannotBound> {
        let mut model = self.model.take().ok_or(CannotBound::Solver)?;
        for zone in &self.zones[self.in_model..] {
            let factors = zone.blocks.iter().map(|&block| (self.rows[block], 1.0));
            let factors = factors.chain([(self.count, 1.0)]);
            model
                .try_add_column(zone.price * self.scale, 0.0.., factors)
                .map_err(CannotBound::solver)?;
        }
        self.in_model = self.zones.len();
        let solved = model.try_solve().map_err(CannotBound::solver)?;
        if solved.status() != HighsModelStatus::Optimal {
            return Err(CannotBound::Solver);
        }
        let solution = solved.get_solution();
        let duals: Vec<f64> = solution.dual_rows().iter().map(|dual| dual / self.scale).collect();
        let cost = solved.objective_value() / self.scale;
        self.model = Some(solved.into());
        let (a_zone, rewards) = duals.split_last().ok_or(CannotBound::Solver)?;
        Ok(Worth {
            cost,
            rewards: rewards.to_vec(),
            a_zone: *a_zone,
            shares: solution.columns().to_vec(),
        })
    }

    /// The best plan of whole, legal zones cheaper than the one known, as blocks of its zones; none if no
    /// such was found. `cheapest` is what no plan undercuts.
    pub(super) fn whole(
        &self,
        worth: &Worth,
        cheapest: f64,
        known: f64,
    ) -> Option<Vec<Vec<usize>>> {
        let room = known - cheapest + TOLERANCE * known;
        let may_serve = |zone: &&Zone| zone.is_legal && worth.of(zone) <= room;
        let zones: Vec<&Zone> = self.zones.iter().filter(may_serve).collect();
        let (mut problem, rows, count) = rows(self.terrain, self.counts);
        for zone in &zones {
            let factors = zone.blocks.iter().map(|&block| (rows[block], 1.0));
            let factors: Vec<(Row, f64)> = factors.chain([(count, 1.0)]).collect();
            problem.add_integer_column(zone.price * self.scale, 0.0..=1.0, factors);
        }
        let mut model = quiet(problem.try_optimise(Sense::Minimise).ok()?);
        model.try_set_option("mip_max_nodes", MOST_BRANCHES).ok()?;
        let solved = model.try_solve().ok()?;
        let solution = solved.get_solution();
        let taken = zones.iter().zip(solution.columns()).filter(|(_, share)| **share > 0.5);
        let taken: Vec<&Zone> = taken.map(|(zone, _)| *zone).collect();
        let cost: f64 = taken.iter().map(|zone| zone.price).sum();
        let blocks: usize = taken.iter().map(|zone| zone.blocks.len()).sum();
        let is_plan = blocks == self.terrain.blocks() && cost < known * (1.0 - TOLERANCE);
        is_plan.then(|| taken.into_iter().map(|zone| zone.blocks.clone()).collect())
    }
}

/// Each block is in one zone, and there are so many zones.
fn rows(terrain: &Terrain, (fewest, most): (usize, usize)) -> (ColProblem, Vec<Row>, Row) {
    let mut problem = ColProblem::new();
    let rows = (0..terrain.blocks()).map(|_| problem.add_row(1.0..=1.0)).collect();
    let count = |zones: usize| u32::try_from(zones).map_or(f64::INFINITY, f64::from);
    let count = problem.add_row(count(fewest)..=count(most));
    (problem, rows, count)
}

fn quiet(mut model: Model) -> Model {
    model.make_quiet();
    model.set_threads(NonZeroU32::MIN);
    model
}

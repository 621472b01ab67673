//! How far a plan is from the best that anyone could draw, proved.
//!
//! A plan costs the sum of what its zones pay ([`terrain`]), so the best plan is the cheapest choice of
//! legal zones that holds each area once. There are too many zones to list; columns are generated instead
//! (Gilmore and Gomory, Operations Research 9, 1961; for districts Mehrotra, Johnson and Nemhauser,
//! Management Science 44, 1998):
//!
//! 1. `HiGHS` finds the best *mixture* of the zones known so far, which tells what each area is worth.
//! 2. A sweep finds for certain the zone that most undercuts these worths ([`sweep`]).
//! 3. Whatever the worths are, a plan of k zones pays at least their sum plus k times what the cheapest
//!    zone pays beyond its worths (Lasdon, Optimization Theory for Large Systems, 1970; Farley, Operations
//!    Research 38, 1990). The largest such sum over all rounds is the bound.
//! 4. Zones that undercut their worths join, until the bound meets the mixture.
//!
//! Nothing that the solver says is trusted for the bound: its worths are any numbers, and the sweep counts
//! in whole numbers, rounded so that the bound is never too high.

mod order;
mod pool;
mod proof;
mod seek;
mod sweep;
mod terrain;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::certificate::certify;
use crate::draw::{Effort, Plan, Watch, draw};
use crate::feasibility::{Piece, Verdict, feasibility};
use crate::problem::Problem;
use order::order;
use proof::{Proof, Proved};
use terrain::Terrain;

/// Changes proposed for each area in each of the plans drawn for a beginning.
const PROPOSALS: u32 = 2_000;

/// How hard to look for a proof.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ProofEffort {
    /// Rounds of mixture and sweep for each place, at most.
    pub rounds: u32,
    /// Plans drawn for a beginning.
    pub draws: u32,
    /// The steps in which people are counted; finer steps prove more and take longer.
    pub step: u32,
    /// The gap at which to stop, as a share of the bound.
    pub enough: f64,
}

impl Default for ProofEffort {
    /// 200 rounds, 24 plans, steps of 20 people, until nothing more can be gained: a borough in minutes.
    fn default() -> Self {
        Self { rounds: 200, draws: 24, step: 20, enough: 0.0 }
    }
}

/// What is proved of a plan. Costs are shares: of all borders between areas of one place those that became
/// borders between neighbourhoods, and of the people of a unit those that do not share a neighbourhood,
/// each by its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// No legal plan costs less.
    pub cost: f64,
    /// What the plan costs.
    pub plan_cost: f64,
    /// By how much more the plan may cost than the best possible, as a share of that: 0.02 for 2 %.
    pub gap: f64,
    /// A legal plan that costs less than the one asked about, if one was found on the way, and its cost.
    pub better: Option<(Plan, f64)>,
    /// Zones that were weighed.
    pub columns: usize,
    /// Sweeps that were made.
    pub rounds: u32,
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.gap.is_finite() {
            // Rounded up, since it is a promise.
            let percent = (self.gap * 1_000.0).ceil() / 10.0;
            write!(f, "within {percent:.1} % of the best possible")
        } else {
            f.write_str("nothing is proved of how good the plan is")
        }
    }
}

/// Why nothing can be proved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotBound {
    /// The plan breaks rules.
    #[error("the plan is not legal, so it cannot be compared with legal ones: {0}")]
    NotLegal(String),
    /// A wish that is not a sum over pairs of areas.
    #[error("nothing can be proved of {0}; give it the weight 0 and ask about the rest")]
    Wish(String),
    /// A place in which the band is waived, so that any division is legal.
    #[error("the band is waived in {0}; nothing can be proved where any size is legal")]
    Waived(String),
    /// The plan has another number of neighbourhoods than the problem asks for.
    #[error("{place} is asked to have {wanted} neighbourhoods and has {found}; fix the number")]
    OtherNumber {
        /// Name of the place.
        place: String,
        /// How many were asked for.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
    /// A place with too many areas side by side.
    #[error("{0} is too large to prove anything; ask about a part of it")]
    TooLarge(String),
    /// The solver gave up.
    #[error("the solver of mixtures gave up; ask again with coarser steps or fewer rounds")]
    Solver,
}

impl CannotBound {
    fn solver(_: highs::HighsStatus) -> Self {
        Self::Solver
    }
}

/// Proves how far a legal plan is from the best possible by borders and layers. Once the watcher says stop,
/// what is proved by then is given.
pub fn bound(
    problem: &Problem,
    zone_of: &[usize],
    effort: ProofEffort,
    watch: Watch<'_>,
) -> Result<Bound, CannotBound> {
    check(problem, zone_of)?;
    let pieces = feasibility(problem).pieces;
    let mut plans = vec![zone_of.to_vec()];
    plans.extend(beginnings(problem, effort, watch));
    let mut proofs = Vec::with_capacity(pieces.len());
    for (number, piece) in pieces.iter().enumerate() {
        let counts = counts(problem, &pieces, number, zone_of)?;
        let terrain = Terrain::new(problem, piece);
        let order = order(&terrain).ok_or_else(|| CannotBound::TooLarge(piece.name.clone()))?;
        let proof = Proof::new(&terrain, &order, counts, &plans)?;
        proofs.push((proof.run(effort, watch)?, terrain));
    }
    Ok(summed(problem, &proofs))
}

fn check(problem: &Problem, zone_of: &[usize]) -> Result<(), CannotBound> {
    let request = problem.request();
    if let Some(breach) = certify(problem, zone_of, &[]).breaches.first() {
        return Err(CannotBound::NotLegal(breach.to_string()));
    }
    if !request.homes.is_empty() {
        return Err(CannotBound::Wish("homes for units".to_owned()));
    }
    if let Some(measure) = request.measures.iter().find(|measure| measure.weight > 0.0) {
        return Err(CannotBound::Wish(measure.name.clone()));
    }
    let weights = request.travel.as_ref().map(|ways| [ways.weight, ways.beyond_15, ways.beyond_30]);
    if weights.is_some_and(|weights| weights.iter().any(|weight| *weight > 0.0)) {
        return Err(CannotBound::Wish("travel".to_owned()));
    }
    Ok(())
}

/// Plans whose zones are weighed first.
fn beginnings(problem: &Problem, effort: ProofEffort, watch: Watch<'_>) -> Vec<Vec<usize>> {
    let watch = Watch { progress: &|_| {}, ..watch };
    let quick = Effort { proposals_per_area: PROPOSALS, ..Effort::default() };
    let draws = (0..effort.draws).map(|seed| draw(problem, quick, seed.into(), watch));
    draws.filter_map(Result::ok).map(|plan| plan.zone_of).collect()
}

/// The fewest and the most neighbourhoods that a piece may have.
fn counts(
    problem: &Problem,
    pieces: &[Piece],
    number: usize,
    zone_of: &[usize],
) -> Result<(usize, usize), CannotBound> {
    let piece = &pieces[number];
    let Verdict::Feasible { zones, fewest, most } = piece.verdict else {
        return Err(CannotBound::Waived(piece.name.clone()));
    };
    if problem.waiver(piece.nest).is_some() {
        return Err(CannotBound::Waived(piece.name.clone()));
    }
    let is_decided = problem.fixed_count(piece.nest).is_some();
    let is_shared = pieces.iter().filter(|other| other.nest == piece.nest).count() > 1;
    // A number decided for a place of several pieces can be shared out in several ways.
    let is_open = if is_decided { is_shared } else { problem.request().open_count };
    if is_open {
        return Ok((fewest, most));
    }
    let found: BTreeSet<usize> = piece.areas.iter().map(|&area| zone_of[area]).collect();
    if found.len() == zones {
        Ok((zones, zones))
    } else {
        let place = piece.name.clone();
        Err(CannotBound::OtherNumber { place, wanted: zones, found: found.len() })
    }
}

fn summed(problem: &Problem, proofs: &[(Proved, Terrain)]) -> Bound {
    let sum = |part: fn(&Proved) -> f64| proofs.iter().map(|(proved, _)| part(proved)).sum::<f64>();
    let (cost, plan_cost) = (sum(|proved| proved.cost), sum(|proved| proved.plan_cost));
    let best_cost = sum(|proved| proved.best_cost);
    let mut best = Plan { zone_of: vec![0; problem.areas()], zones: 0, homes: Vec::new() };
    for (proved, terrain) in proofs {
        for zone in &proved.best {
            for &area in zone.iter().flat_map(|&block| &terrain.areas[block]) {
                best.zone_of[area] = best.zones;
            }
            best.zones += 1;
        }
    }
    let is_better = best_cost < plan_cost && certify(problem, &best.zone_of, &[]).is_legal();
    let over = (plan_cost - cost).max(0.0);
    Bound {
        cost,
        plan_cost,
        gap: if over > 0.0 { over / cost } else { 0.0 },
        better: is_better.then_some((best, best_cost)),
        columns: proofs.iter().map(|(proved, _)| proved.columns).sum(),
        rounds: proofs.iter().map(|(proved, _)| proved.rounds).sum(),
    }
}

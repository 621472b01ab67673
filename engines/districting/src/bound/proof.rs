//! Rounds of mixture and sweep over one piece of ground.

use super::CannotBound;
use super::ProofEffort;
use super::order::Order;
use super::pool::{Pool, Worth};
use super::seek;
use super::sweep::Sweep;
use super::terrain::Terrain;
use crate::draw::{Progress, Watch};

/// A bound that comes so near to the mixture, as a share of it, will not come much nearer.
const MET: f64 = 1e-4;
/// While the bound is farther from the mixture than this, people are counted in coarser steps.
const FAR: f64 = 0.02;
/// How many times coarser.
const COARSER: u64 = 8;
/// How far worths keep to the best ones so far: worths jump from round to round, and those between bound
/// better (Wentges, Operations Research Letters 20, 1997).
const KEPT: f64 = 0.6;
/// What is taken off a bound for the errors of floating sums, as a share: a million times what they are.
const ROUNDING: f64 = 1e-9;

/// What is proved of one piece.
#[derive(Debug)]
pub(super) struct Proved {
    /// No plan costs less.
    pub(super) cost: f64,
    pub(super) plan_cost: f64,
    /// The zones of the best plan known, and what it costs.
    pub(super) best: Vec<Vec<usize>>,
    pub(super) best_cost: f64,
    pub(super) columns: usize,
    pub(super) rounds: u32,
}

/// A proof in the making.
pub(super) struct Proof<'t> {
    terrain: &'t Terrain,
    sweep: Sweep<'t>,
    pool: Pool<'t>,
    counts: (usize, usize),
    proved: Proved,
    /// The worths that proved it.
    by: Option<Vec<f64>>,
}

impl<'t> Proof<'t> {
    /// Begins with the zones of some plans; the first is the one that the proof is about.
    pub(super) fn new(
        terrain: &'t Terrain,
        order: &Order,
        counts: (usize, usize),
        plans: &[Vec<usize>],
    ) -> Result<Self, CannotBound> {
        let mut zones = plans.iter().map(|plan| zones(terrain, plan));
        let best = zones.next().unwrap_or_default();
        let plan_cost = best.iter().map(|zone| terrain.price(zone)).sum();
        let mut pool = Pool::new(terrain, counts, plan_cost)?;
        for zone in best.iter().cloned().chain(zones.flatten()) {
            pool.add(zone);
        }
        let proved =
            Proved { cost: 0.0, plan_cost, best, best_cost: plan_cost, columns: 0, rounds: 0 };
        Ok(Self { terrain, sweep: Sweep::new(terrain, order), pool, counts, proved, by: None })
    }

    /// Proves as much as the effort allows.
    pub(super) fn run(
        mut self,
        effort: ProofEffort,
        watch: Watch<'_>,
    ) -> Result<Proved, CannotBound> {
        let mut worth = self.pool.worth()?;
        let mut kept = 0.0;
        let mut is_fine = false;
        while self.proved.rounds < effort.rounds && !(watch.is_cancelled)() {
            if self.is_enough(effort, &worth) {
                break;
            }
            self.proved.rounds += 1;
            let (done, total) = (self.proved.rounds.into(), effort.rounds.into());
            (watch.progress)(Progress { done, total });
            is_fine |= self.proved.cost > worth.cost * (1.0 - FAR);
            let step = u64::from(effort.step.max(1)) * if is_fine { 1 } else { COARSER };
            let found = self.bound_by(&worth, kept, step);
            let helped = self.add(found, &worth, is_fine);
            if !helped && kept == 0.0 {
                if is_fine {
                    break;
                }
                is_fine = true;
            }
            kept = if helped { KEPT } else { 0.0 };
            worth = self.pool.worth()?;
        }
        self.finish(&worth);
        Ok(self.proved)
    }

    fn is_enough(&self, effort: ProofEffort, worth: &Worth) -> bool {
        let cost = self.proved.cost;
        cost >= worth.cost * (1.0 - MET) || self.proved.plan_cost <= cost * (1.0 + effort.enough)
    }

    /// Sweeps under worths between those of the mixture and the best so far; gives the zones it found.
    fn bound_by(&mut self, worth: &Worth, kept: f64, step: u64) -> Vec<Vec<usize>> {
        let between = |(new, old): (&f64, &f64)| kept * old + (1.0 - kept) * new;
        let rewards: Vec<f64> = match &self.by {
            Some(best) => worth.rewards.iter().zip(best).map(between).collect(),
            None => worth.rewards.clone(),
        };
        let swept = self.sweep.run(&rewards, step);
        // Between the two numbers of zones the bound is a straight line.
        let cost = swept.at_least(self.counts.0).min(swept.at_least(self.counts.1));
        // Prices themselves are sums of floating numbers.
        let cost = cost - cost.abs() * ROUNDING;
        if cost > self.proved.cost {
            self.proved.cost = cost;
            self.by = Some(rewards);
        }
        swept.zones
    }

    /// Adds zones and the legal ones near them and near those of the mixture; whether any makes the
    /// mixture cheaper.
    fn add(&mut self, mut found: Vec<Vec<usize>>, worth: &Worth, is_fine: bool) -> bool {
        if !is_fine {
            // Zones outside the band that coarse steps let through would only weaken the mixture.
            found.retain(|zone| self.terrain.keeps_band(zone));
        }
        let legal = |zone: &Vec<usize>| self.terrain.is_legal(zone);
        let swept: Vec<Vec<usize>> = found.iter().filter(|zone| legal(zone)).cloned().collect();
        let mixed = self.pool.zones.iter().zip(&worth.shares);
        let mixed = mixed.filter(|(zone, share)| zone.is_legal && **share > 0.0);
        let mixed = mixed.map(|(zone, _)| zone.blocks.clone());
        let begun: Vec<Vec<usize>> = swept.into_iter().chain(mixed).collect();
        let near = |zone: &Vec<usize>| seek::near(self.terrain, &worth.rewards, zone);
        found.extend(begun.iter().map(near));
        let before = self.pool.zones.len();
        for zone in found {
            self.pool.add(zone);
        }
        let tolerance = worth.cost * MET / 100.0;
        self.pool.zones[before..].iter().any(|zone| worth.of(zone) < -tolerance)
    }

    /// Looks for a plan of the zones known that is better still.
    fn finish(&mut self, worth: &Worth) {
        self.proved.columns = self.pool.zones.len();
        let whole = self.pool.whole(worth, self.proved.cost, self.proved.best_cost);
        if let Some(zones) = whole {
            self.proved.best_cost = zones.iter().map(|zone| self.terrain.price(zone)).sum();
            self.proved.best = zones;
        }
    }
}

/// The blocks of each zone of a plan within a piece, rising.
fn zones(terrain: &Terrain, plan: &[usize]) -> Vec<Vec<usize>> {
    let mut zones = std::collections::BTreeMap::<usize, Vec<usize>>::new();
    for (block, areas) in terrain.areas.iter().enumerate() {
        if let Some(&area) = areas.first() {
            zones.entry(plan[area]).or_default().push(block);
        }
    }
    zones.into_values().collect()
}

//! A walk through legal plans by recombination: what plans of a place look like that nobody chose.
//!
//! Each step joins two neighbouring zones, picked by a border between them, spans them by a random tree
//! and cuts it in the band (`ReCom` with borders drawn evenly: `DeFord`, Duchin and Solomon, Harvard Data
//! Science Review 3.1, 2021). Whoever is asked whether a plan is an outlier compares its figures with
//! those of some thousand plans met on such a walk. It does not know the wishes.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use rustc_hash::FxHashMap;

use super::Limits;
use super::ground::Ground;
use super::number::small;
use super::plot::Plot;
use super::recombine::Recombiner;
use super::state::State;
use crate::problem::Problem;

/// Why a walk cannot begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotWander {
    /// The plan does not give each area a neighbourhood.
    #[error("{assigned} of {areas} areas have a neighbourhood; give each of them one")]
    WrongLength {
        /// How many areas there are.
        areas: usize,
        /// How many have a neighbourhood.
        assigned: usize,
    },
    /// The plan breaks the band, so that no step could keep it.
    #[error(
        "{zones} neighbourhoods are outside the band; begin with a plan that certify calls legal"
    )]
    NotLegal {
        /// How many.
        zones: usize,
    },
}

/// The ground of walks that all begin with one plan, laid out once.
pub struct Ensemble {
    ground: Ground,
    node_of: Vec<u32>,
    limits: Limits,
    start: Vec<u32>,
    zones: usize,
}

impl Ensemble {
    /// Plans like this one: as many zones, the same band, none across the lines of nests.
    pub fn around(problem: &Problem, zone_of: &[usize]) -> Result<Self, CannotWander> {
        if zone_of.len() != problem.areas() {
            let (areas, assigned) = (problem.areas(), zone_of.len());
            return Err(CannotWander::WrongLength { areas, assigned });
        }
        let (ground, node_of) = Plot::new(problem, &[]).whole();
        let mut numbers: FxHashMap<usize, u32> = FxHashMap::default();
        let mut start = vec![0; ground.nodes()];
        for (area, &node) in node_of.iter().enumerate() {
            let next = small(numbers.len());
            start[node as usize] = *numbers.entry(zone_of[area]).or_insert(next);
        }
        let (limits, zones) = (Limits::of(problem.request().band), numbers.len());
        let state = State::new(&ground, limits, zones, start.clone());
        let outside = state.zones().filter(|&zone| state.outside(state.people[zone]) > 0).count();
        if outside > 0 {
            return Err(CannotWander::NotLegal { zones: outside });
        }
        Ok(Self { ground, node_of, limits, start, zones })
    }

    /// A walk from the plan; the same seed, the same walk.
    pub fn chain(&self, seed: u64) -> Chain<'_> {
        let state = State::new(&self.ground, self.limits, self.zones, self.start.clone());
        Chain {
            recombiner: Recombiner::new(&state),
            state,
            node_of: &self.node_of,
            rng: Xoshiro256PlusPlus::seed_from_u64(seed),
        }
    }
}

/// A walk through legal plans.
pub struct Chain<'e> {
    state: State<'e>,
    recombiner: Recombiner,
    node_of: &'e [u32],
    rng: Xoshiro256PlusPlus,
}

impl Chain<'_> {
    /// Tries one recombination and says whether the plan changed: not every tree has a legal cut.
    pub fn step(&mut self) -> bool {
        let borders = self.state.borders();
        if borders.is_empty() {
            return false;
        }
        let slot = borders[self.rng.random_range(0..borders.len())] as usize;
        let Some(redrawing) = self.recombiner.any(&self.state, slot, &mut self.rng) else {
            return false;
        };
        self.recombiner.apply(&mut self.state, redrawing);
        true
    }

    /// The neighbourhood of each area, as it is now.
    pub fn zone_of(&self) -> Vec<usize> {
        self.node_of.iter().map(|&node| self.state.zone(node as usize)).collect()
    }

    /// How many pairs of areas that touch over a usable border lie in two neighbourhoods now.
    pub fn cut_edges(&self) -> usize {
        self.state.borders().len() / 2
    }
}

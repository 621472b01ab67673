//! Two wishes against each other: plans drawn under many weights, of which those stay that no other beats
//! in both. Whoever has to choose sees what one wish costs in the other, and picks.

pub mod compact;
pub mod store;

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use kith_districting::{
    Adjacency, Certificate, Effort, Plan as Divided, Problem, Watch, certify_with_homes, draw,
    hypervolume, undominated,
};
use kith_terms::Id;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Rules;
use super::drawing::{self, NotDrawn, PCN, PRACTICE, TODAY, WARD};
use super::rules::{HomesWish, Likeness, Listed};
use crate::place::Place;

/// So many plans are drawn: enough that no two neighbours of a borough's front differ by much.
pub const PLANS: u32 = 50;
/// Changes that are tried for each area of each plan, at most: a borough in seconds.
const EFFORT: u32 = 4_500;
/// Seeds that are tried before weights are given up.
const SEEDS: u32 = 20;

/// How much of their weight the other wishes keep in a sweep: they decide between plans that are alike in the
/// two that are weighed, and hide nothing of what one costs in the other.
const OTHERS: f64 = 0.1;
/// The least weight of homes in a sweep: so little that it moves no border, but each list gets the home in
/// which most of its people live, without which nothing could be counted.
const LEAST_OF_HOMES: f64 = 1e-3;

/// A wish that can be weighed against another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighed {
    /// Short borders.
    Border,
    /// Whole PCNs.
    Pcn,
    /// Whole wards.
    Ward,
    /// People live in the neighbourhood of their practice.
    HomesPractice,
    /// People live in the neighbourhood of their PCN.
    HomesPcn,
    /// A short way to a site.
    Travel,
    /// Deprivation, alike or mixed as the rules say.
    Deprivation,
    /// People stay with those of their neighbourhood of today.
    Today,
}

/// A sweep between two wishes.
#[derive(Debug, Clone)]
pub struct Front {
    /// Its id.
    pub id: Id<Front>,
    /// Its name.
    pub name: String,
    /// The rules, with the two wishes as they were set.
    pub rules: Rules,
    /// The wish whose loss is counted across.
    pub across: Weighed,
    /// The wish whose loss is counted upward.
    pub upward: Weighed,
    /// How many plans were drawn.
    pub drawn: u64,
    /// The loads that they were drawn from.
    pub basis: Vec<String>,
    /// The id of the person who asked.
    pub person: String,
    /// The organisation for which they asked: who sees its drafts sees the front.
    pub organisation: String,
    /// When they were drawn.
    pub drawn_at: Timestamp,
}

/// A plan that no other of its front beats in both wishes.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its number among the plans that were drawn, from 1.
    pub number: u64,
    /// The weights of the two wishes.
    pub weights: (f64, f64),
    /// What it loses in the two wishes, 0 (nothing) to 1 (all).
    pub losses: (f64, f64),
    /// The plan.
    pub plan: Divided,
}

impl Weighed {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Border,
        Self::Pcn,
        Self::Ward,
        Self::HomesPractice,
        Self::HomesPcn,
        Self::Travel,
        Self::Deprivation,
        Self::Today,
    ];

    /// The word for forms and tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Border => "border",
            Self::Pcn => "pcn",
            Self::Ward => "ward",
            Self::HomesPractice => "homes_practice",
            Self::HomesPcn => "homes_pcn",
            Self::Travel => "travel",
            Self::Deprivation => "deprivation",
            Self::Today => "today",
        }
    }

    /// From the word in a form or a table.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.key() == key)
    }

    /// The wish in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Border => "Short borders",
            Self::Pcn => "The people of each PCN together",
            Self::Ward => "The people of each ward together",
            Self::HomesPractice => "People live in the neighbourhood of their practice",
            Self::HomesPcn => "People live in the neighbourhood of their PCN",
            Self::Travel => "A short way to a site",
            Self::Deprivation => "Deprivation as wished",
            Self::Today => "People stay with those of their neighbourhood of today",
        }
    }

    /// What is lost, in words, for an axis or a column.
    pub fn loss_title(self) -> &'static str {
        match self {
            Self::Border => "Borders of areas that part neighbourhoods",
            Self::Pcn => "Chance that two people of a PCN are parted",
            Self::Ward => "Chance that two people of a ward are parted",
            Self::HomesPractice => "People outside the neighbourhood of their practice",
            Self::HomesPcn => "People outside the neighbourhood of their PCN",
            Self::Travel => "Mean way, as a share of an hour",
            Self::Deprivation => "Differences in deprivation on the wrong side of the borders",
            Self::Today => "Chance that two people of a neighbourhood of today are parted",
        }
    }

    /// Rules in which this wish has that weight; an error in words where the rules lack what it needs.
    pub fn set(self, rules: &mut Rules, weight: f64) -> Result<(), NotDrawn> {
        let wishes = &mut rules.wishes;
        match self {
            Self::Border => rules.weights.border = weight,
            Self::Pcn => rules.weights.pcn = weight,
            Self::Ward => rules.weights.ward = weight,
            Self::Today => wishes.today = weight,
            Self::HomesPractice | Self::HomesPcn => {
                let of = if self == Self::HomesPcn { Listed::Pcn } else { Listed::Practice };
                let weight = weight.max(LEAST_OF_HOMES);
                match wishes.homes.iter_mut().find(|wish| wish.of == of) {
                    Some(wish) => wish.weight = weight,
                    None => wishes.homes.push(HomesWish { of, weight, band: None }),
                }
            }
            Self::Travel => {
                let travel = wishes.travel.as_mut().ok_or_else(|| needs("a site"))?;
                travel.weight = weight;
            }
            Self::Deprivation => {
                let mut likeness = wishes.measures.iter_mut();
                let wish = likeness.find(|wish| wish.wish != Likeness::Even);
                wish.ok_or_else(|| needs("whether deprivation is alike or mixed"))?.weight = weight;
            }
        }
        Ok(())
    }

    /// What a plan loses in this wish, from the certificate.
    fn loss(self, problem: &Problem, certificate: &Certificate) -> f64 {
        let layer = |name: &str| {
            let layer = certificate.layers.iter().find(|layer| layer.name == name);
            layer.map_or(0.0, |layer| 1.0 - layer.together)
        };
        let homes = |name: &str| {
            let homes = certificate.homes.iter().find(|homes| homes.layer == name);
            homes.map_or(0.0, |homes| 1.0 - homes.at_home)
        };
        match self {
            Self::Border => {
                let all: f64 = problem.request().edges.iter().map(|edge| edge.metres).sum();
                if all > 0.0 { certificate.border_metres / all } else { 0.0 }
            }
            Self::Pcn => layer(PCN),
            Self::Ward => layer(WARD),
            Self::Today => layer(TODAY),
            Self::HomesPractice => homes(PRACTICE),
            Self::HomesPcn => homes(PCN),
            Self::Travel => {
                certificate.travel.as_ref().map_or(0.0, |way| (way.mean_minutes / 60.0).min(1.0))
            }
            Self::Deprivation => {
                let measures = problem.request().measures.iter().zip(&certificate.measures);
                let mut within = measures.filter_map(|(measure, facts)| {
                    let within = facts.within?;
                    let mixed = measure.wish == kith_districting::Wish::Mixed;
                    Some(if mixed { 1.0 - within } else { within })
                });
                within.next().unwrap_or(0.0)
            }
        }
    }
}

fn needs(what: &str) -> NotDrawn {
    NotDrawn::Contradiction {
        field: "across",
        why: format!("choose {what} before it is weighed against another wish"),
    }
}

/// The ground that a sweep goes over.
pub struct Over<'a> {
    /// The place, cut to the part that is asked for.
    pub place: &'a Place,
    /// Who neighbours whom in it.
    pub ground: &'a Adjacency,
    /// The neighbourhoods of the plan in force, area by area.
    pub today: Option<&'a [Option<usize>]>,
}

impl Over<'_> {
    fn pose(&self, rules: &Rules) -> Result<Problem, NotDrawn> {
        drawing::pose_beside(self.place, self.ground, rules, self.today)
    }
}

/// Rules between two wishes: `step` of `steps` from the first alone to the second alone, each step the same
/// change of direction, so that the plans spread over the front.
pub fn rules_between(
    rules: &Rules,
    (across, upward): (Weighed, Weighed),
    (step, steps): (u32, u32),
) -> Result<(Rules, (f64, f64)), NotDrawn> {
    let angle = std::f64::consts::FRAC_PI_2 * f64::from(step) / f64::from(steps.max(2) - 1);
    let weights = (angle.cos().max(0.0), angle.sin());
    let mut rules = rules.clone();
    rules.weights.border *= OTHERS;
    rules.weights.pcn *= OTHERS;
    rules.weights.ward *= OTHERS;
    rules.wishes.scale(OTHERS);
    across.set(&mut rules, weights.0)?;
    upward.set(&mut rules, weights.1)?;
    rules.seed = rules.seed.wrapping_add(u64::from(step));
    rules.effort = rules.effort.min(EFFORT);
    Ok((rules, weights))
}

/// Draws plans between two wishes and keeps those that no other beats in both, in the order of the weights.
/// Weights under which no plan was found are passed over; if there is none at all, the first reason counts.
pub fn sweep(
    over: &Over<'_>,
    rules: &Rules,
    wishes: (Weighed, Weighed),
    steps: u32,
    watch: Watch<'_>,
) -> Result<Vec<Candidate>, NotDrawn> {
    let (first, _) = rules_between(rules, wishes, (0, steps))?;
    drawing::must_be_possible(over.place, &over.pose(&first)?)?;
    let done = AtomicU64::new(0);
    let one = |step: u32| {
        let candidate = candidate(over, rules, wishes, (step, steps), watch);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        (watch.progress)(kith_districting::Progress { done, total: u64::from(steps) });
        candidate
    };
    let drawn: Vec<Result<Candidate, NotDrawn>> = (0..steps).into_par_iter().map(one).collect();
    let mut found = Vec::new();
    let mut refused = None;
    for one in drawn {
        match one {
            Ok(candidate) => found.push(candidate),
            Err(NotDrawn::Draw(kith_districting::CannotDraw::Cancelled)) => {
                return Err(NotDrawn::Draw(kith_districting::CannotDraw::Cancelled));
            }
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    if let (true, Some(why)) = (found.is_empty(), refused) {
        return Err(why);
    }
    let points: Vec<Vec<f64>> = found.iter().map(point).collect();
    let kept = undominated(&points);
    Ok(kept.into_iter().map(|at| found[at].clone()).collect())
}

fn candidate(
    over: &Over<'_>,
    rules: &Rules,
    wishes: (Weighed, Weighed),
    (step, steps): (u32, u32),
    watch: Watch<'_>,
) -> Result<Candidate, NotDrawn> {
    let (rules, weights) = rules_between(rules, wishes, (step, steps))?;
    let problem = over.pose(&rules)?;
    let effort = Effort { proposals_per_area: rules.effort, seeds: SEEDS };
    // How far one drawing has come is not told: the sweep counts whole plans.
    let quiet = Watch { progress: &|_| {}, is_cancelled: watch.is_cancelled };
    let plan = draw(&problem, effort, rules.seed, quiet)?;
    let certificate = certify_with_homes(&problem, &plan.zone_of, &plan.homes, &[]);
    if let Some(breach) = certificate.breaches.first() {
        return Err(NotDrawn::NotLegal(breach.to_string()));
    }
    let losses = (wishes.0.loss(&problem, &certificate), wishes.1.loss(&problem, &certificate));
    Ok(Candidate { number: u64::from(step) + 1, weights, losses, plan })
}

fn point(candidate: &Candidate) -> Vec<f64> {
    vec![candidate.losses.0, candidate.losses.1]
}

/// How good a front is: the share of all pairs of losses that some plan of it beats, 0 to 1. Exact (Zitzler
/// and Thiele, IEEE Transactions on Evolutionary Computation 3, 1999), with the loss of all as reference.
pub fn volume(candidates: &[Candidate]) -> f64 {
    let points: Vec<Vec<f64>> = candidates.iter().map(point).collect();
    hypervolume(&points, &[1.0, 1.0])
}

/// The rules under which a candidate was drawn: what a plan that is made of it says of itself.
pub fn rules_of(front: &Front, candidate: &Candidate) -> Result<Rules, NotDrawn> {
    let step = u32::try_from(candidate.number.saturating_sub(1)).unwrap_or(u32::MAX);
    let steps = u32::try_from(front.drawn).unwrap_or(u32::MAX);
    Ok(rules_between(&front.rules, (front.across, front.upward), (step, steps))?.0)
}

/// The name of a plan that is picked from a front.
pub fn name_of(front: &Front, candidate: &Candidate) -> String {
    format!("{}, plan {}", front.name, candidate.number)
}

//! How long people are on their way to the hub of their neighbourhood.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::{Problem, Travel};

/// What is true of the ways to the hubs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TravelFacts {
    /// The hub that serves each neighbourhood, by its position in the list of hubs; neighbourhoods in a
    /// place without a hub are missing.
    pub hubs: Vec<(usize, usize)>,
    /// People in neighbourhoods with a hub.
    pub people: u64,
    /// Their mean way in minutes.
    pub mean_minutes: f64,
    /// The way that 95 of 100 people do not exceed, in minutes.
    pub p95_minutes: f64,
    /// The share of people with more than 15 minutes to go, 0 to 1.
    pub beyond_15: f64,
    /// The share of people with more than 30 minutes to go, 0 to 1.
    pub beyond_30: f64,
}

pub(super) fn facts(
    problem: &Problem,
    members: &BTreeMap<usize, Vec<usize>>,
) -> Option<TravelFacts> {
    let travel = problem.request().travel.as_ref()?;
    let (mut hubs, mut ways) = (Vec::new(), Vec::new());
    for (&zone, areas) in members {
        let Some(hub) = best_hub(problem, travel, areas) else { continue };
        hubs.push((zone, hub));
        ways.extend(areas.iter().map(|&area| (travel.minutes(area, hub), problem.people(area))));
    }
    ways.sort_by(|one, other| one.0.total_cmp(&other.0));
    let people: u64 = ways.iter().map(|way| u64::from(way.1)).sum();
    let share = |sum: f64| if people == 0 { 0.0 } else { sum / real(people) };
    let beyond = |minutes: f64| {
        let far = ways.iter().filter(|way| way.0 > minutes);
        share(far.map(|way| f64::from(way.1)).sum())
    };
    Some(TravelFacts {
        hubs,
        people,
        mean_minutes: share(ways.iter().map(|way| way.0 * f64::from(way.1)).sum()),
        p95_minutes: p95(&ways, people),
        beyond_15: beyond(15.0),
        beyond_30: beyond(30.0),
    })
}

/// The hub in the same place whose ways cost least by the weights, counted area by area.
fn best_hub(problem: &Problem, travel: &Travel, areas: &[usize]) -> Option<usize> {
    let nest = problem.nest(*areas.first()?);
    let price = |hub: usize| -> f64 {
        let of_area = |&area: &usize| {
            let minutes = travel.minutes(area, hub);
            let late = if minutes > 15.0 { travel.beyond_15 } else { 0.0 };
            let later = if minutes > 30.0 { travel.beyond_30 } else { 0.0 };
            f64::from(problem.people(area)) * (travel.weight * minutes / 30.0 + late + later)
        };
        areas.iter().map(of_area).sum()
    };
    let here = (0..travel.hubs.len()).filter(|&hub| problem.nest(travel.hubs[hub]) == nest);
    here.min_by(|&one, &other| price(one).total_cmp(&price(other)))
}

fn p95(ways: &[(f64, u32)], people: u64) -> f64 {
    let mut passed = 0;
    for &(minutes, count) in ways {
        passed += u64::from(count);
        if passed * 100 >= people * 95 {
            return minutes;
        }
    }
    0.0
}

#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn real(count: u64) -> f64 {
    count as f64
}

//! How measures of areas are shared out between neighbourhoods.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::{Measure, Problem, Wish};

/// What is true of a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureFacts {
    /// Name of the measure.
    pub name: String,
    /// Its figure in each neighbourhood: the mean of people where the wish is about likeness, else the
    /// sum.
    pub by_zone: Vec<(usize, f64)>,
    /// The share of the variance between people that lies within neighbourhoods, 0 (each neighbourhood of
    /// one kind) to 1 (all neighbourhoods alike): `Σ_z Σ_i p_i (x_i - x̄_z)² / Σ_i p_i (x_i - x̄)²`.
    pub within: Option<f64>,
    /// The coefficient of variation of the sums: their standard deviation over their mean.
    pub variation: Option<f64>,
    /// Neighbourhoods with less than the least amount, and what they miss together.
    pub short: Option<(usize, f64)>,
}

pub(super) fn facts(problem: &Problem, zone_of: &[usize]) -> Vec<MeasureFacts> {
    problem.request().measures.iter().map(|measure| of_measure(problem, measure, zone_of)).collect()
}

fn of_measure(problem: &Problem, measure: &Measure, zone_of: &[usize]) -> MeasureFacts {
    let mut facts = MeasureFacts {
        name: measure.name.clone(),
        by_zone: Vec::new(),
        within: None,
        variation: None,
        short: None,
    };
    match measure.wish {
        Wish::Alike | Wish::Mixed => {
            let means = means(problem, measure, zone_of);
            facts.within = Some(within(problem, measure, zone_of, &means));
            facts.by_zone = means.into_iter().collect();
        }
        Wish::Even => {
            facts.by_zone = sums(measure, zone_of);
            facts.variation = Some(variation(&facts.by_zone));
        }
        Wish::AtLeast(least) => {
            facts.by_zone = sums(measure, zone_of);
            let missing = facts.by_zone.iter().map(|(_, sum)| least - sum);
            let missing: Vec<f64> = missing.filter(|missing| *missing > 0.0).collect();
            facts.short = Some((missing.len(), missing.iter().sum()));
        }
    }
    facts
}

fn sums(measure: &Measure, zone_of: &[usize]) -> Vec<(usize, f64)> {
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    for (&zone, value) in zone_of.iter().zip(&measure.values) {
        *sums.entry(zone).or_default() += value;
    }
    sums.into_iter().collect()
}

fn means(problem: &Problem, measure: &Measure, zone_of: &[usize]) -> BTreeMap<usize, f64> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for (area, (&zone, value)) in zone_of.iter().zip(&measure.values).enumerate() {
        let people = f64::from(problem.people(area));
        let sum = sums.entry(zone).or_default();
        *sum = (sum.0 + people, sum.1 + people * value);
    }
    let mean = |(people, sum): (f64, f64)| if people > 0.0 { sum / people } else { 0.0 };
    sums.into_iter().map(|(zone, sum)| (zone, mean(sum))).collect()
}

fn within(
    problem: &Problem,
    measure: &Measure,
    zone_of: &[usize],
    means: &BTreeMap<usize, f64>,
) -> f64 {
    let areas = || measure.values.iter().enumerate().zip(zone_of);
    let people = |area: usize| f64::from(problem.people(area));
    let all: f64 = areas().map(|((area, _), _)| people(area)).sum();
    let mean = areas().map(|((area, value), _)| people(area) * value).sum::<f64>() / all.max(1.0);
    let spread = |around: &dyn Fn(usize) -> f64| -> f64 {
        let squares = areas().map(|((area, value), &zone)| {
            let off = value - around(zone);
            people(area) * off * off
        });
        squares.sum()
    };
    let whole = spread(&|_| mean);
    if whole > 0.0 { spread(&|zone| means[&zone]) / whole } else { 0.0 }
}

fn variation(sums: &[(usize, f64)]) -> f64 {
    let count = f64::from(u32::try_from(sums.len()).unwrap_or(u32::MAX)).max(1.0);
    let mean = sums.iter().map(|(_, sum)| sum).sum::<f64>() / count;
    let square = sums.iter().map(|(_, sum)| (sum - mean) * (sum - mean)).sum::<f64>() / count;
    if mean > 0.0 { square.sqrt() / mean } else { 0.0 }
}

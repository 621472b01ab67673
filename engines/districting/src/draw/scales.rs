//! Prices of the measures and of travel, worked out once over the whole problem.

use super::ground::Parts;
use super::number::real_count;
use super::wishes::Scalar;
use crate::feasibility::Piece;
use crate::problem::{Measure, Problem, Travel, Wish};

/// How the measures and ways of a problem are priced.
pub(super) struct Scales {
    scalars: Vec<Scalar>,
    /// Mean of each measure over all people, taken off first; 0 for amounts.
    middles: Vec<f64>,
    people: f64,
}

impl Scales {
    pub(super) fn of(problem: &Problem, pieces: &[Piece]) -> Self {
        let people: u64 = problem.request().areas.iter().map(|area| u64::from(area.people)).sum();
        let zones: usize = pieces.iter().map(Piece::zones).sum();
        let mut scales = Self {
            scalars: Vec::new(),
            middles: Vec::new(),
            people: super::number::real(i64::try_from(people).unwrap_or(i64::MAX)).max(1.0),
        };
        for measure in &problem.request().measures {
            let middle = match measure.wish {
                Wish::Alike | Wish::Mixed => scales.mean(problem, measure),
                Wish::Even | Wish::AtLeast(_) => 0.0,
            };
            scales.middles.push(middle);
            scales.scalars.push(Self::scalar(problem, measure, middle, real_count(zones.max(1))));
        }
        scales
    }

    fn mean(&self, problem: &Problem, measure: &Measure) -> f64 {
        let weighted = measure.values.iter().enumerate();
        weighted.map(|(area, value)| value * f64::from(problem.people(area))).sum::<f64>()
            / self.people
    }

    fn scalar(problem: &Problem, measure: &Measure, middle: f64, zones: f64) -> Scalar {
        let squares = measure.values.iter().enumerate().map(|(area, value)| {
            (value - middle) * (value - middle) * f64::from(problem.people(area))
        });
        let (variance, sum) = (squares.sum::<f64>(), measure.values.iter().sum::<f64>());
        let over = |whole: f64| if whole > 0.0 { measure.weight / whole } else { 0.0 };
        match measure.wish {
            Wish::Alike => Scalar::Between { worth: -over(variance) },
            Wish::Mixed => Scalar::Between { worth: over(variance) },
            Wish::Even => Scalar::Square { worth: over(sum * sum) * zones },
            Wish::AtLeast(least) => Scalar::Missing { least, worth: over(least * zones) },
        }
    }

    /// Adds what the areas of a piece bring to the sums, and their trips to the hubs of the piece.
    pub(super) fn add_to(
        &self,
        parts: &mut Parts,
        problem: &Problem,
        areas: &[usize],
        node_of: &[u32],
    ) {
        let request = problem.request();
        let (nodes, count) = (parts.people.len(), self.scalars.len());
        parts.scalars.clone_from(&self.scalars);
        parts.amounts = vec![0.0; nodes * count];
        for (&area, &node) in areas.iter().zip(node_of) {
            for (at, measure) in request.measures.iter().enumerate() {
                let value = measure.values[area];
                let people = f64::from(problem.people(area));
                parts.amounts[node as usize * count + at] += match measure.wish {
                    Wish::Alike | Wish::Mixed => (value - self.middles[at]) * people,
                    Wish::Even | Wish::AtLeast(_) => value,
                };
            }
        }
        let Some(travel) = &request.travel else { return };
        let Some(&first) = areas.first() else { return };
        let is_here = |hub: &usize| problem.nest(travel.hubs[*hub]) == problem.nest(first);
        let hubs: Vec<usize> = (0..travel.hubs.len()).filter(is_here).collect();
        parts.hubs = hubs.len();
        parts.trips = vec![0.0; nodes * hubs.len()];
        for (&area, &node) in areas.iter().zip(node_of) {
            for (at, &hub) in hubs.iter().enumerate() {
                let share = f64::from(problem.people(area)) / self.people;
                parts.trips[node as usize * hubs.len() + at] +=
                    share * price(travel, travel.minutes(area, hub));
            }
        }
    }
}

/// The price of a way for everyone: 30 minutes cost the weight, and more than 15 or 30 the price of that.
fn price(travel: &Travel, minutes: f64) -> f64 {
    let mut price = travel.weight * minutes / 30.0;
    if minutes > 15.0 {
        price += travel.beyond_15;
    }
    if minutes > 30.0 {
        price += travel.beyond_30;
    }
    price
}

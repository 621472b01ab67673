//! Several wishes against each other: the plans of which none is better in one wish without being worse
//! in another (the Pareto front), found by drawing under many weights.

#[cfg(test)]
mod tests;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::certificate::{Certificate, certify};
use crate::draw::{CannotDraw, Effort, Plan, Watch, draw};
use crate::problem::{CannotPose, Problem};

/// How much borders and each layer matter, in the order of the problem's layers; layers without a
/// weight here weigh nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Short borders.
    pub border: f64,
    /// Whole units, layer by layer.
    pub layers: Vec<f64>,
}

/// A plan of the front.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The weights it was drawn under.
    pub weights: Weights,
    /// The plan.
    pub plan: Plan,
    /// What it loses in each wish, 0 (nothing) to 1 (all): the share of all borders between areas that
    /// became borders between neighbourhoods, then for each layer the chance that two people of a unit
    /// do not share a neighbourhood. From the certificate, not from the drawing.
    pub losses: Vec<f64>,
}

/// Why there is no front.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CannotSweep {
    /// A weight makes no sense.
    #[error(transparent)]
    Pose(#[from] CannotPose),
    /// No plan was found under some weights.
    #[error(transparent)]
    Draw(#[from] CannotDraw),
}

/// Weights from borders alone to one layer alone in so many steps, each step the same change of
/// direction, so that the plans spread over the front.
pub fn between(steps: u32, layers: usize, layer: usize) -> Vec<Weights> {
    let weights = |step: u32| {
        let angle = std::f64::consts::FRAC_PI_2 * f64::from(step) / f64::from(steps.max(2) - 1);
        let mut weights = Weights { border: angle.cos().max(0.0), layers: vec![0.0; layers] };
        if let Some(weight) = weights.layers.get_mut(layer) {
            *weight = angle.sin();
        }
        weights
    };
    (0..steps).map(weights).collect()
}

/// Draws a plan under each of the weights and keeps those that no other beats in every wish; in the order
/// of the weights, one for each point of the front.
pub fn front(
    problem: &Problem,
    weights: &[Weights],
    effort: Effort,
    seed: u64,
    watch: Watch<'_>,
) -> Result<Vec<Candidate>, CannotSweep> {
    let draw_one = |(number, weights): (usize, &Weights)| {
        let mut request = problem.request().clone();
        request.border_weight = weights.border;
        for (at, layer) in request.layers.iter_mut().enumerate() {
            layer.weight = weights.layers.get(at).copied().unwrap_or(0.0);
        }
        let weighed = Problem::new(request)?;
        let plan = draw(&weighed, effort, seed.wrapping_add(number as u64), watch)?;
        let losses = losses(&weighed, &certify(&weighed, &plan.zone_of, &[]));
        Ok(Candidate { weights: weights.clone(), plan, losses })
    };
    let drawn: Vec<Result<Candidate, CannotSweep>> =
        weights.par_iter().enumerate().map(draw_one).collect();
    let drawn = drawn.into_iter().collect::<Result<Vec<_>, _>>()?;
    let losses: Vec<Vec<f64>> = drawn.iter().map(|one| one.losses.clone()).collect();
    let kept = undominated(&losses);
    let mut number = 0..;
    Ok(drawn.into_iter().filter(|_| number.next().is_some_and(|at| kept.contains(&at))).collect())
}

fn losses(problem: &Problem, certificate: &Certificate) -> Vec<f64> {
    let metres: f64 = problem.request().edges.iter().map(|edge| edge.metres).sum();
    let border = if metres > 0.0 { certificate.border_metres / metres } else { 0.0 };
    let layers = certificate.layers.iter().map(|layer| 1.0 - layer.together);
    std::iter::once(border).chain(layers).collect()
}

/// The positions of the points that no other is at least as good as in everything (less is better); of
/// equal points the first.
pub fn undominated(points: &[Vec<f64>]) -> Vec<usize> {
    let beats = |one: usize, other: usize| {
        let pairs = || points[one].iter().zip(&points[other]);
        pairs().all(|(a, b)| a <= b) && (one < other || pairs().any(|(a, b)| a < b))
    };
    let is_kept = |at: &usize| !(0..points.len()).any(|other| other != *at && beats(other, *at));
    (0..points.len()).filter(is_kept).collect()
}

/// The exact volume of what is worse than some point of a front and better than a reference in
/// everything (less is better): the larger, the better the front (Zitzler and Thiele, IEEE Transactions
/// on Evolutionary Computation 3, 1999). By slices along the last wish, for any number of wishes.
pub fn hypervolume(points: &[Vec<f64>], reference: &[f64]) -> f64 {
    let inside = |point: &&Vec<f64>| {
        point.len() == reference.len() && point.iter().zip(reference).all(|(a, b)| a < b)
    };
    let mut points: Vec<Vec<f64>> = points.iter().filter(inside).cloned().collect();
    let Some((end, rest)) = reference.split_last() else { return 0.0 };
    if rest.is_empty() {
        let least = points.iter().map(|point| point[0]).fold(*end, f64::min);
        return end - least;
    }
    let last = rest.len();
    points.sort_by(|one, other| one[last].total_cmp(&other[last]));
    let mut volume = 0.0;
    for at in 0..points.len() {
        let next = points.get(at + 1).map_or(*end, |point| point[last]);
        let height = next - points[at][last];
        if height > 0.0 {
            let slice: Vec<Vec<f64>> =
                points[..=at].iter().map(|point| point[..last].to_vec()).collect();
            volume += height * hypervolume(&slice, rest);
        }
    }
    volume
}

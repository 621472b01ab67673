//! A borough of some 230 areas: fifty plans between short borders and whole wards.

use kith_districting::{Effort, Problem, Watch, between, front, hypervolume};

use super::{cpu, graphs};
use crate::bench::Figures;

/// Croydon, the borough of the design's figures.
const BOROUGH: &str = "E09000008";
const PLANS: u32 = 50;
/// Proposals an area for each plan.
const EFFORT: u32 = 6_000;

pub(super) fn measure(figures: &mut Figures) -> anyhow::Result<()> {
    let request = graphs::borough("Croydon", BOROUGH, figures)?;
    let areas = request.areas.len();
    let problem = Problem::new(request)?;
    let effort = Effort { proposals_per_area: EFFORT, ..Effort::default() };
    let began = cpu();
    let plans = front(&problem, &between(PLANS, 1, 0), effort, 1, Watch::default())?;
    let took = cpu() - began;
    let losses: Vec<Vec<f64>> = plans.into_iter().map(|plan| plan.losses).collect();
    figures.note(
        format!("Croydon, {areas} areas: {PLANS} plans between borders and wards"),
        format!(
            "{} on the front, volume {:.4}, {took:.1} s",
            losses.len(),
            hypervolume(&losses, &[1.0, 1.0])
        ),
    );
    Ok(())
}

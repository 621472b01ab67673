//! A borough of some 230 areas: fifty plans between short borders and whole wards.

use anyhow::Context;
use kith_districting::{
    Area, Effort, Layer, Membership, Problem, Request, Watch, between, front, hypervolume,
};

use super::{cpu, graphs};
use crate::bench::Figures;

/// Croydon, the borough of the design's figures.
const BOROUGH: &[&str] = &["E09000008"];
const PLANS: u32 = 50;
/// Proposals an area for each plan.
const EFFORT: u32 = 6_000;

pub(super) fn measure(figures: &mut Figures) -> anyhow::Result<()> {
    let facts = graphs::facts(figures)?;
    let (codes, outlines) = graphs::outlines(BOROUGH, figures)?;
    let mut request = Request {
        nests: vec!["Croydon".to_owned()],
        edges: graphs::edges(&outlines)?,
        ..Request::default()
    };
    let (mut wards, mut members) = (Vec::new(), Vec::new());
    for (area, code) in codes.iter().enumerate() {
        let facts = facts.get(code).context("an area without people")?;
        request.areas.push(Area { people: facts.people, nest: 0 });
        let unit = wards.iter().position(|ward| *ward == &facts.ward).unwrap_or_else(|| {
            wards.push(&facts.ward);
            wards.len() - 1
        });
        members.push(Membership { area, unit, people: facts.people });
    }
    let units = wards.len();
    request.layers = vec![Layer { name: "ward".to_owned(), units, members, weight: 0.0 }];
    let problem = Problem::new(request)?;
    let effort = Effort { proposals_per_area: EFFORT, ..Effort::default() };
    let began = cpu();
    let plans = front(&problem, &between(PLANS, 1, 0), effort, 1, Watch::default())?;
    let took = cpu() - began;
    let losses: Vec<Vec<f64>> = plans.into_iter().map(|plan| plan.losses).collect();
    figures.note(
        format!("Croydon, {} areas: {PLANS} plans between borders and wards", codes.len()),
        format!(
            "{} on the front, volume {:.4}, {took:.1} s",
            losses.len(),
            hypervolume(&losses, &[1.0, 1.0])
        ),
    );
    Ok(())
}

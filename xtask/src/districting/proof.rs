//! Boroughs of some 200 areas: how far the drawn plan is from the best possible, proved.

use kith_districting::{Effort, Problem, ProofEffort, Request, Watch, bound, draw};

use super::{cpu, graphs};
use crate::bench::Figures;

/// A question: a borough, the weight of whole wards beside borders of weight 1, and whether any number of
/// neighbourhoods will do.
struct Question {
    name: &'static str,
    district: &'static str,
    wards: f64,
    is_open: bool,
}

const QUESTIONS: [Question; 5] = [
    Question { name: "Croydon", district: "E09000008", wards: 0.0, is_open: false },
    Question { name: "Croydon", district: "E09000008", wards: 0.0, is_open: true },
    Question { name: "Barnet", district: "E09000003", wards: 0.0, is_open: false },
    Question { name: "Bromley", district: "E09000006", wards: 0.0, is_open: false },
    Question { name: "Croydon", district: "E09000008", wards: 0.1, is_open: false },
];

/// Proposals an area for the plan that the proof is about.
const EFFORT: u32 = 6_000;

pub(super) fn measure(figures: &mut Figures) -> anyhow::Result<()> {
    for question in QUESTIONS {
        let mut request = Request {
            open_count: question.is_open,
            ..graphs::borough(question.name, question.district, figures)?
        };
        request.layers[0].weight = question.wards;
        let areas = request.areas.len();
        let problem = Problem::new(request)?;
        let effort = Effort { proposals_per_area: EFFORT, ..Effort::default() };
        let plan = draw(&problem, effort, 1, Watch::default())?;
        let began = cpu();
        let proof = bound(&problem, &plan.zone_of, ProofEffort::default(), Watch::default())?;
        let took = cpu() - began;
        let number = if question.is_open { "any number" } else { "number decided" };
        figures.note(
            format!("{}, {areas} areas, {number}, wards weigh {}", question.name, question.wards),
            format!("{proof}, {} rounds, {} zones, {took:.1} s", proof.rounds, proof.columns),
        );
        if let Some((_, cost)) = proof.better {
            let saved = (1.0 - cost / proof.plan_cost) * 100.0;
            let left = (cost / proof.cost - 1.0) * 100.0;
            figures.note(
                "  a better plan was found on the way",
                format!("{saved:.2} % cheaper, within {left:.2} %"),
            );
        }
    }
    Ok(())
}

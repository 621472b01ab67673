//! The ground that a draft is worked on: the problem as it was put to the engine, kept in memory while
//! somebody changes the plan, so that a change is judged again without posing everything anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_districting::{Edge, Problem, Shape};
use kith_frame::app::App;
use kith_terms::LsoaCode;

use super::Sketch;
use crate::known::{self, Known, NotKnown};
use crate::place::{Place, ground};
use crate::plan::drawing::{self, NotDrawn};
use crate::plan::{Facts, Figures, Plan};

/// The ground of a plan.
#[derive(Debug)]
pub struct Desk {
    /// The part of the place that the plan divides.
    pub part: Place,
    /// The rules and wishes as they were put to the engine.
    pub problem: Problem,
    shapes: Vec<Shape>,
    today: Option<Figures>,
}

/// The ground cannot be laid out.
#[derive(Debug, thiserror::Error)]
pub enum NoDesk {
    /// The place is not known.
    #[error(transparent)]
    NotKnown(#[from] NotKnown),
    /// The rules of the plan do not fit the place any more.
    #[error("the rules of the plan cannot be put to the place: {0}")]
    NotPosed(#[from] NotDrawn),
    /// The plan and the place do not have the same areas.
    #[error("the plan divides {plan} areas and the place has {place} for it")]
    OtherAreas {
        /// Areas of the plan.
        plan: usize,
        /// Areas of the place within the part that the plan divides.
        place: usize,
    },
}

/// The ground of a plan on the place as it was known when it was drawn.
pub async fn desk(app: &App, plan: &Plan, known: &Known) -> Result<Arc<Desk>, NoDesk> {
    let version = format!("{} {}", plan.id, known.basis.version());
    if let Some(desk) = app.memo.recall("geography.desk", &version) {
        return Ok(desk);
    }
    let (place, plan) = (Arc::clone(&known.place), plan.clone());
    let made = known::worked_out(move || Desk::of(&place, &plan)).await??;
    Ok(app.memo.keep("geography.desk", &version, made))
}

impl Desk {
    /// Lays out the ground of a plan.
    pub fn of(place: &Place, plan: &Plan) -> Result<Self, NoDesk> {
        let part = drawing::part(place, &plan.rules);
        let ground = ground::neighbours(&part).map_err(NotKnown::from)?;
        let problem = drawing::pose(&part, &ground, &plan.rules)?;
        let shapes = drawing::shapes(&part);
        Ok(Self { part, problem, shapes, today: plan.facts.today.clone() })
    }

    /// What is true of a draft as it stands now.
    pub fn judge(&self, sketch: &Sketch) -> Result<Facts, NoDesk> {
        let zone_of = self.zone_of(sketch)?;
        Ok(drawing::judge(&self.part, &self.problem, &zone_of, (&self.shapes, self.today.clone())))
    }

    /// The position of the neighbourhood of each area of the part, neighbourhoods in the order of codes.
    pub fn zone_of(&self, sketch: &Sketch) -> Result<Vec<usize>, NoDesk> {
        let other = || NoDesk::OtherAreas { plan: sketch.home.len(), place: self.part.areas.len() };
        if sketch.home.len() != self.part.areas.len() {
            return Err(other());
        }
        let position: BTreeMap<&str, usize> =
            sketch.names.keys().enumerate().map(|(at, code)| (code.as_str(), at)).collect();
        let zone = |area: &LsoaCode| position.get(sketch.home.get(area)?.as_str()).copied();
        self.part.areas.iter().map(|area| zone(&area.code).ok_or_else(other)).collect()
    }

    /// The areas beside an area, over borders and links that can be used; all by position in the part.
    pub fn beside(&self, area: usize) -> impl Iterator<Item = usize> {
        let edges = self.problem.request().edges.iter();
        edges.filter(|edge| edge.kind.is_usable()).filter_map(move |edge| across(edge, area))
    }
}

fn across(edge: &Edge, area: usize) -> Option<usize> {
    match area {
        area if area == edge.a => Some(edge.b),
        area if area == edge.b => Some(edge.a),
        _ => None,
    }
}

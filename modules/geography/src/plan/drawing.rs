//! From a place and rules to a plan: the problem is put to the engine, its answer is checked by the
//! independent checker, named, and set beside today's PCN footprints.

use kith_districting::{
    Adjacency, Area, Band, CannotDraw, CannotPose, Certificate, Effort, Layer, Membership, Problem,
    Request, Shape, Verdict, Waiver, Watch, certify, draw, feasibility,
};

use super::footprints::{modal_pcns, pcn_patients, without_gaps};
use super::rules::Counted;
use super::{Assignment, Facts, Figures, Rules, naming};
use crate::place::Place;

/// The layer of the PCNs in the engine's words.
pub const PCN: &str = "PCN";
/// The layer of the wards in the engine's words.
pub const WARD: &str = "ward";

/// Seeds that are tried before a place is given up.
const SEEDS: u32 = 40;

/// A plan that was drawn and checked.
#[derive(Debug)]
pub struct Drawn {
    /// Which neighbourhood each area belongs to.
    pub assignment: Assignment,
    /// What is true of it.
    pub facts: Facts,
}

/// A plan could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum NotDrawn {
    /// There are no areas.
    #[error("there are no areas to draw; load the boundaries of small areas first")]
    NoAreas,
    /// There are areas, but none in the part that was asked for.
    #[error("there are no areas in {layer} {code}; load their boundaries or choose another part")]
    NoSuchPart {
        /// The layer.
        layer: String,
        /// The code of the unit in it.
        code: String,
    },
    /// A layer that the rules name is not loaded, or says nothing of some areas.
    #[error(
        "the rules use the layer {layer:?}, which says nothing of {areas} areas; load its look-up"
    )]
    NoLayer {
        /// The layer.
        layer: String,
        /// How many areas it leaves out.
        areas: usize,
    },
    /// Nobody counts for size.
    #[error("no people are known for any area; load the population or the registrations")]
    NoPeople,
    /// The rules contradict each other.
    #[error("{0}")]
    Pose(#[from] CannotPose),
    /// The engine found no plan.
    #[error("{}", in_words(.0))]
    Draw(#[from] CannotDraw),
    /// The independent check does not agree that the plan is legal: a fault of the engine.
    #[error("the plan that was drawn breaks its own rules and was thrown away: {0}")]
    NotLegal(String),
}

fn in_words(cannot: &CannotDraw) -> String {
    match cannot {
        CannotDraw::Infeasible(reasons) => reasons.join("; "),
        other => other.to_string(),
    }
}

/// The part of a place that the rules ask for.
pub fn part(place: &Place, rules: &Rules) -> Place {
    let Some((layer, code)) = &rules.within else {
        return place.cut_to(&(0..place.areas.len()).collect::<Vec<_>>());
    };
    let inside = |area: &usize| place.unit(layer, *area).is_some_and(|unit| unit.code == *code);
    place.cut_to(&(0..place.areas.len()).filter(inside).collect::<Vec<_>>())
}

/// Puts a place and rules to the engine as a problem.
pub fn pose(place: &Place, ground: &Adjacency, rules: &Rules) -> Result<Problem, NotDrawn> {
    if place.areas.is_empty() {
        return Err(no_areas(rules));
    }
    let people = match rules.people {
        Counted::Residents => place.residents(),
        Counted::Registered => place.registered(),
    };
    if people.iter().all(|people| *people == 0) {
        return Err(NotDrawn::NoPeople);
    }
    let (nests, nest_of) = nests(place, rules)?;
    let request = Request {
        areas: people.iter().zip(nest_of).map(|(&people, nest)| Area { people, nest }).collect(),
        nests,
        edges: ground.edges.clone(),
        band: Band { least: rules.least, most: rules.most },
        layers: layers(place, rules),
        border_weight: rules.weights.border,
        ..Request::default()
    };
    let problem = Problem::new(request)?;
    if rules.waiver.is_empty() {
        return Ok(problem);
    }
    let waivers = shortfalls(&problem, &rules.waiver);
    Ok(Problem::new(Request { waivers, ..problem.request().clone() })?)
}

fn no_areas(rules: &Rules) -> NotDrawn {
    match rules.within.clone() {
        None => NotDrawn::NoAreas,
        Some((layer, code)) => NotDrawn::NoSuchPart { layer, code },
    }
}

/// A waiver for each nest without a legal number of neighbourhoods, and for no other.
fn shortfalls(problem: &Problem, reason: &str) -> Vec<Waiver> {
    let mut nests: Vec<usize> = feasibility(problem)
        .pieces
        .iter()
        .filter(|piece| matches!(piece.verdict, Verdict::Infeasible(_)))
        .map(|piece| piece.nest)
        .collect();
    nests.dedup();
    nests.into_iter().map(|nest| Waiver { nest, reason: reason.to_owned() }).collect()
}

fn nests(place: &Place, rules: &Rules) -> Result<(Vec<String>, Vec<usize>), NotDrawn> {
    let Some(name) = &rules.nest else {
        return Ok((vec!["the place".to_owned()], vec![0; place.areas.len()]));
    };
    let missing = |areas| NotDrawn::NoLayer { layer: name.clone(), areas };
    let layer = place.layers.get(name).ok_or_else(|| missing(place.areas.len()))?;
    let nest_of: Vec<usize> = layer.unit_of.iter().flatten().copied().collect();
    if nest_of.len() < place.areas.len() {
        return Err(missing(place.areas.len() - nest_of.len()));
    }
    Ok((layer.units.iter().map(|unit| unit.name.clone()).collect(), nest_of))
}

fn layers(place: &Place, rules: &Rules) -> Vec<Layer> {
    let mut layers = Vec::new();
    let patients = pcn_patients(place);
    if !patients.is_empty() {
        let member =
            |&(area, unit, people): &(usize, usize, u32)| Membership { area, unit, people };
        layers.push(Layer {
            name: PCN.to_owned(),
            units: place.pcns.len(),
            members: patients.iter().map(member).collect(),
            weight: rules.weights.pcn,
        });
    }
    if let Some(wards) = place.layers.get("ward") {
        let residents = place.residents();
        let member = |(area, unit): (usize, &Option<usize>)| {
            Some(Membership { area, unit: (*unit)?, people: residents[area] })
        };
        layers.push(Layer {
            name: WARD.to_owned(),
            units: wards.units.len(),
            members: wards.unit_of.iter().enumerate().filter_map(member).collect(),
            weight: rules.weights.ward,
        });
    }
    layers
}

/// Draws a plan for a place that has been cut to the part that is asked for.
pub fn draw_plan(
    place: &Place,
    ground: &Adjacency,
    rules: &Rules,
    watch: Watch<'_>,
) -> Result<Drawn, NotDrawn> {
    let problem = pose(place, ground, rules)?;
    let effort = Effort { proposals_per_area: rules.effort, seeds: SEEDS };
    let plan = draw(&problem, effort, rules.seed, watch)?;
    let (neighbourhoods, zone_of) = naming::name(place, &plan.zone_of, plan.zones);
    let certificate = certify(&problem, &zone_of, &shapes(place));
    if !certificate.is_legal() {
        let breaches: Vec<String> = certificate.breaches.iter().map(ToString::to_string).collect();
        return Err(NotDrawn::NotLegal(breaches.join("; ")));
    }
    let areas = place.areas.iter().zip(&zone_of).map(|(area, zone)| (area.code, *zone)).collect();
    let facts = Facts {
        plan: Figures::of(place, &zone_of, &certificate),
        today: today(place, &problem),
        certificate,
    };
    Ok(Drawn { assignment: Assignment { neighbourhoods, areas }, facts })
}

/// What is true of a division of the areas, legal or not. `today` does not depend on the division.
pub fn judge(
    place: &Place,
    problem: &Problem,
    zone_of: &[usize],
    (shapes, today): (&[Shape], Option<Figures>),
) -> Facts {
    let certificate = certify(problem, zone_of, shapes);
    Facts { plan: Figures::of(place, zone_of, &certificate), today, certificate }
}

/// The figures of today's PCN footprints, judged by the rules of the same problem.
pub fn today(place: &Place, problem: &Problem) -> Option<Figures> {
    let (footprints, _) = without_gaps(&modal_pcns(place)?);
    let certificate: Certificate = certify(problem, &footprints, &[]);
    Some(Figures::of(place, &footprints, &certificate))
}

/// Size and girth of the areas.
pub(super) fn shapes(place: &Place) -> Vec<Shape> {
    place
        .areas
        .iter()
        .map(|area| Shape {
            square_metres: area.boundary.square_metres(),
            perimeter_metres: area.boundary.rings().map(kith_terms::Ring::metres).sum(),
        })
        .collect()
}

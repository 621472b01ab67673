//! From a place and rules to a plan: the problem is put to the engine, its answer is checked by the
//! independent checker, named, and set beside today's PCN footprints.

mod named;
mod not_drawn;
mod possible;
mod wanted;

use std::collections::{BTreeMap, HashMap};

use kith_districting::{
    Adjacency, Area, Band, Certificate, Effort, Layer, Overlap, Problem, Request, Shape, Verdict,
    Waiver, Watch, certify, certify_with_homes, draw, feasibility, misalignment,
};
use kith_terms::OdsCode;

use super::figures::Change;
use super::footprints::{modal_pcns, without_gaps};
use super::{Assignment, Facts, Figures, Rules, naming};
use crate::place::Place;
use named::Names;
pub use not_drawn::NotDrawn;
pub use possible::{Possible, possible};
pub use wanted::sites;

/// The layer of the PCNs in the engine's words.
pub const PCN: &str = "PCN";
/// The layer of the wards in the engine's words.
pub const WARD: &str = "ward";
/// The layer of the practices in the engine's words.
pub const PRACTICE: &str = "practice";
/// The layer of the neighbourhoods of today in the engine's words.
pub const TODAY: &str = "today";

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

/// The part of a place that the rules ask for.
pub fn part(place: &Place, rules: &Rules) -> Place {
    let Some((layer, code)) = &rules.within else {
        return place.cut_to(&(0..place.areas.len()).collect::<Vec<_>>());
    };
    let inside = |area: &usize| place.unit(layer, *area).is_some_and(|unit| unit.code == *code);
    place.cut_to(&(0..place.areas.len()).filter(inside).collect::<Vec<_>>())
}

/// The neighbourhood of today of each area of a place, by the assignment of the plan in force.
pub fn today_of(place: &Place, assignment: &Assignment) -> Vec<Option<usize>> {
    let known: HashMap<_, usize> = assignment.areas.iter().copied().collect();
    place.areas.iter().map(|area| known.get(&area.code).copied()).collect()
}

/// Puts a place and rules to the engine as a problem, without a word about the plan in force.
pub fn pose(place: &Place, ground: &Adjacency, rules: &Rules) -> Result<Problem, NotDrawn> {
    pose_beside(place, ground, rules, None)
}

/// Puts a place and rules to the engine as a problem; `today` are the neighbourhoods of the plan in
/// force, area by area.
pub fn pose_beside(
    place: &Place,
    ground: &Adjacency,
    rules: &Rules,
    today: Option<&[Option<usize>]>,
) -> Result<Problem, NotDrawn> {
    if place.areas.is_empty() {
        return Err(NotDrawn::no_areas(rules));
    }
    let people = wanted::people(place, rules);
    if people.iter().all(|people| *people == 0) {
        return Err(NotDrawn::NoPeople);
    }
    let (nests, nest_of) = nests(place, rules)?;
    let names = Names::new(place);
    let layers = wanted::layers(place, rules, today)?;
    let request = Request {
        areas: people.iter().zip(nest_of).map(|(&people, nest)| Area { people, nest }).collect(),
        counts: Names::counts(&rules.fixed, &nests)?,
        nests: nests.into_iter().map(|(_, name)| name).collect(),
        edges: ground.edges.clone(),
        band: Band { least: rules.least, most: rules.most },
        open_count: rules.fixed.open_count,
        together: names.together(&rules.fixed)?,
        apart: names.apart(&rules.fixed)?,
        pins: names.pins(&rules.fixed)?,
        homes: wanted::homes(&layers, rules)?,
        layers,
        measures: wanted::measures(place, rules)?,
        travel: wanted::travel(place, rules)?,
        border_weight: rules.weights.border,
        ..Request::default()
    };
    let in_words = |cannot| names.in_words(cannot);
    let problem = Problem::new(request).map_err(in_words)?;
    if rules.waiver.is_empty() {
        return Ok(problem);
    }
    let waivers = shortfalls(&problem, &rules.waiver);
    Problem::new(Request { waivers, ..problem.request().clone() }).map_err(in_words)
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

/// Codes and names of the nests, and the nest of each area.
type Nests = (Vec<(String, String)>, Vec<usize>);

fn nests(place: &Place, rules: &Rules) -> Result<Nests, NotDrawn> {
    let Some(name) = &rules.nest else {
        let whole = (String::new(), "the place".to_owned());
        return Ok((vec![whole], vec![0; place.areas.len()]));
    };
    let missing = |areas| NotDrawn::NoLayer { layer: name.clone(), areas };
    let layer = place.layers.get(name).ok_or_else(|| missing(place.areas.len()))?;
    let nest_of: Vec<usize> = layer.unit_of.iter().flatten().copied().collect();
    if nest_of.len() < place.areas.len() {
        return Err(missing(place.areas.len() - nest_of.len()));
    }
    let named = layer.units.iter().map(|unit| (unit.code.clone(), unit.name.clone()));
    Ok((named.collect(), nest_of))
}

/// Draws a plan for a place that has been cut to the part that is asked for, without a word about the
/// plan in force.
pub fn draw_plan(
    place: &Place,
    ground: &Adjacency,
    rules: &Rules,
    watch: Watch<'_>,
) -> Result<Drawn, NotDrawn> {
    draw_beside(place, ground, rules, None, watch)
}

/// The same beside the neighbourhoods of the plan in force, area by area.
pub fn draw_beside(
    place: &Place,
    ground: &Adjacency,
    rules: &Rules,
    today: Option<&[Option<usize>]>,
    watch: Watch<'_>,
) -> Result<Drawn, NotDrawn> {
    let problem = pose_beside(place, ground, rules, today)?;
    must_be_possible(place, &problem)?;
    let effort = Effort { proposals_per_area: rules.effort, seeds: SEEDS };
    let plan = draw(&problem, effort, rules.seed, watch)?;
    checked(place, &problem, &plan, today)
}

/// Says what cannot be, before anybody looks for it.
pub fn must_be_possible(place: &Place, problem: &Problem) -> Result<(), NotDrawn> {
    let all = possible(place, problem);
    let cannot: Vec<String> =
        all.into_iter().filter(|one| !one.can_be()).filter_map(|one| one.why).collect();
    if cannot.is_empty() { Ok(()) } else { Err(NotDrawn::NotPossible(cannot)) }
}

/// Names an answer of the engine, checks it independently, and sets it beside today.
pub fn checked(
    place: &Place,
    problem: &Problem,
    plan: &kith_districting::Plan,
    today: Option<&[Option<usize>]>,
) -> Result<Drawn, NotDrawn> {
    let (neighbourhoods, zone_of) = naming::name(place, &plan.zone_of, plan.zones);
    let renamed: HashMap<usize, usize> =
        plan.zone_of.iter().copied().zip(zone_of.iter().copied()).collect();
    let homes: Vec<Vec<Option<usize>>> = plan
        .homes
        .iter()
        .map(|units| units.iter().map(|zone| renamed.get(&(*zone)?).copied()).collect())
        .collect();
    let certificate = certify_with_homes(problem, &zone_of, &homes, &shapes(place));
    if !certificate.is_legal() {
        let breaches: Vec<String> = certificate.breaches.iter().map(ToString::to_string).collect();
        return Err(NotDrawn::NotLegal(breaches.join("; ")));
    }
    let areas = place.areas.iter().zip(&zone_of).map(|(area, zone)| (area.code, *zone)).collect();
    let facts = Facts {
        plan: Figures {
            change: today.and_then(|today| change(problem, today, &zone_of)),
            ..Figures::of(place, &zone_of, &certificate)
        },
        today: self::today(place, problem),
        certificate,
        homes: practice_homes(place, problem, &homes),
    };
    Ok(Drawn { assignment: Assignment { neighbourhoods, areas }, facts })
}

/// The neighbourhood that looks after each practice's list, where the plan was drawn with such homes.
fn practice_homes(
    place: &Place,
    problem: &Problem,
    homes: &[Vec<Option<usize>>],
) -> Vec<(OdsCode, usize)> {
    let request = problem.request();
    let wishes = request.homes.iter().zip(homes);
    let mut of_practices = wishes.filter(|(wish, _)| request.layers[wish.layer].name == PRACTICE);
    let Some((_, homes)) = of_practices.next() else { return Vec::new() };
    let practices = place.practices.iter().zip(homes);
    practices.filter_map(|(practice, home)| Some((practice.code.clone(), (*home)?))).collect()
}

/// For each layer that gets homes, the neighbourhood of each unit that has most of its people.
fn where_most_live(problem: &Problem, zone_of: &[usize]) -> Vec<Vec<Option<usize>>> {
    let request = problem.request();
    let home = |people: &BTreeMap<usize, u64>| {
        people.iter().rev().max_by_key(|(_, people)| **people).map(|(zone, _)| *zone)
    };
    let of_layer = |layer: &Layer| {
        let mut people = vec![BTreeMap::new(); layer.units];
        for one in &layer.members {
            *people[one.unit].entry(zone_of[one.area]).or_insert(0) += u64::from(one.people);
        }
        people.iter().map(home).collect()
    };
    request.homes.iter().map(|wish| of_layer(&request.layers[wish.layer])).collect()
}

/// Who changes neighbourhood: the partners are chosen so that as few as may be do.
fn change(problem: &Problem, today: &[Option<usize>], zone_of: &[usize]) -> Option<Change> {
    let both = today.iter().zip(zone_of).enumerate();
    let overlaps: Vec<Overlap> = both
        .filter_map(|(area, (left, right))| {
            let people = u64::from(problem.people(area));
            Some(Overlap { left: (*left)?, right: *right, people })
        })
        .collect();
    if overlaps.is_empty() {
        return None;
    }
    let difference = misalignment(&overlaps);
    Some(Change { people: difference.people_unmatched, of: difference.people })
}

/// What is true of a division of the areas that was changed by hand, legal or not. Each list is looked
/// after where most of its people live. `today` does not depend on the division.
pub fn judge(
    place: &Place,
    problem: &Problem,
    zone_of: &[usize],
    (shapes, today): (&[Shape], Option<Figures>),
) -> Facts {
    let homes = where_most_live(problem, zone_of);
    let certificate = certify_with_homes(problem, zone_of, &homes, shapes);
    let homes = practice_homes(place, problem, &homes);
    Facts { plan: Figures::of(place, zone_of, &certificate), today, certificate, homes }
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

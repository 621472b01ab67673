//! The levels above a plan's neighbourhoods, and where a hub would stand in each.
//!
//! A multi-neighbourhood provider's footprint is made of whole neighbourhoods that hang together; places
//! and ICBs are those of the official look-ups. Hubs stand at practices: the ones from which the people of
//! a neighbourhood have the shortest way, as the crow flies.

use std::collections::BTreeMap;

use kith_districting::{
    Area, CannotDraw, Edge, Effort, MULTI_NEIGHBOURHOOD, Problem, Request, Watch, draw,
    level_above, site_hubs,
};
use kith_terms::Point;

use super::division::{self, Division, Slot};
use super::matrix::Matrix;
use crate::place::Place;
use crate::plan::Assignment;
use crate::practice_home::homes;

/// Changes tried for each neighbourhood, and seeds before it is given up: neighbourhoods are few.
const EFFORT: Effort = Effort { proposals_per_area: 2_000, seeds: 10 };
/// The same neighbourhoods make the same footprints.
const SEED: u64 = 1;

/// Several neighbourhoods that one provider could serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footprint {
    /// The neighbourhoods, by position.
    pub neighbourhoods: Vec<usize>,
    /// People who live there.
    pub people: u64,
}

/// Where hubs would stand in a neighbourhood.
#[derive(Debug, Clone, PartialEq)]
pub struct Hubs {
    /// The neighbourhood.
    pub neighbourhood: usize,
    /// The practices at which they would stand.
    pub practices: Vec<usize>,
    /// The mean way of its people to the nearest, in kilometres as the crow flies.
    pub mean_km: f64,
}

/// Footprints of 250,000 to 500,000 people out of the neighbourhoods, or why there are none.
///
/// # Errors
/// In plain words: too few people, or neighbourhoods that do not hang together.
pub fn footprints(
    place: &Place,
    edges: &[Edge],
    neighbourhoods: &Division,
) -> Result<Vec<Footprint>, String> {
    let of_area = neighbourhoods.of_areas().unwrap_or_default();
    let (problem, zone_of) = pose(place, edges, of_area)?;
    let above =
        level_above(&problem, &zone_of, MULTI_NEIGHBOURHOOD).map_err(|error| error.to_string())?;
    let drawn = draw(&above, EFFORT, SEED, Watch::default()).map_err(|error| match error {
        CannotDraw::Infeasible(reasons) => reasons.join("; "),
        other => other.to_string(),
    })?;
    let mut footprints: BTreeMap<usize, Footprint> = BTreeMap::new();
    for (neighbourhood, zone) in drawn.zone_of.iter().enumerate() {
        let footprint = footprints
            .entry(*zone)
            .or_insert_with(|| Footprint { neighbourhoods: Vec::new(), people: 0 });
        footprint.neighbourhoods.push(neighbourhood);
        footprint.people += u64::from(above.people(neighbourhood));
    }
    Ok(footprints.into_values().collect())
}

/// The areas of the plan as a problem, and the neighbourhood of each.
fn pose(
    place: &Place,
    edges: &[Edge],
    of_area: &[Option<usize>],
) -> Result<(Problem, Vec<usize>), String> {
    let inside: Vec<usize> = (0..of_area.len()).filter(|area| of_area[*area].is_some()).collect();
    let mut position = vec![None; of_area.len()];
    for (new, old) in inside.iter().enumerate() {
        position[*old] = Some(new);
    }
    let residents = place.residents();
    let kept = |edge: &Edge| Some(Edge { a: position[edge.a]?, b: position[edge.b]?, ..*edge });
    let request = Request {
        areas: inside.iter().map(|area| Area { people: residents[*area], nest: 0 }).collect(),
        nests: vec!["the plan".to_owned()],
        edges: edges.iter().filter_map(kept).collect(),
        band: MULTI_NEIGHBOURHOOD,
        ..Request::default()
    };
    let problem = Problem::new(request).map_err(|error| error.to_string())?;
    Ok((problem, inside.iter().filter_map(|area| of_area[*area]).collect()))
}

/// A unit of an upper layer, how many neighbourhoods have most of their people in it, and how many people
/// live in it.
pub fn upper(
    place: &Place,
    neighbourhoods: &Division,
    layer: &str,
) -> Option<Vec<(String, u64, u64)>> {
    let units = division::of_layer(place, layer)?;
    let matrix = Matrix::residents(place, neighbourhoods, &units)?;
    let mut main: BTreeMap<Slot, (u64, Slot)> = BTreeMap::new();
    for (&(one, unit), &people) in &matrix.cells {
        let is_more = main.get(&one).is_none_or(|(most, _)| people > *most);
        if matches!(one, Slot::Unit(_)) && matches!(unit, Slot::Unit(_)) && is_more {
            main.insert(one, (people, unit));
        }
    }
    let told = |(slot, people): (&Slot, &u64)| match slot {
        Slot::Unit(at) => {
            let many = main.values().filter(|(_, unit)| unit == slot).count() as u64;
            Some((units.units[*at].name.clone(), many, *people))
        }
        _ => None,
    };
    Some(matrix.columns.iter().filter_map(told).collect())
}

/// So many hubs in each neighbourhood, or as many as it has practices. A neighbourhood to which no
/// practice belongs has none.
pub fn hubs(place: &Place, assignment: &Assignment, wanted: usize) -> Vec<Hubs> {
    let neighbourhoods = division::of_plan(place, assignment);
    let of_area = neighbourhoods.of_areas().unwrap_or_default();
    let residents = place.residents();
    let (homes, stands) = (homes(place, assignment), where_practices_stand(place));
    let hubs_of = |neighbourhood: usize| {
        let sites: Vec<(usize, Point)> = (0..place.practices.len())
            .filter(|practice| homes[*practice] == Some(neighbourhood))
            .filter_map(|practice| Some((practice, stands[practice]?)))
            .collect();
        let areas: Vec<usize> =
            (0..of_area.len()).filter(|area| of_area[*area] == Some(neighbourhood)).collect();
        let people: Vec<u32> = areas.iter().map(|area| residents[*area]).collect();
        let ways: Vec<f64> = areas
            .iter()
            .flat_map(|area| sites.iter().map(|(_, site)| km(place.areas[*area].middle, *site)))
            .collect();
        let siting = site_hubs(&people, &ways, sites.len(), wanted.min(sites.len())).ok()?;
        let practices = siting.sites.iter().map(|site| sites[*site].0).collect();
        Some(Hubs { neighbourhood, practices, mean_km: siting.mean_minutes })
    };
    (0..assignment.neighbourhoods.len()).filter_map(hubs_of).collect()
}

/// The middle of the area in which most of a practice's people live: no file says where it stands.
fn where_practices_stand(place: &Place) -> Vec<Option<Point>> {
    let mut most: Vec<Option<(u32, usize)>> = vec![None; place.practices.len()];
    for registration in &place.registrations {
        let best = &mut most[registration.practice];
        if best.is_none_or(|(people, _)| registration.patients > people) {
            *best = Some((registration.patients, registration.area));
        }
    }
    most.into_iter().map(|best| best.map(|(_, area)| place.areas[area].middle)).collect()
}

/// Kilometres as the crow flies.
fn km(one: Point, other: Point) -> f64 {
    (one.east - other.east).hypot(one.north - other.north) / 1_000.0
}

#[cfg(test)]
mod tests {
    use kith_terms::Boundary;

    use super::*;
    use crate::place::{POPULATION, Practice, Registration};
    use crate::plan::Neighbourhood;

    /// Four areas in a row, a kilometre apart, 100,000 people each; the first two and the last two are
    /// a neighbourhood.
    fn place() -> (Place, Assignment) {
        let codes = ["E01000001", "E01000002", "E01000003", "E01000004"];
        let area = |(at, code): (u32, &&str)| crate::place::Area {
            code: code.parse().unwrap(),
            name: (*code).to_owned(),
            middle: Point { east: f64::from(at) * 1_000.0, north: 0.0 },
            boundary: Boundary::default(),
        };
        let practice = |code: &str| Practice {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            postcode: None,
            pcn: None,
        };
        let place = Place {
            areas: (0..).zip(&codes).map(area).collect(),
            measures: [(POPULATION.to_owned(), vec![Some(100_000.0); 4])].into(),
            practices: vec![practice("P1A"), practice("P2B")],
            registrations: vec![
                Registration { practice: 0, area: 0, patients: 10 },
                Registration { practice: 1, area: 1, patients: 5 },
            ],
            ..Place::default()
        };
        let neighbourhood =
            |code: &str| Neighbourhood { code: code.to_owned(), name: code.to_owned() };
        let areas = codes.iter().enumerate().map(|(at, code)| (code.parse().unwrap(), at / 2));
        let assignment = Assignment {
            neighbourhoods: vec![neighbourhood("N1"), neighbourhood("N2")],
            areas: areas.collect(),
        };
        (place, assignment)
    }

    fn row(pairs: &[(usize, usize)]) -> Vec<Edge> {
        let kind = kith_districting::EdgeKind::Land;
        pairs.iter().map(|&(a, b)| Edge { a, b, metres: 500.0, kind }).collect()
    }

    #[test]
    fn neighbourhoods_that_hang_together_make_a_footprint_of_a_quarter_million() {
        let (place, assignment) = place();
        let division = division::of_plan(&place, &assignment);
        let made = footprints(&place, &row(&[(0, 1), (1, 2), (2, 3)]), &division).unwrap();
        assert_eq!(made, [Footprint { neighbourhoods: vec![0, 1], people: 400_000 }]);
        let apart = footprints(&place, &row(&[(0, 1), (2, 3)]), &division);
        assert!(apart.unwrap_err().contains("200,000"), "each half is too small");
    }

    #[test]
    fn a_hub_stands_where_the_way_is_shortest_and_nowhere_without_a_practice() {
        let (place, assignment) = place();
        let one = hubs(&place, &assignment, 1);
        assert_eq!(one.len(), 1, "no practice belongs to the second neighbourhood");
        assert_eq!((one[0].practices.len(), one[0].mean_km), (1, 0.5));
        let both = hubs(&place, &assignment, 9);
        assert_eq!((&both[0].practices[..], both[0].mean_km), (&[0, 1][..], 0.0));
    }
}

//! Names for neighbourhoods that people can say: the House of Commons Library's name of the MSOA
//! with most people in the neighbourhood; a second name is added where the first is taken. Without
//! such names the ward's name serves.

use std::collections::{BTreeMap, BTreeSet};

use super::Neighbourhood;
use crate::place::Place;

/// Layers whose units have names that people know, the best first.
const NAMED_LAYERS: [&str; 3] = ["msoa_known_as", "ward", "msoa"];

/// Names the neighbourhoods and puts them in the order of their names. Gives back the new position
/// of each area's neighbourhood.
pub fn name(place: &Place, zone_of: &[usize], zones: usize) -> (Vec<Neighbourhood>, Vec<usize>) {
    let candidates = candidates(place, zone_of, zones);
    let mut taken = BTreeSet::new();
    let mut names: Vec<(String, usize)> = Vec::new();
    for (zone, candidates) in candidates.iter().enumerate() {
        let name = first_free(candidates, &taken, zone);
        taken.insert(name.clone());
        names.push((name, zone));
    }
    names.sort();
    let width = zones.to_string().len().max(2);
    let mut position = vec![0; zones];
    let mut neighbourhoods = Vec::new();
    for (at, (name, zone)) in names.into_iter().enumerate() {
        position[zone] = at;
        neighbourhoods.push(Neighbourhood { code: format!("N{:0width$}", at + 1), name });
    }
    (neighbourhoods, zone_of.iter().map(|zone| position[*zone]).collect())
}

fn first_free(candidates: &[String], taken: &BTreeSet<String>, zone: usize) -> String {
    let alone = candidates.iter().take(1).cloned();
    let pairs = candidates.iter().skip(1).map(|second| format!("{} and {second}", candidates[0]));
    let single = candidates.iter().skip(1).cloned();
    alone
        .chain(pairs)
        .chain(single)
        .find(|name| !taken.contains(name))
        .unwrap_or_else(|| format!("Neighbourhood {}", zone + 1))
}

/// For each neighbourhood the names of its units, most people first.
fn candidates(place: &Place, zone_of: &[usize], zones: usize) -> Vec<Vec<String>> {
    let residents = place.residents();
    let mut sums: Vec<BTreeMap<&str, u64>> = vec![BTreeMap::new(); zones];
    for (area, zone) in zone_of.iter().enumerate() {
        let unit = NAMED_LAYERS.iter().find_map(|layer| place.unit(layer, area));
        let name = unit.map_or(place.areas[area].name.as_str(), |unit| unit.name.as_str());
        // One more than lives there, so that an area without people still has a name.
        *sums[*zone].entry(name).or_default() += u64::from(residents[area]) + 1;
    }
    sums.into_iter()
        .map(|sums| {
            let mut names: Vec<(&str, u64)> = sums.into_iter().collect();
            names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            names.into_iter().map(|(name, _)| name.to_owned()).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use kith_terms::{Boundary, Point};

    use super::*;
    use crate::place::{Area, Layer, POPULATION, Unit};

    fn place(names: &[&str]) -> Place {
        let area = |at: usize| Area {
            code: format!("E0100000{at}").parse().unwrap(),
            name: format!("Area {at}"),
            middle: Point::default(),
            boundary: Boundary::default(),
        };
        let units = names.iter().map(|name| Unit { code: (*name).into(), name: (*name).into() });
        let layer = Layer { units: units.collect(), unit_of: (0..names.len()).map(Some).collect() };
        let people = (0_u32..).take(names.len()).map(|at| Some(100.0 + f64::from(at))).collect();
        Place {
            areas: (0..names.len()).map(area).collect(),
            layers: [("ward".to_owned(), layer)].into(),
            measures: [(POPULATION.to_owned(), people)].into(),
            ..Place::default()
        }
    }

    #[test]
    fn a_neighbourhood_has_the_name_of_most_of_its_people() {
        let (neighbourhoods, position) = name(&place(&["Mill", "Quay", "Abbey"]), &[0, 0, 1], 2);
        let told: Vec<String> =
            neighbourhoods.iter().map(|n| format!("{} {}", n.code, n.name)).collect();
        assert_eq!(told, ["N01 Abbey", "N02 Quay"]);
        assert_eq!(position, [1, 1, 0]);
    }

    #[test]
    fn two_neighbourhoods_never_have_the_same_name() {
        let (neighbourhoods, _) = name(&place(&["Mill", "Mill", "Mill"]), &[0, 1, 2], 3);
        let names: BTreeSet<&str> = neighbourhoods.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names.len(), 3);
    }
}

//! How many people live in the neighbourhood that is home to their practice or PCN.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Breach;
use crate::problem::{Homes, Problem};

/// What is true of the homes of a layer's units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeFacts {
    /// Name of the layer.
    pub layer: String,
    /// People in all its units.
    pub people: u64,
    /// Those who live in the home of their unit.
    pub people_at_home: u64,
    /// The same as a share, 0 to 1; 1 where there are no people.
    pub at_home: f64,
    /// People on the lists that share a home, by neighbourhood; neighbourhoods that are home to no list
    /// have nobody.
    pub lists: Vec<(usize, u64)>,
}

/// Counts the homes given for each wish, and finds the rules they break.
pub(super) fn facts(
    problem: &Problem,
    zone_of: &[usize],
    homes: &[Vec<Option<usize>>],
) -> (Vec<HomeFacts>, Vec<Breach>) {
    let (mut all, mut breaches) = (Vec::new(), Vec::new());
    for (wish, given) in problem.request().homes.iter().zip(homes) {
        let facts = of_wish(problem, wish, zone_of, given, &mut breaches);
        if let Some(band) = wish.band {
            for &(zone, people) in facts.lists.iter().filter(|(_, people)| !band.holds(*people)) {
                let layer = facts.layer.clone();
                breaches.push(Breach::ListOutOfBand { layer, zone, people, band });
            }
        }
        all.push(facts);
    }
    (all, breaches)
}

fn of_wish(
    problem: &Problem,
    wish: &Homes,
    zone_of: &[usize],
    given: &[Option<usize>],
    breaches: &mut Vec<Breach>,
) -> HomeFacts {
    let layer = &problem.request().layers[wish.layer];
    let zones: BTreeSet<usize> = zone_of.iter().copied().collect();
    let mut lists: BTreeMap<usize, u64> = zones.iter().map(|&zone| (zone, 0)).collect();
    let (mut people, mut people_at_home) = (0, 0);
    let mut homeless = BTreeSet::new();
    for member in layer.members.iter().filter(|member| member.people > 0) {
        let count = u64::from(member.people);
        people += count;
        let home = given.get(member.unit).copied().flatten().filter(|zone| zones.contains(zone));
        let Some(home) = home else {
            homeless.insert(member.unit);
            continue;
        };
        *lists.entry(home).or_default() += count;
        if zone_of.get(member.area) == Some(&home) {
            people_at_home += count;
        }
    }
    let layer_name = || layer.name.clone();
    breaches.extend(homeless.into_iter().map(|unit| Breach::NoHome { layer: layer_name(), unit }));
    HomeFacts {
        layer: layer_name(),
        people,
        people_at_home,
        at_home: if people == 0 { 1.0 } else { real(people_at_home) / real(people) },
        lists: lists.into_iter().collect(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn real(count: u64) -> f64 {
    count as f64
}

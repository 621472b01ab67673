//! The neighbourhood that a practice belongs to: the one that the plan gives its list, or in which most of
//! its people live.

use std::collections::HashMap;

use kith_terms::OdsCode;

use crate::place::Place;
use crate::plan::{Assignment, Facts};

/// The position of each practice's neighbourhood in a plan: that which the plan gives its list, else that
/// in which most of its people live.
pub fn of_plan(place: &Place, assignment: &Assignment, facts: &Facts) -> Vec<Option<usize>> {
    if facts.homes.is_empty() {
        return homes(place, assignment);
    }
    let given: HashMap<&OdsCode, usize> =
        facts.homes.iter().map(|(code, at)| (code, *at)).collect();
    place.practices.iter().map(|practice| given.get(&practice.code).copied()).collect()
}

/// The position of each practice's neighbourhood; `None` for one whose people all live elsewhere.
/// Where two have as many, the one that comes first.
pub fn homes(place: &Place, assignment: &Assignment) -> Vec<Option<usize>> {
    let mut neighbourhood = vec![None; place.areas.len()];
    for (code, at) in &assignment.areas {
        if let Some(area) = place.position(code) {
            neighbourhood[area] = Some(*at);
        }
    }
    let count = assignment.neighbourhoods.len();
    let mut people = vec![vec![0_u64; count]; place.practices.len()];
    for registration in &place.registrations {
        if let Some(at) = neighbourhood[registration.area] {
            people[registration.practice][at] += u64::from(registration.patients);
        }
    }
    people.iter().map(|people| most(people)).collect()
}

fn most(people: &[u64]) -> Option<usize> {
    let best = *people.iter().max()?;
    if best == 0 { None } else { people.iter().position(|people| *people == best) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_whose_people_all_live_elsewhere_has_no_neighbourhood() {
        assert_eq!(most(&[0, 0]), None);
        assert_eq!(most(&[3, 9, 9]), Some(1));
        assert_eq!(most(&[]), None);
    }
}

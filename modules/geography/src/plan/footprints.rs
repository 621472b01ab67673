//! Today's footprints: each area given to the PCN with which most of its people are registered. This
//! is how places do it now (the look-up of Surrey Heartlands is one; Beaney and others, BJGP Open
//! 2022, did the same for all of England).

use crate::place::Place;

/// The footprint of each area by position: PCNs by their position, and after them, where there are
/// such areas, one for people who are registered with no PCN. `None` where nothing is known of
/// registrations.
pub fn modal_pcns(place: &Place) -> Option<Vec<usize>> {
    if place.registrations.is_empty() || place.pcns.is_empty() {
        return None;
    }
    let nobody = place.pcns.len();
    let mut best: Vec<(u32, usize)> = vec![(0, nobody); place.areas.len()];
    let mut patients = pcn_patients(place);
    patients.sort_unstable();
    for (area, pcn, people) in patients {
        if people > best[area].0 {
            best[area] = (people, pcn);
        }
    }
    Some(best.into_iter().map(|(_, pcn)| pcn).collect())
}

/// How many people of each PCN live in each area: area, PCN, people; each pair once.
pub fn pcn_patients(place: &Place) -> Vec<(usize, usize, u32)> {
    let mut sums = std::collections::BTreeMap::new();
    for registration in &place.registrations {
        if let Some(pcn) = place.practices[registration.practice].pcn {
            *sums.entry((registration.area, pcn)).or_insert(0) += registration.patients;
        }
    }
    sums.into_iter().map(|((area, pcn), people)| (area, pcn, people)).collect()
}

/// Positions without gaps, in the order of their first use by number: what a certificate counts as
/// zones. Gives back how many there are, too.
pub fn without_gaps(zone_of: &[usize]) -> (Vec<usize>, usize) {
    let used: std::collections::BTreeSet<usize> = zone_of.iter().copied().collect();
    let number: std::collections::HashMap<usize, usize> =
        used.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    (zone_of.iter().map(|old| number[old]).collect(), used.len())
}

#[cfg(test)]
mod tests {
    use kith_terms::{Boundary, Point};

    use super::*;
    use crate::place::{Area, Pcn, Practice, Registration};

    fn place(registrations: &[(usize, usize, u32)]) -> Place {
        let area = |code: &str| Area {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            middle: Point::default(),
            boundary: Boundary::default(),
        };
        let pcn = |code: &str| Pcn { code: code.parse().unwrap(), name: code.to_owned() };
        let practice = |code: &str, pcn| Practice {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            postcode: None,
            pcn,
        };
        let registration = |&(practice, area, patients): &(usize, usize, u32)| Registration {
            practice,
            area,
            patients,
        };
        Place {
            areas: ["E01000001", "E01000002", "E01000003"].map(area).into(),
            pcns: ["U1A", "U2B"].map(pcn).into(),
            practices: vec![
                practice("P1A", Some(0)),
                practice("P2B", Some(1)),
                practice("P3C", Some(1)),
            ],
            registrations: registrations.iter().map(registration).collect(),
            ..Place::default()
        }
    }

    #[test]
    fn an_area_goes_to_the_pcn_of_most_of_its_people_not_to_the_largest_practice() {
        let place = place(&[(0, 0, 10), (1, 0, 6), (2, 0, 6), (0, 1, 5)]);
        assert_eq!(modal_pcns(&place), Some(vec![1, 0, 2]));
    }

    #[test]
    fn where_nobody_is_registered_there_is_no_footprint_to_compare_with() {
        assert_eq!(modal_pcns(&place(&[])), None);
    }

    #[test]
    fn gaps_are_closed_in_order() {
        assert_eq!(without_gaps(&[7, 2, 7]), (vec![1, 0, 1], 2));
    }
}

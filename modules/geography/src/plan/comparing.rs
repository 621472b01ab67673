//! Two plans beside each other: which areas change hands, how many people would change team, and what the
//! one does better than the other, in a sentence.

use std::collections::{BTreeMap, HashMap};

use kith_districting::{Overlap, misalignment};
use kith_frame::words;
use kith_terms::LsoaCode;

use super::{Assignment, Figures};

/// How two plans differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// People who live where the team changes.
    pub people: u64,
    /// The areas that change, in the order of their codes.
    pub areas: Vec<Changed>,
    /// Areas that only one of the plans has.
    pub in_one_only: u64,
}

/// An area whose neighbourhood is not the successor of the one it was in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The area.
    pub area: LsoaCode,
    /// Its neighbourhood in the plan on the left.
    pub left: usize,
    /// Its neighbourhood in the plan on the right.
    pub right: usize,
    /// How many people live there.
    pub people: u64,
}

/// Compares two plans. Which neighbourhood follows which is found first, so that most people stay; codes
/// and names do not count.
pub fn difference(
    left: &Assignment,
    right: &Assignment,
    people: impl Fn(&LsoaCode) -> u64,
) -> Difference {
    let before: HashMap<&LsoaCode, usize> =
        left.areas.iter().map(|(code, at)| (code, *at)).collect();
    let both: Vec<Changed> = right
        .areas
        .iter()
        .filter_map(|(area, right)| {
            let left = *before.get(area)?;
            Some(Changed { area: *area, left, right: *right, people: people(area) })
        })
        .collect();
    let overlaps: Vec<Overlap> = both
        .iter()
        .map(|one| Overlap { left: one.left, right: one.right, people: one.people })
        .collect();
    let found = misalignment(&overlaps);
    let successor: BTreeMap<usize, usize> = found.partners.iter().copied().collect();
    let shared = both.len();
    let areas: Vec<Changed> = both
        .into_iter()
        .filter(|one| one.people > 0 && successor.get(&one.left) != Some(&one.right))
        .collect();
    let all = left.areas.len() + right.areas.len();
    Difference { people: found.people_unmatched, areas, in_one_only: (all - 2 * shared) as u64 }
}

/// What the plan on the right does beside the one on the left, in one sentence.
pub fn sentence(
    (left, right): (&str, &str),
    figures: Option<(&Figures, &Figures)>,
    people: u64,
) -> String {
    let mut parts = Vec::new();
    if let Some((before, after)) = figures {
        if let (Some(before), Some(after)) = (before.ward, after.ward) {
            parts.push(wards(before.split, after.split));
        }
        if let (Some(before), Some(after)) = (&before.misalignment, &after.misalignment) {
            let kept =
                |one: &kith_districting::Misalignment| one.people - one.people_outside_largest;
            parts.push(patients(kept(before), kept(after)));
        }
    }
    parts.push(match people {
        0 => "asks nobody to change team".to_owned(),
        people => format!("asks {} to change team", words::how_many(people, "person", "people")),
    });
    let last = parts.pop().unwrap_or_default();
    let told = if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) };
    format!("Beside “{left}”, “{right}” {told}.")
}

fn wards(before: u64, after: u64) -> String {
    let many = words::how_many(before.abs_diff(after), "ward", "wards");
    match after.cmp(&before) {
        std::cmp::Ordering::Less => format!("splits {many} fewer"),
        std::cmp::Ordering::Equal => "splits as many wards".to_owned(),
        std::cmp::Ordering::Greater => format!("splits {many} more"),
    }
}

fn patients(before: u64, after: u64) -> String {
    let many = words::count(before.abs_diff(after));
    match after.cmp(&before) {
        std::cmp::Ordering::Less => format!("keeps {many} fewer patients with their PCN"),
        std::cmp::Ordering::Equal => "keeps as many patients with their PCN".to_owned(),
        std::cmp::Ordering::Greater => format!("keeps {many} more patients with their PCN"),
    }
}

#[cfg(test)]
mod tests {
    use kith_districting::Misalignment;

    use super::*;
    use crate::plan::Neighbourhood;
    use crate::plan::figures::Wholeness;

    fn assignment(zones: &[usize]) -> Assignment {
        let neighbourhood =
            |at: &usize| Neighbourhood { code: format!("N{at}"), name: String::new() };
        let code = |at: usize| format!("E0100000{}", at + 1).parse().unwrap();
        Assignment {
            neighbourhoods: [0, 1, 2].iter().map(neighbourhood).collect(),
            areas: zones.iter().enumerate().map(|(at, zone)| (code(at), *zone)).collect(),
        }
    }

    #[test]
    fn who_only_changes_the_name_of_a_neighbourhood_moves_nobody() {
        let found = difference(&assignment(&[0, 0, 1]), &assignment(&[1, 1, 0]), |_| 10);
        assert_eq!(found, Difference { people: 0, areas: vec![], in_one_only: 0 });
    }

    #[test]
    fn the_people_of_an_area_that_changes_hands_change_team() {
        let found = difference(&assignment(&[0, 0, 1, 1]), &assignment(&[0, 0, 0, 1]), |_| 10);
        assert_eq!(found.people, 10);
        let changed: Vec<String> = found.areas.iter().map(|one| one.area.to_string()).collect();
        assert_eq!(changed, ["E01000003"]);
        let smaller = difference(&assignment(&[0, 0, 1]), &assignment(&[0, 0]), |_| 10);
        assert_eq!((smaller.people, smaller.in_one_only), (0, 1));
    }

    fn figures(split: u64, outside: u64) -> Figures {
        let share = 0.5;
        Figures {
            neighbourhoods: 2,
            out_of_band: 0,
            apart: 0,
            people: 100,
            border_km: 1.0,
            pcn: None,
            ward: Some(Wholeness {
                units: 9,
                split,
                in_main_neighbourhood: share,
                in_main_unit: share,
            }),
            misalignment: Some(Misalignment {
                people: 10_000,
                one_to_one: share,
                people_unmatched: 0,
                to_largest: share,
                people_outside_largest: outside,
                partners: vec![],
            }),
            at_home: None,
            change: None,
        }
    }

    #[test]
    fn the_sentence_says_what_is_better_what_is_worse_and_whom_it_asks_to_move() {
        let told = |before, after, people| sentence(("A", "B"), Some((&before, &after)), people);
        assert_eq!(
            told(figures(8, 5_000), figures(2, 1_800), 12_400),
            "Beside “A”, “B” splits 6 wards fewer, keeps 3,200 more patients with their PCN and asks 12,400 \
             people to change team."
        );
        assert_eq!(
            told(figures(2, 10), figures(3, 20), 1),
            "Beside “A”, “B” splits 1 ward more, keeps 10 fewer patients with their PCN and asks 1 person to \
             change team."
        );
        assert_eq!(sentence(("A", "B"), None, 0), "Beside “A”, “B” asks nobody to change team.");
    }
}

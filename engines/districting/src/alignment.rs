//! How far two ways of dividing the same people differ: PCNs and neighbourhoods, today and tomorrow.
//!
//! `misalignment(P, N) = 1 - (1 / people) * best matching of the overlaps`: the share of people who
//! are not in the one partner that their unit is matched with. It is 0 for two equal divisions.

mod matching;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use matching::best_matching;

/// People whom a unit on the left shares with a unit on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// Number of the unit on the left, a PCN say; any number.
    pub left: usize,
    /// Number of the unit on the right, a neighbourhood say; any number.
    pub right: usize,
    /// People in both.
    pub people: u64,
}

/// How far two divisions differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Misalignment {
    /// People in both divisions.
    pub people: u64,
    /// The share outside the partner of their unit when each unit, left and right, has at most one
    /// partner, chosen so that the share is least.
    pub one_to_one: f64,
    /// People behind `one_to_one`.
    pub people_unmatched: u64,
    /// The share outside the largest overlap of their left unit, when right units may be the partner
    /// of several: 0 when every PCN lies within one neighbourhood.
    pub to_largest: f64,
    /// People behind `to_largest`.
    pub people_outside_largest: u64,
    /// The partners behind `one_to_one`, left and right, sorted by left.
    pub partners: Vec<(usize, usize)>,
}

/// Compares two divisions by who is in both of which units. Rows for one pair add up.
pub fn misalignment(overlaps: &[Overlap]) -> Misalignment {
    let mut cells: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for overlap in overlaps.iter().filter(|overlap| overlap.people > 0) {
        *cells.entry((overlap.left, overlap.right)).or_default() += overlap.people;
    }
    let mut largest: BTreeMap<usize, u64> = BTreeMap::new();
    for (&(left, _), &people) in &cells {
        let most = largest.entry(left).or_default();
        *most = people.max(*most);
    }
    let people: u64 = cells.values().sum();
    let partners = best_matching(&cells);
    let matched: u64 = partners.iter().map(|pair| cells[pair]).sum();
    let people_unmatched = people - matched;
    let people_outside_largest = people - largest.values().sum::<u64>();
    Misalignment {
        people,
        one_to_one: share(people_unmatched, people),
        people_unmatched,
        to_largest: share(people_outside_largest, people),
        people_outside_largest,
        partners,
    }
}

/// What changes for people between two plans of one problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// People whose neighbourhood is not the successor of the one they were in.
    pub people: u64,
    /// The same as a share of all people.
    pub share: f64,
    /// Areas that change.
    pub areas: Vec<usize>,
    /// Each old neighbourhood with its successor, the new one that keeps most people of all.
    pub successors: Vec<(usize, usize)>,
}

/// Compares two plans; numbers of neighbourhoods need not agree, since successors are found first.
pub fn compare(problem: &Problem, before: &[usize], after: &[usize]) -> Change {
    let pairs: Vec<(usize, usize)> = before.iter().copied().zip(after.iter().copied()).collect();
    let known = &pairs[..pairs.len().min(problem.areas())];
    let overlap = |(area, &(left, right)): (usize, &(usize, usize))| Overlap {
        left,
        right,
        people: u64::from(problem.people(area)),
    };
    let overlaps: Vec<Overlap> = known.iter().enumerate().map(overlap).collect();
    let difference = misalignment(&overlaps);
    let successor: BTreeMap<usize, usize> = difference.partners.iter().copied().collect();
    let changes = |pair: &(usize, usize)| successor.get(&pair.0) != Some(&pair.1);
    Change {
        people: difference.people_unmatched,
        share: difference.one_to_one,
        areas: (0..known.len()).filter(|&area| changes(&known[area])).collect(),
        successors: difference.partners,
    }
}

/// A part of a whole, 0 to 1; of nothing, nothing.
#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

//! Sets of two or three PCNs that make a unit together: a community team's patch, a neighbourhood. What
//! counts as making it is said by `content/geography/alignment.toml`, with the measure of overlap. A PCN
//! stands where its footprint is.
//!
//! An area is in one footprint only, so what a set shares with a unit is the sum of what its PCNs share. The
//! set of so many PCNs with the greatest overlap is then the best ratio of two sums, which is found
//! exactly by taking the PCNs that bring most at the present ratio, again and again (Dinkelbach,
//! Management Science 13, 1967, 492-498). Only PCNs with more than half of their people in a unit can be
//! parts of it, so each is tried with one unit: the work grows with the number of PCNs, not of sets.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::division::Slot;
use super::matrix::Matrix;

/// When PCNs are said to make a unit together.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Rule {
    /// The least overlap, 0 to 1.
    pub overlap_at_least: f64,
    /// So many PCNs at most.
    pub most: usize,
    /// The least share of the shared people that each PCN brings, 0 to 1.
    pub part_at_least: f64,
}

/// PCNs that make a unit together.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The unit.
    pub unit: usize,
    /// The PCNs, by rising position.
    pub parts: Vec<usize>,
    /// People who are in one of the PCNs and in the unit.
    pub shared: u64,
    /// People who are in one or the other.
    pub either: u64,
    /// `shared` as a share of `either`.
    pub overlap: f64,
}

#[derive(Deserialize)]
struct Content {
    two_halves: Rule,
}

impl Rule {
    /// The rule of the content file.
    pub fn read() -> Self {
        let content: Content =
            toml::from_str(include_str!("../../../../content/geography/alignment.toml"))
                .expect("a test reads the content file");
        content.two_halves
    }
}

/// A PCN that has more than half of its people in a unit.
#[derive(Debug, Clone, Copy)]
struct Part {
    pcn: usize,
    inside: u64,
    outside: u64,
}

/// The units that a set of two or more PCNs makes, each with the set that overlaps most; none for a
/// unit that one PCN overlaps as much by itself.
pub fn made_together(matrix: &Matrix, rule: &Rule) -> Vec<Made> {
    let mut parts: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    for overlap in matrix.overlaps() {
        let all = matrix.rows[&Slot::Unit(overlap.left)];
        if overlap.people * 2 > all {
            let outside = all - overlap.people;
            let part = Part { pcn: overlap.left, inside: overlap.people, outside };
            parts.entry(overlap.right).or_default().push(part);
        }
    }
    let made = |(unit, parts): (usize, Vec<Part>)| {
        let people = matrix.columns[&Slot::Unit(unit)];
        let sets = (1..=rule.most.min(parts.len())).map(|many| best(&parts, many, people));
        let fitting = sets.filter(|set| is_made(set, people, rule));
        let most = fitting.max_by(|a, b| overlap(a, people).total_cmp(&overlap(b, people)))?;
        (most.len() > 1).then(|| together(unit, &most, people))
    };
    parts.into_iter().filter_map(made).collect()
}

fn is_made(set: &[Part], people: u64, rule: &Rule) -> bool {
    let shared: u64 = set.iter().map(|part| part.inside).sum();
    let brings_enough = |part: &Part| share(part.inside, shared) >= rule.part_at_least;
    overlap(set, people) >= rule.overlap_at_least && set.iter().all(brings_enough)
}

/// The set of so many parts with the greatest overlap.
fn best(parts: &[Part], many: usize, people: u64) -> Vec<Part> {
    let mut set: Vec<Part> = Vec::new();
    let mut ratio = 0.0;
    loop {
        let brings = |part: &Part| weight(part.inside) - ratio * weight(part.outside);
        let mut order = parts.to_vec();
        order.sort_by(|a, b| brings(b).total_cmp(&brings(a)).then(a.pcn.cmp(&b.pcn)));
        order.truncate(many);
        let found = overlap(&order, people);
        if !set.is_empty() && found <= ratio {
            return set;
        }
        (set, ratio) = (order, found);
    }
}

fn overlap(set: &[Part], people: u64) -> f64 {
    let inside: u64 = set.iter().map(|part| part.inside).sum();
    let outside: u64 = set.iter().map(|part| part.outside).sum();
    share(inside, people + outside)
}

fn together(unit: usize, set: &[Part], people: u64) -> Made {
    let mut parts: Vec<usize> = set.iter().map(|part| part.pcn).collect();
    parts.sort_unstable();
    let outside: u64 = set.iter().map(|part| part.outside).sum();
    Made {
        unit,
        parts,
        shared: set.iter().map(|part| part.inside).sum(),
        either: people + outside,
        overlap: overlap(set, people),
    }
}

/// One number of people as a share of another, 0 where there are none.
pub fn share(people: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { weight(people) / weight(of) }
}

#[expect(clippy::cast_precision_loss, reason = "people of a country are far fewer than 2^52")]
fn weight(people: u64) -> f64 {
    people as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `people[pcn][unit]`; the last of each row lives outside.
    fn matrix(people: &[&[u64]]) -> Matrix {
        let mut matrix = Matrix::default();
        for (pcn, row) in people.iter().enumerate() {
            for (unit, &people) in row.iter().enumerate().filter(|(_, people)| **people > 0) {
                let column = if unit + 1 == row.len() { Slot::Outside } else { Slot::Unit(unit) };
                matrix.cells.insert((Slot::Unit(pcn), column), people);
                *matrix.rows.entry(Slot::Unit(pcn)).or_default() += people;
                *matrix.columns.entry(column).or_default() += people;
            }
        }
        matrix
    }

    fn found(people: &[&[u64]]) -> Vec<(usize, Vec<usize>)> {
        let made = made_together(&matrix(people), &Rule::read());
        made.into_iter().map(|made| (made.unit, made.parts)).collect()
    }

    #[test]
    fn two_pcns_whose_people_are_those_of_a_patch_are_found_and_the_others_are_not() {
        let people: &[&[u64]] = &[&[90, 5, 0], &[95, 3, 2], &[4, 90, 2], &[6, 40, 40]];
        assert_eq!(found(people), [(0, vec![0, 1])]);
        let made = made_together(&matrix(people), &Rule::read());
        assert_eq!((made[0].shared, made[0].either), (185, 205));
    }

    #[test]
    fn three_pcns_are_found_where_they_overlap_more_than_two() {
        let people: &[&[u64]] = &[&[50, 5, 0], &[50, 5, 0], &[50, 5, 0], &[0, 100, 0]];
        assert_eq!(found(people), [(0, vec![0, 1, 2])]);
    }

    #[test]
    fn a_patch_that_is_one_pcn_has_no_halves() {
        let people: &[&[u64]] = &[&[100, 0, 0], &[0, 40, 0], &[0, 45, 0]];
        assert_eq!(found(people), [(1, vec![1, 2])]);
    }

    #[test]
    fn in_a_crossed_grid_nothing_is_found() {
        assert_eq!(found(&[&[50, 50, 0], &[50, 50, 0], &[50, 50, 0], &[50, 50, 0]]), []);
        assert_eq!(found(&[&[55, 45, 0], &[55, 45, 0], &[45, 55, 0], &[45, 55, 0]]), []);
    }

    #[test]
    fn a_tiny_pcn_does_not_lift_another_over_the_line() {
        assert_eq!(found(&[&[79, 0, 0], &[3, 0, 0], &[18, 100, 0]]), []);
    }

    proptest! {
        #[test]
        fn no_other_set_of_the_same_size_overlaps_more(
            counts in prop::collection::vec((1_u64..500, 0_u64..500), 3..9),
            rest in 0_u64..1_000,
            many in 1_usize..4,
        ) {
            let parts: Vec<Part> = counts
                .iter()
                .enumerate()
                .map(|(pcn, &(inside, outside))| Part { pcn, inside, outside })
                .collect();
            let people = rest + counts.iter().map(|(inside, _)| inside).sum::<u64>();
            let most = overlap(&best(&parts, many, people), people);
            for chosen in 0_u32..1 << parts.len() {
                let set: Vec<Part> =
                    parts.iter().copied().filter(|part| chosen >> part.pcn & 1 == 1).collect();
                if set.len() == many {
                    prop_assert!(overlap(&set, people) <= most + 1e-12);
                }
            }
        }
    }

    #[test]
    fn all_pcns_of_england_in_one_patch_are_one_short_search() {
        let parts: Vec<Part> = (0..1_299)
            .map(|pcn| Part { pcn, inside: 20_000 + pcn as u64, outside: 1_000 + pcn as u64 % 37 })
            .collect();
        let people = parts.iter().map(|part| part.inside).sum();
        assert_eq!(best(&parts, 3, people).len(), 3);
    }
}

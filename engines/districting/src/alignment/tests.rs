use super::*;
use crate::problem::{Area, Request};

/// Overlaps from a table: a row for each left unit, a column for each right unit.
fn table(rows: &[&[u64]]) -> Vec<Overlap> {
    let mut overlaps = Vec::new();
    for (left, row) in rows.iter().enumerate() {
        for (right, &people) in row.iter().enumerate() {
            overlaps.push(Overlap { left, right, people });
        }
    }
    overlaps
}

fn people(rows: &[&[u64]]) -> (u64, u64) {
    let found = misalignment(&table(rows));
    (found.people_unmatched, found.people_outside_largest)
}

#[test]
fn equal_divisions_are_not_misaligned() {
    let found = misalignment(&table(&[&[0, 40, 0], &[30, 0, 0], &[0, 0, 50]]));
    assert_eq!(found.partners, [(0, 1), (1, 0), (2, 2)]);
    assert!(found.one_to_one.abs() < f64::EPSILON && found.to_largest.abs() < f64::EPSILON);
}

#[test]
fn two_pcns_in_one_neighbourhood_are_whole_but_only_one_is_its_partner() {
    assert_eq!(people(&[&[40], &[30]]), (30, 0));
}

#[test]
fn a_pcn_in_two_neighbourhoods_keeps_its_larger_half() {
    assert_eq!(people(&[&[40, 30]]), (30, 30));
}

#[test]
fn partners_are_chosen_for_all_together_not_one_after_the_other() {
    // Taking 10 first would leave 0: 9 + 8 is more.
    assert_eq!(people(&[&[10, 9], &[8, 0]]), (10, 9));
}

#[test]
fn the_best_matching_is_that_of_trying_all() {
    let weights = [[7, 4, 3, 9], [6, 8, 5, 2], [9, 4, 1, 8], [3, 6, 8, 7]];
    let rows: Vec<&[u64]> = weights.iter().map(<[u64; 4]>::as_slice).collect();
    let mut best = 0;
    for a in 0..4 {
        for b in (0..4).filter(|&b| b != a) {
            for c in (0..4).filter(|&c| c != a && c != b) {
                let d = 6 - a - b - c;
                best = best.max(weights[0][a] + weights[1][b] + weights[2][c] + weights[3][d]);
            }
        }
    }
    let total: u64 = weights.iter().flatten().sum();
    assert_eq!(people(&rows).0, total - best);
}

#[test]
fn nobody_at_all_is_not_misaligned() {
    assert_eq!(people(&[]), (0, 0));
    assert_eq!(people(&[&[0, 0]]), (0, 0));
}

#[test]
fn people_who_change_are_counted_whatever_the_numbers_of_the_neighbourhoods() {
    let people = [100, 200, 300, 400];
    let request = Request {
        areas: people.map(|people| Area { people, nest: 0 }).to_vec(),
        nests: vec!["Ashby".to_owned()],
        ..Request::default()
    };
    let problem = Problem::new(request).unwrap();
    let renamed = compare(&problem, &[0, 0, 1, 1], &[5, 5, 2, 2]);
    assert_eq!((renamed.people, renamed.areas.len()), (0, 0));
    let moved = compare(&problem, &[0, 0, 1, 1], &[5, 2, 2, 2]);
    assert_eq!((moved.people, moved.areas.as_slice()), (200, [1].as_slice()));
    assert_eq!(moved.successors, [(0, 5), (1, 2)]);
    assert!((moved.share - 0.2).abs() < 1e-12);
}

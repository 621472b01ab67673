//! The matching of greatest weight between two sets (Kuhn, Naval Research Logistics 2, 1955, in the
//! form with potentials of Jonker and Volgenant, Computing 38, 1987).

use std::collections::{BTreeMap, BTreeSet};

const NOBODY: usize = usize::MAX;

/// The pairs, each left and each right at most once, with the most people together; sorted.
pub(super) fn best_matching(cells: &BTreeMap<(usize, usize), u64>) -> Vec<(usize, usize)> {
    let lefts: Vec<usize> = distinct(cells.keys().map(|&(left, _)| left));
    let rights: Vec<usize> = distinct(cells.keys().map(|&(_, right)| right));
    if lefts.is_empty() {
        return Vec::new();
    }
    // Rows must not outnumber columns; columns beyond the rights stand for "no partner".
    let columns = rights.len().max(lefts.len());
    let mut costs = vec![vec![0_i64; columns]; lefts.len()];
    for (&(left, right), &people) in cells {
        if let (Ok(row), Ok(column)) = (lefts.binary_search(&left), rights.binary_search(&right)) {
            costs[row][column] = -i64::try_from(people).unwrap_or(i64::MAX / 4);
        }
    }
    let mut assignment = Assignment::new(lefts.len(), columns);
    for row in 0..lefts.len() {
        assignment.place(row, &costs);
    }
    let mut pairs = Vec::new();
    for (column, &row) in assignment.row_of[..rights.len()].iter().enumerate() {
        if row != NOBODY && cells.contains_key(&(lefts[row], rights[column])) {
            pairs.push((lefts[row], rights[column]));
        }
    }
    pairs.sort_unstable();
    pairs
}

fn distinct(numbers: impl Iterator<Item = usize>) -> Vec<usize> {
    numbers.collect::<BTreeSet<_>>().into_iter().collect()
}

struct Assignment {
    row_of: Vec<usize>,
    row_price: Vec<i64>,
    column_price: Vec<i64>,
}

impl Assignment {
    fn new(rows: usize, columns: usize) -> Self {
        Self {
            row_of: vec![NOBODY; columns],
            row_price: vec![0; rows],
            column_price: vec![0; columns],
        }
    }

    /// Finds a column for one more row by the cheapest chain of changes to those placed before.
    fn place(&mut self, row: usize, costs: &[Vec<i64>]) {
        let columns = self.row_of.len();
        let mut slack = vec![i64::MAX; columns];
        let mut came_from = vec![NOBODY; columns];
        let mut is_done = vec![false; columns];
        let (mut here, mut at) = (row, NOBODY);
        loop {
            let mut nearest = NOBODY;
            for column in (0..columns).filter(|&column| !is_done[column]) {
                let reduced =
                    costs[here][column] - self.row_price[here] - self.column_price[column];
                if reduced < slack[column] {
                    slack[column] = reduced;
                    came_from[column] = at;
                }
                if nearest == NOBODY || slack[column] < slack[nearest] {
                    nearest = column;
                }
            }
            self.lower(row, slack[nearest], &is_done, &mut slack);
            at = nearest;
            if self.row_of[at] == NOBODY {
                break;
            }
            is_done[at] = true;
            here = self.row_of[at];
        }
        while came_from[at] != NOBODY {
            self.row_of[at] = self.row_of[came_from[at]];
            at = came_from[at];
        }
        self.row_of[at] = row;
    }

    fn lower(&mut self, row: usize, step: i64, is_done: &[bool], slack: &mut [i64]) {
        self.row_price[row] += step;
        for column in 0..slack.len() {
            if is_done[column] {
                self.row_price[self.row_of[column]] += step;
                self.column_price[column] -= step;
            } else {
                slack[column] -= step;
            }
        }
    }
}

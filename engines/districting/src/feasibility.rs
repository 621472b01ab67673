//! Whether neighbourhoods of the wanted size can exist at all, said before anything is drawn.
//!
//! A place of `P` people can be cut into legal neighbourhoods only if a whole number `k` exists with
//! `P / most <= k <= P / least`; where several do, the one whose neighbourhoods come closest to the
//! middle of the band is chosen. Islands count alone, since nobody can be reached over water: each
//! piece that hangs together needs its own `k`, or a link. Arithmetic only: a piece that passes may
//! still have no legal plan (a village ringed by a town), which `draw` finds out and says.

mod shortfall;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::adjacency::Components;
use crate::problem::{Band, Problem};
pub use shortfall::Shortfall;
pub(crate) use shortfall::grouped;

/// What can be drawn, piece by piece, in order of nest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feasibility {
    /// Every nest, cut where it does not hang together.
    pub pieces: Vec<Piece>,
}

/// A nest, or a part of one that no usable edge joins to the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Position of the nest.
    pub nest: usize,
    /// Its name in reports.
    pub name: String,
    /// Positions of its areas, rising.
    pub areas: Vec<usize>,
    /// People in it.
    pub people: u64,
    /// What can be done with it.
    pub verdict: Verdict,
}

/// What can be done with a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// A legal number of neighbourhoods exists.
    Feasible {
        /// The number chosen.
        zones: usize,
        /// The fewest that keep the band.
        fewest: usize,
        /// The most that keep the band.
        most: usize,
    },
    /// None exists, and the band was waived.
    Waived {
        /// The number that comes closest.
        zones: usize,
        /// The reason given for the waiver.
        reason: String,
        /// Why there is no legal number.
        shortfall: Shortfall,
    },
    /// None exists.
    Infeasible(Shortfall),
}

impl Feasibility {
    /// Whether every piece can be drawn, waivers included.
    pub fn is_feasible(&self) -> bool {
        self.shortfalls().next().is_none()
    }

    /// The pieces that cannot be drawn, and why.
    pub fn shortfalls(&self) -> impl Iterator<Item = (&Piece, &Shortfall)> {
        self.pieces.iter().filter_map(|piece| match &piece.verdict {
            Verdict::Infeasible(shortfall) => Some((piece, shortfall)),
            Verdict::Feasible { .. } | Verdict::Waived { .. } => None,
        })
    }

    /// How many neighbourhoods will be drawn.
    pub fn zones(&self) -> usize {
        self.pieces.iter().map(Piece::zones).sum()
    }
}

impl Piece {
    /// How many neighbourhoods it gets; 0 if it cannot be drawn.
    pub fn zones(&self) -> usize {
        match self.verdict {
            Verdict::Feasible { zones, .. } | Verdict::Waived { zones, .. } => zones,
            Verdict::Infeasible(_) => 0,
        }
    }
}

/// Finds for each place how many neighbourhoods it can have, or why none.
pub fn feasibility(problem: &Problem) -> Feasibility {
    let mut pieces = pieces(problem);
    for nest in pieces.chunk_by_mut(|one, other| one.nest == other.nest) {
        if let Some(wanted) = problem.fixed_count(nest[0].nest) {
            fix_count(nest, wanted, problem.request().band);
        }
    }
    Feasibility { pieces }
}

fn pieces(problem: &Problem) -> Vec<Piece> {
    let within = |a: usize, b: usize| problem.nest(a) == problem.nest(b);
    let edges = problem.request().edges.iter().filter(|edge| within(edge.a, edge.b));
    let components = Components::of(problem.areas(), edges);
    let mut areas = vec![Vec::new(); components.sizes.len()];
    for (area, &component) in components.of.iter().enumerate() {
        areas[component].push(area);
    }
    areas.sort_by_key(|areas| (problem.nest(areas[0]), areas[0]));
    let mut pieces = Vec::with_capacity(areas.len());
    for nest in areas.chunk_by(|one, other| problem.nest(one[0]) == problem.nest(other[0])) {
        let is_whole = nest.len() == 1;
        pieces.extend(nest.iter().map(|areas| piece(problem, areas, is_whole)));
    }
    pieces
}

fn piece(problem: &Problem, areas: &[usize], is_whole: bool) -> Piece {
    let nest = problem.nest(areas[0]);
    let name = match (is_whole, areas.len()) {
        (true, _) => problem.nest_name(nest),
        (false, 1) => format!("{} (one area cut off)", problem.nest_name(nest)),
        (false, count) => format!("{} (part of {count} areas)", problem.nest_name(nest)),
    };
    let people = areas.iter().map(|&area| u64::from(problem.people(area))).sum();
    let verdict = verdict(problem, areas, people);
    Piece { nest, name, areas: areas.to_vec(), people, verdict }
}

fn verdict(problem: &Problem, areas: &[usize], people: u64) -> Verdict {
    let band = problem.request().band;
    let Some(shortfall) = shortfall::find(problem, areas, people) else {
        let (fewest, most) = counts(people, band);
        let most = most.min(areas.len());
        return Verdict::Feasible { zones: closest(people, band, fewest..=most), fewest, most };
    };
    match problem.waiver(problem.nest(areas[0])) {
        Some(reason) => {
            let zones = closest(people, band, 1..=areas.len());
            Verdict::Waived { zones, reason: reason.to_owned(), shortfall }
        }
        None => Verdict::Infeasible(shortfall),
    }
}

/// The fewest and the most neighbourhoods that keep the band; none if the first exceeds the second.
pub(crate) fn counts(people: u64, band: Band) -> (usize, usize) {
    let fewest = people.div_ceil(u64::from(band.most)).max(1);
    let most = people / u64::from(band.least);
    (whole(fewest), whole(most))
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// The number of neighbourhoods whose mean size comes closest to the middle of the band.
fn closest(people: u64, band: Band, choices: std::ops::RangeInclusive<usize>) -> usize {
    let (fewest, most) = (*choices.start(), *choices.end());
    let miss = |zones: usize| (mean(people, zones) - band.middle()).abs();
    // Means fall as numbers rise, so the best lies beside the number that hits the middle.
    let at_middle =
        whole(people.saturating_mul(2) / (u64::from(band.least) + u64::from(band.most)));
    let near = [at_middle, at_middle + 1].map(|zones| zones.clamp(fewest, most.max(fewest)));
    if miss(near[1]) < miss(near[0]) { near[1] } else { near[0] }
}

#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn mean(people: u64, zones: usize) -> f64 {
    people as f64 / zones as f64
}

/// Spreads a number decided beforehand over the pieces of one nest.
fn fix_count(pieces: &mut [Piece], wanted: usize, band: Band) {
    loop {
        let total: usize = pieces.iter().map(Piece::zones).sum();
        if total == wanted || pieces.iter().any(|p| matches!(p.verdict, Verdict::Infeasible(_))) {
            return;
        }
        let next = |zones: usize| if total < wanted { zones + 1 } else { zones.saturating_sub(1) };
        let miss = |piece: &Piece| (mean(piece.people, next(piece.zones())) - band.middle()).abs();
        let movable = pieces.iter_mut().filter(|piece| can_have(piece, next(piece.zones())));
        let Some(piece) = movable.min_by(|one, other| miss(one).total_cmp(&miss(other))) else {
            let (people, zones) = (pieces[0].people, total);
            let shortfall = Shortfall::FixedCount { people, wanted, zones };
            pieces[0].verdict = Verdict::Infeasible(shortfall);
            return;
        };
        let changed = next(piece.zones());
        match &mut piece.verdict {
            Verdict::Feasible { zones, .. } | Verdict::Waived { zones, .. } => *zones = changed,
            Verdict::Infeasible(_) => return,
        }
    }
}

fn can_have(piece: &Piece, zones: usize) -> bool {
    match piece.verdict {
        Verdict::Feasible { fewest, most, .. } => (fewest..=most).contains(&zones),
        Verdict::Waived { .. } => (1..=piece.areas.len()).contains(&zones),
        Verdict::Infeasible(_) => false,
    }
}

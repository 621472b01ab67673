//! Why a border runs where it does: what it would cost to move each area beside it across.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Limits;
use super::number::small;
use super::plot::Plot;
use super::state::State;
use crate::feasibility::{Piece, feasibility};
use crate::problem::Problem;

/// An area and a neighbourhood beside it, to which it could go together with the areas it must stay
/// with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// Position of the area.
    pub area: usize,
    /// Its neighbourhood now.
    pub from: usize,
    /// The neighbourhood beside it.
    pub to: usize,
    /// What the plan would cost more by all weights; below 0 the move would make it better.
    pub cost: f64,
    /// The part of the cost that comes from borders.
    pub border_cost: f64,
    /// People left behind.
    pub people_left: u64,
    /// People in the other neighbourhood then.
    pub people_there: u64,
    /// The rule that forbids the move, if one does.
    pub barred: Option<Bar>,
}

/// A rule that forbids a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bar {
    /// One of both neighbourhoods would leave the band.
    Band,
    /// The neighbourhood left behind would fall apart, or be empty.
    Contiguity,
    /// It would meet an area that it is to be kept apart from.
    Apart,
}

/// Prices every move of an area to a neighbourhood beside it, in order of area. `homes` are those of
/// the plan; where they are not given, each unit is at home where most of its people live.
pub fn margins(problem: &Problem, zone_of: &[usize], homes: &[Vec<Option<usize>>]) -> Vec<Move> {
    if zone_of.len() != problem.areas() {
        return Vec::new();
    }
    let pieces = feasibility(problem).pieces;
    let plot = Plot::new(problem, &pieces);
    let mut moves = Vec::new();
    for piece in &pieces {
        moves.extend(of_piece(problem, &plot, piece, (zone_of, homes)));
    }
    moves.sort_by_key(|one| (one.area, one.to));
    moves
}

fn of_piece(
    problem: &Problem,
    plot: &Plot<'_>,
    piece: &Piece,
    (zone_of, homes): (&[usize], &[Vec<Option<usize>>]),
) -> Vec<Move> {
    let (ground, node_of) = plot.ground(piece);
    let mut number: FxHashMap<usize, u32> = FxHashMap::default();
    let mut names = Vec::new();
    let mut zones = vec![0; ground.nodes()];
    for (&area, &node) in piece.areas.iter().zip(&node_of) {
        zones[node as usize] = *number.entry(zone_of[area]).or_insert_with(|| {
            names.push(zone_of[area]);
            small(names.len() - 1)
        });
    }
    let limits = match problem.waiver(piece.nest) {
        Some(_) => Limits { least: 0, most: i64::MAX },
        None => Limits::of(problem.request().band),
    };
    let mut state = State::new(&ground, limits, names.len(), zones);
    for (local, &unit) in ground.unit_of.iter().enumerate() {
        for (at, position) in plot.homes_of(unit) {
            let home = homes.get(at).and_then(|homes| homes.get(position).copied().flatten());
            if let Some(&zone) = home.and_then(|zone| number.get(&zone))
                && ground.units[local].at_home > 0.0
            {
                state.rehome(local, zone as usize);
            }
        }
    }
    let mut moves = Vec::new();
    for (&area, &node) in piece.areas.iter().zip(&node_of) {
        let found = of_node(&mut state, node as usize);
        moves.extend(found.into_iter().map(|(to, found)| Move {
            area,
            from: zone_of[area],
            to: names[to],
            ..found
        }));
    }
    moves
}

/// The moves of a node by zone, their areas and zones still to be named.
fn of_node(state: &mut State<'_>, node: usize) -> Vec<(usize, Move)> {
    let (ground, from) = (state.ground, state.zone(node));
    let mut zones: Vec<usize> = Vec::new();
    for beside in ground.neighbours(node).iter().filter(|beside| beside.usable) {
        let zone = state.zone(beside.node as usize);
        if zone != from && !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    let people = ground.people[node];
    let count = |people: i64| u64::try_from(people).unwrap_or(0);
    let whole = zones.is_empty() || (state.has_others(node) && state.hangs_together_without(node));
    let price = |to: usize| {
        let barred = if !whole {
            Some(Bar::Contiguity)
        } else if !state.keeps_band(node, to) {
            Some(Bar::Band)
        } else if state.more_conflicts(node, to) > 0 {
            Some(Bar::Apart)
        } else {
            None
        };
        let found = Move {
            area: 0,
            from: 0,
            to: 0,
            cost: state.change(node, to),
            border_cost: state.change_of_border(node, to),
            people_left: count(state.people[from] - people),
            people_there: count(state.people[to] + people),
            barred,
        };
        (to, found)
    };
    zones.into_iter().map(price).collect()
}

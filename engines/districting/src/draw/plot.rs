//! The whole problem, from which pieces of ground are cut.

use rustc_hash::FxHashMap;

use super::Limits;
use super::ground::{Ground, Parts};
use super::number::{real, small};
use super::scales::Scales;
use super::wishes::{ListBand, Unit};
use crate::adjacency::{Components, Edge, EdgeKind};
use crate::feasibility::Piece;
use crate::problem::Problem;

/// People of one unit, by its number through all layers, in an area.
#[derive(Debug, Clone, Copy)]
struct Residents {
    unit: usize,
    people: f64,
}

/// The whole problem.
pub(super) struct Plot<'p> {
    pub(super) problem: &'p Problem,
    /// Areas that must stay together have the same block.
    block_of: Vec<usize>,
    edges_of: Vec<Vec<usize>>,
    residents_of: Vec<Vec<Residents>>,
    units: Vec<Unit>,
    /// Where the units of each layer begin among all units.
    offsets: Vec<usize>,
    lists: Vec<ListBand>,
    /// The piece of each area, and the piece in which most people of a unit live.
    piece_of: Vec<usize>,
    host_of: Vec<usize>,
    pub(super) scales: Scales,
    apart: Vec<(usize, usize)>,
    cost_per_metre: f64,
}

impl<'p> Plot<'p> {
    pub(super) fn new(problem: &'p Problem, pieces: &[Piece]) -> Self {
        let request = problem.request();
        let mut edges_of = vec![Vec::new(); problem.areas()];
        for (at, edge) in request.edges.iter().enumerate() {
            edges_of[edge.a].push(at);
            edges_of[edge.b].push(at);
        }
        let metres: f64 = request.edges.iter().map(|edge| edge.metres).sum();
        let mut plot = Self {
            problem,
            block_of: blocks(problem),
            edges_of,
            residents_of: vec![Vec::new(); problem.areas()],
            units: Vec::new(),
            offsets: Vec::new(),
            lists: Vec::new(),
            piece_of: piece_of(problem, pieces),
            host_of: Vec::new(),
            scales: Scales::of(problem, pieces),
            apart: problem.apart().collect(),
            cost_per_metre: if metres > 0.0 { request.border_weight / metres } else { 0.0 },
        };
        plot.add_layers();
        plot.add_homes();
        plot
    }

    /// Cohesion of a layer is `Σ_c Σ_z A_cz² / (T_c T)`: the chance that two people of one unit share a
    /// zone, units by size (`T_c` people in the unit, `A_cz` of them in zone z, `T` in the layer).
    fn add_layers(&mut self) {
        for layer in &self.problem.request().layers {
            let offset = self.units.len();
            self.offsets.push(offset);
            let mut totals = vec![0.0; layer.units];
            for member in &layer.members {
                let people = f64::from(member.people);
                totals[member.unit] += people;
                self.residents_of[member.area]
                    .push(Residents { unit: offset + member.unit, people });
            }
            let total: f64 = totals.iter().sum();
            let worth = |unit: &f64| if *unit > 0.0 { layer.weight / (unit * total) } else { 0.0 };
            self.units.extend(totals.iter().map(|unit| Unit {
                together: worth(unit),
                at_home: 0.0,
                people: 0,
                list: None,
            }));
        }
    }

    /// A person at home is worth the weight, shared by the people of the layer.
    fn add_homes(&mut self) {
        let request = self.problem.request();
        self.host_of = vec![0; self.units.len()];
        for homes in &request.homes {
            let (layer, offset) = (&request.layers[homes.layer], self.offsets[homes.layer]);
            let mut by_piece: FxHashMap<(usize, usize), i64> = FxHashMap::default();
            for member in layer.members.iter().filter(|member| member.people > 0) {
                let piece = self.piece_of[member.area];
                *by_piece.entry((member.unit, piece)).or_default() += i64::from(member.people);
            }
            let total: i64 = by_piece.values().sum();
            let worth = homes.weight / real(total.max(1));
            let list = homes.band.map(|band| {
                self.lists.push(ListBand { limits: Limits::of(band), worth });
                small(self.lists.len() - 1)
            });
            let mut most = vec![(0, 0); layer.units];
            let mut cells: Vec<_> = by_piece.into_iter().collect();
            cells.sort_unstable();
            for ((unit, piece), people) in cells {
                let known = &mut self.units[offset + unit];
                *known = Unit { at_home: worth, people: known.people + people, list, ..*known };
                if people > most[unit].0 {
                    most[unit] = (people, piece);
                    self.host_of[offset + unit] = piece;
                }
            }
        }
    }

    /// Lays out all nests as one, with no borders between them, for borders alone.
    pub(super) fn whole(&self) -> (Ground, Vec<u32>) {
        let areas: Vec<usize> = (0..self.problem.areas()).collect();
        let (mut parts, node_of) = self.parts(&areas);
        parts.members.clear();
        parts.units.clear();
        (Ground::new(parts), node_of)
    }

    /// Lays out a piece, with the node of each of its areas.
    pub(super) fn ground(&self, piece: &Piece) -> (Ground, Vec<u32>) {
        let (mut parts, node_of) = self.parts(&piece.areas);
        parts.lists.clone_from(&self.lists);
        self.scales.add_to(&mut parts, self.problem, &piece.areas, &node_of);
        for &(a, b) in &self.apart {
            if let (Ok(a), Ok(b)) = (piece.areas.binary_search(&a), piece.areas.binary_search(&b)) {
                parts.apart.push((node_of[a] as usize, node_of[b] as usize));
            }
        }
        (Ground::new(parts), node_of)
    }

    fn parts(&self, areas: &[usize]) -> (Parts, Vec<u32>) {
        let mut nodes = Numbers::default();
        let node_of: Vec<usize> =
            areas.iter().map(|&area| nodes.number(self.block_of[area])).collect();
        let home: FxHashMap<usize, usize> =
            areas.iter().copied().zip(node_of.iter().copied()).collect();
        let mut units = Numbers::default();
        let mut parts = Parts { people: vec![0; nodes.len()], ..Parts::default() };
        for (&area, &node) in areas.iter().zip(&node_of) {
            parts.people[node] += i64::from(self.problem.people(area));
            for &at in &self.edges_of[area] {
                self.add_border(&mut parts, &home, (area, node), at);
            }
            for resident in &self.residents_of[area] {
                let worth = &self.units[resident.unit];
                if worth.together > 0.0 || worth.at_home > 0.0 {
                    let unit = units.number(resident.unit);
                    *parts.members.entry((node, unit)).or_default() += resident.people;
                }
            }
        }
        parts.unit_of = units.of;
        let here = areas.first().map_or(0, |&area| self.piece_of[area]);
        parts.units = parts.unit_of.iter().map(|&unit| self.unit_seen_from(here, unit)).collect();
        (parts, node_of.into_iter().map(small).collect())
    }

    /// Which wishes for homes a unit belongs to, with its position in the layer.
    pub(super) fn homes_of(&self, unit: usize) -> impl Iterator<Item = (usize, usize)> {
        let homes = self.problem.request().homes.iter().enumerate();
        homes.filter_map(move |(at, homes)| {
            let position = unit.checked_sub(self.offsets[homes.layer])?;
            (position < self.problem.request().layers[homes.layer].units).then_some((at, position))
        })
    }

    /// A unit has its home in one piece only: where most of its people live.
    fn unit_seen_from(&self, piece: usize, unit: usize) -> Unit {
        let known = self.units[unit];
        if self.host_of[unit] == piece { known } else { Unit { at_home: 0.0, list: None, ..known } }
    }

    fn add_border(
        &self,
        parts: &mut Parts,
        home: &FxHashMap<usize, usize>,
        (area, node): (usize, usize),
        at: usize,
    ) {
        let edge = self.problem.request().edges[at];
        let other = if edge.a == area { edge.b } else { edge.a };
        let Some(&beside) = home.get(&other).filter(|&&beside| beside != node) else { return };
        if self.problem.nest(area) != self.problem.nest(other) {
            return;
        }
        let border = parts.borders.entry((node, beside)).or_default();
        border.0 += edge.metres * self.cost_per_metre;
        border.1 |= edge.kind.is_usable();
    }
}

fn piece_of(problem: &Problem, pieces: &[Piece]) -> Vec<usize> {
    let mut piece_of = vec![0; problem.areas()];
    for (number, piece) in pieces.iter().enumerate() {
        for &area in &piece.areas {
            piece_of[area] = number;
        }
    }
    piece_of
}

fn blocks(problem: &Problem) -> Vec<usize> {
    let pairs =
        problem.together().flat_map(|group| group.windows(2).map(|pair| (pair[0], pair[1])));
    let joins: Vec<Edge> =
        pairs.map(|(a, b)| Edge { a, b, kind: EdgeKind::Manual, metres: 0.0 }).collect();
    Components::of(problem.areas(), &joins).of
}

/// Numbers from 0 in order of first use.
#[derive(Default)]
struct Numbers {
    known: FxHashMap<usize, usize>,
    of: Vec<usize>,
}

impl Numbers {
    fn number(&mut self, thing: usize) -> usize {
        *self.known.entry(thing).or_insert_with(|| {
            self.of.push(thing);
            self.of.len() - 1
        })
    }

    fn len(&self) -> usize {
        self.of.len()
    }
}

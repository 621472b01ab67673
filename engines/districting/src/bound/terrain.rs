//! A piece of ground as the bound sees it: what each zone pays for itself, so that a plan costs the sum
//! over its zones.
//!
//! Each of two neighbouring zones pays half of the border between them. A layer's loss is paid the same
//! way: of the `1 - Σ_c Σ_z A_cz² / (T_c T)` that is lost when units are parted, zone z pays
//! `Σ_c A_cz (T_c - A_cz) / (T_c T)`, which is a toll for every pair of people of one unit, one within the
//! zone and one without.

use std::collections::BTreeMap;

use crate::adjacency::{Components, Edge, EdgeKind};
use crate::feasibility::Piece;
use crate::problem::{Band, Problem};

/// Two blocks, and what a zone pays that has one of them and not the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Toll {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) price: f64,
    /// Whether the two touch; else they only share units of layers.
    pub(super) is_border: bool,
}

/// A piece of ground. Areas that must stay together are one block.
#[derive(Debug)]
pub(super) struct Terrain {
    /// Positions of the areas of each block.
    pub(super) areas: Vec<Vec<usize>>,
    pub(super) people: Vec<u64>,
    /// What any zone with a block pays for those of its units who live in other pieces.
    pub(super) own: Vec<f64>,
    pub(super) tolls: Vec<Toll>,
    /// The tolls of each block: the other block and the price.
    pub(super) links: Vec<Vec<(usize, f64)>>,
    /// Blocks that a block can be reached from.
    pub(super) beside: Vec<Vec<usize>>,
    /// Blocks that may not share a zone.
    pub(super) apart: Vec<(usize, usize)>,
    pub(super) band: Band,
}

impl Terrain {
    pub(super) fn new(problem: &Problem, piece: &Piece) -> Self {
        let block_of = blocks(problem, piece);
        let count = block_of.values().max().map_or(0, |block| block + 1);
        let mut terrain = Self {
            areas: vec![Vec::new(); count],
            people: vec![0; count],
            own: vec![0.0; count],
            tolls: Vec::new(),
            links: vec![Vec::new(); count],
            beside: vec![Vec::new(); count],
            apart: Vec::new(),
            band: problem.request().band,
        };
        for (&area, &block) in &block_of {
            terrain.areas[block].push(area);
            terrain.people[block] += u64::from(problem.people(area));
        }
        let mut tolls = BTreeMap::new();
        terrain.add_borders(problem, &block_of, &mut tolls);
        terrain.add_layers(problem, &block_of, &mut tolls);
        for ((a, b), (price, is_border)) in tolls {
            terrain.tolls.push(Toll { a, b, price, is_border });
            terrain.links[a].push((b, price));
            terrain.links[b].push((a, price));
        }
        let both = |(a, b): (usize, usize)| Some((*block_of.get(&a)?, *block_of.get(&b)?));
        terrain.apart = problem.apart().filter_map(both).collect();
        terrain
    }

    pub(super) fn blocks(&self) -> usize {
        self.people.len()
    }

    /// What a zone pays.
    pub(super) fn price(&self, zone: &[usize]) -> f64 {
        let mut is_in = vec![false; self.blocks()];
        for &block in zone {
            is_in[block] = true;
        }
        let leaving = |block: &usize| {
            let links = self.links[*block].iter().filter(|(other, _)| !is_in[*other]);
            self.own[*block] + links.map(|(_, price)| price).sum::<f64>()
        };
        zone.iter().map(leaving).sum()
    }

    /// Whether a zone keeps every rule that a zone can keep or break by itself.
    pub(super) fn is_legal(&self, zone: &[usize]) -> bool {
        let mixes = |(a, b): &(usize, usize)| zone.contains(a) && zone.contains(b);
        self.keeps_band(zone) && self.hangs_together(zone) && !self.apart.iter().any(mixes)
    }

    pub(super) fn keeps_band(&self, zone: &[usize]) -> bool {
        self.band.holds(zone.iter().map(|&block| self.people[block]).sum())
    }

    fn hangs_together(&self, zone: &[usize]) -> bool {
        let Some(&first) = zone.first() else { return false };
        let mut unseen = vec![false; self.blocks()];
        for &block in zone {
            unseen[block] = true;
        }
        unseen[first] = false;
        let (mut reached, mut seen) = (vec![first], 1);
        while let Some(block) = reached.pop() {
            for &other in &self.beside[block] {
                if std::mem::replace(&mut unseen[other], false) {
                    seen += 1;
                    reached.push(other);
                }
            }
        }
        seen == zone.len()
    }

    fn add_borders(&mut self, problem: &Problem, block_of: &Blocks, tolls: &mut Tolls) {
        let request = problem.request();
        let metres: f64 = request.edges.iter().map(|edge| edge.metres).sum();
        let a_metre = if metres > 0.0 { request.border_weight / metres } else { 0.0 };
        for edge in &request.edges {
            let (Some(&a), Some(&b)) = (block_of.get(&edge.a), block_of.get(&edge.b)) else {
                continue;
            };
            if a == b {
                continue;
            }
            let toll = tolls.entry((a.min(b), a.max(b))).or_default();
            *toll = (toll.0 + edge.metres * a_metre / 2.0, true);
            if edge.kind.is_usable() && !self.beside[a].contains(&b) {
                self.beside[a].push(b);
                self.beside[b].push(a);
            }
        }
    }

    fn add_layers(&mut self, problem: &Problem, block_of: &Blocks, tolls: &mut Tolls) {
        for layer in problem.request().layers.iter().filter(|layer| layer.weight > 0.0) {
            let mut totals = vec![0.0; layer.units];
            let mut here: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); layer.units];
            for member in &layer.members {
                let people = f64::from(member.people);
                totals[member.unit] += people;
                if let Some(&block) = block_of.get(&member.area) {
                    *here[member.unit].entry(block).or_default() += people;
                }
            }
            let all: f64 = totals.iter().sum();
            for (blocks, total) in here.iter().zip(totals).filter(|(_, total)| *total > 0.0) {
                let worth = layer.weight / (total * all);
                let elsewhere = (total - blocks.values().sum::<f64>()).max(0.0);
                self.own_tolls(blocks, worth * elsewhere);
                add_pairs(blocks, worth, tolls);
            }
        }
    }

    fn own_tolls(&mut self, blocks: &BTreeMap<usize, f64>, worth: f64) {
        for (&block, people) in blocks {
            self.own[block] += worth * people;
        }
    }
}

/// Adds a toll for each pair of people of one unit in different blocks.
fn add_pairs(blocks: &BTreeMap<usize, f64>, worth: f64, tolls: &mut Tolls) {
    for (&a, people) in blocks {
        for (&b, others) in blocks.range(a + 1..) {
            tolls.entry((a, b)).or_default().0 += worth * people * others;
        }
    }
}

type Blocks = BTreeMap<usize, usize>;
type Tolls = BTreeMap<(usize, usize), (f64, bool)>;

/// The block of each area of a piece, numbered from 0 in order of areas.
fn blocks(problem: &Problem, piece: &Piece) -> Blocks {
    let pairs =
        problem.together().flat_map(|group| group.windows(2).map(|pair| (pair[0], pair[1])));
    let joins: Vec<Edge> =
        pairs.map(|(a, b)| Edge { a, b, kind: EdgeKind::Manual, metres: 0.0 }).collect();
    let group = Components::of(problem.areas(), &joins).of;
    let mut number = BTreeMap::new();
    let mut block_of = BTreeMap::new();
    for &area in &piece.areas {
        let next = number.len();
        block_of.insert(area, *number.entry(group[area]).or_insert(next));
    }
    block_of
}

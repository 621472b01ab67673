//! One piece of ground, laid out in flat lists for fast walking.
//!
//! Areas that must stay together are one *node*. What a wish is worth is worked out once, so that a
//! change in a plan is priced with a few multiplications.

use rustc_hash::FxHashMap;

use super::number::small;
use super::rows::Rows;
use super::wishes::{ListBand, Scalar, Unit};

/// A node beside another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbour {
    pub(super) node: u32,
    /// Where the other node names this one, as a place in the list of all neighbours.
    pub(super) back: u32,
    /// What it costs if a border runs here.
    pub(super) cost: f64,
    /// Whether a zone may hold together here.
    pub(super) usable: bool,
}

/// People of one unit of one layer in a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) unit: u32,
    pub(super) people: f64,
}

/// What a piece of ground is made of, before it is laid out.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) people: Vec<i64>,
    /// Cost and usability of the border between two nodes, named from both sides.
    pub(super) borders: FxHashMap<(usize, usize), (f64, bool)>,
    /// People of each unit in each node.
    pub(super) members: FxHashMap<(usize, usize), f64>,
    pub(super) units: Vec<Unit>,
    /// The number of each unit through all layers.
    pub(super) unit_of: Vec<usize>,
    pub(super) lists: Vec<ListBand>,
    pub(super) scalars: Vec<Scalar>,
    /// Amounts of each scalar, node by node.
    pub(super) amounts: Vec<f64>,
    pub(super) hubs: usize,
    /// What all trips from a node to each hub cost, node by node.
    pub(super) trips: Vec<f64>,
    /// Pairs of nodes that may not share a zone.
    pub(super) apart: Vec<(usize, usize)>,
}

/// A piece of ground.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) people: Vec<i64>,
    neighbours: Rows<Neighbour>,
    /// For each place in the lists of neighbours, which of the node's neighbours touch that one: a bit
    /// for each of the first 32.
    touching: Vec<u32>,
    members: Rows<Member>,
    pub(super) units: Vec<Unit>,
    pub(super) unit_of: Vec<usize>,
    pub(super) lists: Vec<ListBand>,
    pub(super) scalars: Vec<Scalar>,
    amounts: Vec<f64>,
    pub(super) hubs: usize,
    trips: Vec<f64>,
    apart: Rows<u32>,
    has_apart: bool,
}

impl Ground {
    pub(super) fn new(parts: Parts) -> Self {
        let nodes = parts.people.len();
        let neighbours = parts.borders.into_iter().map(|((node, beside), (cost, usable))| {
            (node, Neighbour { node: small(beside), back: 0, cost, usable })
        });
        let mut neighbours = Rows::new(nodes, neighbours.collect(), |beside| beside.node as usize);
        name_the_way_back(nodes, &mut neighbours);
        let members = parts
            .members
            .into_iter()
            .map(|((node, unit), people)| (node, Member { unit: small(unit), people }));
        let apart = parts.apart.iter().flat_map(|&(a, b)| [(a, small(b)), (b, small(a))]);
        Self {
            touching: touching(nodes, &neighbours),
            neighbours,
            members: Rows::new(nodes, members.collect(), |member| member.unit as usize),
            units: parts.units,
            unit_of: parts.unit_of,
            lists: parts.lists,
            scalars: parts.scalars,
            amounts: parts.amounts,
            hubs: parts.hubs,
            trips: parts.trips,
            has_apart: !parts.apart.is_empty(),
            apart: Rows::new(nodes, apart.collect(), |other| *other as usize),
            people: parts.people,
        }
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> usize {
        self.people.len()
    }

    pub(super) fn neighbours(&self, node: usize) -> &[Neighbour] {
        self.neighbours.row(node)
    }

    /// All places in the lists of neighbours, node by node, usable or not.
    pub(super) fn slots(&self, node: usize) -> std::ops::Range<usize> {
        self.neighbours.places(node)
    }

    pub(super) fn all_slots(&self) -> usize {
        self.neighbours.items().len()
    }

    pub(super) fn neighbour_at(&self, slot: usize) -> &Neighbour {
        &self.neighbours.items()[slot]
    }

    /// The node in whose list of neighbours a place is.
    pub(super) fn owner(&self, slot: usize) -> usize {
        self.neighbour_at(self.neighbour_at(slot).back as usize).node as usize
    }

    /// Which neighbours of the slot's owner touch the neighbour named there, as bits.
    pub(super) fn touching(&self, slot: usize) -> u32 {
        self.touching[slot]
    }

    pub(super) fn members(&self, node: usize) -> &[Member] {
        self.members.row(node)
    }

    /// What a node adds to each scalar.
    pub(super) fn amounts(&self, node: usize) -> &[f64] {
        let count = self.scalars.len();
        &self.amounts[node * count..(node + 1) * count]
    }

    /// What the trips of a node to each hub cost.
    pub(super) fn trips(&self, node: usize) -> &[f64] {
        &self.trips[node * self.hubs..(node + 1) * self.hubs]
    }

    /// Whether borders are all that has a price.
    pub(super) fn is_plain(&self) -> bool {
        self.units.is_empty() && self.scalars.is_empty() && self.hubs == 0
    }

    /// Nodes that may not share a zone with this one.
    pub(super) fn apart(&self, node: usize) -> &[u32] {
        if self.has_apart { self.apart.row(node) } else { &[] }
    }

    pub(super) fn has_apart(&self) -> bool {
        self.has_apart
    }

    /// The same ground with several nodes for one: `node_of` gives the new node of each, counted from 0.
    pub(super) fn coarser(&self, node_of: &[u32], nodes: usize) -> Self {
        let mut parts = Parts {
            people: vec![0; nodes],
            units: self.units.clone(),
            unit_of: self.unit_of.clone(),
            lists: self.lists.clone(),
            scalars: self.scalars.clone(),
            amounts: vec![0.0; nodes * self.scalars.len()],
            hubs: self.hubs,
            trips: vec![0.0; nodes * self.hubs],
            ..Parts::default()
        };
        for (node, &home) in node_of.iter().enumerate() {
            let home = home as usize;
            parts.people[home] += self.people[node];
            add(&mut parts.amounts[home * self.scalars.len()..], self.amounts(node));
            add(&mut parts.trips[home * self.hubs..], self.trips(node));
            for member in self.members(node) {
                *parts.members.entry((home, member.unit as usize)).or_default() += member.people;
            }
            for beside in self.neighbours(node) {
                let other = node_of[beside.node as usize] as usize;
                if other != home {
                    let border = parts.borders.entry((home, other)).or_default();
                    border.0 += beside.cost;
                    border.1 |= beside.usable;
                }
            }
            let apart = self.apart(node).iter().filter(|&&other| other as usize > node);
            parts.apart.extend(apart.map(|&other| (home, node_of[other as usize] as usize)));
        }
        Self::new(parts)
    }
}

/// Adds one list to the beginning of another.
pub(super) fn add(sums: &mut [f64], amounts: &[f64]) {
    for (sum, amount) in sums.iter_mut().zip(amounts) {
        *sum += amount;
    }
}

fn name_the_way_back(nodes: usize, neighbours: &mut Rows<Neighbour>) {
    let mut slot_of: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for node in 0..nodes {
        for slot in neighbours.places(node) {
            slot_of.insert((small(node), neighbours.items()[slot].node), small(slot));
        }
    }
    for node in 0..nodes {
        for slot in neighbours.places(node) {
            let beside = &mut neighbours.items_mut()[slot];
            beside.back = slot_of[&(beside.node, small(node))];
        }
    }
}

fn touching(nodes: usize, neighbours: &Rows<Neighbour>) -> Vec<u32> {
    let mut touching = vec![0; neighbours.items().len()];
    let mut bit_of = vec![0; nodes];
    for node in 0..nodes {
        let row = neighbours.row(node);
        for (bit, beside) in row.iter().take(32).enumerate() {
            bit_of[beside.node as usize] = if beside.usable { 1_u32 << bit } else { 0 };
        }
        for (slot, beside) in neighbours.places(node).zip(row) {
            let theirs = neighbours.row(beside.node as usize).iter();
            touching[slot] = theirs
                .filter(|other| other.usable)
                .fold(0, |bits, other| bits | bit_of[other.node as usize]);
        }
        for beside in row {
            bit_of[beside.node as usize] = 0;
        }
    }
    touching
}

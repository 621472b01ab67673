//! One piece of ground, laid out in flat lists for fast walking.
//!
//! Areas that must stay together are one *node*. What a wish is worth is worked out once, so that a
//! change in a plan is priced with a few multiplications.

use rustc_hash::FxHashMap;

use crate::adjacency::{Components, Edge, EdgeKind};
use crate::feasibility::Piece;
use crate::problem::Problem;

/// A node beside another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbour {
    pub(super) node: usize,
    /// What it costs if a border runs here.
    pub(super) cost: f64,
    /// Whether a zone may hold together here.
    pub(super) usable: bool,
}

/// People of one unit of one layer in a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) unit: usize,
    pub(super) people: f64,
}

/// A piece of ground.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) people: Vec<i64>,
    neighbours: Rows<Neighbour>,
    members: Rows<Member>,
    /// What it is worth per squared person that people of a unit share a zone.
    pub(super) worth: Vec<f64>,
    /// The node of each area of the piece.
    node_of: Vec<usize>,
}

/// Lists of different lengths, end to end.
#[derive(Debug)]
struct Rows<T> {
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T> Rows<T> {
    /// From items with their row; `key` orders the items of a row.
    fn new(rows: usize, mut items: Vec<(usize, T)>, key: impl Fn(&T) -> usize) -> Self {
        items.sort_by_key(|(row, item)| (*row, key(item)));
        let mut starts = vec![0; rows + 1];
        for (row, _) in &items {
            starts[row + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        Self { starts, items: items.into_iter().map(|(_, item)| item).collect() }
    }

    fn row(&self, row: usize) -> &[T] {
        &self.items[self.starts[row]..self.starts[row + 1]]
    }
}

impl Ground {
    /// How many nodes there are.
    pub(super) fn nodes(&self) -> usize {
        self.people.len()
    }

    pub(super) fn neighbours(&self, node: usize) -> &[Neighbour] {
        self.neighbours.row(node)
    }

    /// All places in the lists of neighbours, node by node, usable or not.
    pub(super) fn slots(&self, node: usize) -> std::ops::Range<usize> {
        self.neighbours.starts[node]..self.neighbours.starts[node + 1]
    }

    pub(super) fn neighbour_at(&self, slot: usize) -> &Neighbour {
        &self.neighbours.items[slot]
    }

    pub(super) fn members(&self, node: usize) -> &[Member] {
        self.members.row(node)
    }

    /// From zones of nodes to zones of areas.
    pub(super) fn unfold(&self, zone_of: &[usize]) -> Vec<usize> {
        self.node_of.iter().map(|&node| zone_of[node]).collect()
    }
}

/// The whole problem, from which pieces of ground are cut.
pub(super) struct Plot<'p> {
    problem: &'p Problem,
    /// Areas that must stay together have the same block.
    block_of: Vec<usize>,
    edges_of: Vec<Vec<usize>>,
    /// Units are numbered through all layers.
    members_of: Vec<Vec<Member>>,
    worth: Vec<f64>,
    cost_per_metre: f64,
}

impl<'p> Plot<'p> {
    pub(super) fn new(problem: &'p Problem) -> Self {
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
            members_of: vec![Vec::new(); problem.areas()],
            worth: Vec::new(),
            cost_per_metre: if metres > 0.0 { request.border_weight / metres } else { 0.0 },
        };
        plot.add_layers();
        plot
    }

    /// Cohesion of a layer is `Σ_c Σ_z A_cz² / (T_c T)`: the chance that two people of one unit share a
    /// zone, units by size (`T_c` people in the unit, `A_cz` of them in zone z, `T` in the layer).
    fn add_layers(&mut self) {
        for layer in &self.problem.request().layers {
            let offset = self.worth.len();
            let mut totals = vec![0.0; layer.units];
            for member in &layer.members {
                let people = f64::from(member.people);
                totals[member.unit] += people;
                self.members_of[member.area].push(Member { unit: offset + member.unit, people });
            }
            let total: f64 = totals.iter().sum();
            let worth = |unit: &f64| if *unit > 0.0 { layer.weight / (unit * total) } else { 0.0 };
            self.worth.extend(totals.iter().map(worth));
        }
    }

    pub(super) fn ground(&self, piece: &Piece) -> Ground {
        let mut nodes = Numbers::default();
        let node_of: Vec<usize> =
            piece.areas.iter().map(|&area| nodes.number(self.block_of[area])).collect();
        let home: FxHashMap<usize, usize> =
            piece.areas.iter().copied().zip(node_of.iter().copied()).collect();
        let mut units = Numbers::default();
        let mut people = vec![0; nodes.len()];
        let mut neighbours: FxHashMap<(usize, usize), Neighbour> = FxHashMap::default();
        let mut members: FxHashMap<(usize, usize), f64> = FxHashMap::default();
        for (&area, &node) in piece.areas.iter().zip(&node_of) {
            people[node] += i64::from(self.problem.people(area));
            for &at in &self.edges_of[area] {
                self.add_neighbour(&mut neighbours, &home, (area, node), at);
            }
            for member in &self.members_of[area] {
                if self.worth[member.unit] > 0.0 {
                    *members.entry((node, units.number(member.unit))).or_default() += member.people;
                }
            }
        }
        let neighbours = neighbours.into_iter().map(|((node, _), beside)| (node, beside)).collect();
        let members = members
            .into_iter()
            .map(|((node, unit), people)| (node, Member { unit, people }))
            .collect();
        Ground {
            neighbours: Rows::new(people.len(), neighbours, |beside| beside.node),
            members: Rows::new(people.len(), members, |member| member.unit),
            worth: units.of.iter().map(|&unit| self.worth[unit]).collect(),
            people,
            node_of,
        }
    }

    fn add_neighbour(
        &self,
        neighbours: &mut FxHashMap<(usize, usize), Neighbour>,
        home: &FxHashMap<usize, usize>,
        (area, node): (usize, usize),
        at: usize,
    ) {
        let edge = self.problem.request().edges[at];
        let other = if edge.a == area { edge.b } else { edge.a };
        let Some(&beside) = home.get(&other).filter(|&&beside| beside != node) else { return };
        let entry = neighbours.entry((node, beside)).or_insert(Neighbour {
            node: beside,
            cost: 0.0,
            usable: false,
        });
        entry.cost += edge.metres * self.cost_per_metre;
        entry.usable |= edge.kind.is_usable();
    }
}

fn blocks(problem: &Problem) -> Vec<usize> {
    let groups = &problem.request().together;
    let pairs = groups.iter().flat_map(|group| group.windows(2).map(|pair| (pair[0], pair[1])));
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

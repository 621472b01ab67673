//! Random spanning trees, and cutting them so that both sides get their share of the people.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::ground::Ground;
use super::number::small;

const OUTSIDE: u32 = u32::MAX;

/// A border between two nodes of the tree, by their places in the list the tree was grown over.
#[derive(Debug, Clone, Copy)]
struct Inner {
    a: u32,
    b: u32,
    cost: f64,
}

/// Lists for growing trees, used again and again: after the first trees nothing is allocated.
pub(super) struct Forest {
    /// Place of each node in the list the tree is grown over; `OUTSIDE` for all others.
    position: Vec<u32>,
    parent: Vec<u32>,
    inner: Vec<Inner>,
    /// Usable borders in random order: random bits above, the place in `inner` below.
    keys: Vec<u64>,
    branches: Branches,
    /// Nodes such that what lies below a place in the tree follows it directly.
    order: Vec<u32>,
    /// Where each place of the list stands in `order`.
    rank: Vec<u32>,
    above: Vec<u32>,
    people_below: Vec<i64>,
    nodes_below: Vec<u32>,
    path: Vec<(u32, u32)>,
}

/// The branches of a tree, each node's as a chain through one list.
#[derive(Default)]
struct Branches {
    first: Vec<u32>,
    next: Vec<u32>,
    to: Vec<u32>,
}

impl Branches {
    fn clear(&mut self, nodes: usize) {
        self.first.clear();
        self.first.resize(nodes, OUTSIDE);
        self.next.clear();
        self.to.clear();
    }

    fn add(&mut self, from: u32, to: u32) {
        self.next.push(self.first[from as usize]);
        self.first[from as usize] = small(self.to.len());
        self.to.push(to);
    }
}

impl Forest {
    pub(super) fn new(ground: &Ground) -> Self {
        Self {
            position: vec![OUTSIDE; ground.nodes()],
            parent: Vec::new(),
            inner: Vec::new(),
            keys: Vec::new(),
            branches: Branches::default(),
            order: Vec::new(),
            rank: Vec::new(),
            above: Vec::new(),
            people_below: Vec::new(),
            nodes_below: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Grows a random spanning tree: shortest edges first (Kruskal), lengths drawn anew each time.
    /// The nodes must hang together.
    pub(super) fn grow(&mut self, ground: &Ground, nodes: &[u32], rng: &mut Xoshiro256PlusPlus) {
        self.survey(ground, nodes, rng);
        self.join(nodes.len());
        self.hang(ground, nodes);
    }

    /// Lists the borders among the nodes and puts the usable ones in random order.
    fn survey(&mut self, ground: &Ground, nodes: &[u32], rng: &mut Xoshiro256PlusPlus) {
        for (at, &node) in nodes.iter().enumerate() {
            self.position[node as usize] = small(at);
        }
        self.inner.clear();
        self.keys.clear();
        for (at, &node) in nodes.iter().enumerate() {
            for beside in ground.neighbours(node as usize) {
                let other = self.position[beside.node as usize];
                if other == OUTSIDE || other as usize <= at {
                    continue;
                }
                if beside.usable {
                    let chance = rng.random::<u64>() & 0xFFFF_FFFF_0000_0000;
                    self.keys.push(chance | u64::from(small(self.inner.len())));
                }
                self.inner.push(Inner { a: small(at), b: other, cost: beside.cost });
            }
        }
        for &node in nodes {
            self.position[node as usize] = OUTSIDE;
        }
        self.keys.sort_unstable();
    }

    fn join(&mut self, nodes: usize) {
        self.parent.clear();
        self.parent.extend(0..small(nodes));
        self.branches.clear(nodes);
        let mut missing = nodes.saturating_sub(1);
        for &key in &self.keys {
            let Inner { a, b, .. } = self.inner[low_half(key)];
            let (root_a, root_b) = (root(&mut self.parent, a), root(&mut self.parent, b));
            if root_a != root_b {
                self.parent[root_a as usize] = root_b;
                self.branches.add(a, b);
                self.branches.add(b, a);
                missing -= 1;
                if missing == 0 {
                    break;
                }
            }
        }
    }

    /// Orders the tree from its first node, depth first, and sums people from the leaves up.
    fn hang(&mut self, ground: &Ground, nodes: &[u32]) {
        self.order.clear();
        self.above.clear();
        self.rank.clear();
        self.rank.resize(nodes.len(), 0);
        self.people_below.clear();
        self.path.clear();
        self.path.push((0, OUTSIDE));
        while let Some((here, above)) = self.path.pop() {
            let place = small(self.order.len());
            self.rank[here as usize] = place;
            self.order.push(nodes[here as usize]);
            self.above.push(above);
            self.people_below.push(ground.people[nodes[here as usize] as usize]);
            let mut branch = self.branches.first[here as usize];
            while branch != OUTSIDE {
                let next = self.branches.to[branch as usize];
                let comes_from_there =
                    above != OUTSIDE && self.order[above as usize] == nodes[next as usize];
                if !comes_from_there {
                    self.path.push((next, place));
                }
                branch = self.branches.next[branch as usize];
            }
        }
        self.nodes_below.clear();
        self.nodes_below.resize(self.order.len(), 1);
        for at in (1..self.order.len()).rev() {
            let above = self.above[at] as usize;
            self.people_below[above] += self.people_below[at];
            self.nodes_below[above] += self.nodes_below[at];
        }
    }

    /// How many nodes the tree has.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// People in the part of the tree below a place, itself included; place 0 is the whole tree.
    pub(super) fn people_below(&self, place: usize) -> i64 {
        self.people_below[place]
    }

    /// Nodes in the part of the tree below a place, itself included.
    pub(super) fn nodes_below(&self, place: usize) -> usize {
        self.nodes_below[place] as usize
    }

    /// The nodes below a place, itself included.
    pub(super) fn below(&self, place: usize) -> &[u32] {
        &self.order[place..place + self.nodes_below(place)]
    }

    /// The nodes not below a place.
    pub(super) fn rest(&self, place: usize) -> impl Iterator<Item = u32> {
        let end = place + self.nodes_below(place);
        self.order[..place].iter().chain(&self.order[end..]).copied()
    }

    /// What the borders cost between the first `count` nodes of the list and the others.
    pub(super) fn border_after(&self, count: usize) -> f64 {
        let is_first = |at: u32| (at as usize) < count;
        let parted = self.inner.iter().filter(|border| is_first(border.a) != is_first(border.b));
        parted.map(|border| border.cost).sum()
    }

    /// What the border between both parts costs if the tree is cut above a place.
    pub(super) fn cut_cost(&self, place: usize) -> f64 {
        let (first, count) = (small(place), self.nodes_below[place]);
        let inside = |at: u32| self.rank[at as usize].wrapping_sub(first) < count;
        let parted = self.inner.iter().filter(|border| inside(border.a) != inside(border.b));
        parted.map(|border| border.cost).sum()
    }
}

/// The place in a list that the lower half of a key holds.
fn low_half(key: u64) -> usize {
    (key & 0xFFFF_FFFF) as usize
}

fn root(parent: &mut [u32], mut at: u32) -> u32 {
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}

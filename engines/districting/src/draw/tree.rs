//! Random spanning trees, and cutting them so that both sides get their share of the people.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Limits;
use super::ground::Ground;

/// Trees tried for one cut before the best so far is taken.
const TREES: usize = 24;

/// A first plan: connected zones, in the band where cutting trees allows.
pub(super) fn seed(
    ground: &Ground,
    limits: Limits,
    zones: usize,
    rng: &mut Xoshiro256PlusPlus,
) -> Vec<usize> {
    let mut zone_of = vec![0; ground.nodes()];
    let mut forest = Forest::new(ground);
    let mut todo = vec![((0..ground.nodes()).collect::<Vec<usize>>(), zones)];
    let mut next_zone = 0;
    while let Some((nodes, zones)) = todo.pop() {
        if zones <= 1 {
            for &node in &nodes {
                zone_of[node] = next_zone;
            }
            next_zone += 1;
            continue;
        }
        let (one, other) = forest.halve(&nodes, zones, limits, rng);
        todo.push(other);
        todo.push(one);
    }
    zone_of
}

/// Nodes with the number of zones they are to become.
type Share = (Vec<usize>, usize);

/// A place where a tree can be cut: the part below `node` becomes `zones` zones.
struct Cut {
    node: usize,
    zones: usize,
    /// How far from fair, the smaller the better.
    strain: f64,
}

/// Lists for growing trees, used again and again.
pub(super) struct Forest<'g> {
    ground: &'g Ground,
    /// Position of each node among those of the tree; `usize::MAX` outside.
    position: Vec<usize>,
    parent: Vec<usize>,
    /// Nodes so that each follows its parent.
    pub(super) order: Vec<usize>,
    /// People in the part of the tree below each node, itself included, by position in `order`.
    pub(super) people_below: Vec<i64>,
    pub(super) nodes_below: Vec<usize>,
    /// Position in `order` of each position's parent.
    parent_at: Vec<usize>,
    edges: Vec<(f64, usize, usize)>,
    branches: Vec<Vec<usize>>,
}

impl<'g> Forest<'g> {
    pub(super) fn new(ground: &'g Ground) -> Self {
        Self {
            ground,
            position: vec![usize::MAX; ground.nodes()],
            parent: Vec::new(),
            order: Vec::new(),
            people_below: Vec::new(),
            nodes_below: Vec::new(),
            parent_at: Vec::new(),
            edges: Vec::new(),
            branches: Vec::new(),
        }
    }

    /// Grows a random spanning tree: shortest edges first (Kruskal), lengths drawn anew each time.
    pub(super) fn grow(&mut self, nodes: &[usize], rng: &mut Xoshiro256PlusPlus) {
        for (at, &node) in nodes.iter().enumerate() {
            self.position[node] = at;
        }
        self.parent.clear();
        self.parent.extend(0..nodes.len());
        self.branches.resize_with(self.branches.len().max(nodes.len()), Vec::new);
        self.branches[..nodes.len()].iter_mut().for_each(Vec::clear);
        self.edges.clear();
        for (at, &node) in nodes.iter().enumerate() {
            for beside in self.ground.neighbours(node) {
                let other = self.position[beside.node];
                if beside.usable && other != usize::MAX && at < other {
                    self.edges.push((rng.random::<f64>(), at, other));
                }
            }
        }
        self.edges.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        for at in 0..self.edges.len() {
            let (_, a, b) = self.edges[at];
            let (root_a, root_b) = (self.root(a), self.root(b));
            if root_a != root_b {
                self.parent[root_a] = root_b;
                self.branches[a].push(b);
                self.branches[b].push(a);
            }
        }
        self.hang(nodes);
        for &node in nodes {
            self.position[node] = usize::MAX;
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Orders the tree from its first node and sums people from the leaves up.
    fn hang(&mut self, nodes: &[usize]) {
        self.order.clear();
        self.parent_at.clear();
        self.order.push(0);
        self.parent_at.push(0);
        let mut at = 0;
        while at < self.order.len() {
            let here = self.order[at];
            let above = self.order[self.parent_at[at]];
            for &next in &self.branches[here] {
                if next != above || at == 0 {
                    self.order.push(next);
                    self.parent_at.push(at);
                }
            }
            at += 1;
        }
        self.people_below.clear();
        self.people_below.extend(self.order.iter().map(|&at| self.ground.people[nodes[at]]));
        self.nodes_below.clear();
        self.nodes_below.resize(self.order.len(), 1);
        for at in (1..self.order.len()).rev() {
            let above = self.parent_at[at];
            self.people_below[above] += self.people_below[at];
            self.nodes_below[above] += self.nodes_below[at];
        }
    }

    /// The nodes below a place in the order, itself included, and the others.
    pub(super) fn part(&self, nodes: &[usize], place: usize) -> (Vec<usize>, Vec<usize>) {
        let mut is_below = vec![false; self.order.len()];
        let (mut below, mut rest) = (Vec::new(), Vec::new());
        for at in 0..self.order.len() {
            is_below[at] = at == place || (at > 0 && is_below[self.parent_at[at]]);
            let side = if is_below[at] { &mut below } else { &mut rest };
            side.push(nodes[self.order[at]]);
        }
        (below, rest)
    }

    /// Parts nodes in two so that each side can become its number of zones.
    fn halve(
        &mut self,
        nodes: &[usize],
        zones: usize,
        limits: Limits,
        rng: &mut Xoshiro256PlusPlus,
    ) -> (Share, Share) {
        let mut best: Option<(Cut, Share, Share)> = None;
        for _ in 0..TREES {
            self.grow(nodes, rng);
            let cut = self.fairest_cut(nodes.len(), zones, limits);
            let is_better = best.as_ref().is_none_or(|(best, ..)| cut.strain < best.strain);
            if is_better {
                let (below, rest) = self.part(nodes, cut.node);
                let shares = ((below, cut.zones), (rest, zones - cut.zones));
                best = Some((cut, shares.0, shares.1));
            }
            if best.as_ref().is_some_and(|(best, ..)| best.strain < 1.0) {
                break;
            }
        }
        let (_, one, other) = best.expect("TREES is not 0, so one cut was kept");
        (one, other)
    }

    /// The cut whose sides come closest to their share of the people; strain below 1 is within the
    /// band with a margin that grows with the number of zones still to be cut.
    fn fairest_cut(&self, nodes: usize, zones: usize, limits: Limits) -> Cut {
        let total = self.people_below[0];
        let whole = i64::try_from(zones).unwrap_or(i64::MAX);
        let mut best = Cut { node: 1, zones: 1, strain: f64::INFINITY };
        for at in 1..self.order.len() {
            let below = self.people_below[at];
            let share = (below * whole + total / 2) / total.max(1);
            // A zone has at least one node, on either side of the cut.
            let fewest = zones.saturating_sub(nodes - self.nodes_below[at]).max(1);
            let most = (zones - 1).min(self.nodes_below[at]);
            for wanted in [share, share + 1] {
                let wanted = usize::try_from(wanted).unwrap_or(0).clamp(fewest, most);
                let strain = strain(below, wanted, limits).max(strain(
                    total - below,
                    zones - wanted,
                    limits,
                ));
                if strain < best.strain {
                    best = Cut { node: at, zones: wanted, strain };
                }
            }
        }
        best
    }
}

/// How far the mean of `zones` zones lies from the middle of the band: 1 at its ends for one zone,
/// at three quarters of the way to them for more, which must be cut again.
fn strain(people: i64, zones: usize, limits: Limits) -> f64 {
    let mean = real(people) / real(i64::try_from(zones).unwrap_or(i64::MAX));
    let middle = real(limits.least + limits.most) / 2.0;
    let half = (real(limits.most - limits.least) / 2.0).max(0.5);
    let room = if zones == 1 { half } else { half * 0.75 };
    (mean - middle).abs() / room
}

#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn real(count: i64) -> f64 {
    count as f64
}

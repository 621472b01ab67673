//! Coarser ground: neighbours that belong together become one node, again and again.
//!
//! A plan drawn on coarse ground moves whole groups of areas at once, which single moves on fine ground
//! cannot (multilevel partition: Karypis and Kumar, SIAM Journal on Scientific Computing 20, 1998).

use super::ground::Ground;
use super::number::{real, small};

/// No ground is made coarser than so many nodes a zone.
const NODES_PER_ZONE: usize = 12;

/// Ground, and how the level below it was folded into it.
pub(super) struct Level {
    pub(super) ground: Ground,
    /// The node here of each node one level finer; empty for the finest.
    pub(super) node_of: Vec<u32>,
}

/// The ground and coarser ones, finest first, for a plan of so many zones.
pub(super) fn levels(ground: Ground, zones: usize) -> Vec<Level> {
    let mut levels = vec![Level { ground, node_of: Vec::new() }];
    while let Some(last) = levels.last() {
        let nodes = last.ground.nodes();
        if nodes < 2 * NODES_PER_ZONE * zones.max(1) {
            break;
        }
        let (node_of, count) = fold(&last.ground, zones);
        if count * 4 > nodes * 3 {
            break;
        }
        let ground = last.ground.coarser(&node_of, count);
        levels.push(Level { ground, node_of });
    }
    levels
}

/// Joins each node with the neighbour with which it shares most border for its people.
fn fold(ground: &Ground, zones: usize) -> (Vec<u32>, usize) {
    let nodes = ground.nodes();
    let mean = ground.people.iter().sum::<i64>() / i64::try_from(zones.max(1)).unwrap_or(1);
    let most = mean / i64::try_from(NODES_PER_ZONE / 2).unwrap_or(1);
    let mut node_of = vec![u32::MAX; nodes];
    let mut count = 0;
    let mut order: Vec<usize> = (0..nodes).collect();
    order.sort_by_key(|&node| (ground.people[node], node));
    for node in order {
        if node_of[node] != u32::MAX {
            continue;
        }
        node_of[node] = small(count);
        let fits = |other: usize| {
            node_of[other] == u32::MAX
                && ground.people[node] + ground.people[other] <= most
                && !ground.apart(node).contains(&small(other))
        };
        let beside = ground.neighbours(node).iter().filter(|beside| beside.usable);
        let best = beside
            .filter(|beside| fits(beside.node as usize))
            .map(|beside| (beside.cost / real(ground.people[beside.node as usize].max(1)), beside))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((_, beside)) = best {
            node_of[beside.node as usize] = small(count);
        }
        count += 1;
    }
    (node_of, count)
}

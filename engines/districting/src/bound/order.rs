//! In which order blocks are decided, so that few of them are ever half decided.
//!
//! A block whose partners (those it pays tolls with) are all decided can be forgotten. Those decided and
//! not forgotten are the *frontier*; the work of the sweep doubles with each of them, so the order with the
//! narrowest frontier is sought: from each block in turn, always the next block that lets the frontier
//! grow least.

use std::collections::BTreeSet;

use super::terrain::{Terrain, Toll};

/// The most states that the frontiers of one sweep may have together: some seconds of work.
const MOST_STATES: f64 = 4e6;

/// Shares of the tolls between blocks that do not touch, dearest first, that are tried to be kept.
const SHARES: [f64; 9] = [1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.05, 0.0];

/// An order with all states of its frontiers.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) blocks: Vec<usize>,
    /// The step after which a block can be forgotten, by block.
    pub(super) last: Vec<usize>,
    pub(super) states: f64,
}

/// The order that is least work, with as many dear tolls between distant blocks as it can bear; none if
/// even borders alone are too much.
pub(super) fn order(terrain: &Terrain) -> Option<Order> {
    let priced = terrain.tolls.iter().filter(|toll| toll.price > 0.0);
    let (borders, mut distant): (Vec<&Toll>, Vec<&Toll>) = priced.partition(|toll| toll.is_border);
    distant.sort_by(|one, other| other.price.total_cmp(&one.price));
    let mut tried = None;
    for share in SHARES {
        let kept = kept(distant.len(), share);
        if tried == Some(kept) {
            continue;
        }
        tried = Some(kept);
        let mut partners = vec![BTreeSet::new(); terrain.blocks()];
        for toll in borders.iter().chain(&distant[..kept]) {
            partners[toll.a].insert(toll.b);
            partners[toll.b].insert(toll.a);
        }
        let best = narrowest(&partners);
        if best.as_ref().is_some_and(|best| best.states <= MOST_STATES) {
            return best;
        }
    }
    None
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count is a count again"
)]
fn kept(count: usize, share: f64) -> usize {
    (count as f64 * share).ceil() as usize
}

fn narrowest(partners: &[BTreeSet<usize>]) -> Option<Order> {
    let orders = (0..partners.len()).map(|first| from(first, partners));
    orders.min_by(|one, other| one.states.total_cmp(&other.states))
}

fn from(first: usize, partners: &[BTreeSet<usize>]) -> Order {
    let mut open: Vec<usize> = partners.iter().map(BTreeSet::len).collect();
    let mut is_decided = vec![false; partners.len()];
    // In order of decision, so that of two equal blocks the one beside the oldest comes first.
    let mut frontier: Vec<usize> = Vec::new();
    let mut order = Order { blocks: Vec::new(), last: vec![0; partners.len()], states: 0.0 };
    let mut next = Some(first);
    while let Some(block) = next {
        let step = order.blocks.len();
        is_decided[block] = true;
        order.blocks.push(block);
        frontier.push(block);
        for &other in &partners[block] {
            open[other] -= 1;
        }
        order.states += f64::exp2(count(frontier.len()));
        let (forgotten, kept) = frontier.iter().partition(|&&known| open[known] == 0);
        frontier = kept;
        let forgotten: Vec<usize> = forgotten;
        for block in forgotten {
            order.last[block] = step;
        }
        next = follower(&frontier, partners, &open, &is_decided);
    }
    order
}

fn follower(
    frontier: &[usize],
    partners: &[BTreeSet<usize>],
    open: &[usize],
    is_decided: &[bool],
) -> Option<usize> {
    let beside = frontier.iter().flat_map(|known| &partners[*known]).copied();
    let choices = beside.filter(|&block| !is_decided[block]);
    let freed = |block: usize| {
        let last = partners[block].iter().filter(|&&other| is_decided[other] && open[other] == 1);
        last.count()
    };
    // Of equal blocks `min_by_key` takes the first.
    let grows = |block: &usize| (usize::from(open[*block] > 0) + 64).saturating_sub(freed(*block));
    choices.min_by_key(grows).or_else(|| (0..is_decided.len()).find(|&block| !is_decided[block]))
}

fn count(frontier: usize) -> f64 {
    u32::try_from(frontier).map_or(f64::INFINITY, f64::from)
}

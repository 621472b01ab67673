//! A first plan: trees are cut in two, and in two again, until each part is a zone.

use rand_xoshiro::Xoshiro256PlusPlus;

use super::Limits;
use super::ground::Ground;
use super::number::{real, small};
use super::tree::Forest;

/// Trees tried for one cut before the best so far is taken.
const TREES: usize = 24;

/// Connected zones, in the band where cutting trees allows.
pub(super) fn seed(
    ground: &Ground,
    limits: Limits,
    zones: usize,
    rng: &mut Xoshiro256PlusPlus,
) -> Vec<u32> {
    let mut zone_of = vec![0; ground.nodes()];
    let mut forest = Forest::new(ground);
    let all = (0..small(ground.nodes())).collect();
    for (zone, part) in
        part(ground, &mut forest, (all, zones), (limits, TREES), rng).iter().enumerate()
    {
        for &node in part {
            zone_of[node as usize] = small(zone);
        }
    }
    zone_of
}

/// Nodes with the number of zones they are to become.
pub(super) type Share = (Vec<u32>, usize);

/// Cuts nodes into so many parts, each as near to the middle of the band as `trees` trees for each
/// cut allow.
pub(super) fn part(
    ground: &Ground,
    forest: &mut Forest,
    share: Share,
    (limits, trees): (Limits, usize),
    rng: &mut Xoshiro256PlusPlus,
) -> Vec<Vec<u32>> {
    let mut parts = Vec::with_capacity(share.1);
    let mut todo = vec![share];
    while let Some((nodes, zones)) = todo.pop() {
        if zones <= 1 {
            parts.push(nodes);
            continue;
        }
        let mut best: Option<(f64, Share, Share)> = None;
        for _ in 0..trees {
            forest.grow(ground, &nodes, rng);
            let cut = fairest_cut(forest, zones, limits);
            if best.as_ref().is_none_or(|(strain, ..)| cut.strain < *strain) {
                let below = forest.below(cut.place).to_vec();
                let rest = forest.rest(cut.place).collect();
                best = Some((cut.strain, (below, cut.zones), (rest, zones - cut.zones)));
            }
            if best.as_ref().is_some_and(|(strain, ..)| *strain < 1.0) {
                break;
            }
        }
        let (_, one, other) = best.expect("at least one tree was grown, so one cut was kept");
        todo.push(other);
        todo.push(one);
    }
    parts
}

/// A place where a tree can be cut: the part below becomes `zones` zones.
struct Cut {
    place: usize,
    zones: usize,
    /// How far from fair, the smaller the better.
    strain: f64,
}

/// The cut whose sides come closest to their share of the people; strain below 1 is within the
/// band with a margin that grows with the number of zones still to be cut.
fn fairest_cut(forest: &Forest, zones: usize, limits: Limits) -> Cut {
    let (total, nodes) = (forest.people_below(0), forest.len());
    let whole = i64::try_from(zones).unwrap_or(i64::MAX);
    let mut best = Cut { place: 1, zones: 1, strain: f64::INFINITY };
    for at in 1..nodes {
        let below = forest.people_below(at);
        let share = (below * whole + total / 2) / total.max(1);
        // A zone has at least one node, on either side of the cut.
        let fewest = zones.saturating_sub(nodes - forest.nodes_below(at)).max(1);
        let most = (zones - 1).min(forest.nodes_below(at));
        if fewest > most {
            continue;
        }
        for wanted in [share, share + 1] {
            let wanted = usize::try_from(wanted).unwrap_or(0).clamp(fewest, most);
            let other = strain(total - below, zones - wanted, limits);
            let strain = strain(below, wanted, limits).max(other);
            if strain < best.strain {
                best = Cut { place: at, zones: wanted, strain };
            }
        }
    }
    best
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

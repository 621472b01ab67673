//! Pinned areas become groups: those with one number and the areas on the shortest way between them.

use std::collections::{BTreeMap, VecDeque};

use super::{CannotPose, Problem};

/// The groups, in order of number.
pub(super) fn groups(problem: &Problem) -> Result<Vec<Vec<usize>>, CannotPose> {
    let mut areas: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for pin in &problem.request().pins {
        if taken.insert(pin.area, pin.neighbourhood).is_some_and(|other| other != pin.neighbourhood)
        {
            return Err(CannotPose::PinnedTwice { area: pin.area });
        }
        areas.entry(pin.neighbourhood).or_default().push(pin.area);
    }
    let beside = if areas.is_empty() { Vec::new() } else { beside(problem) };
    let mut groups = Vec::with_capacity(areas.len());
    for (number, pinned) in areas {
        let mut group = vec![pinned[0]];
        for &area in &pinned[1..] {
            if group.contains(&area) {
                continue;
            }
            let is_free = |other: usize| taken.get(&other).is_none_or(|owner| *owner == number);
            let way =
                way(&beside, &group, area, is_free).ok_or(CannotPose::PinnedApart { area })?;
            taken.extend(way.iter().map(|&area| (area, number)));
            group.extend(way);
        }
        groups.push(group);
    }
    Ok(groups)
}

/// The neighbours of each area over usable edges within its nest.
fn beside(problem: &Problem) -> Vec<Vec<usize>> {
    let mut beside = vec![Vec::new(); problem.areas()];
    for edge in &problem.request().edges {
        if edge.kind.is_usable() && problem.nest(edge.a) == problem.nest(edge.b) {
            beside[edge.a].push(edge.b);
            beside[edge.b].push(edge.a);
        }
    }
    beside
}

/// The areas of a shortest way from a group to an area, without those of the group; nothing if there is
/// none.
fn way(
    beside: &[Vec<usize>],
    group: &[usize],
    to: usize,
    is_free: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let mut from: BTreeMap<usize, usize> = group.iter().map(|&area| (area, area)).collect();
    let mut queue: VecDeque<usize> = group.iter().copied().collect();
    while let Some(here) = queue.pop_front() {
        if here == to {
            let mut way = vec![to];
            let mut last = from[&to];
            while from[&last] != last {
                way.push(last);
                last = from[&last];
            }
            return Some(way);
        }
        for &next in &beside[here] {
            if is_free(next) && !from.contains_key(&next) {
                from.insert(next, here);
                queue.push_back(next);
            }
        }
    }
    None
}

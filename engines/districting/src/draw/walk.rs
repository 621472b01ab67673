//! Whether a zone still hangs together when a node leaves it.

use super::ground::Ground;
use super::number::small;

/// Marks for walking through a zone.
pub(super) struct Walk {
    stamp: u32,
    seen: Vec<u32>,
    queue: Vec<u32>,
}

impl Walk {
    pub(super) fn new(nodes: usize) -> Self {
        Self { stamp: 0, seen: vec![0; nodes], queue: Vec::new() }
    }

    /// First only the neighbours of the node are looked at: where those of its zone touch each other in
    /// one chain nothing can fall apart (a test of as many steps as the node has neighbours; King et al.,
    /// "Geo-graphs", 2012). Only where they do not is the zone walked through.
    pub(super) fn hangs_together_without(
        &mut self,
        ground: &Ground,
        zone_of: &[u32],
        node: usize,
    ) -> bool {
        let row = ground.neighbours(node);
        if row.len() > 32 {
            return self.walk_through(ground, zone_of, node);
        }
        let zone = zone_of[node];
        let mine = row.iter().enumerate().fold(0_u32, |bits, (bit, beside)| {
            let is_mine = beside.usable && zone_of[beside.node as usize] == zone;
            bits | (u32::from(is_mine) << bit)
        });
        if mine.count_ones() < 2 {
            return true;
        }
        let first_slot = ground.slots(node).start;
        let mut reached = mine & mine.wrapping_neg();
        let mut fresh = reached;
        while fresh != 0 {
            let bit = fresh.trailing_zeros() as usize;
            fresh &= fresh - 1;
            let more = ground.touching(first_slot + bit) & mine & !reached;
            reached |= more;
            fresh |= more;
        }
        reached == mine || self.walk_through(ground, zone_of, node)
    }

    /// The neighbours of the node in its zone are looked for from one of them.
    fn walk_through(&mut self, ground: &Ground, zone_of: &[u32], node: usize) -> bool {
        let (wanted, visited) = self.two_marks();
        let zone = zone_of[node];
        let mut missing = 0_usize;
        self.queue.clear();
        for beside in ground.neighbours(node) {
            if beside.usable && zone_of[beside.node as usize] == zone {
                self.seen[beside.node as usize] = wanted;
                missing += 1;
                if self.queue.is_empty() {
                    self.queue.push(beside.node);
                }
            }
        }
        let Some(&first) = self.queue.first() else { return true };
        self.seen[node] = visited;
        self.seen[first as usize] = visited;
        missing -= 1;
        let mut at = 0;
        while missing > 0 && at < self.queue.len() {
            let here = self.queue[at] as usize;
            at += 1;
            for beside in ground.neighbours(here) {
                let next = beside.node as usize;
                let seen = self.seen[next];
                if !beside.usable || zone_of[next] != zone || seen == visited {
                    continue;
                }
                missing -= usize::from(seen == wanted);
                self.seen[next] = visited;
                self.queue.push(small(next));
            }
        }
        missing == 0
    }

    fn two_marks(&mut self) -> (u32, u32) {
        if self.stamp > u32::MAX - 4 {
            self.seen.fill(0);
            self.stamp = 0;
        }
        self.stamp += 2;
        (self.stamp, self.stamp + 1)
    }
}

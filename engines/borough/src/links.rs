//! Ways over the water: two bridges over the river, one to the island, and a foot ferry from the
//! island to the south bank.

use std::fmt;

use kith_terms::Point;

use crate::ground::{Bank, Ground};

/// What kind of way it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// A bridge for all traffic.
    Bridge,
    /// A boat that people wait for.
    Ferry,
}

/// A way over the water between two areas that share no border.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Position of the area at one end.
    pub from: usize,
    /// Position of the area at the other end.
    pub to: usize,
    /// What kind of way it is.
    pub kind: LinkKind,
    /// What people call it.
    pub name: &'static str,
}

impl fmt::Display for LinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bridge => "bridge",
            Self::Ferry => "ferry",
        })
    }
}

/// The links, given the area of each hexagon.
pub(crate) fn links(ground: &Ground, area: &[usize]) -> Vec<Link> {
    let old_bridge = ground.river_at(ground.centre.east);
    let mill_bridge = ground.river_at(-2_900.0);
    let ways = [
        (old_bridge, Bank::North, Bank::South, LinkKind::Bridge, "Old Bridge"),
        (mill_bridge, Bank::North, Bank::South, LinkKind::Bridge, "Mill Bridge"),
        (
            ground.narrows(Bank::North),
            Bank::North,
            Bank::Island,
            LinkKind::Bridge,
            "Skelholm Bridge",
        ),
        (ground.narrows(Bank::South), Bank::Island, Bank::South, LinkKind::Ferry, "Oyster Ferry"),
    ];
    ways.into_iter()
        .map(|(at, here, there, kind, name)| {
            let end = |bank| area[ground.nearest(at, bank)];
            Link { from: end(here), to: end(there), kind, name }
        })
        .collect()
}

impl Ground {
    /// The hexagon of a bank nearest to a point.
    pub(crate) fn nearest(&self, at: Point, bank: Bank) -> usize {
        let off = |hexagon: usize| {
            let here = self.lattice.middle(hexagon);
            (here.east - at.east).hypot(here.north - at.north)
        };
        let on_bank = (0..self.lattice.len()).filter(|&hexagon| self.bank[hexagon] == Some(bank));
        on_bank.min_by(|&a, &b| off(a).total_cmp(&off(b))).unwrap_or(0)
    }

    /// Where the island comes nearest to a bank: the middle of the shortest way between them.
    fn narrows(&self, bank: Bank) -> Point {
        let on = |bank: Bank| -> Vec<Point> {
            let all = (0..self.lattice.len()).filter(|&hexagon| self.bank[hexagon] == Some(bank));
            all.map(|hexagon| self.lattice.middle(hexagon)).collect()
        };
        let near_island = |at: &&Point| at.east > 2_000.0;
        let (island, mainland) = (on(Bank::Island), on(bank));
        let mut best = (f64::INFINITY, Point::default());
        for here in &island {
            for there in mainland.iter().filter(near_island) {
                let way = (here.east - there.east).hypot(here.north - there.north);
                if way < best.0 {
                    let east = f64::midpoint(here.east, there.east);
                    best = (way, Point { east, north: f64::midpoint(here.north, there.north) });
                }
            }
        }
        best.1
    }
}

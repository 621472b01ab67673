//! Where there is land: a town on a river that widens into an estuary with an island.
//!
//! All lengths are metres from the middle of the place, which lies in the North Sea about 35 km
//! east of Orford Ness (National Grid TM 80 50): within the grid, and nobody lives there.

use std::f64::consts::TAU;

use kith_terms::Point;

use crate::dice::{Dice, Hills};
use crate::lattice::Lattice;

/// The middle of the place on the National Grid (EPSG:27700).
pub(crate) const MIDDLE: Point = Point { east: 680_000.0, north: 250_000.0 };

/// One of the three pieces of land, between which there is only water.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bank {
    /// North of the river, with the old town.
    North,
    /// South of the river.
    South,
    /// The island in the estuary.
    Island,
}

/// All banks, in the order in which they are told.
pub(crate) const BANKS: [Bank; 3] = [Bank::North, Bank::South, Bank::Island];

/// The lie of the land.
pub(crate) struct Ground {
    /// The sheet on which it is drawn.
    pub(crate) lattice: Lattice,
    /// For each hexagon the piece of land it belongs to. None: water, or another borough.
    pub(crate) bank: Vec<Option<Bank>>,
    /// The town centre, on the north bank.
    pub(crate) centre: Point,
    /// The second centre, on the south bank.
    pub(crate) second_centre: Point,
    river: River,
}

impl Ground {
    /// Draw the land of the world of `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        let shape = Shape::new(seed);
        let lattice = Lattice::new(7_000, 6_300, 50);
        let bank = (0..lattice.len()).map(|hexagon| shape.bank(lattice.middle(hexagon))).collect();
        let river = shape.river;
        let mut ground = Self {
            lattice,
            bank,
            centre: Point { east: -300.0, north: river.middle(-300.0) + 450.0 },
            second_centre: Point { east: -1_500.0, north: river.middle(-1_500.0) - 1_300.0 },
            river,
        };
        for bank in BANKS {
            ground.drop_fragments(bank);
        }
        ground.fill_ponds();
        ground
    }

    /// The middle of the river at metres east of the middle of the place.
    pub(crate) fn river_at(&self, east: f64) -> Point {
        Point { east, north: self.river.middle(east) }
    }

    /// Only the largest piece of a bank is kept; specks beside the river or the channel are washed
    /// away.
    fn drop_fragments(&mut self, bank: Bank) {
        let mut seen = vec![false; self.lattice.len()];
        let mut largest = Vec::new();
        for start in 0..self.lattice.len() {
            if self.bank[start] == Some(bank) && !seen[start] {
                let piece = self.piece_around(start, &mut seen);
                largest = if piece.len() > largest.len() { piece } else { largest };
            }
        }
        for here in self.bank.iter_mut().filter(|here| **here == Some(bank)) {
            *here = None;
        }
        for hexagon in largest {
            self.bank[hexagon] = Some(bank);
        }
    }

    /// Water that does not reach the sea becomes land, so that no area has a hole.
    fn fill_ponds(&mut self) {
        let mut open = vec![false; self.lattice.len()];
        self.piece_around(0, &mut open);
        let mut ponds: Vec<usize> = (0..open.len())
            .filter(|&hexagon| self.bank[hexagon].is_none() && !open[hexagon])
            .collect();
        while !ponds.is_empty() {
            ponds.retain(|&hexagon| {
                let mut around = self.lattice.neighbours(hexagon).into_iter().flatten();
                self.bank[hexagon] = around.find_map(|there| self.bank[there]);
                self.bank[hexagon].is_none()
            });
        }
    }

    fn piece_around(&self, start: usize, seen: &mut [bool]) -> Vec<usize> {
        seen[start] = true;
        let mut piece = vec![start];
        let mut next = 0;
        while let Some(&here) = piece.get(next) {
            next += 1;
            for there in self.lattice.neighbours(here).into_iter().flatten() {
                if self.bank[there] == self.bank[start] && !seen[there] {
                    seen[there] = true;
                    piece.push(there);
                }
            }
        }
        piece
    }
}

/// The formulas behind the land.
struct Shape {
    waves: Vec<(f64, f64, f64)>,
    river: River,
    island: Point,
    shore: Hills,
}

impl Shape {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "land");
        let sizes =
            [(2.0, 0.05), (3.0, 0.05), (4.0, 0.035), (5.0, 0.03), (7.0, 0.02), (11.0, 0.012)];
        let waves = sizes.map(|(turns, size)| (turns, size, dice.between(0.0, TAU))).to_vec();
        let river = River { first: dice.between(0.0, TAU), second: dice.between(0.0, TAU) };
        let island = Point { east: 3_900.0, north: river.middle(3_900.0) + 260.0 };
        Self { waves, river, island, shore: Hills::new(seed, "shore", 420.0) }
    }

    fn bank(&self, at: Point) -> Option<Bank> {
        let roughness = 1.0 + 0.10 * self.shore.height(at.east, at.north);
        let across = (at.east - self.island.east) / 1_050.0;
        let up = (at.north - self.island.north) / 600.0;
        let from_island = across.hypot(up) * roughness;
        if from_island < 1.0 {
            return Some(Bank::Island);
        }
        // East of the island is the open sea.
        if from_island < 1.8 && at.east > self.island.east {
            return None;
        }
        let from_river = at.north - self.river.middle(at.east);
        let wet = from_river.abs() < River::half_width(at.east) * roughness;
        if wet || from_island < 1.24 || !self.is_inside(at, roughness) {
            return None;
        }
        Some(if from_river > 0.0 { Bank::North } else { Bank::South })
    }

    fn is_inside(&self, at: Point, roughness: f64) -> bool {
        let (across, up) = (at.east / 5_400.0, at.north / 4_600.0);
        let angle = up.atan2(across);
        let waves: f64 = self
            .waves
            .iter()
            .map(|(turns, size, phase)| size * (turns * angle + phase).cos())
            .sum();
        across.hypot(up) < (1.0 + waves) * (0.3 + 0.7 * roughness)
    }
}

/// A river from the western border to the sea in the east.
#[derive(Clone, Copy)]
struct River {
    first: f64,
    second: f64,
}

impl River {
    fn middle(self, east: f64) -> f64 {
        420.0 * (east / 1_500.0 + self.first).sin() + 160.0 * (east / 520.0 + self.second).sin()
            - 300.0
    }

    /// Half the width: 70 m at the old bridge and upstream, some 330 m at the mouth.
    fn half_width(east: f64) -> f64 {
        let way = ((east - 1_500.0) / 4_000.0).clamp(0.0, 1.0);
        70.0 + 260.0 * way * way * (3.0 - 2.0 * way)
    }
}

//! Cuts the land into small areas: each grows from a point until it meets its neighbours, over land
//! only, so no area lies on both sides of the water. Areas are small in the centres, large outside.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use kith_terms::Point;

use crate::dice::{Dice, Hills};
use crate::ground::{BANKS, Bank, Ground};
use crate::number::{deal, real};

/// How many small areas there are: 300,000 people at England's mean of 1,674 an area (Census 2021).
pub(crate) const AREAS: u32 = 180;

/// How many of them are on the island: some 10,000 people, too few for a neighbourhood of its own.
const ISLAND_AREAS: u32 = 6;

/// How often each point moves to the middle of its area (Lloyd 1982); more changes little.
const ROUNDS: usize = 7;

/// No area: water, or another borough.
pub(crate) const NOWHERE: usize = usize::MAX;

/// Which small area each hexagon belongs to, or [`NOWHERE`].
pub(crate) fn cut(ground: &Ground, seed: u64) -> Vec<usize> {
    let density: Vec<f64> =
        (0..ground.lattice.len()).map(|hexagon| areas_per_hexagon(ground, hexagon)).collect();
    let mut seats = first_seats(ground, &density, seed);
    let even = vec![1.0; ground.lattice.len()];
    for _ in 0..ROUNDS {
        let area = grow(ground, &seats, &even);
        seats = middles(ground, &area, &density, seats.len());
    }
    // Streets and field edges are not straight: the last time, growing is slower uphill.
    let hills = Hills::new(seed, "lanes", 260.0);
    let lanes = Hills::new(seed, "paths", 110.0);
    let slow = (0..ground.lattice.len())
        .map(|hexagon| {
            let Point { east, north } = ground.lattice.middle(hexagon);
            1.0 + 0.50 * hills.height(east, north) + 0.45 * lanes.height(east, north)
        })
        .collect::<Vec<f64>>();
    grow(ground, &seats, &slow)
}

/// How many areas there should be to a hexagon, up to a factor.
fn areas_per_hexagon(ground: &Ground, hexagon: usize) -> f64 {
    if ground.bank[hexagon].is_none() {
        return 0.0;
    }
    let here = ground.lattice.middle(hexagon);
    let from = |centre: Point| (here.east - centre.east).hypot(here.north - centre.north);
    let width =
        (190.0 + 0.085 * from(ground.centre)).min(260.0 + 0.11 * from(ground.second_centre));
    width.powi(-2)
}

fn first_seats(ground: &Ground, density: &[f64], seed: u64) -> Vec<usize> {
    let mut dice = Dice::new(seed, "seats");
    let on = |bank: Bank| -> Vec<f64> {
        let pairs = ground.bank.iter().zip(density);
        pairs.map(|(here, &weight)| if *here == Some(bank) { weight } else { 0.0 }).collect()
    };
    let weights = BANKS.map(on);
    let mainland = [weights[0].iter().sum(), weights[1].iter().sum()];
    let shares = deal(AREAS - ISLAND_AREAS, &mainland);
    let counts = [shares[0], shares[1], ISLAND_AREAS];
    let mut seats = Vec::new();
    for (mut weights, count) in weights.into_iter().zip(counts) {
        for _ in 0..count {
            let seat = dice.pick(&weights);
            weights[seat] = 0.0;
            seats.push(seat);
        }
    }
    seats
}

/// Every hexagon goes to the seat that reaches it first over land.
fn grow(ground: &Ground, seats: &[usize], slow: &[f64]) -> Vec<usize> {
    let mut area = vec![NOWHERE; ground.lattice.len()];
    // Sums of steps of a few centimetres to some metres: kept as bits, which order as the numbers
    // do.
    let mut waiting: BinaryHeap<_> =
        seats.iter().enumerate().map(|(number, &seat)| Reverse((0_u64, number, seat))).collect();
    while let Some(Reverse((way, number, here))) = waiting.pop() {
        if area[here] != NOWHERE {
            continue;
        }
        area[here] = number;
        for there in ground.lattice.neighbours(here).into_iter().flatten() {
            if ground.bank[there].is_some() && area[there] == NOWHERE {
                let way = f64::from_bits(way) + slow[there];
                waiting.push(Reverse((way.to_bits(), number, there)));
            }
        }
    }
    area
}

/// The hexagon of each area nearest to its weighted middle.
fn middles(ground: &Ground, area: &[usize], density: &[f64], count: usize) -> Vec<usize> {
    // Weighted by the square of the density wanted: the points then settle at that density
    // (in two dimensions they follow the root of the weight, Du, Faber and Gunzburger 1999).
    let mut sums = vec![(0.0, 0.0, 0.0); count];
    for (hexagon, &number) in area.iter().enumerate().filter(|&(_, &number)| number != NOWHERE) {
        let (at, weight) = (ground.lattice.middle(hexagon), density[hexagon].powi(2));
        let (east, north, all) = sums[number];
        sums[number] = (east + at.east * weight, north + at.north * weight, all + weight);
    }
    let mut nearest = vec![(f64::INFINITY, 0); count];
    for (hexagon, &number) in area.iter().enumerate().filter(|&(_, &number)| number != NOWHERE) {
        let (at, (east, north, all)) = (ground.lattice.middle(hexagon), sums[number]);
        let off = (at.east - east / all).hypot(at.north - north / all);
        if off < nearest[number].0 {
            nearest[number] = (off, hexagon);
        }
    }
    nearest.into_iter().map(|(_, hexagon)| hexagon).collect()
}

/// For each area, the areas with which it shares at least one side of a hexagon, ascending.
pub(crate) fn neighbours(ground: &Ground, area: &[usize], count: usize) -> Vec<Vec<usize>> {
    let mut next_to = vec![Vec::new(); count];
    for (hexagon, &number) in area.iter().enumerate().filter(|&(_, &number)| number != NOWHERE) {
        for there in ground.lattice.neighbours(hexagon).into_iter().flatten() {
            if area[there] != number && area[there] != NOWHERE {
                next_to[number].push(area[there]);
            }
        }
    }
    for list in &mut next_to {
        list.sort_unstable();
        list.dedup();
    }
    next_to
}

/// The hexagon deepest inside each area: the one nearest to the mean of its hexagons.
pub(crate) fn inner_hexagons(ground: &Ground, area: &[usize], count: usize) -> Vec<usize> {
    let even = vec![1.0 / real(ground.lattice.len()); ground.lattice.len()];
    middles(ground, area, &even, count)
}

//! How many people live in each small area, how old they are, and how deprived the area is.

use kith_terms::Point;

use crate::dice::{Dice, Hills};
use crate::ground::{Bank, Ground};
use crate::number::{along, deal, floor, people, real};

/// The spread of Census 2021 usual residents over England's 33,755 LSOAs (share of LSOAs, people;
/// ONS Census 2021, table TS007 summed by LSOA). Above the 99th centile the true curve runs on to
/// 9,899 people (student halls, barracks); here it stops at 3,000.
const SIZES: [(f64, f64); 13] = [
    (0.0, 998.0),
    (0.01, 1094.0),
    (0.025, 1156.0),
    (0.05, 1224.0),
    (0.10, 1308.0),
    (0.25, 1443.0),
    (0.50, 1608.0),
    (0.75, 1835.0),
    (0.90, 2133.0),
    (0.95, 2341.0),
    (0.975, 2538.0),
    (0.99, 2753.0),
    (1.0, 3000.0),
];

/// Per cent aged 0-15, 16-24, 25-34, 35-49, 50-64 and 65 or over by decile of deprivation, 1 the
/// most deprived (Census 2021 by Index of Multiple Deprivation 2019, LSOAs with unchanged codes).
const AGES_BY_DECILE: [[f64; 6]; 10] = [
    [23.52, 12.04, 15.02, 19.40, 17.12, 12.87],
    [21.01, 11.89, 15.57, 19.90, 17.82, 13.80],
    [19.47, 11.51, 15.62, 20.03, 18.26, 15.10],
    [17.96, 10.97, 15.00, 19.68, 19.06, 17.33],
    [17.27, 10.57, 13.91, 19.26, 19.84, 19.16],
    [16.93, 9.85, 13.14, 19.07, 20.44, 20.58],
    [16.67, 9.54, 12.27, 18.88, 20.88, 21.76],
    [16.79, 9.26, 11.63, 18.87, 21.14, 22.32],
    [17.18, 8.93, 10.85, 19.06, 21.21, 22.77],
    [17.85, 9.12, 9.17, 19.18, 21.48, 23.19],
];

/// The pieces of the six bands: band, five-year group from 0-4 to 85 or over, and England's per
/// cent (five-year groups, Census 2021; 15 to 19 is cut at 16 in the proportion 1 to 4).
const PIECES: [(usize, usize, f64); PIECES_COUNT] = [
    (0, 0, 5.4),
    (0, 1, 5.9),
    (0, 2, 6.0),
    (0, 3, 1.14),
    (1, 3, 4.56),
    (1, 4, 6.0),
    (2, 5, 6.6),
    (2, 6, 7.0),
    (3, 7, 6.7),
    (3, 8, 6.3),
    (3, 9, 6.4),
    (4, 10, 6.9),
    (4, 11, 6.7),
    (4, 12, 5.8),
    (5, 13, 4.9),
    (5, 14, 5.0),
    (5, 15, 3.6),
    (5, 16, 2.5),
    (5, 17, 2.4),
];

/// The five-year groups of a band, each with England's per cent.
pub(crate) fn pieces(band: usize) -> Vec<(usize, f64)> {
    let of_band = PIECES.iter().filter(|piece| piece.0 == band);
    of_band.map(|piece| (piece.1, piece.2)).collect()
}

/// How many pieces there are.
pub(crate) const PIECES_COUNT: usize = 19;
const FIFTEEN: usize = 3;
const SIXTEEN: usize = 4;

/// The first age of each piece and the first after it.
pub(crate) const PIECE_AGES: [(u32, u32); PIECES_COUNT] = [
    (0, 5),
    (5, 10),
    (10, 15),
    (15, 16),
    (16, 20),
    (20, 25),
    (25, 30),
    (30, 35),
    (35, 40),
    (40, 45),
    (45, 50),
    (50, 55),
    (55, 60),
    (60, 65),
    (65, 70),
    (70, 75),
    (75, 80),
    (80, 85),
    (85, 101),
];

/// How many small areas fall into each tenth of England's by deprivation: a coastal town with more
/// poverty than wealth, between Lewisham (5 to 0) and Bradford (104 to 16) in Census year terms.
const AREAS_BY_DECILE: [usize; 10] = [24, 24, 22, 20, 18, 17, 16, 15, 13, 11];

/// LSOAs in England (2021).
pub(crate) const ENGLAND_AREAS: f64 = 33_755.0;

/// People by age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ages {
    /// People aged 0-15, 16-24, 25-34, 35-49, 50-64 and 65 or over.
    pub bands: [u32; 6],
    /// People by five-year group: 0-4, 5-9 and so on to 80-84, then 85 or over.
    pub five_year_groups: [u32; 18],
}

impl Ages {
    /// People of all ages.
    pub fn total(&self) -> u32 {
        self.bands.iter().sum()
    }

    /// People in each of the finest pieces that bands and five-year groups leave, in the order of
    /// [`PIECE_AGES`].
    pub(crate) fn pieces(&self) -> [u32; PIECES_COUNT] {
        let fifteen = self.bands[0] - self.five_year_groups[..3].iter().sum::<u32>();
        let mut pieces = [0; PIECES_COUNT];
        for (place, (piece, people)) in PIECES.iter().zip(&mut pieces).enumerate() {
            *people = match place {
                FIFTEEN => fifteen,
                SIXTEEN => self.five_year_groups[3] - fifteen,
                _ => self.five_year_groups[piece.1],
            };
        }
        pieces
    }
}

/// People in each area: England's spread of sizes, in no order.
pub(crate) fn sizes(seed: u64, areas: usize) -> Vec<u32> {
    let mut dice = Dice::new(seed, "sizes");
    let share = |place: usize, dice: &mut Dice| (real(place) + dice.share()) / real(areas);
    let mut sizes: Vec<u32> =
        (0..areas).map(|place| people(along(&SIZES, share(place, &mut dice)))).collect();
    dice.shuffle(&mut sizes);
    sizes
}

/// How deprived each area is, as its share of England's areas that are more deprived (0: the most
/// deprived). Smooth over the ground, with two deprived estates and a leafy side.
pub(crate) fn deprivation(ground: &Ground, seed: u64, places: &[(Point, Bank)]) -> Vec<f64> {
    let (hills, mut dice) = (Hills::new(seed, "wealth", 2_400.0), Dice::new(seed, "wealth"));
    let near = |at: Point, east: f64, north: f64, reach: f64| {
        (-((at.east - east).powi(2) + (at.north - north).powi(2)) / (2.0 * reach * reach)).exp()
    };
    let river = ground.river_at(2_300.0).north;
    let want = |&(at, bank): &(Point, Bank)| {
        0.7 * near(at, ground.centre.east, ground.centre.north, 1_100.0)
            + 1.1 * near(at, -3_000.0, 2_300.0, 750.0)
            + 1.1 * near(at, 2_300.0, river - 1_500.0, 750.0)
            - 0.8 * near(at, 2_000.0, 3_000.0, 1_700.0)
            + if bank == Bank::Island { -0.2 } else { 0.0 }
            + 0.35 * hills.height(at.east, at.north)
            + 0.06 * dice.normal()
    };
    let want: Vec<f64> = places.iter().map(want).collect();
    let mut order: Vec<usize> = (0..want.len()).collect();
    order.sort_by(|&a, &b| want[b].total_cmp(&want[a]));
    let mut steps = vec![(0.0, 0.0)];
    let mut before = 0;
    for (decile, areas) in AREAS_BY_DECILE.iter().enumerate() {
        before += areas;
        steps.push((real(before), real(decile + 1) / 10.0));
    }
    let all = real(before);
    let mut shares = vec![0.0; want.len()];
    for (place, &area) in order.iter().enumerate() {
        shares[area] = along(&steps, (real(place) + 0.5) * all / real(want.len()));
    }
    shares
}

/// How old the people of an area are: as in England's areas of the same decile, younger in the
/// middle of the town.
pub(crate) fn ages(dice: &mut Dice, total: u32, deprivation: f64, from_centre: f64) -> Ages {
    let decile = floor(deprivation * 10.0).min(9);
    let town = (-from_centre / 900.0).exp();
    let pull = [-0.3, 0.6, 0.7, 0.0, -0.2, -0.3];
    let weights: Vec<f64> = AGES_BY_DECILE[decile]
        .iter()
        .zip(pull)
        .map(|(per_cent, pull)| per_cent * (1.0 + pull * town) * (0.06 * dice.normal()).exp())
        .collect();
    let mut bands = [0; 6];
    bands.copy_from_slice(&deal(total, &weights));
    let mut five_year_groups = [0; 18];
    for (band, &in_band) in bands.iter().enumerate() {
        let pieces: Vec<_> = PIECES.iter().filter(|piece| piece.0 == band).collect();
        let shares: Vec<f64> =
            pieces.iter().map(|piece| piece.2 * (0.05 * dice.normal()).exp()).collect();
        for (piece, people) in pieces.iter().zip(deal(in_band, &shares)) {
            five_year_groups[piece.1] += people;
        }
    }
    Ages { bands, five_year_groups }
}

//! The zone that most undercuts its rewards, found for certain.
//!
//! Each block pays a reward to the zone that has it. Wanted is the least that any zone pays in tolls less
//! rewards. Blocks are decided one after another, within or without; a state is what was decided of the
//! blocks on the frontier ([`super::order`]), and for each state the table keeps the least price by people.
//! That a zone must hang together is left out, people are counted in steps, and tolls between blocks that
//! are never on the frontier together are not asked: all of these can only make zones cheaper, so what is
//! found is never more than any legal zone pays. Prices are whole numbers, rounded down, so that no sum
//! has an error.

use rayon::prelude::*;

use super::order::Order;
use super::terrain::Terrain;

/// More than any price: what cannot be.
const NEVER: i32 = 1 << 30;
/// The largest sum of all prices and rewards.
const LARGEST: f64 = 268_435_456.0;
/// How many of the best zones, of different sizes, are told.
const TOLD: usize = 24;

/// What is decided in one step.
struct Step {
    block: usize,
    /// Places in the frontier before the step that pay tolls with the block.
    links: Vec<(usize, f64)>,
    /// For each place in the frontier after the step, its place before; the block itself comes last.
    kept: Vec<usize>,
    stays: bool,
    /// Places before the step that are forgotten in it.
    forgotten: Vec<usize>,
}

/// A sweep over the blocks of a piece.
pub(super) struct Sweep<'t> {
    terrain: &'t Terrain,
    steps: Vec<Step>,
}

/// What a sweep found.
#[derive(Debug)]
pub(super) struct Swept {
    /// The sum of all rewards, and the least that a zone pays less its rewards, in whole numbers.
    paid: i64,
    least: i64,
    scale: f64,
    /// The zones that pay least, of different sizes.
    pub(super) zones: Vec<Vec<usize>>,
}

/// A table: for each state, the least price by steps of people.
type Table = Vec<i32>;

/// Prices in whole numbers for one set of rewards, and people in steps.
struct Scaled {
    scale: f64,
    rewards: Vec<i32>,
    own: Vec<i32>,
    /// The tolls of each block's step.
    links: Vec<Vec<i32>>,
    steps_of: Vec<usize>,
    /// Steps of people that a zone may have.
    fewest: usize,
    most: usize,
}

impl<'t> Sweep<'t> {
    pub(super) fn new(terrain: &'t Terrain, order: &Order) -> Self {
        let mut frontier: Vec<usize> = Vec::new();
        let mut steps = Vec::with_capacity(order.blocks.len());
        for (at, &block) in order.blocks.iter().enumerate() {
            let price = |other: usize| {
                let link = terrain.links[block].iter().find(|(beside, _)| *beside == other);
                link.map_or(0.0, |(_, price)| *price)
            };
            let places = frontier.iter().enumerate();
            let links = places.map(|(place, &other)| (place, price(other)));
            let links = links.filter(|(_, price)| *price > 0.0).collect();
            let (kept, forgotten) =
                (0..frontier.len()).partition(|&place| order.last[frontier[place]] > at);
            let stays = order.last[block] > at;
            let step = Step { block, links, kept, stays, forgotten };
            frontier = step.kept.iter().map(|&place| frontier[place]).collect();
            if stays {
                frontier.push(block);
            }
            steps.push(step);
        }
        Self { terrain, steps }
    }

    /// Finds the zones that pay least under some rewards, with people counted in steps of so many.
    pub(super) fn run(&self, rewards: &[f64], people: u64) -> Swept {
        let scaled = Scaled::new(self.terrain, &self.steps, rewards, people);
        let stride = self.steps.len().isqrt().max(1);
        let mut kept = Vec::new();
        let (mut table, mut next) = (scaled.start(), Table::new());
        for (at, step) in self.steps.iter().enumerate() {
            if at % stride == 0 {
                kept.push(table.clone());
            }
            scaled.fill(&mut next, step, &table);
            std::mem::swap(&mut table, &mut next);
        }
        let ends = scaled.best(&table);
        let least = ends.first().map_or(0, |&end| i64::from(table[end]));
        let ends = scaled.spread(&ends);
        let zones = self.walk_back(&scaled, &kept, stride, &ends);
        let paid: i64 = scaled.rewards.iter().map(|&reward| i64::from(reward)).sum();
        Swept { paid, least, scale: scaled.scale, zones }
    }

    /// The blocks of the zones that end with so many steps of people, from tables made again in pieces.
    fn walk_back(
        &self,
        scaled: &Scaled,
        kept: &[Table],
        stride: usize,
        ends: &[usize],
    ) -> Vec<Vec<usize>> {
        let mut zones = vec![Vec::new(); ends.len()];
        let mut places: Vec<(usize, usize)> = ends.iter().map(|&end| (0, end)).collect();
        // Tables are filled again in the same memory, which costs more to get than to fill.
        let mut tables = vec![Table::new(); stride + 1];
        for (piece, table) in kept.iter().enumerate().rev() {
            let first = piece * stride;
            let steps = &self.steps[first..(first + stride).min(self.steps.len())];
            tables[0].clone_from(table);
            for (at, step) in steps.iter().enumerate() {
                let (before, after) = tables.split_at_mut(at + 1);
                scaled.fill(&mut after[0], step, &before[at]);
            }
            for (zone, place) in zones.iter_mut().zip(&mut places) {
                *place = scaled.walk_back(steps, &tables, *place, zone);
            }
        }
        for zone in &mut zones {
            zone.sort_unstable();
        }
        zones
    }
}

impl Swept {
    /// What any plan with so many zones pays at least: each zone pays the least at least, and all blocks
    /// get their rewards once.
    pub(super) fn at_least(&self, zones: usize) -> f64 {
        let zones = i64::try_from(zones).unwrap_or(i64::MAX);
        real(self.paid.saturating_add(zones.saturating_mul(self.least))) / self.scale
    }
}

impl Step {
    /// The states before that lead to a state after, each with whether the block is within, and what the
    /// step costs.
    fn ways(&self, after: usize, scaled: &Scaled) -> impl Iterator<Item = (usize, bool, i32)> {
        let base = self.kept.iter().enumerate().fold(0, |state, (place, &before)| {
            if after >> place & 1 == 1 { state | 1 << before } else { state }
        });
        let within = after >> self.kept.len() & 1 == 1;
        (0..1_usize << self.forgotten.len())
            .map(move |mask| {
                let forgotten = self.forgotten.iter().enumerate();
                forgotten
                    .fold(base, |state, (place, &before)| state | (mask >> place & 1) << before)
            })
            .flat_map(|state| [(state, false), (state, true)])
            .filter(move |(_, is_in)| !self.stays || *is_in == within)
            .map(move |(state, is_in)| (state, is_in, self.price(state, is_in, scaled)))
    }

    fn price(&self, state: usize, is_in: bool, scaled: &Scaled) -> i32 {
        let links = self.links.iter().zip(&scaled.links[self.block]);
        let parted = links.filter(|((place, _), _)| (state >> place & 1 == 1) != is_in);
        let tolls: i32 = parted.map(|(_, price)| price).sum();
        if is_in { tolls + scaled.own[self.block] - scaled.rewards[self.block] } else { tolls }
    }

    fn states_after(&self) -> usize {
        1 << (self.kept.len() + usize::from(self.stays))
    }
}

impl Scaled {
    fn new(terrain: &Terrain, decided: &[Step], rewards: &[f64], step: u64) -> Self {
        let tolls: f64 = terrain.tolls.iter().map(|toll| toll.price).sum();
        let own: f64 = terrain.own.iter().sum();
        let paid: f64 = rewards.iter().map(|reward| reward.abs()).sum();
        let scale = LARGEST / (tolls + own + paid).max(f64::MIN_POSITIVE);
        let mut scaled = Self {
            scale,
            rewards: Vec::new(),
            own: Vec::new(),
            links: vec![Vec::new(); terrain.blocks()],
            steps_of: Vec::new(),
            fewest: 0,
            most: 0,
        };
        scaled.rewards = rewards.iter().map(|&reward| nearest(reward * scale)).collect();
        scaled.own = terrain.own.iter().map(|&price| scaled.down(price)).collect();
        for step in decided {
            let prices = step.links.iter().map(|(_, price)| scaled.down(*price));
            scaled.links[step.block] = prices.collect();
        }
        let near = |&people: &u64| (people + step / 2) / step;
        let steps: Vec<u64> = terrain.people.iter().map(near).collect();
        let (low, high) = errors(&terrain.people, &steps, step, terrain.band.most.into());
        let (least, most) = (f64::from(terrain.band.least), f64::from(terrain.band.most));
        let step = real(i64::try_from(step).unwrap_or(i64::MAX));
        scaled.fewest = whole(((least - high) / step).floor().max(0.0));
        scaled.most = whole(((most + low) / step).ceil().max(0.0));
        scaled.steps_of =
            steps.into_iter().map(|steps| usize::try_from(steps).unwrap_or(usize::MAX)).collect();
        scaled
    }

    /// Steps of people in each state's row of a table.
    fn row(&self) -> usize {
        self.most + 1
    }

    /// A price as a whole number that is not more; what rounding did to the product is taken off first.
    fn down(&self, price: f64) -> i32 {
        nearest((price * self.scale * (1.0 - 1e-12)).floor().max(0.0))
    }

    fn start(&self) -> Table {
        let mut table = vec![NEVER; self.row()];
        table[0] = 0;
        table
    }

    /// Fills the table after a step.
    fn fill(&self, table: &mut Table, step: &Step, before: &Table) {
        let row = self.row();
        table.clear();
        table.resize(step.states_after() * row, NEVER);
        table.par_chunks_mut(row).with_min_len(16).enumerate().for_each(|(state, cells)| {
            for (known, is_in, price) in step.ways(state, self) {
                let from = &before[known * row..][..row];
                let shift = if is_in { self.steps_of[step.block] } else { 0 };
                let into = cells.get_mut(shift..).unwrap_or_default();
                for (cell, &paid) in into.iter_mut().zip(from) {
                    *cell = (*cell).min(paid + price);
                }
            }
        });
    }

    /// Walks from a state and people after some steps to those before them, noting the blocks within.
    fn walk_back(
        &self,
        steps: &[Step],
        tables: &[Table],
        end: (usize, usize),
        zone: &mut Vec<usize>,
    ) -> (usize, usize) {
        let mut place = end;
        for (at, step) in steps.iter().enumerate().rev() {
            let price = tables[at + 1][place.0 * self.row() + place.1];
            let Some((before, is_in)) = self.before(step, &tables[at], place, price) else {
                continue;
            };
            place = before;
            if is_in {
                zone.push(step.block);
            }
        }
        place
    }

    /// Where a price came from: the state and people before the step, and whether the block is within.
    fn before(
        &self,
        step: &Step,
        table: &Table,
        (state, people): (usize, usize),
        price: i32,
    ) -> Option<((usize, usize), bool)> {
        step.ways(state, self).find_map(|(known, is_in, paid)| {
            let people = people.checked_sub(if is_in { self.steps_of[step.block] } else { 0 })?;
            (table[known * self.row() + people] + paid == price).then_some(((known, people), is_in))
        })
    }

    /// The numbers of steps that a zone may have, cheapest zone first.
    fn best(&self, table: &Table) -> Vec<usize> {
        let mut ends: Vec<usize> =
            (self.fewest..self.row()).filter(|&end| table[end] < NEVER / 2).collect();
        ends.sort_by_key(|&end| table[end]);
        ends
    }

    /// Some of the best, no two of nearly the same size.
    fn spread(&self, ends: &[usize]) -> Vec<usize> {
        let apart = ((self.row() - self.fewest.min(self.most)) / (2 * TOLD)).max(1);
        let mut told: Vec<usize> = Vec::new();
        for &end in ends {
            if told.len() < TOLD && told.iter().all(|&known| known.abs_diff(end) >= apart) {
                told.push(end);
            }
        }
        told
    }
}

/// The most by which people counted in steps can be less, and more, than the people of a zone, whose
/// areas have so many people at most: errors by person are taken dearest first, the last in part.
fn errors(people: &[u64], steps: &[u64], step: u64, most: u64) -> (f64, f64) {
    let error = |(&people, &steps): (&u64, &u64)| {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        (real(signed(people)), real(signed(steps * step) - signed(people)))
    };
    let errors: Vec<(f64, f64)> = people.iter().zip(steps).map(error).collect();
    let worst = |sign: f64| {
        let mut falling: Vec<(f64, f64)> = errors
            .iter()
            .map(|(people, error)| (*people, sign * error))
            .filter(|(_, error)| *error > 0.0)
            .collect();
        falling.sort_by(|(a, one), (b, other)| (other * a).total_cmp(&(one * b)));
        let (mut left, mut sum) = (real(i64::try_from(most).unwrap_or(i64::MAX)), 0.0);
        for (people, error) in falling {
            let share = if people > left { left / people } else { 1.0 };
            sum += share * error;
            left -= share * people;
        }
        sum
    };
    // `low`: steps count more than people; `high`: fewer.
    (worst(1.0), worst(-1.0))
}

#[expect(clippy::cast_possible_truncation, reason = "the scale keeps all prices below 2^28")]
fn nearest(price: f64) -> i32 {
    price.round() as i32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "steps of people, nought or more"
)]
fn whole(steps: f64) -> usize {
    steps as usize
}

/// A count as a real number.
#[expect(clippy::cast_precision_loss, reason = "sums stay below 2^52")]
fn real(count: i64) -> f64 {
    count as f64
}

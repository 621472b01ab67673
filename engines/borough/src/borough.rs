//! The borough as it truly is: areas and the units they make up, people, practices, registrations.
//! The official files are views of this, so it is also what their readers can be checked against.

use std::str::FromStr;

use kith_terms::{
    Boundary, Gss, GssKind, Lsoa, LsoaCode, Msoa, MsoaCode, OdsCode, Point, WardCode,
};

use crate::ages::{self, Ages};
use crate::cells;
use crate::dice::Dice;
use crate::ground::{BANKS, Bank, Ground, MIDDLE};
use crate::groups::{Areas, gather};
use crate::links::{Link, links};
use crate::names::{BOROUGH, ISLAND, PLACES};
use crate::number::deal;
use crate::outline::outlines;
use crate::practices::{Pcn, Practice, practices};
use crate::registrations::{Registration, registrations};

/// Middle-layer super output areas: five to fifteen thousand people each (ONS, Census 2021
/// geographies).
const MSOAS: u32 = 38;
/// Wards: about 15,000 people each, as in a unitary authority of this size.
const WARDS: u32 = 20;
/// Natural communities, one of them the island.
const COMMUNITIES: u32 = 8;

/// All that is true of the fictional borough.
#[derive(Debug, Clone, PartialEq)]
pub struct Borough {
    /// The small areas, in the order of their codes.
    pub areas: Vec<Area>,
    /// Middle-layer super output areas.
    pub msoas: Vec<MiddleArea>,
    /// Electoral wards, which do not nest in the middle-layer areas.
    pub wards: Vec<ElectoralWard>,
    /// The natural communities that people would name; each in one piece over land.
    pub communities: Vec<String>,
    /// The practices that are open.
    pub practices: Vec<Practice>,
    /// The primary care networks.
    pub pcns: Vec<Pcn>,
    /// Who is registered where.
    pub registrations: Vec<Registration>,
    /// Ways over the water.
    pub links: Vec<Link>,
}

/// A lower-layer super output area.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its code, from a range that ONS has not given out.
    pub code: LsoaCode,
    /// Its name, such as `Wendmere 012C`.
    pub name: String,
    /// Its outline on the National Grid.
    pub boundary: Boundary,
    /// A point inside it, on the National Grid.
    pub middle: Point,
    /// The piece of land it lies on.
    pub bank: Bank,
    /// Positions of the areas that share a border with it.
    pub neighbours: Vec<usize>,
    /// Position of its middle-layer super output area.
    pub msoa: usize,
    /// Position of its ward.
    pub ward: usize,
    /// Position of its natural community.
    pub community: usize,
    /// Who lives there, by age (Census day).
    pub ages: Ages,
    /// Share of England's areas that are more deprived: 0 is the most deprived area.
    pub deprivation: f64,
}

/// A middle-layer super output area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MiddleArea {
    /// Its code.
    pub code: MsoaCode,
    /// Its official name, such as `Wendmere 012`.
    pub name: String,
    /// The friendly name, as the House of Commons Library gives one.
    pub friendly_name: String,
}

/// An electoral ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElectoralWard {
    /// Its code.
    pub code: WardCode,
    /// Its name.
    pub name: String,
}

impl Borough {
    /// Make the borough of `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        let ground = Ground::new(seed);
        let land = Land::new(&ground, seed);
        let [msoa, ward, community] = [MSOAS, WARDS, COMMUNITIES].map(|count| land.gather(count));
        let order = land.order(&msoa);
        let mut areas = land.areas(&order, [&msoa, &ward, &community]);
        settle(&mut areas, &land, &order, seed);
        let msoas = middle_areas(&areas);
        let wards = electoral_wards(&areas, &msoas);
        let links = links(&ground, &land.area_of_hexagon(&order));
        let old_bridge = ground.river_at(ground.centre.east);
        let middles = (on_the_grid(ground.centre), on_the_grid(old_bridge));
        let (practices, pcns) = practices(&areas, &msoas, middles, seed);
        let registrations = registrations(&areas, &practices, seed);
        let communities =
            (0..COMMUNITIES as usize).map(|c| community_name(&areas, &msoas, c)).collect();
        Self { areas, msoas, wards, communities, practices, pcns, registrations, links }
    }

    /// People who live in the borough.
    pub fn residents(&self) -> u32 {
        self.areas.iter().map(|area| area.ages.total()).sum()
    }

    /// Patients on the lists of its practices, wherever they live.
    pub fn registered(&self) -> u32 {
        self.registrations.iter().map(|registration| registration.patients).sum()
    }

    /// Patients on the list of the practice at this position.
    pub fn registered_list_size(&self, practice: usize) -> u32 {
        let own = self.registrations.iter().filter(|r| r.practice == practice);
        own.map(|registration| registration.patients).sum()
    }
}

/// The `number`th code (from 1) of a kind, from the range 990001 onwards that ONS has not given
/// out.
pub(crate) fn fictional<K: GssKind>(number: usize) -> Gss<K> {
    code(&format!("{}99{number:04}", K::PREFIXES[0]))
}

/// A code that is written down in this crate.
pub(crate) fn code<C: FromStr>(text: &str) -> C {
    C::from_str(text).ok().expect("the codes in this crate are written in the form of their kind")
}

/// An ODS code that is written down in this crate.
pub(crate) fn ods(text: &str) -> OdsCode {
    code(text)
}

/// The land cut into areas that do not have their final order yet.
struct Land<'a> {
    ground: &'a Ground,
    cell: Vec<usize>,
    neighbours: Vec<Vec<usize>>,
    middle: Vec<Point>,
    bank: Vec<Bank>,
    size: Vec<u32>,
    seed: u64,
}

impl<'a> Land<'a> {
    fn new(ground: &'a Ground, seed: u64) -> Self {
        let count = cells::AREAS as usize;
        let cell = cells::cut(ground, seed);
        let neighbours = cells::neighbours(ground, &cell, count);
        let inner = cells::inner_hexagons(ground, &cell, count);
        let middle = inner.iter().map(|&hexagon| ground.lattice.middle(hexagon)).collect();
        let bank = inner.iter().filter_map(|&hexagon| ground.bank[hexagon]).collect();
        Self { ground, cell, neighbours, middle, bank, size: ages::sizes(seed, count), seed }
    }

    /// The unit of each area when about `count` units are made, none of them across the water and
    /// one of them the island.
    fn gather(&self, count: u32) -> Vec<usize> {
        let weight: Vec<f64> = self.size.iter().map(|&people| f64::from(people)).collect();
        let areas = Areas { neighbours: &self.neighbours, weight: &weight, middle: &self.middle };
        let members = BANKS.map(|bank| -> Vec<usize> {
            (0..self.bank.len()).filter(|&area| self.bank[area] == bank).collect()
        });
        let people = |at: usize| members[at].iter().map(|&area| weight[area]).sum::<f64>();
        let shares = deal(count - 1, &[people(0), people(1)]);
        let mut unit = vec![0; self.bank.len()];
        let mut before = 0;
        for (members, share) in members.iter().zip([shares[0], shares[1], 1]) {
            for (&member, number) in members.iter().zip(gather(&areas, members, share as usize)) {
                unit[member] = before + number;
            }
            before += share as usize;
        }
        unit
    }

    /// The areas from north to south, those of one middle-layer area together, as ONS numbers them.
    fn order(&self, msoa: &[usize]) -> Vec<usize> {
        let north = |unit: usize| {
            let inside = (0..msoa.len()).filter(|&area| msoa[area] == unit);
            inside.map(|area| self.middle[area].north).fold(f64::NEG_INFINITY, f64::max)
        };
        let mut order: Vec<usize> = (0..msoa.len()).collect();
        order.sort_by(|&a, &b| {
            let units = north(msoa[b]).total_cmp(&north(msoa[a]));
            units.then(self.middle[b].north.total_cmp(&self.middle[a].north))
        });
        order
    }

    /// For each hexagon the position of its area in the final order.
    fn area_of_hexagon(&self, order: &[usize]) -> Vec<usize> {
        let place = places(order);
        let of = |&cell: &usize| if cell == cells::NOWHERE { cell } else { place[cell] };
        self.cell.iter().map(of).collect()
    }

    fn areas(&self, order: &[usize], [msoa, ward, community]: [&[usize]; 3]) -> Vec<Area> {
        let outlines = outlines(self.ground, &self.cell, order.len());
        let place = places(order);
        let [msoa, ward, community] = [msoa, ward, community].map(|unit| renumber(order, unit));
        let mut letters = vec![0_u8; order.len()];
        let mut areas = Vec::new();
        for (position, &raw) in order.iter().enumerate() {
            let unit = msoa[position];
            let letter = char::from(b'A' + letters[unit]);
            letters[unit] += 1;
            let mut neighbours: Vec<usize> =
                self.neighbours[raw].iter().map(|&there| place[there]).collect();
            neighbours.sort_unstable();
            areas.push(Area {
                code: fictional::<Lsoa>(position + 1),
                name: format!("{BOROUGH} {:03}{letter}", unit + 1),
                boundary: outlines[raw].clone(),
                middle: on_the_grid(self.middle[raw]),
                bank: self.bank[raw],
                neighbours,
                msoa: unit,
                ward: ward[position],
                community: community[position],
                ages: Ages { bands: [0; 6], five_year_groups: [0; 18] },
                deprivation: 0.0,
            });
        }
        areas
    }
}

/// People move in: how deprived each area is, and how old its people are.
fn settle(areas: &mut [Area], land: &Land, order: &[usize], seed: u64) {
    let places: Vec<_> = order.iter().map(|&raw| (land.middle[raw], land.bank[raw])).collect();
    let deprivation = ages::deprivation(land.ground, land.seed, &places);
    let mut dice = Dice::new(seed, "ages");
    for (position, area) in areas.iter_mut().enumerate() {
        let (at, centre) = (places[position].0, land.ground.centre);
        let from_centre = (at.east - centre.east).hypot(at.north - centre.north);
        let total = land.size[order[position]];
        area.deprivation = deprivation[position];
        area.ages = ages::ages(&mut dice, total, deprivation[position], from_centre);
    }
}

pub(crate) fn on_the_grid(local: Point) -> Point {
    Point { east: local.east + MIDDLE.east, north: local.north + MIDDLE.north }
}

/// Where each raw area comes in the final order.
fn places(order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; order.len()];
    for (position, &raw) in order.iter().enumerate() {
        place[raw] = position;
    }
    place
}

/// Units numbered in the order in which the ordered areas first name them.
fn renumber(order: &[usize], unit: &[usize]) -> Vec<usize> {
    let mut seen: Vec<usize> = Vec::new();
    let mut numbers = Vec::new();
    for &raw in order {
        let known = seen.iter().position(|&other| other == unit[raw]);
        numbers.push(known.unwrap_or(seen.len()));
        if known.is_none() {
            seen.push(unit[raw]);
        }
    }
    numbers
}

fn middle_areas(areas: &[Area]) -> Vec<MiddleArea> {
    let mut names = PLACES.iter();
    let mut unit = |position: usize| {
        let is_island = areas.iter().any(|area| area.msoa == position && area.bank == Bank::Island);
        let place = if is_island { ISLAND } else { names.next().unwrap_or(&BOROUGH) };
        MiddleArea {
            code: fictional::<Msoa>(position + 1),
            name: format!("{BOROUGH} {:03}", position + 1),
            friendly_name: place.to_owned(),
        }
    };
    (0..MSOAS as usize).map(&mut unit).collect()
}

/// A ward is called after the middle-layer area with which it shares most areas, or that and its
/// side.
fn electoral_wards(areas: &[Area], msoas: &[MiddleArea]) -> Vec<ElectoralWard> {
    let mut wards: Vec<ElectoralWard> = Vec::new();
    for position in 0..WARDS as usize {
        let inside = || areas.iter().filter(move |area| area.ward == position);
        let shared = |msoa: usize| inside().filter(|area| area.msoa == msoa).count();
        let mut named: Vec<usize> = inside().map(|area| area.msoa).collect();
        named.sort_unstable();
        named.dedup();
        named.sort_by_key(|&msoa| std::cmp::Reverse(shared(msoa)));
        let name = |&msoa: &usize| msoas[msoa].friendly_name.clone();
        let free = |name: &String| wards.iter().all(|ward| ward.name != *name);
        let name = named.iter().map(name).find(free);
        let name = name.unwrap_or_else(|| format!("{BOROUGH} {}", position + 1));
        wards.push(ElectoralWard { code: fictional(position + 1), name });
    }
    wards
}

/// A natural community is called after the middle-layer area that makes up most of it.
fn community_name(areas: &[Area], msoas: &[MiddleArea], community: usize) -> String {
    let inside = || areas.iter().filter(move |area| area.community == community);
    let shared = |msoa: &usize| inside().filter(|area| area.msoa == *msoa).count();
    // Of equals the last, so that the first of the list of names is not used over and over.
    let most = (0..msoas.len()).max_by_key(shared).unwrap_or(0);
    let place = &msoas[most].friendly_name;
    if inside().any(|area| area.bank == Bank::Island) {
        format!("{place} island")
    } else {
        format!("{place} and around")
    }
}

//! General practices and the primary care networks they form, which do not follow the land: one
//! network straddles the river, one lies in two halves.

use kith_terms::{OdsCode, Point};

use crate::borough::{Area, MiddleArea, ods};
use crate::dice::Dice;
use crate::ground::Bank;
use crate::names::{BOROUGH, PCNS, PRACTICE_KINDS, STREETS};
use crate::number::{floor, real};

/// How many practices are open: lists of about 10,700, England's mean in 2026.
const PRACTICES: usize = 30;

/// A general practice.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    /// Its ODS code, from a range that is not in use.
    pub code: OdsCode,
    /// Its name, in capitals as ODS writes it.
    pub name: String,
    /// The street it is in.
    pub street: String,
    /// The part of the borough it is in.
    pub locality: String,
    /// Its postcode, of a postcode area that does not exist.
    pub postcode: String,
    /// The clinical system's supplier, as NHS England writes it.
    pub supplier: &'static str,
    /// Where it is, on the National Grid.
    pub place: Point,
    /// The piece of land it is on.
    pub bank: Bank,
    /// Position of the area it is in.
    pub area: usize,
    /// Position of its primary care network.
    pub pcn: usize,
    /// How much it draws patients, 1 being usual.
    pub appeal: f64,
}

/// A primary care network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pcn {
    /// Its ODS code, from those not in use.
    pub code: OdsCode,
    /// Its name, in capitals as ODS writes it.
    pub name: String,
}

/// The practices in the order of their codes, and the networks. Many practices are near the `centre`, and
/// one network has its practices around the old bridge.
pub(crate) fn practices(
    areas: &[Area],
    msoas: &[MiddleArea],
    (centre, old_bridge): (Point, Point),
    seed: u64,
) -> (Vec<Practice>, Vec<Pcn>) {
    let mut dice = Dice::new(seed, "practices");
    let sites = sites(areas, centre, &mut dice);
    let mut practices: Vec<Practice> = sites
        .iter()
        .enumerate()
        .map(|(number, &area)| {
            let locality = &msoas[areas[area].msoa].friendly_name;
            let mut practice = open(number, &areas[area], locality, &mut dice);
            practice.area = area;
            practice
        })
        .collect();
    share_out(&mut practices, old_bridge);
    (practices, pcns())
}

/// One in the middle of each ward, the others at random, most of them near the town centre.
fn sites(areas: &[Area], centre: Point, dice: &mut Dice) -> Vec<usize> {
    let wards = areas.iter().map(|area| area.ward + 1).max().unwrap_or(0);
    let mut sites: Vec<usize> = (0..wards).map(|ward| middle_of_ward(areas, ward)).collect();
    let mut weights: Vec<f64> =
        areas
            .iter()
            .map(|area| {
                if area.bank == Bank::Island {
                    0.0
                } else {
                    1.0 / (500.0 + way(area.middle, centre))
                }
            })
            .collect();
    for &site in &sites {
        weights[site] = 0.0;
    }
    while sites.len() < PRACTICES {
        let site = dice.pick(&weights);
        weights[site] = 0.0;
        sites.push(site);
    }
    sites
}

fn middle_of_ward(areas: &[Area], ward: usize) -> usize {
    let inside: Vec<usize> = (0..areas.len()).filter(|&area| areas[area].ward == ward).collect();
    let mean = |part: fn(Point) -> f64| {
        inside.iter().map(|&area| part(areas[area].middle)).sum::<f64>() / real(inside.len())
    };
    let middle = Point { east: mean(|at| at.east), north: mean(|at| at.north) };
    let off = |&&area: &&usize| way(areas[area].middle, middle);
    inside.iter().min_by(|a, b| off(a).total_cmp(&off(b))).copied().unwrap_or(0)
}

fn open(number: usize, home: &Area, locality: &str, dice: &mut Dice) -> Practice {
    let kind = PRACTICE_KINDS[number % PRACTICE_KINDS.len()];
    // The first practice of a ward has the name of its place, the others of a street.
    let called = if number < 20 { locality } else { STREETS[number % STREETS.len()] };
    let letters = b"ABDEFGHJLNPQRSTUWXYZ";
    let letter = |dice: &mut Dice| char::from(letters[dice.below(letters.len())]);
    Practice {
        code: ods(&format!("Y99{:03}", number + 1)),
        name: format!("{called} {kind}").to_uppercase(),
        street: format!("{} {}", 1 + dice.below(120), STREETS[dice.below(STREETS.len())]),
        locality: locality.to_uppercase(),
        postcode: format!("WM{} {}{}{}", home.ward + 1, 1 + number % 9, letter(dice), letter(dice)),
        supplier: if dice.share() < 0.53 { "EMIS" } else { "TPP" },
        place: home.middle,
        bank: home.bank,
        area: 0,
        pcn: usize::MAX,
        appeal: (0.35 * dice.normal()).exp(),
    }
}

fn pcns() -> Vec<Pcn> {
    let pcn = |(number, name): (usize, &&str)| Pcn {
        code: ods(&format!("U999{:02}", number + 1)),
        name: (*name).to_owned(),
    };
    PCNS.iter().enumerate().map(pcn).collect()
}

/// Which practice is in which network.
fn share_out(practices: &mut [Practice], old_bridge: Point) {
    for bank in [Bank::North, Bank::South] {
        take(practices, 0, 2, |practice| {
            (practice.bank == bank).then(|| way(practice.place, old_bridge))
        });
    }
    let north = |practice: &Practice| (practice.bank == Bank::North).then_some(practice.place.east);
    let south =
        |practice: &Practice| (practice.bank == Bank::South).then_some(-practice.place.east);
    take(practices, 1, 2, north);
    take(practices, 1, 2, south);
    // The others join those near them, beginning each time with the practice farthest west.
    for pcn in 2..PCNS.len() {
        let left = practices.iter().filter(|practice| practice.pcn == usize::MAX).count();
        let share = floor(real(left) / real(PCNS.len() - pcn) + 0.5);
        let first = take(practices, pcn, 1, |practice| Some(practice.place.east));
        let Some((place, bank)) =
            first.map(|first| (practices[first].place, practices[first].bank))
        else {
            return;
        };
        take(practices, pcn, share - 1, |practice| {
            Some(way(practice.place, place) + if practice.bank == bank { 0.0 } else { 2_500.0 })
        });
    }
}

/// Put the free practices with the least `cost` into a network; the first of them is returned.
fn take(
    practices: &mut [Practice],
    pcn: usize,
    count: usize,
    cost: impl Fn(&Practice) -> Option<f64>,
) -> Option<usize> {
    let free = |&number: &usize| practices[number].pcn == usize::MAX;
    let costs = |number: usize| cost(&practices[number]).map(|cost| (cost, number));
    let mut order: Vec<(f64, usize)> =
        (0..practices.len()).filter(free).filter_map(costs).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for &(_, number) in order.iter().take(count) {
        practices[number].pcn = pcn;
    }
    order.first().map(|&(_, number)| number)
}

/// Metres as the crow flies.
pub(crate) fn way(from: Point, to: Point) -> f64 {
    (from.east - to.east).hypot(from.north - to.north)
}

/// The postal town of every address.
pub(crate) fn post_town() -> String {
    BOROUGH.to_uppercase()
}

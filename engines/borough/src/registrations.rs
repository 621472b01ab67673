//! Who is registered where: people choose a practice by how near it is and how much it draws
//! (a gravity model), and every list also holds people who do not live in the borough.

use crate::borough::Area;
use crate::dice::Dice;
use crate::ground::{Bank, MIDDLE};
use crate::number::{deal, people};
use crate::practices::{Practice, way};

/// Metres in which a practice's pull falls to 1/e.
const REACH: f64 = 1_100.0;

/// Metres that the river, and the way to the island, add to a journey.
const OVER_THE_RIVER: f64 = 1_300.0;
const TO_THE_ISLAND: f64 = 2_200.0;

/// The least share of an area's people who choose a practice at all.
const LEAST_SHARE: f64 = 0.001;

/// Registered people to one resident: 60.4 million on the lists of QOF 2019/20 against 56.5 million
/// residents in Census 2021 make 1.07 for England.
const REGISTERED_TO_RESIDENT: (f64, f64) = (1.05, 1.09);

/// Patients of one practice with one kind of home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Position of the practice.
    pub practice: usize,
    /// Where they live.
    pub home: Home,
    /// How many they are; never 0.
    pub patients: u32,
}

/// Where a patient lives, as far as the published counts tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// Position of an area of the borough.
    Area(usize),
    /// An area next to the borough: the number of its code from 1.
    NextDoor(usize),
    /// What NHS England writes where there is no English area.
    Other(&'static str),
}

/// What NHS England writes in the place of an English area, and how many in a thousand patients it
/// is written for: no address, address withdrawn, area not known, Wales, Scotland, Northern
/// Ireland. About as in the lists of a real board in October 2025, where 2.5% live outside it.
const OTHERS: [(&str, f64); 6] = [
    ("EMPTY", 1.2),
    ("CLOSED", 0.8),
    ("L99999999", 0.4),
    ("W01990001", 0.3),
    ("S01990001", 0.2),
    ("N21990001", 0.1),
];

/// How many areas next to the borough send patients.
const NEXT_DOOR: usize = 12;

/// All registrations, by practice and then by home.
pub(crate) fn registrations(
    areas: &[Area],
    practices: &[Practice],
    seed: u64,
) -> Vec<Registration> {
    let mut dice = Dice::new(seed, "registrations");
    let mut all = Vec::new();
    for (position, area) in areas.iter().enumerate() {
        let (low, high) = REGISTERED_TO_RESIDENT;
        let registered = people(f64::from(area.ages.total()) * dice.between(low, high));
        let pulls = pulls(area, practices, &mut dice);
        for (practice, patients) in deal(registered, &pulls).into_iter().enumerate() {
            all.push(Registration { practice, home: Home::Area(position), patients });
        }
    }
    for (number, practice) in practices.iter().enumerate() {
        let own = all.iter().filter(|registration| registration.practice == number);
        let list: u32 = own.map(|registration| registration.patients).sum();
        all.extend(from_elsewhere(number, practice, list, &mut dice));
    }
    all.retain(|registration| registration.patients > 0);
    all.sort_by_key(|registration| (registration.practice, registration.home));
    all
}

fn pulls(area: &Area, practices: &[Practice], dice: &mut Dice) -> Vec<f64> {
    let mut pulls: Vec<f64> = practices
        .iter()
        .map(|practice| {
            let water = match (area.bank, practice.bank) {
                (here, there) if here == there => 0.0,
                (Bank::Island, _) | (_, Bank::Island) => TO_THE_ISLAND,
                _ => OVER_THE_RIVER,
            };
            let journey = way(area.middle, practice.place) + water;
            practice.appeal * (0.25 * dice.normal() - journey / REACH).exp()
        })
        .collect();
    let all: f64 = pulls.iter().sum();
    for pull in &mut pulls {
        if *pull < LEAST_SHARE * all {
            *pull = 0.0;
        }
    }
    pulls
}

fn from_elsewhere(
    number: usize,
    practice: &Practice,
    list: u32,
    dice: &mut Dice,
) -> Vec<Registration> {
    let list = f64::from(list);
    let mut rows = Vec::new();
    for (code, per_thousand) in OTHERS {
        let patients = people(list * per_thousand / 1000.0 * dice.between(0.2, 2.0));
        rows.push(Registration { practice: number, home: Home::Other(code), patients });
    }
    // Practices near the border have more neighbours on their lists, from one or two areas each.
    let edge = (way(practice.place, MIDDLE) / 5_000.0).powi(2);
    for _ in 0..3 {
        let home = Home::NextDoor(1 + dice.below(NEXT_DOOR));
        let patients = people(list * 0.012 * edge * dice.share());
        if rows.iter().all(|row| row.home != home) {
            rows.push(Registration { practice: number, home, patients });
        }
    }
    rows
}

//! What a community itself offers, and its care homes.

use super::Neighbourhood;
use super::plan::Plan;
use crate::borough::Borough;
use crate::dice::Dice;
use crate::names::{PLACES, STREETS};
use crate::number::people as people_of;
use crate::people;

/// A group, club or service of the community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its name.
    pub name: String,
    /// What it offers, such as `lunch club`.
    pub kind: String,
    /// Position of its neighbourhood.
    pub neighbourhood: usize,
    /// Position of the small area it meets in.
    pub area: usize,
    /// The day it meets on, from 0 (Monday) to 6.
    pub weekday: usize,
    /// The hour at which it begins.
    pub hour: usize,
    /// How many it has room for.
    pub places: usize,
}

/// A care home for older people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareHome {
    /// Its name.
    pub name: String,
    /// Whether nurses work there.
    pub nursing: bool,
    /// Position of its neighbourhood.
    pub neighbourhood: usize,
    /// Position of its small area.
    pub area: usize,
    /// House number and street.
    pub address: String,
    /// Registered beds.
    pub beds: u32,
    /// Position of the practice that is aligned with it.
    pub practice: usize,
}

/// The endings of a care home's name.
const HOMES: [&str; 5] = ["House", "Lodge", "Court", "Grange", "Manor"];

pub(super) fn assets(
    borough: &Borough,
    neighbourhoods: &[Neighbourhood],
    plan: &Plan,
    seed: u64,
) -> Vec<Asset> {
    let mut dice = Dice::new(seed, "assets");
    let mut assets = Vec::new();
    for kind in &plan.assets {
        for number in 0..kind.number {
            let at = assets.len() % neighbourhoods.len();
            let (area, place) = somewhere(borough, &neighbourhoods[at], &mut dice);
            assets.push(Asset {
                name: format!("{place} {}", kind.names[number % kind.names.len()]),
                kind: kind.kind.clone(),
                neighbourhood: at,
                area,
                weekday: dice.below(6),
                hour: 9 + dice.below(9),
                places: 8 + dice.below(33),
            });
        }
    }
    assets
}

/// The homes in which the people of the borough live, by the same numbers.
pub(super) fn care_homes(
    borough: &Borough,
    neighbourhoods: &[Neighbourhood],
    plan: &Plan,
    seed: u64,
) -> Vec<CareHome> {
    let mut dice = Dice::new(seed, "care homes");
    let homes = people::care_homes(borough).into_iter().enumerate();
    let neighbourhood =
        |area: usize| neighbourhoods.iter().position(|one| one.areas.contains(&area)).unwrap_or(0);
    homes
        .map(|(number, (area, residents))| {
            let (place, ending) = (PLACES[number % PLACES.len()], HOMES[number % HOMES.len()]);
            CareHome {
                name: format!("{place} {ending}"),
                nursing: dice.share() < plan.care_homes.nursing_share,
                neighbourhood: neighbourhood(area),
                area,
                address: format!("{} {}", 1 + dice.below(120), STREETS[dice.below(STREETS.len())]),
                beds: people_of(f64::from(residents) / plan.care_homes.occupied),
                practice: dice.below(borough.practices.len()),
            }
        })
        .collect()
}

/// A small area of a neighbourhood, and what people call the place it is in.
fn somewhere<'a>(
    borough: &'a Borough,
    neighbourhood: &Neighbourhood,
    dice: &mut Dice,
) -> (usize, &'a str) {
    let area = neighbourhood.areas[dice.below(neighbourhood.areas.len())];
    (area, &borough.msoas[borough.areas[area].msoa].friendly_name)
}

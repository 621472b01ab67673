//! Where teams work: sites in each neighbourhood, and the rooms in them.

use super::Neighbourhood;
use super::plan::{Plan, Sites};
use crate::borough::Borough;
use crate::dice::Dice;
use crate::names::STREETS;

/// A building in which teams work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Premises {
    /// Its name.
    pub name: String,
    /// What it is, such as `health centre`.
    pub kind: &'static str,
    /// The code of who owns it.
    pub owner: &'static str,
    /// Position of its neighbourhood.
    pub neighbourhood: usize,
    /// Position of its small area.
    pub area: usize,
    /// House number and street.
    pub address: String,
    /// Whether people in wheelchairs come in by themselves.
    pub step_free: bool,
}

/// A room that can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Position of its site.
    pub site: usize,
    /// What its door says.
    pub name: String,
    /// What it is for.
    pub kind: &'static str,
    /// How many people it holds.
    pub places: usize,
}

/// What a site may be, and who owns such a one.
const KINDS: [(&str, &str, &str); 5] = [
    ("health centre", "Health Centre", "R9C"),
    ("civic centre", "Civic Hub", "9ZZ"),
    ("library", "Library", "9ZZ"),
    ("community centre", "Community Centre", "8ZV01"),
    ("clinic", "Clinic", "R9M"),
];

pub(super) fn sites(
    borough: &Borough,
    neighbourhoods: &[Neighbourhood],
    plan: &Plan,
    seed: u64,
) -> (Vec<Premises>, Vec<Room>) {
    let mut dice = Dice::new(seed, "sites");
    let (mut sites, mut rooms) = (Vec::new(), Vec::new());
    for (position, neighbourhood) in neighbourhoods.iter().enumerate() {
        for number in 0..plan.sites.for_a_neighbourhood {
            let (kind, called, owner) = KINDS[number % KINDS.len()];
            let area = neighbourhood.areas[dice.below(neighbourhood.areas.len())];
            let place = &borough.msoas[borough.areas[area].msoa].friendly_name;
            let street = STREETS[dice.below(STREETS.len())];
            furnish(sites.len(), &plan.sites, &mut dice, &mut rooms);
            sites.push(Premises {
                name: format!("{place} {called}"),
                kind,
                owner,
                neighbourhood: position,
                area,
                address: format!("{} {street}", 1 + dice.below(120)),
                step_free: dice.share() < plan.sites.step_free_share,
            });
        }
    }
    (sites, rooms)
}

fn furnish(site: usize, plan: &Sites, dice: &mut Dice, rooms: &mut Vec<Room>) {
    let count = plan.rooms_least + dice.below(plan.rooms_most - plan.rooms_least + 1);
    for number in 1..=count {
        let places = plan.room_places[dice.below(plan.room_places.len())];
        let kind = match places {
            0..=3 => "consulting room",
            4..=8 => "meeting room",
            _ => "hall",
        };
        rooms.push(Room { site, name: format!("Room {number}"), kind, places });
    }
}

//! A way of dividing the people of a place: by where they live (wards, patches, neighbourhoods) or by
//! whose list they are on (PCNs, practices).

use serde::Deserialize;

use crate::feeds::is_known_abroad;
use crate::place::{Place, Unit};
use crate::plan::Assignment;
use crate::plan::footprints::modal_pcns;

/// The key of the division into PCNs, by whose list people are on.
pub const PCN: &str = "pcn";
/// The key of the division into practices, by whose list people are on.
pub const PRACTICE: &str = "practice";
/// The key of the division into the neighbourhoods of a plan.
pub const NEIGHBOURHOOD: &str = "neighbourhood";
/// The key of the division into the footprints of PCNs, by where people live.
pub const FOOTPRINT: &str = "footprint";

/// A division of people into units.
#[derive(Debug, Clone)]
pub struct Division {
    /// The key of its layer.
    pub key: String,
    /// What a unit is called: "Ward".
    pub one: String,
    /// What units are called: "Wards".
    pub many: String,
    /// The units, in the order of their codes.
    pub units: Vec<Unit>,
    /// Who is in which.
    pub members: Members,
}

/// Who is in which unit.
#[derive(Debug, Clone)]
pub enum Members {
    /// The unit of each area: people belong where they live.
    OfAreas(Vec<Option<usize>>),
    /// The unit of each practice: people belong where they are registered.
    OfPractices(Vec<Option<usize>>),
}

/// Where somebody stands in a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// In the unit at that position.
    Unit(usize),
    /// In one of several units of which none shares anybody with the other division.
    Others,
    /// In the place, or with one of its practices, and in no unit.
    NoUnit,
    /// Living outside all areas of the place.
    Outside,
    /// Living nobody knows where.
    Unknown,
}

/// Where somebody who is registered lives.
#[derive(Debug, Clone, Copy)]
pub enum Lives<'a> {
    /// In the area at that position.
    Area(usize),
    /// Under a code that is none of the place's areas.
    Elsewhere(&'a str),
}

impl Division {
    /// Where somebody stands who is registered with a practice and lives somewhere.
    pub fn slot(&self, practice: usize, lives: Lives<'_>) -> Slot {
        let unit = match (&self.members, lives) {
            (Members::OfPractices(units), _) => units.get(practice),
            (Members::OfAreas(units), Lives::Area(area)) => units.get(area),
            (Members::OfAreas(_), Lives::Elsewhere(code)) => return elsewhere(code),
        };
        unit.copied().flatten().map_or(Slot::NoUnit, Slot::Unit)
    }

    /// The unit of each area; `None` for a division by lists.
    pub fn of_areas(&self) -> Option<&[Option<usize>]> {
        match &self.members {
            Members::OfAreas(units) => Some(units),
            Members::OfPractices(_) => None,
        }
    }

    /// What a slot is called in a table.
    pub fn name(&self, slot: Slot) -> String {
        match slot {
            Slot::Unit(at) => self.units[at].name.clone(),
            Slot::Others => format!("Other {} that share nobody", lower(&self.many)),
            Slot::NoUnit => format!("In no {}", lower(&self.one)),
            Slot::Outside => "Live outside the place".to_owned(),
            Slot::Unknown => "Nobody knows where they live".to_owned(),
        }
    }

    /// The code of a slot in files; a word where it is no unit.
    pub fn code(&self, slot: Slot) -> String {
        let word = match slot {
            Slot::Unit(at) => return self.units[at].code.clone(),
            Slot::Others => "OTHERS",
            Slot::NoUnit => "NONE",
            Slot::Outside => "OUTSIDE",
            Slot::Unknown => "UNKNOWN",
        };
        word.to_owned()
    }
}

/// The first letter small, unless it begins a word of capitals: "wards", "PCNs".
pub fn lower(words: &str) -> String {
    let mut letters = words.chars();
    let (first, second) = (letters.next(), letters.next());
    match (first, second) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(words.chars().skip(1)).collect()
        }
        _ => words.to_owned(),
    }
}

/// A known code of another area or country is somewhere else; every other word for people without an
/// area (`EMPTY`, `CLOSED`, `NO2011`) says that nobody knows.
pub fn elsewhere(code: &str) -> Slot {
    if is_known_abroad(code) { Slot::Outside } else { Slot::Unknown }
}

/// What layers are called, from `content/geography/layers.toml`.
#[derive(Debug, Deserialize)]
pub struct Layers {
    layer: Vec<Named>,
}

/// A layer as pages speak of it.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// Its key.
    pub key: String,
    /// What a unit is called.
    pub one: String,
    /// What units are called.
    pub many: String,
    /// Whether a kind of team is organised by it.
    #[serde(default)]
    pub team: bool,
}

impl Layers {
    /// The content file.
    pub fn read() -> Self {
        toml::from_str(include_str!("../../../../content/geography/layers.toml"))
            .expect("a test reads the content file")
    }

    /// The layer of that key; one that the file does not name is called by its key.
    pub fn called(&self, key: &str) -> Named {
        let named = self.layer.iter().find(|layer| layer.key == key).cloned();
        named.unwrap_or_else(|| {
            let words = kith_frame::words::sentence_case(&key.replace('_', " "));
            Named { key: key.to_owned(), one: words.clone(), many: words, team: false }
        })
    }

    /// The keys and names of the layers by which teams are organised.
    pub fn of_teams(&self) -> impl Iterator<Item = &Named> {
        self.layer.iter().filter(|layer| layer.team)
    }
}

/// The division of a place by one of its layers; `None` where it does not have it.
pub fn of_layer(place: &Place, key: &str) -> Option<Division> {
    let named = Layers::read().called(key);
    let of = |one: &str, many: &str, units, members| {
        Some(Division { key: key.into(), one: one.into(), many: many.into(), units, members })
    };
    match key {
        PCN if !place.pcns.is_empty() => {
            let of_practice = place.practices.iter().map(|practice| practice.pcn).collect();
            of("PCN", "PCNs", pcns(place), Members::OfPractices(of_practice))
        }
        PRACTICE if !place.practices.is_empty() => {
            let units = place.practices.iter().map(|practice| Unit {
                code: practice.code.to_string(),
                name: practice.name.clone(),
            });
            let own = (0..place.practices.len()).map(Some).collect();
            of("Practice", "Practices", units.collect(), Members::OfPractices(own))
        }
        FOOTPRINT => {
            let pcn = modal_pcns(place)?.into_iter();
            let of_area = pcn.map(|pcn| (pcn < place.pcns.len()).then_some(pcn)).collect();
            of("PCN footprint", "PCN footprints", pcns(place), Members::OfAreas(of_area))
        }
        _ => {
            let layer = place.layers.get(key)?;
            of(
                &named.one,
                &named.many,
                layer.units.clone(),
                Members::OfAreas(layer.unit_of.clone()),
            )
        }
    }
}

fn pcns(place: &Place) -> Vec<Unit> {
    let unit =
        |pcn: &crate::place::Pcn| Unit { code: pcn.code.to_string(), name: pcn.name.clone() };
    place.pcns.iter().map(unit).collect()
}

/// The division of a place by the neighbourhoods of a plan. Areas of the plan that the place no
/// longer has are left out; areas that the plan does not know are in no neighbourhood.
pub fn of_plan(place: &Place, assignment: &Assignment) -> Division {
    let mut of_area = vec![None; place.areas.len()];
    for (code, at) in &assignment.areas {
        if let Some(area) = place.position(code) {
            of_area[area] = Some(*at);
        }
    }
    let unit = |neighbourhood: &crate::plan::Neighbourhood| Unit {
        code: neighbourhood.code.clone(),
        name: neighbourhood.name.clone(),
    };
    Division {
        key: NEIGHBOURHOOD.into(),
        one: "Neighbourhood".into(),
        many: "Neighbourhoods".into(),
        units: assignment.neighbourhoods.iter().map(unit).collect(),
        members: Members::OfAreas(of_area),
    }
}

/// The layers that a place has, with their names in the plural: those by lists first, then those of
/// teams, then the others.
pub fn layers_of(place: &Place) -> Vec<Named> {
    let names = Layers::read();
    let mut of_areas: Vec<Named> = place.layers.keys().map(|key| names.called(key)).collect();
    of_areas.sort_by_key(|layer| !layer.team);
    let own = |key: &str, one: &str, many: &str| Named {
        key: key.into(),
        one: one.into(),
        many: many.into(),
        team: false,
    };
    let mut layers = Vec::new();
    if !place.pcns.is_empty() {
        layers.push(own(PCN, "PCN", "PCNs"));
    }
    if !place.practices.is_empty() {
        layers.push(own(PRACTICE, "Practice", "Practices"));
    }
    layers.extend(of_areas);
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_file_names_each_layer_once() {
        let layers = Layers::read();
        let mut keys: Vec<&str> = layers.layer.iter().map(|layer| layer.key.as_str()).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!((keys.len(), layers.of_teams().count()), (all, 5));
    }

    #[test]
    fn a_layer_that_nobody_named_is_called_by_its_key() {
        assert_eq!(Layers::read().called("parish_2027").one, "Parish 2027");
        assert_eq!(lower("PCNs"), "PCNs");
        assert_eq!(lower("Wards"), "wards");
    }

    #[test]
    fn people_of_wales_are_outside_and_people_without_an_address_are_nowhere() {
        for code in ["W01000147", "S01016794", "L99999999", "E01012345"] {
            assert_eq!(elsewhere(code), Slot::Outside, "{code}");
        }
        for code in ["EMPTY", "CLOSED", "NO2011", "E99999999"] {
            assert_eq!(elsewhere(code), Slot::Unknown, "{code}");
        }
    }
}

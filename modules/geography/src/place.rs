//! A place as the loaded files tell it: small areas with their outlines, the units they belong to,
//! what is measured of them, the practices and who is registered with them.
//!
//! Everything here is by position: area 7 is the eighth area in the order of the codes, in every
//! list. People who cannot be put on the map are never dropped; they stand in [`Place::elsewhere`]
//! under the code they came with.

mod assemble;
pub mod ground;
pub mod site;
pub mod store;
pub mod travel;

use std::collections::BTreeMap;

use kith_terms::{Boundary, LsoaCode, OdsCode, Point};

pub use assemble::{Rows, assemble};
pub use site::Site;

/// A place.
#[derive(Debug, Default)]
pub struct Place {
    /// The small areas, in the order of their codes.
    pub areas: Vec<Area>,
    /// The units that areas belong to, by layer: `ward`, `lad`, `icb`, `sub_icb`, `msoa`, ….
    pub layers: BTreeMap<String, Layer>,
    /// What is measured, area by area.
    pub measures: BTreeMap<String, Vec<Option<f64>>>,
    /// The practices, in the order of their codes.
    pub practices: Vec<Practice>,
    /// The primary care networks, in the order of their codes.
    pub pcns: Vec<Pcn>,
    /// Who is registered where and lives in one of the areas.
    pub registrations: Vec<Registration>,
    /// Who is registered with one of the practices and does not live in one of the areas.
    pub elsewhere: Vec<Elsewhere>,
    /// Bridges, ferries and joins by hand.
    pub links: Vec<TypedLink>,
    /// Sites that can be hubs or are assets, in the order of their kinds and codes.
    pub sites: Vec<Site>,
}

/// A small area: a lower-layer super output area.
#[derive(Debug, Clone)]
pub struct Area {
    /// Its code.
    pub code: LsoaCode,
    /// Its name.
    pub name: String,
    /// Its middle, in metres of the National Grid.
    pub middle: Point,
    /// Its outline.
    pub boundary: Boundary,
}

/// A division of the areas into units.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// The units, in the order of their codes.
    pub units: Vec<Unit>,
    /// The unit of each area.
    pub unit_of: Vec<Option<usize>>,
}

/// A unit of a layer: a ward, a district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A general practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// Its ODS code.
    pub code: OdsCode,
    /// Its name.
    pub name: String,
    /// Its postcode.
    pub postcode: Option<String>,
    /// The position of its network.
    pub pcn: Option<usize>,
}

/// A primary care network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pcn {
    /// Its ODS code.
    pub code: OdsCode,
    /// Its name.
    pub name: String,
}

/// People registered with a practice who live in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration {
    /// The position of the practice.
    pub practice: usize,
    /// The position of the area.
    pub area: usize,
    /// How many people.
    pub patients: u32,
}

/// People registered with a practice who live in none of the areas, or nobody knows where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The position of the practice.
    pub practice: usize,
    /// The code that stands for where they live: another area's, `EMPTY`, `L99999999`, ….
    pub code: String,
    /// How many people.
    pub patients: u32,
}

/// A bridge, a ferry or a join by hand between two areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedLink {
    /// The position of one area.
    pub from: usize,
    /// The position of the other.
    pub to: usize,
    /// `bridge`, `ferry`, `manual` or `river_without_crossing`.
    pub kind: String,
    /// What it is called.
    pub name: String,
}

/// The measure that says how many people live in an area.
pub const POPULATION: &str = "population";

impl Place {
    /// How many people live in each area; 0 where that is not known.
    pub fn residents(&self) -> Vec<u32> {
        let Some(values) = self.measures.get(POPULATION) else { return vec![0; self.areas.len()] };
        values.iter().map(|value| whole(value.unwrap_or(0.0))).collect()
    }

    /// How many registered people live in each area.
    pub fn registered(&self) -> Vec<u32> {
        let mut people = vec![0; self.areas.len()];
        for registration in &self.registrations {
            people[registration.area] += registration.patients;
        }
        people
    }

    /// Everybody who is registered with the practices, wherever they live.
    pub fn patients(&self) -> u64 {
        let here = self.registrations.iter().map(|registration| u64::from(registration.patients));
        let elsewhere = self.elsewhere.iter().map(|elsewhere| u64::from(elsewhere.patients));
        here.chain(elsewhere).sum()
    }

    /// The position of an area by its code.
    pub fn position(&self, code: &LsoaCode) -> Option<usize> {
        self.areas.binary_search_by_key(code, |area| area.code).ok()
    }

    /// The unit of an area in a layer.
    pub fn unit(&self, layer: &str, area: usize) -> Option<&Unit> {
        let layer = self.layers.get(layer)?;
        layer.units.get((*layer.unit_of.get(area)?)?)
    }

    /// The kinds of site that there are, in the order of the alphabet.
    pub fn site_kinds(&self) -> std::collections::BTreeSet<&str> {
        self.sites.iter().map(|site| site.kind.as_str()).collect()
    }

    /// The place cut down to some of its areas, given by rising positions. Registrations of people
    /// who live in the other areas move to [`Place::elsewhere`]; practices without a patient in the
    /// areas are left out, and so are their people.
    #[must_use]
    pub fn cut_to(&self, areas: &[usize]) -> Self {
        assemble::cut(self, areas)
    }
}

/// A number of people out of a measure. A count that is not whole was weighted; halves round up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u32"
)]
fn whole(people: f64) -> u32 {
    people.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

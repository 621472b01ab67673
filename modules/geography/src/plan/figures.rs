//! The figures by which plans are compared, each taken from the independent check.

use std::collections::BTreeMap;

use kith_districting::{Certificate, LayerFacts, Misalignment, Overlap, misalignment};
use serde::{Deserialize, Serialize};

use crate::place::Place;
use crate::plan::drawing::{PCN, PRACTICE, WARD};
use crate::plan::footprints::pcn_patients;

/// The figures of a division of a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many neighbourhoods.
    pub neighbourhoods: u64,
    /// How many have fewer or more people than the band asks.
    pub out_of_band: u64,
    /// How many are in several pieces.
    pub apart: u64,
    /// People who count for size.
    pub people: u64,
    /// Kilometres of border between neighbourhoods.
    pub border_km: f64,
    /// How whole PCNs stay; none where nothing is known of registrations.
    pub pcn: Option<Wholeness>,
    /// How whole wards stay; none where no wards are loaded.
    pub ward: Option<Wholeness>,
    /// How badly PCNs and neighbourhoods fit; none where nothing is known of registrations.
    pub misalignment: Option<Misalignment>,
    /// How many people live in the neighbourhood that looks after their practice's list; none where
    /// nothing is known of registrations, and in plans that were saved before.
    #[serde(default)]
    pub at_home: Option<AtHome>,
    /// Who changes neighbourhood beside the plan that was in force; none where none was.
    #[serde(default)]
    pub change: Option<Change>,
}

/// How many people live in the neighbourhood that looks after their practice's list: that which the plan
/// gives the practice, else that in which most of its people live.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AtHome {
    /// People who are registered and live in one of the areas.
    pub of: u64,
    /// Those who live there.
    pub people: u64,
    /// The same as a share, 0 to 1.
    pub share: f64,
}

/// Who changes neighbourhood between two plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// People whose neighbourhood is not the successor of the one they were in.
    pub people: u64,
    /// People who have a neighbourhood in both.
    pub of: u64,
}

/// How whole the units of a layer stay.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Wholeness {
    /// How many units.
    pub units: u64,
    /// How many of them lie in two neighbourhoods or more.
    pub split: u64,
    /// The share of people in the neighbourhood that has most of their unit, 0 to 1.
    pub in_main_neighbourhood: f64,
    /// The share of people in the unit that is largest in their neighbourhood, 0 to 1.
    pub in_main_unit: f64,
}

impl Figures {
    /// The figures of a division: `zone_of` gives the neighbourhood of each area of `place`.
    pub fn of(place: &Place, zone_of: &[usize], certificate: &Certificate) -> Self {
        let layer = |name: &str| certificate.layers.iter().find(|layer| layer.name == name);
        Self {
            neighbourhoods: certificate.zones.len() as u64,
            out_of_band: certificate.out_of_band() as u64,
            apart: certificate.apart() as u64,
            people: certificate.people,
            border_km: certificate.border_metres / 1_000.0,
            pcn: layer(PCN).map(Wholeness::of),
            ward: layer(WARD).map(Wholeness::of),
            misalignment: fit(place, zone_of),
            at_home: at_home(place, zone_of, certificate),
            change: None,
        }
    }
}

impl Wholeness {
    fn of(layer: &LayerFacts) -> Self {
        Self {
            units: layer.units as u64,
            split: layer.split as u64,
            in_main_neighbourhood: layer.in_main_zone,
            in_main_unit: layer.in_main_unit,
        }
    }
}

/// How badly PCNs fit the neighbourhoods: registered people by PCN and by where they live.
fn fit(place: &Place, zone_of: &[usize]) -> Option<Misalignment> {
    let overlaps: Vec<Overlap> = pcn_patients(place)
        .into_iter()
        .map(|(area, pcn, people)| Overlap {
            left: pcn,
            right: zone_of[area],
            people: u64::from(people),
        })
        .collect();
    (!overlaps.is_empty()).then(|| misalignment(&overlaps))
}

/// By the homes that were checked, else by where most of each practice's people live.
fn at_home(place: &Place, zone_of: &[usize], certificate: &Certificate) -> Option<AtHome> {
    if let Some(homes) = certificate.homes.iter().find(|homes| homes.layer == PRACTICE) {
        let (of, people) = (homes.people, homes.people_at_home);
        return Some(AtHome { of, people, share: homes.at_home });
    }
    let mut lists: BTreeMap<usize, BTreeMap<usize, u64>> = BTreeMap::new();
    for one in &place.registrations {
        let list = lists.entry(one.practice).or_default();
        *list.entry(zone_of[one.area]).or_default() += u64::from(one.patients);
    }
    let of: u64 = lists.values().flat_map(BTreeMap::values).sum();
    let people: u64 = lists.values().filter_map(|list| list.values().max()).sum();
    (of > 0).then(|| AtHome { of, people, share: real(people) / real(of) })
}

#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
fn real(count: u64) -> f64 {
    count as f64
}

//! The figures by which plans are compared, each taken from the independent check.

use kith_districting::{Certificate, LayerFacts, Misalignment, Overlap, misalignment};
use serde::{Deserialize, Serialize};

use crate::place::Place;
use crate::plan::drawing::{PCN, WARD};
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

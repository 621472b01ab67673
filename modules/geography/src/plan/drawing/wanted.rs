//! The wishes of rules as the engine takes them: layers, homes, measures, ways.

use kith_districting::{Band, Homes, Layer, Measure, Membership, Travel, Wish};

use super::{NotDrawn, PCN, PRACTICE, TODAY, WARD};
use crate::measure;
use crate::place::{Place, travel};
use crate::plan::Rules;
use crate::plan::footprints::pcn_patients;
use crate::plan::rules::{Likeness, Listed};

/// The key under which rules and forms know the layer of practices; that of a layer of units is its own.
const KEY_OF_PRACTICES: &str = "practice";

/// The layers, PCNs first and wards second where they are known: they are always measured.
pub(super) fn layers(
    place: &Place,
    rules: &Rules,
    today: Option<&[Option<usize>]>,
) -> Result<Vec<Layer>, NotDrawn> {
    let mut layers = Vec::new();
    let patients = pcn_patients(place);
    if !patients.is_empty() {
        let units = place.pcns.len();
        layers.push(layer(PCN, units, &patients, rules.weights.pcn));
    }
    if let Some(wards) = of_units(place, "ward", WARD, rules.weights.ward) {
        layers.push(wards);
    }
    let has_homes = rules.wishes.homes_of(Listed::Practice).is_some_and(|wish| wish.weight > 0.0);
    let of_practices = rules.wishes.whole.get(KEY_OF_PRACTICES).copied().unwrap_or(0.0);
    if of_practices > 0.0 || has_homes {
        let here = place.registrations.iter();
        let patients: Vec<(usize, usize, u32)> =
            here.map(|one| (one.area, one.practice, one.patients)).collect();
        layers.push(layer(PRACTICE, place.practices.len(), &patients, of_practices));
    }
    for (name, weight) in &rules.wishes.whole {
        if name == KEY_OF_PRACTICES || *weight <= 0.0 {
            continue;
        }
        let missing = || NotDrawn::NoLayer { layer: name.clone(), areas: place.areas.len() };
        layers.push(of_units(place, name, name, *weight).ok_or_else(missing)?);
    }
    if let Some(today) = today {
        let people = people(place, rules);
        let known = today.iter().zip(people).enumerate();
        let members: Vec<(usize, usize, u32)> =
            known.filter_map(|(area, (unit, people))| Some((area, (*unit)?, people))).collect();
        let units = members.iter().map(|member| member.1 + 1).max().unwrap_or(0);
        layers.push(layer(TODAY, units, &members, rules.wishes.today));
    }
    Ok(layers)
}

/// The people who count for size, area by area.
pub(super) fn people(place: &Place, rules: &Rules) -> Vec<u32> {
    match rules.people {
        crate::plan::rules::Counted::Residents => place.residents(),
        crate::plan::rules::Counted::Registered => place.registered(),
    }
}

fn of_units(place: &Place, key: &str, name: &str, weight: f64) -> Option<Layer> {
    let units = place.layers.get(key)?;
    let residents = place.residents();
    let known = units.unit_of.iter().enumerate();
    let members: Vec<(usize, usize, u32)> =
        known.filter_map(|(area, unit)| Some((area, (*unit)?, residents[area]))).collect();
    Some(layer(name, units.units.len(), &members, weight))
}

fn layer(name: &str, units: usize, members: &[(usize, usize, u32)], weight: f64) -> Layer {
    let member = |&(area, unit, people): &(usize, usize, u32)| Membership { area, unit, people };
    Layer { name: name.to_owned(), units, members: members.iter().map(member).collect(), weight }
}

/// The wishes for homes, by the positions of their layers.
pub(super) fn homes(layers: &[Layer], rules: &Rules) -> Result<Vec<Homes>, NotDrawn> {
    let home = |wish: &crate::plan::rules::HomesWish| {
        let name = match wish.of {
            Listed::Practice => PRACTICE,
            Listed::Pcn => PCN,
        };
        let at = layers.iter().position(|layer| layer.name == name && !layer.members.is_empty());
        let layer = at.ok_or(NotDrawn::NoLists(wish.of.title()))?;
        let band = wish.band.map(|band| Band { least: band.least, most: band.most });
        Ok(Homes { layer, weight: wish.weight, band })
    };
    // A wish without weight gives no homes; the lists then count where most of their people live.
    rules.wishes.homes.iter().filter(|wish| wish.weight > 0.0).map(home).collect()
}

/// The measures: those of areas, then the numbers of sites.
pub(super) fn measures(place: &Place, rules: &Rules) -> Result<Vec<Measure>, NotDrawn> {
    let of_areas = rules.wishes.measures.iter().map(|wish| {
        let missing = || NotDrawn::NoMeasure(measure::called(&wish.measure).title);
        let values = measure::values(place, &wish.measure).ok_or_else(missing)?;
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        if known.is_empty() {
            return Err(missing());
        }
        // An area of which nothing is known pulls at nothing: it is taken for a middling one, or for
        // one that has nothing of what is summed.
        let count = f64::from(u32::try_from(known.len()).unwrap_or(u32::MAX));
        let (wish_of, otherwise) = match wish.wish {
            Likeness::Alike => (Wish::Alike, known.iter().sum::<f64>() / count),
            Likeness::Mixed => (Wish::Mixed, known.iter().sum::<f64>() / count),
            Likeness::Even => (Wish::Even, 0.0),
        };
        let values = values.into_iter().map(|value| value.unwrap_or(otherwise)).collect();
        Ok(Measure { name: wish.measure.clone(), values, wish: wish_of, weight: wish.weight })
    });
    let of_sites = rules.wishes.at_least.iter().map(|wish| {
        let mut values = vec![0.0; place.areas.len()];
        for site in sites(place, &wish.kind)? {
            values[place.sites[site].area] += 1.0;
        }
        let least = Wish::AtLeast(f64::from(wish.least));
        Ok(Measure { name: wish.kind.clone(), values, wish: least, weight: wish.weight })
    });
    of_areas.chain(of_sites).collect()
}

/// The ways to the sites that can be hubs.
pub(super) fn travel(place: &Place, rules: &Rules) -> Result<Option<Travel>, NotDrawn> {
    let Some(wish) = &rules.wishes.travel else { return Ok(None) };
    let mode = travel::mode(&wish.mode).ok_or_else(|| NotDrawn::NoMode(wish.mode.clone()))?;
    let sites = sites(place, &wish.kind)?;
    let minutes = place.areas.iter().flat_map(|area| {
        let way = |site: &usize| mode.minutes(area.middle, place.sites[*site].at);
        sites.iter().map(way).collect::<Vec<f64>>()
    });
    Ok(Some(Travel {
        minutes: minutes.collect(),
        hubs: sites.iter().map(|site| place.sites[*site].area).collect(),
        weight: wish.weight,
        beyond_15: wish.beyond_15,
        beyond_30: wish.beyond_30,
    }))
}

/// The positions of the sites of a kind.
pub fn sites(place: &Place, kind: &str) -> Result<Vec<usize>, NotDrawn> {
    let of_kind = |(_, site): &(usize, &crate::place::Site)| site.kind == kind;
    let found: Vec<usize> =
        place.sites.iter().enumerate().filter(of_kind).map(|(at, _)| at).collect();
    if found.is_empty() { Err(NotDrawn::NoSites(kind.to_owned())) } else { Ok(found) }
}

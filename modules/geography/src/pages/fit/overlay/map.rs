//! Two layers on one map: areas in the fills of the first, dashed borders of the second.

use kith_design::map::{Over, Zone, ZoneArea, ZoneMap, zones_under};
use kith_design::{Figure, html};
use kith_frame::words;

use super::Overlay;
use crate::align::Slot;
use crate::align::division::lower;

/// The units of the first layer that lie here, in their order.
fn here(overlay: &Overlay) -> Vec<Slot> {
    let mut slots: Vec<Slot> = overlay.pairs.keys().map(|(one, _)| *one).collect();
    slots.dedup();
    slots
}

pub(super) fn figure(overlay: &Overlay) -> Figure {
    let place = &overlay.known.place;
    let slots = here(overlay);
    let unit = |units: &[Option<usize>], area: usize| units[area].map_or(Slot::NoUnit, Slot::Unit);
    let one = overlay.one.of_areas().unwrap_or_default();
    let two = overlay.two.of_areas().unwrap_or_default();
    let codes: Vec<String> =
        overlay.areas.iter().map(|area| place.areas[*area].code.to_string()).collect();
    let areas: Vec<ZoneArea<'_>> = overlay
        .areas
        .iter()
        .zip(&codes)
        .map(|(&area, code)| ZoneArea {
            code,
            name: &place.areas[area].name,
            boundary: &overlay.drawable.boundaries[area],
            zone: slots.binary_search(&unit(one, area)).unwrap_or_default(),
        })
        .collect();
    let signs: Vec<String> = (1..=slots.len()).map(|sign| sign.to_string()).collect();
    let names: Vec<String> = slots.iter().map(|slot| overlay.one.name(*slot)).collect();
    let people = |slot: &Slot| {
        let own = overlay.pairs.iter().filter(|((one, _), _)| one == slot);
        own.map(|(_, counts)| counts.residents).sum()
    };
    let zones: Vec<Zone<'_>> = slots
        .iter()
        .zip(signs.iter().zip(&names))
        .map(|(slot, (sign, name))| Zone { sign, name, people: people(slot), href: None })
        .collect();
    let unit_of: Vec<usize> =
        overlay.areas.iter().map(|area| two[*area].map_or(0, |unit| unit + 1)).collect();
    let (word, words) = (lower(&overlay.one.one), lower(&overlay.one.many));
    let what = ZoneMap {
        id: "map",
        words: (&word, &words),
        people: "People who live there",
        band: (0, u64::MAX),
        zones: &zones,
        window: None,
    };
    let over = Over { words: &lower(&overlay.two.many), unit_of: &unit_of };
    let list = html! {
        ol class="nhsuk-list nhsuk-list--number" { @for name in &names { li { (name) } } }
    };
    Figure { table: list, sentence: sentence(overlay), ..zones_under(&areas, &what, &over) }
}

/// How many units of the one lie in several of the other.
fn sentence(overlay: &Overlay) -> String {
    let slots = here(overlay);
    let divided = slots.iter().filter(|slot| {
        matches!(slot, Slot::Unit(_))
            && overlay.pairs.keys().filter(|(one, _)| one == *slot).count() > 1
    });
    let units = slots.iter().filter(|slot| matches!(slot, Slot::Unit(_))).count() as u64;
    let (one, two) = (&overlay.one, &overlay.two);
    format!(
        "{} of {} lie in more than one {}.",
        words::count(divided.count() as u64),
        words::how_many(units, &lower(&one.one), &lower(&one.many)),
        lower(&two.one)
    )
}

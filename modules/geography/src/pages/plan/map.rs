//! The map of a plan. A plan of very many areas is shown one district at a time.

use std::collections::{BTreeMap, HashMap};

use kith_design::map::{Zone, ZoneArea, ZoneMap, zones};
use kith_design::{Figure, Frame, Markup, html};
use kith_frame::form::{self, Wrong};

use super::Shown;
use crate::pages::place::{MOST_ON_A_MAP, districts};
use crate::plan::Plan;

/// An area on the map: its position in the place, and its neighbourhood.
type Placed = (usize, usize);

/// The areas of a plan that lie in the unit asked for, as `layer:code`; all where none is.
pub(crate) fn areas(shown: &Shown, within: &str) -> Vec<Placed> {
    let place = &shown.known.place;
    let asked = within.split_once(':');
    let inside = |area: usize| {
        asked.is_none_or(|(layer, code)| {
            place.unit(layer, area).is_some_and(|unit| unit.code == code)
        })
    };
    let placed =
        |(code, zone): &(kith_terms::LsoaCode, usize)| Some((place.position(code)?, *zone));
    shown.assignment.areas.iter().filter_map(placed).filter(|(area, _)| inside(*area)).collect()
}

/// The map with its table, or the districts to choose from.
pub(super) fn render(shown: &Shown, within: &str) -> Markup {
    with_table(shown, within, (&format!("/plans/{}", shown.plan.id), &frame(&shown.plan)))
}

/// The same to work on: the downloads are left to the plan's own page.
pub(crate) fn to_work_on(shown: &Shown, within: &str, path: &str) -> Markup {
    let frame = Frame { downloads: Vec::new(), ..frame(&shown.plan) };
    with_table(shown, within, (path, &frame))
}

fn with_table(shown: &Shown, within: &str, (path, frame): (&str, &Frame)) -> Markup {
    let areas = areas(shown, within);
    html! {
        @if shown.assignment.areas.len() > MOST_ON_A_MAP { (choose(shown, path, within)) }
        @if areas.len() > MOST_ON_A_MAP {
            (districts(&shown.known.place, path))
        } @else if areas.is_empty() {
            p { "No areas match. " a href=(path) { "Show all" } }
        } @else {
            (figure(shown, &areas).render(frame))
        }
    }
}

fn choose(shown: &Shown, path: &str, within: &str) -> Markup {
    let all = std::iter::once((String::new(), "All".to_owned()));
    let units = shown.known.place.layers.get("lad").into_iter().flat_map(|layer| {
        layer.units.iter().map(|unit| (format!("lad:{}", unit.code), unit.name.clone()))
    });
    html! {
        form method="get" action=(path) class="kith-choose" {
            (form::select("within", "District", all.chain(units), within, &Wrong::nothing()))
            (form::send("Show"))
        }
    }
}

/// The map of some of the plan's areas.
pub(crate) fn figure(shown: &Shown, areas: &[Placed]) -> Figure {
    let place = &shown.known.place;
    // The neighbourhoods that lie here, numbered as they are listed.
    let here: BTreeMap<usize, usize> = areas.iter().map(|(_, zone)| (*zone, 0)).collect();
    let here: BTreeMap<usize, usize> =
        here.into_keys().enumerate().map(|(number, zone)| (zone, number)).collect();
    let codes: Vec<String> =
        areas.iter().map(|(area, _)| place.areas[*area].code.to_string()).collect();
    let drawn: Vec<ZoneArea<'_>> = areas
        .iter()
        .zip(&codes)
        .map(|((area, zone), code)| ZoneArea {
            code,
            name: &place.areas[*area].name,
            boundary: &shown.drawable.boundaries[*area],
            zone: here[zone],
        })
        .collect();
    let people: HashMap<usize, u64> =
        shown.plan.facts.certificate.zones.iter().map(|zone| (zone.zone, zone.people)).collect();
    let signs: Vec<String> = here.keys().map(|zone| (zone + 1).to_string()).collect();
    let whys: Vec<String> = here.keys().map(|zone| why(shown, *zone)).collect();
    let list: Vec<Zone<'_>> = here
        .keys()
        .zip(signs.iter().zip(&whys))
        .map(|(zone, (sign, why))| Zone {
            sign,
            name: &shown.assignment.neighbourhoods[*zone].name,
            people: people.get(zone).copied().unwrap_or(0),
            href: Some(why),
        })
        .collect();
    let rules = &shown.plan.rules;
    let what = ZoneMap {
        id: "map",
        words: ("neighbourhood", "neighbourhoods"),
        people: rules.people.title(),
        band: (u64::from(rules.least), u64::from(rules.most)),
        zones: &list,
        window: None,
    };
    zones(&drawn, &what)
}

/// Where it is told why the borders of a neighbourhood are where they are.
fn why(shown: &Shown, zone: usize) -> String {
    let code = &shown.assignment.neighbourhoods[zone].code;
    format!("/plans/{}/why?neighbourhood={code}", shown.plan.id)
}

fn frame(plan: &Plan) -> Frame {
    let file = |words: &str, name: &str| (words.to_owned(), format!("/plans/{}/{name}", plan.id));
    Frame {
        heading: "The neighbourhoods".into(),
        how_to_read: html! {
            p { "The number on the map is that of the table. Colours only tell neighbours apart. A \
                 name in the table leads to why the borders of that neighbourhood are where they are." }
        },
        downloads: vec![
            file("Areas and their neighbourhoods as CSV", "areas.csv"),
            file("Practices and their neighbourhoods as CSV", "practices.csv"),
            file("Map as SVG", "map.svg"),
            file("Neighbourhoods as GeoJSON", "neighbourhoods.geojson"),
        ],
        table_heading: "The same in a table".into(),
        ..Frame::default()
    }
}

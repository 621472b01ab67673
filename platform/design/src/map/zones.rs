//! A map of neighbourhoods: which area belongs to which.

use kith_terms::{Boundary, Point};
use maud::{Markup, Render, html};

use super::ATTRIBUTION;
use super::choropleth::{link_to_map, row_id};
use super::drawing::{Sheet, area, border_width, open_path};
use super::outline::{Borders, Shape};
use super::window::Window;
use crate::colour::{OUTLINE, ZONE_FILLS};
use crate::component::table::{Cell, Table};
use crate::csv::csv;
use crate::figure::Figure;
use crate::words;

/// An area, and the zone it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct ZoneArea<'a> {
    /// Its official code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its outline, simplified.
    pub boundary: &'a Boundary,
    /// The place of its zone in the list of zones.
    pub zone: usize,
}

/// A zone: a neighbourhood of a plan.
#[derive(Debug, Clone)]
pub struct Zone<'a> {
    /// A sign for the map, as short as may be: "7".
    pub sign: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How many people it has.
    pub people: u64,
    /// Where it is described; its name in the table links there.
    pub href: Option<&'a str>,
}

/// What a map of zones shows.
pub struct ZoneMap<'a> {
    /// The id of the figure on its page.
    pub id: &'a str,
    /// What a zone is called, one and several: "neighbourhood", "neighbourhoods".
    pub words: (&'a str, &'a str),
    /// What people are counted: "Registered patients".
    pub people: &'a str,
    /// The least and the most people that a zone should have.
    pub band: (u64, u64),
    /// The zones.
    pub zones: &'a [Zone<'a>],
    /// The piece of ground; everything if none.
    pub window: Option<Window>,
}

/// Draws the areas in the fills of their zones, with dark borders between zones and the sign of
/// each zone inside it.
pub fn zones(areas: &[ZoneArea], what: &ZoneMap) -> Figure {
    let window =
        what.window.unwrap_or_else(|| Window::around(areas.iter().map(|area| area.boundary)));
    let sheet = Sheet::new(window);
    let shapes: Vec<Shape> = areas
        .iter()
        .map(|area| Shape { zone: area.zone, rings: sheet.rings(area.boundary) })
        .collect();
    let borders = Borders::between(&shapes);
    let zone_count =
        areas.iter().map(|area| area.zone + 1).max().unwrap_or(0).max(what.zones.len());
    let fills = borders.fills(zone_count, ZONE_FILLS.len());
    let seen: Vec<bool> = areas.iter().map(|area| window.touches(area.boundary)).collect();
    let drawn = html! {
        g stroke="#ffffff" stroke-width=(border_width(areas.len())) stroke-linejoin="round" fill-rule="evenodd" {
            @for (zone, fill) in fills.iter().enumerate() {
                g id={ "area-" (what.mark("zone-")) (zone) } fill=(ZONE_FILLS[*fill]) {
                    @for (index, place) in areas.iter().enumerate().filter(|(index, place)| place.zone == zone && seen[*index]) {
                        (area(&what.mark(place.code), &title(place, what), &shapes[index].rings))
                    }
                }
            }
        }
        path class="kith-map__outline" d=(open_path(&borders.lines)) fill="none" stroke=(OUTLINE)
            stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round" {}
        (signs(areas, what, &sheet))
    };
    Figure {
        id: what.id.to_owned(),
        svg: sheet.svg(&format!("{}-sentence", what.id), &drawn),
        key: html! {
            p class="kith-key__label" {
                "Each " (what.words.0) " has a dark outline and its own sign. Colours only tell neighbours apart."
            }
        },
        notes: html! { p class="kith-figure__notes" { (sheet.scale_words()) " " (ATTRIBUTION) } },
        table: table(areas, what).render(),
        csv: file(areas, what),
        sentence: sentence(what),
    }
}

impl ZoneMap<'_> {
    /// By what a part is called on the page. Where there are two maps, each has an id of its own.
    fn mark(&self, part: &str) -> String {
        if self.id == "map" { part.to_owned() } else { format!("{}-{part}", self.id) }
    }

    /// How a number of people lies to the band, in words.
    fn in_band(&self, people: u64) -> &'static str {
        if people < self.band.0 {
            "Too few"
        } else if people > self.band.1 {
            "Too many"
        } else {
            "In range"
        }
    }
}

fn title(area: &ZoneArea, what: &ZoneMap) -> String {
    match what.zones.get(area.zone) {
        Some(zone) => format!("{}: {}", area.name, zone.name),
        None => area.name.to_owned(),
    }
}

/// "26 neighbourhoods with 28,004 to 52,117 registered patients each; 22 of 26 have between 30,000
/// and 50,000."
fn sentence(what: &ZoneMap) -> String {
    let people = || what.zones.iter().map(|zone| zone.people);
    let (Some(least), Some(most)) = (people().min(), people().max()) else {
        return format!("There are no {} yet.", what.words.1);
    };
    let inside = people().filter(|people| what.in_band(*people) == "In range").count() as u64;
    format!(
        "{} with {} to {} {} each; {} of {} have between {} and {}.",
        words::how_many(what.zones.len() as u64, what.words.0, what.words.1),
        words::count(least),
        words::count(most),
        what.people.to_lowercase(),
        words::count(inside),
        words::count(what.zones.len() as u64),
        words::count(what.band.0),
        words::count(what.band.1)
    )
}

/// The sign of each zone, where the zone is widest.
fn signs(areas: &[ZoneArea], what: &ZoneMap, sheet: &Sheet) -> Markup {
    let place = |zone: usize| {
        let of_zone: Vec<&Boundary> =
            areas.iter().filter(|area| area.zone == zone).map(|area| area.boundary).collect();
        widest_place(&of_zone).map(|point| sheet.spot(point))
    };
    html! {
        g class="kith-map__signs" text-anchor="middle" font-family="arial, sans-serif" font-size="30"
            font-weight="700" fill=(OUTLINE) stroke="#ffffff" stroke-width="6" paint-order="stroke"
            stroke-linejoin="round" {
            @for (index, zone) in what.zones.iter().enumerate() {
                @if let Some((x, y)) = place(index) { text x=(x) y=(y) dy=".35em" { (zone.sign) } }
            }
        }
    }
}

/// A point inside one of the boundaries, as far from their borders as a lattice of 16 by 16 finds.
fn widest_place(boundaries: &[&Boundary]) -> Option<Point> {
    const LATTICE: u8 = 16;
    let largest =
        boundaries.iter().max_by(|a, b| a.square_metres().total_cmp(&b.square_metres()))?;
    let window = Window::around(boundaries.iter().copied());
    let step = |index: u8| (f64::from(index) + 0.5) / f64::from(LATTICE);
    let lattice = (0..LATTICE).flat_map(|column| (0..LATTICE).map(move |row| (column, row)));
    let points = lattice.map(|(column, row)| Point {
        east: window.west + window.width() * step(column),
        north: window.south + window.height() * step(row),
    });
    let inside = points.filter(|point| boundaries.iter().any(|it| contains(it, *point)));
    let border: Vec<Point> = outer_points(boundaries);
    let room = |point: &Point| {
        border.iter().map(|other| distance_squared(*point, *other)).fold(f64::INFINITY, f64::min)
    };
    let best = inside.map(|point| (room(&point), point)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, point)| point).or_else(|| largest.rings().next()?.0.first().copied())
}

/// The points that belong to one boundary only: about the outline of all of them together.
fn outer_points(boundaries: &[&Boundary]) -> Vec<Point> {
    let mut points: Vec<Point> = boundaries
        .iter()
        .flat_map(|boundary| boundary.rings())
        .flat_map(|ring| ring.0.iter().copied())
        .collect();
    let order = |a: &Point, b: &Point| a.east.total_cmp(&b.east).then(a.north.total_cmp(&b.north));
    points.sort_by(order);
    let groups = points.chunk_by(|a, b| a == b);
    groups.filter(|group| group.len() == 1).map(|group| group[0]).collect()
}

fn distance_squared(one: Point, other: Point) -> f64 {
    (one.east - other.east).powi(2) + (one.north - other.north).powi(2)
}

/// Whether a point is inside: a line from it to the east crosses the border an odd number of times.
fn contains(boundary: &Boundary, point: Point) -> bool {
    let mut inside = false;
    for ring in boundary.rings() {
        let next = ring.0.iter().cycle().skip(1);
        for (a, b) in ring.0.iter().zip(next) {
            let spans = (a.north > point.north) != (b.north > point.north);
            let along = (point.north - a.north) / (b.north - a.north);
            if spans && point.east < a.east + along * (b.east - a.east) {
                inside = !inside;
            }
        }
    }
    inside
}

fn table(areas: &[ZoneArea], what: &ZoneMap) -> Table {
    let row = |(index, zone): (usize, &Zone)| {
        let members = areas.iter().filter(|area| area.zone == index);
        let has_areas = members.clone().next().is_some();
        let map = has_areas.then(|| link_to_map(&what.mark(&format!("zone-{index}")), zone.name));
        let name = Cell { href: zone.href.map(str::to_owned), ..Cell::from(zone.name) };
        vec![
            zone.sign.into(),
            name,
            Cell::number(words::count(zone.people)),
            what.in_band(zone.people).into(),
            Cell::number(words::count(members.count() as u64)),
            map.unwrap_or_else(|| Cell::absent("No areas")),
        ]
    };
    let band = format!("{} to {}", words::count(what.band.0), words::count(what.band.1));
    Table {
        caption: format!("{} by {}", what.people, what.words.0).as_str().into(),
        head: vec![
            "Sign".into(),
            Cell::from(capitalised(what.words.0)),
            Cell::number(what.people),
            Cell::from(format!("Range {band}")),
            Cell::number("Areas"),
            "Map".into(),
        ],
        rows: what.zones.iter().enumerate().map(row).collect(),
        row_attributes: (0..what.zones.len())
            .map(|zone| row_id(&what.mark(&format!("zone-{zone}"))))
            .collect(),
        compact: true,
        scroll: true,
        ..Table::default()
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn file(areas: &[ZoneArea], what: &ZoneMap) -> String {
    let rows = areas.iter().map(|area| {
        let (sign, name) =
            what.zones.get(area.zone).map_or(("", "None"), |zone| (zone.sign, zone.name));
        [area.code, area.name, sign, name]
    });
    csv(&["Area code", "Area", "Sign", &capitalised(what.words.0)], rows)
}

//! A map of areas coloured by a value.

use kith_terms::Boundary;
use maud::{Markup, Render, html};

use super::ATTRIBUTION;
use super::drawing::{Sheet, area, border_width};
use super::key::{KeyLine, hatch, key, no_data};
use super::window::Window;
use crate::colour::of_class;
use crate::component::table::{Cell, Table};
use crate::csv::csv;
use crate::element::Attributes;
use crate::figure::Figure;
use crate::words;

/// An area, and the value that colours it.
#[derive(Debug, Clone)]
pub struct MapArea<'a> {
    /// Its official code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its outline, simplified.
    pub boundary: &'a Boundary,
    /// The value; none if there is no data.
    pub value: Option<f64>,
    /// The value as it is shown: "1,674".
    pub shown: String,
}

/// Where one class ends and the next begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Breaks {
    /// So many classes, at most five, with about as many areas in each.
    EqualCount(usize),
    /// The least values of the second, third, fourth and fifth class.
    At(Vec<f64>),
}

/// What a choropleth shows.
pub struct Choropleth<'a> {
    /// The id of the figure on its page.
    pub id: &'a str,
    /// The measure, as it begins a sentence: "Index of Multiple Deprivation score".
    pub measure: &'a str,
    /// What an area is called: "LSOA".
    pub area: &'a str,
    /// Where one class ends and the next begins.
    pub breaks: Breaks,
    /// How a value is written.
    pub show: &'a dyn Fn(f64) -> String,
    /// The piece of ground; everything if none.
    pub window: Option<Window>,
}

/// Draws areas coloured by a value, with the least in the lightest colour.
pub fn choropleth(areas: &[MapArea], what: &Choropleth) -> Figure {
    let window =
        what.window.unwrap_or_else(|| Window::around(areas.iter().map(|area| area.boundary)));
    let sheet = Sheet::new(window);
    let starts = what.breaks.starts(areas);
    let sentence = sentence(areas, what);
    let drawn = html! { (hatch(what.id)) (groups(areas, &sheet, &window, &starts, what.id)) };
    Figure {
        id: what.id.to_owned(),
        svg: sheet.svg(&format!("{}-sentence", what.id), &drawn),
        key: key(what.measure, &key_lines(areas, what, &starts)),
        notes: html! { p class="kith-figure__notes" { (sheet.scale_words()) " " (ATTRIBUTION) } },
        table: table(areas, what).render(),
        csv: file(areas, what),
        sentence,
    }
}

impl Breaks {
    /// The least value of each class.
    fn starts(&self, areas: &[MapArea]) -> Vec<f64> {
        let mut values: Vec<f64> = areas.iter().filter_map(|area| area.value).collect();
        values.sort_by(f64::total_cmp);
        let Some(least) = values.first().copied() else { return Vec::new() };
        let mut starts = vec![least];
        match self {
            Self::EqualCount(classes) => {
                let classes = (*classes).clamp(1, 5);
                starts.extend((1..classes).map(|class| values[class * values.len() / classes]));
            }
            Self::At(breaks) => starts.extend(breaks.iter().copied().take(4)),
        }
        // Classes that hold nothing, because many areas have the same value, are left out.
        starts.dedup_by(|next, start| *next <= *start);
        starts
    }
}

/// The class of a value: the last one that begins at or below it.
fn class_of(value: f64, starts: &[f64]) -> usize {
    starts.iter().rposition(|start| *start <= value).unwrap_or(0)
}

/// The areas, those of a class in one group so that its colour is written once.
fn groups(areas: &[MapArea], sheet: &Sheet, window: &Window, starts: &[f64], map: &str) -> Markup {
    let of = |class: Option<usize>| {
        areas.iter().filter(move |area| area.value.map(|value| class_of(value, starts)) == class)
    };
    let draw = |class| {
        html! {
            @for shape in of(class).filter(|shape| window.touches(shape.boundary)) {
                (area(shape.code, &title(shape), &sheet.rings(shape.boundary)))
            }
        }
    };
    html! {
        g stroke="#ffffff" stroke-width=(border_width(areas.len())) stroke-linejoin="round" fill-rule="evenodd" {
            @for class in 0..starts.len() {
                g fill=(of_class(class, starts.len())) { (draw(Some(class))) }
            }
            g fill=(no_data(map)) { (draw(None)) }
        }
    }
}

fn title(area: &MapArea) -> String {
    format!("{}: {}", area.name, shown(area))
}

fn shown<'a>(area: &'a MapArea) -> &'a str {
    if area.value.is_some() { &area.shown } else { "No data" }
}

fn key_lines(areas: &[MapArea], what: &Choropleth, starts: &[f64]) -> Vec<KeyLine> {
    let mut lines = Vec::new();
    for class in 0..starts.len() {
        let inside: Vec<f64> = areas
            .iter()
            .filter_map(|area| area.value)
            .filter(|value| class_of(*value, starts) == class)
            .collect();
        let least = inside.iter().copied().fold(f64::INFINITY, f64::min);
        let most = inside.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let range = if inside.is_empty() {
            continue;
        } else if (what.show)(least) == (what.show)(most) {
            (what.show)(least)
        } else {
            format!("{} to {}", (what.show)(least), (what.show)(most))
        };
        let many = words::how_many(inside.len() as u64, "area", "areas");
        lines.push(KeyLine {
            fill: of_class(class, starts.len()).to_owned(),
            words: format!("{range} ({many})"),
        });
    }
    if areas.iter().any(|area| area.value.is_none()) {
        lines.push(KeyLine { fill: no_data(what.id), words: "No data".to_owned() });
    }
    lines
}

/// "Registered patients in 175 areas: from 1,012 in Moor Row to 2,988 in Ferry Town; 2 areas have
/// no data."
fn sentence(areas: &[MapArea], what: &Choropleth) -> String {
    let with_value = || areas.iter().filter(|area| area.value.is_some());
    let by_value = |a: &&MapArea, b: &&MapArea| {
        a.value.unwrap_or_default().total_cmp(&b.value.unwrap_or_default())
    };
    let (Some(least), Some(most)) = (with_value().min_by(by_value), with_value().max_by(by_value))
    else {
        return format!("{}: no data.", what.measure);
    };
    let without = (areas.len() - with_value().count()) as u64;
    let gap = match without {
        0 => String::new(),
        1 => "; 1 area has no data".to_owned(),
        several => format!("; {} areas have no data", words::count(several)),
    };
    format!(
        "{} in {}: from {} in {} to {} in {}{gap}.",
        what.measure,
        words::how_many(areas.len() as u64, "area", "areas"),
        least.shown,
        least.name,
        most.shown,
        most.name
    )
}

fn table(areas: &[MapArea], what: &Choropleth) -> Table {
    let row = |area: &MapArea| {
        let value = match area.value {
            Some(_) => Cell::number(area.shown.as_str()),
            None => Cell::absent("No data"),
        };
        vec![Cell::named(area.name, area.code, None), value, link_to_map(area.code, area.name)]
    };
    Table {
        caption: format!("{} by {}", what.measure, what.area).as_str().into(),
        head: vec![what.area.into(), Cell::number(what.measure), "Map".into()],
        rows: areas.iter().map(row).collect(),
        row_attributes: areas.iter().map(|area| row_id(area.code)).collect(),
        first_cell_is_header: true,
        compact: true,
        scroll: true,
        ..Table::default()
    }
}

/// The link from a row to its area on the map.
pub(crate) fn link_to_map(code: &str, name: &str) -> Cell {
    html! {
        a class="nhsuk-link" href={ "#area-" (code) } {
            "Show on map" span class="nhsuk-u-visually-hidden" { ": " (name) }
        }
    }
    .into()
}

/// The id of a row, so that its area can lead to it.
pub(crate) fn row_id(code: &str) -> Attributes {
    Attributes::default().with("id", format!("row-{code}"))
}

fn file(areas: &[MapArea], what: &Choropleth) -> String {
    let rows = areas.iter().map(|area| {
        let value = area.value.map_or_else(|| "No data".to_owned(), |value| value.to_string());
        [area.code.to_owned(), area.name.to_owned(), value]
    });
    csv(&["Code", what.area, what.measure], rows)
}

//! The place: a map of its areas by any measure that is loaded, and the same in a table.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use kith_design::map::{Breaks, Choropleth, MapArea, Window, WindowLinks, choropleth};
use kith_design::{Cell, Figure, Frame, KeyFigure, KeyFigures, Markup, Table, html};
use kith_frame::app::App;
use kith_frame::as_at::AsAt;
use kith_frame::basis;
use kith_frame::form::{self, Wrong};
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::visitor::SignedIn;
use kith_frame::words;
use kith_intake::load::{self, Load};
use kith_terms::Id;
use serde::Deserialize;
use serde_json::json;

use super::{download, no_boundaries};
use crate::known::{self, Known};
use crate::measure::{self, Measure};
use crate::place::Place;
use crate::place::ground::Drawable;
use crate::{geojson, place};

/// More areas than this are shown one district at a time: the map of all of them would be heavier
/// than a page should be (design notes on maps: six boroughs with 993 areas have 65 kB).
pub(super) const MOST_ON_A_MAP: usize = 1_500;

/// What is asked of the map.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    measure: String,
    /// `layer:code`.
    #[serde(default)]
    within: String,
    #[serde(default)]
    zoom: String,
    #[serde(flatten)]
    as_at: AsAt,
}

/// What is shown: a measure of some of the areas.
struct Shown {
    known: Known,
    drawable: Arc<Drawable>,
    measure: Measure,
    values: Vec<Option<f64>>,
    areas: Vec<usize>,
    asked: Asked,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let title = app.settings.place.clone();
    let (known, wrong) = known::place_asked(&app, &asked.as_at).await?;
    let notice = asked.as_at.notice(known.basis.as_of);
    let inside = if known.place.areas.is_empty() {
        empty(&session, &asked.as_at)
    } else {
        let made_from = made_from(&app, &known).await?;
        inside(&session, &shown(&app, known, asked.clone()).await?, &made_from)
    };
    let kept = [("measure", asked.measure.as_str()), ("within", asked.within.as_str())];
    let main = html! {
        (wrong.summary())
        h1 class="nhsuk-heading-l" { (title) }
        (notice)
        (inside)
        (asked.as_at.form("/place", &kept, &wrong))
    };
    let page = Page::new("The place", main).under("The place", "/place").wide();
    Ok(if wrong.is_nothing() { page } else { page.with_errors() })
}

fn empty(session: &Session, as_at: &AsAt) -> Markup {
    let can_load = session.role.may.iter().any(|right| right == "data.load");
    html! {
        @if as_at.is_now() {
            (no_boundaries(can_load))
        } @else {
            p { "Nothing was known of this place then. " a href="/place" { "See it as it is now" } }
        }
    }
}

async fn shown(app: &App, known: Known, asked: Asked) -> Result<Shown, Problem> {
    let drawable = known::drawable(app, &known).await?;
    let place = &known.place;
    let key = if asked.measure.is_empty() { place::POPULATION } else { &asked.measure };
    let nothing = || vec![None; place.areas.len()];
    let values = measure::values(place, key).unwrap_or_else(nothing);
    let areas = wanted(place, &asked.within);
    Ok(Shown { measure: measure::called(key), values, areas, drawable, known, asked })
}

/// The areas of the unit that is asked for; all where none is.
fn wanted(place: &Place, within: &str) -> Vec<usize> {
    let all = 0..place.areas.len();
    match within.split_once(':') {
        None => all.collect(),
        Some((layer, code)) => all
            .filter(|area| place.unit(layer, *area).is_some_and(|unit| unit.code == code))
            .collect(),
    }
}

/// The loads that the place was made from: their files' names, with the day they speak of.
async fn made_from(app: &App, known: &Known) -> Result<Vec<(Id<Load>, String)>, Problem> {
    let mut reader = app.db.read().await?;
    let mut files = Vec::new();
    for id in &known.basis.loads {
        let load = load::one(&mut reader, *id).await?;
        let of = load.valid_from.map(|day| format!(", of {}", words::date(day)));
        files.push((*id, format!("{}{}", load.file, of.unwrap_or_default())));
    }
    Ok(files)
}

fn inside(session: &Session, shown: &Shown, made_from: &[(Id<Load>, String)]) -> Markup {
    let place = &shown.known.place;
    html! {
        (key_figures(place))
        (choose(shown))
        @if shown.areas.is_empty() {
            p { "No areas match. " a href="/place" { "Show all" } }
        } @else if shown.areas.len() > MOST_ON_A_MAP {
            (districts(place, "/place"))
        } @else {
            (figure(shown).render(&frame(shown)))
        }
        p { a href="/place/overlay" { "Two layers over each other on one map" } }
        h2 class="nhsuk-heading-m" { "How this was made" }
        p { (shown.measure.title) ": " (shown.measure.source) ". The place is made from these files:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for (id, file) in made_from { li { (basis::load(session, *id, file)) } }
        }
    }
}

fn key_figures(place: &Place) -> KeyFigures {
    let residents: u64 = place.residents().iter().map(|people| u64::from(*people)).sum();
    let mut figures = vec![
        KeyFigure::new("Small areas", words::count(place.areas.len() as u64)),
        KeyFigure::new("People who live here", words::count(residents)),
    ];
    if !place.practices.is_empty() {
        let elsewhere: u64 = place.elsewhere.iter().map(|e| u64::from(e.patients)).sum();
        let note =
            format!("{} of them live elsewhere or nobody knows where", words::count(elsewhere));
        figures.push(
            KeyFigure::new("Registered people", words::count(place.patients())).with_note(note),
        );
        figures.push(KeyFigure::new("Practices", words::count(place.practices.len() as u64)));
        figures.push(KeyFigure::new("PCNs", words::count(place.pcns.len() as u64)));
    }
    KeyFigures(figures)
}

fn choose(shown: &Shown) -> Markup {
    let place = &shown.known.place;
    let measures = measure::of(place).into_iter().map(|measure| (measure.key, measure.title));
    let all = std::iter::once((String::new(), "All".to_owned()));
    let units = place.layers.get("lad").into_iter().flat_map(|layer| {
        layer.units.iter().map(|unit| (format!("lad:{}", unit.code), unit.name.clone()))
    });
    let nothing = Wrong::nothing();
    html! {
        form method="get" action="/place" class="kith-choose" {
            (form::select("measure", "Measure", measures, &shown.measure.key, &nothing))
            (form::select("within", "District", all.chain(units), &shown.asked.within, &nothing))
            (form::send("Show"))
        }
    }
}

/// For a place of very many areas: its districts, each a link to its own map.
pub(super) fn districts(place: &Place, path: &str) -> Markup {
    let Some(layer) = place.layers.get("lad") else {
        return html! {
            p { "There are too many areas for one map. Load the look-up from areas to districts to \
                 see them district by district." }
        };
    };
    let residents = place.residents();
    let mut sums = vec![(0_u64, 0_u64); layer.units.len()];
    for (area, unit) in layer.unit_of.iter().enumerate() {
        if let Some(unit) = unit {
            sums[*unit].0 += 1;
            sums[*unit].1 += u64::from(residents[area]);
        }
    }
    let rows = layer.units.iter().zip(sums).map(|(unit, (areas, people))| {
        let link = html! { a href={ (path) "?within=lad:" (unit.code) } { (unit.name) } };
        vec![
            Cell::from(link),
            Cell::number(words::count(areas)),
            Cell::number(words::count(people)),
        ]
    });
    html! {
        p { "There are too many areas for one map. Choose a district." }
        (Table {
            caption: "Districts".into(),
            head: vec!["District".into(), Cell::number("Small areas"), Cell::number("People")],
            rows: rows.collect(),
            responsive: true,
            ..Table::default()
        })
    }
}

fn figure(shown: &Shown) -> Figure {
    let place = &shown.known.place;
    let show = |value: f64| words::decimal(value, shown.measure.places);
    let codes: Vec<String> =
        shown.areas.iter().map(|area| place.areas[*area].code.to_string()).collect();
    let areas: Vec<MapArea<'_>> = shown
        .areas
        .iter()
        .zip(&codes)
        .map(|(&area, code)| MapArea {
            code,
            name: &place.areas[area].name,
            boundary: &shown.drawable.boundaries[area],
            value: shown.values[area],
            shown: shown.values[area].map_or_else(|| "No data".to_owned(), show),
        })
        .collect();
    let what = Choropleth {
        id: "map",
        measure: &shown.measure.title,
        area: "small area",
        breaks: Breaks::EqualCount(5),
        show: &show,
        window: shown.asked.zoom.parse().ok(),
    };
    choropleth(&areas, &what)
}

fn frame(shown: &Shown) -> Frame {
    let query = |zoom: Option<Window>| {
        let zoom = zoom.map(|window| format!("&zoom={window}")).unwrap_or_default();
        let days = shown.asked.as_at.in_address();
        format!("?measure={}&within={}{days}{zoom}", shown.measure.key, shown.asked.within)
    };
    let boundaries = || shown.areas.iter().map(|area| &shown.drawable.boundaries[*area]);
    let whole = Window::around(boundaries());
    let window = shown.asked.zoom.parse().unwrap_or(whole);
    let href = |zoom: Option<Window>| format!("/place{}#map", query(zoom));
    let links = WindowLinks { window, whole, href: &href };
    Frame {
        heading: shown.measure.title.clone(),
        how_to_read: html! {
            p { "Each class has about as many areas as the others. Darker is more. A hatched area \
                 has no data. Press an area, or follow “Show on map” in the table, to find it." }
        },
        controls: links.render(),
        downloads: vec![
            ("Table as CSV".into(), format!("/place/areas.csv{}", query(None))),
            ("Map as SVG".into(), format!("/place/map.svg{}", query(None))),
            ("Areas as GeoJSON".into(), format!("/place/areas.geojson{}", query(None))),
        ],
        table_heading: "The same in a table".into(),
    }
}

/// The table as CSV.
pub(crate) async fn csv(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (known, _) = known::place_asked(&app, &asked.as_at).await?;
    let shown = shown(&app, known, asked).await?;
    Ok(download::csv("areas.csv", figure(&shown).csv))
}

/// The map as SVG.
pub(crate) async fn svg(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (known, _) = known::place_asked(&app, &asked.as_at).await?;
    let shown = shown(&app, known, asked).await?;
    Ok(download::svg("map.svg", figure(&shown).svg.into_string()))
}

/// The areas as GeoJSON, with the measure.
pub(crate) async fn geojson(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (known, _) = known::place_asked(&app, &asked.as_at).await?;
    let shown = shown(&app, known, asked).await?;
    let place = &shown.known.place;
    let features = shown.areas.iter().map(|&area| {
        let it = &place.areas[area];
        let properties = json!({
            "code": it.code, "name": it.name, "measure": shown.measure.title,
            "value": shown.values[area],
        });
        (properties, &it.boundary)
    });
    Ok(download::geojson("areas.geojson", &geojson::collection(features)))
}

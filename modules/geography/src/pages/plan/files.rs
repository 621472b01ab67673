//! A plan as files for other programs.

use axum::extract::State;
use axum::response::Response;
use kith_design::csv;
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::problem::Problem;
use kith_frame::visitor::SignedIn;
use serde_json::json;

use super::{find, map};
use crate::geojson;
use crate::pages::download;
use crate::plan::Plan;
use crate::practice_home;

/// The look-up from areas to neighbourhoods, in the layout that ICBs use.
pub(crate) async fn areas_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    let shown = find(&app, &session, id).await?;
    let start = shown.plan.valid_from.map(|day| day.to_string()).unwrap_or_default();
    let place = &shown.known.place;
    let rows = shown.assignment.areas.iter().map(|(code, at)| {
        let name = place.position(code).map_or("", |area| place.areas[area].name.as_str());
        let neighbourhood = &shown.assignment.neighbourhoods[*at];
        [
            code.to_string(),
            name.to_owned(),
            neighbourhood.code.clone(),
            neighbourhood.name.clone(),
            start.clone(),
        ]
    });
    let head = [
        "LSOA_2021_CODE",
        "LSOA_2021_NAME",
        "NEIGHBOURHOOD_CODE",
        "NEIGHBOURHOOD_NAME",
        "START_DATE",
    ];
    Ok(download::csv("neighbourhoods-by-area.csv", csv(&head, rows)))
}

/// The look-up from practices to neighbourhoods, in the layout that ICBs use.
pub(crate) async fn practices_csv(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    let shown = find(&app, &session, id).await?;
    let homes = practice_home::of_plan(&shown.known.place, &shown.assignment, &shown.plan.facts);
    let rows = shown.known.place.practices.iter().zip(homes).filter_map(|(practice, home)| {
        let home = &shown.assignment.neighbourhoods[home?];
        Some([
            practice.code.to_string(),
            practice.name.clone(),
            home.name.clone(),
            home.code.clone(),
        ])
    });
    let head = ["PRACTICE_CODE", "PRACTICE_NAME", "NEIGHBOURHOOD_NAME", "NEIGHBOURHOOD_CODE"];
    Ok(download::csv("neighbourhoods-by-practice.csv", csv(&head, rows)))
}

/// The map as SVG.
pub(crate) async fn svg(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    let shown = find(&app, &session, id).await?;
    Ok(download::svg(
        "neighbourhoods.svg",
        map::figure(&shown, &map::areas(&shown, "")).svg.into_string(),
    ))
}

/// The areas with their neighbourhoods as GeoJSON.
pub(crate) async fn as_geojson(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Response, Problem> {
    let shown = find(&app, &session, id).await?;
    let place = &shown.known.place;
    let features = shown.assignment.areas.iter().filter_map(|(code, at)| {
        let area = &place.areas[place.position(code)?];
        let neighbourhood = &shown.assignment.neighbourhoods[*at];
        let properties = json!({
            "code": area.code, "name": area.name,
            "neighbourhood_code": neighbourhood.code, "neighbourhood_name": neighbourhood.name,
        });
        Some((properties, &area.boundary))
    });
    Ok(download::geojson("neighbourhoods.geojson", &geojson::collection(features)))
}

//! The small areas, practices and networks of the place over REST.

use axum::Json;
use axum::extract::{Query, State};
use kith_frame::app::App;
use kith_frame::paging::Which;
use kith_frame::problem::Problem;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::PAGE_SIZE;
use crate::{known, measure};

#[derive(OpenApi)]
#[openapi(
    paths(areas, practices, pcns),
    components(schemas(AreaAnswer, PracticeAnswer, PcnAnswer))
)]
struct Document;

/// This room's part of the OpenAPI document.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// A small area.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AreaAnswer {
    /// Its ONS code.
    code: String,
    /// Its name.
    name: String,
    /// Metres east of the origin of the National Grid.
    east: f64,
    /// Metres north of it.
    north: f64,
    /// People who live there.
    residents: u32,
    /// Registered people who live there.
    registered: u32,
    /// The codes of the units it belongs to, by layer.
    units: std::collections::BTreeMap<String, String>,
    /// What is measured of it.
    measures: std::collections::BTreeMap<String, f64>,
}

/// A general practice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PracticeAnswer {
    /// Its ODS code.
    code: String,
    /// Its name.
    name: String,
    /// Its postcode.
    postcode: Option<String>,
    /// The ODS code of its network.
    pcn: Option<String>,
}

/// A primary care network.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PcnAnswer {
    /// Its ODS code.
    code: String,
    /// Its name.
    name: String,
}

/// The small areas of the place, in the order of their codes.
#[utoipa::path(get, path = "/api/v1/areas", tag = "place", params(Which),
    responses((status = 200, description = "A page of 1,000 areas", body = [AreaAnswer])))]
pub(crate) async fn areas(
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<AreaAnswer>>, Problem> {
    let known = known::place(&app).await?;
    let place = &known.place;
    let (residents, registered) = (place.residents(), place.registered());
    Ok(which.of(
        PAGE_SIZE,
        place.areas.iter().enumerate().map(|(at, area)| AreaAnswer {
            code: area.code.to_string(),
            name: area.name.clone(),
            east: area.middle.east,
            north: area.middle.north,
            residents: residents[at],
            registered: registered[at],
            units: place
                .layers
                .keys()
                .filter_map(|layer| Some((layer.clone(), place.unit(layer, at)?.code.clone())))
                .collect(),
            measures: measure::of(place)
                .into_iter()
                .filter_map(|measure| {
                    Some((measure.key.clone(), (*place.measures.get(&measure.key)?.get(at)?)?))
                })
                .collect(),
        }),
    ))
}

/// The practices of the place, in the order of their codes.
#[utoipa::path(get, path = "/api/v1/practices", tag = "place", params(Which),
    responses((status = 200, description = "A page of 1,000 practices", body = [PracticeAnswer])))]
pub(crate) async fn practices(
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<PracticeAnswer>>, Problem> {
    let known = known::place(&app).await?;
    let place = &known.place;
    Ok(which.of(
        PAGE_SIZE,
        place.practices.iter().map(|practice| PracticeAnswer {
            code: practice.code.to_string(),
            name: practice.name.clone(),
            postcode: practice.postcode.clone(),
            pcn: practice.pcn.map(|pcn| place.pcns[pcn].code.to_string()),
        }),
    ))
}

/// The primary care networks of the place, in the order of their codes.
#[utoipa::path(get, path = "/api/v1/pcns", tag = "place", params(Which),
    responses((status = 200, description = "A page of 1,000 networks", body = [PcnAnswer])))]
pub(crate) async fn pcns(
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<PcnAnswer>>, Problem> {
    let known = known::place(&app).await?;
    Ok(which.of(
        PAGE_SIZE,
        known
            .place
            .pcns
            .iter()
            .map(|pcn| PcnAnswer { code: pcn.code.to_string(), name: pcn.name.clone() }),
    ))
}

//! GeoJSON: RFC 7946, and the older form with a `crs`.
//!
//! The file is cut into its features here, so that a broken one does not take the others with it; an
//! outline is read by the crate `geojson`.

use std::borrow::Cow;
use std::fmt;

use ::geojson::{Geometry, GeometryValue, Position};
use kith_terms::{Boundary, Polygon};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Feature, Features, ring};
use crate::ground::{Ground, is_known};
use crate::{CannotRead, Landing, Quarantined, Row, Source, decode};

/// Hands on each feature of a collection.
pub(super) fn each<T>(source: &Source, features: &mut Features<'_, '_, T>) -> Result<(), CannotRead>
where
    T: FnMut(&Row<'_>, &Boundary, &mut Landing<'_>) -> Result<(), Quarantined>,
{
    let text = decode(source.bytes()?).text;
    let collection = collection(&text)?;
    if let Some(system) = collection.crs.and_then(|crs| crs.properties.name) {
        if !is_known(&system) {
            return Err(CannotRead::UnknownGround { system: system.into_owned() });
        }
        features.landing.fact("coordinates stated", system);
    }
    let ground = Ground::new();
    for feature in collection.features {
        features.take(read_feature(feature, &ground))?;
    }
    Ok(())
}

/// The names of the properties of the first feature.
pub(crate) fn property_names(text: &str) -> Option<Vec<String>> {
    let first = *collection(text).ok()?.features.first()?;
    let feature: RawFeature<'_> = serde_json::from_str(first.get()).ok()?;
    Some(feature.properties.0.into_iter().map(|(name, _)| name).collect())
}

fn read_feature(raw: &RawValue, ground: &Ground) -> Result<Feature, String> {
    let feature: RawFeature<'_> =
        serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
    let (names, values) = feature.properties.0.into_iter().unzip();
    Ok(Feature { names, values, boundary: boundary(feature.geometry, ground) })
}

fn boundary(geometry: Option<&RawValue>, ground: &Ground) -> Result<Boundary, String> {
    let text = geometry.map_or("null", RawValue::get);
    let geometry: Option<Geometry> =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let polygons = match geometry.map(|geometry| geometry.value) {
        None => return Err("there is no outline".to_owned()),
        Some(GeometryValue::Polygon { coordinates }) => vec![coordinates],
        Some(GeometryValue::MultiPolygon { coordinates }) => coordinates,
        Some(other) => return Err(format!("a {} is not an area", other.type_name())),
    };
    let mut whole = Boundary::default();
    for rings in polygons {
        let mut rings = rings.iter().map(|positions| ring(&pairs(positions)?, ground));
        let outer = rings.next().ok_or("a polygon has no outline")??;
        whole.0.push(Polygon { outer, holes: rings.collect::<Result<_, _>>()? });
    }
    if whole.0.is_empty() { Err("there is no outline".to_owned()) } else { Ok(whole) }
}

/// The first two numbers of each position; a height behind them is passed over.
fn pairs(positions: &[Position]) -> Result<Vec<(f64, f64)>, String> {
    let pair = |position: &Position| match position.as_slice() {
        [x, y, ..] => Ok((*x, *y)),
        _ => Err("a position has two numbers".to_owned()),
    };
    positions.iter().map(pair).collect()
}

fn collection(text: &str) -> Result<Collection<'_>, CannotRead> {
    serde_json::from_str(text)
        .map_err(|error| CannotRead::Broken { what: "GeoJSON", why: error.to_string() })
}

#[derive(Deserialize)]
struct Collection<'a> {
    crs: Option<Crs<'a>>,
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Crs<'a> {
    #[serde(borrow)]
    properties: CrsName<'a>,
}

#[derive(Deserialize)]
struct CrsName<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct RawFeature<'a> {
    #[serde(default)]
    properties: Properties,
    #[serde(borrow)]
    geometry: Option<&'a RawValue>,
}

/// The properties in the order of the file, as text.
#[derive(Default)]
struct Properties(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PropertiesVisitor)
    }
}

struct PropertiesVisitor;

impl<'de> Visitor<'de> for PropertiesVisitor {
    type Value = Properties;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties")
    }

    fn visit_unit<E>(self) -> Result<Properties, E> {
        Ok(Properties::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
        let mut properties = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
            let text = match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Null => String::new(),
                other => other.to_string(),
            };
            properties.push((name, text));
        }
        Ok(Properties(properties))
    }
}

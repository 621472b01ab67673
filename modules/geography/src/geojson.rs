//! Areas as GeoJSON (RFC 7946), for other programs.

use kith_intake::ToDegrees;
use kith_terms::{Boundary, Polygon, Ring};
use serde_json::{Value, json};

/// Decimals of a degree that are written: six are about a tenth of a metre in England.
const DECIMALS: f64 = 1e6;

/// A collection of features: properties and outlines.
pub fn collection<'a>(features: impl IntoIterator<Item = (Value, &'a Boundary)>) -> Value {
    let to = ToDegrees::default();
    let features: Vec<Value> = features
        .into_iter()
        .map(|(properties, boundary)| {
            json!({ "type": "Feature", "properties": properties, "geometry": geometry(&to, boundary) })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features })
}

fn geometry(to: &ToDegrees, boundary: &Boundary) -> Value {
    let polygons: Vec<Value> = boundary.0.iter().map(|one| polygon(to, one)).collect();
    json!({ "type": "MultiPolygon", "coordinates": polygons })
}

/// The outer ring goes round anticlockwise, holes clockwise (RFC 7946, section 3.1.6).
fn polygon(to: &ToDegrees, polygon: &Polygon) -> Value {
    let outer = ring(to, &polygon.outer, false);
    let holes = polygon.holes.iter().map(|hole| ring(to, hole, true));
    std::iter::once(outer).chain(holes).collect()
}

fn ring(to: &ToDegrees, ring: &Ring, clockwise: bool) -> Value {
    let mut points = ring.0.clone();
    if is_clockwise(ring) != clockwise {
        points.reverse();
    }
    points.extend(points.first().copied());
    let rounded = |degrees: f64| (degrees * DECIMALS).round() / DECIMALS;
    points
        .into_iter()
        .filter_map(|point| to.degrees(point))
        .map(|(longitude, latitude)| json!([rounded(longitude), rounded(latitude)]))
        .collect()
}

fn is_clockwise(ring: &Ring) -> bool {
    let next = ring.0.iter().cycle().skip(1);
    let twice: f64 =
        ring.0.iter().zip(next).map(|(a, b)| a.east * b.north - b.east * a.north).sum();
    twice < 0.0
}

#[cfg(test)]
mod tests {
    use kith_terms::Point;

    use super::*;

    #[test]
    fn a_ring_is_closed_and_goes_round_anticlockwise() {
        let corners = [(0.0, 0.0), (0.0, 100.0), (100.0, 100.0), (100.0, 0.0)];
        let points =
            corners.map(|(east, north)| Point { east: 500_000.0 + east, north: 200_000.0 + north });
        let outer = Ring(points.to_vec());
        assert!(is_clockwise(&outer));
        let boundary = Boundary(vec![Polygon { outer, holes: Vec::new() }]);
        let json = collection([(json!({ "code": "E01000001" }), &boundary)]);
        let ring = json["features"][0]["geometry"]["coordinates"][0][0].as_array().unwrap();
        assert_eq!(ring.len(), 5);
        assert_eq!(ring[0], ring[4]);
        // From the south-east corner north: the longitude hardly changes, the latitude grows.
        assert!(ring[1][1].as_f64() > ring[0][1].as_f64());
    }
}

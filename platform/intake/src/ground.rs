//! Which system a map file's coordinates are of, and the way from there to the National Grid.
//!
//! Only two systems are read, and in Great Britain their numbers cannot be taken for each other, so
//! the numbers decide and a file without a statement is read too: degrees of WGS 84 (EPSG:4326,
//! CRS84), longitude first, and metres of the British National Grid (EPSG:27700).

use kith_terms::Point;
use proj4rs::Proj;
use proj4rs::transform::{Transform, TransformClosure, transform};

/// The British National Grid with the seven-parameter Helmert shift from WGS 84 (Ordnance Survey, A
/// Guide to Coordinate Systems in Great Britain, section 6.6): right within about 5 metres; 2.0 m at
/// most over London against OSTN15.
const NATIONAL_GRID: &str = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 \
    +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m \
    +no_defs";

/// The grid covers 700 km by 1,300 km (the same guide, section 7.1).
const GRID: (f64, f64) = (700_000.0, 1_300_000.0);

/// Turns a file's coordinates into points of the National Grid.
pub(crate) struct Ground {
    degrees: Proj,
    grid: Proj,
}

/// A pair of numbers is a place of neither system in Great Britain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NotInBritain(pub(crate) f64, pub(crate) f64);

impl Ground {
    pub(crate) fn new() -> Self {
        let parse =
            |text| Proj::from_proj_string(text).expect("the text is a constant that parses");
        Self {
            degrees: parse("+proj=longlat +ellps=WGS84 +datum=WGS84 +no_defs"),
            grid: parse(NATIONAL_GRID),
        }
    }

    /// The point for a pair of numbers: degrees or metres, as they can only be one of them.
    pub(crate) fn point(&self, x: f64, y: f64) -> Result<Point, NotInBritain> {
        // Rectangle around the United Kingdom in degrees (EPSG:4326, area of use of EPSG:27700,
        // widened by a degree).
        if (-10.0..=3.0).contains(&x) && (48.0..=62.0).contains(&y) {
            let mut pair = Pair(x.to_radians(), y.to_radians());
            return match transform(&self.degrees, &self.grid, &mut pair) {
                Ok(()) if on_grid(pair.0, pair.1) => Ok(Point { east: pair.0, north: pair.1 }),
                _ => Err(NotInBritain(x, y)),
            };
        }
        let metres = on_grid(x, y) && x.abs().max(y.abs()) > 1_000.0;
        if metres { Ok(Point { east: x, north: y }) } else { Err(NotInBritain(x, y)) }
    }
}

/// Turns points of the National Grid into degrees of WGS 84, as GeoJSON asks for them (RFC 7946,
/// section 4).
pub struct ToDegrees(Ground);

impl Default for ToDegrees {
    fn default() -> Self {
        Self(Ground::new())
    }
}

impl ToDegrees {
    /// Longitude and latitude of a point; `None` for one that is not on the ground.
    pub fn degrees(&self, point: Point) -> Option<(f64, f64)> {
        let mut pair = Pair(point.east, point.north);
        transform(&self.0.grid, &self.0.degrees, &mut pair).ok()?;
        Some((pair.0.to_degrees(), pair.1.to_degrees()))
    }
}

/// Turns a pair of numbers in a table into a point of the National Grid: degrees of WGS 84, longitude
/// first, or metres east and north.
pub struct ToGrid(Ground);

impl Default for ToGrid {
    fn default() -> Self {
        Self(Ground::new())
    }
}

impl ToGrid {
    /// The point; `None` for a pair that is nowhere in Great Britain.
    pub fn point(&self, x: f64, y: f64) -> Option<Point> {
        self.0.point(x, y).ok()
    }
}

/// The systems by the names that files give them. A name that is neither is an error.
pub(crate) fn is_known(system: &str) -> bool {
    let system = system.to_ascii_uppercase().replace([' ', '-'], "_");
    ["4326", "CRS84", "27700", "BRITISH_NATIONAL_GRID"].iter().any(|name| system.contains(name))
        || (system.contains("GCS_WGS_1984") && !system.contains("PROJCS"))
        || (system.contains("WGS_84") && !system.contains("PROJC"))
}

fn on_grid(east: f64, north: f64) -> bool {
    (0.0..=GRID.0).contains(&east) && (0.0..=GRID.1).contains(&north)
}

struct Pair(f64, f64);

impl Transform for Pair {
    fn transform_coordinates<F: TransformClosure>(
        &mut self,
        to: &mut F,
    ) -> proj4rs::errors::Result<()> {
        let (x, y, _) = to(self.0, self.1, 0.0)?;
        (self.0, self.1) = (x, y);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_comes_back_from_degrees_to_where_it_was() {
        let there = ToDegrees::default().degrees(Point { east: 532_129.0, north: 181_683.0 });
        let (longitude, latitude) = there.unwrap();
        let back = Ground::new().point(longitude, latitude).unwrap();
        assert!((back.east - 532_129.0).abs() < 0.01 && (back.north - 181_683.0).abs() < 0.01);
    }

    #[test]
    fn degrees_become_grid_metres_within_the_five_metres_of_the_helmert_shift() {
        // Ordnance Survey, A Guide to Coordinate Systems in Great Britain (2020), worked example of
        // section 6.5: Caister water tower, ETRS89 52°39'28.8282"N 1°42'57.8663"E, by OSTN15
        // E 651409.804 N 313177.450.
        let (north, east) =
            (52.0 + (39.0 + 28.8282 / 60.0) / 60.0, 1.0 + (42.0 + 57.8663 / 60.0) / 60.0);
        let point = Ground::new().point(east, north).unwrap();
        assert!((point.east - 651_409.804).hypot(point.north - 313_177.450) < 5.0, "{point:?}");
    }

    #[test]
    fn metres_stay_as_they_are_and_other_numbers_are_refused() {
        let ground = Ground::new();
        assert_eq!(
            ground.point(532_129.0, 181_683.0),
            Ok(Point { east: 532_129.0, north: 181_683.0 })
        );
        // Latitude first; web Mercator; the origin; beyond all numbers.
        for (x, y) in
            [(51.5, -0.1), (-10_828.0, 6_717_000.0), (0.0, 0.0), (f64::NAN, 51.0), (1e300, 1e300)]
        {
            assert!(ground.point(x, y).is_err(), "{x} {y}");
        }
    }

    #[test]
    fn systems_are_known_by_the_names_that_files_give_them() {
        for known in [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "EPSG:27700",
            "PROJCS[\"British_National_Grid\",GEOGCS[…",
        ] {
            assert!(is_known(known), "{known}");
        }
        for other in ["EPSG:3857", "PROJCS[\"WGS_1984_Web_Mercator\",GEOGCS[\"GCS_WGS_1984\""] {
            assert!(!is_known(other), "{other}");
        }
    }
}

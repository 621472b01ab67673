//! From the National Grid to longitude and latitude, which published boundaries use.

use kith_terms::Point;
use proj4rs::Proj;
use proj4rs::transform::transform;

/// The British National Grid with the seven-parameter shift of Ordnance Survey's guide to
/// coordinate systems in Great Britain (within some metres of OSTN15).
const NATIONAL_GRID: &str = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 \
     +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m \
     +no_defs";

/// Turns points of EPSG:27700 into degrees of WGS 84.
pub(crate) struct Unprojection {
    from: Proj,
    to: Proj,
}

impl Unprojection {
    pub(crate) fn new() -> Self {
        let read = |text| Proj::from_proj_string(text).expect("the two texts are fixed and valid");
        Self { from: read(NATIONAL_GRID), to: read("+proj=longlat +datum=WGS84 +no_defs") }
    }

    /// Longitude and latitude in degrees.
    pub(crate) fn degrees(&self, point: Point) -> (f64, f64) {
        let mut at = (point.east, point.north, 0.0);
        transform(&self.from, &self.to, &mut at).expect("the place lies well inside the grid");
        (at.0.to_degrees(), at.1.to_degrees())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_of_ordnance_survey_is_met_within_five_metres() {
        // Caister water tower: E 651409.903 N 313177.270 is 52 39 28.8282 N, 1 42 57.8663 E on
        // ETRS89 (OS, A guide to coordinate systems in Great Britain, annex C; ETRS89 by OSTN).
        let (lon, lat) =
            Unprojection::new().degrees(Point { east: 651_409.903, north: 313_177.270 });
        let metres_north = (lat - (52.0 + 39.0 / 60.0 + 28.8282 / 3600.0)) * 111_300.0;
        let metres_east = (lon - (1.0 + 42.0 / 60.0 + 57.8663 / 3600.0)) * 67_600.0;
        assert!(metres_north.hypot(metres_east) < 5.0, "{metres_north} {metres_east}");
    }
}

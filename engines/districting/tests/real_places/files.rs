//! Reads the official files, as plainly as a test needs.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use geojson::{FeatureCollection, GeometryValue, Position};
use kith_terms::{Boundary, Point, Polygon, Ring};
use proj4rs::Proj;

/// The folder of official files, or nothing with a word on why a test skips.
pub(crate) fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("KITH_SHARED").map_or(beside, PathBuf::from);
    let data = shared.join("data");
    if data.is_dir() {
        return Some(data);
    }
    eprintln!("skipped: no folder of official files; name it in KITH_SHARED");
    None
}

/// The outlines in a GeoJSON file (EPSG:4326) in metres of the National Grid, with their codes.
pub(crate) fn boundaries(path: &Path) -> Vec<(String, Boundary)> {
    let mut text = String::new();
    let file = BufReader::new(File::open(path).unwrap());
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        BufReader::new(file).read_to_string(&mut text).unwrap();
    }
    let collection: FeatureCollection =
        text.parse::<geojson::GeoJson>().unwrap().try_into().unwrap();
    let grid = NationalGrid::new();
    let outline = |feature: &geojson::Feature| {
        let code = feature.property("LSOA21CD")?.as_str()?.to_owned();
        Some((code, grid.boundary(&feature.geometry.as_ref()?.value)))
    };
    collection.features.iter().filter_map(outline).collect()
}

/// The rows of a CSV file, each by header.
pub(crate) fn rows(path: &Path) -> Vec<HashMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        headers.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

struct NationalGrid {
    degrees: Proj,
    metres: Proj,
}

impl NationalGrid {
    fn new() -> Self {
        // EPSG:27700 with the seven-parameter Helmert transformation EPSG:1314, good to a few metres.
        let airy = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 \
                    +ellps=airy +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m";
        let degrees = Proj::from_proj_string("+proj=longlat +ellps=WGS84 +datum=WGS84").unwrap();
        Self { degrees, metres: Proj::from_proj_string(airy).unwrap() }
    }

    fn boundary(&self, geometry: &GeometryValue) -> Boundary {
        match geometry {
            GeometryValue::Polygon { coordinates } => Boundary(vec![self.polygon(coordinates)]),
            GeometryValue::MultiPolygon { coordinates } => {
                Boundary(coordinates.iter().map(|rings| self.polygon(rings)).collect())
            }
            _ => Boundary::default(),
        }
    }

    fn polygon(&self, rings: &[Vec<Position>]) -> Polygon {
        let mut rings = rings.iter().map(|ring| self.ring(ring));
        Polygon { outer: rings.next().unwrap(), holes: rings.collect() }
    }

    fn ring(&self, ring: &[Position]) -> Ring {
        let mut points: Vec<(f64, f64, f64)> = ring[1..]
            .iter()
            .map(|position| (position[0].to_radians(), position[1].to_radians(), 0.0))
            .collect();
        proj4rs::transform::transform(&self.degrees, &self.metres, points.as_mut_slice()).unwrap();
        Ring(points.iter().map(|&(east, north, _)| Point { east, north }).collect())
    }
}

/// The length of a closed line in metres.
pub(crate) fn ring_metres(ring: &Ring) -> f64 {
    let next = ring.0.iter().cycle().skip(1);
    ring.0.iter().zip(next).map(|(a, b)| (a.east - b.east).hypot(a.north - b.north)).sum()
}

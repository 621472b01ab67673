//! Map files, feature by feature: GeoJSON and shapefiles.

pub(crate) mod geojson;
pub(crate) mod shapefile;

use kith_terms::{Boundary, Ring};

use crate::delimited::note_ignored;
use crate::ground::{Ground, NotInBritain};
use crate::row::{At, Cells, Spot};
use crate::{CannotRead, Column, Header, Landing, Quarantined, Row, Source};

/// Reads a map file (GeoJSON or shapefile) feature by feature: its properties as a row and its outline
/// in metres of the National Grid. A feature with a broken outline is set aside by its number.
pub fn each_feature(
    source: &Source,
    columns: &[Column],
    landing: &mut Landing<'_>,
    take: impl FnMut(&Row<'_>, &Boundary, &mut Landing<'_>) -> Result<(), Quarantined>,
) -> Result<(), CannotRead> {
    let mut features =
        Features { file: source.name(), columns, header: None, number: 0, landing, take };
    if shapefile::is_one(source) {
        shapefile::each(source, &mut features)
    } else {
        geojson::each(source, &mut features)
    }
}

/// A feature as the readers hand it to the mechanism.
pub(crate) struct Feature {
    pub(crate) names: Vec<String>,
    pub(crate) values: Vec<String>,
    pub(crate) boundary: Result<Boundary, String>,
}

/// The mechanism for features: numbers them, finds their columns, settles them.
pub(crate) struct Features<'a, 's, T> {
    file: &'a str,
    columns: &'a [Column],
    header: Option<(Vec<String>, Header)>,
    number: u64,
    pub(crate) landing: &'a mut Landing<'s>,
    take: T,
}

impl<T> Features<'_, '_, T>
where
    T: FnMut(&Row<'_>, &Boundary, &mut Landing<'_>) -> Result<(), Quarantined>,
{
    pub(crate) fn take(&mut self, feature: Result<Feature, String>) -> Result<(), CannotRead> {
        if self.landing.is_stopped() {
            return Err(CannotRead::Stopped);
        }
        self.number += 1;
        let spot = Spot { file: self.file, at: At::Feature(self.number) };
        let outcome = match feature {
            Err(why) => Err(broken(&spot, &why)),
            Ok(feature) => {
                let read = self.learn_header(&feature.names)?;
                read.and_then(|()| self.take_whole(feature, spot))
            }
        };
        self.landing.settle(outcome, &spot);
        Ok(())
    }

    /// Finds the columns among the properties. The first feature must have them all, or the file is
    /// of another kind; a later one that has not is set aside alone.
    fn learn_header(&mut self, names: &[String]) -> Result<Result<(), Quarantined>, CannotRead> {
        if self.header.as_ref().is_some_and(|(known, _)| known == names) {
            return Ok(Ok(()));
        }
        match Header::find(self.columns, names) {
            Ok(header) => {
                if self.header.is_none() {
                    note_ignored(&header, self.landing);
                }
                self.header = Some((names.to_vec(), header));
                Ok(Ok(()))
            }
            Err(why) if self.header.is_none() => Err(why),
            Err(why) => {
                let spot = Spot { file: self.file, at: At::Feature(self.number) };
                let remedy = "look at the properties of this feature, or download the file again";
                Ok(Err(spot.finding(None, None, &why.to_string(), remedy).into()))
            }
        }
    }

    fn take_whole(&mut self, feature: Feature, spot: Spot<'_>) -> Result<(), Quarantined> {
        let (_, header) = self.header.as_ref().expect("learn_header has just filled it");
        let boundary = feature.boundary.map_err(|why| broken(&spot, &why))?;
        if boundary.square_metres() <= 0.0 {
            return Err(broken(&spot, "its holes are larger than it is"));
        }
        let row = Row { header, cells: Cells::List(&feature.values), spot };
        (self.take)(&row, &boundary, self.landing)
    }
}

fn broken(spot: &Spot<'_>, why: &str) -> Quarantined {
    let says = "a feature is an area: one or more closed outlines in Great Britain";
    let remedy = "mend the outline, or download the boundaries again from their publisher";
    spot.finding(Some("geometry"), Some(why), says, remedy).into()
}

/// Makes a polygon's or several polygons' boundary of rings of coordinate pairs.
pub(crate) fn ring(pairs: &[(f64, f64)], ground: &Ground) -> Result<Ring, String> {
    let mut points = Vec::with_capacity(pairs.len());
    for (x, y) in pairs {
        points.push(ground.point(*x, *y).map_err(|NotInBritain(x, y)| {
            format!("{x}, {y} is neither degrees nor grid metres of a place in Great Britain")
        })?);
    }
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    let ring = Ring(points);
    if ring.0.len() < 3 || ring.square_metres() <= 0.0 {
        return Err("an outline encloses no ground".to_owned());
    }
    Ok(ring)
}

//! Sites: buildings from which people can be served, or which a neighbourhood is better off for having.

use kith_terms::{Boundary, Point};

use super::Area;

/// A building that can be a hub or is an asset: a health centre, a pharmacy, a library.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its code, as its publisher gives it, or one made of its kind and name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is, in small letters with underscores: `health_centre`.
    pub kind: String,
    /// Where it stands, in metres of the National Grid.
    pub at: Point,
    /// The position of the area in which it stands.
    pub area: usize,
}

/// Farther than this from the middle of every area, a site stands elsewhere: no two neighbouring areas of
/// England have their middles so far apart, but for a few moors.
const FAR_METRES: f64 = 10_000.0;

/// Finds the area in which a point lies.
#[derive(Debug)]
pub struct Finder<'a> {
    areas: &'a [Area],
    /// The least and the most of each outline, so that most areas are passed over at a glance.
    corners: Vec<(Point, Point)>,
}

impl<'a> Finder<'a> {
    /// A finder for these areas.
    pub fn new(areas: &'a [Area]) -> Self {
        Self { areas, corners: areas.iter().map(|area| corners(&area.boundary)).collect() }
    }

    /// The area in which a point lies; for one on the water or just outside the outlines, the area with
    /// the nearest middle. None for a point far from all.
    pub fn area_of(&self, at: Point) -> Option<usize> {
        let may_hold = |(least, most): &(Point, Point)| {
            (least.east..=most.east).contains(&at.east)
                && (least.north..=most.north).contains(&at.north)
        };
        let candidates = self.areas.iter().zip(&self.corners);
        let inside = candidates
            .enumerate()
            .find(|(_, (area, corners))| may_hold(corners) && contains(&area.boundary, at));
        if let Some((position, _)) = inside {
            return Some(position);
        }
        let metres = |area: &Area| (area.middle.east - at.east).hypot(area.middle.north - at.north);
        let near = self.areas.iter().enumerate().map(|(position, area)| (position, metres(area)));
        let nearest = near.min_by(|one, other| one.1.total_cmp(&other.1))?;
        (nearest.1 <= FAR_METRES).then_some(nearest.0)
    }
}

fn corners(boundary: &Boundary) -> (Point, Point) {
    let nowhere = Point { east: f64::INFINITY, north: f64::INFINITY };
    let beyond = Point { east: f64::NEG_INFINITY, north: f64::NEG_INFINITY };
    let points = boundary.rings().flat_map(|ring| &ring.0);
    points.fold((nowhere, beyond), |(least, most), point| {
        let least = Point { east: least.east.min(point.east), north: least.north.min(point.north) };
        let most = Point { east: most.east.max(point.east), north: most.north.max(point.north) };
        (least, most)
    })
}

/// Whether a point is inside an outline: a line from it to the east crosses the rings an odd number of
/// times (even-odd rule), so holes are outside.
fn contains(boundary: &Boundary, at: Point) -> bool {
    let mut is_inside = false;
    for ring in boundary.rings() {
        let points = &ring.0;
        for (a, b) in points.iter().zip(points.iter().cycle().skip(1)) {
            let is_level = (a.north > at.north) != (b.north > at.north);
            if is_level {
                let share = (at.north - a.north) / (b.north - a.north);
                if at.east < a.east + share * (b.east - a.east) {
                    is_inside = !is_inside;
                }
            }
        }
    }
    is_inside
}

#[cfg(test)]
mod tests {
    use kith_terms::{Polygon, Ring};

    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Ring {
        Ring(corners.iter().map(|&(east, north)| Point { east, north }).collect())
    }

    fn square(code: &str, east: f64, holes: Vec<Ring>) -> Area {
        let outer = ring(&[(east, 0.0), (east + 10.0, 0.0), (east + 10.0, 10.0), (east, 10.0)]);
        Area {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            middle: Point { east: east + 5.0, north: 5.0 },
            boundary: Boundary(vec![Polygon { outer, holes }]),
        }
    }

    #[test]
    fn a_site_stands_in_the_area_around_it_or_in_the_nearest_and_nowhere_when_far_away() {
        let hole = ring(&[(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)]);
        let areas = [square("E01000001", 0.0, vec![hole]), square("E01000002", 10.0, Vec::new())];
        let finder = Finder::new(&areas);
        let at = |east, north| finder.area_of(Point { east, north });
        assert_eq!(at(1.0, 1.0), Some(0));
        assert_eq!(at(12.0, 5.0), Some(1));
        assert_eq!(at(14.0, 12.0), Some(1), "north of the outline, nearest to the second");
        assert!(!contains(&areas[0].boundary, Point { east: 5.0, north: 5.0 }), "in the hole");
        assert_eq!(at(50_000.0, 5.0), None);
    }
}

//! The outline of an area on the ground, in metres of the British National Grid (EPSG:27700).

/// A point on the ground: metres east and north of the false origin of the National Grid.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Metres east.
    pub east: f64,
    /// Metres north.
    pub north: f64,
}

/// A closed line. The last point is joined to the first; it is not repeated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ring(pub Vec<Point>);

/// A piece of ground without gaps, less its holes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Polygon {
    /// The line around it.
    pub outer: Ring,
    /// The lines around the holes in it.
    pub holes: Vec<Ring>,
}

/// The outline of an area: one polygon, or several where the area has islands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Boundary(pub Vec<Polygon>);

impl Ring {
    /// The area inside in square metres, whichever way round the points go (shoelace formula).
    pub fn square_metres(&self) -> f64 {
        let next = self.0.iter().cycle().skip(1);
        let twice: f64 =
            self.0.iter().zip(next).map(|(a, b)| a.east * b.north - b.east * a.north).sum();
        (twice / 2.0).abs()
    }
}

impl Ring {
    /// The length of the line in metres, back to where it began.
    pub fn metres(&self) -> f64 {
        let next = self.0.iter().cycle().skip(1);
        self.0.iter().zip(next).map(|(a, b)| (a.east - b.east).hypot(a.north - b.north)).sum()
    }
}

impl Boundary {
    /// The ground inside in square metres, holes taken off.
    pub fn square_metres(&self) -> f64 {
        self.0
            .iter()
            .map(|polygon| {
                let holes: f64 = polygon.holes.iter().map(Ring::square_metres).sum();
                polygon.outer.square_metres() - holes
            })
            .sum()
    }

    /// All rings, outer lines and holes alike.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.0.iter().flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(side: f64) -> Ring {
        let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
        Ring(corners.map(|(east, north)| Point { east, north }).to_vec())
    }

    #[test]
    fn a_hole_is_taken_off_the_ground_inside() {
        let boundary = Boundary(vec![Polygon { outer: square(10.0), holes: vec![square(2.0)] }]);
        assert!((boundary.square_metres() - 96.0).abs() < 1e-9);
        assert_eq!(boundary.rings().count(), 2);
        assert!((boundary.0[0].outer.metres() - 40.0).abs() < 1e-9);
    }
}

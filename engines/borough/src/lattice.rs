//! The sheet of small hexagons on which the place is drawn. Each corner belongs to exactly three
//! hexagons, so borders drawn along their sides can neither cross nor meet four at a time.

use kith_terms::Point;

/// Height of a row as a share of the distance between neighbours: half the root of three.
const ROW: f64 = 0.866_025_403_784_438_6;

/// The six neighbours in axial coordinates, anticlockwise from the east.
const AROUND: [(i32, i32); 6] = [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)];

/// A corner of a hexagon, in thirds of the axial coordinates.
pub(crate) type Corner = (i32, i32);

/// A rectangle of hexagons around the middle of the place; a hexagon is named by its position.
pub(crate) struct Lattice {
    columns: i32,
    rows: i32,
    spacing: f64,
}

impl Lattice {
    /// Hexagons `spacing` metres apart that cover `half_width` and `half_height` metres around 0,
    /// 0.
    pub(crate) fn new(half_width: i32, half_height: i32, spacing: i32) -> Self {
        Self {
            columns: 2 * half_width / spacing,
            rows: 2 * half_height * 8 / (spacing * 7),
            spacing: f64::from(spacing),
        }
    }

    /// How many hexagons there are.
    pub(crate) fn len(&self) -> usize {
        position(self.columns * self.rows)
    }

    /// The middle of a hexagon, in metres from the middle of the place.
    pub(crate) fn middle(&self, hexagon: usize) -> Point {
        let (q, r) = self.axial(hexagon);
        self.point((3 * q, 3 * r))
    }

    /// Where a corner is, in metres from the middle of the place.
    pub(crate) fn point(&self, (a, b): Corner) -> Point {
        let (a, b) = (f64::from(a) / 3.0, f64::from(b) / 3.0);
        Point {
            east: self.spacing * (a + b / 2.0 - f64::from(self.columns) / 2.0),
            north: self.spacing * ROW * (b - f64::from(self.rows) / 2.0),
        }
    }

    /// The neighbours, anticlockwise from the east; None beyond the sheet.
    pub(crate) fn neighbours(&self, hexagon: usize) -> [Option<usize>; 6] {
        let (q, r) = self.axial(hexagon);
        AROUND.map(|(dq, dr)| self.at(q + dq, r + dr))
    }

    /// The side towards each neighbour in the same order, drawn anticlockwise.
    pub(crate) fn sides(&self, hexagon: usize) -> [(Corner, Corner); 6] {
        let (q, r) = self.axial(hexagon);
        let corner = |k: usize| {
            let ((aq, ar), (bq, br)) = (AROUND[k % 6], AROUND[(k + 1) % 6]);
            (3 * q + aq + bq, 3 * r + ar + br)
        };
        [0, 1, 2, 3, 4, 5].map(|k| (corner(k + 5), corner(k)))
    }

    fn axial(&self, hexagon: usize) -> (i32, i32) {
        let hexagon = i32::try_from(hexagon).expect("the sheet has fewer than 2^31 hexagons");
        let r = hexagon / self.columns;
        (hexagon % self.columns - r / 2, r)
    }

    fn at(&self, q: i32, r: i32) -> Option<usize> {
        let column = q + r.div_euclid(2);
        let inside = (0..self.columns).contains(&column) && (0..self.rows).contains(&r);
        inside.then(|| position(r * self.columns + column))
    }
}

fn position(number: i32) -> usize {
    usize::try_from(number).expect("callers hand in what is not negative")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_side_and_walk_it_in_opposite_directions() {
        let lattice = Lattice::new(400, 400, 50);
        for here in 0..lattice.len() {
            for (k, there) in lattice.neighbours(here).into_iter().enumerate() {
                let Some(there) = there else { continue };
                let (from, to) = lattice.sides(here)[k];
                assert_eq!(lattice.sides(there)[(k + 3) % 6], (to, from));
                let (a, b) = (lattice.middle(here), lattice.middle(there));
                assert!(((a.east - b.east).hypot(a.north - b.north) - 50.0).abs() < 1e-6);
            }
        }
    }
}

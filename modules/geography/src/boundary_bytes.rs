//! Outlines as few bytes as they need: decimetres of the National Grid, each point as its distance
//! from the one before, small numbers in one byte.
//!
//! The bytes: how many polygons; for each, how many rings (the outer one first); for each, how many
//! points; for each point the steps east and north. Counts are LEB128 varints; steps are
//! zigzag-coded varints, measured from the point before it, whichever ring that was in.

use kith_terms::{Boundary, Point, Polygon, Ring};

/// Decimetres in a metre: finer than any published boundary (BFC is good to about a metre).
const DECIMETRES: f64 = 10.0;

/// Bytes that are no outline written by [`encode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotABoundary;

/// Writes an outline. Points are rounded to decimetres.
pub fn encode(boundary: &Boundary) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut last = (0, 0);
    put_count(boundary.0.len(), &mut bytes);
    for polygon in &boundary.0 {
        put_count(1 + polygon.holes.len(), &mut bytes);
        for ring in std::iter::once(&polygon.outer).chain(&polygon.holes) {
            put_count(ring.0.len(), &mut bytes);
            for point in &ring.0 {
                let here = (decimetres(point.east), decimetres(point.north));
                put_step(here.0 - last.0, &mut bytes);
                put_step(here.1 - last.1, &mut bytes);
                last = here;
            }
        }
    }
    bytes
}

/// Reads an outline back.
pub fn decode(bytes: &[u8]) -> Result<Boundary, NotABoundary> {
    let mut reader = Reader { bytes, last: (0, 0) };
    let mut boundary = Boundary::default();
    for _ in 0..reader.count()? {
        let rings = reader.count()?;
        if rings == 0 {
            return Err(NotABoundary);
        }
        let outer = reader.ring()?;
        let holes = (1..rings).map(|_| reader.ring()).collect::<Result<_, _>>()?;
        boundary.0.push(Polygon { outer, holes });
    }
    if reader.bytes.is_empty() { Ok(boundary) } else { Err(NotABoundary) }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "grid metres are below two million; `as` saturates"
)]
fn decimetres(metres: f64) -> i64 {
    (metres * DECIMETRES).round().clamp(-1e12, 1e12) as i64
}

#[expect(clippy::cast_precision_loss, reason = "decimetres are far below 2^52")]
fn metres(decimetres: i64) -> f64 {
    decimetres as f64 / DECIMETRES
}

fn put_count(count: usize, bytes: &mut Vec<u8>) {
    put(u64::try_from(count).unwrap_or(u64::MAX), bytes);
}

fn put_step(step: i64, bytes: &mut Vec<u8>) {
    put(((step << 1) ^ (step >> 63)).cast_unsigned(), bytes);
}

fn put(mut number: u64, bytes: &mut Vec<u8>) {
    loop {
        let low = number.to_le_bytes()[0] & 0x7F;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    last: (i64, i64),
}

impl Reader<'_> {
    fn ring(&mut self) -> Result<Ring, NotABoundary> {
        let many = self.count()?;
        let mut points = Vec::with_capacity(many);
        for _ in 0..many {
            let east = self.last.0.checked_add(self.step()?).ok_or(NotABoundary)?;
            let north = self.last.1.checked_add(self.step()?).ok_or(NotABoundary)?;
            self.last = (east, north);
            points.push(Point { east: metres(east), north: metres(north) });
        }
        Ok(Ring(points))
    }

    /// A count; never more than there are bytes left, so that damaged bytes cannot ask for memory.
    fn count(&mut self) -> Result<usize, NotABoundary> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if count <= self.bytes.len() { Ok(count) } else { Err(NotABoundary) }
    }

    fn step(&mut self) -> Result<i64, NotABoundary> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn number(&mut self) -> Result<u64, NotABoundary> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first().ok_or(NotABoundary)?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(NotABoundary)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole_decimetres() -> impl Strategy<Value = Ring> {
        let point = (0..7_000_000_i64, 0..13_000_000_i64)
            .prop_map(|(east, north)| Point { east: metres(east), north: metres(north) });
        prop::collection::vec(point, 0..30).prop_map(Ring)
    }

    proptest! {
        #[test]
        fn an_outline_is_read_back_as_it_was_written(
            polygons in prop::collection::vec(
                (whole_decimetres(), prop::collection::vec(whole_decimetres(), 0..3)), 0..4)
        ) {
            let polygons = polygons.into_iter().map(|(outer, holes)| Polygon { outer, holes });
            let boundary = Boundary(polygons.collect());
            prop_assert_eq!(decode(&encode(&boundary)), Ok(boundary));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(boundary) = decode(&bytes) {
                prop_assert!(boundary.rings().map(|ring| ring.0.len()).sum::<usize>() <= bytes.len());
            }
        }
    }

    #[test]
    fn a_point_that_is_near_takes_two_bytes() {
        let points = [(400_000.0, 300_000.0), (400_003.1, 300_006.3), (400_000.0, 300_006.3)];
        let ring = Ring(points.map(|(east, north)| Point { east, north }).to_vec());
        let boundary = Boundary(vec![Polygon { outer: ring, holes: Vec::new() }]);
        // Three counts, four bytes for each number of the first point, one for each of the others.
        assert_eq!(encode(&boundary).len(), 3 + 8 + 4);
    }
}

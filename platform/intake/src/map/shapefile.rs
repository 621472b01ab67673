//! Shapefiles: outlines in a `.shp`, properties in its `.dbf`, the system in its `.prj`.
//!
//! Outlines are read by the crate `shapefile` and the head of a table by its sister `dbase`. What
//! they do not guard against stands here (docs/adr/0003-boundary-readers.md). Formats: ESRI Shapefile
//! Technical Description (July 1998); dBASE III table files.

use std::io::Cursor;

use ::shapefile::dbase::encoding::UnicodeLossy;
use ::shapefile::dbase::{FieldInfo, ReaderBuilder};
use ::shapefile::record::polygon::GenericPolygon;
use ::shapefile::record::traits::HasXY;
use ::shapefile::{PointM, PointZ, PolygonRing, ReadableShape, ShapeType, header};
use kith_terms::{Boundary, Point, Polygon, Ring};

use super::{Feature, Features, ring};
use crate::ground::{Ground, is_known};
use crate::{CannotRead, Landing, Quarantined, Row, Source, decode};

pub(crate) fn is_one(source: &Source) -> bool {
    source.extension() == "shp"
}

/// Hands on each record of a shapefile.
pub(super) fn each<T>(source: &Source, features: &mut Features<'_, '_, T>) -> Result<(), CannotRead>
where
    T: FnMut(&Row<'_>, &Boundary, &mut Landing<'_>) -> Result<(), Quarantined>,
{
    if let Some(system) = source.companion("prj").map(|bytes| decode(bytes).text) {
        if !is_known(&system) {
            let start = system.chars().take(60).collect();
            return Err(CannotRead::UnknownGround { system: start });
        }
        let name: String = system.split(',').next().unwrap_or_default().chars().take(60).collect();
        features.landing.fact("coordinates stated", name);
    }
    let table = attributes(source)?;
    let ground = Ground::new();
    let mut shapes = source.bytes()?;
    header::Header::read_from(&mut shapes).map_err(|error| broken(&error.to_string()))?;
    for values in table.records() {
        let (boundary, rest) = next_shape(shapes, &ground);
        shapes = rest;
        features.take(Ok(Feature { names: table.names.clone(), values, boundary }))?;
    }
    if shapes.len() >= RECORD_HEAD {
        return Err(broken("there are more outlines than rows in its .dbf"));
    }
    Ok(())
}

/// The names of the columns of the `.dbf`.
pub(crate) fn property_names(source: &Source) -> Option<Vec<String>> {
    attributes(source).ok().map(|table| table.names)
}

/// A record begins with its number and its length.
const RECORD_HEAD: usize = 8;

/// The shape at the front, and what stands behind it. Records are told apart here and not by the
/// crate, which does not find the next one behind a broken one.
fn next_shape<'a>(shapes: &'a [u8], ground: &Ground) -> (Result<Boundary, String>, &'a [u8]) {
    let length = shapes.get(4..RECORD_HEAD).and_then(|words| words.try_into().ok());
    let end = length.and_then(|words| {
        usize::try_from(i32::from_be_bytes(words)).ok()?.checked_mul(2)?.checked_add(RECORD_HEAD)
    });
    let Some(end) = end else {
        return (Err("the .shp ends before this record".to_owned()), &[]);
    };
    match shapes.split_at_checked(end) {
        Some((record, rest)) => (shape(&record[RECORD_HEAD..], ground), rest),
        None => (Err("the .shp ends within this record".to_owned()), &[]),
    }
}

fn shape(content: &[u8], ground: &Ground) -> Result<Boundary, String> {
    let code = little(content, 0).ok_or("the record is too short")?;
    match ShapeType::from(code) {
        Some(ShapeType::Polygon) => outline::<::shapefile::Point>(content, ground),
        Some(ShapeType::PolygonM) => outline::<PointM>(content, ground),
        Some(ShapeType::PolygonZ) => outline::<PointZ>(content, ground),
        Some(ShapeType::NullShape) => Err("there is no outline".to_owned()),
        _ => Err(format!("a shape of kind {code} is not an area")),
    }
}

fn outline<P: HasXY>(content: &[u8], ground: &Ground) -> Result<Boundary, String>
where
    GenericPolygon<P>: ReadableShape,
{
    if is_as_long_as_it_says(content) != Some(true) {
        return Err("the record is shorter than its counts say".to_owned());
    }
    let size = i32::try_from(content.len()).map_err(|error| error.to_string())?;
    let polygon = GenericPolygon::<P>::read_from(&mut Cursor::new(content), size)
        .map_err(|error| error.to_string())?;
    let (mut outers, mut holes) = (Vec::new(), Vec::new());
    for part in polygon.rings() {
        let pairs: Vec<_> = part.points().iter().map(|point| (point.x(), point.y())).collect();
        let ring = ring(&pairs, ground)?;
        match part {
            PolygonRing::Outer(_) => outers.push(ring),
            PolygonRing::Inner(_) => holes.push(ring),
        }
    }
    let whole = assembled(outers, holes);
    if whole.0.is_empty() { Err("there is no outline".to_owned()) } else { Ok(whole) }
}

/// Whether a polygon record holds the parts and points that it counts, the first part at the first
/// point. The crate makes room for them before it looks, and takes the first start for granted. A
/// record: kind, box (32 bytes), both counts, 4 bytes for where a part starts, 16 bytes a point.
fn is_as_long_as_it_says(content: &[u8]) -> Option<bool> {
    let number = |at| usize::try_from(little(content, at)?).ok();
    let (parts, points) = (number(36)?, number(40)?);
    let needed = parts.checked_mul(4)?.checked_add(points.checked_mul(16)?)?.checked_add(44)?;
    if needed > content.len() {
        return Some(false);
    }
    let starts: Vec<usize> = (0..parts).map(|part| number(44 + part * 4)).collect::<Option<_>>()?;
    let first_fits = starts.first().is_none_or(|first| *first == 0);
    Some(first_fits && starts.iter().all(|start| *start <= points))
}

fn little(bytes: &[u8], at: usize) -> Option<i32> {
    Some(i32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A hole goes to the outer ring that holds it.
fn assembled(mut outers: Vec<Ring>, mut holes: Vec<Ring>) -> Boundary {
    if outers.is_empty() {
        // Some writers turn everything round.
        std::mem::swap(&mut outers, &mut holes);
    }
    let mut boundary =
        Boundary(outers.into_iter().map(|outer| Polygon { outer, holes: Vec::new() }).collect());
    for hole in holes {
        let inside = boundary.0.iter_mut().find(|polygon| holds(&polygon.outer, hole.0[0]));
        match inside {
            Some(polygon) => polygon.holes.push(hole),
            None => boundary.0.push(Polygon { outer: hole, holes: Vec::new() }),
        }
    }
    boundary
}

/// Whether the ring goes round the point: a ray from it crosses the ring an odd number of times.
fn holds(ring: &Ring, point: Point) -> bool {
    let next = ring.0.iter().cycle().skip(1);
    let crossings = ring.0.iter().zip(next).filter(|(a, b)| {
        (a.north > point.north) != (b.north > point.north)
            && point.east
                < (b.east - a.east) * (point.north - a.north) / (b.north - a.north) + a.east
    });
    crossings.count() % 2 == 1
}

/// The table of properties.
struct Attributes {
    names: Vec<String>,
    widths: Vec<usize>,
    record_length: usize,
    rows: Vec<u8>,
}

impl Attributes {
    fn records(&self) -> impl Iterator<Item = Vec<String>> {
        self.rows.chunks_exact(self.record_length).map(|record| {
            let mut from = 1;
            let mut values = Vec::with_capacity(self.widths.len());
            for width in &self.widths {
                let cell = record.get(from..from + width).unwrap_or_default();
                values.push(decode(cell).text.trim_matches(['\0', ' ']).to_owned());
                from += width;
            }
            values
        })
    }
}

fn attributes(source: &Source) -> Result<Attributes, CannotRead> {
    let table = source.companion("dbf").ok_or_else(|| broken("its .dbf is not with it"))?;
    read_attributes(table).map_err(|why| broken(&format!("its .dbf is damaged: {why}")))
}

/// Reads a `.dbf`. The crate knows its columns; the cells are cut out here, because the crate turns
/// numbers into binary ones, leaves out deleted rows, which have their outlines all the same, and
/// believes any count of rows.
fn read_attributes(table: &[u8]) -> Result<Attributes, String> {
    // The length of the head is of two bytes.
    let mut head = table[..table.len().min(usize::from(u16::MAX))].to_vec();
    if let Some(changed_on) = head.get_mut(1..4) {
        // The crate refuses a table for its day of the last change, which nobody here asks for.
        changed_on.copy_from_slice(&[100, 1, 1]);
    }
    let stated =
        head.get(10..12).map_or(0, |two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    let reader = ReaderBuilder::new()
        .with_encoding(UnicodeLossy)
        .build(Cursor::new(head))
        .map_err(|error| error.to_string())?;
    let names = reader.fields().iter().map(|field| field.name().trim().to_owned()).collect();
    let width = |field: &FieldInfo| usize::from(field.length());
    let widths: Vec<usize> = reader.fields().iter().map(width).collect();
    // A row begins with its mark of deletion, which not every length counts in
    // (`open_dbase` in the crate says so).
    let record_length = stated.max(1 + widths.iter().sum::<usize>());
    let from = usize::from(reader.header().offset_to_first_record);
    let rows = usize::try_from(reader.header().num_records).ok();
    let end = rows.and_then(|rows| rows.checked_mul(record_length)?.checked_add(from));
    let rows = end.and_then(|end| table.get(from..end)).ok_or("it ends before its last row")?;
    Ok(Attributes { names, widths, record_length, rows: rows.to_vec() })
}

fn broken(why: &str) -> CannotRead {
    CannotRead::Broken { what: "a shapefile", why: why.to_owned() }
}

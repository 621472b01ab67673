//! All of England by library calls: reading, projecting and checking the boundaries, and adjacency.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, bail};
use kith_districting::{AdjacencyRule, Topology, adjacency};
use kith_geography::boundary_bytes;
use kith_geography::feeds::FEEDS;
use kith_intake::{Chunk, Opened, Recognised, Source};
use kith_store::Value;
use kith_terms::Boundary;

use crate::bench::{Figures, rate, span};
use crate::shared;

/// Corners of two outlines that are closer than this, in metres, are one.
const SNAP_METRES: f64 = 0.5;
/// What a map of the country may leave out, in square metres.
const THIN: f64 = 50.0;

/// Reads England and finds who borders on whom.
pub(crate) fn read(figures: &mut Figures) -> anyhow::Result<()> {
    let Some(path) = shared::find("england/lsoa21_england_bsc.geojson.gz", figures) else {
        return Ok(());
    };
    let start = Instant::now();
    let Opened { sources, .. } = kith_intake::open(&path)?;
    figures.note("open and unpack", span(start.elapsed()));
    let source = sources.first().context("the file holds no source")?;

    let start = Instant::now();
    let outlines = outlines(source)?;
    let took = start.elapsed();
    figures.note("read, project and check 33,755 outlines", span(took));
    figures.note("rows", rate(outlines.len() as u64, took));

    let start = Instant::now();
    let neighbours = adjacency(&outlines, &AdjacencyRule::default())?;
    figures.note("adjacency", span(start.elapsed()));
    let edges = neighbours.edges.len() + neighbours.slivers.len();
    figures.note("pairs that share a border, slivers among them", edges.to_string());
    let components = neighbours.components().largest_first();
    figures.note("components", format!("{components:?}"));

    let start = Instant::now();
    let thinned = Topology::new(&outlines, SNAP_METRES).simplify(THIN);
    figures.note("thin for a map", span(start.elapsed()));
    figures.note("points left", thinned.points().to_string());
    Ok(())
}

fn outlines(source: &Source) -> anyhow::Result<Vec<Boundary>> {
    Ok(areas(source)?.into_iter().map(|(_, outline)| outline).collect())
}

/// The areas of a source with their codes and outlines.
pub(crate) fn areas(source: &Source) -> anyhow::Result<Vec<(String, Boundary)>> {
    let Recognised::As(feed) = kith_intake::recognise(FEEDS, source) else {
        bail!("no feed reads {}", source.name());
    };
    let kept = Rc::new(RefCell::new(Vec::new()));
    let filling = Rc::clone(&kept);
    let sink = Box::new(move |chunk: Chunk| {
        if let Chunk::Rows(_, rows) = chunk {
            filling.borrow_mut().extend(rows.iter().filter_map(|row| area(row)));
        }
        Ok(())
    });
    kith_intake::load(feed, source, sink)?;
    Ok(kept.take())
}

/// The code and the outline in a row of the feed of boundaries: vintage, code, name, middle, outline.
fn area(row: &[Value]) -> Option<(String, Boundary)> {
    let bytes = row.iter().find_map(|value| match value {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    })?;
    let Value::Text(code) = row.get(1)? else { return None };
    Some((code.clone(), boundary_bytes::decode(bytes).ok()?))
}

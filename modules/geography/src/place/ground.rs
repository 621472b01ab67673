//! The ground under a place: who neighbours whom, and outlines light enough for a page.

use kith_districting::{
    Adjacency, AdjacencyRule, CannotAdjoin, EdgeKind, Link, Topology, adjacency,
};
use kith_terms::{Boundary, LsoaCode};
use serde::Deserialize;

use super::Place;

/// The links that come with Kith, as the content file has them.
#[derive(Debug, Deserialize)]
struct Curated {
    link: Vec<CuratedLink>,
}

#[derive(Debug, Deserialize)]
struct CuratedLink {
    from: LsoaCode,
    to: LsoaCode,
    kind: String,
}

/// Metres of tolerance for the outlines of a page: a point that lies nearer to the line than this
/// is left out. About one dot of a map that is 1,000 dots wide.
const DOTS: f64 = 1_000.0;

/// Finds out who neighbours whom, with the curated links and those of the place.
pub fn neighbours(place: &Place) -> Result<Adjacency, CannotAdjoin> {
    let boundaries: Vec<Boundary> = place.areas.iter().map(|area| area.boundary.clone()).collect();
    adjacency(&boundaries, &AdjacencyRule { links: links(place), ..AdjacencyRule::default() })
}

fn links(place: &Place) -> Vec<Link> {
    let curated: Curated = toml::from_str(include_str!("../../../../content/geography/links.toml"))
        .expect("a test reads the content file");
    let curated = curated.link.iter().filter_map(|link| {
        let (a, b) = (place.position(&link.from)?, place.position(&link.to)?);
        Some(Link { a, b, kind: kind(&link.kind) })
    });
    let own =
        place.links.iter().map(|link| Link { a: link.from, b: link.to, kind: kind(&link.kind) });
    curated.chain(own).collect()
}

fn kind(word: &str) -> EdgeKind {
    match word {
        "bridge" => EdgeKind::Bridge,
        "ferry" => EdgeKind::Ferry,
        "river_without_crossing" => EdgeKind::RiverWithoutCrossing,
        _ => EdgeKind::Manual,
    }
}

/// Outlines for a map of the whole place, and the shared lines from which borders of
/// neighbourhoods are drawn.
#[derive(Debug)]
pub struct Drawable {
    /// The simplified shared lines.
    pub topology: Topology,
    /// The simplified outline of each area.
    pub boundaries: Vec<Boundary>,
}

/// Makes a place light enough to be drawn on a page. Neighbours go on sharing their borders exactly.
pub fn drawable(place: &Place) -> Drawable {
    let boundaries: Vec<Boundary> = place.areas.iter().map(|area| area.boundary.clone()).collect();
    let tolerance = width_metres(&boundaries) / DOTS;
    let topology =
        Topology::new(&boundaries, AdjacencyRule::default().snap_metres).simplify(tolerance);
    let boundaries = topology.boundaries();
    Drawable { topology, boundaries }
}

fn width_metres(boundaries: &[Boundary]) -> f64 {
    let points = || boundaries.iter().flat_map(Boundary::rings).flat_map(|ring| &ring.0);
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for point in points() {
        least = least.min(point.east);
        most = most.max(point.east);
    }
    (most - least).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curated_links_can_be_read() {
        let curated: Curated =
            toml::from_str(include_str!("../../../../content/geography/links.toml")).unwrap();
        assert!(curated.link.iter().all(|link| link.from != link.to));
        for link in &curated.link {
            assert_ne!(kind(&link.kind), EdgeKind::Manual, "{link:?}");
        }
    }
}

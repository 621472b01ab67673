//! Which areas touch, over how many metres, and what joins those that do not.
//!
//! The rule: snap vertices, two areas that share a segment are neighbours, the metres of their shared
//! segments are their border. Areas that meet in a point only are not neighbours. A border shorter
//! than [`AdjacencyRule::least_border_metres`] is a sliver of drawing error: refused and listed.

mod components;
mod near;
#[cfg(test)]
mod tests;

use kith_terms::Boundary;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::segments::{SegmentUse, Snapped, snap};
pub use components::Components;

/// How neighbours are told from slivers, and which areas are joined or parted by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdjacencyRule {
    /// Points of one cell of a grid of this many metres are one point.
    pub snap_metres: f64,
    /// A shared border shorter than this many metres is refused as a sliver.
    pub least_border_metres: f64,
    /// An area without any neighbour is joined to areas within this many metres.
    pub near_metres: f64,
    /// Bridges, ferries, joins by hand, and rivers that cannot be crossed.
    pub links: Vec<Link>,
}

impl Default for AdjacencyRule {
    /// Snap 0.5 m, least border 10 m, near 1 m, no links. Measured on the ONS LSOA 2021 boundaries of
    /// London: the 55 pairs which only the 20 m layer (BGC) and not the super-generalised layer (BSC)
    /// joins share a median of 1.6 m, so 10 m parts slivers from borders; 18 pairs of the BGC
    /// layer lie within 1 m of each other without a common point.
    fn default() -> Self {
        Self { snap_metres: 0.5, least_border_metres: 10.0, near_metres: 1.0, links: Vec::new() }
    }
}

/// What lies between two areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EdgeKind {
    /// A shared border on land.
    Land,
    /// A bridge or tunnel.
    Bridge,
    /// A ferry.
    Ferry,
    /// Joined by someone who knows the ground.
    Manual,
    /// A shared border in a river that nobody can cross there: shown, never used.
    RiverWithoutCrossing,
}

impl EdgeKind {
    /// Whether a neighbourhood may hold together across it.
    pub fn is_usable(self) -> bool {
        self != Self::RiverWithoutCrossing
    }
}

/// A join or a parting given by hand, by the positions of the two areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// One area.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// What lies between them.
    pub kind: EdgeKind,
}

/// Two neighbours, by position, `a` before `b`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The area that comes first.
    pub a: usize,
    /// The area that comes later.
    pub b: usize,
    /// What lies between them.
    pub kind: EdgeKind,
    /// Metres of shared border; 0 for a link between areas that do not touch.
    pub metres: f64,
}

/// A border too short to count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sliver {
    /// The area that comes first.
    pub a: usize,
    /// The area that comes later.
    pub b: usize,
    /// Metres of shared border.
    pub metres: f64,
}

/// Who neighbours whom, and what was refused on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adjacency {
    /// How many areas were given.
    pub areas: usize,
    /// The neighbours, sorted by `a`, then `b`.
    pub edges: Vec<Edge>,
    /// Borders shorter than the rule allows: not among `edges`, unless a link joins the pair.
    pub slivers: Vec<Sliver>,
    /// Segments used by two areas or more.
    pub shared_segments: usize,
    /// Segments used by three areas or more: the drawing overlaps there.
    pub crowded_segments: usize,
    /// Pairs of areas that meet in points only and so are not neighbours.
    pub corner_pairs: usize,
    /// Pairs among `edges` that share no border but lie near: one of them had no neighbour at all.
    pub near: Vec<(usize, usize)>,
}

/// Why no adjacency can be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotAdjoin {
    /// A coordinate is infinite or not a number.
    #[error("the outline of area {area} has a point that is not a number; load its boundary again")]
    NotOnTheGround {
        /// Position of the area.
        area: usize,
    },
    /// A link names an area that was not given, or an area twice.
    #[error(
        "the link between areas {a} and {b} does not join two of the {areas} areas; correct it"
    )]
    NoSuchAreas {
        /// One end of the link.
        a: usize,
        /// The other.
        b: usize,
        /// How many areas there are.
        areas: usize,
    },
}

/// Finds the neighbours among `boundaries` (metres, EPSG:27700) by `rule`.
pub fn adjacency(boundaries: &[Boundary], rule: &AdjacencyRule) -> Result<Adjacency, CannotAdjoin> {
    check(boundaries, rule)?;
    let snapped = snap(boundaries, rule.snap_metres);
    let segments = snapped.segments();
    let borders = Borders::between(&snapped, &segments);
    let corner_pairs = corner_pairs(&snapped, &borders.metres);
    let (slivers, mut edges) = borders.split(rule.least_border_metres);
    let near = near::pairs(&snapped, &edges, rule.near_metres);
    edges.extend(near.iter().map(|&(a, b)| Edge { a, b, kind: EdgeKind::Land, metres: 0.0 }));
    add_links(&mut edges, &slivers, &rule.links);
    edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
    Ok(Adjacency {
        areas: boundaries.len(),
        edges,
        slivers,
        shared_segments: borders.shared_segments,
        crowded_segments: borders.crowded_segments,
        corner_pairs,
        near,
    })
}

impl Adjacency {
    /// Which areas hang together over usable edges.
    pub fn components(&self) -> Components {
        Components::of(self.areas, self.edges.iter())
    }
}

fn check(boundaries: &[Boundary], rule: &AdjacencyRule) -> Result<(), CannotAdjoin> {
    for (area, boundary) in boundaries.iter().enumerate() {
        let mut points = boundary.rings().flat_map(|ring| &ring.0);
        if points.any(|point| !(point.east.is_finite() && point.north.is_finite())) {
            return Err(CannotAdjoin::NotOnTheGround { area });
        }
    }
    let areas = boundaries.len();
    for &Link { a, b, .. } in &rule.links {
        if a == b || a >= areas || b >= areas {
            return Err(CannotAdjoin::NoSuchAreas { a, b, areas });
        }
    }
    Ok(())
}

/// The shared borders before any rule: metres by pair, sorted.
struct Borders {
    metres: Vec<((usize, usize), f64)>,
    shared_segments: usize,
    crowded_segments: usize,
}

impl Borders {
    fn between(snapped: &Snapped, segments: &[SegmentUse]) -> Self {
        let mut borders = Self { metres: Vec::new(), shared_segments: 0, crowded_segments: 0 };
        for users in segments.chunk_by(|one, other| one.ends == other.ends) {
            borders.shared_segments += usize::from(users.len() > 1);
            borders.crowded_segments += usize::from(users.len() > 2);
            for (i, first) in users.iter().enumerate() {
                for later in &users[i + 1..] {
                    borders.metres.push(((first.area, later.area), snapped.metres(first.ends)));
                }
            }
        }
        // A stable sort keeps the order of segments, so that the sums are the same bits every run.
        borders.metres.sort_by_key(|&(pair, _)| pair);
        borders.metres = borders
            .metres
            .chunk_by(|one, other| one.0 == other.0)
            .map(|pieces| (pieces[0].0, pieces.iter().map(|piece| piece.1).sum()))
            .collect();
        borders
    }

    fn split(&self, least_metres: f64) -> (Vec<Sliver>, Vec<Edge>) {
        let (mut slivers, mut edges) = (Vec::new(), Vec::new());
        for &((a, b), metres) in &self.metres {
            if metres < least_metres {
                slivers.push(Sliver { a, b, metres });
            } else {
                edges.push(Edge { a, b, kind: EdgeKind::Land, metres });
            }
        }
        (slivers, edges)
    }
}

fn corner_pairs(snapped: &Snapped, borders: &[((usize, usize), f64)]) -> usize {
    let neighbours: FxHashSet<(usize, usize)> = borders.iter().map(|&(pair, _)| pair).collect();
    let mut visits: Vec<(usize, usize)> = snapped
        .rings()
        .flat_map(|(area, ring)| ring.iter().map(move |&point| (point, area)))
        .collect();
    visits.sort_unstable();
    visits.dedup();
    let mut corners = FxHashSet::default();
    for meeting in visits.chunk_by(|one, other| one.0 == other.0) {
        for (i, &(_, a)) in meeting.iter().enumerate() {
            let later = meeting[i + 1..].iter().map(|&(_, b)| (a, b));
            corners.extend(later.filter(|pair| !neighbours.contains(pair)));
        }
    }
    corners.len()
}

/// A link over a border changes its kind; a link elsewhere is a new edge. Later links win.
fn add_links(edges: &mut Vec<Edge>, slivers: &[Sliver], links: &[Link]) {
    let mut position: FxHashMap<(usize, usize), usize> =
        edges.iter().enumerate().map(|(at, edge)| ((edge.a, edge.b), at)).collect();
    for link in links {
        let (a, b) = (link.a.min(link.b), link.a.max(link.b));
        if let Some(&at) = position.get(&(a, b)) {
            edges[at].kind = link.kind;
            continue;
        }
        let sliver = slivers.iter().find(|sliver| (sliver.a, sliver.b) == (a, b));
        let metres = sliver.map_or(0.0, |sliver| sliver.metres);
        position.insert((a, b), edges.len());
        edges.push(Edge { a, b, kind: link.kind, metres });
    }
}

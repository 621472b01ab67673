//! Draws neighbourhoods that can be defended.
//!
//! An analyst has small areas (LSOAs, say) with their people and their borders, the districts whose
//! lines may not be crossed, and the PCNs and wards that should stay whole. This crate answers, in
//! this order:
//!
//! - [`adjacency()`]: which areas touch, over how many metres; slivers refused, bridges and ferries
//!   joined by a list that is passed in.
//! - [`feasibility()`]: how many neighbourhoods of 30,000 to 50,000 people each district can have, or
//!   in plain words why it cannot have any.
//! - [`draw()`]: neighbourhoods, legal first and then as good as the effort allows by the weights of
//!   borders and layers.
//! - [`certify()`]: what is true of any plan, drawn here, elsewhere or by hand.
//! - [`certify_with_homes()`]: the same with the second partition, the neighbourhood that is home to each
//!   practice or PCN.
//! - [`margins()`]: why a border runs where it does: what each move across it would cost, and which rule
//!   forbids it.
//! - [`front()`]: the plans between two wishes of which none beats another, with their [`hypervolume()`].
//! - [`Ensemble`]: walks through legal plans that nobody chose, to see whether a plan is an outlier.
//! - [`level_above()`]: footprints of several neighbourhoods; [`site_hubs()`]: where hubs should stand.
//! - [`misalignment()`] and [`compare()`]: how far two divisions of the same people differ.
//! - [`Topology`]: thinned outlines and border lines for a map, without gaps between neighbours.
//!
//! ```
//! use kith_districting::{Area, Edge, EdgeKind, Effort, Problem, Request, Watch, certify, draw};
//!
//! let land = |a, b| Edge { a, b, kind: EdgeKind::Land, metres: 250.0 };
//! let request = Request {
//!     areas: vec![Area { people: 20_000, nest: 0 }; 4],
//!     nests: vec!["Ashby".to_owned()],
//!     edges: vec![land(0, 1), land(1, 2), land(2, 3)],
//!     ..Request::default()
//! };
//! let problem = Problem::new(request)?;
//! let plan = draw(&problem, Effort::default(), 1, Watch::default())?;
//! assert_eq!(plan.zone_of, [0, 0, 1, 1]);
//! assert!(certify(&problem, &plan.zone_of, &[]).is_legal());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What always holds
//!
//! - A plan that `draw` returns gives each area one neighbourhood, connected over usable edges, within
//!   one nest and within the band; where the band is waived, `certify` says so with the reason. If
//!   there is no such plan, or none was found, that is an error in words, never a plan that is nearly
//!   legal.
//! - The same problem, effort and seed give the same plan, whatever the number of threads.
//! - `certify` shares no code with `draw`: it counts everything again from the problem.
//! - Areas, nests and units are positions in the lists they came in; codes and names stay with the
//!   caller.
//!
//! # What it does not do
//!
//! It reads no files, knows no clock and logs nothing. It optimises mean travel and the shares beyond 15 and
//! 30 minutes, but only reports the 95th percentile. How far a plan is from the best possible is proved for
//! borders and layers alone, place by place, by `bound`: a feature of that name, since it needs `HiGHS`.

mod adjacency;
mod alignment;
#[cfg(test)]
mod awkward;
#[cfg(feature = "bound")]
mod bound;
mod certificate;
mod draw;
mod feasibility;
mod front;
mod hubs;
mod levels;
mod problem;
#[cfg(test)]
mod properties;
mod segments;
mod topology;

pub use adjacency::{
    Adjacency, AdjacencyRule, CannotAdjoin, Components, Edge, EdgeKind, Link, Sliver, adjacency,
};
pub use alignment::{Change, Misalignment, Overlap, compare, misalignment};
#[cfg(feature = "bound")]
pub use bound::{Bound, CannotBound, ProofEffort, bound};
pub use certificate::{
    Breach, Certificate, HomeFacts, LayerFacts, MeasureFacts, Shape, TravelFacts, ZoneFacts,
    certify, certify_with_homes,
};
pub use draw::{
    Bar, CannotDraw, CannotWander, Chain, Effort, Ensemble, Move, Plan, Progress, Watch, draw,
    margins,
};
pub use feasibility::{Feasibility, Piece, Shortfall, Verdict, feasibility};
pub use front::{Candidate, CannotSweep, Weights, between, front, hypervolume, undominated};
pub use hubs::{CannotSite, Siting, site_hubs};
pub use levels::{MULTI_NEIGHBOURHOOD, brought_down, level_above};
pub use problem::{
    Area, Band, CannotPose, FixedCount, Homes, Layer, Measure, Membership, Merge, Pin, Problem,
    Request, Travel, Waiver, Wish,
};
pub use topology::{Outline, Topology};

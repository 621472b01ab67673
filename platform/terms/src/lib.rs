//! The words that every crate of Kith uses: ids, official codes, findings, tallies.
//!
//! A type lives here when two rooms of the house need the same word for the same thing and the word
//! has an entry in GLOSSARY.md. Nothing here reads a clock, a file or a database.

mod boundary;
mod code;
mod finding;
mod id;
mod nhs_number;
mod tally;

pub use boundary::{Boundary, Point, Polygon, Ring};
pub use code::{Gss, GssKind, Icb, IcbCode, Lad, LadCode, Lsoa, LsoaCode, Msoa, MsoaCode};
pub use code::{NotACode, OdsCode, SubIcb, SubIcbCode, Ward, WardCode};
pub use finding::{Finding, Place};
pub use id::{Id, NotAnId};
pub use nhs_number::{NhsNumber, NotAnNhsNumber};
pub use tally::Tally;

//! Charts as SVG, with the same values as table, file and sentence.

mod bars;

pub use bars::{Bar, Bars, bars};

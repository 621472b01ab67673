//! Charts as SVG, with the same values as table, file and sentence.

mod bars;
mod scatter;

pub use bars::{Bar, Bars, bars};
pub use scatter::{Dot, Scatter, scatter};

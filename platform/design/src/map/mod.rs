//! Maps of areas as SVG: coloured by a value, or by the neighbourhood they belong to.
//!
//! Boundaries come already simplified, in metres of the National Grid. Every area has a `title`,
//! the table below is the way in for the keyboard, and each row and its area link to each other.

mod choropleth;
mod drawing;
mod key;
mod outline;
mod window;
mod zones;

pub use choropleth::{Breaks, Choropleth, MapArea, choropleth};
pub use window::{NotAWindow, Window, WindowLinks};
pub use zones::{Over, Zone, ZoneArea, ZoneMap, zones, zones_under};

/// What the licence of the boundaries asks to be shown.
/// Source: Open Government Licence v3.0; ONS geography licences page, "Acknowledging the source".
pub const ATTRIBUTION: &str = "Source: Office for National Statistics licensed under the Open \
                               Government Licence v3.0. Contains OS data © Crown copyright and \
                               database right.";

//! How two ways of dividing the same people fit: PCNs and neighbourhoods, wards and the patches of
//! community teams, the lists of practices and where their people live.
//!
//! For whoever has to say which PCN works with which neighbourhood team, how many people that leaves
//! between two stools, and who looks after them. Every count adds up to the registered people of the
//! place: people without a unit are counted beside those with one, never left out.
//!
//! | room | what is in it |
//! |---|---|
//! | [`division`] | a way of dividing the people: by where they live, or by whose list they are on |
//! | [`matrix`] | one division against another, and how far they fit |
//! | [`halves`] | sets of PCNs that make a unit together |
//! | [`levels`] | footprints of several neighbourhoods, and hubs |
//! | [`lists`] | the lists of practices by who looks after the people on them |
//! | [`reconfigure`] | what it takes to bring the two together, either way |

pub mod division;
pub mod halves;
pub mod levels;
pub mod lists;
pub mod matrix;
pub mod reconfigure;

pub use division::{Division, Layers, Slot};
pub use matrix::{Matrix, Verdict};

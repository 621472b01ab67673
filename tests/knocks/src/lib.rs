//! Hard knocks: is anything lost that was said to be saved? A program of its own (`knocks`) works on
//! a database in every way there is and says each thing that it was told was saved. It is killed,
//! its disk fails, fills up or loses power; then its records are opened and held against its words.
//!
//! - [`work`]: what the program does, and the words in which it says so.
//! - [`ledger`]: those words against what the records hold.
//! - [`trace`] and [`disk`]: what the program asked of the operating system, and what of it is on the
//!   disk after the power went.
//! - [`figures`]: the outcome, for people and for the assurance page.
//!
//! The knocks themselves are the tests of this crate. How many of each there are says `KITH_KNOCKS`.

pub mod disk;
pub mod figures;
pub mod ledger;
pub mod trace;
pub mod work;

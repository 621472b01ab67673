//! The people of the fictional borough and what happens with them in five years.
//!
//! Everything is drawn area by area: a [`Block`] depends on the seed and the number of its area
//! alone. The files of `rates/` have the figures and their sources.

mod addresses;
mod block;
mod care;
mod chance;
mod code;
mod composition;
mod condition;
mod contacts;
mod day;
mod demography;
mod ethnic;
mod event;
mod events;
mod frequency;
mod health;
mod homes;
mod household;
mod levels;
mod makers;
mod naming;
mod person;
mod plan;
mod population;
mod practice;
mod rates;
mod reasons;
mod slots;
mod stream_rates;
pub(crate) mod tables;

pub(crate) use plan::care_homes;

pub use block::Block;
pub use code::{Code, CodeText};
pub use condition::{
    CONDITIONS, Condition, ConditionSet, DEFICITS, Deficit, DeficitSet, Frailty, REGISTERS,
};
pub use day::{Day, Moment};
pub use ethnic::{EthnicGroup, Language};
pub use event::{Event, Outcome, Role, Site, Stream};
pub use household::{Household, Tenure};
pub use person::{Address, Caring, Gone, MovedIn, Name, NhsNumber, Person, Phone, Postcode, Sex};
pub use population::{Population, TooManyPeople, population};

/// The first day of the five years of events.
pub const FIRST_DAY: Day = Day::of(2021, 1, 1);

/// The last day: who lives here then is counted by the area's ages. The official files of the
/// place tell of the day after.
pub const LAST_DAY: Day = Day::of(2025, 12, 31);

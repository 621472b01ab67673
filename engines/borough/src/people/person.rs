//! A person as they truly are: what every organisation would know if it made no mistakes.

use std::fmt;

use crate::people::condition::{ConditionSet, DeficitSet};
use crate::people::day::Day;
use crate::people::ethnic::{EthnicGroup, Language};

/// A person of the fictional borough, alive or dead, here or gone.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Unique in the population, and the same for the same seed.
    pub key: u64,
    /// Unique in the population.
    pub nhs_number: NhsNumber,
    /// Position of their household in the block.
    pub household: u32,
    /// What they are called, from the lists of their community.
    pub name: Name,
    /// Female or male, as registered.
    pub sex: Sex,
    /// When they were born.
    pub birth: Day,
    /// The group of the census that they count themselves to.
    pub ethnic_group: EthnicGroup,
    /// The language they speak best.
    pub language: Language,
    /// A number from the ranges that Ofcom keeps for drama: nobody has it, and many people here
    /// share it.
    pub phone: Phone,
    /// Position of their practice in the borough.
    pub practice: usize,
    /// Latent ill health: normal, mean 0 and standard deviation 1 among people of one age; higher
    /// is worse.
    pub ill_health: f32,
    /// Long-term conditions they have on the last day, and since when.
    pub conditions: ConditionSet,
    /// Deficits of the electronic frailty index; empty below the age from which they are drawn.
    pub deficits: DeficitSet,
    /// Hours of unpaid care that they give.
    pub caring: Option<Caring>,
    /// Where they lived before, if they moved in the five years.
    pub moved_in: Option<MovedIn>,
    /// How they ceased to live here, if they did: then they are not among the residents.
    pub gone: Option<Gone>,
}

impl Person {
    /// Whether they live in the borough on the last day: these are the people the census counts
    /// are of.
    pub fn is_resident(&self) -> bool {
        self.gone.is_none()
    }

    /// When they died, if they did.
    pub fn death(&self) -> Option<Day> {
        match self.gone {
            Some(Gone::Died(day)) => Some(day),
            _ => None,
        }
    }
}

/// Female or male.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// What a person is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// Mr, Mrs, Miss, Ms, Master.
    pub title: &'static str,
    /// First name.
    pub given: &'static str,
    /// Surname.
    pub family: &'static str,
}

/// An NHS number from the test range: it starts with 9, its check digit is right, nobody has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(pub(crate) u64);

impl NhsNumber {
    /// Its ten digits as one number.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("NhsNumber(…)")
    }
}

/// A telephone number: the block that Ofcom keeps, and the last three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phone {
    /// Everything before the last three digits, such as `07700 900`.
    pub block: &'static str,
    /// The last three digits, below 1,000.
    pub last: u16,
}

/// Hours of unpaid care a week, in the bands of the census.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caring {
    /// Up to 19.
    Under20,
    /// 20 to 49.
    From20To49,
    /// 50 or more.
    From50,
}

/// A move into the home of the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedIn {
    /// When.
    pub day: Day,
    /// The home before, which some organisations still have on record; none where they came from
    /// outside the borough.
    pub from: Option<Address>,
}

/// How somebody ceased to be a resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// They died on this day.
    Died(Day),
    /// They moved away on this day.
    Left(Day),
}

impl Gone {
    /// The last day on which they lived here.
    pub fn day(self) -> Day {
        match self {
            Self::Died(day) | Self::Left(day) => day,
        }
    }
}

/// Where somebody lives, or lived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// Position of the small area in the borough.
    pub area: usize,
    /// The flat, 0 where the house is one home.
    pub flat: u16,
    /// The number of the house.
    pub house: u16,
    /// The street.
    pub street: &'static str,
    /// The postcode, of a postcode area that does not exist.
    pub postcode: Postcode,
}

/// A postcode of the fictional postcode area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(pub(crate) [u8; 8], pub(crate) u8);

impl Postcode {
    /// As it is written, such as `WM12 3AB`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0[..usize::from(self.1)]).unwrap_or_default()
    }
}

//! People who share a home.

use std::ops::Range;

use crate::people::person::Address;

/// A home and those who live in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Household {
    /// Where it is.
    pub address: Address,
    /// How the home is held.
    pub tenure: Tenure,
    /// Positions of its people in the block. Care homes have their residents; people who are gone
    /// stand in the household they left.
    pub people: Range<u32>,
}

/// How a home is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tenure {
    /// Owned outright, or with a mortgage.
    Owned,
    /// Rented from a council or a housing association.
    SocialRented,
    /// Rented privately.
    PrivateRented,
    /// A care home, by its number in the borough.
    CareHome(u16),
}

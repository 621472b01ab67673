//! Long-term conditions and the deficits of the electronic frailty index.

use crate::people::code::Code;
use crate::people::day::Day;

/// How many long-term conditions there are: the 21 registers of the Quality and Outcomes Framework
/// and 17 others, so that 35 of them count towards multimorbidity as in Valabhji 2023.
pub const CONDITIONS: usize = 38;

/// How many of them, the first in the order, have a register.
pub const REGISTERS: usize = 21;

/// How many deficits the electronic frailty index counts (Clegg 2016).
pub const DEFICITS: usize = 36;

/// A long-term condition, by its place in `rates/conditions.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition(pub(crate) u8);

impl Condition {
    /// All of them, the registers first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..CONDITIONS).filter_map(|place| u8::try_from(place).ok()).map(Self)
    }

    /// Its place among all, from 0.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }

    /// Whether it has a register of the Quality and Outcomes Framework.
    pub fn has_register(self) -> bool {
        self.place() < REGISTERS
    }
}

/// The long-term conditions of a person, each with the day it began.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConditionSet {
    pub(crate) bits: u64,
    pub(crate) onsets: Vec<(Condition, Day)>,
}

impl ConditionSet {
    /// Whether the person has it.
    pub fn has(&self, condition: Condition) -> bool {
        self.bits >> condition.0 & 1 == 1
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.onsets.len()
    }

    /// Each with the day it began, in the order of the conditions.
    pub fn onsets(&self) -> &[(Condition, Day)] {
        &self.onsets
    }
}

/// A deficit of the electronic frailty index, by its place in `rates/deficits.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deficit(pub(crate) u8);

impl Deficit {
    /// Its place among all, from 0.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }

    /// How it is coded in a record.
    pub fn code(self) -> Code {
        Code::of_deficit(self)
    }
}

/// The deficits of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeficitSet(pub(crate) u64);

impl DeficitSet {
    /// Whether the person has it.
    pub fn has(self, deficit: Deficit) -> bool {
        self.0 >> deficit.0 & 1 == 1
    }

    /// How many there are, of 36.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// The category of the index.
    pub fn frailty(self) -> Frailty {
        match self.count() {
            0..=4 => Frailty::Fit,
            5..=8 => Frailty::Mild,
            9..=12 => Frailty::Moderate,
            _ => Frailty::Severe,
        }
    }

    /// Those the person has.
    pub fn iter(self) -> impl Iterator<Item = Deficit> {
        (0..DEFICITS)
            .filter_map(|place| u8::try_from(place).ok())
            .map(Deficit)
            .filter(move |&deficit| self.has(deficit))
    }
}

/// Categories of the electronic frailty index: up to 0.12, 0.24 and 0.36 of 36 deficits, and above
/// (Clegg 2016).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frailty {
    /// Up to 4 deficits.
    Fit,
    /// 5 to 8.
    Mild,
    /// 9 to 12.
    Moderate,
    /// 13 or more.
    Severe,
}

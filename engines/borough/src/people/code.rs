//! The codes under which things stand in records: conditions, deficits, measurements and what
//! events are about, in one list, so that an event needs two bytes for its code.

use std::sync::OnceLock;

use crate::people::condition::{CONDITIONS, Condition, DEFICITS, Deficit};
use crate::people::rates::{self, MEASURES};

/// A code, by its place in the list of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeText {
    /// The code system, such as `SNOMED CT`.
    pub system: String,
    /// The code.
    pub code: String,
    /// In words.
    pub description: String,
    /// The unit of the value, where there is one.
    pub unit: String,
}

impl Code {
    /// Every code there is.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..list().len()).map(Self::at)
    }

    /// What it says.
    pub fn text(self) -> &'static CodeText {
        &list()[usize::from(self.0)]
    }

    /// Its place in the list of all codes, from 0.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }

    pub(crate) fn of_condition(condition: Condition) -> Self {
        Self::at(condition.place())
    }

    pub(crate) fn of_deficit(deficit: Deficit) -> Self {
        Self::at(CONDITIONS + deficit.place())
    }

    pub(crate) fn of_measure(place: usize) -> Self {
        Self::at(CONDITIONS + DEFICITS + place)
    }

    pub(crate) fn of_reason(place: usize) -> Self {
        Self::at(CONDITIONS + DEFICITS + MEASURES + place)
    }

    fn at(place: usize) -> Self {
        Self(u16::try_from(place).expect("the list of codes is some hundred long"))
    }
}

impl Condition {
    /// How it is coded in a record.
    pub fn code(self) -> Code {
        Code::of_condition(self)
    }
}

/// All codes: conditions, deficits, measurements, reasons.
fn list() -> &'static [CodeText] {
    static LIST: OnceLock<Vec<CodeText>> = OnceLock::new();
    LIST.get_or_init(|| {
        let rates = rates::rates();
        let text = |system: &str, code: &str, description: &str, unit: &str| CodeText {
            system: system.to_owned(),
            code: code.to_owned(),
            description: description.to_owned(),
            unit: unit.to_owned(),
        };
        let snomed = |code: &str| {
            if code.bytes().all(|byte| byte.is_ascii_digit()) { "SNOMED CT" } else { "eFI" }
        };
        let mut list = Vec::new();
        for row in &rates.conditions {
            list.push(text("SNOMED CT", &row.code, &row.description, ""));
        }
        for row in &rates.deficits {
            list.push(text(snomed(&row.code), &row.code, &row.description, ""));
        }
        for row in &rates.measures {
            list.push(text("SNOMED CT", &row.code, &row.description, &row.unit));
        }
        for row in &rates.reasons {
            list.push(text(&row.system, &row.code, &row.description, ""));
        }
        list
    })
}

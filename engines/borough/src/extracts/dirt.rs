//! How much is wrong in the extracts: rates, and what was really done.

use std::ops::Add;

use serde::Deserialize;

use super::sender::Sender;
use crate::people::tables::document;

/// What can be wrong with a record, or with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefectKind {
    /// The NHS number is missing.
    NhsNumberMissing,
    /// Two digits of the NHS number have changed places.
    TransposedDigit,
    /// A short or anglicised form of the given name.
    Nickname,
    /// The surname from before a marriage.
    FormerSurname,
    /// Another spelling of the name in English.
    OtherSpelling,
    /// Sex or date of birth is wrong.
    SexOrBirthDateWrong,
    /// The home from before a move.
    FormerAddress,
    /// Two letters of a name have changed places.
    TypingError,
    /// The postcode is missing.
    PostcodeMissing,
    /// That the person died is not known.
    DeathUnknown,
    /// The row of a record cannot be read.
    UnreadableRecord,
    /// The row of an event cannot be read.
    UnreadableEvent,
}

/// How many kinds there are.
const KINDS: usize = 12;

impl DefectKind {
    /// All of them.
    pub const ALL: [Self; KINDS] = [
        Self::NhsNumberMissing,
        Self::TransposedDigit,
        Self::Nickname,
        Self::FormerSurname,
        Self::OtherSpelling,
        Self::SexOrBirthDateWrong,
        Self::FormerAddress,
        Self::TypingError,
        Self::PostcodeMissing,
        Self::DeathUnknown,
        Self::UnreadableRecord,
        Self::UnreadableEvent,
    ];

    /// What the files of the truth call it.
    pub fn key(self) -> &'static str {
        match self {
            Self::NhsNumberMissing => "nhs-number-missing",
            Self::TransposedDigit => "transposed-digit",
            Self::Nickname => "nickname",
            Self::FormerSurname => "former-surname",
            Self::OtherSpelling => "other-spelling",
            Self::SexOrBirthDateWrong => "sex-or-birth-date-wrong",
            Self::FormerAddress => "former-address",
            Self::TypingError => "typing-error",
            Self::PostcodeMissing => "postcode-missing",
            Self::DeathUnknown => "death-unknown",
            Self::UnreadableRecord => "unreadable-record",
            Self::UnreadableEvent => "unreadable-event",
        }
    }
}

/// Rates of defects, each a share from 0 to 1; what each is a share of stands in `rates/dirt.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct DirtRates([[f64; KINDS]; Sender::ALL.len()]);

impl Default for DirtRates {
    /// The rates of `rates/dirt.toml`.
    fn default() -> Self {
        let file: File = document(include_str!("../../rates/dirt.toml"));
        let mut rates = Self::none();
        for sender in Sender::ALL {
            let missing = file.nhs_number_missing.get(sender.key()).copied();
            rates.set(sender, DefectKind::NhsNumberMissing, missing.unwrap_or(0.0));
            if !sender.is_practice() {
                for (kind, rate) in file.records.rates() {
                    rates.set(sender, kind, rate);
                }
            }
            if sender != Sender::PracticesFhir && sender != Sender::Voluntary {
                rates.set(sender, DefectKind::UnreadableRecord, file.rows.unreadable_record);
                rates.set(sender, DefectKind::UnreadableEvent, file.rows.unreadable_event);
            }
        }
        rates
    }
}

impl DirtRates {
    /// Nothing is wrong anywhere.
    pub fn none() -> Self {
        Self([[0.0; KINDS]; Sender::ALL.len()])
    }

    /// The rate of a defect in the extracts of a sender.
    pub fn get(&self, sender: Sender, kind: DefectKind) -> f64 {
        self.0[sender as usize][kind as usize]
    }

    /// Another rate.
    pub fn set(&mut self, sender: Sender, kind: DefectKind, rate: f64) {
        self.0[sender as usize][kind as usize] = rate;
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    nhs_number_missing: std::collections::BTreeMap<String, f64>,
    records: RecordRates,
    rows: RowRates,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordRates {
    transposed_digit: f64,
    nickname: f64,
    former_surname: f64,
    other_spelling: f64,
    sex_or_birth_date_wrong: f64,
    former_address: f64,
    typing_error: f64,
    postcode_missing: f64,
    death_unknown: f64,
}

impl RecordRates {
    fn rates(&self) -> [(DefectKind, f64); 9] {
        [
            (DefectKind::TransposedDigit, self.transposed_digit),
            (DefectKind::Nickname, self.nickname),
            (DefectKind::FormerSurname, self.former_surname),
            (DefectKind::OtherSpelling, self.other_spelling),
            (DefectKind::SexOrBirthDateWrong, self.sex_or_birth_date_wrong),
            (DefectKind::FormerAddress, self.former_address),
            (DefectKind::TypingError, self.typing_error),
            (DefectKind::PostcodeMissing, self.postcode_missing),
            (DefectKind::DeathUnknown, self.death_unknown),
        ]
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowRates {
    unreadable_record: f64,
    unreadable_event: f64,
}

/// How often a defect could have been there, and how often it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Records or rows in which it could be.
    pub could_be: u64,
    /// Records or rows in which it is.
    pub is: u64,
}

/// What was counted, by sender and kind of defect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally([[Counted; KINDS]; Sender::ALL.len()]);

impl Tally {
    /// What was counted for one of them.
    pub fn get(&self, sender: Sender, kind: DefectKind) -> Counted {
        self.0[sender as usize][kind as usize]
    }

    pub(super) fn count(&mut self, sender: Sender, kind: DefectKind, is: bool) {
        let counted = &mut self.0[sender as usize][kind as usize];
        counted.could_be += 1;
        counted.is += u64::from(is);
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        for (sum, part) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            sum.could_be += part.could_be;
            sum.is += part.is;
        }
        self
    }
}

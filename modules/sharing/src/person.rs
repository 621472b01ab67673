//! Who is one person, and what the organisations that know them say about them.
//!
//! For whoever cares for somebody and wants all that is known in one place. Records are one person's where
//! they carry the same NHS number **and** the same date of birth: two of three parts that agree (NHS England,
//! `Person_ID` Handbook, "cross-check trace"). A record without either is a person of its own, and is said to
//! be not linked yet. What this does not do: weigh names and addresses. `Key::of` is where that comes in.

pub(crate) mod age;
pub(crate) mod asked;
pub(crate) mod differences;
pub(crate) mod events;
pub(crate) mod known;
pub(crate) mod name;
pub(crate) mod sources;
pub mod store;

use jiff::civil::Date;
use kith_intake::load::Load;
use kith_terms::{Id, NhsNumber};

/// Somebody whom an organisation knows. Only ids are of this type; what is known is in records.
pub struct Person;

/// What one organisation knows of one of its clients. It has no `Debug`, so that it gets into no log.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// The load that brought it.
    pub(crate) load: Id<Load>,
    /// The ODS code of the organisation.
    pub(crate) organisation: String,
    /// What the organisation calls its client.
    pub(crate) local_id: String,
    pub(crate) nhs_number: Option<NhsNumber>,
    pub(crate) family_name: Option<String>,
    pub(crate) given_name: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) birth_date: Option<Date>,
    pub(crate) death_date: Option<Date>,
    pub(crate) gender: Option<Gender>,
    /// The code of the NHS Data Dictionary.
    pub(crate) ethnic_category: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) postcode: Option<String>,
    pub(crate) phone: Option<String>,
    /// The ODS code of the GP practice.
    pub(crate) practice: Option<String>,
}

/// What a person says their gender is (NHS Data Dictionary, PERSON STATED GENDER CODE).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Male,
    Female,
    /// Neither, or no answer.
    NotSpecified,
}

/// By what a person is known.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// Records of any organisation that carry both.
    Number(NhsNumber, Date),
    /// One client of one organisation, not linked to others yet.
    Client { organisation: String, local_id: String },
}

/// A person: by what they are known, and all records about them, the one that speaks first in front.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) key: Key,
    pub(crate) records: Vec<Record>,
}

impl Gender {
    /// From the code; 0 and what nobody knows are nothing.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "1" => Some(Self::Male),
            "2" => Some(Self::Female),
            "9" => Some(Self::NotSpecified),
            _ => None,
        }
    }

    /// The word for pages.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Male => "Male",
            Self::Female => "Female",
            Self::NotSpecified => "Not specified",
        }
    }
}

impl Key {
    /// Whose record it is. Linkage by more than number and date of birth changes this, and nothing else.
    pub(crate) fn of(record: &Record) -> Self {
        match (record.nhs_number, record.birth_date) {
            (Some(number), Some(born)) => Self::Number(number, born),
            _ => Self::Client {
                organisation: record.organisation.clone(),
                local_id: record.local_id.clone(),
            },
        }
    }
}

impl Known {
    /// Whether records of several organisations can be among theirs.
    pub(crate) fn is_linked(&self) -> bool {
        matches!(self.key, Key::Number(..))
    }

    /// What stands in a field: what the first record says that says anything.
    pub(crate) fn says<T>(&self, field: impl Fn(&Record) -> Option<T>) -> Option<T> {
        self.records.iter().find_map(field)
    }
}

/// Puts records together by person, in the order of names. `rank` tells how much a load's word counts: more
/// for a later one. Of a client of whom several loads speak the last word counts. First speaks the practice
/// that somebody is registered with, then who spoke last.
pub(crate) fn together(records: Vec<Record>, rank: impl Fn(Id<Load>) -> usize) -> Vec<Known> {
    let mut records = records;
    let client = |record: &Record| (record.organisation.clone(), record.local_id.clone());
    records.sort_by_key(|record| (client(record), std::cmp::Reverse(rank(record.load))));
    records.dedup_by_key(|record| client(record));
    let is_of_practice = |record: &Record| record.practice.as_ref() == Some(&record.organisation);
    records.sort_by_key(|record| {
        let newest_first = std::cmp::Reverse(rank(record.load));
        (Key::of(record), !is_of_practice(record), newest_first, client(record))
    });
    let mut people: Vec<Known> = Vec::new();
    for record in records {
        let key = Key::of(&record);
        match people.last_mut().filter(|last| last.key == key) {
            Some(last) => last.records.push(record),
            None => people.push(Known { key, records: vec![record] }),
        }
    }
    people.sort_by_cached_key(name::order);
    people
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A record from a line: organisation, local id, family name, given name, NHS number, date of birth,
    /// practice; a dash is nothing.
    pub(crate) fn record(load: u64, line: &str) -> Record {
        let parts: Vec<Option<&str>> =
            line.split('|').map(str::trim).map(|part| (part != "-").then_some(part)).collect();
        let text = |number: usize| parts[number].map(str::to_owned);
        Record {
            load: Id::new(load, 0),
            organisation: text(0).unwrap(),
            local_id: text(1).unwrap(),
            family_name: text(2),
            given_name: text(3),
            nhs_number: parts[4].map(|number| number.parse().unwrap()),
            birth_date: parts[5].map(|day| day.parse().unwrap()),
            practice: text(6),
            title: None,
            death_date: None,
            gender: None,
            ethnic_category: None,
            address: None,
            postcode: None,
            phone: None,
        }
    }

    /// Which clients are one person, a line a person, the one that speaks first in front.
    fn check(lines: &[&str], expected: &[&str]) {
        let records = lines.iter().enumerate().map(|(load, line)| record(load as u64, line));
        let rank = |load: Id<Load>| (0..9).position(|at| Id::new(at, 0) == load).unwrap();
        let people = together(records.collect(), rank);
        let found: Vec<String> = people
            .iter()
            .map(|known| {
                let whose =
                    |record: &Record| format!("{} {}", record.organisation, record.local_id);
                known.records.iter().map(whose).collect::<Vec<_>>().join(", ")
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_same_number_and_date_of_birth_are_one_person_and_the_practice_speaks_first() {
        check(
            &[
                "G1 | 7 | Marsh | Ann | 9434765919 | 1945-07-14 | G1",
                "RX1 | 9 | MARSH | Anne | 943 476 5919 | 1945-07-14 | G1",
            ],
            &["G1 7, RX1 9"],
        );
    }

    #[test]
    fn a_number_alone_links_nobody() {
        check(
            &[
                "G1 | 7 | Marsh | Ann | 9434765919 | 1945-07-14 | G1",
                "RX1 | 9 | Marsh | Ann | 9434765919 | 1954-07-14 | G1",
                "V1 | 3 | Marsh | Ann | 9434765919 | - | -",
                "V1 | 4 | Marsh | Ann | - | 1945-07-14 | -",
            ],
            &["V1 3", "G1 7", "V1 4", "RX1 9"],
        );
    }

    #[test]
    fn of_a_client_the_last_word_counts() {
        check(
            &[
                "RX1 | 9 | Marsh | Ann | 9434765919 | 1954-07-14 | -",
                "RX1 | 9 | Marsh | Ann | 9434765919 | 1945-07-14 | -",
            ],
            &["RX1 9"],
        );
    }

    #[test]
    fn a_gender_that_is_not_known_is_nothing() {
        let of = |code| Gender::from_code(code).map(Gender::title);
        let found = ["1", "2", "9", "0", "x"].map(of);
        assert_eq!(found, [Some("Male"), Some("Female"), Some("Not specified"), None, None]);
    }
}

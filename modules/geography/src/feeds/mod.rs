//! Which official files about a place are read, and what their columns mean. How files are opened,
//! decoded and taken apart is the business of `kith-intake`. docs/guide/files.md tells the same to
//! the people who load the files.

mod boundaries;
mod census;
mod epcn;
mod epraccur;
mod imd;
mod links;
mod lookups;
mod msoa_names;
mod practice_map;
mod registrations;
mod rural_urban;
mod sites;
mod special;
mod successors;
mod summary;
pub mod tables;

use kith_intake::{Feed, Rule};
use kith_terms::{LsoaCode, OdsCode};

/// All files that this module reads.
pub const FEEDS: &[&Feed] = &[
    &boundaries::FEED,
    &lookups::WARDS,
    &lookups::ICBS,
    &lookups::MSOAS,
    &successors::FEED,
    &census::BULK,
    &census::AGES,
    &summary::FEED,
    &imd::IMD_2019,
    &imd::IMD_2025,
    &rural_urban::FEED,
    &msoa_names::FEED,
    &registrations::ALL,
    &registrations::MALE,
    &registrations::FEMALE,
    &registrations::ANALYSTS,
    &practice_map::FEED,
    &epraccur::FEED,
    &epcn::FEED,
    &links::FEED,
    &sites::FEED,
];

const ONS: &str = "Office for National Statistics";
const ONS_THANKS: &str = "Source: Office for National Statistics licensed under the Open Government \
    Licence v3.0. Contains OS data © Crown copyright and database right";
const NHS_ENGLAND: &str = "NHS England";
const NHS_THANKS: &str = "Contains information from NHS England, licensed under the current version of the Open \
     Government Licence";

const DOWNLOAD_AGAIN: &str = "download the file again from its publisher and load it unchanged";

/// The names under which the code of a lower-layer super output area has been seen.
const LSOA_NAMES: &[&str] = &["lsoa##cd", "lsoa## code", "lsoa code ####", "lsoa code"];

const LSOA: Rule = Rule {
    says: "an area is an LSOA code of England or Wales, such as E01000001",
    remedy: DOWNLOAD_AGAIN,
};
const ODS: Rule = Rule {
    says: "an organisation is an ODS code: three to ten letters and digits",
    remedy: DOWNLOAD_AGAIN,
};
const NAME: Rule = Rule { says: "a name is not empty", remedy: DOWNLOAD_AGAIN };
const DAY: Rule = Rule {
    says: "a date is written 2026-07-01, 20260701, 01Jul2026 or 01/07/2026",
    remedy: "write the date in one of these ways, or download the file again",
};
const NUMBER: Rule = Rule { says: "a measure is a number", remedy: DOWNLOAD_AGAIN };
const PEOPLE: Rule = Rule { says: "people are a number, 0 or more", remedy: DOWNLOAD_AGAIN };

/// A number that is one: neither infinite nor "not a number".
struct Finite(f64);

impl std::str::FromStr for Finite {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Self(number)),
            _ => Err(()),
        }
    }
}

/// A number of people. Copies that went through a spreadsheet write `1474.0` or `1,474`.
struct People(f64);

impl std::str::FromStr for People {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.replace(',', "").parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(Self(number)),
            _ => Err(()),
        }
    }
}

fn is_lsoa(text: &str) -> bool {
    text.parse::<LsoaCode>().is_ok()
}

fn is_ods(text: &str) -> bool {
    text.parse::<OdsCode>().is_ok()
}

#[cfg(test)]
mod tests;

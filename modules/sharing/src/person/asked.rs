//! Whom somebody looks for: an NHS number, or a name with a date of birth or a postcode. A name alone finds
//! too many, and is asked to be more.

use jiff::civil::Date;
use kith_frame::form::Wrong;
use kith_terms::NhsNumber;
use serde::Deserialize;

use super::{Record, name};

/// What was typed. It has no `Debug`: names get into no log.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) nhs_number: String,
    pub(crate) family_name: String,
    pub(crate) given_name: String,
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) year: String,
    pub(crate) postcode: String,
}

/// What was meant.
pub(crate) struct Asked {
    /// What the search begins with.
    pub(crate) by: By,
    /// What a record must have besides.
    family_name: String,
    given_name: String,
    born: Option<Date>,
    postcode: String,
}

/// What a search begins with: an index of the records.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum By {
    Number(NhsNumber),
    Born(Date),
    /// Without spaces, in capitals.
    Postcode(String),
}

impl Typed {
    /// What was meant, or what is wrong with it.
    pub(crate) fn judge(&self) -> Result<Asked, Wrong> {
        let mut wrong = Wrong::nothing();
        let number = self.number(&mut wrong);
        let born = self.born(&mut wrong);
        let postcode = name::postcode(&self.postcode);
        let by = match (number, born) {
            (Some(number), _) => Some(By::Number(number)),
            (None, Some(born)) => Some(By::Born(born)),
            (None, None) if !postcode.is_empty() => Some(By::Postcode(postcode.clone())),
            (None, None) => None,
        };
        self.must_be_enough(number.is_some(), by.is_some(), &mut wrong);
        match by {
            Some(by) if wrong.is_nothing() => Ok(Asked {
                by,
                family_name: self.family_name.clone(),
                given_name: self.given_name.clone(),
                born,
                postcode,
            }),
            _ => Err(wrong),
        }
    }

    /// Says what is missing, where nothing else is wrong.
    fn must_be_enough(&self, has_number: bool, has_more: bool, wrong: &mut Wrong) {
        if !wrong.is_nothing() || has_number {
            return;
        }
        let has_name = !name::folded(&self.family_name).is_empty();
        if !has_name && !has_more && name::folded(&self.given_name).is_empty() {
            wrong.add("nhs_number", "Enter an NHS number, or a family name and more below");
        } else if !has_name {
            wrong.add("family_name", "Enter a family name");
        } else if !has_more {
            wrong.add(
                "born-day",
                "Enter a date of birth or a postcode too: a name alone finds too many",
            );
        }
    }

    /// What people type in place of an NHS number, and how it is told (NHS service manual, "Ask for NHS
    /// numbers").
    fn number(&self, wrong: &mut Wrong) -> Option<NhsNumber> {
        let typed: String = self.nhs_number.chars().filter(|l| !matches!(l, ' ' | '-')).collect();
        if typed.is_empty() {
            return None;
        }
        let digits = typed.chars().filter(char::is_ascii_digit).count();
        let words = if is_national_insurance_number(&typed) {
            "This is a National Insurance number. Enter an NHS number, which has 10 digits only"
        } else if digits < typed.chars().count() {
            "An NHS number has digits only, such as 999 123 4567"
        } else if digits < 10 {
            "This is too short. An NHS number has 10 digits"
        } else if digits > 10 {
            "This is too long. An NHS number has 10 digits"
        } else {
            match typed.parse() {
                Ok(number) => return Some(number),
                Err(_) => "This is not an NHS number: a digit is wrong, or two have changed places",
            }
        };
        wrong.add("nhs_number", words);
        None
    }

    fn born(&self, wrong: &mut Wrong) -> Option<Date> {
        let parts = [&self.year, &self.month, &self.day].map(|part| part.trim());
        if parts.iter().all(|part| part.is_empty()) {
            return None;
        }
        let [year, month, day] = parts;
        let born = year.parse().ok().zip(month.parse().ok()).zip(day.parse().ok());
        let born = born.and_then(|((year, month), day)| Date::new(year, month, day).ok());
        // Nobody alive or lately dead was born before; two digits of a year are no year.
        let born = born.filter(|born| born.year() >= 1880);
        if born.is_none() {
            wrong.add(
                "born-day",
                "A date of birth has a day, a month and a year, such as 27 3 1958",
            );
        }
        born
    }
}

/// Two letters, six digits, a letter (HMRC, National Insurance Manual, NIM39110).
fn is_national_insurance_number(typed: &str) -> bool {
    let bytes = typed.as_bytes();
    bytes.len() == 9
        && bytes[..2].iter().all(u8::is_ascii_alphabetic)
        && bytes[2..8].iter().all(u8::is_ascii_digit)
        && bytes[8].is_ascii_alphabetic()
}

impl Asked {
    /// Whether it may be this record that is looked for.
    pub(crate) fn is_met_by(&self, record: &Record) -> bool {
        let suits = |typed: &str, found: &Option<String>, is: fn(&str, &str) -> bool| {
            typed.trim().is_empty() || found.as_ref().is_some_and(|found| is(typed, found))
        };
        let is_there = |typed: &str, found: &str| name::postcode(found) == typed;
        suits(&self.family_name, &record.family_name, name::is_meant)
            && suits(&self.given_name, &record.given_name, name::may_be)
            && suits(&self.postcode, &record.postcode, is_there)
            && self.born.is_none_or(|born| record.birth_date == Some(born))
    }

    /// Which fields were filled in: what the journal is told of a search.
    pub(crate) fn fields(&self) -> Vec<&'static str> {
        let by_number = matches!(self.by, By::Number(_));
        let filled = [
            ("nhs_number", by_number),
            ("family_name", !self.family_name.trim().is_empty()),
            ("given_name", !self.given_name.trim().is_empty()),
            ("birth_date", self.born.is_some()),
            ("postcode", !self.postcode.is_empty()),
        ];
        filled.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::record;
    use super::*;

    fn typed(line: &str) -> Typed {
        let mut parts = line.split('|').map(|part| part.trim().to_owned());
        let mut next = || parts.next().unwrap_or_default();
        let (nhs_number, family_name, given_name) = (next(), next(), next());
        let born = next();
        let mut born = born.split('-').map(str::to_owned);
        let mut part = || born.next().unwrap_or_default();
        let (year, month, day) = (part(), part(), part());
        Typed { nhs_number, family_name, given_name, day, month, year, postcode: next() }
    }

    #[test]
    fn what_is_wrong_is_said_with_what_to_do() {
        for (line, expected) in [
            ("", "nhs_number: Enter an NHS number, or a family name and more below"),
            (
                "QQ 12 34 56 C",
                "nhs_number: This is a National Insurance number. Enter an NHS number, which has 10 digits only",
            ),
            ("943 476 591X", "nhs_number: An NHS number has digits only, such as 999 123 4567"),
            ("943 476 591", "nhs_number: This is too short. An NHS number has 10 digits"),
            ("943 476 59190", "nhs_number: This is too long. An NHS number has 10 digits"),
            (
                "943-476-5918",
                "nhs_number: This is not an NHS number: a digit is wrong, or two have changed places",
            ),
            (
                "| Marsh",
                "born-day: Enter a date of birth or a postcode too: a name alone finds too many",
            ),
            ("| | Ann | 1945-7-14", "family_name: Enter a family name"),
            (
                "| Marsh | | 1945-2-30",
                "born-day: A date of birth has a day, a month and a year, such as 27 3 1958",
            ),
            (
                "| Marsh | | 45-7-14",
                "born-day: A date of birth has a day, a month and a year, such as 27 3 1958",
            ),
        ] {
            let wrong = typed(line).judge().err().map(|wrong| wrong.sentences());
            assert_eq!(wrong.as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn a_search_begins_with_what_tells_most() {
        let by = |line| typed(line).judge().ok().map(|asked| asked.by);
        let born = "1945-07-14".parse().unwrap();
        let number = "9434765919".parse().unwrap();
        for (line, expected) in [
            ("943 476 5919 | | | 1945-7-14", By::Number(number)),
            ("| Marsh | | 1945-7-14 | SW1A 1AA", By::Born(born)),
            ("| Marsh | | | sw1a 1aa", By::Postcode("SW1A1AA".into())),
        ] {
            assert!(by(line) == Some(expected), "{line}");
        }
    }

    #[test]
    fn all_that_was_typed_must_suit() {
        let mut found = record(1, "G1 | 7 | O'Brien | Ann Mary | 9434765919 | 1945-07-14 | G1");
        found.postcode = Some("SW1A 1AA".into());
        for (line, expected) in [
            ("9434765919", true),
            ("9434765919 | Smith", false),
            ("9434765919 | | | 1945-07-15", false),
            ("| OBrien | A | 1945-07-14", true),
            ("| OBrien | Bea | 1945-07-14", false),
            ("| obrien | | | SW1A1AA", true),
            ("| obrien | | 1945-07-14 | SW1A 1AB", false),
        ] {
            let Ok(asked) = typed(line).judge() else { panic!("{line}") };
            assert_eq!(asked.is_met_by(&found), expected, "{line}");
        }
    }

    #[test]
    fn the_journal_hears_which_fields_were_filled_and_not_with_what() {
        let Ok(asked) = typed("| Marsh | | 1945-7-14").judge() else { panic!() };
        assert_eq!(asked.fields(), ["family_name", "birth_date"]);
    }
}

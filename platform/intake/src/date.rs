//! The ways in which official files write a day.

use std::str::FromStr;

use jiff::civil::Date;

/// A day as an official file writes it: `2026-07-01`, `20191001`, `01Oct2025`, `01MAY2022`,
/// `01/10/2025` (day first).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OfficialDate(pub Date);

/// What was given is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a day such as 2026-07-01, 20260701, 01Jul2026 or 01/07/2026")]
pub struct NotADate(String);

impl FromStr for OfficialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let found = parts(text.trim()).and_then(|(year, month, day)| {
            Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
        });
        found.map(Self).ok_or_else(|| NotADate(text.to_owned()))
    }
}

/// Year, month and day, whichever way they are written.
fn parts(text: &str) -> Option<(&str, i8, &str)> {
    if !text.is_ascii() {
        return None;
    }
    match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => {
            digits(&text[0..4], &text[5..7], &text[8..10], text[5..7].parse().ok()?)
        }
        [_, _, b'/', _, _, b'/', _, _, _, _] => {
            digits(&text[6..10], &text[3..5], &text[0..2], text[3..5].parse().ok()?)
        }
        [_, _, _, _, _, _, _, _] => {
            digits(&text[0..4], &text[4..6], &text[6..8], text[4..6].parse().ok()?)
        }
        [_, _, _, _, _, _, _, _, _] => {
            digits(&text[5..9], "", &text[0..2], month_called(&text[2..5])?)
        }
        _ => None,
    }
}

/// The same parts, if they hold digits alone: a sign is not part of a day.
fn digits<'a>(
    year: &'a str,
    month: &str,
    day: &'a str,
    number: i8,
) -> Option<(&'a str, i8, &'a str)> {
    let plain = [year, month, day].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    plain.then_some((year, number, day))
}

fn month_called(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let number = (1..).zip(MONTHS).find(|(_, month)| month.eq_ignore_ascii_case(name));
    number.map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_official_way_of_writing_a_day_is_read() {
        for text in ["2025-10-01", "20251001", "01Oct2025", "01OCT2025", "01/10/2025", " 20251001 "]
        {
            let read: OfficialDate = text.parse().unwrap();
            assert_eq!(read.0, jiff::civil::date(2025, 10, 1), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2025-13-01", "31Feb2025", "1Oct2025", "20251032", "+025-01-01", "Ünïcödé"]
        {
            assert!(text.parse::<OfficialDate>().is_err(), "{text}");
        }
    }
}

//! Codes that stand in the column of small areas and are none of England: people without a known
//! address, and people who live elsewhere. They are kept as they are and counted by name, so that the
//! patients of a practice add up.

use kith_terms::LsoaCode;

/// What stands in the column of small areas.
pub(super) enum Home {
    /// A small area of England.
    England,
    /// Anything else that is known, with the name under which it is counted.
    Elsewhere(String),
}

/// Words that stand in the place of a code (NHS England, Patients Registered at a GP Practice, data
/// quality notes).
const WORDS: [&str; 3] = ["EMPTY", "CLOSED", "NO2011"];

/// The first letters of pseudo codes such as `L99999999` (ONS Postcode Directory User Guide, annex on
/// pseudo codes): Channel Islands L, Isle of Man M, and those of the countries.
const PSEUDO: [&str; 6] = ["E", "W", "S", "N", "L", "M"];

/// The beginnings of the codes of small areas outside England: Scottish data zones, Northern Irish
/// super output areas (to 2011) and super data zones (2021), Welsh LSOAs.
const ABROAD: [&str; 4] = ["S01", "N20", "N21", "W01"];

/// Older Northern Irish super output areas are a number and a letter group: `95AA01S1`.
const OLD_NORTHERN_IRISH: &str = "95";

/// Whether a code stands for people of whom nobody knows where they live. The pseudo code of England
/// says only that it is there.
pub(super) fn says_nothing(code: &str) -> bool {
    WORDS.contains(&code) || code == "E99999999"
}

/// Tells what a code stands for; None if it is none that is known.
pub(super) fn home(code: &str) -> Option<Home> {
    if code.starts_with("E01") && code.parse::<LsoaCode>().is_ok() {
        return Some(Home::England);
    }
    let (letter, digits) = code.split_at_checked(1)?;
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if WORDS.contains(&code) || (PSEUDO.contains(&letter) && digits == "99999999") {
        return Some(Home::Elsewhere(code.to_owned()));
    }
    let (start, rest) = code.split_at_checked(3)?;
    if ABROAD.contains(&start) && rest.len() == 6 && all_digits(rest) {
        return Some(Home::Elsewhere(start.to_owned()));
    }
    let old = code.starts_with(OLD_NORTHERN_IRISH)
        && code.len() == 8
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    old.then(|| Home::Elsewhere(OLD_NORTHERN_IRISH.to_owned()))
}

//! Numbers, dates and moments as pages write them: the design's words, and moments by the clock of
//! England.

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use kith_design::words::{count, date, decimal, how_many};

/// 6 August 2026 at 5:30pm, by the clock of England.
pub fn moment(at: Timestamp) -> String {
    let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    kith_design::words::moment(at.to_zoned(london).datetime())
}

/// The words with a capital at their beginning.
pub fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_in_summer_is_an_hour_later_than_in_utc() {
        let at = "2026-08-06T16:30:00Z".parse().unwrap();
        assert_eq!(moment(at), "6 August 2026 at 5:30pm");
    }
}

//! Days and minutes as small numbers, so that millions of events fit into memory and are compared
//! without a calendar.

use std::num::NonZeroU32;

/// Minutes in a day.
const MINUTES: u32 = 1_440;

/// A day: how many days it comes after 1 January 1850.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

impl Day {
    /// 1 January 1850, before which nobody here was born.
    pub const FIRST: Self = Self(0);

    /// The day of a year, month and day of month of the Gregorian calendar, as Hinnant counts days
    /// (`days_from_civil`, "chrono-Compatible Low-Level Date Algorithms", 2013). Years before 1850
    /// become the first day.
    pub const fn of(year: u32, month: u32, day: u32) -> Self {
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted / 400;
        let of_era = shifted % 400;
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let of_days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        Self((era * 146_097 + of_days).saturating_sub(FROM_YEAR_0))
    }

    /// Year, month (1 to 12) and day of month (1 to 31) of the Gregorian calendar
    /// (`civil_from_days`, same source).
    pub const fn civil(self) -> (u32, u32, u32) {
        let days = self.0 + FROM_YEAR_0;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let turn = if month <= 2 { 1 } else { 0 };
        (era * 400 + year + turn, month, day)
    }

    /// Day of the week, 0 being Monday.
    pub const fn weekday(self) -> u32 {
        // 1 January 1850 was a Tuesday.
        (self.0 + 1) % 7
    }

    /// Days since [`Day::FIRST`].
    pub const fn number(self) -> u32 {
        self.0
    }

    /// So many days later.
    #[must_use]
    pub const fn plus(self, days: u32) -> Self {
        Self(self.0 + days)
    }

    /// So many days earlier, but not before the first day.
    #[must_use]
    pub const fn minus(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// Whole years from a birthday to this day; 0 before it.
    pub fn age_of(self, birth: Self) -> u32 {
        let ((year, month, day), (born, its_month, its_day)) = (self.civil(), birth.civil());
        let before = month < its_month || (month == its_month && day < its_day);
        year.saturating_sub(born).saturating_sub(u32::from(before))
    }

    /// A minute of this day, 0 being midnight (UTC).
    pub const fn at(self, minute: u32) -> Moment {
        Moment(NonZeroU32::MIN.saturating_add(self.0 * MINUTES + minute))
    }
}

/// Days from 1 March of year 0, from which Hinnant counts, to 1 January 1850.
const FROM_YEAR_0: u32 = 675_639;

/// A minute (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(NonZeroU32);

impl Moment {
    /// The day it falls on.
    pub const fn day(self) -> Day {
        Day((self.0.get() - 1) / MINUTES)
    }

    /// Minutes since midnight (UTC), below 1,440.
    pub const fn minute(self) -> u32 {
        (self.0.get() - 1) % MINUTES
    }

    /// So many minutes later.
    #[must_use]
    pub const fn plus(self, minutes: u32) -> Self {
        Self(self.0.saturating_add(minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_know_their_date_and_their_weekday() {
        for (date, weekday) in
            [((1850, 1, 1), 1), ((1900, 3, 1), 3), ((2000, 2, 29), 1), ((2025, 12, 31), 2)]
        {
            let day = Day::of(date.0, date.1, date.2);
            assert_eq!((day.civil(), day.weekday()), (date, weekday));
        }
        assert_eq!(Day::of(1850, 1, 1), Day::FIRST);
        for number in 0..80_000 {
            let (year, month, day) = Day(number).civil();
            assert_eq!(Day::of(year, month, day), Day(number));
        }
    }

    #[test]
    fn a_birthday_is_counted_on_the_day_itself() {
        let born = Day::of(1950, 6, 15);
        assert_eq!(Day::of(2025, 6, 14).age_of(born), 74);
        assert_eq!(Day::of(2025, 6, 15).age_of(born), 75);
    }

    #[test]
    fn a_minute_knows_its_day() {
        let moment = Day::of(2024, 2, 29).at(1_439);
        assert_eq!((moment.day(), moment.minute()), (Day::of(2024, 2, 29), 1_439));
        assert_eq!(moment.plus(1), Day::of(2024, 3, 1).at(0));
    }
}

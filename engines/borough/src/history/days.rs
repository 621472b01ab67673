//! Days, months and counts by chance.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::dice::Dice;
use crate::number::floor;

/// So many days later.
pub(super) fn later(day: Date, days: usize) -> Date {
    day.saturating_add(Span::new().days(i64::try_from(days).unwrap_or(0)))
}

/// So many working days later: Saturdays and Sundays do not count.
pub(super) fn working_days_later(day: Date, days: usize) -> Date {
    let mut then = day;
    let mut left = days;
    while left > 0 {
        then = later(then, 1);
        if is_working_day(then) {
            left -= 1;
        }
    }
    then
}

/// Whether it is a day from Monday to Friday.
pub(super) fn is_working_day(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() < 5
}

/// The day itself, or the Monday after a weekend.
pub(super) fn working_day(day: Date) -> Date {
    if is_working_day(day) { day } else { working_days_later(day, 1) }
}

/// The first days of the `count` months before a day, the oldest first.
pub(super) fn months_before(until: Date, count: usize) -> Vec<Date> {
    let last = until.first_of_month();
    let back = |months: usize| last.saturating_sub(i64::try_from(months).unwrap_or(0).months());
    (1..=count).rev().map(back).collect()
}

/// A working day of a month.
pub(super) fn some_day(month: Date, dice: &mut Dice) -> Date {
    let length = usize::try_from(month.days_in_month()).unwrap_or(28);
    let day = later(month, dice.below(length));
    if is_working_day(day) { day } else { later(month, dice.below(5) + 7).min(working_day(day)) }
}

/// How often something happened that happens `mean` times on average (Poisson; Knuth 1969).
pub(super) fn happened(mean: f64, dice: &mut Dice) -> usize {
    let limit = (-mean).exp();
    let mut product = dice.share();
    let mut count = 0;
    while product > limit {
        product *= dice.share();
        count += 1;
    }
    count
}

/// How many days something took that takes `mean` days on average and ends on any day alike
/// (exponential distribution).
pub(super) fn lasted(mean: f64, dice: &mut Dice) -> usize {
    floor(-mean * (1.0 - dice.share()).ln())
}

/// The cell of a day that may be missing.
pub(super) fn cell(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn working_days_leave_out_saturday_and_sunday() {
        // 3 April 2026 is a Friday.
        assert_eq!(working_days_later(date(2026, 4, 3), 1), date(2026, 4, 6));
        assert_eq!(working_days_later(date(2026, 4, 3), 6), date(2026, 4, 13));
        assert_eq!(working_day(date(2026, 4, 4)), date(2026, 4, 6));
    }

    #[test]
    fn the_months_before_a_day_end_with_the_last_whole_one() {
        let months = months_before(date(2026, 3, 15), 3);
        assert_eq!(months, [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]);
    }

    #[test]
    fn what_happens_four_times_on_average_does() {
        let mut dice = Dice::new(1, "poisson");
        let all: usize = (0..10_000).map(|_| happened(4.0, &mut dice)).sum();
        // Three standard errors: 3 * sqrt(4 * 10,000).
        assert!(all.abs_diff(40_000) < 600, "{all}");
    }
}

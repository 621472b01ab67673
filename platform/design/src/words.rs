//! Numbers, dates and times as the NHS content guide writes them.

use jiff::civil::{Date, DateTime, Time};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A count with commas: `1,234`.
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// A number with commas and so many places behind the point: `-1,234.5`.
pub fn decimal(number: f64, places: usize) -> String {
    let rounded = format!("{:.places$}", number.abs());
    let (whole, rest) = rounded
        .split_once('.')
        .map_or((rounded.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let is_zero = rounded.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if number < 0.0 && !is_zero { "-" } else { "" };
    match rest {
        Some(rest) => format!("{sign}{}.{rest}", grouped(whole)),
        None => format!("{sign}{}", grouped(whole)),
    }
}

/// How many of something: `1 practice`, `1,234 practices`.
pub fn how_many(number: u64, one: &str, several: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { several })
}

/// A day: `6 August 2018`.
pub fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// A time of day: `5:30pm`, `9am`, `midday`, `midnight`.
pub fn time(time: Time) -> String {
    let half = if time.hour() < 12 { "am" } else { "pm" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{hour}{half}"),
        (_, minute) => format!("{hour}:{minute:02}{half}"),
    }
}

/// A moment: `6 August 2018 at 5:30pm`.
pub fn moment(moment: DateTime) -> String {
    format!("{} at {}", date(moment.date()), time(moment.time()))
}

/// From one day to another, without saying the same month or year twice: `6 to 9 August 2018`.
pub fn days(first: Date, last: Date) -> String {
    if first == last {
        return date(first);
    }
    let start = if first.year() != last.year() {
        date(first)
    } else if first.month() != last.month() {
        format!("{} {}", first.day(), month(first))
    } else {
        first.day().to_string()
    };
    format!("{start} to {}", date(last))
}

fn month(date: Date) -> &'static str {
    let index = usize::try_from(date.month()).unwrap_or(1);
    MONTHS[index.clamp(1, 12) - 1]
}

/// The digits in groups of three; the guide puts a comma from 1,000 on.
fn grouped(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date as on, time as at};

    use super::*;

    #[test]
    fn numbers_over_999_have_commas() {
        assert_eq!([count(0), count(999), count(1000)], ["0", "999", "1,000"]);
        assert_eq!(count(1_210_283), "1,210,283");
        assert_eq!(
            [decimal(-1234.56, 1), decimal(999.5, 0), decimal(-0.01, 1)],
            ["-1,234.6", "1,000", "0.0"]
        );
        assert_eq!(how_many(1, "practice", "practices"), "1 practice");
    }

    #[test]
    fn dates_and_times_follow_the_nhs_content_guide() {
        assert_eq!(date(on(2018, 8, 6)), "6 August 2018");
        assert_eq!([time(at(17, 30, 0, 0)), time(at(9, 0, 0, 0))], ["5:30pm", "9am"]);
        assert_eq!([time(at(12, 0, 0, 0)), time(at(0, 0, 0, 0))], ["midday", "midnight"]);
        assert_eq!(time(at(0, 5, 0, 0)), "12:05am");
        assert_eq!(moment(on(2018, 8, 6).at(17, 30, 0, 0)), "6 August 2018 at 5:30pm");
    }

    #[test]
    fn a_range_says_month_and_year_once() {
        assert_eq!(days(on(2018, 8, 6), on(2018, 8, 9)), "6 to 9 August 2018");
        assert_eq!(days(on(2018, 8, 6), on(2018, 9, 9)), "6 August to 9 September 2018");
        assert_eq!(days(on(2018, 12, 30), on(2019, 1, 2)), "30 December 2018 to 2 January 2019");
        assert_eq!(days(on(2018, 8, 6), on(2018, 8, 6)), "6 August 2018");
    }
}

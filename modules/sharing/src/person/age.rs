//! How old somebody is, as the NHS Common User Interface writes it: days for the new-born, weeks and days
//! within the first year, months and days within the second, years and months for children, then years
//! (NHS Common User Interface, Patient Banner, "Age": 4 weeks, 1 year, 2 years, 18 years).

use jiff::Unit;
use jiff::civil::Date;

/// `81y`, `5y 3m`, `14m 2d`, `3w 2d`, `27d`; nothing where the days are in the wrong order.
pub(crate) fn age(born: Date, on: Date) -> Option<String> {
    let all = days(born, on).filter(|days| *days >= 0)?;
    let years = born.until((Unit::Year, on)).ok()?;
    let months = born.until((Unit::Month, on)).ok()?;
    let text = match (years.get_years(), all) {
        (_, ..28) => format!("{all}d"),
        (0, _) => both((all / 7, "w"), (all % 7, "d")),
        (1, _) => both((months.get_months(), "m"), (months.get_days(), "d")),
        (2..18, _) => both((i32::from(years.get_years()), "y"), (years.get_months(), "m")),
        (years, _) => format!("{years}y"),
    };
    Some(text)
}

fn days(born: Date, on: Date) -> Option<i32> {
    Some(born.until((Unit::Day, on)).ok()?.get_days())
}

/// Both numbers, or the first alone where the second is nothing.
fn both((first, of): (i32, &str), (second, rest): (i32, &str)) -> String {
    if second == 0 { format!("{first}{of}") } else { format!("{first}{of} {second}{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_as_fine_as_it_matters() {
        for (born, on, expected) in [
            ("2026-11-21", "2026-11-21", Some("0d")),
            ("2026-10-25", "2026-11-21", Some("27d")),
            ("2026-10-24", "2026-11-21", Some("4w")),
            ("2026-10-22", "2026-11-21", Some("4w 2d")),
            ("2025-11-21", "2026-11-21", Some("12m")),
            ("2025-09-19", "2026-11-21", Some("14m 2d")),
            ("2021-08-01", "2026-11-21", Some("5y 3m")),
            ("2008-11-22", "2026-11-21", Some("17y 11m")),
            ("2008-11-21", "2026-11-21", Some("18y")),
            ("1945-07-14", "2026-11-21", Some("81y")),
            ("2026-11-22", "2026-11-21", None),
        ] {
            let found = age(born.parse().unwrap(), on.parse().unwrap());
            assert_eq!(found.as_deref(), expected, "{born} on {on}");
        }
    }
}

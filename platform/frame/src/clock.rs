//! The only place that asks what time it is. Everything else is told.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Tells the time: the machine's, or one that a test has set.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// Stands still until it is moved on.
    Set(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `moment`.
    pub fn set_to(moment: Timestamp) -> Self {
        Self::Set(Arc::new(Mutex::new(moment)))
    }

    /// The moment it is.
    #[expect(clippy::disallowed_methods, reason = "this is the Clock that everyone else is to ask")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Machine => Timestamp::now(),
            Self::Set(moment) => *moment.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// The date it is in England.
    pub fn today(&self) -> Date {
        date_in_england(self.now())
    }

    /// Moves a set clock on. The machine's clock is not ours to move.
    pub fn move_on(&self, by: SignedDuration) {
        if let Self::Set(moment) = self {
            let mut moment = moment.lock().unwrap_or_else(PoisonError::into_inner);
            *moment = moment.checked_add(by).unwrap_or(*moment);
        }
    }
}

/// The date in England at a moment, summer time included.
pub fn date_in_england(moment: Timestamp) -> Date {
    let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    moment.to_zoned(london).date()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn in_summer_the_day_begins_an_hour_before_it_does_in_utc() {
        let clock = Clock::set_to("2026-06-30T23:30:00Z".parse().unwrap());
        assert_eq!(clock.today(), date(2026, 7, 1));
        clock.move_on(SignedDuration::from_hours(-1));
        assert_eq!(clock.today(), date(2026, 6, 30));
    }
}

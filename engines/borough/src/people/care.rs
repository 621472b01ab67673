//! Care that the council arranges: in a care home, at home, by direct payment.

use crate::number::people;
use crate::people::chance::Chance;
use crate::people::code::Code;
use crate::people::day::Day;
use crate::people::event::{Event, Outcome, Role, Stream};
use crate::people::events::Subject;
use crate::people::rates::{Rates, rates};
use crate::people::reasons::Reasons;
use crate::people::{FIRST_DAY, LAST_DAY};

/// Write down the packages of somebody's five years.
pub(crate) fn packages(subject: &Subject, events: &mut Vec<Event>, chance: &mut Chance) {
    let rates = &rates().streams.care;
    let age = subject.age(LAST_DAY.min(subject.until));
    if subject.in_care_home {
        if chance.happens(rates.home_paid) {
            let nursing = chance.happens(rates.nursing);
            let back = people(chance.wait(rates.years) * 365.25);
            let last = subject.until.minus(1);
            let began = last.minus(back).max(subject.person.birth.plus(18 * 366));
            events.extend(package(subject, if nursing { "NUR" } else { "RES" }, (began, None)));
        }
        return;
    }
    // As many begin in a year as keep the share of supported people in any year.
    let supported = rates.supported.at(u32::try_from(age).unwrap_or(100));
    let ill = f64::from(subject.person.ill_health);
    let own = (rates.health * ill - rates.health.powi(2) / 2.0).exp();
    let begin_a_year = supported * own / (rates.years + 1.0);
    let span = rates.lead_years + 5.0;
    for _ in 0..chance.times(begin_a_year * span).min(3) {
        let days = people(span * 365.25);
        let began = LAST_DAY.minus(chance.below_u32(days)).max(subject.person.birth);
        let ends = began.plus(people(chance.wait(rates.years).min(40.0) * 365.25) + 7);
        if began < subject.until && ends > FIRST_DAY && subject.age(began) >= 18 {
            let age = subject.age(began);
            let reason = Reasons::all().chooser(Stream::CarePackage).pick(subject, age, chance);
            events.extend(package(subject, &reason.code.text().code, (began, Some(ends))));
        }
    }
}

/// A package of a kind; it ends at the latest when the person dies or leaves.
fn package(subject: &Subject, kind: &str, (began, ends): (Day, Option<Day>)) -> Option<Event> {
    let Rates { streams, .. } = rates();
    let code: Code = Reasons::all().named(Stream::CarePackage, kind)?;
    let mut event = subject.event(Stream::CarePackage, began.at(0));
    (event.code, event.role) = (code, Role::SocialWorker);
    event.value = streams.care.pence_a_week.get(kind).copied();
    let ends = ends.unwrap_or(subject.until).min(subject.until);
    event.ended = (ends <= LAST_DAY).then(|| ends.at(0));
    event.outcome = if event.ended.is_some() { Outcome::Ended } else { Outcome::Running };
    Some(event)
}

//! What a practice writes down: problems from their onset, deficits and measurements.

use crate::people::LAST_DAY;
use crate::people::chance::Chance;
use crate::people::code::Code;
use crate::people::day::Day;
use crate::people::event::{Event, Role, Site, Stream};
use crate::people::events::Subject;
use crate::people::health::bits_of;
use crate::people::rates::{MeasureRow, rates};
use crate::people::slots::days;

/// Days before the last in which deficits were written down: ten years (assumption).
const DEFICITS_SINCE: u32 = 3_652;

/// Write down what the practice knows of somebody.
pub(crate) fn record(subject: &Subject, events: &mut Vec<Event>, chance: &mut Chance) {
    let site = Site::Practice(u8::try_from(subject.person.practice).unwrap_or(u8::MAX));
    for &(condition, day) in subject.person.conditions.onsets() {
        let mut event = subject.event(Stream::GpProblem, day.at(0));
        (event.code, event.site) = (condition.code(), site);
        events.push(event);
    }
    let last = subject.until.minus(1).min(LAST_DAY);
    for deficit in subject.person.deficits.iter() {
        let day = last.minus(chance.below_u32(DEFICITS_SINCE)).max(subject.person.birth);
        let mut event = subject.event(Stream::GpFinding, day.at(0));
        (event.code, event.site) = (deficit.code(), site);
        event.role = Role::PracticeNurse;
        events.push(event);
    }
    measurements(subject, site, events, chance);
}

fn measurements(subject: &Subject, site: Site, events: &mut Vec<Event>, chance: &mut Chance) {
    let span = subject.until.number().saturating_sub(subject.from.number());
    let age = subject.age(subject.until.minus(1));
    for (place, (row, &bits)) in rates().measures.iter().zip(condition_bits()).enumerate() {
        if age < row.from as usize || span == 0 {
            continue;
        }
        let with = subject.person.conditions.bits & bits != 0;
        let years = f64::from(span) / f64::from(days()) * 5.0;
        let often = row.a_year * years * if with { row.with } else { 1.0 };
        let usual = usual(row, with, age) + 0.8 * row.spread * chance.normal();
        for _ in 0..chance.times(often) {
            let day = weekday(subject.from.plus(chance.below_u32(span)));
            let minute = 480 + 10 * chance.below_u32(60);
            let mut event = subject.event(Stream::GpFinding, day.at(minute));
            (event.code, event.site) = (Code::of_measure(place), site);
            event.role = Role::PracticeNurse;
            event.value = Some(tenths(usual + 0.6 * row.spread * chance.normal(), row));
            events.push(event);
        }
    }
}

/// What is usual for people of an age, with one of the conditions or without.
fn usual(row: &MeasureRow, with: bool, age: usize) -> f64 {
    let decades = (crate::number::real(age) - 50.0) / 10.0;
    row.mean + row.per_decade * decades + if with { row.shift } else { 0.0 }
}

/// A value in tenths of its unit; nothing measured is less than a third of its mean.
#[expect(clippy::cast_possible_truncation, reason = "values stay far below 2^31")]
fn tenths(value: f64, row: &MeasureRow) -> i32 {
    (value.max(row.mean / 3.0) * 10.0).round() as i32
}

/// The day itself, or the Friday before a weekend.
fn weekday(day: Day) -> Day {
    day.minus(day.weekday().saturating_sub(4))
}

fn condition_bits() -> &'static [u64] {
    static BITS: std::sync::OnceLock<Vec<u64>> = std::sync::OnceLock::new();
    BITS.get_or_init(|| rates().measures.iter().map(|row| bits_of(&row.conditions)).collect())
}

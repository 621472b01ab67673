//! Ages and sexes of everybody of an area: the residents exactly as counted, then those who died
//! and those who left.

use crate::ages::PIECES_COUNT;
use crate::number::deal;
use crate::people::chance::{Chance, running};
use crate::people::composition::{ages_of, share_female, single_years};
use crate::people::day::Day;
use crate::people::person::{Gone, Sex};
use crate::people::plan::{AreaPlan, deaths_a_year, departures_a_year};
use crate::people::rates::rates;
use crate::people::{FIRST_DAY, LAST_DAY};

/// Somebody who has no home and no name yet.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) sex: Sex,
    /// Age on the last day here.
    pub(crate) age: u32,
    pub(crate) birth: Day,
    pub(crate) gone: Option<Gone>,
}

/// Everybody of an area, residents first.
pub(crate) fn slots(plan: &AreaPlan, chance: &mut Chance) -> Vec<Slot> {
    let mut slots = Vec::new();
    for piece in 0..PIECES_COUNT {
        let counts = deal(plan.pieces[piece], single_years(piece));
        for (age, count) in ages_of(piece).zip(counts) {
            let women = share_female(age);
            slots.extend((0..count).map(|_| slot(age, sex(chance, women), None, chance)));
        }
    }
    let weights = |rate: &dyn Fn(usize) -> f64| {
        running((0..PIECES_COUNT).map(|piece| f64::from(plan.pieces[piece]) * rate(piece)))
    };
    let deaths = weights(&|piece| deaths_a_year(piece, plan.decile));
    for _ in 0..plan.died {
        slots.push(dead(chance.pick(&deaths), chance));
    }
    let departures = weights(&departures_a_year);
    for _ in 0..plan.left {
        let piece = chance.pick(&departures);
        let age = ages_of(piece).start + chance.pick_of(single_years(piece));
        let day = FIRST_DAY.plus(chance.below_u32(days()));
        let sex = sex(chance, share_female(age));
        slots.push(slot(age, sex, Some(Gone::Left(day)), chance));
    }
    slots
}

/// Days of the five years.
pub(crate) fn days() -> u32 {
    LAST_DAY.number() - FIRST_DAY.number() + 1
}

fn sex(chance: &mut Chance, women: f64) -> Sex {
    if chance.happens(women) { Sex::Female } else { Sex::Male }
}

/// Somebody whose last birthday here was their `age`th.
fn slot(age: usize, sex: Sex, gone: Option<Gone>, chance: &mut Chance) -> Slot {
    let age = u32::try_from(age).unwrap_or(100);
    let last = gone.map_or(LAST_DAY, Gone::day);
    let (year, month, day) = last.civil();
    // Born in the year that ends on this day so many years ago.
    let youngest = Day::of(year - age, month, day.min(28));
    let birth = youngest.minus(chance.below_u32(360));
    Slot { sex, age: last.age_of(birth), birth, gone }
}

fn dead(piece: usize, chance: &mut Chance) -> Slot {
    let deaths = &rates().demography.deaths;
    let likely =
        |age: usize, female: bool| deaths.a_year(female, u32::try_from(age).unwrap_or(100), 5);
    let weights: Vec<f64> = ages_of(piece)
        .zip(single_years(piece))
        .map(|(age, share)| share * f64::midpoint(likely(age, true), likely(age, false)))
        .collect();
    let age = ages_of(piece).start + chance.pick_of(&weights);
    let women = share_female(age) * likely(age, true);
    let men = (1.0 - share_female(age)) * likely(age, false);
    let sex = sex(chance, women / (women + men));
    slot(age, sex, Some(Gone::Died(winter_day(deaths.winter, chance))), chance)
}

/// A day of the five years, more often in winter.
fn winter_day(winter: f64, chance: &mut Chance) -> Day {
    loop {
        let day = FIRST_DAY.plus(chance.below_u32(days()));
        if chance.share() * (1.0 + winter) < season(day, winter) {
            return day;
        }
    }
}

/// How usual something is on a day whose January is `winter` above its mean: a wave with its top
/// on 15 January.
pub(crate) fn season(day: Day, winter: f64) -> f64 {
    let from_top = f64::from(day.number()) - f64::from(FIRST_DAY.plus(14).number());
    let turn = from_top / 365.25;
    1.0 + winter * (turn * std::f64::consts::TAU).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn winter_is_in_january() {
        let at = |month| season(Day::of(2024, month, 15), 0.15);
        assert!(at(1) > 1.14 && at(7) < 0.86, "{} {}", at(1), at(7));
        assert!((at(4) - 1.0).abs() < 0.02);
    }

    #[test]
    fn ages_are_those_of_the_last_day() {
        let mut chance = Chance::new(7, 0, "slots");
        for age in 0..100 {
            let slot = slot(age, Sex::Female, None, &mut chance);
            assert_eq!((slot.age as usize, LAST_DAY.age_of(slot.birth) as usize), (age, age));
        }
    }
}

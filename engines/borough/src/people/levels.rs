//! How likely each condition is for whom: log odds by age, deprivation, sex, origin and ill health.
//!
//! Level and gradient of each register are solved so that the borough's total and the ratio of its
//! most to its least deprived tenth at one age come out as published; the conditions without a
//! register so that as many people of each age have two or more as in England. All of it on what
//! is to be expected of the borough's ages and deciles, before anybody is drawn.

use crate::number::real;
use crate::people::composition::{AGES, Composition, ORIGINS, ethnic_shares, origin, share_female};
use crate::people::condition::{CONDITIONS, REGISTERS};
use crate::people::ethnic::EthnicGroup;
use crate::people::rates::{ConditionRow, Rates, rates};

/// Points and weights at which the normal distribution is summed up (Gauss and Hermite, five
/// points; Abramowitz and Stegun 1964, table 25.10, for weight exp(-x²/2)).
const ILL_HEALTH: [(f64, f64); 5] = [
    (-2.856_970_013_872_806, 0.011_257_411_327_720_69),
    (-1.355_626_179_974_266, 0.222_075_922_005_612_6),
    (0.0, 0.533_333_333_333_333_3),
    (1.355_626_179_974_266, 0.222_075_922_005_612_6),
    (2.856_970_013_872_806, 0.011_257_411_327_720_69),
];

/// Rounds in which level and gradient are solved; the fourth round changes the fifth digit.
const ROUNDS: usize = 12;

/// The six bands of the published shapes: first age and the first after.
const BANDS: [(usize, usize); 6] = [(0, 16), (16, 25), (25, 35), (35, 50), (50, 65), (65, AGES)];

/// Ages to which the nine values of a shape belong; 65 or over is in three parts.
const SHAPE_AGES: [f64; 8] = [8.0, 20.5, 30.0, 42.5, 57.5, 70.0, 80.0, 90.0];

/// Whom a likelihood is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Whom {
    pub(crate) age: usize,
    /// 1 to 10.
    pub(crate) decile: usize,
    pub(crate) female: bool,
    pub(crate) origin: usize,
    pub(crate) ill_health: f64,
}

/// A kind of people, and how many they are.
struct Kind {
    whom: Whom,
    people: f64,
}

/// The likelihood of every condition.
pub(crate) struct Levels(Vec<Level>);

/// The likelihood of one condition.
struct Level {
    /// Log odds by age; minus infinity where nobody has it.
    by_age: [f64; AGES],
    by_decile: f64,
    female: f64,
    origin: [f64; ORIGINS],
    ill_health: f64,
}

impl Levels {
    /// Solve the levels for a borough of this composition.
    pub(crate) fn solve(composition: &Composition) -> Self {
        let Rates { conditions, multimorbidity, .. } = rates();
        let kinds = kinds(composition);
        let mut levels: Vec<Level> = conditions.iter().map(Level::start).collect();
        for (level, row) in levels.iter_mut().zip(conditions).take(REGISTERS) {
            solve_register(level, row, &kinds);
        }
        for level in &mut levels[REGISTERS..] {
            level.by_decile += multimorbidity.steeper;
        }
        solve_others(&mut levels, &kinds);
        Self(levels)
    }

    /// How likely it is that somebody has a condition, from 0 to 1.
    pub(crate) fn likelihood(&self, condition: usize, whom: &Whom) -> f64 {
        self.0[condition].of(whom)
    }
}

impl Level {
    fn start(row: &ConditionRow) -> Self {
        let mut by_age = [f64::NEG_INFINITY; AGES];
        for (age, odds) in by_age.iter_mut().enumerate() {
            let inside = age >= row.from as usize && age <= row.to as usize;
            let share = shape_at(row, real(age)) / 100.0;
            if inside && share > 0.0 {
                *odds = (share / (1.0 - share)).ln();
            }
        }
        Self {
            by_age,
            by_decile: row.gradient.ln() / 9.0,
            female: row.female.ln(),
            origin: [row.asian.ln(), row.black.ln(), 0.0],
            ill_health: row.health,
        }
    }

    fn of(&self, whom: &Whom) -> f64 {
        let at_age = self.by_age[whom.age];
        if at_age == f64::NEG_INFINITY {
            return 0.0;
        }
        let step = 5.5 - real(whom.decile);
        let sex = if whom.female { self.female } else { 0.0 };
        let odds = at_age
            + self.by_decile * step
            + sex
            + self.origin[whom.origin]
            + self.ill_health * whom.ill_health;
        1.0 / (1.0 + (-odds).exp())
    }

    fn shift(&mut self, ages: std::ops::Range<usize>, by: f64) {
        for odds in &mut self.by_age[ages] {
            *odds += by;
        }
    }
}

/// The shape's per cent at an age, straight between the middles of its ages; up to the first
/// middle, and from the last, it is level.
fn shape_at(row: &ConditionRow, age: f64) -> f64 {
    let values = [row.a0, row.a16, row.a25, row.a35, row.a50, row.a65, row.a75, row.a85];
    if age < 16.0 {
        // Where children have none, adults' values do not reach down to them.
        return row.a0;
    }
    let points: Vec<(f64, f64)> = SHAPE_AGES.into_iter().zip(values).collect();
    crate::number::along(&points, age)
}

/// The published per cent of the band of an age, 65 or over being one.
fn band_shape(row: &ConditionRow, band: usize) -> f64 {
    let older = 0.53 * row.a65 + 0.34 * row.a75 + 0.13 * row.a85;
    [row.a0, row.a16, row.a25, row.a35, row.a50, older][band]
}

/// Everybody to be expected, by kind.
fn kinds(composition: &Composition) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for (place, by_age) in composition.people.iter().enumerate() {
        for (age, &people) in by_age.iter().enumerate() {
            let years = u32::try_from(age).unwrap_or(100);
            let mut origins = [0.0; ORIGINS];
            for (group, share) in EthnicGroup::ALL.into_iter().zip(ethnic_shares(place + 1, years))
            {
                origins[origin(group)] += share;
            }
            let women = share_female(age);
            for (female, sex) in [(true, women), (false, 1.0 - women)] {
                for (origin, share) in origins.into_iter().enumerate() {
                    kinds.extend(ILL_HEALTH.map(|(ill_health, weight)| Kind {
                        whom: Whom { age, decile: place + 1, female, origin, ill_health },
                        people: people * sex * share * weight,
                    }));
                }
            }
        }
    }
    kinds
}

/// Level by Newton's method, gradient by the ratio that is still missing.
fn solve_register(level: &mut Level, row: &ConditionRow, kinds: &[Kind]) {
    let base = |kind: &Kind| (row.from as usize..=row.to as usize).contains(&kind.whom.age);
    let inside: Vec<&Kind> = kinds.iter().filter(|kind| base(kind)).collect();
    let all: f64 = inside.iter().map(|kind| kind.people).sum();
    let wanted = row.published.unwrap_or(0.0) / 100.0 * all;
    for _ in 0..ROUNDS {
        let (mut found, mut slope) = (0.0, 0.0);
        let (mut observed, mut expected) = ([0.0; 10], [0.0; 10]);
        for kind in &inside {
            let likely = level.of(&kind.whom);
            let cases = likely * kind.people;
            let decile = kind.whom.decile - 1;
            found += cases;
            slope += cases * (1.0 - likely);
            observed[decile] += cases;
            expected[decile] += kind.people * band_shape(row, band(kind.whom.age));
        }
        let ratio = observed[0] / expected[0] / (observed[9] / expected[9]);
        level.by_decile += (row.gradient / ratio).ln() / 9.0;
        // A step of more than 2 would overshoot where hardly anybody is in the balance.
        level.shift(0..AGES, ((wanted - found) / slope).clamp(-2.0, 2.0));
    }
}

fn band(age: usize) -> usize {
    BANDS.iter().position(|&(from, to)| (from..to).contains(&age)).unwrap_or(5)
}

/// One shift for all conditions without a register, by age, so that the share of people with two
/// or more that count is as published.
fn solve_others(levels: &mut [Level], kinds: &[Kind]) {
    let Rates { multimorbidity, .. } = rates();
    for (place, (&from, per_cent)) in
        multimorbidity.from.iter().zip(multimorbidity.two_or_more).enumerate()
    {
        let from = from as usize;
        let to = multimorbidity.from.get(place + 1).map_or(AGES, |&next| next as usize);
        let here: Vec<&Kind> =
            kinds.iter().filter(|kind| (from..to).contains(&kind.whom.age)).collect();
        let (mut low, mut high) = (-6.0, 3.0);
        let mut at = 0.0;
        for _ in 0..ROUNDS {
            let middle = f64::midpoint(low, high);
            for level in &mut levels[REGISTERS..] {
                level.shift(from..to, middle - at);
            }
            at = middle;
            if two_or_more(levels, &here) * 100.0 < per_cent { low = middle } else { high = middle }
        }
    }
}

/// Share of people with two or more conditions that count, conditions being independent at one
/// level of ill health.
fn two_or_more(levels: &[Level], kinds: &[&Kind]) -> f64 {
    let Rates { conditions, .. } = rates();
    let counting: Vec<&Level> = (0..CONDITIONS)
        .filter(|&place| conditions[place].counts == "yes")
        .map(|place| &levels[place])
        .collect();
    let (mut all, mut several) = (0.0, 0.0);
    for kind in kinds {
        let (mut none, mut one) = (1.0, 0.0);
        for level in &counting {
            let likely = level.of(&kind.whom);
            one = one * (1.0 - likely) + none * likely;
            none *= 1.0 - likely;
        }
        all += kind.people;
        several += kind.people * (1.0 - none - one);
    }
    several / all
}

/// How common a condition's shape makes it up to each age, never less than at an age before.
pub(crate) fn growth(row: &ConditionRow) -> [f64; AGES] {
    let mut growth = [0.0; AGES];
    let mut most: f64 = 0.0;
    for (age, value) in growth.iter_mut().enumerate() {
        most = most.max(shape_at(row, real(age)));
        // A little each year even where the shape is level: nobody has all onsets in one year.
        *value = most * (1.0 + 0.01 * real(age));
    }
    growth
}

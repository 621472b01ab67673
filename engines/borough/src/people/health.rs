//! What people have: latent ill health, conditions with their onset, deficits of frailty.

use crate::people::block::Block;
use crate::people::chance::Chance;
use crate::people::composition::{AGES, origin};
use crate::people::condition::{CONDITIONS, Condition, ConditionSet, DeficitSet};
use crate::people::household::Tenure;
use crate::people::levels::{Levels, Whom};
use crate::people::person::{Gone, Person, Sex};
use crate::people::plan::AreaPlan;
use crate::people::population::Population;
use crate::people::rates::{Rates, rates};
use crate::people::{Day, LAST_DAY};

/// Each block starts its count where the golden ratio puts it, so that what is cut off in one
/// block is made up in the next ones (the sequence with the least discrepancy; Weyl 1916).
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Fill in the health of a block's people.
pub(crate) fn fill(population: &Population, plan: &AreaPlan, block: &mut Block) {
    let mut chance = Chance::new(population.seed, block.number, "health");
    ill_health(&population.health_of_others[plan.decile - 1], block, &mut chance);
    let whoms: Vec<Whom> = block.people.iter().map(|person| whom(person, plan.decile)).collect();
    let mut bits = vec![0_u64; whoms.len()];
    // Raised cardiovascular risk is a register of people with hypertension, so that comes first.
    let raised = place_of("CVDPP");
    for condition in (0..CONDITIONS).filter(|&place| place != raised).chain([raised]) {
        let mut draw = Systematic::new(population.seed, block.number, condition);
        for ((person, whom), bits) in block.people.iter().zip(&whoms).zip(&mut bits) {
            let likely = if condition == raised {
                likelihood_of_raised(&population.levels, raised, whom, *bits)
            } else {
                population.levels.likelihood(condition, whom)
            };
            let has = match person.gone {
                None => draw.takes(likely),
                Some(_) => chance.happens(likely),
            };
            *bits |= u64::from(has) << condition;
        }
    }
    for ((person, whom), bits) in block.people.iter_mut().zip(&whoms).zip(bits) {
        person.conditions = onsets(person, whom, bits, &mut chance);
        person.deficits = deficits(whom, bits, &mut chance);
    }
}

/// Every so-many-th person, counted in likelihoods: as many have a condition as is to be expected,
/// give or take one, whoever they are (systematic sampling with unequal probabilities, Madow 1949).
struct Systematic {
    sum: f64,
}

impl Systematic {
    fn new(seed: u64, block: u32, condition: usize) -> Self {
        let mut chance = Chance::new(seed, u32::MAX, rates().conditions[condition].key.as_str());
        Self { sum: (chance.share() + f64::from(block) * GOLDEN).fract() }
    }

    fn takes(&mut self, likely: f64) -> bool {
        self.sum += likely;
        let takes = self.sum >= 1.0;
        if takes {
            self.sum -= 1.0;
        }
        takes
    }
}

/// The place of a condition by its key.
pub(crate) fn place_of(key: &str) -> usize {
    let found = rates().conditions.iter().position(|row| row.key == key);
    found.expect("a test looks up each condition that is named in the rates files and here")
}

/// The conditions of a list of keys, as bits.
pub(crate) fn bits_of(keys: &str) -> u64 {
    keys.split_whitespace().map(|key| 1 << place_of(key)).sum()
}

/// What people of one household share, what is their own, and where they live or how they end.
fn ill_health(others: &[f64; 2], block: &mut Block, chance: &mut Chance) {
    let demography = &rates().demography;
    let shared = demography.ill_health.household;
    for household in &block.households {
        let together = shared.sqrt() * chance.normal();
        let in_care = matches!(household.tenure, Tenure::CareHome(_));
        for place in household.people.clone() {
            let person = &mut block.people[place as usize];
            let own = (1.0 - shared).sqrt() * chance.normal();
            let worse = match (person.gone, in_care) {
                (Some(Gone::Died(_)), _) => demography.deaths.worse,
                (Some(Gone::Left(_)), _) => 0.0,
                (None, true) => demography.care_homes.worse,
                (None, false) => match LAST_DAY.age_of(person.birth) {
                    0..65 => 0.0,
                    65..85 => others[0],
                    _ => others[1],
                },
            };
            person.ill_health = single(together + own + worse);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "seven digits of a normal draw are enough")]
fn single(value: f64) -> f32 {
    value as f32
}

fn whom(person: &Person, decile: usize) -> Whom {
    let last = person.gone.map_or(LAST_DAY, Gone::day);
    Whom {
        age: (last.age_of(person.birth) as usize).min(AGES - 1),
        decile,
        female: person.sex == Sex::Female,
        origin: origin(person.ethnic_group),
        ill_health: f64::from(person.ill_health),
    }
}

/// Raised cardiovascular risk is known only of people with hypertension, and of them so much more
/// often.
fn likelihood_of_raised(levels: &Levels, raised: usize, whom: &Whom, bits: u64) -> f64 {
    let hypertension = place_of("HYP");
    if bits >> hypertension & 1 == 0 {
        return 0.0;
    }
    (levels.likelihood(raised, whom) / levels.likelihood(hypertension, whom)).min(1.0)
}

/// Since when: onset is as likely up to an age as the condition is less common at that age.
fn onsets(person: &Person, whom: &Whom, bits: u64, chance: &mut Chance) -> ConditionSet {
    if bits == 0 {
        return ConditionSet::default();
    }
    let last = person.gone.map_or(LAST_DAY, Gone::day);
    let lived = last.number() - person.birth.number();
    let all = Condition::all().filter(|condition| bits >> condition.0 & 1 == 1);
    let onsets = all.map(|condition| {
        let age = age_at_onset(condition, whom.age, chance.share());
        let days = chance.below_u32(365) + age * 365 + age / 4;
        (condition, person.birth.plus(days.min(lived)))
    });
    ConditionSet { bits, onsets: onsets.collect::<Vec<(Condition, Day)>>() }
}

/// The age by which `share` of the people of an age who have a condition had it.
fn age_at_onset(condition: Condition, age: usize, share: f64) -> u32 {
    static GROWTH: std::sync::OnceLock<Vec<[f64; AGES]>> = std::sync::OnceLock::new();
    let growth = GROWTH
        .get_or_init(|| rates().conditions.iter().map(crate::people::levels::growth).collect());
    let curve = &growth[condition.place()];
    let mark = share * curve[age];
    u32::try_from(curve[..age].partition_point(|&up_to| up_to < mark)).unwrap_or(0)
}

/// The deficits of the electronic frailty index.
fn deficits(whom: &Whom, bits: u64, chance: &mut Chance) -> DeficitSet {
    let Rates { deficits, frailty, .. } = rates();
    if whom.age < frailty.from_age as usize {
        return DeficitSet::default();
    }
    let decades = (f64::from(u32::try_from(whom.age).unwrap_or(100)) - 75.0) / 10.0;
    let more =
        (frailty.level + frailty.decade * decades + frailty.ill_health * whom.ill_health).exp();
    let mut set = 0_u64;
    for (place, (row, of)) in deficits.iter().zip(deficit_bits()).enumerate() {
        let odds = row.percent / (100.0 - row.percent) * more;
        let has = bits & of != 0 || (odds > 0.0 && chance.happens(odds / (1.0 + odds)));
        set |= u64::from(has) << place;
    }
    DeficitSet(set)
}

/// The conditions that are each deficit, as bits.
fn deficit_bits() -> &'static [u64] {
    static BITS: std::sync::OnceLock<Vec<u64>> = std::sync::OnceLock::new();
    BITS.get_or_init(|| rates().deficits.iter().map(|row| bits_of(&row.conditions)).collect())
}

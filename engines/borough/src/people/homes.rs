//! Who lives with whom: care homes, people alone, families, couples, shared homes.

use crate::number::{floor, people, real};
use crate::people::chance::Chance;
use crate::people::demography::HouseholdRates;
use crate::people::person::Sex;
use crate::people::plan::HomePlan;
use crate::people::rates::rates;
use crate::people::slots::Slot;

/// How old a pair of people or a parent may differ from what was looked for.
const REACH: u32 = 8;

/// Oldest age in the pools.
const OLDEST: u32 = 100;

/// What somebody is to their household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// The first of it.
    Head,
    /// The partner of the first.
    Partner,
    /// A child of the first.
    Child,
    /// Somebody else.
    Other,
}

/// The people of a home, by position among the slots, and the care home it is.
pub(crate) struct Draft {
    pub(crate) members: Vec<(usize, Relation)>,
    pub(crate) care_home: Option<u16>,
}

/// The households of an area.
pub(crate) fn households(slots: &[Slot], homes: &[HomePlan], chance: &mut Chance) -> Vec<Draft> {
    let rates = &rates().demography.households;
    let mut making = Making { slots, pools: Pools::of(slots), drafts: Vec::new(), rates };
    for home in homes {
        making.care_home(home, chance);
    }
    making.alone(chance);
    making.families(chance);
    making.couples(chance);
    making.shared(chance);
    making.gone(chance);
    making.drafts
}

struct Making<'a> {
    slots: &'a [Slot],
    pools: Pools,
    drafts: Vec<Draft>,
    rates: &'a HouseholdRates,
}

impl Making<'_> {
    fn care_home(&mut self, home: &HomePlan, chance: &mut Chance) {
        let women = rates().demography.care_homes.women;
        let mut members = Vec::new();
        let ages = [(65, 84, home.under_85), (85, OLDEST, home.over_85)];
        for (from, to, count) in ages {
            for _ in 0..count {
                let sex = if chance.happens(women) { Sex::Female } else { Sex::Male };
                // The oldest of a few tries: those in homes are older than others of their band.
                let try_age = |chance: &mut Chance| from + chance.below_u32(to.min(97) + 1 - from);
                let age = try_age(chance).max(try_age(chance));
                let found = self.pools.take_within(sex, age, (from, to));
                let found = found.or_else(|| self.pools.take_within(other(sex), age, (from, to)));
                members.extend(found.map(|slot| (slot, Relation::Other)));
            }
        }
        self.drafts.push(Draft { members, care_home: Some(home.number) });
    }

    fn alone(&mut self, chance: &mut Chance) {
        let rates = [&self.rates.alone_female, &self.rates.alone_male];
        for (pools, rates) in self.pools.0.iter_mut().zip(rates) {
            for (pool, age) in pools.iter_mut().zip(0..) {
                let share = rates.at(age);
                let alone = pool.extract_if(.., |_| chance.happens(share));
                self.drafts.extend(alone.map(|slot| Draft::of(vec![(slot, Relation::Head)])));
            }
        }
    }

    /// Children from the oldest down find siblings, a mother and mostly a father.
    fn families(&mut self, chance: &mut Chance) {
        let mut children = Pools::empty();
        for (from, into) in self.pools.0.iter_mut().zip(&mut children.0) {
            for (age, (pool, children)) in from.iter_mut().zip(into).take(25).enumerate() {
                let at_home = if age < 18 { 1.0 } else { self.rates.at_home };
                let grown = pool.split_off(floor(real(pool.len()) * at_home));
                *children = std::mem::replace(pool, grown);
            }
        }
        for age in (0..25).rev() {
            while let Some(child) = children.take_any(age, chance) {
                self.family(child, age, &mut children, chance);
            }
        }
    }

    fn family(&mut self, eldest: usize, age: u32, children: &mut Pools, chance: &mut Chance) {
        let mut brood = vec![(eldest, Relation::Child)];
        let mut next = age;
        for _ in 0..chance.pick_of(&self.rates.siblings) {
            next = next.saturating_sub(1 + chance.below_u32(4));
            brood.extend(children.take_any(next, chance).map(|child| (child, Relation::Child)));
        }
        let (mean, spread) = self.rates.mother;
        let at_birth = people((mean + spread * chance.normal()).clamp(17.0, 46.0));
        let mother = self.pools.take_near(Sex::Female, age + at_birth);
        let one_parent = chance.happens(self.rates.one_parent);
        let father = if one_parent && mother.is_some() {
            None
        } else {
            let (mean, spread) = self.rates.father_older;
            let older = people((mean + spread * chance.normal() + 30.0).max(0.0));
            self.pools.take_near(Sex::Male, (age + at_birth + older).saturating_sub(30))
        };
        let mut members = Vec::new();
        for parent in [mother, father].into_iter().flatten() {
            let relation = if members.is_empty() { Relation::Head } else { Relation::Partner };
            members.push((parent, relation));
        }
        if let (true, Some(last)) = (members.is_empty(), self.drafts.last_mut()) {
            // No grown-up of that age is left: the children live with the family before.
            last.members.append(&mut brood);
        } else {
            members.append(&mut brood);
            self.drafts.push(Draft::of(members));
        }
    }

    fn couples(&mut self, chance: &mut Chance) {
        for age in (18..=OLDEST).rev() {
            let share = self.rates.couple.at(age);
            let women = std::mem::take(&mut self.pools.0[Sex::Female as usize][age as usize]);
            for woman in women {
                let older = people((2.0 + 3.0 * chance.normal() + 20.0).max(0.0));
                let man = if chance.happens(share) {
                    self.pools.take_near(Sex::Male, (age + older).saturating_sub(20).max(18))
                } else {
                    None
                };
                match man {
                    Some(man) => self
                        .drafts
                        .push(Draft::of(vec![(man, Relation::Head), (woman, Relation::Partner)])),
                    None => self.pools.0[Sex::Female as usize][age as usize].push(woman),
                }
            }
        }
    }

    /// Who is left shares a home with others of about their age.
    fn shared(&mut self, chance: &mut Chance) {
        let mut left: Vec<usize> = Vec::new();
        for age in 0..=OLDEST {
            while let Some(slot) = self.pools.take_any(age, chance) {
                left.push(slot);
            }
        }
        let mut rest = left.as_slice();
        while !rest.is_empty() {
            let size = (2 + chance.pick_of(&self.rates.shared)).min(rest.len());
            let (here, others) = rest.split_at(size);
            let relation = |place| if place == 0 { Relation::Head } else { Relation::Other };
            let members = here.iter().enumerate().map(|(place, &slot)| (slot, relation(place)));
            self.drafts.push(Draft::of(members.collect()));
            rest = others;
        }
    }

    /// Half of the dead leave somebody who lives alone now; the others and those who moved had a
    /// home of their own.
    fn gone(&mut self, chance: &mut Chance) {
        let gone = (0..self.slots.len()).filter(|&slot| self.slots[slot].gone.is_some());
        let alone: Vec<usize> =
            (0..self.drafts.len()).filter(|&draft| self.left_behind(&self.drafts[draft])).collect();
        let mut free = alone.into_iter();
        for slot in gone.collect::<Vec<_>>() {
            let old = self.slots[slot].age >= 60;
            let behind = if old && chance.happens(0.5) { free.next() } else { None };
            match behind {
                Some(draft) => self.drafts[draft].members.push((slot, Relation::Partner)),
                None => self.drafts.push(Draft::of(vec![(slot, Relation::Head)])),
            }
        }
    }

    fn left_behind(&self, draft: &Draft) -> bool {
        match draft.members[..] {
            [(only, _)] => draft.care_home.is_none() && self.slots[only].age >= 65,
            _ => false,
        }
    }
}

impl Draft {
    fn of(members: Vec<(usize, Relation)>) -> Self {
        Self { members, care_home: None }
    }
}

fn other(sex: Sex) -> Sex {
    match sex {
        Sex::Female => Sex::Male,
        Sex::Male => Sex::Female,
    }
}

/// Residents without a home yet, by sex and age.
struct Pools([Vec<Vec<usize>>; 2]);

impl Pools {
    fn empty() -> Self {
        let ages = || vec![Vec::new(); OLDEST as usize + 1];
        Self([ages(), ages()])
    }

    fn of(slots: &[Slot]) -> Self {
        let mut pools = Self::empty();
        for (place, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.gone.is_none()) {
            pools.0[slot.sex as usize][slot.age.min(OLDEST) as usize].push(place);
        }
        pools
    }

    /// Somebody of this sex whose age is near.
    fn take_near(&mut self, sex: Sex, age: u32) -> Option<usize> {
        let low = age.saturating_sub(REACH).max(18);
        self.take_within(sex, age, (low, age + REACH))
    }

    /// Somebody of this sex within the ages, as near to the age as there is.
    fn take_within(&mut self, sex: Sex, age: u32, (low, high): (u32, u32)) -> Option<usize> {
        let pools = &mut self.0[sex as usize];
        for off in 0..=(high - low) {
            for there in [age.checked_sub(off), age.checked_add(off)].into_iter().flatten() {
                if (low..=high.min(OLDEST)).contains(&there)
                    && let Some(found) = pools[there as usize].pop()
                {
                    return Some(found);
                }
            }
        }
        None
    }

    /// Anybody of this age.
    fn take_any(&mut self, age: u32, chance: &mut Chance) -> Option<usize> {
        let first = usize::from(chance.happens(0.5));
        let found = self.0[first][age as usize].pop();
        found.or_else(|| self.0[1 - first][age as usize].pop())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Borough;
    use crate::people::plan::plans;
    use crate::people::slots::slots;

    #[test]
    fn everybody_has_one_home_and_no_child_lives_alone() {
        let borough = Borough::new(7);
        let plan = &plans(&borough, borough.residents())[0];
        let mut chance = Chance::new(7, 0, "homes");
        let slots = slots(plan, &mut chance);
        let drafts = households(&slots, &plan.homes, &mut chance);
        let mut seen: Vec<usize> =
            drafts.iter().flat_map(|draft| draft.members.iter().map(|member| member.0)).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..slots.len()).collect::<Vec<_>>());
        for draft in drafts.iter().filter(|draft| draft.care_home.is_none()) {
            let here = || draft.members.iter().map(|&(slot, _)| slots[slot]);
            let residents = here().filter(|slot| slot.gone.is_none());
            let grown = residents.clone().any(|slot| slot.age >= 16);
            assert!(grown || residents.count() == 0, "{:?}", draft.members);
        }
    }

    #[test]
    fn about_three_homes_in_ten_are_of_one_person_and_most_have_two_or_more() {
        // Census 2021, England: 30.1% of households of one person, mean 2.36.
        let borough = Borough::new(7);
        let (mut alone, mut homes, mut people) = (0.0, 0.0, 0.0);
        for (number, plan) in (0..).zip(plans(&borough, borough.residents())) {
            let mut chance = Chance::new(7, number, "homes");
            let slots = slots(&plan, &mut chance);
            for draft in households(&slots, &plan.homes, &mut chance) {
                let living = draft.members.iter().filter(|m| slots[m.0].gone.is_none()).count();
                if draft.care_home.is_none() && living > 0 {
                    alone += f64::from(u8::from(living == 1));
                    homes += 1.0;
                    people += crate::number::real(living);
                }
            }
        }
        assert!((0.25..0.35).contains(&(alone / homes)), "{} alone", alone / homes);
        assert!((2.1..2.6).contains(&(people / homes)), "{} to a home", people / homes);
    }
}

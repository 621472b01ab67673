//! The people of a block: who lives where, what they are called, how they are.

use crate::people::block::Block;
use crate::people::chance::{Chance, running, whole};
use crate::people::composition::ethnic_shares;
use crate::people::ethnic::{EthnicGroup, Language};
use crate::people::health;
use crate::people::homes::{Draft, Relation, households};
use crate::people::household::{Household, Tenure};
use crate::people::naming::Source;
use crate::people::person::{Address, Caring, Gone, MovedIn, Name, NhsNumber, Person, Phone, Sex};
use crate::people::plan::AreaPlan;
use crate::people::population::{NHS_NUMBERS, Population};
use crate::people::rates::rates;
use crate::people::slots::{Slot, days, slots};
use crate::people::{ConditionSet, DeficitSet, FIRST_DAY, LAST_DAY};

/// Numbers that Ofcom keeps for drama and gives to nobody (Ofcom, "Telephone numbers for use in TV
/// and radio drama programmes"), without the last three digits.
const MOBILE: &str = "07700 900";
const LANDLINES: [&str; 3] = ["01632 960", "0113 496 0", "020 7946 0"];

/// A member of a household with a surname.
type Named = ((usize, Relation), &'static str);

/// How the makers of one block share what they need.
struct Maker<'a> {
    population: &'a Population<'a>,
    plan: &'a AreaPlan,
    block: Block,
    /// The number of the next person in the population.
    next: u64,
    /// How many of each practice's patients are still to be found here.
    lists: Vec<f64>,
    identity: Chance,
}

/// Fill a block with its households and people; `first` is the number of its first person.
pub(crate) fn make(population: &Population, plan: &AreaPlan, empty: Block, first: u64) -> Block {
    let chance = |topic| Chance::new(population.seed, empty.number, topic);
    let slots = slots(plan, &mut chance("ages"));
    let drafts = households(&slots, &plan.homes, &mut chance("homes"));
    let mut maker = Maker {
        population,
        plan,
        lists: shares(plan, slots.len()),
        next: first,
        identity: chance("identity"),
        block: Block { area: plan.area, ..empty },
    };
    maker.block.people.reserve_exact(slots.len());
    for draft in &drafts {
        maker.household(draft, &slots);
    }
    let mut block = maker.block;
    health::fill(population, plan, &mut block);
    block
}

/// How many of the people here each practice gets.
fn shares(plan: &AreaPlan, people: usize) -> Vec<f64> {
    let people = u32::try_from(people).unwrap_or(u32::MAX);
    crate::number::deal(people, &plan.lists).into_iter().map(f64::from).collect()
}

/// What the members of a household share.
struct Shared {
    group: EthnicGroup,
    source: Source,
    practice: usize,
    moved_in: Option<MovedIn>,
    is_couple: bool,
}

impl Maker<'_> {
    fn household(&mut self, draft: &Draft, slots: &[Slot]) {
        let Some(&(head, _)) = draft.members.first() else { return };
        let group = self.group(&slots[head]);
        let has = |relation| draft.members.iter().any(|member| member.1 == relation);
        let shared = Shared {
            group,
            source: self.population.names.source(group, &mut self.identity),
            practice: self.practice(draft.members.len()),
            moved_in: self.moved_in(&slots[head]),
            is_couple: has(Relation::Partner),
        };
        let address = self.address(draft);
        let parents_differ = is_mixed(group) && has(Relation::Child);
        let start = self.made();
        for ((place, relation), family) in self.surnames(draft, &shared.source) {
            let slot = &slots[place];
            let own = match (draft.care_home, parents_differ) {
                (Some(_), _) => self.group(slot),
                (None, true) => parent_of_mixed(group, relation),
                (None, false) => group,
            };
            self.person(slot, own, family, &shared);
        }
        let tenure = self.tenure(draft);
        let people = start..self.made();
        self.block.households.push(Household { address, tenure, people });
    }

    /// How many people the block has so far.
    fn made(&self) -> u32 {
        u32::try_from(self.block.people.len()).unwrap_or(u32::MAX)
    }

    fn address(&mut self, draft: &Draft) -> Address {
        let flats = rates().demography.households.flats[self.plan.decile - 1];
        let flat = draft.care_home.is_none() && self.identity.happens(flats);
        let (borough, home) = (self.population.borough, self.block.households.len());
        self.population.streets.address(borough, self.plan.area, home, flat)
    }

    fn person(&mut self, slot: &Slot, own: EthnicGroup, family: &'static str, shared: &Shared) {
        let names = &self.population.names;
        let chance = &mut self.identity;
        let (mut source, mut family) = (shared.source, family);
        if own != shared.group {
            source = names.source(own, chance);
            family = names.family(&source, chance);
        }
        let born = slot.birth.civil().0;
        let given = names.given(&source, slot.sex, born, chance);
        let title = title(slot, shared.is_couple, chance);
        let here_after = |moved: &MovedIn| {
            moved.day > slot.birth && slot.gone.is_none_or(|gone| moved.day < gone.day())
        };
        self.block.people.push(Person {
            key: self.next,
            nhs_number: nhs_number(self.next, self.population.seed),
            household: u32::try_from(self.block.households.len()).unwrap_or(u32::MAX),
            name: Name { title, given, family },
            sex: slot.sex,
            birth: slot.birth,
            ethnic_group: own,
            language: language(&source, born, chance),
            phone: phone(slot.age, chance),
            practice: shared.practice,
            ill_health: 0.0,
            conditions: ConditionSet::default(),
            deficits: DeficitSet::default(),
            caring: caring(slot, self.plan.decile, chance),
            moved_in: shared.moved_in.filter(here_after),
            gone: slot.gone,
        });
        self.next += 1;
    }

    /// The ethnic group of a household, by the age of its first.
    fn group(&mut self, slot: &Slot) -> EthnicGroup {
        let shares = ethnic_shares(self.plan.decile, slot.age);
        EthnicGroup::ALL[self.identity.pick(&running(shares))]
    }

    /// The practice of a household: one that still looks for patients here.
    fn practice(&mut self, members: usize) -> usize {
        let practice = self.identity.pick(&running(self.lists.iter().copied()));
        let members = f64::from(u32::try_from(members).unwrap_or(u32::MAX));
        self.lists[practice] = (self.lists[practice] - members).max(0.0);
        practice
    }

    /// Each member with a surname.
    fn surnames(&mut self, draft: &Draft, source: &Source) -> Vec<Named> {
        let chance = &mut self.identity;
        let names = &self.population.names;
        let head = names.family(source, chance);
        let mut partner = head;
        let mut all = Vec::with_capacity(draft.members.len());
        for &member in &draft.members {
            let family = match member.1 {
                Relation::Head => head,
                Relation::Partner => {
                    if !chance.happens(source.shared_surname) {
                        partner = names.family(source, chance);
                    }
                    partner
                }
                // The partner of a family's first is the father.
                Relation::Child => partner,
                Relation::Other => names.family(source, chance),
            };
            all.push((member, family));
        }
        all
    }

    fn tenure(&mut self, draft: &Draft) -> Tenure {
        let rates = &rates().demography.households.tenure[self.plan.decile - 1];
        match (draft.care_home, self.identity.pick_of(rates)) {
            (Some(number), _) => Tenure::CareHome(number),
            (None, 0) => Tenure::Owned,
            (None, 1) => Tenure::SocialRented,
            (None, _) => Tenure::PrivateRented,
        }
    }

    /// The last move of a household whose first moves so often.
    fn moved_in(&mut self, head: &Slot) -> Option<MovedIn> {
        let moves = &rates().demography.moves;
        let chance = &mut self.identity;
        let back = chance.wait(1.0 / moves.a_year.at(head.age)) * 365.25;
        let last = head.gone.map_or(LAST_DAY, Gone::day);
        // A move before the five years is none that any of the records shows.
        let day = last.minus(whole(back.min(f64::from(days()))));
        if day <= FIRST_DAY {
            return None;
        }
        let from_outside = chance.happens(moves.across_the_border);
        let borough = self.population.borough;
        let from = (!from_outside).then(|| self.population.streets.anywhere(borough, chance));
        Some(MovedIn { day, from })
    }
}

fn is_mixed(group: EthnicGroup) -> bool {
    matches!(
        group,
        EthnicGroup::MixedCaribbean
            | EthnicGroup::MixedAfrican
            | EthnicGroup::MixedAsian
            | EthnicGroup::MixedOther
    )
}

/// The parents of mixed children: the first is White British, the other of the other group.
fn parent_of_mixed(group: EthnicGroup, relation: Relation) -> EthnicGroup {
    match (relation, group) {
        (Relation::Head, _) => EthnicGroup::WhiteBritish,
        (Relation::Partner, EthnicGroup::MixedCaribbean) => EthnicGroup::Caribbean,
        (Relation::Partner, EthnicGroup::MixedAfrican) => EthnicGroup::African,
        (Relation::Partner, EthnicGroup::MixedAsian) => EthnicGroup::Indian,
        (Relation::Partner, _) => EthnicGroup::Other,
        _ => group,
    }
}

/// The NHS number of the person of a number. Each seven digits behind a 9 and an eighth leave nine
/// or ten with a check digit (modulus 11, NHS Data Dictionary); nine are used, so numbers can be
/// counted. A stride without a common factor with their count keeps neighbours apart.
fn nhs_number(person: u64, seed: u64) -> NhsNumber {
    const STRIDE: u64 = 38_196_601;
    let place = (person * STRIDE + seed % NHS_NUMBERS) % NHS_NUMBERS;
    let prefix = 90_000_000 + place / 9;
    let with_check = |ninth: u64| check_digit(prefix * 10 + ninth).map(|c| (ninth, c));
    let found = (0..10).filter_map(with_check).nth(usize::try_from(place % 9).unwrap_or(0));
    let (ninth, check) =
        found.expect("2 and 11 have no common factor, so nine ninth digits have a check digit");
    NhsNumber((prefix * 10 + ninth) * 10 + check)
}

/// The check digit of nine digits; none where there is none (10).
fn check_digit(nine: u64) -> Option<u64> {
    let (mut left, mut sum) = (nine, 0);
    for weight in 2..=10 {
        sum += weight * (left % 10);
        left /= 10;
    }
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        check => Some(check),
    }
}

fn title(slot: &Slot, with_partner: bool, chance: &mut Chance) -> &'static str {
    let rates = &rates().demography.titles;
    match (slot.sex, slot.age) {
        (Sex::Male, 0..16) => "Master",
        (Sex::Male, _) => "Mr",
        (Sex::Female, 0..18) => "Miss",
        (Sex::Female, _) => {
            let weights = if with_partner { &rates.with_partner } else { &rates.without };
            ["Mrs", "Miss", "Ms"][chance.pick_of(weights)]
        }
    }
}

fn language(source: &Source, born: u32, chance: &mut Chance) -> Language {
    match rates().demography.languages.get(source.community) {
        Some((language, share)) => {
            let share = if born >= 2000 { share / 3.0 } else { *share };
            Language(if chance.happens(share) { language } else { "English" })
        }
        None => Language("English"),
    }
}

fn phone(age: u32, chance: &mut Chance) -> Phone {
    // The older, the more often by landline: assumption.
    let landline = chance.happens(f64::from(age.saturating_sub(40)) / 80.0);
    let block = if landline { LANDLINES[chance.below(LANDLINES.len())] } else { MOBILE };
    Phone { block, last: u16::try_from(chance.below(1_000)).unwrap_or(0) }
}

fn caring(slot: &Slot, decile: usize, chance: &mut Chance) -> Option<Caring> {
    let rates = &rates().demography.carers;
    let sex = match slot.sex {
        Sex::Female => rates.female,
        Sex::Male => 1.0 / rates.female,
    };
    let step = 5.5 - f64::from(u32::try_from(decile).unwrap_or(10));
    let share = rates.percent.at(slot.age) / 100.0 * sex * rates.deprived.powf(step);
    chance.happens(share).then(|| {
        [Caring::Under20, Caring::From20To49, Caring::From50][chance.pick_of(&rates.hours)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Day;
    use crate::people::population::population;

    #[test]
    fn nobody_has_a_first_name_from_outside_the_lists_of_their_community() {
        let borough = crate::Borough::new(7);
        let population = population(&borough, 7, None).unwrap();
        for number in 0..population.blocks() {
            for person in population.people_of(number).people {
                let (group, given) = (person.ethnic_group, person.name.given);
                assert!(
                    population.names.is_given_in(group, person.sex, given),
                    "{given} {group:?}"
                );
            }
        }
    }

    #[test]
    fn people_of_a_household_move_together() {
        let borough = crate::Borough::new(7);
        let block = population(&borough, 7, None).unwrap().people_of(0);
        let moved = block.people.iter().filter_map(|person| person.moved_in);
        assert!(moved.clone().count() > 100 && moved.clone().any(|moved| moved.from.is_some()));
        for household in &block.households {
            let people =
                &block.people[household.people.start as usize..household.people.end as usize];
            let mut days: Vec<Day> =
                people.iter().filter_map(|person| person.moved_in.map(|moved| moved.day)).collect();
            days.dedup();
            assert!(days.len() <= 1, "{days:?}");
        }
    }

    #[test]
    fn check_digits_are_those_of_known_numbers() {
        // The service manual's example 999 123 4567 has no right check digit; 943 476 5919 has.
        assert_eq!(check_digit(943_476_591), Some(9));
        assert_eq!(check_digit(401_023_213), Some(7));
    }

    #[test]
    fn numbers_of_neighbours_differ_and_start_with_9() {
        let numbers: std::collections::BTreeSet<u64> =
            (0..100_000).map(|person| nhs_number(person, 7).number()).collect();
        assert_eq!(numbers.len(), 100_000);
        assert!(numbers.iter().all(|number| number / 1_000_000_000 == 9));
    }
}

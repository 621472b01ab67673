//! The people of a block: who lives where, what they are called, how they are.

use crate::number::people;
use crate::people::block::Block;
use crate::people::chance::{Chance, running};
use crate::people::composition::ethnic_shares;
use crate::people::ethnic::{EthnicGroup, Language};
use crate::people::health;
use crate::people::homes::{Draft, Relation, households};
use crate::people::household::{Household, Tenure};
use crate::people::naming::Source;
use crate::people::person::{Caring, Gone, MovedIn, Name, NhsNumber, Person, Phone, Sex};
use crate::people::plan::AreaPlan;
use crate::people::population::{NHS_NUMBERS, Population};
use crate::people::rates::rates;
use crate::people::slots::{Slot, days, slots};
use crate::people::{ConditionSet, DeficitSet, FIRST_DAY};

/// Numbers that Ofcom keeps for drama and gives to nobody (Ofcom, "Telephone numbers for use in TV
/// and radio drama programmes", read 2024), without the last three digits.
const MOBILE: &str = "07700 900";
const LANDLINES: [&str; 3] = ["01632 960", "0113 496 0", "020 7946 0"];

/// How the makers of one block share what they need.
struct Maker<'a> {
    population: &'a Population<'a>,
    plan: &'a AreaPlan,
    block: Block,
    /// The number of the next person in the population.
    next: u64,
    /// How many of each practice's patients are still to be found here.
    lists: Vec<f64>,
    homes: usize,
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
        homes: 0,
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

impl Maker<'_> {
    fn household(&mut self, draft: &Draft, slots: &[Slot]) {
        let Some(&(head, _)) = draft.members.first() else { return };
        let group = self.group(&slots[head]);
        let source = self.population.names.source(group, &mut self.identity);
        let practice = self.practice(draft.members.len());
        let start = u32::try_from(self.block.people.len()).unwrap_or(u32::MAX);
        let address_home = self.homes;
        self.homes += 1;
        let address = {
            let flats = rates().demography.households.flats[self.plan.decile - 1];
            let flat = draft.care_home.is_none() && self.identity.happens(flats);
            self.population.streets.address(
                self.population.borough,
                self.plan.area,
                address_home,
                flat,
            )
        };
        let families = self.families(draft, slots, &source);
        let mixed = is_mixed(group) && draft.members.iter().any(|m| m.1 == Relation::Child);
        for (&(place, relation), family) in draft.members.iter().zip(families) {
            let slot = &slots[place];
            let own = if draft.care_home.is_some() { self.group(slot) } else { group };
            let own = if mixed { parent_of_mixed(own, relation) } else { own };
            let (source, family) = if own == group {
                (source, family)
            } else {
                let source = self.population.names.source(own, &mut self.identity);
                (source, self.population.names.family(&source, &mut self.identity))
            };
            let company = (draft.members.len() > 1 && is_pair(relation), practice);
            self.person(slot, own, (&source, family), company);
        }
        let end = u32::try_from(self.block.people.len()).unwrap_or(u32::MAX);
        let tenure = self.tenure(draft);
        self.block.households.push(Household { address, tenure, people: start..end });
    }

    fn person(
        &mut self,
        slot: &Slot,
        group: EthnicGroup,
        (source, family): (&Source, &'static str),
        (with_partner, practice): (bool, usize),
    ) {
        let chance = &mut self.identity;
        let born = slot.birth.civil().0;
        let given = self.population.names.given(source, slot.sex, born, chance);
        let title = title(slot, with_partner, chance);
        let language = language(source, born, chance);
        let phone = phone(slot.age, chance);
        let caring = caring(slot, self.plan.decile, chance);
        let moved_in = self.moved_in(slot);
        let household = u32::try_from(self.block.households.len()).unwrap_or(u32::MAX);
        self.block.people.push(Person {
            key: self.next,
            nhs_number: nhs_number(self.next, self.population.seed),
            household,
            name: Name { title, given, family },
            sex: slot.sex,
            birth: slot.birth,
            ethnic_group: group,
            language,
            phone,
            practice,
            ill_health: 0.0,
            conditions: ConditionSet::default(),
            deficits: DeficitSet::default(),
            caring,
            moved_in,
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

    /// The surname of each member.
    fn families(&mut self, draft: &Draft, slots: &[Slot], source: &Source) -> Vec<&'static str> {
        let chance = &mut self.identity;
        let names = &self.population.names;
        let head = names.family(source, chance);
        let mut partner = head;
        let mut all = Vec::with_capacity(draft.members.len());
        for &(_, relation) in &draft.members {
            all.push(match relation {
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
            });
        }
        let _ = slots;
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

    fn moved_in(&mut self, slot: &Slot) -> Option<MovedIn> {
        let moves = &rates().demography.moves;
        let a_year = moves.a_year.at(slot.age);
        let chance = &mut self.identity;
        // The last move of somebody who moves so often lies so many years back.
        let back = chance.wait(1.0 / a_year) * 365.25;
        let last = slot.gone.map_or(crate::people::LAST_DAY, Gone::day);
        let day = last.minus(people(back.min(36_500.0)));
        if day <= FIRST_DAY.max(slot.birth) || back > f64::from(days()) {
            return None;
        }
        let from_outside = chance.happens(moves.across_the_border);
        let from = (!from_outside)
            .then(|| self.population.streets.anywhere(self.population.borough, chance));
        Some(MovedIn { day, from })
    }
}

fn is_pair(relation: Relation) -> bool {
    matches!(relation, Relation::Head | Relation::Partner)
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

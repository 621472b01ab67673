//! What people are called: first names by community, birth and sex, surnames by community, the
//! frequent ones more often (`rates/names.toml`).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::number::real;
use crate::people::chance::{Chance, running};
use crate::people::ethnic::EthnicGroup;
use crate::people::person::Sex;
use crate::people::rates::{Rates, rates};

/// The file.
#[derive(Deserialize)]
pub(crate) struct NameRates {
    spread: Spread,
    groups: BTreeMap<char, Vec<(String, String, f64)>>,
    shared_surname: BTreeMap<String, f64>,
    given: Vec<Given>,
    family: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Spread {
    given_offset: f64,
    given_power: f64,
    family_offset: f64,
    family_power: f64,
}

#[derive(Deserialize)]
struct Given {
    community: String,
    since: u32,
    female: String,
    male: String,
}

/// Share of women who have the surname of the man they live with, where no other is known.
const SHARED_SURNAME: f64 = 0.8;

/// All names, ready to be drawn.
pub(crate) struct NameBook {
    groups: Vec<Vec<Source>>,
    given: Vec<Cohort>,
    family: Vec<List>,
}

/// Where a household's names come from.
#[derive(Clone, Copy)]
pub(crate) struct Source {
    /// Community of the first names.
    pub(crate) community: &'static str,
    /// Share of women who have the surname of the man they live with.
    pub(crate) shared_surname: f64,
    given: usize,
    cohorts: usize,
    family: usize,
    share: f64,
}

/// First names of a community for those born from a year on.
struct Cohort {
    since: u32,
    names: [List; 2],
}

/// Names with the running sum of their weights.
struct List {
    names: Vec<&'static str>,
    running: Vec<f64>,
}

impl NameBook {
    /// The book of the rates files.
    pub(crate) fn new() -> Self {
        let Rates { names, .. } = rates();
        let spread = &names.spread;
        let given = |text: &'static str| List::new(text, (spread.given_offset, spread.given_power));
        let cohorts = names
            .given
            .iter()
            .map(|row| Cohort { since: row.since, names: [given(&row.female), given(&row.male)] });
        let family = names.family.values();
        let family =
            family.map(|text| List::new(text, (spread.family_offset, spread.family_power)));
        let groups = EthnicGroup::ALL.map(|group| {
            names.groups[&group.letter()].iter().map(|row| source(names, row)).collect()
        });
        Self { groups: groups.into(), given: cohorts.collect(), family: family.collect() }
    }

    /// Where the names of a household of this group come from.
    pub(crate) fn source(&self, group: EthnicGroup, chance: &mut Chance) -> Source {
        let sources = &self.groups[group as usize];
        let mut left = chance.share();
        for source in sources {
            left -= source.share;
            if left < 0.0 {
                return *source;
            }
        }
        sources[0]
    }

    /// A surname.
    pub(crate) fn family(&self, source: &Source, chance: &mut Chance) -> &'static str {
        self.family[source.family].draw(chance)
    }

    /// A first name of those given in the year of birth.
    pub(crate) fn given(
        &self,
        source: &Source,
        sex: Sex,
        born: u32,
        chance: &mut Chance,
    ) -> &'static str {
        self.cohort(source, born).names[sex as usize].draw(chance)
    }

    fn cohort(&self, source: &Source, born: u32) -> &Cohort {
        let cohorts = &self.given[source.given..source.given + source.cohorts];
        cohorts.iter().rev().find(|cohort| cohort.since <= born).unwrap_or(&cohorts[0])
    }

    /// Whether a first name is on a list of one of the communities of a group.
    #[cfg(test)]
    pub(crate) fn is_given_in(&self, group: EthnicGroup, sex: Sex, name: &str) -> bool {
        self.groups[group as usize].iter().any(|source| {
            let cohorts = &self.given[source.given..source.given + source.cohorts];
            cohorts.iter().any(|cohort| cohort.names[sex as usize].names.contains(&name))
        })
    }
}

fn source(names: &'static NameRates, row: &'static (String, String, f64)) -> Source {
    let (community, family, share) = row;
    let of = |given: &&Given| given.community == *community;
    let first = names.given.iter().position(|given| of(&given));
    let place = names.family.keys().position(|key| key == family);
    Source {
        community,
        shared_surname: names.shared_surname.get(community).copied().unwrap_or(SHARED_SURNAME),
        given: first.expect("a test draws from every group, so each community has first names"),
        cohorts: names.given.iter().filter(of).count(),
        family: place.expect("a test draws from every group, so each community has surnames"),
        share: *share,
    }
}

impl List {
    fn new(text: &'static str, (offset, power): (f64, f64)) -> Self {
        let names: Vec<&'static str> = text.split_whitespace().collect();
        let weights = (0..names.len()).map(|rank| (real(rank) + offset).powf(-power));
        Self { running: running(weights), names }
    }

    fn draw(&self, chance: &mut Chance) -> &'static str {
        self.names[chance.pick(&self.running)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_names_that_fit_birth_and_sex() {
        let (book, mut chance) = (NameBook::new(), Chance::new(7, 0, "names"));
        for group in EthnicGroup::ALL {
            for sex in [Sex::Female, Sex::Male] {
                let source = book.source(group, &mut chance);
                let name = book.given(&source, sex, 1990, &mut chance);
                assert!(book.is_given_in(group, sex, name), "{name} in {group:?}");
                assert!(!book.family(&source, &mut chance).is_empty());
            }
            let shares: f64 = book.groups[group as usize].iter().map(|s| s.share).sum();
            assert!((shares - 1.0).abs() < 1e-9, "{group:?}");
        }
        assert!(!book.is_given_in(EthnicGroup::Chinese, Sex::Male, "Winston"));
    }

    #[test]
    fn names_change_with_the_year_of_birth() {
        let (book, mut chance) = (NameBook::new(), Chance::new(7, 0, "years"));
        let source = book.source(EthnicGroup::WhiteBritish, &mut chance);
        let (old, young) = (book.cohort(&source, 1930), book.cohort(&source, 2015));
        assert_eq!((old.names[0].names[0], young.names[0].names[0]), ("Margaret", "Olivia"));
    }
}

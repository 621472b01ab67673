//! The lists of practices by where the people on them live, and who looks after whom. Everybody on a
//! list falls under exactly one rule, so the rules add up to the list.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::division::{self, Division, PRACTICE, Slot};
use super::matrix::Matrix;
use crate::place::Place;
use crate::plan::Assignment;
use crate::practice_home::homes;

/// Where somebody on a list lives, as far as it matters for who looks after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// In the neighbourhood of their practice.
    AtHome,
    /// In another neighbourhood.
    Another,
    /// In the place, in no neighbourhood of the plan.
    Unassigned,
    /// Outside the place.
    Outside,
    /// Nobody knows where.
    Unknown,
}

/// All cases, in the order of tables.
pub const CASES: [Case; 5] =
    [Case::AtHome, Case::Another, Case::Unassigned, Case::Outside, Case::Unknown];

impl Case {
    /// The word in files and answers.
    pub fn key(self) -> &'static str {
        match self {
            Self::AtHome => "at_home",
            Self::Another => "another",
            Self::Unassigned => "unassigned",
            Self::Outside => "outside",
            Self::Unknown => "unknown",
        }
    }
}

/// Who looks after people in a case.
#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    /// The case.
    pub key: Case,
    /// Who they are, in words.
    pub who: String,
    /// The team that is answerable for them.
    pub team: String,
    /// Who visits them at home.
    pub visits: String,
    /// Whose meeting discusses them.
    pub meeting: String,
}

/// The rules of a place, from `content/geography/who-looks-after.toml`.
#[derive(Debug, Clone, Deserialize)]
pub struct Rules {
    /// Their version.
    pub version: String,
    /// Who gave them.
    pub source: String,
    /// One for each case.
    pub rule: Vec<Rule>,
}

impl Rules {
    /// The content file.
    pub fn read() -> Self {
        toml::from_str(include_str!("../../../../content/geography/who-looks-after.toml"))
            .expect("a test reads the content file")
    }

    /// The rule of a case.
    pub fn of(&self, case: Case) -> &Rule {
        self.rule.iter().find(|rule| rule.key == case).expect("a test finds a rule for each case")
    }
}

/// The list of a practice.
#[derive(Debug, Clone)]
pub struct List {
    /// The position of the practice.
    pub practice: usize,
    /// The neighbourhood in which most of its people live; none where all live elsewhere.
    pub home: Option<usize>,
    /// How many people live in each neighbourhood; only those with any.
    pub neighbourhoods: BTreeMap<usize, u64>,
    /// How many people fall under each case; only those with any.
    pub cases: BTreeMap<Case, u64>,
}

impl List {
    /// Everybody on it.
    pub fn people(&self) -> u64 {
        self.cases.values().sum()
    }

    /// How many fall under a case.
    pub fn of(&self, case: Case) -> u64 {
        self.cases.get(&case).copied().unwrap_or(0)
    }
}

/// The lists of all practices of a place with the neighbourhoods of a plan, in the order of their codes.
/// A practice that no one of the place's people is registered with has an empty list.
pub fn lists(place: &Place, assignment: &Assignment) -> Vec<List> {
    let neighbourhoods = division::of_plan(place, assignment);
    let Some(practices) = division::of_layer(place, PRACTICE) else { return Vec::new() };
    let mut lists: Vec<List> = homes(place, assignment)
        .into_iter()
        .enumerate()
        .map(|(practice, home)| List {
            practice,
            home,
            neighbourhoods: BTreeMap::new(),
            cases: BTreeMap::new(),
        })
        .collect();
    for ((practice, slot), people) in by_practice(place, &practices, &neighbourhoods) {
        let list = &mut lists[practice];
        if let Slot::Unit(neighbourhood) = slot {
            *list.neighbourhoods.entry(neighbourhood).or_default() += people;
        }
        *list.cases.entry(case(slot, list.home)).or_default() += people;
    }
    lists
}

fn case(slot: Slot, home: Option<usize>) -> Case {
    match slot {
        Slot::Unit(at) if Some(at) == home => Case::AtHome,
        Slot::Unit(_) => Case::Another,
        Slot::NoUnit | Slot::Others => Case::Unassigned,
        Slot::Outside => Case::Outside,
        Slot::Unknown => Case::Unknown,
    }
}

/// People by practice and where they stand among the neighbourhoods. [`Matrix`] puts practices without
/// anybody in a neighbourhood together; here each is of interest.
fn by_practice(
    place: &Place,
    practices: &Division,
    neighbourhoods: &Division,
) -> BTreeMap<(usize, Slot), u64> {
    let mut people: BTreeMap<(usize, Slot), u64> = BTreeMap::new();
    Matrix::each_registered(place, practices, neighbourhoods, |one, other, patients| {
        if let Slot::Unit(practice) = one {
            *people.entry((practice, other)).or_default() += patients;
        }
    });
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_has_one_rule_in_words() {
        let rules = Rules::read();
        assert_eq!(rules.rule.len(), CASES.len());
        for case in CASES {
            let rule = rules.of(case);
            let words = [&rule.who, &rule.team, &rule.visits, &rule.meeting];
            assert!(words.iter().all(|words| !words.is_empty()), "{case:?}");
        }
        assert!(!rules.version.is_empty() && !rules.source.is_empty());
    }

    #[test]
    fn where_somebody_lives_decides_under_which_rule_they_fall() {
        assert_eq!(case(Slot::Unit(2), Some(2)), Case::AtHome);
        assert_eq!(case(Slot::Unit(1), Some(2)), Case::Another);
        assert_eq!(case(Slot::NoUnit, Some(2)), Case::Unassigned);
        assert_eq!(case(Slot::Outside, None), Case::Outside);
        assert_eq!(case(Slot::Unknown, None), Case::Unknown);
    }
}

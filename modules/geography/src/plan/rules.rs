//! The rules by which neighbourhoods are drawn, as a person sets them.

mod fixed;
pub mod importance;
pub mod judge;
pub mod typed;
mod wishes;

use serde::{Deserialize, Serialize};

pub use fixed::Fixed;
pub use typed::{BadRules, Typed};
pub use wishes::{AtLeast, HomesWish, Likeness, ListBand, Listed, MeasureWish, TravelWish, Wishes};

/// Fewest people of a neighbourhood.
/// Source: Network Contract DES, 2024/25, section 4: a network serves typically 30,000 to 50,000
/// people; the Fuller stocktake (NHS England, 2022) takes the same size for neighbourhoods.
pub const LEAST: u32 = 30_000;
/// Most people of a neighbourhood; the source is that of [`LEAST`].
pub const MOST: u32 = 50_000;
/// The most that a wish may matter. Beyond it, nothing else would be heard.
pub const MOST_WEIGHT: f64 = 100.0;

/// The rules of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// The part of the place that is drawn: layer and code of a unit. None: all of it.
    pub within: Option<(String, String)>,
    /// The layer whose lines no neighbourhood may cross. None: no such lines.
    pub nest: Option<String>,
    /// Which people count for the size of a neighbourhood.
    pub people: Counted,
    /// Fewest people.
    pub least: u32,
    /// Most people.
    pub most: u32,
    /// The reason for which districts without any legal number of neighbourhoods may leave the
    /// band. Empty: they may not.
    pub waiver: String,
    /// How much each wish matters beside the others.
    pub weights: Weights,
    /// The same seed, rules and data make the same plan.
    pub seed: u64,
    /// Changes that are tried for each area; the time grows in step.
    pub effort: u32,
    /// What is wished beyond borders, PCNs and wards. Plans that were saved before have none.
    #[serde(default)]
    pub wishes: Wishes,
    /// What is decided beforehand. Plans that were saved before have nothing.
    #[serde(default)]
    pub fixed: Fixed,
}

/// Which people count for the size of a neighbourhood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// People who live there.
    Residents,
    /// People who live there and are registered with a practice of the place.
    Registered,
}

/// How much each wish matters; 0: not at all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Short borders.
    pub border: f64,
    /// The people of one PCN together.
    pub pcn: f64,
    /// The people of one ward together.
    pub ward: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            within: None,
            nest: None,
            people: Counted::Residents,
            least: LEAST,
            most: MOST,
            waiver: String::new(),
            weights: Weights { border: 1.0, pcn: 1.0, ward: 1.0 },
            seed: 1,
            effort: 10_000,
            wishes: Wishes::default(),
            fixed: Fixed::default(),
        }
    }
}

impl Counted {
    /// The word for forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Residents => "residents",
            Self::Registered => "registered",
        }
    }

    /// The words for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Residents => "People who live there",
            Self::Registered => "Registered people who live there",
        }
    }
}

impl Rules {
    /// What is wrong with the numbers of rules that came from a program; nothing where they can be used.
    pub fn check(&self) -> Result<(), String> {
        if self.least == 0 || self.least >= self.most {
            return Err("The fewest people are more than 0 and fewer than the most.".to_owned());
        }
        let Weights { border, pcn, ward } = self.weights;
        let weights = [border, pcn, ward].into_iter().chain(self.wishes.weights());
        if let Some(bad) = weights.into_iter().find(|weight| !(0.0..=MOST_WEIGHT).contains(weight))
        {
            return Err(format!("A weight is a number from 0 to 100; {bad} is not."));
        }
        self.wishes.check()?;
        self.fixed.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_a_plan_that_was_saved_before_there_were_further_wishes_are_read() {
        let saved = r#"{"within":null,"nest":"lad","people":"residents","least":30000,"most":50000,
            "waiver":"","weights":{"border":1.0,"pcn":1.0,"ward":1.0},"seed":1,"effort":10000}"#;
        let rules: Rules = serde_json::from_str(saved).unwrap();
        assert_eq!(rules, Rules { nest: Some("lad".into()), ..Rules::default() });
    }

    #[test]
    fn numbers_from_a_program_are_checked_before_they_are_used() {
        let check = |rules: Rules, words: &str| assert_eq!(rules.check(), Err(words.to_owned()));
        assert_eq!(Rules::default().check(), Ok(()));
        check(
            Rules { least: 50_000, most: 50_000, ..Rules::default() },
            "The fewest people are more than 0 and fewer than the most.",
        );
        check(
            Rules { wishes: Wishes { today: 101.0, ..Wishes::default() }, ..Rules::default() },
            "A weight is a number from 0 to 100; 101 is not.",
        );
        check(
            Rules {
                weights: Weights { border: f64::NAN, pcn: 1.0, ward: 1.0 },
                ..Rules::default()
            },
            "A weight is a number from 0 to 100; NaN is not.",
        );
        check(
            Rules {
                fixed: Fixed { counts: [(String::new(), 0)].into(), ..Fixed::default() },
                ..Rules::default()
            },
            "A place has 1 neighbourhood or more.",
        );
    }
}

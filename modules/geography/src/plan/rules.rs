//! The rules by which neighbourhoods are drawn, as a person sets them.

use serde::{Deserialize, Serialize};

/// Fewest people of a neighbourhood.
/// Source: Network Contract DES, 2024/25, section 4: a network serves typically 30,000 to 50,000
/// people; the Fuller stocktake (NHS England, 2022) takes the same size for neighbourhoods.
pub const LEAST: u32 = 30_000;
/// Most people of a neighbourhood; the source is that of [`LEAST`].
pub const MOST: u32 = 50_000;

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

/// The rules as they were typed cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRules {
    /// Not a number of people.
    #[error("Enter the fewest people as a whole number, such as 30,000")]
    Least,
    /// Not a number of people, or no more than the fewest.
    #[error("Enter the most people as a whole number above the fewest, such as 50,000")]
    Most,
    /// Not a weight.
    #[error("Enter a weight from 0 to 100")]
    Weight(&'static str),
    /// Not a seed.
    #[error("Enter a whole number")]
    Seed,
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

/// What was typed about the rules of a new plan.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Typed {
    /// A name for the plan.
    #[serde(default)]
    pub name: String,
    /// The part of the place: `layer:code`, empty for all of it.
    #[serde(default)]
    pub within: String,
    /// The layer whose lines may not be crossed; empty for none.
    #[serde(default)]
    pub nest: String,
    /// `residents` or `registered`.
    #[serde(default)]
    pub people: String,
    /// Fewest people.
    #[serde(default)]
    pub least: String,
    /// Most people.
    #[serde(default)]
    pub most: String,
    /// The reason for a waiver.
    #[serde(default)]
    pub waiver: String,
    /// Weight of short borders.
    #[serde(default)]
    pub border: String,
    /// Weight of whole PCNs.
    #[serde(default)]
    pub pcn: String,
    /// Weight of whole wards.
    #[serde(default)]
    pub ward: String,
    /// The seed.
    #[serde(default)]
    pub seed: String,
}

impl Typed {
    /// Rules in the way in which they are typed.
    pub fn from_rules(name: &str, rules: &Rules) -> Self {
        let within = rules.within.as_ref();
        Self {
            name: name.to_owned(),
            within: within.map(|(layer, code)| format!("{layer}:{code}")).unwrap_or_default(),
            nest: rules.nest.clone().unwrap_or_default(),
            people: rules.people.key().to_owned(),
            least: rules.least.to_string(),
            most: rules.most.to_string(),
            waiver: rules.waiver.clone(),
            border: rules.weights.border.to_string(),
            pcn: rules.weights.pcn.to_string(),
            ward: rules.weights.ward.to_string(),
            seed: rules.seed.to_string(),
        }
    }

    /// The rules that were meant, or everything that is wrong with them.
    pub fn judge(&self) -> Result<Rules, Vec<BadRules>> {
        let mut wrong = Vec::new();
        let least = people(&self.least).filter(|least| *least > 0);
        let most = people(&self.most).filter(|most| Some(*most) > least);
        if least.is_none() {
            wrong.push(BadRules::Least);
        }
        if most.is_none() {
            wrong.push(BadRules::Most);
        }
        let weights = [("border", &self.border), ("pcn", &self.pcn), ("ward", &self.ward)]
            .map(|(name, typed)| weight(typed).ok_or(BadRules::Weight(name)));
        wrong.extend(weights.iter().filter_map(|weight| weight.err()));
        let seed = self.seed.trim().parse::<u64>();
        if seed.is_err() {
            wrong.push(BadRules::Seed);
        }
        let (Some(least), Some(most), [Ok(border), Ok(pcn), Ok(ward)], Ok(seed)) =
            (least, most, weights, seed)
        else {
            return Err(wrong);
        };
        let within = self.within.split_once(':');
        Ok(Rules {
            within: within.map(|(layer, code)| (layer.to_owned(), code.to_owned())),
            nest: Some(self.nest.clone()).filter(|nest| !nest.is_empty()),
            people: if self.people == "registered" {
                Counted::Registered
            } else {
                Counted::Residents
            },
            least,
            most,
            waiver: self.waiver.trim().to_owned(),
            weights: Weights { border, pcn, ward },
            seed,
            ..Rules::default()
        })
    }
}

/// People as they are typed: 30000 or 30,000.
fn people(typed: &str) -> Option<u32> {
    typed.trim().replace(',', "").parse().ok()
}

fn weight(typed: &str) -> Option<f64> {
    typed.trim().parse().ok().filter(|weight| (0.0..=100.0).contains(weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_back_as_they_were_shown() {
        let rules = Rules {
            within: Some(("lad".into(), "E06000021".into())),
            nest: Some("lad".into()),
            people: Counted::Registered,
            ..Rules::default()
        };
        assert_eq!(Typed::from_rules("A", &rules).judge(), Ok(rules));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let typed = Typed {
            least: "50,000".into(),
            most: "30,000".into(),
            border: "-1".into(),
            pcn: "1".into(),
            ward: "much".into(),
            seed: "x".into(),
            ..Typed::default()
        };
        let wrong = typed.judge().unwrap_err();
        let wrong: Vec<String> = wrong.iter().map(|one| format!("{one:?}")).collect();
        assert_eq!(wrong, ["Most", "Weight(\"border\")", "Weight(\"ward\")", "Seed"]);
    }
}

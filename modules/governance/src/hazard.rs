//! The hazard log, in the manner of DCB0129: what could harm somebody, how bad and how likely, before
//! and after what is done against it.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::evidence::{Evidence, State};
use crate::run::Proof;

/// Words for severity, 1 to 5 (DCB0129 implementation guidance).
pub const SEVERITY: [&str; 5] = ["Minor", "Significant", "Considerable", "Major", "Catastrophic"];
/// Words for likelihood, 1 to 5 (DCB0129 implementation guidance).
pub const LIKELIHOOD: [&str; 5] = ["Very low", "Low", "Medium", "High", "Very high"];

/// The risk by likelihood (rows, from very low) and severity (columns, from minor), 1 to 5: the matrix
/// of the DCB0129 implementation guidance.
const MATRIX: [[u8; 5]; 5] =
    [[1, 1, 2, 2, 3], [1, 2, 2, 3, 4], [2, 2, 3, 3, 4], [2, 3, 3, 4, 5], [3, 4, 4, 5, 5]];

/// Risks up to this may stay where lowering them further would cost more than it gives; above it, more
/// has to be done (DCB0129 implementation guidance).
pub const ACCEPTABLE: u8 = 2;

/// How bad and how likely something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Rating {
    /// 1 to 5, of [`SEVERITY`].
    pub severity: u8,
    /// 1 to 5, of [`LIKELIHOOD`].
    pub likelihood: u8,
}

/// How far something is done about a hazard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// More has to be done.
    Open,
    /// More has to be done before the first data about patients.
    BeforePersonData,
    /// The risk that is left may stay, but nothing shows now that the controls work.
    NotShown,
    /// The risk that is left may stay, and what shows the controls was tried.
    Controlled,
}

/// Something that is done against a hazard.
#[derive(Debug, Deserialize)]
pub struct Control {
    /// What it is.
    pub what: String,
    /// What shows that it works.
    #[serde(flatten)]
    pub shown_by: Evidence,
}

/// A hazard.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hazard {
    /// Its number in the log. It is never given again.
    pub id: String,
    /// What it is.
    pub name: String,
    /// How it may come about.
    pub cause: String,
    /// What it does to somebody.
    pub harm: String,
    /// The rating before the controls.
    pub before: Rating,
    /// The rating after the controls that work today.
    pub after: Rating,
    /// Whose business it is: a role.
    pub owner: String,
    /// Whether it cannot happen before there are data about patients.
    #[serde(default)]
    pub before_person_data: bool,
    /// What is done against it.
    #[serde(default)]
    pub control: Vec<Control>,
}

#[derive(Debug, Deserialize)]
struct Log {
    hazard: Vec<Hazard>,
}

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let text = include_str!("../../../assurance/hazards.toml");
    toml::from_str(text).expect("the gate reads assurance/hazards.toml")
});

/// The log, in its order.
pub fn all() -> &'static [Hazard] {
    &LOG.hazard
}

impl Rating {
    /// The risk, 1 to 5.
    pub fn risk(self) -> u8 {
        let place = |rating: u8| usize::from(rating.clamp(1, 5) - 1);
        MATRIX[place(self.likelihood)][place(self.severity)]
    }

    /// The rating in words: "3: major, low".
    pub fn words(self) -> String {
        let word = |words: [&str; 5], rating: u8| {
            words[usize::from(rating.clamp(1, 5) - 1)].to_lowercase()
        };
        let (severity, likelihood) =
            (word(SEVERITY, self.severity), word(LIKELIHOOD, self.likelihood));
        format!("{}: {severity}, {likelihood} likelihood", self.risk())
    }
}

impl Hazard {
    /// How far something is done about it: from the risk that is left, and from what shows its controls.
    pub fn concern(&self, proof: &Proof<'_>) -> Concern {
        let lapsed = |control: &Control| control.shown_by.state(proof) == State::Lapsed;
        if self.before_person_data {
            Concern::BeforePersonData
        } else if self.after.risk() > ACCEPTABLE {
            Concern::Open
        } else if self.control.iter().any(lapsed) {
            Concern::NotShown
        } else {
            Concern::Controlled
        }
    }
}

impl Concern {
    /// All, the most urgent first.
    pub const ALL: [Self; 4] =
        [Self::Open, Self::BeforePersonData, Self::NotShown, Self::Controlled];

    /// The word in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Controlled => "controlled",
            Self::NotShown => "not-shown",
            Self::Open => "open",
            Self::BeforePersonData => "before-person-data",
        }
    }

    /// The words on pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Controlled => "Controlled",
            Self::NotShown => "Controls not shown now",
            Self::Open => "Open",
            Self::BeforePersonData => "Open, before person data",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::run::tests::{NOON, good_run};

    #[test]
    fn the_risk_grows_with_severity_and_with_likelihood() {
        let risk = |severity, likelihood| Rating { severity, likelihood }.risk();
        assert_eq!((risk(1, 1), risk(5, 1), risk(1, 5), risk(5, 5)), (1, 3, 3, 5));
        for (a, b) in (1..=5).flat_map(|a| (1..5).map(move |b| (a, b))) {
            assert!(risk(a, b) <= risk(a, b + 1), "likelihood {b} at severity {a}");
            assert!(risk(b, a) <= risk(b + 1, a), "severity {b} at likelihood {a}");
        }
        assert_eq!(Rating { severity: 4, likelihood: 2 }.words(), "3: major, low likelihood");
    }

    #[test]
    fn every_hazard_is_rated_within_the_scales_and_no_control_makes_it_worse() {
        let mut seen = BTreeSet::new();
        for hazard in all() {
            assert!(seen.insert(&hazard.id), "{} stands twice", hazard.id);
            for rating in [hazard.before, hazard.after] {
                let scale = 1..=5;
                assert!(scale.contains(&rating.severity) && scale.contains(&rating.likelihood));
            }
            assert!(hazard.after.risk() <= hazard.before.risk(), "{}", hazard.id);
            assert!(!hazard.control.is_empty(), "{} says what is done or to be done", hazard.id);
        }
    }

    #[test]
    fn what_does_not_work_yet_lowers_no_risk_and_what_is_open_has_a_plan() {
        for hazard in all() {
            let works = hazard.control.iter().any(|one| {
                let has_names = one.shown_by.names().next().is_some();
                one.shown_by.pending.is_none() && (has_names || one.shown_by.design.is_some())
            });
            assert!(works || hazard.after == hazard.before, "{}: nothing works yet", hazard.id);
            let planned = hazard
                .control
                .iter()
                .any(|one| one.shown_by.pending.is_some() || one.shown_by.organisation.is_some());
            assert!(planned || hazard.after.risk() <= ACCEPTABLE, "{} has no plan", hazard.id);
        }
    }

    #[test]
    fn a_hazard_is_controlled_only_while_the_run_shows_its_controls() {
        let hazard = |after: u8, control: &str| -> Hazard {
            let text = format!(
                "id = 'H'\nname = 'n'\ncause = 'c'\nharm = 'h'\nowner = 'o'\n\
                 before = {{ severity = 4, likelihood = 3 }}\n\
                 after = {{ severity = 4, likelihood = {after} }}\n\
                 [[control]]\nwhat = 'w'\n{control}"
            );
            toml::from_str(&text).unwrap()
        };
        let good = good_run();
        let shown = Proof::of(Some(&good), NOON.parse().unwrap(), 90);
        let none = Proof::of(None, NOON.parse().unwrap(), 90);
        let tried = hazard(1, "test = ['a::b']");
        assert_eq!(tried.concern(&shown), Concern::Controlled);
        assert_eq!(tried.concern(&none), Concern::NotShown);
        let risky = hazard(3, "test = ['a::b']");
        assert_eq!(risky.concern(&shown), Concern::Open);
        let later = Hazard { before_person_data: true, ..hazard(1, "pending = 'x'") };
        assert_eq!(later.concern(&shown), Concern::BeforePersonData);
    }
}

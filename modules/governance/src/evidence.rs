//! What shows that something is so, and whether it does: names of what tries it, or words where
//! nothing does.

use serde::Deserialize;

use crate::run::{Proof, Standing};

/// The stage of `./dev check` that runs all tests.
pub const TESTS: &str = "tests on SQLite and PostgreSQL";
/// The stage of `./dev check` that tells all browser stories.
pub const STORIES: &str = "browser stories";

/// What is said to show something, as the files under `assurance/` have it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Evidence {
    /// Tests: crate, file and function.
    pub test: Vec<String>,
    /// Browser stories: file and title.
    pub story: Vec<String>,
    /// Stages of `./dev check`.
    pub stage: Vec<String>,
    /// The file in which it is so by design.
    pub design: Option<String>,
    /// What each place has to have itself.
    pub organisation: Option<String>,
    /// What will show it.
    pub pending: Option<String>,
    /// Why it is not met.
    pub not_met: Option<String>,
    /// Why it cannot apply.
    pub not_applicable: Option<String>,
    /// More words.
    pub why: Option<String>,
}

/// Whether it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// What tries it did so in the last full run, with nothing wrong.
    Shown,
    /// Something tries it, but the last full run no longer counts.
    Lapsed,
    /// It is argued from the design; nothing tries it.
    Argued,
    /// It is the business of each place.
    Organisation,
    /// Nothing shows it yet.
    Pending,
    /// It is not met.
    NotMet,
    /// It cannot apply.
    NotApplicable,
}

impl State {
    /// All states, the best first.
    pub const ALL: [Self; 7] = [
        Self::Shown,
        Self::Lapsed,
        Self::Argued,
        Self::Organisation,
        Self::Pending,
        Self::NotMet,
        Self::NotApplicable,
    ];

    /// The word in addresses and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Lapsed => "lapsed",
            Self::Argued => "by-design",
            Self::Organisation => "organisation",
            Self::Pending => "not-yet",
            Self::NotMet => "not-met",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// The words on pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Shown => "Shown",
            Self::Lapsed => "Not shown now",
            Self::Argued => "By design",
            Self::Organisation => "For each place",
            Self::Pending => "Not shown yet",
            Self::NotMet => "Not met",
            Self::NotApplicable => "Does not apply",
        }
    }
}

impl Evidence {
    /// What tries it: the kind and the name.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("test", &self.test), ("story", &self.story), ("stage", &self.stage)]
            .into_iter()
            .flat_map(|(kind, names)| names.iter().map(move |name| (kind, name.as_str())))
    }

    /// The words that stand for what nothing tries, and what they are: where, or why not.
    pub fn words(&self) -> Vec<String> {
        let said = [
            self.design.as_ref().map(|file| format!("In {file}.")),
            self.pending.as_ref().map(|what| format!("Still to be shown: {what}.")),
            self.organisation.as_ref().map(|what| format!("{what}.")),
            self.not_met.clone(),
            self.not_applicable.clone(),
            self.why.clone(),
        ];
        said.into_iter().flatten().collect()
    }

    /// The stages that have to be good: those that it names, and those that try its tests and stories.
    fn stages(&self) -> impl Iterator<Item = &str> {
        let tests = (!self.test.is_empty()).then_some(TESTS);
        let stories = (!self.story.is_empty()).then_some(STORIES);
        self.stage.iter().map(String::as_str).chain(tests).chain(stories)
    }

    /// Whether it is shown, given what the last full run is worth. What is pending beside a test keeps
    /// the whole from being shown.
    pub fn state(&self, proof: &Proof<'_>) -> State {
        let is_tried = self.names().next().is_some();
        if self.not_applicable.is_some() {
            State::NotApplicable
        } else if self.not_met.is_some() {
            State::NotMet
        } else if self.pending.is_some() {
            State::Pending
        } else if is_tried && proof.standing == Standing::Holds && proof.tried(self.stages()) {
            State::Shown
        } else if is_tried {
            State::Lapsed
        } else if self.organisation.is_some() {
            State::Organisation
        } else if self.design.is_some() {
            State::Argued
        } else {
            State::Pending
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Run;
    use crate::run::tests::{NOON, good_run};

    fn state(evidence: &str, run: Option<&Run>) -> State {
        let evidence: Evidence = toml::from_str(evidence).unwrap();
        evidence.state(&Proof::of(run, NOON.parse().unwrap(), 90))
    }

    #[test]
    fn a_run_without_the_tests_shows_no_test() {
        let mut run = good_run();
        run.stage.retain(|stage| stage.name == "lints");
        assert_eq!(state("stage = ['lints']", Some(&run)), State::Shown);
        assert_eq!(state("test = ['a::b']", Some(&run)), State::Lapsed);
        assert_eq!(state("story = ['a: b']", Some(&run)), State::Lapsed);
    }

    #[test]
    fn the_state_comes_from_the_run_and_never_from_an_opinion() {
        let good = good_run();
        let failed = Run { failed: 1, ..good_run() };
        for (evidence, with_good, with_failed, without) in [
            ("test = ['a::b']", State::Shown, State::Lapsed, State::Lapsed),
            ("story = ['a: b']", State::Shown, State::Lapsed, State::Lapsed),
            ("stage = ['lints']", State::Shown, State::Lapsed, State::Lapsed),
            (
                "test = ['a::b']\nstage = ['unheard of']",
                State::Lapsed,
                State::Lapsed,
                State::Lapsed,
            ),
            ("stage = ['known weaknesses']", State::Lapsed, State::Lapsed, State::Lapsed),
            ("design = 'a.rs'\nwhy = 'so'", State::Argued, State::Argued, State::Argued),
            ("test = ['a::b']\npending = 'c'", State::Pending, State::Pending, State::Pending),
            ("not-met = 'no'", State::NotMet, State::NotMet, State::NotMet),
            (
                "not-applicable = 'no'",
                State::NotApplicable,
                State::NotApplicable,
                State::NotApplicable,
            ),
            (
                "organisation = 'a plan'",
                State::Organisation,
                State::Organisation,
                State::Organisation,
            ),
            ("", State::Pending, State::Pending, State::Pending),
        ] {
            assert_eq!(state(evidence, Some(&good)), with_good, "{evidence}");
            assert_eq!(state(evidence, Some(&failed)), with_failed, "{evidence}");
            assert_eq!(state(evidence, None), without, "{evidence}");
        }
    }
}

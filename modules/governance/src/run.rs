//! The record of the last full run of the gate, and whether it still shows anything.
//!
//! `./dev check` writes it; `./dev assure` puts it into `assurance/last-run.toml`, which is compiled in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The record of a full run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Run {
    /// When it ended.
    pub made_at: Timestamp,
    /// Of which state of the source it speaks.
    pub commit: String,
    /// Whether the source had changes that are in no commit.
    pub changed: bool,
    /// How many processors the machine had.
    pub cores: usize,
    /// How long it took.
    pub seconds: u64,
    /// Tests that passed, of all stages.
    pub passed: u64,
    /// Tests that failed, of all stages; a stage that fails without a test counts as one.
    pub failed: u64,
    /// What it ran on: names and versions.
    pub versions: BTreeMap<String, String>,
    /// Its stages, in their order.
    #[serde(default)]
    pub stage: Vec<Stage>,
    /// The figures that its tests told.
    #[serde(default)]
    pub figure: Vec<Figure>,
}

/// A stage of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stage {
    /// What it is called in `./dev check`.
    pub name: String,
    /// How it ended.
    pub verdict: Verdict,
    /// How long it took.
    pub seconds: u64,
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
}

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing was wrong.
    Good,
    /// Something was.
    Failed,
    /// It could not be tried on that machine, and claims nothing.
    NotChecked,
}

/// A figure that a test told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What was tried.
    pub check: String,
    /// How it came out.
    pub figure: String,
}

/// Whether a run still shows anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Holds,
    /// There is none.
    NoRun,
    /// Something failed in it.
    Failed,
    /// It speaks of a source that is in no commit.
    Changed,
    /// It is too long ago.
    Lapsed,
}

/// A run and what it is worth at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// The run, where there is one.
    pub run: Option<&'a Run>,
    /// Whether it still shows anything.
    pub standing: Standing,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Policy {
    lapses_after_days: i64,
}

static LAST: LazyLock<Option<Run>> = LazyLock::new(|| {
    let text = include_str!("../../../assurance/last-run.toml");
    read(text).expect("the gate reads assurance/last-run.toml")
});

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let text = include_str!("../../../content/assurance.toml");
    toml::from_str(text).expect("the gate reads content/assurance.toml")
});

/// The run that this program carries; none where the file says nothing.
pub fn last() -> Option<&'static Run> {
    LAST.as_ref()
}

/// The state of the source from which this program was built, where the build said so.
pub fn built_from() -> Option<&'static str> {
    option_env!("KITH_COMMIT").filter(|commit| !commit.is_empty())
}

/// After how many days a run shows nothing any more (`content/assurance.toml`).
pub fn lapses_after_days() -> i64 {
    POLICY.lapses_after_days
}

/// Reads a record; a file with nothing but comments is no record.
pub fn read(text: &str) -> Result<Option<Run>, toml::de::Error> {
    let table: toml::Table = text.parse()?;
    if table.is_empty() { Ok(None) } else { table.try_into().map(Some) }
}

impl Run {
    /// Until when it shows anything.
    pub fn holds_until(&self, days: i64) -> Timestamp {
        self.made_at + SignedDuration::from_hours(24 * days)
    }
}

impl<'a> Proof<'a> {
    /// What the run that this program carries is worth now.
    pub fn now(now: Timestamp) -> Proof<'static> {
        Proof::of(last(), now, lapses_after_days())
    }

    /// What a run is worth at a moment.
    pub fn of(run: Option<&'a Run>, now: Timestamp, days: i64) -> Self {
        let standing = match run {
            None => Standing::NoRun,
            Some(run) if run.failed > 0 => Standing::Failed,
            Some(run) if run.changed => Standing::Changed,
            Some(run) if now > run.holds_until(days) => Standing::Lapsed,
            Some(_) => Standing::Holds,
        };
        Self { run, standing }
    }

    /// Whether all of these stages were tried and nothing was wrong in them.
    pub fn tried<'b>(&self, mut stages: impl Iterator<Item = &'b str>) -> bool {
        stages.all(|name| {
            self.run.is_some_and(|run| {
                run.stage.iter().any(|stage| stage.name == name && stage.verdict == Verdict::Good)
            })
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const NOON: &str = "2026-11-21T12:00:00Z";

    pub(crate) fn good_run() -> Run {
        let stage = |name: &str, verdict| Stage {
            name: name.into(),
            verdict,
            seconds: 60,
            passed: 3,
            failed: 0,
        };
        Run {
            made_at: NOON.parse().unwrap(),
            commit: "0123456789abcdef".into(),
            changed: false,
            cores: 2,
            seconds: 2_400,
            passed: 912,
            failed: 0,
            versions: [("SQLite".to_owned(), "3.50.4".to_owned())].into(),
            stage: vec![
                stage("lints", Verdict::Good),
                stage("known weaknesses", Verdict::NotChecked),
                stage(crate::evidence::TESTS, Verdict::Good),
                stage(crate::evidence::STORIES, Verdict::Good),
            ],
            figure: vec![Figure { check: "kill -9".into(), figure: "300 kills, 0 lost".into() }],
        }
    }

    fn standing(run: &Run, now: &str) -> Standing {
        Proof::of(Some(run), now.parse().unwrap(), 90).standing
    }

    #[test]
    fn a_run_shows_something_for_ninety_days_if_nothing_failed_and_all_was_committed() {
        let good = good_run();
        assert_eq!(standing(&good, NOON), Standing::Holds);
        assert_eq!(standing(&good, "2027-02-19T12:00:00Z"), Standing::Holds, "90 days later");
        assert_eq!(standing(&good, "2027-02-19T12:00:01Z"), Standing::Lapsed);
        assert_eq!(standing(&Run { failed: 1, ..good.clone() }, NOON), Standing::Failed);
        assert_eq!(standing(&Run { changed: true, ..good }, NOON), Standing::Changed);
        assert_eq!(Proof::of(None, NOON.parse().unwrap(), 90).standing, Standing::NoRun);
    }

    #[test]
    fn a_stage_that_was_not_tried_shows_nothing() {
        let run = good_run();
        let proof = Proof::of(Some(&run), NOON.parse().unwrap(), 90);
        let tried = |stages: &[&str]| proof.tried(stages.iter().copied());
        assert!(tried(&["lints"]));
        assert!(!tried(&["lints", "known weaknesses"]));
        assert!(!tried(&["a stage of elsewhere"]));
    }

    #[test]
    fn a_record_is_read_back_as_it_was_written_and_comments_alone_are_none() {
        let written = toml::to_string(&good_run()).unwrap();
        assert_eq!(read(&written).unwrap(), Some(good_run()));
        assert_eq!(read("# nothing yet\n").unwrap(), None);
        assert!(read("passed = 3").is_err(), "half a record is none");
    }

    #[test]
    fn the_record_and_the_policy_that_are_compiled_in_can_be_read() {
        assert!(lapses_after_days() > 0);
        assert!(last().is_none_or(|run| run.failed == 0 && !run.changed));
    }
}

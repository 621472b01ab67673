//! The record of a full run: `./dev check` leaves its stages and figures in a folder, and here they
//! become one file. `./dev assure` takes that file into the source, where the page Assurance reads it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs, thread};

use anyhow::{Context, bail, ensure};
use jiff::Timestamp;
use kith_governance::run::{self, Figure, Run, Stage, Verdict};
use kith_store::{Db, Location, sql};

/// Where the record stands in the source.
const TAKEN_IN: &str = "assurance/last-run.toml";

/// The source as it was: its commit, and what of it is in no commit.
#[derive(Debug, PartialEq, Eq)]
struct Source {
    commit: String,
    changes: String,
}

/// Writes the record of the run whose stages and figures are in `folder`: `began` (the source when the
/// run began), `stages` (a line each: name, verdict, seconds, passed, failed), `figures.ndjson`.
pub(crate) fn write(folder: &Path, seconds: u64) -> anyhow::Result<ExitCode> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let began = Source::parse(&read("began")?);
    let stage = stages(&read("stages")?)?;
    let run = Run {
        made_at: now(),
        changed: !began.changes.is_empty() || began != Source::now()?,
        commit: began.commit,
        cores: thread::available_parallelism().map_or(1, usize::from),
        seconds,
        passed: stage.iter().map(|stage| stage.passed).sum(),
        failed: stage.iter().map(|stage| stage.failed).sum(),
        versions: versions()?,
        stage,
        figure: figures(&read("figures.ndjson").unwrap_or_default())?,
    };
    fs::write(folder.join("last-run.toml"), toml::to_string(&run)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Takes the record in `folder` into the source, if it shows something and is of the source as it is.
pub(crate) fn take_in(folder: &Path) -> anyhow::Result<ExitCode> {
    let path = folder.join("last-run.toml");
    let text = fs::read_to_string(&path).context("there is no record yet; run ./dev check")?;
    let run = run::read(&text)?.context("the record is empty; run ./dev check")?;
    fit(&run, &Source::now()?)?;
    let head = "# The record of the last full run, made by ./dev check and put here by ./dev assure. Do not edit it.\n\n";
    fs::write(TAKEN_IN, head.to_owned() + &text)?;
    println!("{TAKEN_IN}: {} passed, commit {}. Commit it.", run.passed, run.commit);
    Ok(ExitCode::SUCCESS)
}

/// Whether a record may be taken in.
fn fit(run: &Run, source: &Source) -> anyhow::Result<()> {
    ensure!(run.failed == 0, "{} failed in the run; mend it and run ./dev check", run.failed);
    ensure!(!run.changed, "the run was of changes in no commit; commit them and run ./dev check");
    ensure!(
        source.commit == run.commit,
        "the run was of commit {} and this is {}; run ./dev check",
        run.commit,
        source.commit
    );
    ensure!(source.changes.is_empty(), "there are changes in no commit:\n{}", source.changes);
    Ok(())
}

impl Source {
    fn now() -> anyhow::Result<Self> {
        let commit = told(Command::new("git").args(["rev-parse", "HEAD"]))?;
        let changes = told(Command::new("git").args(["status", "--porcelain"]))?;
        Ok(Self { commit, changes })
    }

    /// From what `git rev-parse HEAD` and `git status --porcelain` told one after the other.
    fn parse(text: &str) -> Self {
        let (commit, changes) = text.split_once('\n').unwrap_or((text, ""));
        Self { commit: commit.trim().to_owned(), changes: changes.trim().to_owned() }
    }
}

fn stages(text: &str) -> anyhow::Result<Vec<Stage>> {
    text.lines().map(|line| stage(line).with_context(|| format!("a stage: {line:?}"))).collect()
}

fn stage(line: &str) -> anyhow::Result<Stage> {
    let [name, verdict, seconds, passed, failed] = line.split('\t').collect::<Vec<_>>()[..] else {
        bail!("it has not five parts");
    };
    Ok(Stage {
        name: name.to_owned(),
        verdict: match verdict {
            "good" => Verdict::Good,
            "FAILED" => Verdict::Failed,
            "not checked" => Verdict::NotChecked,
            other => bail!("{other:?} is no verdict"),
        },
        seconds: seconds.parse()?,
        passed: passed.parse()?,
        failed: failed.parse()?,
    })
}

/// A figure a line, as JSON. The same check told twice, such as once for each database, stands twice.
fn figures(text: &str) -> anyhow::Result<Vec<Figure>> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).with_context(|| format!("a figure: {line:?}")))
        .collect()
}

/// What the run ran on.
fn versions() -> anyhow::Result<BTreeMap<String, String>> {
    let mut versions = BTreeMap::from([
        ("Rust".to_owned(), told(Command::new("rustc").arg("--version"))?),
        ("SQLite".to_owned(), sqlite()?),
    ]);
    let told_by_script =
        [("PostgreSQL", "KITH_POSTGRES_VERSION"), ("Chromium", "KITH_CHROMIUM_VERSION")];
    for (name, variable) in told_by_script {
        let version = env::var(variable).unwrap_or_default();
        if !version.trim().is_empty() {
            versions.insert(name.to_owned(), version.trim().to_owned());
        }
    }
    Ok(versions)
}

/// The version of SQLite that is built in.
fn sqlite() -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let at = Location::Sqlite(folder.path().join("version.db"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let db = Db::open(&at).await?;
        let mut reader = db.read().await?;
        let version = sql("SELECT sqlite_version() AS version");
        let version = version.one(&mut reader, |row| row.get("version")).await?;
        drop(reader);
        db.close().await;
        Ok(version)
    })
}

fn told(command: &mut Command) -> anyhow::Result<String> {
    let ran = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(ran.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(String::from_utf8(ran.stdout)?.trim().to_owned())
}

#[expect(clippy::disallowed_methods, reason = "a record says when it was made")]
fn now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> Run {
        Run {
            made_at: "2026-11-21T12:00:00Z".parse().unwrap(),
            commit: "abc".into(),
            changed: false,
            cores: 2,
            seconds: 9,
            passed: 7,
            failed: 0,
            versions: BTreeMap::new(),
            stage: Vec::new(),
            figure: Vec::new(),
        }
    }

    fn source(commit: &str, changes: &str) -> Source {
        Source { commit: commit.into(), changes: changes.into() }
    }

    #[test]
    fn only_a_good_run_of_the_source_as_it_is_may_be_taken_in() {
        let refused = |run: &Run, source| fit(run, &source).unwrap_err().to_string();
        assert!(fit(&run(), &source("abc", "")).is_ok());
        assert!(refused(&Run { failed: 1, ..run() }, source("abc", "")).contains("1 failed"));
        assert!(refused(&Run { changed: true, ..run() }, source("abc", "")).contains("no commit"));
        assert!(refused(&run(), source("def", "")).contains("this is def"));
        assert!(refused(&run(), source("abc", " M dev")).contains("M dev"));
    }

    #[test]
    fn stages_and_figures_are_read_as_the_script_leaves_them() {
        let told =
            stages("lints\tgood\t60\t0\t0\nknown weaknesses\tnot checked\t1\t0\t0\n").unwrap();
        let verdicts: Vec<_> = told.iter().map(|stage| stage.verdict).collect();
        assert_eq!(verdicts, [Verdict::Good, Verdict::NotChecked]);
        assert!(stages("lints\tfine\t60\t0\t0").is_err());
        assert!(stages("lints\tgood").is_err());
        let told = figures("{\"check\":\"kill -9\",\"figure\":\"300 kills, 0 lost\"}\n\n").unwrap();
        assert_eq!(told[0].figure, "300 kills, 0 lost");
        assert!(figures("300 kills").is_err(), "a figure that cannot be read is not passed over");
    }

    #[test]
    fn the_source_is_read_as_git_told_it() {
        assert_eq!(Source::parse("abc\n"), source("abc", ""));
        assert_eq!(Source::parse("abc\n M dev\n?? new\n"), source("abc", "M dev\n?? new"));
    }
}

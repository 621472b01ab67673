//! The program as people run it: verbs of the command line, timed from outside.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::bench::{Figures, rate, span};
use crate::shared;

/// A copy of Kith with records of its own, gone when it is dropped.
pub(crate) struct Kith {
    folder: TempDir,
}

/// A server that is stopped when it is dropped.
pub(crate) struct Serving(Child);

impl Kith {
    /// An empty one.
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self { folder: tempfile::tempdir()? })
    }

    /// One with the demo in it, and what the demo told.
    pub(crate) fn demo() -> anyhow::Result<(Self, String)> {
        let kith = Self::new()?;
        let told = kith.run(&["demo", "--no-serve"])?;
        Ok((kith, told))
    }

    fn command(&self) -> anyhow::Result<Command> {
        let mut command = Command::new(program()?);
        command.env_clear().current_dir(&self.folder).arg("--data").arg(self.folder.path());
        Ok(command)
    }

    /// Runs a verb and gives back what it printed. Rows in quarantine are no failure.
    pub(crate) fn run(&self, words: &[&str]) -> anyhow::Result<String> {
        let ran = self.command()?.args(words).stdin(Stdio::null()).output()?;
        let told = String::from_utf8_lossy(&ran.stdout).into_owned();
        let why = String::from_utf8_lossy(&ran.stderr);
        ensure!(matches!(ran.status.code(), Some(0 | 3)), "kith {}: {why}{told}", words.join(" "));
        Ok(told)
    }

    /// Runs a verb that reads a password.
    pub(crate) fn run_with(&self, words: &[&str], typed: &str) -> anyhow::Result<()> {
        let mut command = self.command()?;
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut running = command.spawn()?;
        let mut input = running.stdin.take().context("its standard input is ours")?;
        input.write_all(typed.as_bytes())?;
        drop(input);
        let status = running.wait()?;
        ensure!(status.success(), "kith {}: {status}", words.join(" "));
        Ok(())
    }

    /// Where its records are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Serves on `address`.
    pub(crate) fn serve(&self, address: &str) -> anyhow::Result<Serving> {
        let mut command = self.command()?;
        command.args(["serve", "--listen", address, "--rate-limit", "0"]);
        Ok(Serving(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone after this.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program that was built last, beside this one.
fn program() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let program = here.with_file_name("kith");
    if !program.exists() {
        bail!("{} is not built: cargo build --release --package kith", program.display());
    }
    Ok(program)
}

/// A real integrated care board: its official files, and its neighbourhoods.
pub(crate) fn staffordshire(figures: &mut Figures) -> anyhow::Result<()> {
    let Some(registrations) =
        shared::find("nhs/staffordshire_practice_lsoa21_oct2025.csv", figures)
    else {
        return Ok(());
    };
    let Some(boundaries) = shared::find("england/lsoa21_bgc", figures) else { return Ok(()) };
    let Some(england) = shared::find("england", figures) else { return Ok(()) };
    let kith = Kith::new()?;
    let mut files: Vec<PathBuf> = shared::STAFFORDSHIRE
        .iter()
        .map(|code| boundaries.join(format!("{code}.geojson")))
        .collect();
    files.extend(tables(&england));
    files.push(registrations);
    import(&kith, &files, figures)?;
    design(&kith, &["--within", "icb:QNC"], figures)
}

/// England: its boundaries, look-ups and people, and a plan that keeps to the districts.
pub(crate) fn country(figures: &mut Figures) -> anyhow::Result<()> {
    let Some(boundaries) = shared::find("england/lsoa21_england_bsc.geojson.gz", figures) else {
        return Ok(());
    };
    let Some(england) = shared::find("england", figures) else { return Ok(()) };
    let kith = Kith::new()?;
    let mut files = vec![boundaries];
    files.extend(tables(&england));
    import(&kith, &files, figures)?;
    let reason = "no whole number of neighbourhoods fits the district";
    design(&kith, &["--nest", "lad", "--waiver", reason, "--effort", "20"], figures)
}

pub(crate) fn tables(england: &Path) -> Vec<PathBuf> {
    let names = [
        "lookup_lsoa21_ward24_ltla24.csv",
        "lookup_lsoa21_icb24.csv",
        "lsoa21_census2021_age6.csv",
    ];
    names.iter().map(|name| england.join(name)).collect()
}

pub(crate) fn import(kith: &Kith, files: &[PathBuf], figures: &mut Figures) -> anyhow::Result<()> {
    let (mut rows, mut time) = (0, Duration::ZERO);
    for file in files {
        let path = file.to_str().context("a path of data is text")?;
        let start = Instant::now();
        let told = kith.run(&["--json", "import", path])?;
        let took = start.elapsed();
        let many = rows_of(&serde_json::from_str(&told)?);
        if files.len() < 6 || many > 2_000 {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            figures.note(format!("import {name}, {many} rows"), span(took));
        }
        (rows, time) = (rows + many, time + took);
    }
    figures.note(format!("import of all {} files, {rows} rows", files.len()), span(time));
    figures.note("rows imported", rate(rows, time));
    Ok(())
}

/// All rows of all tables of all loads that a call of `kith import --json` told of.
fn rows_of(told: &Value) -> u64 {
    let loads = told["loads"].as_array().into_iter().flatten();
    loads.flat_map(|load| counts(&load["rows"])).sum()
}

fn counts(tally: &Value) -> Vec<u64> {
    match tally {
        Value::Number(number) => number.as_u64().into_iter().collect(),
        Value::Object(map) => map.values().flat_map(counts).collect(),
        Value::Array(all) => all.iter().flat_map(counts).collect(),
        _ => Vec::new(),
    }
}

fn design(kith: &Kith, words: &[&str], figures: &mut Figures) -> anyhow::Result<()> {
    let start = Instant::now();
    let told = kith.run(&[&["--json", "design"], words].concat())?;
    figures.note("assemble the place and draw it", span(start.elapsed()));
    let told: Value = serde_json::from_str(&told)?;
    let figure = |whose: &str, name: &str| match &told[whose][name] {
        Value::Null => "none".to_owned(),
        known => known.to_string(),
    };
    for (name, words) in [
        ("neighbourhoods", "neighbourhoods"),
        ("out_of_band", "of them out of band"),
        ("apart", "of them in several pieces"),
    ] {
        let both = format!("{} / {}", figure("figures", name), figure("today", name));
        figures.note(format!("{words}, this plan / today’s PCNs"), both);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_rows_of_all_loads_are_added_up() {
        let told = json!({ "loads": [{ "rows": { "a": 2, "b": 3 } }, { "rows": [["c", 4]] }] });
        assert_eq!(rows_of(&told), 9);
    }
}

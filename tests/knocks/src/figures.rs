//! What came out, in figures.

use std::fs::OpenOptions;
use std::io::Write;

use anyhow::Context;

/// The setting that says how many knocks of each kind there are.
pub const KNOCKS: &str = "KITH_KNOCKS";

/// The setting that names a file to which each figure is added as a line of JSON.
pub const FILE: &str = "KITH_FIGURES";

/// Knocks of each kind where nothing is asked for: enough to see that the tests still work.
const FEW: u64 = 12;

/// How many knocks of each kind there are to be.
pub fn knocks() -> u64 {
    std::env::var(KNOCKS).ok().and_then(|many| many.parse().ok()).unwrap_or(FEW)
}

/// Whether somebody asked for a certain number of knocks. Then nothing may be skipped.
pub fn in_earnest() -> bool {
    std::env::var(KNOCKS).is_ok()
}

/// Prints a figure and, if [`FILE`] names a file, adds it there.
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
pub fn tell(check: &str, figure: &str) -> anyhow::Result<()> {
    println!("FIGURE {check}: {figure}");
    let Ok(path) = std::env::var(FILE) else { return Ok(()) };
    let line = serde_json::json!({ "check": check, "figure": figure });
    let mut file = OpenOptions::new().append(true).create(true).open(&path).context(path)?;
    file.write_all(format!("{line}\n").as_bytes()).context("the file of figures")
}

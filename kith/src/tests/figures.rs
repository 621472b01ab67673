//! Figures for the assurance page: a line of JSON each, in the file that `KITH_FIGURES` names.

use std::fs::OpenOptions;
use std::io::Write;

/// Notes what a check has counted, where somebody wants to know.
pub(super) fn note(check: &str, figure: &str) {
    let Ok(path) = std::env::var("KITH_FIGURES") else { return };
    let line = serde_json::json!({ "check": check, "figure": figure });
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    writeln!(file, "{line}").unwrap();
}

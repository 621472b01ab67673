//! How long it takes to keep records safe and to move them: the demo through a backup, a restore, an
//! export and an import.

use std::time::Instant;

use anyhow::Context;
use serde_json::Value;

use crate::bench::{Figures, span};
use crate::program::Kith;

/// Backs the demo up and brings it back into an empty place; writes it out and reads it in.
pub(crate) fn drill(figures: &mut Figures) -> anyhow::Result<()> {
    let (kith, _) = Kith::demo()?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (backup, export) = (path("demo.kith-backup"), path("demo-export"));
    let made = timed(figures, "back the demo up", &kith, &["--json", "backup", &backup])?;
    let tables = made["manifest"]["tables"].as_array().context("a backup names its tables")?;
    let rows: u64 = tables.iter().filter_map(|table| table["rows"].as_u64()).sum();
    figures.note("  rows", rows.to_string());
    figures.note("  bytes of the backup", made["bytes"].to_string());
    timed(figures, "verify the backup", &kith, &["--json", "backup", "verify", &backup])?;
    timed(
        figures,
        "restore it, every table compared",
        &Kith::new()?,
        &["--json", "restore", &backup],
    )?;
    timed(figures, "export the demo", &kith, &["--json", "export", &export])?;
    let import = ["--json", "import-instance", &export];
    timed(figures, "import it, written out again and compared", &Kith::new()?, &import)?;
    Ok(())
}

fn timed(figures: &mut Figures, what: &str, kith: &Kith, words: &[&str]) -> anyhow::Result<Value> {
    let start = Instant::now();
    let told = kith.run(words)?;
    figures.note(what, span(start.elapsed()));
    Ok(serde_json::from_str(&told)?)
}

//! The peers of the engine, which are Python packages, on the same graphs.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::ensure;

use super::graphs::Place;
use crate::bench::Figures;

/// Processor seconds that `GerryChain` gets for its best plan of London.
const TILTED_SECONDS: &str = "60";

/// Hands the graphs to the peers, if `./dev bench` has installed them, and notes what they tell.
pub(super) fn measure(figures: &mut Figures, places: &[&Place]) -> anyhow::Result<()> {
    let Some(python) = std::env::var_os("KITH_PEERS") else {
        figures.note("peers: not run; ./dev bench districting installs and runs them", "");
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    for place in places {
        std::fs::write(folder.path().join(format!("{}.graph", place.name)), graph(place))?;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/districting.py");
    let mut command = Command::new(python);
    command.arg(script).arg(folder.path()).arg(TILTED_SECONDS);
    // One thread, as the engine is measured.
    command.env("OMP_NUM_THREADS", "1").env("PYTHONWARNINGS", "ignore");
    let ran = command.output()?;
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    for line in told.lines() {
        if let Some((what, figure)) = line.split_once('\t') {
            figures.note(format!("peer, {what}"), figure);
        }
    }
    ensure!(ran.status.success(), "the peers stopped: {}", String::from_utf8_lossy(&ran.stderr));
    Ok(())
}

fn graph(place: &Place) -> String {
    let request = &place.request;
    let mut text = String::new();
    let _ = writeln!(text, "{} {} {}", request.areas.len(), request.edges.len(), place.zones);
    for (at, area) in request.areas.iter().enumerate() {
        let (east, north) = place.middles.get(at).copied().unwrap_or_default();
        let _ = writeln!(text, "{} {east:.0} {north:.0}", area.people);
    }
    for edge in &request.edges {
        let _ = writeln!(text, "{} {}", edge.a, edge.b);
    }
    text
}

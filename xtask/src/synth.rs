//! How fast the people of the fictional borough are made, and in how much memory.

use std::time::{Duration, Instant};

use kith_borough::{Dirt, Population, fictional_place, population};

use crate::bench::{Figures, rate, span};

/// The world that is made.
const SEED: u64 = 2026;

/// People of the scale test.
const MANY: u32 = 3_000_000;

/// Synthea, 10,000,000 patients in 22,675.7 minutes on eight virtual processors
/// (synthetichealth/synthea, issue 1515): more depth for each person, on other hardware.
const SYNTHEA: &str = "7.4/s on 8 vCPU";

/// Makes the borough on one thread and on two, and ten of it in a row.
pub(crate) fn people(figures: &mut Figures) -> anyhow::Result<()> {
    let start = Instant::now();
    let place = fictional_place(SEED, Dirt::None);
    figures.note("the place itself", span(start.elapsed()));
    let start = Instant::now();
    let borough = population(&place.borough, SEED, None)?;
    figures.note("levels of conditions, frequencies of events", span(start.elapsed()));
    for threads in [1, 2] {
        let (events, took) = make(&borough, threads);
        let people = u64::from(borough.residents());
        figures.note(
            format!("people with five years of events, threads: {threads}"),
            rate(people, took),
        );
        figures.note("  events", format!("{events}, {}", rate(events, took)));
    }
    figures.note("  Synthea, as published, without a run here", SYNTHEA);
    let many = population(&place.borough, SEED, Some(MANY))?;
    forget_peak();
    let (events, took) = make(&many, 2);
    figures.note(format!("{MANY} people in a stream, threads: 2"), span(took));
    figures.note("  people", rate(u64::from(MANY), took));
    figures.note("  events", events.to_string());
    figures.note("  most memory held", peak().unwrap_or_else(|| "not told here".to_owned()));
    Ok(())
}

/// Makes every block and lets it go; gives back how many events there were.
fn make(population: &Population, threads: u32) -> (u64, Duration) {
    let start = Instant::now();
    let part = move |thread: u32| -> u64 {
        let own = (0..population.blocks()).filter(|number| number % threads == thread);
        own.map(|number| population.block(number).events.len() as u64).sum()
    };
    let events = std::thread::scope(|scope| {
        let running: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or(0)).sum()
    });
    (events, start.elapsed())
}

/// Begins the peak of this process's memory anew, where the system can (Linux).
fn forget_peak() {
    // Where it cannot, the peak of what went before stays in the figure, which is then too high.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory this process held (Linux: `VmHWM`).
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}

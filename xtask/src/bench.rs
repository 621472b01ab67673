//! What can be measured, and the table that it is printed in.

use std::process::ExitCode;
use std::time::Duration;

use crate::{districting, england, intake, keeping, pages, program, synth, workbench};

/// A set of figures.
struct Bench {
    name: &'static str,
    what: &'static str,
    measure: fn(&mut Figures) -> anyhow::Result<()>,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "england",
        what: "England’s boundaries and who borders on whom",
        measure: england::read,
    },
    Bench {
        name: "districting",
        what: "The districting engine on real places, beside its peers",
        measure: districting::measure,
    },
    Bench {
        name: "place",
        what: "Staffordshire and Stoke-on-Trent through the program",
        measure: program::staffordshire,
    },
    Bench {
        name: "workbench",
        what: "A draft of Staffordshire and of London changed by hand",
        measure: workbench::measure,
    },
    Bench { name: "country", what: "England through the program", measure: program::country },
    Bench { name: "intake", what: "Extracts of two million patients", measure: intake::read },
    Bench {
        name: "keeping",
        what: "The demo backed up, restored, exported, imported",
        measure: keeping::drill,
    },
    Bench { name: "synth", what: "The people of the fictional borough", measure: synth::people },
    Bench { name: "start", what: "From `kith serve` to the first answer", measure: pages::start },
    Bench { name: "weight", what: "What a browser fetches", measure: pages::weight },
    Bench { name: "pages", what: "Pages on loopback, two callers", measure: pages::load },
];

/// The figures of one bench, printed as they come: some take minutes.
#[derive(Default)]
pub(crate) struct Figures {
    printed: usize,
}

impl Figures {
    /// Notes a figure: what it is, and how much.
    pub(crate) fn note(&mut self, what: impl Into<String>, figure: impl Into<String>) {
        println!("  {:64} {:>24}", what.into(), figure.into());
        self.printed += 1;
    }
}

/// Measures what is asked for, or everything, and prints it.
pub(crate) fn run(wanted: Option<&str>) -> anyhow::Result<ExitCode> {
    // `./dev bench store` measures with cargo bench; it is no part of this program.
    let known = |name: &str| name == "store" || BENCHES.iter().any(|bench| bench.name == name);
    if let Some(stranger) = wanted.filter(|name| !known(name)) {
        println!("There is no bench called {stranger}.");
        list();
        return Ok(ExitCode::from(2));
    }
    for bench in BENCHES.iter().filter(|bench| wanted.is_none_or(|name| name == bench.name)) {
        println!("\n{} ({})", bench.what, bench.name);
        let mut figures = Figures::default();
        (bench.measure)(&mut figures)?;
        if figures.printed == 0 {
            println!("  nothing could be measured here");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what can be measured.
pub(crate) fn list() {
    for bench in BENCHES {
        println!("  {:12} {}", bench.name, bench.what);
    }
}

/// A span in words: seconds from ten seconds on, else milliseconds.
pub(crate) fn span(time: Duration) -> String {
    match time.as_millis() {
        millis if millis >= 10_000 => format!("{:.1} s", time.as_secs_f64()),
        millis if millis >= 10 => format!("{millis} ms"),
        _ => format!("{:.2} ms", time.as_secs_f64() * 1_000.0),
    }
}

/// How many a second.
pub(crate) fn rate(many: u64, time: Duration) -> String {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
    format!("{}/s", many.saturating_mul(1_000) / millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_rates_are_told_in_units_that_one_can_read() {
        assert_eq!(span(Duration::from_micros(1_234)), "1.23 ms");
        assert_eq!(span(Duration::from_millis(1_234)), "1234 ms");
        assert_eq!(span(Duration::from_millis(12_340)), "12.3 s");
        assert_eq!(rate(500, Duration::from_millis(250)), "2000/s");
    }
}

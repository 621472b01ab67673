//! Chores that are too long for the shell: `cargo xtask bench [NAME]` prints how fast and how heavy
//! Kith is on this machine. Figures, never tests: they say what changed, not what is right.
//! `cargo xtask sbom` writes the bill of materials.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod bench;
mod caller;
mod england;
mod pages;
mod program;
mod sbom;
mod shared;

use std::process::ExitCode;

const HELP: &str = "Usage: cargo xtask bench [NAME], or cargo xtask sbom";

fn main() -> anyhow::Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bench"] => bench::run(None),
        ["bench", name] => bench::run(Some(name)),
        ["sbom"] => sbom::write().map(|()| ExitCode::SUCCESS),
        _ => {
            println!("{HELP}");
            bench::list();
            Ok(ExitCode::from(2))
        }
    }
}

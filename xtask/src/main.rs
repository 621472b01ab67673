//! Chores that are too long for the shell. `xtask bench [NAME]` prints how fast and how heavy Kith is on
//! this machine: figures, never tests; they say what changed, not what is right. `xtask record` writes
//! down what a run of `./dev check` came to, and `xtask assure` takes that record into the source.
//! `xtask sbom` writes the bill of materials.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod bench;
mod caller;
mod districting;
mod england;
mod intake;
mod keeping;
mod pages;
mod program;
mod record;
mod sbom;
mod shared;
mod synth;
mod workbench;

use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "Usage: xtask bench [NAME] | record FOLDER SECONDS | assure FOLDER | sbom";

fn main() -> anyhow::Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bench"] => bench::run(None),
        ["bench", name] => bench::run(Some(name)),
        ["sbom"] => sbom::write().map(|()| ExitCode::SUCCESS),
        ["record", folder, seconds] => record::write(Path::new(folder), seconds.parse()?),
        ["assure", folder] => record::take_in(Path::new(folder)),
        _ => {
            println!("{HELP}");
            bench::list();
            Ok(ExitCode::from(2))
        }
    }
}

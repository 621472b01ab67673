//! Kith: the working system of Integrated Neighbourhood Teams. One program with three doors: the
//! web, the API and the command line.

mod api;
mod cli;
mod modules;
mod server;
#[cfg(test)]
mod tests;
mod watch;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}

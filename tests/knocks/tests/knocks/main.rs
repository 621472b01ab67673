//! The knocks. `KITH_KNOCKS` says how many of each kind there are; where it is not set there are a
//! few, to see that the tests still work.

#![expect(clippy::unwrap_used, reason = "a knock that cannot be given has failed its test")]

mod child;
mod faults;
mod full;
mod kill;
mod migrations;
mod power;
mod server;
mod soak;

/// Says what was not tried. Where knocks were asked for, nothing may be left out.
#[expect(clippy::print_stderr, reason = "whoever runs the tests is to know what was not tried")]
fn skip(what: &str, why: &str) {
    assert!(!kith_knocks::figures::in_earnest(), "{what} cannot be tried: {why}");
    eprintln!("{what} are skipped: {why}");
}

//! What came out, in figures.

/// The setting that says how many knocks of each kind there are.
pub const KNOCKS: &str = "KITH_KNOCKS";

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

/// Prints a figure, and keeps it where figures are kept if the knocks were in earnest.
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
pub fn tell(check: &str, figure: &str) {
    println!("FIGURE {check}: {figure}");
    if in_earnest() {
        kith_store::testing::noted(check, figure);
    }
}

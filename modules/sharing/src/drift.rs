//! How far the columns of an extract are filled, and whether that has changed: a column that was full
//! and comes half empty is a fault of the sending, whatever each single row looks like.

use kith_intake::Filling;
use kith_intake::load::Load;

/// With so many earlier loads a load is compared.
pub(crate) const EARLIER_LOADS: usize = 6;
/// So many standard deviations from what was usual is more than chance (Shewhart's limits, as NHS
/// England, Making data count, has them), …
const LIMITS: f64 = 3.0;
/// … and so much is worth a look: with hundreds of thousands of rows even a tenth of a percent is
/// more than chance. A choice of this project.
const WORTH_A_LOOK: f64 = 0.01;

/// How one column is filled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Completeness {
    /// `table.column`.
    pub(crate) column: String,
    /// Share of rows with a value, 0 to 1.
    pub(crate) filled: f64,
    /// The same in the earlier loads together; none where there are none.
    pub(crate) usual: Option<f64>,
    /// Values that broke a rule.
    pub(crate) bad: u64,
    /// Whether the share has changed by more than chance and enough to be worth a look.
    pub(crate) has_drifted: bool,
}

/// How the columns of a load are filled, beside the loads before it.
pub(crate) fn completeness(load: &Load, earlier: &[&Load]) -> Vec<Completeness> {
    let columns = load.read.filling.iter();
    columns.map(|(column, filling)| one(column, *filling, load, earlier)).collect()
}

fn one(column: &str, now: Filling, load: &Load, earlier: &[&Load]) -> Completeness {
    let rows = rows_of(load, column);
    let before: u64 = earlier.iter().map(|load| rows_of(load, column)).sum();
    let filled_before: u64 = earlier
        .iter()
        .filter_map(|load| load.read.filling.get(column))
        .map(|filling| filling.filled)
        .sum();
    let filled = share(now.filled, rows);
    let usual = (before > 0).then(|| share(filled_before, before));
    let has_drifted = usual.is_some_and(|usual| drifted(filled, usual, rows));
    Completeness { column: column.to_owned(), filled, usual, bad: now.bad, has_drifted }
}

/// The limits of a p-chart: a share of `rows` rows strays by the square root of p(1 - p)/n (Shewhart
/// 1931; NHS England, Making data count).
fn drifted(filled: f64, usual: f64, rows: u64) -> bool {
    let deviation = (usual * (1.0 - usual) / as_real(rows.max(1))).sqrt();
    let by = (filled - usual).abs();
    by > LIMITS * deviation && by > WORTH_A_LOOK
}

fn rows_of(load: &Load, column: &str) -> u64 {
    let (table, _) = column.rsplit_once('.').unwrap_or((column, ""));
    load.read.rows.of(table)
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { as_real(part) / as_real(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
fn as_real(many: u64) -> f64 {
    many as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_drifts_if_it_changes_by_more_than_chance_and_by_enough() {
        for (filled, usual, rows, expected) in [
            (0.50, 1.00, 100, true),
            (0.985, 0.99, 1_000_000, false),
            (0.97, 0.99, 1_000_000, true),
            (0.90, 0.95, 100, false),
            (0.90, 0.95, 10_000, true),
            (1.00, 0.00, 1, true),
            (0.00, 0.00, 0, false),
        ] {
            assert_eq!(drifted(filled, usual, rows), expected, "{filled} after {usual} of {rows}");
        }
    }
}

//! Numbers from one kind into another, where the kind is large enough by far.

/// A count as a small whole number.
pub(super) fn small(count: usize) -> u32 {
    u32::try_from(count).expect("no country has 2^32 areas, borders or neighbourhoods")
}

/// People as a real number.
#[expect(clippy::cast_precision_loss, reason = "no place has 2^52 people")]
pub(super) fn real(people: i64) -> f64 {
    people as f64
}

/// A count as a real number.
#[expect(clippy::cast_precision_loss, reason = "nobody counts to 2^52 here")]
pub(super) fn real_count(count: usize) -> f64 {
    count as f64
}

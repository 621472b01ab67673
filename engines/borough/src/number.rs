//! From whole numbers to measures and back, and whole shares that add up.

/// A count as a measure.
#[expect(clippy::cast_precision_loss, reason = "counts here stay far below 2^52")]
pub(crate) fn real(count: usize) -> f64 {
    count as f64
}

/// The whole number below a measure; 0 for what is negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from f64 saturates, and cutting off the fraction is what is wanted"
)]
pub(crate) fn floor(measure: f64) -> usize {
    measure as usize
}

/// The nearest count of people; 0 for what is negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from f64 saturates, and people here are far below 2^32"
)]
pub(crate) fn people(measure: f64) -> u32 {
    measure.round() as u32
}

/// `total` dealt out by weight in whole people, by largest remainder (Hamilton's method): the
/// shares add up to the total exactly. Nothing is dealt where there is no weight.
pub(crate) fn deal(total: u32, weights: &[f64]) -> Vec<u32> {
    let all: f64 = weights.iter().sum();
    if all <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| f64::from(total) * weight / all).collect();
    let mut shares: Vec<u32> = exact.iter().map(|share| people(share.floor())).collect();
    let left = total - shares.iter().sum::<u32>();
    let mut order: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0.0).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()).then(a.cmp(&b)));
    for (_, &position) in (0..left).zip(order.iter().cycle()) {
        shares[position] += 1;
    }
    shares
}

/// The value at `share` (0 to 1) of a curve given by its points, straight between them.
pub(crate) fn along(curve: &[(f64, f64)], share: f64) -> f64 {
    for pair in curve.windows(2) {
        let ((from, low), (to, high)) = (pair[0], pair[1]);
        if share <= to {
            return low + (high - low) * ((share - from) / (to - from)).max(0.0);
        }
    }
    curve.last().map_or(0.0, |&(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dealt_adds_up_and_goes_to_the_largest_remainders() {
        assert_eq!(deal(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(deal(7, &[0.0, 2.0, 1.0]), [0, 5, 2]);
        assert_eq!(deal(5, &[0.0, 0.0]), [0, 0]);
    }

    #[test]
    fn a_curve_is_straight_between_its_points() {
        let curve = [(0.0, 100.0), (0.5, 200.0), (1.0, 400.0)];
        assert!((along(&curve, 0.25) - 150.0).abs() < 1e-9);
        assert!((along(&curve, 0.75) - 300.0).abs() < 1e-9);
        assert!((along(&curve, 1.0) - 400.0).abs() < 1e-9);
    }
}

//! Chance that can be repeated: every draw comes from the seed and the name of what it is drawn
//! for, so that a new kind of draw leaves all others as they were.

use std::f64::consts::TAU;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::number::{floor, real};

/// A stream of draws for one topic.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of `topic` in the world of `seed`.
    pub(crate) fn new(seed: u64, topic: &str) -> Self {
        Self(ChaCha8Rng::seed_from_u64(mix(topic
            .bytes()
            .fold(seed, |state, byte| mix(state ^ u64::from(byte))))))
    }

    /// Anything from 0 up to but not 1.
    pub(crate) fn share(&mut self) -> f64 {
        unit(self.0.next_u64())
    }

    /// Anything from `low` up to but not `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// A whole number below `limit`, or 0 where the limit is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        floor(self.share() * real(limit))
    }

    /// A draw from the normal distribution with mean 0 and standard deviation 1 (Box and Muller
    /// 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (TAU * self.share()).cos()
    }

    /// Put into another order, all orders being alike (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }

    /// One position, each as likely as its weight.
    pub(crate) fn pick(&mut self, weights: &[f64]) -> usize {
        let mut left = self.share() * weights.iter().sum::<f64>();
        for (position, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return position;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Sixteen bytes as an identifier of the kind that map software gives to features.
    pub(crate) fn global_id(&mut self) -> String {
        let (high, low) = (self.0.next_u64(), self.0.next_u64());
        let words = [high >> 32, (high >> 16) & 0xffff, high & 0x0fff | 0x4000];
        let [first, second, third] = words;
        let fourth = (low >> 48) & 0x3fff | 0x8000;
        format!("{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{:012x}", low & 0xffff_ffff_ffff)
    }
}

/// A smooth, seeded, hilly surface from -1 to 1: value noise with one bump each `wavelength`
/// metres.
pub(crate) struct Hills {
    seed: u64,
    wavelength: f64,
}

impl Hills {
    /// The hills of `topic` in the world of `seed`.
    pub(crate) fn new(seed: u64, topic: &str, wavelength: f64) -> Self {
        let seed = topic.bytes().fold(seed, |state, byte| mix(state ^ u64::from(byte)));
        Self { seed, wavelength }
    }

    /// The height at a point given in metres.
    pub(crate) fn height(&self, x: f64, y: f64) -> f64 {
        let (column, row) = (x / self.wavelength, y / self.wavelength);
        let (west, south) = (column.floor(), row.floor());
        let (across, up) = (ease(column - west), ease(row - south));
        let low = mean(self.post(west, south), self.post(west + 1.0, south), across);
        let high = mean(self.post(west, south + 1.0), self.post(west + 1.0, south + 1.0), across);
        mean(low, high, up)
    }

    fn post(&self, column: f64, row: f64) -> f64 {
        2.0 * unit(mix(mix(self.seed ^ column.to_bits()) ^ row.to_bits())) - 1.0
    }
}

fn ease(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

fn mean(from: f64, to: f64, share: f64) -> f64 {
    from + (to - from) * share
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014).
pub(crate) fn mix(state: u64) -> u64 {
    let z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The upper 52 bits as a share of one.
pub(crate) fn unit(bits: u64) -> f64 {
    f64::from_bits(0x3ff0_0000_0000_0000 | (bits >> 12)) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_topic_give_the_same_draws_and_another_topic_gives_others() {
        let draw = |topic| {
            let mut dice = Dice::new(7, topic);
            [dice.share(), dice.share(), dice.normal()].map(f64::to_bits)
        };
        assert_eq!(draw("ages"), draw("ages"));
        assert_ne!(draw("ages"), draw("lists"));
    }

    #[test]
    fn normal_draws_have_mean_0_and_standard_deviation_1() {
        let mut dice = Dice::new(1, "normal");
        let draws: Vec<f64> = (0..20_000).map(|_| dice.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 20_000.0;
        // Three standard errors of each: 3/sqrt(n) and 3*sqrt(2/n).
        assert!(mean.abs() < 0.022, "{mean}");
        assert!((variance - 1.0).abs() < 0.03, "{variance}");
    }
}

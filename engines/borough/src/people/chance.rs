//! Fast chance for millions of draws: like [`Dice`](crate::dice::Dice), each stream of draws comes
//! from the seed, the block and what it is drawn for.

use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::dice::{mix, unit};
use crate::number::{floor, real};

/// A stream of draws for one topic of one block.
pub(crate) struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// The stream of `topic` for a block in the world of `seed`.
    pub(crate) fn new(seed: u64, block: u32, topic: &str) -> Self {
        let start = mix(seed ^ mix(u64::from(block) ^ 0xb10c));
        let state = topic.bytes().fold(start, |state, byte| mix(state ^ u64::from(byte)));
        Self(Xoshiro256PlusPlus::seed_from_u64(state))
    }

    /// Anything from 0 up to but not 1.
    pub(crate) fn share(&mut self) -> f64 {
        unit(self.0.next_u64())
    }

    /// Whether something happens that does with this probability.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number below `limit`, or 0 where the limit is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        floor(self.share() * real(limit))
    }

    /// A whole number below `limit`, or 0 where the limit is 0.
    pub(crate) fn below_u32(&mut self, limit: u32) -> u32 {
        whole(self.share() * f64::from(limit))
    }

    /// From the normal distribution with mean 0 and standard deviation 1.
    pub(crate) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// How often something happens whose mean is this (Poisson).
    pub(crate) fn times(&mut self, mean: f64) -> u32 {
        match Poisson::new(mean) {
            Ok(poisson) if mean < 10_000.0 => whole(poisson.sample(&mut self.0)),
            _ => 0,
        }
    }

    /// How much more or less somebody has of something than others like them: gamma with mean 1.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        Gamma::new(shape, 1.0 / shape).map_or(1.0, |gamma| gamma.sample(&mut self.0))
    }

    /// A wait whose mean is this (exponential).
    pub(crate) fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.share()).ln()
    }

    /// One position of a running sum of weights, each as likely as its own weight.
    pub(crate) fn pick(&mut self, running: &[f64]) -> usize {
        let all = running.last().copied().unwrap_or(0.0);
        let mark = self.share() * all;
        running.partition_point(|&sum| sum <= mark).min(running.len().saturating_sub(1))
    }

    /// One position of a few weights, each as likely as its weight.
    pub(crate) fn pick_of(&mut self, weights: &[f64]) -> usize {
        let mut left = self.share() * weights.iter().sum::<f64>();
        for (position, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return position;
            }
        }
        weights.len().saturating_sub(1)
    }
}

/// The whole number below a measure; 0 for what is negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from f64 saturates, and cutting off the fraction is what is wanted"
)]
pub(crate) fn whole(measure: f64) -> u32 {
    measure as u32
}

/// The sums of the weights up to and with each position.
pub(crate) fn running(weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    weights
        .into_iter()
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_topics_have_chances_of_their_own() {
        let draw = |block, topic| Chance::new(7, block, topic).share().to_bits();
        assert_eq!(draw(1, "homes"), draw(1, "homes"));
        assert_ne!(draw(1, "homes"), draw(2, "homes"));
        assert_ne!(draw(1, "homes"), draw(1, "names"));
    }

    #[test]
    fn draws_have_the_mean_that_they_are_asked_for() {
        let mut chance = Chance::new(7, 0, "means");
        let mut mean = |draw: fn(&mut Chance) -> f64| {
            (0..20_000).map(|_| draw(&mut chance)).sum::<f64>() / 20_000.0
        };
        // Four standard errors: the standard deviations are 1.2, 1.4 and 2.
        assert!((mean(|chance| f64::from(chance.times(1.5))) - 1.5).abs() < 0.035);
        assert!((mean(|chance| chance.gamma(0.5)) - 1.0).abs() < 0.04);
        assert!((mean(|chance| chance.wait(2.0)) - 2.0).abs() < 0.057);
        assert_eq!(Chance::new(7, 0, "none").times(0.0), 0);
    }

    #[test]
    fn a_weight_of_none_is_never_picked() {
        let mut chance = Chance::new(7, 0, "weights");
        let sums = running([0.0, 1.0, 0.0, 3.0]);
        for _ in 0..500 {
            assert!([1, 3].contains(&chance.pick(&sums)));
            assert!([1, 3].contains(&chance.pick_of(&[0.0, 1.0, 0.0, 3.0])));
        }
    }
}

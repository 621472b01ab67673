//! How long people are on their way, from the straight line and `content/geography/travel.toml`.

use kith_terms::Point;
use serde::Deserialize;

/// The content file.
pub const TRAVEL: &str = include_str!("../../../../content/geography/travel.toml");

/// A way to go somewhere.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Mode {
    /// The key that rules name.
    pub key: String,
    /// Its name on pages.
    pub title: String,
    /// Speed on the way.
    pub kilometres_per_hour: f64,
    /// Where the speed is from.
    pub speed_source: String,
    /// The length of the way over that of the straight line.
    pub detour: f64,
    /// Where that is from.
    pub detour_source: String,
    /// Minutes before the way begins.
    pub minutes_before: f64,
    /// Where those are from.
    pub before_source: String,
}

#[derive(Debug, Deserialize)]
struct Travel {
    mode: Vec<Mode>,
}

/// All modes, in the order of the content file.
pub fn modes() -> Vec<Mode> {
    let travel: Travel = toml::from_str(TRAVEL).expect("a test reads the content file");
    travel.mode
}

/// The mode of that key.
pub fn mode(key: &str) -> Option<Mode> {
    modes().into_iter().find(|mode| mode.key == key)
}

impl Mode {
    /// Minutes from one point to another.
    pub fn minutes(&self, from: Point, to: Point) -> f64 {
        let kilometres = (from.east - to.east).hypot(from.north - to.north) / 1_000.0;
        self.minutes_before + 60.0 * kilometres * self.detour / self.kilometres_per_hour
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kilometre_as_the_crow_flies_is_18_minutes_on_foot() {
        // 1 km * 1.417 / 4.8 km/h * 60 min/h = 17.7 min.
        let here = Point { east: 530_000.0, north: 180_000.0 };
        let there = Point { east: 530_600.0, north: 180_800.0 };
        let minutes = mode("walk").unwrap().minutes(here, there);
        assert!((minutes - 17.7125).abs() < 1e-9, "{minutes}");
        assert!((mode("bus").unwrap().minutes(here, here) - 10.0).abs() < f64::EPSILON);
        assert_eq!(mode("rocket"), None);
    }

    #[test]
    fn every_mode_moves_and_says_where_its_figures_are_from() {
        for mode in modes() {
            assert!(mode.kilometres_per_hour > 0.0 && mode.detour >= 1.0, "{}", mode.key);
            assert!(mode.minutes_before >= 0.0, "{}", mode.key);
            for source in [&mode.speed_source, &mode.detour_source, &mode.before_source] {
                assert!(!source.is_empty(), "{}", mode.key);
            }
        }
    }
}

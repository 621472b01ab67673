//! How many people of which kind live how: `rates/demography.toml` and the tables made of it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The file.
#[derive(Deserialize)]
pub(crate) struct Demography {
    pub(crate) ages: AgeRates,
    pub(crate) ethnic: BTreeMap<char, EthnicRates>,
    pub(crate) languages: BTreeMap<String, (String, f64)>,
    pub(crate) households: HouseholdRates,
    pub(crate) care_homes: CareHomeRates,
    pub(crate) carers: CarerRates,
    pub(crate) deaths: DeathRates,
    pub(crate) moves: MoveRates,
    pub(crate) ill_health: IllHealthRates,
    pub(crate) titles: TitleRates,
}

/// Single years and sexes.
#[derive(Deserialize)]
pub(crate) struct AgeRates {
    pub(crate) single_years: Vec<f64>,
    pub(crate) female: Steps,
}

/// One ethnic group.
#[derive(Deserialize)]
pub(crate) struct EthnicRates {
    pub(crate) percent: f64,
    pub(crate) deprived: f64,
    pub(crate) ages: [f64; 3],
}

/// Who shares a home.
#[derive(Deserialize)]
pub(crate) struct HouseholdRates {
    pub(crate) alone_female: Steps,
    pub(crate) alone_male: Steps,
    pub(crate) siblings: [f64; 4],
    pub(crate) one_parent: f64,
    pub(crate) mother: (f64, f64),
    pub(crate) father_older: (f64, f64),
    pub(crate) at_home: f64,
    pub(crate) couple: Steps,
    pub(crate) shared: [f64; 4],
    pub(crate) tenure: [[f64; 3]; 10],
    pub(crate) homes_to_a_postcode: usize,
    pub(crate) flats: [f64; 10],
}

/// Care homes.
#[derive(Deserialize)]
pub(crate) struct CareHomeRates {
    pub(crate) number: usize,
    pub(crate) share_of_65: f64,
    pub(crate) share_85: f64,
    pub(crate) women: f64,
    pub(crate) worse: f64,
}

/// Unpaid carers.
#[derive(Deserialize)]
pub(crate) struct CarerRates {
    pub(crate) percent: Steps,
    pub(crate) female: f64,
    pub(crate) deprived: f64,
    pub(crate) hours: [f64; 3],
}

/// Deaths.
#[derive(Deserialize)]
pub(crate) struct DeathRates {
    pub(crate) female: Steps,
    pub(crate) male: Steps,
    pub(crate) gradient: f64,
    pub(crate) worse: f64,
    pub(crate) winter: f64,
}

/// Moves of home.
#[derive(Deserialize)]
pub(crate) struct MoveRates {
    pub(crate) a_year: Steps,
    pub(crate) across_the_border: f64,
}

/// Latent ill health.
#[derive(Deserialize)]
pub(crate) struct IllHealthRates {
    pub(crate) household: f64,
}

/// Titles of women.
#[derive(Deserialize)]
pub(crate) struct TitleRates {
    pub(crate) with_partner: [f64; 3],
    pub(crate) without: [f64; 3],
}

/// Values from each age on.
#[derive(Deserialize)]
pub(crate) struct Steps(Vec<(u32, f64)>);

impl Steps {
    /// The value that holds at an age; 0 before the first.
    pub(crate) fn at(&self, age: u32) -> f64 {
        self.0.iter().rev().find(|step| step.0 <= age).map_or(0.0, |step| step.1)
    }

    /// The value at an age, on a straight line of logarithms between the ages that are given.
    pub(crate) fn between(&self, age: u32) -> f64 {
        let after = self.0.iter().find(|step| step.0 > age);
        let before = self.0.iter().rev().find(|step| step.0 <= age);
        match (before, after) {
            (Some(&(from, low)), Some(&(to, high))) => {
                let way = f64::from(age - from) / f64::from(to - from);
                (low.ln() + (high.ln() - low.ln()) * way).exp()
            }
            (Some(step), None) | (None, Some(step)) => step.1,
            (None, None) => 0.0,
        }
    }
}

impl DeathRates {
    /// Deaths a year of a woman or man of an age in an area of this decile (1 the most deprived).
    pub(crate) fn a_year(&self, female: bool, age: u32, decile: u32) -> f64 {
        let table = if female { &self.female } else { &self.male };
        table.between(age) * self.gradient.powf((5.5 - f64::from(decile)) / 9.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deaths_between_the_ages_of_the_table_grow_evenly() {
        let table = Steps(vec![(60, 0.01), (70, 0.04)]);
        assert!((table.between(65) - 0.02).abs() < 1e-9);
        assert!((table.between(90) - 0.04).abs() < 1e-9);
        assert!((table.at(69) - 0.01).abs() < 1e-9);
    }
}

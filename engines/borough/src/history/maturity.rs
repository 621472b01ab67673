//! Ratings of how mature each neighbourhood is, by who gave them.

use super::registers::file as named;
use super::{Scene, TeamFile};
use crate::dice::Dice;
use crate::files::text::Table;
use crate::number::{people, real};

pub(super) fn file(scene: &Scene) -> TeamFile {
    let rates = &scene.rates.maturity;
    let mut table = Table::with_header(&["month", "neighbourhood", "dimension", "rater", "level"]);
    let mut dice = Dice::new(scene.seed, "maturity");
    for neighbourhood in 0..scene.services.neighbourhoods.len() {
        for dimension in &rates.dimensions {
            let own = rates.start + rates.spread * dice.normal();
            for (number, month) in scene.months.iter().enumerate().step_by(rates.every_months) {
                let risen = own + rates.rise_a_year * real(number) / 12.0;
                for (rater, bias) in rates.raters.iter().zip(&rates.rater_bias) {
                    let felt = people(risen + bias + rates.spread * dice.normal());
                    let level = felt.clamp(1, rates.levels).to_string();
                    let month = month.to_string();
                    table.row(&[&month, scene.key(neighbourhood), dimension, rater, &level]);
                }
            }
        }
    }
    named("maturity-ratings.csv", table)
}

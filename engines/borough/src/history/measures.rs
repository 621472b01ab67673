//! Measures by month, and the reports that say how they stand. One measure of one neighbourhood really
//! gets better; all others only vary.

use super::registers::{file as named, yes};
use super::{Scene, TeamFile};
use crate::dice::Dice;
use crate::files::text::Table;

pub(super) fn files(scene: &Scene) -> Vec<TeamFile> {
    let rates = &scene.rates.measures;
    let mut list = Table::with_header(&["measure", "title", "more_is_better"]);
    for one in &rates.list {
        list.row(&[one.key.as_str(), &one.title, yes(one.more_is_better)]);
    }
    let columns = ["month", "neighbourhood", "measure", "numerator", "denominator"];
    let mut values = Table::with_header(&columns);
    let mut reports = Table::with_header(&["month", "neighbourhood", "measure", "said"]);
    for neighbourhood in 0..scene.services.neighbourhoods.len() {
        for (position, measure) in rates.list.iter().enumerate() {
            let mut dice = Dice::new(scene.seed, &format!("{} {neighbourhood}", measure.key));
            let own = measure.share * (rates.between * dice.normal()).exp();
            let mut before = None;
            for (number, month) in scene.months.iter().enumerate() {
                let share = share(scene, (neighbourhood, position), number, own);
                let of = measure.of - measure.of / 10 + count(&mut dice, measure.of / 5, 0.5);
                let numerator = count(&mut dice, of, share);
                let (month, key) = (month.to_string(), scene.key(neighbourhood));
                let cells = [numerator, of].map(|count| count.to_string());
                values.row(&[&month, key, &measure.key, &cells[0], &cells[1]]);
                let now = f64::from(numerator) / f64::from(of);
                let rose = before.is_some_and(|before| now > before);
                let said = if rose == measure.more_is_better { "better" } else { "worse" };
                if before.is_some() {
                    reports.row(&[&month, key, &measure.key, said]);
                }
                before = Some(now);
            }
        }
    }
    vec![
        named("measures.csv", list),
        named("measure-values.csv", values),
        named("reports.csv", reports),
    ]
}

/// The share to be expected in a month.
fn share(scene: &Scene, series: (usize, usize), month: usize, own: f64) -> f64 {
    let rates = &scene.rates.measures;
    if series != scene.planted.improving || month < rates.improves_in_month {
        return own;
    }
    if rates.list[series.1].more_is_better {
        own + (1.0 - own) * rates.improves_by
    } else {
        own * (1.0 - rates.improves_by)
    }
}

/// How many of `of` it holds for, each with the same chance.
fn count(dice: &mut Dice, of: u32, share: f64) -> u32 {
    let mut count = 0;
    for _ in 0..of {
        count += u32::from(dice.share() < share);
    }
    count
}

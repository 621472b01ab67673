//! What residents said, and what was done about it.

use super::days::{cell, happened, lasted, later, some_day, working_day};
use super::registers::file as named;
use super::{Scene, TeamFile};
use crate::dice::Dice;
use crate::files::text::Table;

pub(super) fn file(scene: &Scene) -> TeamFile {
    let columns =
        ["feedback", "neighbourhood", "day", "channel", "said", "answered", "what_was_done"];
    let mut table = Table::with_header(&columns);
    let mut dice = Dice::new(scene.seed, "feedback");
    let rates = &scene.rates.feedback;
    let mut number = 0;
    for &month in &scene.months {
        for neighbourhood in 0..scene.services.neighbourhoods.len() {
            for _ in 0..happened(rates.a_month, &mut dice) {
                number += 1;
                let day = some_day(month, &mut dice);
                let (said, done) = &rates.themes[dice.below(rates.themes.len())];
                let answered =
                    working_day(later(day, 1 + lasted(rates.answer_days_mean, &mut dice)));
                let is_answered = dice.share() < rates.answered_share && answered < scene.until;
                table.row(&[
                    format!("F{number:04}").as_str(),
                    scene.key(neighbourhood),
                    &day.to_string(),
                    &rates.channels[dice.below(rates.channels.len())],
                    said,
                    &cell(is_answered.then_some(answered)),
                    if is_answered { done } else { "" },
                ]);
            }
        }
    }
    named("feedback.csv", table)
}

//! What teams could not settle themselves, and how far up it went.

use jiff::civil::Date;

use super::days::{cell, happened, some_day, working_days_later};
use super::registers::{file as named, team_id, yes};
use super::{Scene, TeamFile};
use crate::dice::Dice;
use crate::files::text::Table;

pub(super) fn file(scene: &Scene) -> TeamFile {
    let columns =
        ["escalation", "team", "reason", "level", "raised", "answer_due", "answered", "settled"];
    let mut table = Table::with_header(&columns);
    let mut dice = Dice::new(scene.seed, "escalations");
    let mut number = 0;
    for &month in &scene.months {
        for neighbourhood in 0..scene.services.neighbourhoods.len() {
            for _ in 0..happened(scene.rates.escalations.a_month, &mut dice) {
                number += 1;
                raise(scene, (number, neighbourhood), month, (&mut dice, &mut table));
            }
        }
    }
    named("escalations.csv", table)
}

/// One line for each level that had to answer.
fn raise(
    scene: &Scene,
    (number, neighbourhood): (usize, usize),
    month: Date,
    (dice, table): (&mut Dice, &mut Table),
) {
    let rates = &scene.rates.escalations;
    let reason = &rates.reasons[dice.below(rates.reasons.len())];
    let team = scene.services.team(neighbourhood, "neighbourhood");
    let mut raised = some_day(month, dice);
    for (level, days, settles) in &rates.levels {
        let due = working_days_later(raised, *days);
        let takes = if dice.share() < rates.answered_in_time {
            dice.below(*days + 1)
        } else {
            days + 1 + dice.below(2 * days)
        };
        let answered = working_days_later(raised, takes);
        let answered = (answered < scene.until).then_some(answered);
        let settled = answered.is_some() && dice.share() < *settles;
        table.row(&[
            format!("E{number:04}").as_str(),
            &team_id(scene, team),
            reason,
            level,
            &raised.to_string(),
            &due.to_string(),
            &cell(answered),
            yes(settled),
        ]);
        let Some(next) = answered.filter(|_| !settled) else { return };
        raised = next;
    }
}

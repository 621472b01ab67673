//! Referrals between the teams, step by step; one of them is passed on and on.

use jiff::civil::Date;

use super::days::{cell, happened, lasted, later, some_day, working_day};
use super::registers::{file, team_id};
use super::{Scene, TeamFile};
use crate::dice::Dice;
use crate::files::text::Table;

struct Register {
    referrals: Table,
    steps: Table,
    number: usize,
}

/// The files, and which referral is passed on and on.
pub(super) fn files(scene: &Scene) -> (Vec<TeamFile>, String) {
    let columns = ["referral", "from_team", "organisation", "local_id", "reason", "sent", "closed"];
    let mut register = Register {
        referrals: Table::with_header(&columns),
        steps: Table::with_header(&["referral", "step", "day", "team", "what"]),
        number: 0,
    };
    let mut dice = Dice::new(scene.seed, "referrals");
    let mut bouncing = String::new();
    for (position, &month) in scene.months.iter().enumerate() {
        for neighbourhood in 0..scene.services.neighbourhoods.len() {
            for _ in 0..happened(scene.rates.referrals.a_month, &mut dice) {
                refer(scene, (neighbourhood, month), false, (&mut dice, &mut register));
            }
            if (position, neighbourhood) == scene.planted.bouncing {
                refer(scene, (neighbourhood, month), true, (&mut dice, &mut register));
                bouncing = referral_id(register.number);
            }
        }
    }
    let Register { referrals, steps, .. } = register;
    (vec![file("referrals.csv", referrals), file("referral-steps.csv", steps)], bouncing)
}

fn referral_id(number: usize) -> String {
    format!("RF{number:05}")
}

fn refer(
    scene: &Scene,
    (neighbourhood, month): (usize, Date),
    bounces: bool,
    (dice, register): (&mut Dice, &mut Register),
) {
    let cases = scene.cases_of(neighbourhood);
    if cases.is_empty() {
        return;
    }
    register.number += 1;
    let id = referral_id(register.number);
    let case = cases[dice.below(cases.len())];
    let reason = &scene.rates.referrals.reasons[dice.below(scene.rates.referrals.reasons.len())];
    let sent = some_day(month, dice);
    let teams = part_teams(scene, neighbourhood);
    let from = teams[dice.below(teams.len())];
    let closed = go(scene, (&id, from, sent), &teams, bounces, (dice, &mut register.steps));
    register.referrals.row(&[
        &id,
        &team_id(scene, from),
        &case.organisation,
        &case.local_id,
        reason,
        &sent.to_string(),
        &cell(closed),
    ]);
}

fn part_teams(scene: &Scene, neighbourhood: usize) -> Vec<usize> {
    let teams = &scene.services.teams;
    let own = |&team: &usize| teams[team].neighbourhood == neighbourhood;
    (0..teams.len()).filter(own).filter(|&team| teams[team].kind != "INT").collect()
}

/// From team to team until one takes it; when it was closed, if it was.
fn go(
    scene: &Scene,
    (id, from, sent): (&str, usize, Date),
    teams: &[usize],
    bounces: bool,
    (dice, steps): (&mut Dice, &mut Table),
) -> Option<Date> {
    let rates = &scene.rates.referrals;
    let mut day = sent;
    let mut at = other_than(from, teams, dice);
    let mut number = 1;
    let mut note = |day: Date, team: usize, what: &str| {
        let (step, team) = (number.to_string(), team_id(scene, team));
        steps.row(&[id, &step, &day.to_string(), &team, what]);
        number += 1;
    };
    note(day, at, "sent");
    let most = if bounces { rates.bounces } else { rates.most_steps };
    for step in 1..=most {
        day = working_day(later(day, 1 + lasted(rates.days_a_step_mean, dice)));
        if day >= scene.until {
            return None;
        }
        let chance = dice.share();
        if bounces {
            note(day, at, "redirected");
            at = other_than(at, teams, dice);
        } else if chance < rates.accepted || step == most {
            note(day, at, "accepted");
            let closed = working_day(later(day, lasted(rates.days_open_mean, dice)));
            return (closed < scene.until).then_some(closed);
        } else if chance < rates.accepted + rates.advice {
            note(day, at, "advice returned");
            return Some(day);
        } else {
            note(day, at, "redirected");
            at = other_than(at, teams, dice);
        }
    }
    None
}

fn other_than(team: usize, teams: &[usize], dice: &mut Dice) -> usize {
    let others: Vec<usize> = teams.iter().copied().filter(|&other| other != team).collect();
    others[dice.below(others.len())]
}

//! Weekly meetings of each integrated team: who came, what was decided of whom, and the actions that
//! followed.

use jiff::civil::Date;

use super::days::{cell, happened, lasted, later, working_day};
use super::registers::{file, staff_id, team_id};
use super::{Case, Scene, TeamFile};
use crate::dice::Dice;
use crate::files::text::Table;

struct Minutes {
    meetings: Table,
    attendance: Table,
    items: Table,
    actions: Table,
    action: usize,
}

pub(super) fn files(scene: &Scene) -> Vec<TeamFile> {
    let mut minutes = Minutes {
        meetings: Table::with_header(&[
            "meeting",
            "neighbourhood",
            "team",
            "held",
            "minutes",
            "invited",
            "came",
            "professions",
            "quorate",
        ]),
        attendance: Table::with_header(&["meeting", "staff", "came"]),
        items: Table::with_header(&["meeting", "item", "organisation", "local_id", "outcome"]),
        actions: Table::with_header(&[
            "action", "meeting", "item", "what", "team", "owner", "due", "done",
        ]),
        action: 0,
    };
    for neighbourhood in 0..scene.services.neighbourhoods.len() {
        hold_all(scene, neighbourhood, &mut minutes);
    }
    vec![
        file("meetings.csv", minutes.meetings),
        file("attendance.csv", minutes.attendance),
        file("items.csv", minutes.items),
        file("actions.csv", minutes.actions),
    ]
}

fn hold_all(scene: &Scene, neighbourhood: usize, minutes: &mut Minutes) {
    let mut dice = Dice::new(scene.seed, &format!("meetings {neighbourhood}"));
    let cases = scene.cases_of(neighbourhood);
    let mut asked = scene.services.workers(neighbourhood);
    dice.shuffle(&mut asked);
    asked.truncate(scene.rates.meetings.invited);
    let Some(&first) = scene.months.first() else { return };
    let mut held = later(first, neighbourhood % 5);
    let mut number = 0;
    while held < scene.until {
        number += 1;
        let name = format!("M{}-{number:03}", scene.key(neighbourhood));
        let day = working_day(held);
        open(scene, (neighbourhood, &name, day), &asked, (&mut dice, minutes));
        discuss(scene, (neighbourhood, &name, day), &cases, (&mut dice, minutes));
        held = later(held, scene.rates.meetings.every_days);
    }
}

/// Writes down who came.
fn open(
    scene: &Scene,
    (neighbourhood, name, day): (usize, &str, Date),
    asked: &[usize],
    (dice, minutes): (&mut Dice, &mut Minutes),
) {
    let rates = &scene.rates.meetings;
    let mut professions: Vec<&str> = Vec::new();
    let mut came = 0;
    for &worker in asked {
        let is_here = dice.share() < rates.attendance;
        if is_here {
            came += 1;
            professions.push(&scene.services.staff[worker].profession);
        }
        minutes.attendance.row(&[name, &staff_id(worker), if is_here { "yes" } else { "no" }]);
    }
    professions.sort_unstable();
    professions.dedup();
    let quorate = if professions.len() >= rates.quorum_professions { "yes" } else { "no" };
    let length =
        rates.minutes_least + 5 * dice.below((rates.minutes_most - rates.minutes_least) / 5);
    minutes.meetings.row(&[
        name,
        scene.key(neighbourhood),
        &team_id(scene, scene.services.team(neighbourhood, "neighbourhood")),
        &day.to_string(),
        &length.to_string(),
        &asked.len().to_string(),
        &came.to_string(),
        &professions.len().to_string(),
        quorate,
    ]);
}

fn discuss(
    scene: &Scene,
    (neighbourhood, name, day): (usize, &str, Date),
    cases: &[&Case],
    (dice, minutes): (&mut Dice, &mut Minutes),
) {
    let rates = &scene.rates.meetings;
    let items = rates.items_least + dice.below(rates.items_most - rates.items_least + 1);
    let weights: Vec<f64> = rates.outcomes.iter().map(|(_, share)| *share).collect();
    for item in 1..=items.min(cases.len()) {
        let case = cases[dice.below(cases.len())];
        let outcome = &rates.outcomes[dice.pick(&weights)].0;
        let number = item.to_string();
        minutes.items.row(&[name, &number, &case.organisation, &case.local_id, outcome]);
        for _ in 0..happened(rates.actions_an_item, dice) {
            minutes.action += 1;
            let id = format!("T{:05}", minutes.action);
            let action = action(scene, neighbourhood, day, dice);
            let mut row = vec![id, name.to_owned(), number.clone()];
            row.extend(action);
            minutes.actions.row(&row);
        }
    }
}

/// What is to be done, by which team, by whom, by when, and when it was done.
fn action(scene: &Scene, neighbourhood: usize, day: Date, dice: &mut Dice) -> [String; 5] {
    let rates = &scene.rates.actions;
    let teams = &scene.services.teams;
    let parts: Vec<usize> = (0..teams.len())
        .filter(|&team| teams[team].neighbourhood == neighbourhood && teams[team].kind != "INT")
        .collect();
    let team = parts[dice.below(parts.len())];
    let owner = owner(scene, team, dice);
    let days = rates.due_days_least + dice.below(rates.due_days_most - rates.due_days_least + 1);
    let due = working_day(later(day, days));
    let done = if dice.share() >= rates.done_share {
        None
    } else if dice.share() < rates.on_time_share {
        Some(working_day(later(day, dice.below(days))))
    } else {
        Some(working_day(later(due, 1 + lasted(rates.late_days_mean, dice))))
    };
    let done = done.filter(|&done| done < scene.until);
    let what = rates.kinds[dice.below(rates.kinds.len())].clone();
    [what, team_id(scene, team), staff_id(owner), due.to_string(), cell(done)]
}

/// Anybody of the team; in the team that rests on two people mostly one of the two.
fn owner(scene: &Scene, team: usize, dice: &mut Dice) -> usize {
    let members = scene.services.members(team);
    let rests_on_two =
        team == scene.planted.team_of_two && dice.share() < scene.rates.team_of_two.share;
    let among = if rests_on_two { members.len().min(2) } else { members.len() };
    members[dice.below(among)]
}

//! Organisations, teams and the people who work in them.

use serde::Deserialize;

use super::Neighbourhood;
use super::plan::{PRACTICES, Plan, Role};
use crate::borough::Borough;
use crate::dice::Dice;
use crate::number::{deal, real};
use crate::registrations::Home;

/// An employer of staff who is no general practice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its ODS code, from those not in use.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is, in the words of the kinds of organisation.
    pub kind: String,
    /// The sector it belongs to.
    pub sector: String,
}

/// A team of one neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Position of its neighbourhood.
    pub neighbourhood: usize,
    /// What it is among the teams of its neighbourhood, such as `therapy`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// `INT`, or `component` for a part of one.
    pub kind: String,
    /// The code of who runs it; for general practice that of its PCN.
    pub employer: String,
}

/// Somebody who works there.
#[derive(Debug, Clone, PartialEq)]
pub struct Worker {
    /// Their name.
    pub name: String,
    /// What they do.
    pub role: String,
    /// The profession they belong to.
    pub profession: String,
    /// The code of who employs them.
    pub employer: String,
    /// Position of the team.
    pub team: usize,
    /// Contracted hours a week.
    pub hours: f64,
}

pub(super) fn teams(borough: &Borough, neighbourhoods: &[Neighbourhood], plan: &Plan) -> Vec<Team> {
    let mut teams = Vec::new();
    for (number, neighbourhood) in neighbourhoods.iter().enumerate() {
        for kind in &plan.teams {
            let employer = match kind.employer.as_str() {
                PRACTICES => main_pcn(borough, neighbourhood),
                code => code.to_owned(),
            };
            teams.push(Team {
                neighbourhood: number,
                key: kind.key.clone(),
                name: format!("{}, {}", kind.name, neighbourhood.name),
                kind: kind.kind.clone(),
                employer,
            });
        }
    }
    teams
}

/// Those who are in post, after the vacancies.
pub(super) fn staff(borough: &Borough, teams: &[Team], plan: &Plan, seed: u64) -> Vec<Worker> {
    let mut dice = Dice::new(seed, "staff");
    let names = Names::new();
    let mut staff = Vec::new();
    let mut taken = std::collections::HashSet::new();
    let practices: Vec<&str> = borough.practices.iter().map(|p| p.code.as_str()).collect();
    let shares = deal_practices(practices.len(), teams);
    for (position, team) in teams.iter().enumerate() {
        for role in plan.roles.iter().filter(|role| role.team == team.key) {
            for number in 0..role.number {
                if dice.share() < plan.vacant_share && number > 0 {
                    continue;
                }
                let own = &shares[team.neighbourhood];
                let employer = match role.employer.as_str() {
                    PRACTICES => practices[own[number % own.len()]].to_owned(),
                    code => code.to_owned(),
                };
                let name = names.draw(&mut dice, &mut taken);
                staff.push(hire(role, (position, employer, name), plan, &mut dice));
            }
        }
    }
    staff
}

fn hire(
    role: &Role,
    (team, employer, name): (usize, String, String),
    plan: &Plan,
    dice: &mut Dice,
) -> Worker {
    let hours = if dice.share() < plan.full_time_share {
        plan.full_time_hours
    } else {
        plan.part_time_hours[dice.below(plan.part_time_hours.len())]
    };
    let (profession, role) = (role.profession.clone(), role.name.clone());
    Worker { name, role, profession, employer, team, hours }
}

/// Positions of the practices that staff each neighbourhood: all in turn, some to each.
fn deal_practices(practices: usize, teams: &[Team]) -> Vec<Vec<usize>> {
    let neighbourhoods = teams.iter().map(|team| team.neighbourhood + 1).max().unwrap_or(1);
    let each = deal(u32::try_from(practices).unwrap_or(u32::MAX), &vec![1.0; neighbourhoods]);
    let mut next = 0;
    let mut take = |count: u32| {
        let own: Vec<usize> = (0..count)
            .map(|_| {
                next += 1;
                next - 1
            })
            .collect();
        if own.is_empty() { vec![0] } else { own }
    };
    each.into_iter().map(&mut take).collect()
}

/// The code of the PCN that looks after most people of a neighbourhood.
fn main_pcn(borough: &Borough, neighbourhood: &Neighbourhood) -> String {
    let mut patients = vec![0; borough.pcns.len()];
    for registration in &borough.registrations {
        if matches!(registration.home, Home::Area(area) if neighbourhood.areas.contains(&area)) {
            patients[borough.practices[registration.practice].pcn] += registration.patients;
        }
    }
    let most = (0..patients.len()).max_by_key(|&pcn| (patients[pcn], std::cmp::Reverse(pcn)));
    most.map_or_else(String::new, |pcn| borough.pcns[pcn].code.to_string())
}

/// The names that staff may have: given and family names are drawn apart, and no two people are called
/// the same.
struct Names {
    given: Vec<&'static str>,
    family: Vec<&'static str>,
}

impl Names {
    fn new() -> Self {
        let rows = include_str!("../../rates/staff-names.csv").lines().skip(1);
        let (given, family) = rows.filter_map(|row| row.split_once(',')).unzip();
        Self { given, family }
    }

    fn draw(&self, dice: &mut Dice, taken: &mut std::collections::HashSet<String>) -> String {
        loop {
            let given = self.given[dice.below(self.given.len())];
            let name = format!("{given} {}", self.family[dice.below(self.family.len())]);
            // Where most names are gone, a middle initial tells people apart.
            let name = if real(taken.len()) * 2.0 > real(self.given.len() * self.family.len()) {
                let initial = char::from(b'A' + u8::try_from(dice.below(26)).unwrap_or(0));
                name.replacen(' ', &format!(" {initial}. "), 1)
            } else {
                name
            };
            if taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

//! What it takes to bring PCNs and neighbourhoods together: services move to the neighbourhoods while
//! PCNs stay, or practices change their PCN while services stay. Both are counted from the same place;
//! what cannot be counted is none, never guessed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::division::{self, Division, Layers, PCN};
use super::lists::lists;
use super::matrix::Matrix;
use crate::place::Place;
use crate::plan::Assignment;

/// Unit figures, from `content/geography/reconfiguration.toml`.
#[derive(Debug, Clone, Deserialize)]
pub struct Units {
    /// Their version.
    pub version: String,
    /// Staff that PCNs employ.
    pub pcn_staff: Staff,
    /// Staff of the services that would move; none where nobody has said.
    pub services_staff: Option<Staff>,
    /// Money that follows patients.
    pub network_money: Money,
    /// What it costs when one member of staff changes team.
    pub handover: Handover,
}

/// How many staff there are for people.
#[derive(Debug, Clone, Deserialize)]
pub struct Staff {
    /// Whole-time equivalents for 10,000 people.
    pub whole_time_per_10_000: f64,
    /// Who says so.
    pub source: String,
}

/// Money for people.
#[derive(Debug, Clone, Deserialize)]
pub struct Money {
    /// Pence a year for each registered person.
    pub pence_per_patient: u64,
    /// Who says so.
    pub source: String,
}

/// A member of staff changes team.
#[derive(Debug, Clone, Deserialize)]
pub struct Handover {
    /// Hours for each whole-time equivalent.
    pub hours: f64,
    /// Who says so.
    pub hours_source: String,
    /// What an hour costs, in pence.
    pub pence_per_hour: u64,
    /// Who says so.
    pub hour_source: String,
}

/// What a way of bringing them together takes. `None` is "not known".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Takes {
    /// People for whom something changes.
    pub patients: Option<u64>,
    /// Whole-time equivalents of staff who change team.
    pub staff: Option<f64>,
    /// Premises concerned.
    pub sites: Option<u64>,
    /// Contracts or network agreements to be changed.
    pub contracts: Option<u64>,
    /// Pence a year that are paid to somebody else.
    pub moved_pence: Option<u64>,
    /// Pence that the change costs once.
    pub once_pence: Option<u64>,
    /// People outside the counterpart of their PCN afterwards.
    pub affected_after: Option<u64>,
}

/// A practice that would change its PCN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The practice.
    pub practice: usize,
    /// The PCN it is in; none where it is in none.
    pub from: Option<usize>,
    /// The PCN it would be in.
    pub to: usize,
    /// Everybody on its list.
    pub patients: u64,
}

/// Both ways from the same place.
#[derive(Debug, Clone)]
pub struct Ways {
    /// People outside the counterpart of their PCN today; none where nothing can be compared.
    pub affected_today: Option<u64>,
    /// The teams by whose patches services are organised today; none where no patches are loaded.
    pub teams: Vec<(String, u64)>,
    /// Services move, PCNs stay.
    pub services_move: Takes,
    /// Practices change their PCN, services stay.
    pub pcns_flex: Takes,
    /// The practices that would change.
    pub moves: Vec<Move>,
}

impl Units {
    /// The content file.
    pub fn read() -> Self {
        toml::from_str(include_str!("../../../../content/geography/reconfiguration.toml"))
            .expect("a test reads the content file")
    }

    fn staff_of(staff: &Staff, people: u64) -> f64 {
        whole(people) * staff.whole_time_per_10_000 / 10_000.0
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "hours of staff are no more than the people of a country"
    )]
    fn handing_over(&self, staff: f64) -> u64 {
        let hours = staff * self.handover.hours;
        (hours * whole(self.handover.pence_per_hour)).round().max(0.0) as u64
    }
}

/// What both ways take for a plan.
pub fn ways(place: &Place, assignment: &Assignment, units: &Units) -> Ways {
    let neighbourhoods = division::of_plan(place, assignment);
    let pcns = division::of_layer(place, PCN);
    let fit = |pcns: &Division| Matrix::registered(place, pcns, &neighbourhoods).fit();
    let affected_today = pcns.as_ref().and_then(fit).map(|fit| fit.people_unmatched);
    let moves = pcns.as_ref().map_or_else(Vec::new, |pcns| moves(place, assignment, pcns));
    let teams = teams(place, &neighbourhoods);
    Ways {
        affected_today,
        services_move: services_move(&teams, affected_today, units),
        pcns_flex: pcns.map_or_else(Takes::default, |pcns| {
            let after = fit(&changed(pcns, &moves)).map(|fit| fit.people_unmatched);
            pcns_flex(place, &moves, after, units)
        }),
        teams,
        moves,
    }
}

/// People who would get another team, for each kind of team whose patches are loaded.
fn teams(place: &Place, neighbourhoods: &Division) -> Vec<(String, u64)> {
    let names = Layers::read();
    let people = |team: &division::Named| {
        let patches = division::of_layer(place, &team.key)?;
        let fit = Matrix::between(place, &patches, neighbourhoods)?.fit()?;
        Some((team.many.clone(), fit.people_unmatched))
    };
    names.of_teams().filter_map(people).collect()
}

fn services_move(teams: &[(String, u64)], affected: Option<u64>, units: &Units) -> Takes {
    let patients = teams.iter().map(|(_, people)| *people).max();
    let staff = patients
        .zip(units.services_staff.as_ref())
        .map(|(people, staff)| Units::staff_of(staff, people));
    Takes {
        patients,
        staff,
        once_pence: staff.map(|staff| units.handing_over(staff)),
        affected_after: affected,
        ..Takes::default()
    }
}

/// Each practice goes to the PCN that is the counterpart of the neighbourhood of most of its people; where
/// that neighbourhood is no PCN's counterpart, it stays.
fn moves(place: &Place, assignment: &Assignment, pcns: &Division) -> Vec<Move> {
    let neighbourhoods = division::of_plan(place, assignment);
    let Some(fit) = Matrix::registered(place, pcns, &neighbourhoods).fit() else {
        return Vec::new();
    };
    let counterpart: BTreeMap<usize, usize> =
        fit.partners.iter().map(|(pcn, neighbourhood)| (*neighbourhood, *pcn)).collect();
    let lists = lists(place, assignment);
    let would_move = lists.iter().filter_map(|list| {
        let to = *counterpart.get(&list.home?)?;
        let from = place.practices[list.practice].pcn;
        let patients = list.people();
        (from != Some(to)).then_some(Move { practice: list.practice, from, to, patients })
    });
    would_move.collect()
}

/// The PCNs with the practices moved.
fn changed(pcns: Division, moves: &[Move]) -> Division {
    let division::Members::OfPractices(mut of) = pcns.members else { return pcns };
    for step in moves {
        of[step.practice] = Some(step.to);
    }
    Division { members: division::Members::OfPractices(of), ..pcns }
}

fn pcns_flex(place: &Place, moves: &[Move], after: Option<u64>, units: &Units) -> Takes {
    if place.registrations.is_empty() {
        return Takes::default();
    }
    let patients: u64 = moves.iter().map(|step| step.patients).sum();
    let touched: BTreeSet<usize> =
        moves.iter().flat_map(|step| step.from.into_iter().chain([step.to])).collect();
    let staff = Units::staff_of(&units.pcn_staff, patients);
    Takes {
        patients: Some(patients),
        staff: Some(staff),
        sites: Some(moves.len() as u64),
        contracts: Some(touched.len() as u64),
        moved_pence: Some(patients * units.network_money.pence_per_patient),
        once_pence: Some(units.handing_over(staff)),
        affected_after: after,
    }
}

#[expect(clippy::cast_precision_loss, reason = "people and pence here are far fewer than 2^52")]
fn whole(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_figure_has_a_source() {
        let units = Units::read();
        let sources = [
            &units.pcn_staff.source,
            &units.network_money.source,
            &units.handover.hours_source,
            &units.handover.hour_source,
        ];
        assert!(sources.iter().all(|source| !source.is_empty()) && !units.version.is_empty());
        // 26,000 staff for 60.4 million people.
        let per_10_000 = 26_000.0 / 60_400_000.0 * 10_000.0;
        assert!((units.pcn_staff.whole_time_per_10_000 - per_10_000).abs() < 0.05);
    }

    #[test]
    fn staff_who_change_team_are_paid_for_the_hours_of_handing_over() {
        let units = Units::read();
        // Ten people for two days of 7.5 hours at £47.
        assert_eq!(units.handing_over(10.0), 705_000);
    }

    #[test]
    fn without_patches_or_staff_nothing_is_said_of_services() {
        let units = Units::read();
        assert_eq!(services_move(&[], None, &units), Takes::default());
        let teams = [("Community teams’ patches".to_owned(), 1_200), ("Police".to_owned(), 900)];
        let takes = services_move(&teams, Some(5), &units);
        assert_eq!((takes.patients, takes.staff, takes.once_pence), (Some(1_200), None, None));
        assert_eq!(takes.affected_after, Some(5));
    }
}

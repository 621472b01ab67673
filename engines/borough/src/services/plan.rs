//! `rates/services.toml` as values.

use serde::Deserialize;

use super::Organisation;

/// How many of what there are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) full_time_share: f64,
    pub(super) full_time_hours: f64,
    pub(super) part_time_hours: Vec<f64>,
    pub(super) vacant_share: f64,
    pub(super) roles: Vec<Role>,
    pub(super) teams: Vec<TeamKind>,
    pub(super) organisations: Vec<Organisation>,
    pub(super) care_homes: CareHomes,
    pub(super) sites: Sites,
    pub(super) assets: Vec<AssetKind>,
}

/// A role, and how many work in it in one neighbourhood.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Role {
    pub(super) name: String,
    pub(super) profession: String,
    pub(super) team: String,
    pub(super) employer: String,
    pub(super) number: usize,
}

/// A team that each neighbourhood has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamKind {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) employer: String,
}

/// Care homes of the borough.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CareHomes {
    pub(super) nursing_share: f64,
    pub(super) occupied: f64,
}

/// Sites and their rooms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sites {
    pub(super) for_a_neighbourhood: usize,
    pub(super) step_free_share: f64,
    pub(super) rooms_least: usize,
    pub(super) rooms_most: usize,
    pub(super) room_places: Vec<usize>,
}

/// A kind of community asset.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssetKind {
    pub(super) kind: String,
    pub(super) names: Vec<String>,
    pub(super) number: usize,
}

/// The employer that stands for the practices of the neighbourhood in turn.
pub(super) const PRACTICES: &str = "practices";

pub(super) fn plan() -> Plan {
    toml::from_str(include_str!("../../rates/services.toml"))
        .expect("a test reads the file that is compiled in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_a_team_and_an_employer_that_exist_and_about_110_people_work_in_each_place() {
        let plan = plan();
        let known = |code: &str| {
            code == PRACTICES || plan.organisations.iter().any(|known| known.code == code)
        };
        for role in &plan.roles {
            assert!(plan.teams.iter().any(|team| team.key == role.team), "{}", role.name);
            assert!(known(&role.employer), "{}", role.name);
        }
        assert!(plan.teams.iter().all(|team| known(&team.employer)));
        let people: usize = plan.roles.iter().map(|role| role.number).sum();
        assert!((105..=115).contains(&people), "{people}");
    }
}

//! Who cares for the borough: neighbourhoods, organisations, teams, staff, sites, rooms, community
//! assets and care homes. How many of each there are stands in `rates/services.toml`.

mod community;
mod neighbourhood;
mod plan;
mod site;
mod staff;

pub use community::{Asset, CareHome};
pub use neighbourhood::Neighbourhood;
pub use site::{Premises, Room};
pub use staff::{Organisation, Team, Worker};

use crate::borough::Borough;

/// All that serves the people of a borough.
#[derive(Debug, Clone, PartialEq)]
pub struct Services {
    /// The neighbourhoods, each with one integrated team.
    pub neighbourhoods: Vec<Neighbourhood>,
    /// The organisations that employ staff, the practices apart.
    pub organisations: Vec<Organisation>,
    /// The teams, those of one neighbourhood together.
    pub teams: Vec<Team>,
    /// The people who work there.
    pub staff: Vec<Worker>,
    /// Where they work.
    pub sites: Vec<Premises>,
    /// The rooms of the sites.
    pub rooms: Vec<Room>,
    /// What the community itself offers.
    pub assets: Vec<Asset>,
    /// Care homes for older people.
    pub care_homes: Vec<CareHome>,
}

impl Services {
    /// The services of a borough; the same seed gives the same ones.
    pub fn new(borough: &Borough, seed: u64) -> Self {
        let plan = plan::plan();
        let neighbourhoods = neighbourhood::neighbourhoods(borough);
        let teams = staff::teams(borough, &neighbourhoods, &plan);
        let staff = staff::staff(borough, &teams, &plan, seed);
        let (sites, rooms) = site::sites(borough, &neighbourhoods, &plan, seed);
        let assets = community::assets(borough, &neighbourhoods, &plan, seed);
        let care_homes = community::care_homes(borough, &neighbourhoods, &plan, seed);
        let organisations = plan.organisations;
        Self { neighbourhoods, organisations, teams, staff, sites, rooms, assets, care_homes }
    }

    /// Puts care homes where their residents live.
    pub(crate) fn settle_care_homes(&mut self, addresses: Vec<(usize, String)>) {
        for (number, address) in addresses {
            if let Some(home) = self.care_homes.get_mut(number) {
                home.address = address;
            }
        }
    }

    /// Position of the team with this key in this neighbourhood.
    pub(crate) fn team(&self, neighbourhood: usize, key: &str) -> usize {
        let is_it = |team: &Team| team.neighbourhood == neighbourhood && team.key == key;
        self.teams.iter().position(is_it).unwrap_or(0)
    }

    /// Positions of those who work in the team at this position.
    pub(crate) fn members(&self, team: usize) -> Vec<usize> {
        (0..self.staff.len()).filter(|&worker| self.staff[worker].team == team).collect()
    }

    /// Positions of those who work in a neighbourhood.
    pub(crate) fn workers(&self, neighbourhood: usize) -> Vec<usize> {
        let here =
            |&worker: &usize| self.teams[self.staff[worker].team].neighbourhood == neighbourhood;
        (0..self.staff.len()).filter(here).collect()
    }
}

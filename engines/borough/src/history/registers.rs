//! The registers that stand beside the history: who and what there is.

use super::{Scene, TeamFile};
use crate::files::text::Table;
use crate::ground::Bank;
use crate::registrations::Home;

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) fn files(scene: &Scene) -> Vec<TeamFile> {
    vec![
        file("organisations.csv", organisations(scene)),
        file("neighbourhoods.csv", neighbourhoods(scene)),
        file("neighbourhood-areas.csv", areas(scene)),
        file("registrations-by-area.csv", registrations(scene)),
        file("community-patches.csv", patches(scene)),
        file("teams.csv", teams(scene)),
        file("staff.csv", staff(scene)),
        file("sites.csv", sites(scene)),
        file("rooms.csv", rooms(scene)),
        file("assets.csv", assets(scene)),
        file("care-homes.csv", care_homes(scene)),
    ]
}

pub(super) fn file(name: &'static str, table: Table) -> TeamFile {
    TeamFile { name, bytes: table.into_bytes() }
}

/// What files call a team.
pub(super) fn team_id(scene: &Scene, team: usize) -> String {
    let team = &scene.services.teams[team];
    format!("{}-{}", scene.key(team.neighbourhood), team.key)
}

/// What files call somebody who works there.
pub(super) fn staff_id(worker: usize) -> String {
    format!("S{:04}", worker + 1)
}

fn organisations(scene: &Scene) -> Table {
    let mut table = Table::with_header(&["code", "name", "kind", "sector"]);
    for one in &scene.services.organisations {
        table.row(&[&one.code, &one.name, &one.kind, &one.sector]);
    }
    for pcn in &scene.borough.pcns {
        table.row(&[pcn.code.as_str(), &pcn.name, "PCN", "general practice"]);
    }
    for practice in &scene.borough.practices {
        table.row(&[practice.code.as_str(), &practice.name, "GP practice", "general practice"]);
    }
    table
}

fn neighbourhoods(scene: &Scene) -> Table {
    let mut table = Table::with_header(&["neighbourhood", "name", "residents"]);
    for one in &scene.services.neighbourhoods {
        table.row(&[&one.key, &one.name, &one.residents.to_string()]);
    }
    table
}

fn areas(scene: &Scene) -> Table {
    let mut table = Table::with_header(&["area", "neighbourhood", "bank"]);
    for one in &scene.services.neighbourhoods {
        for &area in &one.areas {
            let area = &scene.borough.areas[area];
            table.row(&[&area.code.to_string(), one.key.as_str(), bank(area.bank)]);
        }
    }
    table
}

fn patches(scene: &Scene) -> Table {
    let mut table = Table::with_header(&["area", "patch", "name"]);
    let patches = scene.borough.community_patches();
    for (area, patch) in scene.borough.areas.iter().zip(&patches.of_area) {
        let (code, name) = &patches.list[*patch];
        table.row(&[area.code.as_str(), code, name]);
    }
    table
}

fn bank(bank: Bank) -> &'static str {
    match bank {
        Bank::North => "north",
        Bank::South => "south",
        Bank::Island => "island",
    }
}

fn registrations(scene: &Scene) -> Table {
    let mut table = Table::with_header(&["practice", "pcn", "area", "patients"]);
    for one in &scene.borough.registrations {
        let Home::Area(area) = one.home else { continue };
        let practice = &scene.borough.practices[one.practice];
        table.row(&[
            practice.code.as_str(),
            scene.borough.pcns[practice.pcn].code.as_str(),
            scene.borough.areas[area].code.as_str(),
            &one.patients.to_string(),
        ]);
    }
    table
}

fn teams(scene: &Scene) -> Table {
    let mut table = Table::with_header(&["team", "neighbourhood", "name", "kind", "run_by"]);
    for (number, one) in scene.services.teams.iter().enumerate() {
        let neighbourhood = scene.key(one.neighbourhood);
        table.row(&[&team_id(scene, number), neighbourhood, &one.name, &one.kind, &one.employer]);
    }
    table
}

fn staff(scene: &Scene) -> Table {
    let columns = ["staff", "name", "role", "profession", "employer", "team", "hours_a_week"];
    let mut table = Table::with_header(&columns);
    for (number, one) in scene.services.staff.iter().enumerate() {
        table.row(&[
            &staff_id(number),
            &one.name,
            &one.role,
            &one.profession,
            &one.employer,
            &team_id(scene, one.team),
            &one.hours.to_string(),
        ]);
    }
    table
}

fn sites(scene: &Scene) -> Table {
    let columns =
        ["site", "name", "kind", "owner", "neighbourhood", "area", "address", "step_free"];
    let mut table = Table::with_header(&columns);
    for (number, one) in scene.services.sites.iter().enumerate() {
        table.row(&[
            &site_id(number),
            &one.name,
            one.kind,
            one.owner,
            scene.key(one.neighbourhood),
            scene.borough.areas[one.area].code.as_str(),
            &one.address,
            yes(one.step_free),
        ]);
    }
    table
}

pub(super) fn site_id(site: usize) -> String {
    format!("B{:03}", site + 1)
}

/// The cell of what is so or not.
pub(super) fn yes(so: bool) -> &'static str {
    if so { "yes" } else { "no" }
}

fn rooms(scene: &Scene) -> Table {
    let mut table = Table::with_header(&["room", "site", "name", "kind", "places"]);
    for (number, one) in scene.services.rooms.iter().enumerate() {
        let (room, site) = (format!("R{:03}", number + 1), site_id(one.site));
        table.row(&[&room, &site, &one.name, one.kind, &one.places.to_string()]);
    }
    table
}

fn assets(scene: &Scene) -> Table {
    let columns = ["asset", "name", "kind", "neighbourhood", "area", "day", "from_hour", "places"];
    let mut table = Table::with_header(&columns);
    for (number, one) in scene.services.assets.iter().enumerate() {
        table.row(&[
            &format!("A{:03}", number + 1),
            &one.name,
            &one.kind,
            scene.key(one.neighbourhood),
            scene.borough.areas[one.area].code.as_str(),
            DAYS[one.weekday],
            &one.hour.to_string(),
            &one.places.to_string(),
        ]);
    }
    table
}

fn care_homes(scene: &Scene) -> Table {
    let columns =
        ["care_home", "name", "nursing", "neighbourhood", "area", "address", "beds", "practice"];
    let mut table = Table::with_header(&columns);
    for (number, one) in scene.services.care_homes.iter().enumerate() {
        table.row(&[
            &format!("H{:02}", number + 1),
            &one.name,
            yes(one.nursing),
            scene.key(one.neighbourhood),
            scene.borough.areas[one.area].code.as_str(),
            &one.address,
            &one.beds.to_string(),
            scene.borough.practices[one.practice].code.as_str(),
        ]);
    }
    table
}

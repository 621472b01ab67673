//! Projects and what they did by month. One of them only got another name.

use jiff::civil::Date;

use super::days::{cell, happened, later};
use super::registers::{file as named, site_id, staff_id, yes};
use super::{Scene, TeamFile};
use crate::dice::Dice;
use crate::files::text::Table;

struct Books {
    projects: Table,
    months: Table,
    number: usize,
}

/// A project as the register knows it.
struct Project<'a> {
    name: &'a str,
    funder: &'a str,
    neighbourhood: usize,
    lead: usize,
    site: usize,
    claimed: bool,
    /// Positions of the first month and of the one after the last.
    months: (usize, usize),
}

pub(super) fn files(scene: &Scene) -> Vec<TeamFile> {
    let mut books = Books {
        projects: Table::with_header(&[
            "project",
            "name",
            "neighbourhood",
            "began",
            "ended",
            "lead",
            "funder",
            "site",
            "claimed_as_int",
        ]),
        months: Table::with_header(&["project", "month", "contacts", "professions"]),
        number: 0,
    };
    let mut dice = Dice::new(scene.seed, "projects");
    for neighbourhood in 0..scene.services.neighbourhoods.len() {
        ordinary(scene, neighbourhood, (&mut dice, &mut books));
    }
    relabelled(scene, (&mut dice, &mut books));
    vec![named("projects.csv", books.projects), named("project-months.csv", books.months)]
}

fn ordinary(scene: &Scene, neighbourhood: usize, (dice, books): (&mut Dice, &mut Books)) {
    let rates = &scene.rates.projects;
    for number in 0..rates.for_a_neighbourhood {
        let kind = (neighbourhood * rates.for_a_neighbourhood + number) % rates.names.len();
        let (name, funder) = &rates.names[kind];
        let began = dice.below(scene.months.len() / 2);
        let project = Project {
            name,
            funder,
            neighbourhood,
            lead: lead(scene, neighbourhood, dice),
            site: site(scene, neighbourhood, dice),
            claimed: dice.share() < rates.claimed_share,
            months: (began, scene.months.len()),
        };
        let professions = 2 + dice.below(3);
        books.keep(scene, &project, (rates.contacts_a_month, professions), dice);
    }
}

/// The same people, place and money under two names, one after the other.
fn relabelled(scene: &Scene, (dice, books): (&mut Dice, &mut Books)) {
    let rates = &scene.rates.projects;
    let neighbourhood = scene.planted.relabelled;
    let (lead, site) = (lead(scene, neighbourhood, dice), site(scene, neighbourhood, dice));
    let change = rates.relabelled_in_month;
    for (name, months) in rates.relabelled.iter().zip([(0, change), (change, scene.months.len())]) {
        let claimed = months.0 == change;
        let project = Project { name, funder: "R9C", neighbourhood, lead, site, claimed, months };
        books.keep(scene, &project, (rates.contacts_a_month, 2), dice);
    }
}

fn lead(scene: &Scene, neighbourhood: usize, dice: &mut Dice) -> usize {
    let workers = scene.services.workers(neighbourhood);
    workers[dice.below(workers.len())]
}

fn site(scene: &Scene, neighbourhood: usize, dice: &mut Dice) -> usize {
    let sites = &scene.services.sites;
    let own: Vec<usize> =
        (0..sites.len()).filter(|&site| sites[site].neighbourhood == neighbourhood).collect();
    own[dice.below(own.len())]
}

impl Books {
    fn keep(
        &mut self,
        scene: &Scene,
        project: &Project,
        (contacts, professions): (f64, usize),
        dice: &mut Dice,
    ) {
        self.number += 1;
        let id = format!("P{:02}", self.number);
        let (from, to) = project.months;
        let ended: Option<Date> = scene.months.get(to).map(|&next| later(next, 0));
        self.projects.row(&[
            id.as_str(),
            project.name,
            scene.key(project.neighbourhood),
            &scene.months[from].to_string(),
            &cell(ended),
            &staff_id(project.lead),
            project.funder,
            &site_id(project.site),
            yes(project.claimed),
        ]);
        for month in &scene.months[from..to] {
            let contacts = happened(contacts, dice).to_string();
            self.months.row(&[&id, &month.to_string(), &contacts, &professions.to_string()]);
        }
    }
}

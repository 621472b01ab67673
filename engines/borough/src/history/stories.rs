//! The stories that are planted into a history, and what each should be found to say.

use super::Scene;
use super::rates::Rates;
use super::registers::team_id;
use crate::dice::Dice;
use crate::ground::Bank;
use crate::registrations::Home;
use crate::services::Services;

/// A planted story: what somebody who asks the right question finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What the guide calls it.
    pub key: &'static str,
    /// The answer.
    pub answer: String,
}

/// Where each story is planted.
pub(super) struct Planted {
    /// Positions of the neighbourhood and of the measure that improves.
    pub(super) improving: (usize, usize),
    /// Position of the neighbourhood with the re-labelled project.
    pub(super) relabelled: usize,
    /// Position of the team that rests on two people.
    pub(super) team_of_two: usize,
    /// Positions of the month and the neighbourhood of the referral that nobody takes.
    pub(super) bouncing: (usize, usize),
}

impl Planted {
    pub(super) fn new(services: &Services, rates: &Rates, seed: u64) -> Self {
        let mut dice = Dice::new(seed, "stories");
        let neighbourhoods = services.neighbourhoods.len();
        let mut somewhere = || dice.below(neighbourhoods);
        let (improves, relabelled, rests, bounces) =
            (somewhere(), somewhere(), somewhere(), somewhere());
        Self {
            improving: (improves, dice.below(rates.measures.list.len())),
            relabelled,
            team_of_two: services.team(rests, "therapy"),
            // Not in the last months, so that it has time to go round.
            bouncing: (dice.below(rates.months / 2), bounces),
        }
    }
}

/// The answers to the stories of a history.
pub(super) fn told(scene: &Scene, bouncing: &str) -> Vec<Story> {
    let (neighbourhood, measure) = scene.planted.improving;
    let improving =
        format!("{} {}", scene.key(neighbourhood), scene.rates.measures.list[measure].key);
    let story = |key, answer: String| Story { key, answer };
    vec![
        story("improving-measure", improving),
        story("relabelled-project", scene.rates.projects.relabelled[1].clone()),
        story("straddling-pcn", straddling(scene).to_owned()),
        story("two-halves", two_halves(scene)),
        story("team-of-two", team_id(scene, scene.planted.team_of_two)),
        story("bouncing-referral", bouncing.to_owned()),
    ]
}

/// The PCN whose patients live most evenly on both banks of the river.
fn straddling<'a>(scene: &Scene<'a>) -> &'a str {
    let borough = scene.borough;
    let mut patients = vec![[0.0_f64; 2]; borough.pcns.len()];
    for one in &borough.registrations {
        let Home::Area(area) = one.home else { continue };
        let pcn = borough.practices[one.practice].pcn;
        match borough.areas[area].bank {
            Bank::North => patients[pcn][0] += f64::from(one.patients),
            Bank::South => patients[pcn][1] += f64::from(one.patients),
            Bank::Island => {}
        }
    }
    let smaller_side = |pcn: usize| {
        let [north, south] = patients[pcn];
        north.min(south) / (north + south)
    };
    let pcns = 0..borough.pcns.len();
    let most = pcns.max_by(|&a, &b| smaller_side(a).total_cmp(&smaller_side(b)));
    most.map_or("", |pcn| borough.pcns[pcn].code.as_str())
}

/// The two PCNs that are a community team's patch together, and the patch.
fn two_halves(scene: &Scene<'_>) -> String {
    let patches = scene.borough.community_patches();
    let [one, other] = patches.halves.map(|pcn| scene.borough.pcns[pcn].code.as_str());
    format!("{one} and {other} are {}", patches.list[patches.whole].0)
}

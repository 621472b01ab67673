//! The wishes beyond borders and layers, each with an open weight.

use serde::{Deserialize, Serialize};

use super::{Band, Layer, Membership, Problem, Request};

/// A second partition, drawn with the first: each unit of a layer (a practice, a PCN) gets one
/// neighbourhood as its home, that which looks after its list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Homes {
    /// Position of the layer whose units get homes.
    pub layer: usize,
    /// What it is worth that everyone of the layer lives in the home of their unit.
    pub weight: f64,
    /// How many people the lists that share a home must have together; none: any number.
    pub band: Option<Band>,
}

/// What is wished of a measure of areas.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Wish {
    /// Areas with like values share a neighbourhood: the less of the variance lies within, the better.
    /// Values are means of people, such as a deprivation score.
    Alike,
    /// Every neighbourhood has the same mean: the less of the variance lies between, the better. Values
    /// are means of people.
    Mixed,
    /// Every neighbourhood has the same sum: the less the squared coefficient of variation, the better.
    /// Values are amounts, such as need or workload.
    Even,
    /// Every neighbourhood has at least so much: the less is missing, the better. Values are amounts,
    /// such as hubs, pharmacies, beds.
    AtLeast(f64),
}

/// A measure of areas with what is wished of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What it is, for reports: "deprivation", "need".
    pub name: String,
    /// The value of each area.
    pub values: Vec<f64>,
    /// What is wished.
    pub wish: Wish,
    /// How much it matters: the price of all variance within, of all variance between, of a squared
    /// coefficient of variation of 1, or of neighbourhoods that have nothing.
    pub weight: f64,
}

/// Ways from each area to places that could serve as a hub. One hub serves a neighbourhood: the one
/// with the least price for its people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Travel {
    /// Positions of the areas in which the hubs stand. Only hubs in the same place serve a neighbourhood.
    pub hubs: Vec<usize>,
    /// Minutes from each area to each hub, area by area.
    pub minutes: Vec<f64>,
    /// The price of a mean way of 30 minutes.
    pub weight: f64,
    /// The price of everyone having more than 15 minutes to go.
    pub beyond_15: f64,
    /// The price of everyone having more than 30 minutes to go.
    pub beyond_30: f64,
}

impl Travel {
    /// Minutes from an area to a hub, both by position.
    pub fn minutes(&self, area: usize, hub: usize) -> f64 {
        self.minutes[area * self.hubs.len() + hub]
    }
}

/// An area that has its neighbourhood already: areas with one number end together, areas with
/// different numbers apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Position of the area.
    pub area: usize,
    /// Any number that stands for the neighbourhood.
    pub neighbourhood: usize,
}

impl Layer {
    /// Today's plan as a layer: with weight, people tend to keep those with whom they share a
    /// neighbourhood today. `compare` tells how many change in the end.
    pub fn of_plan(request: &Request, today: &[usize], weight: f64) -> Self {
        let areas = request.areas.iter().zip(today).enumerate();
        let members =
            areas.map(|(area, (facts, &unit))| Membership { area, unit, people: facts.people });
        Self {
            name: "today".to_owned(),
            units: today.iter().max().map_or(0, |unit| unit + 1),
            members: members.collect(),
            weight,
        }
    }
}

impl Problem {
    /// Groups of areas that must end in one neighbourhood: those named, and those with one pin together
    /// with the areas on the way between them.
    pub fn together(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.request.together.iter().chain(&self.pinned)
    }

    /// Pairs of areas that may not share a neighbourhood, by rule or by pin.
    pub fn apart(&self) -> impl Iterator<Item = (usize, usize)> {
        let pins =
            self.pinned.iter().enumerate().flat_map(|(at, group)| {
                self.pinned[at + 1..].iter().map(|other| (group[0], other[0]))
            });
        self.request.apart.iter().copied().chain(pins)
    }
}

//! What is to be drawn: areas and people, the rules that must hold, the wishes and their weights.
//!
//! A [`Request`] is plain data that anyone may fill; a [`Problem`] is a request that has been checked
//! once, so that nothing after it meets an area, a unit or a weight that does not exist.

mod checks;
mod pins;
#[cfg(test)]
mod tests;
mod wishes;

use serde::{Deserialize, Serialize};

use crate::adjacency::Edge;
pub use checks::CannotPose;
pub use wishes::{Homes, Measure, Pin, Travel, Wish};

/// A building block: an LSOA, an MSOA, a ward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// People who live here (or are registered, or weighted by need: the caller's choice).
    pub people: u32,
    /// Position of the district or place whose lines no neighbourhood may cross.
    pub nest: usize,
}

/// How many people a neighbourhood must have, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Fewest people.
    pub least: u32,
    /// Most people.
    pub most: u32,
}

impl Default for Band {
    /// 30,000 to 50,000: the size of a Primary Care Network (Network Contract DES; NHS England, PCN
    /// FAQ), taken over for neighbourhood teams by the Fuller stocktake (NHS England, May 2022).
    fn default() -> Self {
        Self { least: 30_000, most: 50_000 }
    }
}

impl Band {
    /// Whether a neighbourhood of so many people keeps the band.
    pub fn holds(self, people: u64) -> bool {
        (u64::from(self.least)..=u64::from(self.most)).contains(&people)
    }

    /// The size in the middle: 40,000 for 30,000 to 50,000.
    pub fn middle(self) -> f64 {
        f64::midpoint(f64::from(self.least), f64::from(self.most))
    }
}

/// People of one unit who live in one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Position of the area.
    pub area: usize,
    /// Position of the unit in its layer.
    pub unit: usize,
    /// People: patients registered with the PCN, or residents of the ward.
    pub people: u32,
}

/// Units that should stay whole: the patients of each PCN, the people of each ward, and so on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// What the units are, for reports: "PCN", "ward".
    pub name: String,
    /// How many units there are.
    pub units: usize,
    /// Who belongs where, sparse; several rows for one pair add up.
    pub members: Vec<Membership>,
    /// How much it matters beside the other wishes: what it is worth that everyone in the layer shares
    /// a neighbourhood with all of their unit. 0 measures the layer and lets it pull at nothing.
    pub weight: f64,
}

/// A nest whose neighbourhoods may leave the band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Position of the nest.
    pub nest: usize,
    /// Why, in words for a board paper; may not be empty.
    pub reason: String,
}

/// A nest that is drawn as a part of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Position of the nest that is too small alone.
    pub nest: usize,
    /// Position of the nest that takes it in; not merged itself.
    pub into: usize,
}

/// A number of neighbourhoods decided beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixedCount {
    /// Position of the nest.
    pub nest: usize,
    /// How many neighbourhoods it gets.
    pub zones: usize,
}

/// All that a plan depends on, unchecked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The building blocks.
    pub areas: Vec<Area>,
    /// The names of the districts or places, as reports should say them.
    pub nests: Vec<String>,
    /// Who neighbours whom.
    pub edges: Vec<Edge>,
    /// The size of a neighbourhood.
    pub band: Band,
    /// Nests that may leave the band, with reasons.
    pub waivers: Vec<Waiver>,
    /// Nests drawn as parts of others.
    pub merged: Vec<Merge>,
    /// Numbers of neighbourhoods decided beforehand.
    pub counts: Vec<FixedCount>,
    /// Whether places without a decided number may get any that keeps the band, whichever is best by
    /// the wishes; else they get the one whose neighbourhoods come closest to the middle of the band.
    pub open_count: bool,
    /// Groups of areas, each connected, that must end in one neighbourhood.
    pub together: Vec<Vec<usize>>,
    /// Pairs of areas that may not share a neighbourhood.
    pub apart: Vec<(usize, usize)>,
    /// Areas that have their neighbourhood already.
    pub pins: Vec<Pin>,
    /// Units that should stay whole.
    pub layers: Vec<Layer>,
    /// Layers whose units get a neighbourhood as their home.
    pub homes: Vec<Homes>,
    /// Measures that should be alike, mixed, even or not below a least amount.
    pub measures: Vec<Measure>,
    /// Ways to places that could serve as hubs.
    pub travel: Option<Travel>,
    /// How much short borders matter beside the layers: what it would cost to have a border along
    /// every metre between any two areas. With 1 here and 1 for a layer of PCNs, both pull about alike.
    pub border_weight: f64,
}

impl Default for Request {
    /// Nothing to draw, the usual band, borders of weight 1 and no other wish.
    fn default() -> Self {
        Self {
            areas: Vec::new(),
            nests: Vec::new(),
            edges: Vec::new(),
            band: Band::default(),
            waivers: Vec::new(),
            merged: Vec::new(),
            counts: Vec::new(),
            open_count: false,
            together: Vec::new(),
            apart: Vec::new(),
            pins: Vec::new(),
            layers: Vec::new(),
            homes: Vec::new(),
            measures: Vec::new(),
            travel: None,
            border_weight: 1.0,
        }
    }
}

/// A request without contradictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    request: Request,
    /// Where each nest ended after merging.
    host: Vec<usize>,
    /// Groups of areas that pins hold together.
    pinned: Vec<Vec<usize>>,
}

impl Problem {
    /// Checks a request.
    pub fn new(request: Request) -> Result<Self, CannotPose> {
        let host = checks::hosts(&request)?;
        let mut problem = Self { request, host, pinned: Vec::new() };
        checks::check(&problem)?;
        problem.pinned = pins::groups(&problem)?;
        checks::check_apart(&problem)?;
        Ok(problem)
    }

    /// The request as it came.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// How many areas there are.
    pub fn areas(&self) -> usize {
        self.request.areas.len()
    }

    /// People in an area.
    pub fn people(&self, area: usize) -> u32 {
        self.request.areas[area].people
    }

    /// The nest an area is drawn in, after merging.
    pub fn nest(&self, area: usize) -> usize {
        self.host[self.request.areas[area].nest]
    }

    /// The name of a nest together with those merged into it.
    pub fn nest_name(&self, nest: usize) -> String {
        let guests = self.request.merged.iter().filter(|merge| merge.into == nest);
        guests.fold(self.request.nests[nest].clone(), |name, merge| {
            format!("{name} with {}", self.request.nests[merge.nest])
        })
    }

    /// Why a nest may leave the band, if it may.
    pub fn waiver(&self, nest: usize) -> Option<&str> {
        let waivers = &self.request.waivers;
        waivers.iter().find(|waiver| waiver.nest == nest).map(|waiver| waiver.reason.as_str())
    }

    /// The number of neighbourhoods decided beforehand for a nest, if there is one.
    pub fn fixed_count(&self, nest: usize) -> Option<usize> {
        self.request.counts.iter().find(|count| count.nest == nest).map(|count| count.zones)
    }
}

//! What is wished beyond short borders, whole PCNs and whole wards, each with a weight.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is wished beyond short borders, whole PCNs and whole wards. A weight says how much a wish
/// matters beside short borders at 1; 0 is not at all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Wishes {
    /// Layers whose units should stay whole, with weights: `practice`, or any loaded layer.
    pub whole: BTreeMap<String, f64>,
    /// Neighbourhoods that look after the lists of practices or PCNs.
    pub homes: Vec<HomesWish>,
    /// Measures that should be alike, mixed or even.
    pub measures: Vec<MeasureWish>,
    /// Sites of which every neighbourhood should have some.
    pub at_least: Vec<AtLeast>,
    /// A site that should be near.
    #[schema(nullable)]
    pub travel: Option<TravelWish>,
    /// Weight of everyone staying with the people of their neighbourhood of today.
    pub today: f64,
}

/// Whose lists get a neighbourhood that looks after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    /// Each practice.
    Practice,
    /// Each PCN.
    Pcn,
}

/// Each list gets the neighbourhood in which as many of its people as may be live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomesWish {
    /// Whose lists.
    pub of: Listed,
    /// How much it matters.
    pub weight: f64,
    /// How many people the lists of one neighbourhood must have together; none: any number.
    #[schema(nullable)]
    pub band: Option<ListBand>,
}

/// How many people the lists of one neighbourhood must have together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListBand {
    /// Fewest people.
    pub least: u32,
    /// Most people.
    pub most: u32,
}

/// How a measure should be shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// Areas with like values share a neighbourhood.
    Alike,
    /// Every neighbourhood has the same mean.
    Mixed,
    /// Every neighbourhood has the same sum.
    Even,
}

/// A measure that should be shared out in some way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureWish {
    /// The key of the measure, such as `imd_2025_score`.
    pub measure: String,
    /// How it should be shared out.
    pub wish: Likeness,
    /// How much it matters.
    pub weight: f64,
}

/// Every neighbourhood should have so many sites of a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtLeast {
    /// The kind of site, such as `pharmacy`.
    pub kind: String,
    /// How many each neighbourhood should have.
    pub least: u32,
    /// How much it matters.
    pub weight: f64,
}

/// A site of a kind should be near to everyone of a neighbourhood: the best one serves it as hub.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TravelWish {
    /// The kind of site that can be a hub, such as `health_centre`.
    pub kind: String,
    /// How people go there: a mode of `content/geography/travel.toml`, such as `walk`.
    pub mode: String,
    /// How much a short way matters.
    pub weight: f64,
    /// How much it matters that nobody is more than 15 minutes away.
    #[serde(default)]
    pub beyond_15: f64,
    /// How much it matters that nobody is more than 30 minutes away.
    #[serde(default)]
    pub beyond_30: f64,
}

impl Wishes {
    /// Every weight.
    pub(super) fn weights(&self) -> impl Iterator<Item = f64> {
        let travel = self.travel.iter();
        let travel = travel.flat_map(|wish| [wish.weight, wish.beyond_15, wish.beyond_30]);
        let whole = self.whole.values().copied();
        let homes = self.homes.iter().map(|wish| wish.weight);
        let measures = self.measures.iter().map(|wish| wish.weight);
        let at_least = self.at_least.iter().map(|wish| wish.weight);
        whole.chain(homes).chain(measures).chain(at_least).chain(travel).chain([self.today])
    }

    /// Makes every wish matter so many times as much.
    pub fn scale(&mut self, times: f64) {
        self.whole.values_mut().for_each(|weight| *weight *= times);
        self.homes.iter_mut().for_each(|wish| wish.weight *= times);
        self.measures.iter_mut().for_each(|wish| wish.weight *= times);
        self.at_least.iter_mut().for_each(|wish| wish.weight *= times);
        if let Some(travel) = &mut self.travel {
            travel.weight *= times;
            travel.beyond_15 *= times;
            travel.beyond_30 *= times;
        }
        self.today *= times;
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let mut bands = self.homes.iter().filter_map(|wish| wish.band);
        if bands.any(|band| band.least > band.most || band.most == 0) {
            return Err("The fewest people of lists are no more than the most.".to_owned());
        }
        for of in [Listed::Practice, Listed::Pcn] {
            if self.homes.iter().filter(|wish| wish.of == of).count() > 1 {
                return Err(format!("Each {} gets one neighbourhood, not two.", of.title()));
            }
        }
        if self.at_least.iter().any(|wish| wish.least == 0) {
            return Err("A neighbourhood should have 1 site or more.".to_owned());
        }
        Ok(())
    }

    /// The wish for homes of practices or of PCNs.
    pub fn homes_of(&self, of: Listed) -> Option<&HomesWish> {
        self.homes.iter().find(|wish| wish.of == of)
    }
}

impl Listed {
    /// The word for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Pcn => "PCN",
        }
    }
}

impl Likeness {
    /// The words for pages, after the name of the measure.
    pub fn title(self) -> &'static str {
        match self {
            Self::Alike => "alike within each neighbourhood",
            Self::Mixed => "mixed within each neighbourhood",
            Self::Even => "even between neighbourhoods",
        }
    }
}

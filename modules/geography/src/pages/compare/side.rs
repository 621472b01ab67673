//! One of two that are compared: a plan, or today's PCN footprints in its areas.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_design::map::{Zone, ZoneArea, ZoneMap, zones};
use kith_design::{Figure, Markup, html};
use kith_frame::words;
use kith_terms::LsoaCode;

use crate::pages::plan::Shown;
use crate::place::Place;
use crate::place::ground::Drawable;
use crate::plan::footprints::modal_pcns;
use crate::plan::rules::Counted;
use crate::plan::{Assignment, Figures, Neighbourhood, Rules};

/// One of the two.
pub(super) struct Side {
    pub(super) title: String,
    pub(super) href: Option<String>,
    pub(super) assignment: Assignment,
    pub(super) figures: Option<Figures>,
    pub(super) rules: Rules,
    pub(super) place: Arc<Place>,
    pub(super) drawable: Arc<Drawable>,
}

impl Side {
    pub(super) fn of(shown: Shown) -> Self {
        let Shown { plan, assignment, known, drawable } = shown;
        Self {
            title: plan.name,
            href: Some(format!("/plans/{}", plan.id)),
            assignment,
            figures: Some(plan.facts.plan),
            rules: plan.rules,
            place: known.place,
            drawable,
        }
    }

    /// Today's footprints in the areas of a plan, judged by its rules.
    pub(super) fn today(shown: &Shown) -> Option<Self> {
        let place = &shown.known.place;
        let footprints = modal_pcns(place)?;
        let mut neighbourhoods: Vec<Neighbourhood> = place
            .pcns
            .iter()
            .map(|pcn| Neighbourhood { code: pcn.code.to_string(), name: pcn.name.clone() })
            .collect();
        neighbourhoods.push(Neighbourhood { code: "None".into(), name: "No PCN".into() });
        let areas = shown.assignment.areas.iter();
        let areas = areas.filter_map(|(code, _)| Some((*code, footprints[place.position(code)?])));
        Some(Self {
            title: "Today’s PCN footprints".into(),
            href: None,
            assignment: Assignment { neighbourhoods, areas: areas.collect() },
            figures: shown.plan.facts.today.clone(),
            rules: shown.plan.rules.clone(),
            place: Arc::clone(place),
            drawable: Arc::clone(&shown.drawable),
        })
    }

    pub(super) fn name(&self, zone: usize) -> &str {
        &self.assignment.neighbourhoods[zone].name
    }

    pub(super) fn area_name(&self, code: &LsoaCode) -> &str {
        self.place.position(code).map_or("", |at| self.place.areas[at].name.as_str())
    }

    /// The people who count for size in each area of the place.
    pub(super) fn people(&self) -> Vec<u32> {
        match self.rules.people {
            Counted::Residents => self.place.residents(),
            Counted::Registered => self.place.registered(),
        }
    }

    /// The positions of its areas in the place, and their neighbourhoods.
    pub(super) fn placed(&self) -> Vec<(usize, usize)> {
        let areas = self.assignment.areas.iter();
        areas.filter_map(|(code, zone)| Some((self.place.position(code)?, *zone))).collect()
    }

    /// How many people each neighbourhood has that has any area.
    pub(super) fn sums(&self) -> BTreeMap<usize, u64> {
        let people = self.people();
        let mut sums = BTreeMap::new();
        for (area, zone) in self.placed() {
            *sums.entry(zone).or_default() += u64::from(people[area]);
        }
        sums
    }

    /// The neighbourhoods under the numbers of the map.
    pub(super) fn list(&self) -> Markup {
        html! {
            ol class="nhsuk-list nhsuk-list--number" {
                @for (zone, people) in self.sums() {
                    li { (self.name(zone)) ": " (words::how_many(people, "person", "people")) }
                }
            }
        }
    }

    /// The map; neighbourhoods are numbered in the order of their codes.
    pub(super) fn figure(&self, id: &str) -> Figure {
        let (placed, sums) = (self.placed(), self.sums());
        let number: BTreeMap<usize, usize> =
            sums.keys().enumerate().map(|(number, zone)| (*zone, number)).collect();
        let codes: Vec<String> =
            placed.iter().map(|(area, _)| self.place.areas[*area].code.to_string()).collect();
        let areas: Vec<ZoneArea<'_>> = placed
            .iter()
            .zip(&codes)
            .map(|((area, zone), code)| ZoneArea {
                code,
                name: &self.place.areas[*area].name,
                boundary: &self.drawable.boundaries[*area],
                zone: number[zone],
            })
            .collect();
        let signs: Vec<String> = (1..=sums.len()).map(|sign| sign.to_string()).collect();
        let list: Vec<Zone<'_>> = sums
            .iter()
            .zip(&signs)
            .map(|((zone, people), sign)| Zone {
                sign,
                name: self.name(*zone),
                people: *people,
                href: None,
            })
            .collect();
        let what = ZoneMap {
            id,
            words: ("neighbourhood", "neighbourhoods"),
            people: self.rules.people.title(),
            band: (u64::from(self.rules.least), u64::from(self.rules.most)),
            zones: &list,
            window: None,
        };
        zones(&areas, &what)
    }
}

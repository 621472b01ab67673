//! What the last change did, and every figure as drawn, before the last change and now.

use std::collections::BTreeMap;

use kith_design::{Cell, Details, Markup, Table, html};
use kith_frame::words;

use super::Bench;
use crate::plan::edit::difference::differences;
use crate::plan::edit::{Edit, Step, StepState, as_drawn};

impl Bench<'_> {
    /// What the last change did, in words.
    pub(super) fn change(&self) -> Markup {
        let last = self.last();
        html! {
            h2 class="nhsuk-heading-m" id="change" { "The last change" }
            @match last {
                None => p { "Nothing was changed by hand yet: the plan is as it was drawn." },
                Some(step) => {
                    p { (self.told(&step.edit)) " " (self.people_words(&step.edit)) }
                    (self.touched(&step.edit))
                }
            }
            (self.undo_and_redo())
        }
    }

    /// The last change that stands.
    pub(super) fn last(&self) -> Option<&Step> {
        self.draft.steps.iter().rev().find(|step| step.state == StepState::Done)
    }

    /// How many people an edit brings to another neighbourhood.
    fn people_words(&self, edit: &Edit) -> String {
        if !edit.moves_areas() {
            return String::new();
        }
        let part = &self.draft.desk.part;
        let people = edit.areas.iter().filter_map(|moved| part.position(&moved.area));
        let people: u64 = people.map(|area| self.people(area)).sum();
        let words = words::how_many(people, "person changes", "people change");
        format!("{words} neighbourhood.")
    }

    /// The neighbourhoods that an edit touched, with their people before and after.
    fn touched(&self, edit: &Edit) -> Markup {
        if !edit.moves_areas() {
            return Markup::default();
        }
        let part = &self.draft.desk.part;
        let mut gain: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for moved in &edit.areas {
            let people = part.position(&moved.area).map_or(0, |area| self.people(area));
            gain.entry(&moved.from).or_default().0 += people;
            gain.entry(&moved.to).or_default().1 += people;
        }
        let rows = gain.into_iter().map(|(code, (gone, come))| {
            let now = self.people_of(code);
            let before = (now + gone).saturating_sub(come);
            let name = self.name_of(code, edit);
            vec![
                Cell::from(name.as_str()),
                Cell::number(words::count(before)),
                Cell::number(words::count(now)),
                Cell::from(self.in_band(now)),
            ]
        });
        html! {
            (Table {
                caption: "Neighbourhoods that it touched".into(),
                head: vec![
                    "Neighbourhood".into(),
                    Cell::number("People before"),
                    Cell::number("People now"),
                    "Range".into(),
                ],
                rows: rows.collect(),
                first_cell_is_header: true,
                responsive: true,
                ..Table::default()
            })
        }
    }

    fn in_band(&self, people: u64) -> &'static str {
        let rules = &self.shown.plan.rules;
        if people == 0 {
            "No more"
        } else if people < u64::from(rules.least) {
            "Too few"
        } else if people > u64::from(rules.most) {
            "Too many"
        } else {
            "In range"
        }
    }

    fn people_of(&self, code: &str) -> u64 {
        let at = self.draft.sketch.names.keys().position(|other| other == code);
        let zones = &self.shown.plan.facts.certificate.zones;
        zones.iter().find(|zone| Some(zone.zone) == at).map_or(0, |zone| zone.people)
    }

    /// The name of a neighbourhood, which an edit may have ended.
    pub(super) fn name_of(&self, code: &str, edit: &Edit) -> String {
        let named = edit.names.iter().find(|named| named.code == code);
        let then = named.and_then(|named| named.after.as_ref().or(named.before.as_ref()));
        let now = || self.draft.sketch.names.get(code);
        then.or_else(now).cloned().unwrap_or_else(|| code.to_owned())
    }

    /// Every figure as drawn, before the last change and now.
    pub(super) fn figures(&self) -> Markup {
        let now = &self.shown.plan.facts.plan;
        let before = self.last().map_or(now, |step| &step.figures_before);
        let first = self.draft.steps.iter().find(|step| step.state == StepState::Done);
        let drawn = first.map_or(now, |step| &step.figures_before);
        let rows = differences(before, now).into_iter().zip(differences(drawn, now));
        let rows = rows.map(|(last, all)| {
            vec![
                Cell::from(last.what),
                Cell::number(all.before),
                Cell::number(last.before),
                Cell::number(last.after),
                Cell::from(last.in_words.as_str()),
                Cell::from(all.in_words.as_str()),
            ]
        });
        let how = html! {
            p { "After each change a separate program counts everything again from the areas alone, by the \
                 rules and from the data that the plan was drawn with. A change that moves no area changes no \
                 figure." }
        };
        html! {
            h2 class="nhsuk-heading-m" { "Figures before and after" }
            p { (self.since_drawn()) }
            (Table {
                caption: "The plan as drawn, before the last change and now".into(),
                head: vec![
                    "What".into(),
                    Cell::number("As drawn"),
                    Cell::number("Before"),
                    Cell::number("Now"),
                    "By the last change".into(),
                    "Since it was drawn".into(),
                ],
                rows: rows.collect(),
                first_cell_is_header: true,
                responsive: true,
                ..Table::default()
            })
            (Details::new("How these figures are made", how))
        }
    }

    /// How many people have another neighbourhood than the plan gave them when it was drawn.
    fn since_drawn(&self) -> String {
        let (part, sketch) = (&self.draft.desk.part, &self.draft.sketch);
        let drawn = as_drawn(sketch, &self.draft.steps);
        let elsewhere = |area: &usize| {
            let code = &part.areas[*area].code;
            drawn.home.get(code) != sketch.home.get(code)
        };
        let moved: Vec<usize> = (0..part.areas.len()).filter(elsewhere).collect();
        let people: u64 = moved.iter().map(|area| self.people(*area)).sum();
        format!(
            "Since the plan was drawn, {} in {} changed neighbourhood.",
            words::how_many(people, "person", "people"),
            words::how_many(moved.len() as u64, "area", "areas")
        )
    }
}

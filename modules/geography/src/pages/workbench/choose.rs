//! Choosing areas by name or code, and moving those that are chosen.

use std::collections::BTreeSet;

use kith_design::{Button, Checkboxes, ChoiceItem, Fieldset, Input, Legend, Markup, Size, html};
use kith_frame::form;
use kith_frame::words;

use super::Bench;
use super::form::{deed, secondary};

/// So many areas are listed for a search.
const MOST_FOUND: usize = 20;

impl Bench<'_> {
    /// The form in which areas are found and chosen.
    pub(super) fn choose(&self) -> Markup {
        let (found, more) = self.found();
        let mut listed = self.chosen.clone();
        listed.extend(found.iter().filter(|area| !self.chosen.contains(area)));
        let find = Input {
            hint: Some("The name or code of an area, or the name of its neighbourhood".into()),
            ..form::text("find", "Find areas", &self.asked.find, &self.wrong)
        };
        html! {
            h2 class="nhsuk-heading-m" id="choose" { "Choose areas" }
            form method="get" action={ "/plans/" (self.shown.plan.id) "/edit#choose" } data-choose {
                @if !self.asked.within.is_empty() {
                    input type="hidden" name="within" value=(self.asked.within);
                }
                (find)
                (secondary("Find"))
                @if listed.is_empty() && !self.asked.find.is_empty() {
                    p { "No areas match “" (self.asked.find) "”." }
                } @else if !listed.is_empty() {
                    (self.boxes(&listed))
                    @if more > 0 {
                        p { (words::how_many(more, "more area matches", "more areas match")) ". Type more to see fewer." }
                    }
                    (secondary("Choose"))
                }
            }
        }
    }

    fn boxes(&self, listed: &[usize]) -> Markup {
        let part = &self.draft.desk.part;
        let item = |&area: &usize| {
            let (it, people) = (&part.areas[area], words::count(self.people(area)));
            let content = format!("{} in {}", it.name, self.neighbourhood_of(area));
            let hint = format!("{}, {people} people", it.code);
            ChoiceItem::new(it.code.to_string(), content).with_hint(hint.as_str())
        };
        let legend = Legend { content: "Areas".into(), size: Some(Size::S), ..Legend::default() };
        html! {
            (Checkboxes {
                fieldset: Some(Fieldset { legend, ..Fieldset::default() }),
                name: "area".into(),
                items: listed.iter().map(item).collect(),
                values: self.chosen.iter().map(|area| part.areas[*area].code.to_string()).collect(),
                small: true,
                ..Checkboxes::default()
            })
        }
    }

    /// The first areas that match what is looked for, and how many more do.
    fn found(&self) -> (Vec<usize>, u64) {
        let wanted = self.asked.find.trim().to_lowercase();
        if wanted.is_empty() {
            return (Vec::new(), 0);
        }
        let part = &self.draft.desk.part;
        let has = |text: &str| text.to_lowercase().contains(&wanted);
        let matches = |area: &usize| {
            let it = &part.areas[*area];
            has(&it.name) || has(&it.code.to_string()) || has(self.neighbourhood_of(*area))
        };
        let mut all: Vec<usize> = (0..part.areas.len()).filter(matches).collect();
        let more = all.len().saturating_sub(MOST_FOUND);
        all.truncate(MOST_FOUND);
        (all, more as u64)
    }

    /// The form that moves the areas that are chosen.
    pub(super) fn move_chosen(&self) -> Markup {
        let part = &self.draft.desk.part;
        let people: u64 = self.chosen.iter().map(|area| self.people(*area)).sum();
        let beside = self.beside();
        let inside = html! {
            @for area in &self.chosen {
                input type="hidden" name="area" value=(part.areas[*area].code);
            }
            @if self.chosen.is_empty() {
                p { "Choose areas first." span class="kith-needs-script" { "Or press them on the map; an area can also be dragged to another neighbourhood." } }
            } @else {
                p { "Chosen: " (self.chosen_names()) " (" (words::how_many(people, "person", "people")) ")." }
                @if beside.is_empty() {
                    p { "No other neighbourhood touches what you chose." }
                } @else {
                    (form::select("to", "Move to", beside, &self.sent.to, &self.wrong))
                    (Button { name: Some("act".into()), value: Some("move".into()), ..form::send("Move") })
                }
                (form::text("name", "Or name a new neighbourhood", &self.sent.name, &self.wrong))
                (deed("new", "Make a new neighbourhood"))
            }
        };
        html! {
            h2 class="nhsuk-heading-m" id="move" { "Move areas" }
            div data-move { (self.form(&inside)) }
        }
    }

    fn chosen_names(&self) -> String {
        let part = &self.draft.desk.part;
        let name = |area: &usize| {
            format!("{} in {}", part.areas[*area].name, self.neighbourhood_of(*area))
        };
        self.chosen.iter().map(name).collect::<Vec<_>>().join("; ")
    }

    /// The neighbourhoods that touch the chosen areas and are not home to all of them, with the people
    /// they would have.
    fn beside(&self) -> Vec<(String, String)> {
        let (desk, sketch) = (&self.draft.desk, &self.draft.sketch);
        let home = |area: usize| sketch.home.get(&desk.part.areas[area].code);
        let homes: BTreeSet<&String> = self.chosen.iter().filter_map(|area| home(*area)).collect();
        let mut beside: BTreeSet<&String> =
            self.chosen.iter().flat_map(|area| desk.beside(*area)).filter_map(home).collect();
        if let (Some(only), 1) = (homes.first(), homes.len()) {
            beside.remove(only);
        }
        let codes: Vec<&String> = sketch.names.keys().collect();
        let people_of = |code: &String| {
            let zones = &self.shown.plan.facts.certificate.zones;
            let at = codes.binary_search(&code).ok();
            let facts = zones.iter().find(|zone| Some(zone.zone) == at);
            facts.map_or(0, |zone| zone.people)
        };
        let told = |code: &String| {
            let come = self.chosen.iter().filter(|area| home(**area) != Some(code));
            let people = people_of(code) + come.map(|area| self.people(*area)).sum::<u64>();
            let name = sketch.names.get(code).map_or("", String::as_str);
            let people = words::how_many(people, "person", "people");
            (code.clone(), format!("{name}, then with {people}"))
        };
        beside.into_iter().map(told).collect()
    }
}

//! The sections of the form, short by default: what few people need is behind details, which are open
//! where something in them was typed or is wrong.

use kith_design::{
    Button, ButtonVariant, ChoiceItem, Details, Fieldset, Input, Legend, Markup, Radios, Select,
    Size, Textarea, html,
};
use kith_frame::form::{self, Wrong};

use crate::measure::Measure;
use crate::pages::plan::told::{in_words, layer_title};
use crate::place::{Place, travel};
use crate::plan::front::{PLANS, Weighed};
use crate::plan::rules::{Counted, Typed, importance};

/// Layers that have a field of their own, or none: districts are lines, not wishes.
const NOT_AMONG_OTHERS: [&str; 4] = ["ward", "icb", "sub_icb", "lad"];

pub(super) fn hard(place: &Place, typed: &Typed, wrong: &Wrong) -> Markup {
    let all = std::iter::once((String::new(), "The whole place".to_owned()));
    let units = ["icb", "sub_icb", "lad"].into_iter().filter_map(|layer| {
        let units = &place.layers.get(layer)?.units;
        (units.len() > 1).then(|| {
            units.iter().map(move |unit| (format!("{layer}:{}", unit.code), unit.name.clone()))
        })
    });
    let nests = [
        ("", "No such lines"),
        ("lad", "Local authority districts"),
        ("icb", "Integrated care boards"),
    ]
    .into_iter()
    .filter(|(layer, _)| layer.is_empty() || place.layers.contains_key(*layer))
    .map(|(layer, words)| (layer.to_owned(), words.to_owned()));
    let people = [Counted::Residents, Counted::Registered].map(|counted| ChoiceItem {
        content: counted.title().into(),
        value: counted.key().to_owned(),
        ..ChoiceItem::default()
    });
    html! {
        h2 class="nhsuk-heading-m" { "What must hold" }
        (form::select("within", "Which part of the place", all.chain(units.flatten()), &typed.within, wrong))
        (Input { hint: Some("The usual size is 30,000 to 50,000 people".into()), ..form::number("least", "Fewest people", &typed.least, wrong) })
        (form::number("most", "Most people", &typed.most, wrong))
        (radios("people", "Which people count", people.into(), &typed.people))
        (form::select("nest", "Lines that no neighbourhood may cross", nests, &typed.nest, wrong))
        (decided(place, typed, wrong))
    }
}

/// What is decided beforehand.
fn decided(place: &Place, typed: &Typed, wrong: &Wrong) -> Details {
    let none = std::iter::once((String::new(), "None".to_owned()));
    let layers = place.layers.keys().map(|layer| (layer.clone(), each(layer)));
    let waiver = Input {
        hint: Some(
            "Some districts have too few people, or between one and two neighbourhoods’ \
                    worth. Give a reason to let them leave the size you set; the plan shows it."
                .into(),
        ),
        ..form::text("waiver", "Reason for a waiver", &typed.waiver, wrong)
    };
    let open = [
        ("closest", "The number that comes closest to the middle of the size"),
        ("open", "Any number within the size, whichever is best by the wishes"),
    ];
    let open = open.map(|(value, words)| ChoiceItem::new(value, words));
    let inside = html! {
        (waiver)
        (radios("open", "How many neighbourhoods", open.into(), if typed.open == "open" { "open" } else { "closest" }))
        (lines(("counts", "Numbers decided beforehand"), "A number for the whole place, or for each district a line such as Ashby: 4", &typed.counts, wrong))
        (form::select("whole", "Natural communities that may not be split", none.chain(layers), &typed.whole, wrong))
        (lines(("together", "Areas that must stay together"), "A group on each line, with commas between: codes or names of areas, wards or other units, such as E01000001, Mill", &typed.together, wrong))
        (lines(("apart", "Areas that may not share a neighbourhood"), "A group on each line, with commas between", &typed.apart, wrong))
        (lines(("pins", "Neighbourhoods that are begun"), "The areas that belong to one neighbourhood on each line; those of different lines end in different ones", &typed.pins, wrong))
    };
    let is_open = typed.open == "open";
    let typed_here =
        [&typed.waiver, &typed.counts, &typed.whole, &typed.together, &typed.apart, &typed.pins];
    let fields = ["waiver", "counts", "whole", "together", "apart", "pins"];
    details(
        "More that must hold",
        inside,
        is_open || typed_here.iter().any(|text| !text.is_empty()),
        (&fields, wrong),
    )
}

pub(super) fn whole(place: &Place, typed: &Typed, wrong: &Wrong) -> Markup {
    let others = place.layers.keys().filter(|layer| !NOT_AMONG_OTHERS.contains(&layer.as_str()));
    let others =
        others.map(String::as_str).chain((!place.registrations.is_empty()).then_some("practice"));
    let others: Vec<&str> = others.collect();
    let inside = html! {
        div id="layers" {
            @for layer in &others { (of_layer(layer, typed, wrong)) }
        }
    };
    let is_used = others.iter().any(|layer| !matches!(typed.of_layer(layer), "" | "0"));
    html! {
        h2 class="nhsuk-heading-m" { "What should stay whole" }
        p { "How much each wish matters beside short borders." }
        (weight("pcn", "The people of each PCN together", &typed.pcn, wrong))
        (weight("ward", "The people of each ward together", &typed.ward, wrong))
        @if !others.is_empty() { (details("Other units", inside, is_used, (&["layers"], wrong))) }
    }
}

/// How much it matters that each unit of another layer stays whole.
fn of_layer(layer: &str, typed: &Typed, wrong: &Wrong) -> Select {
    let title = if layer == "practice" {
        "The people of each practice together".to_owned()
    } else {
        each(layer)
    };
    let value = typed.of_layer(layer);
    let value = if value.is_empty() { "0" } else { value };
    let select = form::select("layers", &title, importance::choices(value), value, wrong);
    Select { name: format!("layer_{layer}"), ..select }
}

fn each(layer: &str) -> String {
    format!("Each {} whole", layer_title(layer))
}

pub(super) fn near(place: &Place, typed: &Typed, wrong: &Wrong) -> Markup {
    let modes = travel::modes().into_iter().map(|mode| (mode.key, mode.title));
    let inside = html! {
        (form::select("near", "A site of this kind near everyone", kinds(place), &typed.near, wrong))
        (form::select("mode", "How people go there", modes, &typed.mode, wrong))
        (weight("travel", "A short way", &typed.travel, wrong))
        (weight("beyond_15", "Nobody more than 15 minutes away", &typed.beyond_15, wrong))
        (weight("beyond_30", "Nobody more than 30 minutes away", &typed.beyond_30, wrong))
    };
    let fields = ["near", "mode", "travel", "beyond_15", "beyond_30"];
    html! {
        h2 class="nhsuk-heading-m" { "What should be near" }
        (form::select("border", "Short borders", importance::of_borders(&typed.border), &typed.border, wrong))
        @if place.sites.is_empty() {
            p { "No sites are loaded. Load a file of health centres, pharmacies or other sites to wish for short ways to them." }
        } @else {
            (details("Ways to a site", inside, !typed.near.is_empty(), (&fields, wrong)))
        }
    }
}

pub(super) fn lists(place: &Place, typed: &Typed, wrong: &Wrong) -> Markup {
    if place.registrations.is_empty() {
        return Markup::default();
    }
    let band = html! {
        (weight("homes_pcn", "People live in the neighbourhood that looks after their PCN", &typed.homes_pcn, wrong))
        (Input { hint: Some("Leave both empty for lists of any size".into()), ..form::number("list_least", "Fewest people on the lists of one neighbourhood", &typed.list_least, wrong) })
        (form::number("list_most", "Most people on the lists of one neighbourhood", &typed.list_most, wrong))
    };
    let is_used = !matches!(typed.homes_pcn.as_str(), "" | "0")
        || !typed.list_least.is_empty()
        || !typed.list_most.is_empty();
    let fields = ["homes_pcn", "list_least", "list_most"];
    html! {
        h2 class="nhsuk-heading-m" { "Who looks after whose list" }
        p { "Each practice gets one neighbourhood. Borders and practices are drawn together, so that people \
             live in the neighbourhood of their practice where they can." }
        (weight("homes_practice", "People live in the neighbourhood that looks after their practice", &typed.homes_practice, wrong))
        (details("PCNs, and the size of lists", band, is_used, (&fields, wrong)))
    }
}

pub(super) fn even(place: &Place, known: &[Measure], typed: &Typed, wrong: &Wrong) -> Markup {
    let has_deprivation =
        known.iter().any(|one| one.key.starts_with("imd_") && one.key.ends_with("_score"));
    let likeness = [
        ("no", "Deprivation does not matter"),
        ("alike", "Areas that are deprived alike share a neighbourhood"),
        ("mixed", "Every neighbourhood is as deprived as the others"),
    ];
    let likeness = likeness.map(|(value, words)| ChoiceItem::new(value, words));
    let none = std::iter::once((String::new(), "Nothing but people".to_owned()));
    let sums = known.iter().filter(|one| !one.key.starts_with("imd_"));
    let sums = sums.map(|one| (one.key.clone(), one.title.clone()));
    let need = html! {
        (form::select("even", "Shared out evenly between neighbourhoods", none.chain(sums), &typed.even, wrong))
        (weight("even_weight", "How much that matters", &typed.even_weight, wrong))
        @if !place.sites.is_empty() {
            (form::select("sites", "Sites that every neighbourhood should have", kinds(place), &typed.sites, wrong))
            (form::number("sites_least", "How many of them", &typed.sites_least, wrong))
            (weight("sites_weight", "How much sites matter", &typed.sites_weight, wrong))
        }
    };
    let is_used = !typed.even.is_empty() || !typed.sites.is_empty();
    let fields = ["even", "even_weight", "sites", "sites_least", "sites_weight"];
    html! {
        h2 class="nhsuk-heading-m" { "What should be even" }
        @if has_deprivation {
            (radios("deprivation", "Deprivation", likeness.into(), if typed.deprivation.is_empty() { "no" } else { &typed.deprivation }))
            (weight("deprivation_weight", "How much deprivation matters", &typed.deprivation_weight, wrong))
        }
        (details("Need and sites", need, is_used, (&fields, wrong)))
    }
}

pub(super) fn today(typed: &Typed, wrong: &Wrong) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What should stay as it is" }
        (weight("today", "People stay with those of their neighbourhood of today", &typed.today, wrong))
    }
}

/// Weights that can be given as numbers, as the form calls them.
const EXACT: [(&str, &str, &str); 12] = [
    ("border", "border_exactly", "Short borders"),
    ("pcn", "pcn_exactly", "PCNs together"),
    ("ward", "ward_exactly", "Wards together"),
    ("homes_practice", "homes_practice_exactly", "Practices looked after where people live"),
    ("homes_pcn", "homes_pcn_exactly", "PCNs looked after where people live"),
    ("travel", "travel_exactly", "A short way"),
    ("beyond_15", "beyond_15_exactly", "Nobody more than 15 minutes away"),
    ("beyond_30", "beyond_30_exactly", "Nobody more than 30 minutes away"),
    ("deprivation_weight", "deprivation_weight_exactly", "Deprivation"),
    ("even_weight", "even_weight_exactly", "Evenly shared out"),
    ("sites_weight", "sites_weight_exactly", "Sites in every neighbourhood"),
    ("today", "today_exactly", "The neighbourhoods of today"),
];

pub(super) fn more(typed: &Typed, wrong: &Wrong) -> Markup {
    let seed = Input {
        hint: Some("The same seed, rules and data make the same plan".into()),
        ..form::number("seed", "Seed", &typed.seed, wrong)
    };
    let numbers = EXACT.iter();
    let is_used = numbers.clone().any(|(field, ..)| !typed.exactly(field).is_empty());
    let inside = html! {
        p { "A number from 0 to 100 counts instead of the words chosen above." }
        @for (field, name, label) in numbers {
            (Input { width: Some(5), inputmode: Some("decimal".into()), error_message: None, ..form::text(name, label, typed.exactly(field), wrong) })
        }
        (seed)
    };
    html! { (details("Exact weights and seed", inside, is_used, (&["seed"], wrong))) }
}

/// Two wishes against each other.
pub(super) fn weighed(has_plan: bool, typed: &Typed, wrong: &Wrong) -> Markup {
    let wishes = || {
        let all = Weighed::ALL.into_iter().filter(|wish| has_plan || *wish != Weighed::Today);
        all.map(|wish| (wish.key().to_owned(), wish.title().to_owned()))
    };
    let or = |typed: &str, usual: Weighed| match typed {
        "" => usual.key().to_owned(),
        typed => typed.to_owned(),
    };
    let button = Button {
        variant: Some(ButtonVariant::Secondary),
        name: Some("only".to_owned()),
        value: Some("front".to_owned()),
        ..form::send("Weigh these two")
    };
    let inside = html! {
        p { (PLANS) " plans are drawn, from one wish alone to the other alone. All rules hold; the other wishes count \
             a tenth. You see what one costs in the other, and pick. " a href="/plans/fronts" { "Wishes weighed before" } }
        (form::select("across", "One wish", wishes(), &or(&typed.across, Weighed::Border), wrong))
        (form::select("upward", "Against this wish", wishes(), &or(&typed.upward, Weighed::Pcn), wrong))
        (button)
    };
    let is_used = typed.only == "front";
    html! { (details("Weigh two wishes against each other", inside, is_used, (&["across", "upward"], wrong))) }
}

/// How much a wish matters, in words.
fn weight(name: &'static str, label: &str, typed: &str, wrong: &Wrong) -> Select {
    form::select(name, label, importance::choices(typed), typed, wrong)
}

fn kinds(place: &Place) -> impl Iterator<Item = (String, String)> {
    let none = std::iter::once((String::new(), "None".to_owned()));
    none.chain(place.site_kinds().into_iter().map(|kind| (kind.to_owned(), in_words(kind))))
}

fn lines((name, label): (&'static str, &str), hint: &str, typed: &str, wrong: &Wrong) -> Textarea {
    Textarea {
        name: name.to_owned(),
        label: form::asks(label),
        hint: Some(hint.to_owned().into()),
        error_message: wrong.about(name),
        value: typed.to_owned(),
        rows: Some(3),
        ..Textarea::default()
    }
}

fn radios(name: &str, legend: &str, items: Vec<ChoiceItem>, chosen: &str) -> Radios {
    let legend =
        Legend { content: legend.to_owned().into(), size: Some(Size::S), ..Legend::default() };
    Radios {
        fieldset: Some(Fieldset { legend, ..Fieldset::default() }),
        name: name.to_owned(),
        items,
        value: Some(chosen.to_owned()),
        ..Radios::default()
    }
}

/// Details that are open where something in them counts or is wrong.
fn details(
    summary: &'static str,
    inside: Markup,
    is_used: bool,
    (fields, wrong): (&[&str], &Wrong),
) -> Details {
    let is_wrong = fields.iter().any(|field| wrong.about(field).is_some());
    Details { open: is_used || is_wrong, ..Details::new(summary, inside) }
}

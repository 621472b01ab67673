//! A plan's figures beside today's PCN footprints, and how it was made.

use kith_design::{Cell, Details, Markup, Table, html};
use kith_frame::basis;
use kith_frame::pages::journal;
use kith_frame::session::Session;
use kith_frame::words;

use super::{Shown, told};
use crate::pages::plans::share;
use crate::plan::{Figures, Plan};

pub(super) fn beside_today(plan: &Plan) -> Markup {
    let Some(today) = &plan.facts.today else {
        return html! {
            h2 class="nhsuk-heading-m" { "Beside today’s PCN footprints" }
            p { "No registrations are loaded, so nothing is known of today’s footprints." }
        };
    };
    let here = &plan.facts.plan;
    let cells = rows(here, today).into_iter().map(|(name, [here, today])| {
        vec![Cell::from(name), Cell::number(here), Cell::number(today)]
    });
    html! {
        h2 class="nhsuk-heading-m" { "Beside today’s PCN footprints" }
        p { (sentence(here, today)) }
        (Table {
            caption: "This plan and today".into(),
            head: vec!["What".into(), Cell::number("This plan"), Cell::number("PCN footprints today")],
            rows: cells.collect(),
            first_cell_is_header: true,
            ..Table::default()
        })
        (change(here))
    }
}

/// The figures of two divisions, name by name.
pub(crate) fn rows(here: &Figures, today: &Figures) -> [(&'static str, [String; 2]); 9] {
    let count =
        |figure: fn(&Figures) -> u64| [words::count(figure(here)), words::count(figure(today))];
    let of = |figure: fn(&Figures) -> Option<String>| {
        [figure(here), figure(today)].map(|text| text.unwrap_or_else(|| "No data".to_owned()))
    };
    [
        ("Neighbourhoods", count(|f| f.neighbourhoods)),
        ("Outside the size asked for", count(|f| f.out_of_band)),
        ("In several pieces", count(|f| f.apart)),
        ("Kilometres of border between them", of(|f| Some(words::decimal(f.border_km, 0)))),
        (
            "Wards that are split",
            of(|f| {
                f.ward.map(|w| format!("{} of {}", words::count(w.split), words::count(w.units)))
            }),
        ),
        (
            "PCN patients in the main neighbourhood of their PCN",
            of(|f| f.pcn.map(|p| share(p.in_main_neighbourhood))),
        ),
        (
            "People in the main PCN of their neighbourhood",
            of(|f| f.pcn.map(|p| share(p.in_main_unit))),
        ),
        (
            "Patients outside the main neighbourhood of their PCN",
            of(|f| f.misalignment.as_ref().map(|m| words::count(m.people_outside_largest))),
        ),
        (
            "Registered people who live in the neighbourhood of their practice",
            of(|f| f.at_home.map(|home| share(home.share))),
        ),
    ]
}

/// Who changes neighbourhood beside the plan that was in force when this one was drawn.
fn change(figures: &Figures) -> Markup {
    let Some(change) = figures.change else { return Markup::default() };
    html! {
        p {
            "Beside the neighbourhoods in force when it was drawn, "
            (words::count(change.people)) " of " (words::count(change.of))
            " people change neighbourhood, and with it their team."
        }
    }
}

fn sentence(plan: &Figures, today: &Figures) -> String {
    let told = |figures: &Figures| {
        format!(
            "{} of {} outside the size asked for, {} in several pieces",
            figures.out_of_band, figures.neighbourhoods, figures.apart
        )
    };
    format!("Today’s footprints: {}. This plan: {}.", told(today), told(plan))
}

pub(super) fn how_it_was_made(session: &Session, shown: &Shown) -> Markup {
    let plan = &shown.plan;
    let rules = &plan.rules;
    let inside = html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "Size: " (words::count(u64::from(rules.least))) " to " (words::count(u64::from(rules.most)))
                 ". " (rules.people.title()) " count." }
            li { "Each neighbourhood is in one piece." }
            @if let Some(nest) = &rules.nest { li { "No neighbourhood crosses the lines of " (nest) "." } }
            @if let Some((layer, code)) = &rules.within { li { "Only " (layer) " " (code) "." } }
            @for line in told::fixed(&rules.fixed) { li { (line) } }
            @for line in told::wishes(rules) { li { (line) } }
            li { "Seed " (rules.seed) ", " (words::count(u64::from(rules.effort))) " changes tried for each area. \
                 The same rules, seed and data make the same plan." }
        }
        (certificate(shown))
        p { "The data: " }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for load in &plan.basis { li { (basis::load(session, load, &format!("Load {load}"))) } }
        }
        (journal::link(session, &plan.id.to_string(), "What was done with this plan, and by whom"))
    };
    html! {
        h2 class="nhsuk-heading-m" { "How this was made" }
        (Details::new("Rules, check and data", inside))
    }
}

/// What the independent check found, in words.
fn certificate(shown: &Shown) -> Markup {
    let certificate = &shown.plan.facts.certificate;
    let linked = certificate.zones.iter().filter(|zone| zone.needs_links);
    let names: Vec<&str> =
        linked.map(|zone| shown.assignment.neighbourhoods[zone.zone].name.as_str()).collect();
    html! {
        p {
            "A separate program counted again, from the areas alone: "
            (words::how_many(certificate.people, "person is", "people are")) " in exactly one neighbourhood each, and "
            @if certificate.breaches.is_empty() { "no rule is broken." }
            @else { (words::how_many(certificate.breaches.len() as u64, "rule is", "rules are")) " broken:" }
        }
        @if !certificate.breaches.is_empty() {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for breach in &certificate.breaches { li { (breach) } }
            }
        }
        @for (breach, reason) in &certificate.waived { p { "Waived: " (breach) ". Reason: " (reason) } }
        @if !names.is_empty() {
            p { "Held together only by a bridge, ferry or join by hand: " (names.join(", ")) "." }
        }
    }
}

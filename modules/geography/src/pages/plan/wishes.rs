//! How far the wishes of a plan are kept: lists, ways, measures; from the independent check.

use kith_design::{Cell, Details, Markup, Table, html};
use kith_districting::{HomeFacts, MeasureFacts, TravelFacts};
use kith_frame::words;

use super::{Shown, told};
use crate::measure;
use crate::pages::plans::share;
use crate::place::travel;
use crate::plan::drawing::PRACTICE;

/// Nothing where a plan was drawn without such wishes.
pub(super) fn kept(shown: &Shown) -> Markup {
    let certificate = &shown.plan.facts.certificate;
    let has_any = !certificate.homes.is_empty()
        || !certificate.measures.is_empty()
        || certificate.travel.is_some();
    if !has_any {
        return Markup::default();
    }
    html! {
        h2 class="nhsuk-heading-m" { "How far the wishes are kept" }
        @for homes in &certificate.homes { (of_lists(shown, homes)) }
        @if let Some(travel) = &certificate.travel { (ways(shown, travel)) }
        @for measure in &certificate.measures { (shared_out(shown, measure)) }
    }
}

fn of_lists(shown: &Shown, homes: &HomeFacts) -> Markup {
    let of = if homes.layer == PRACTICE { "practice" } else { "PCN" };
    html! {
        p {
            (share(homes.at_home)) " of registered people (" (words::count(homes.people_at_home)) " of "
            (words::count(homes.people)) ") live in the neighbourhood that looks after the list of their "
            (of) "."
        }
        (by_neighbourhood(shown, &format!("People on the lists of each {of}"), "People",
            homes.lists.iter().map(|(zone, people)| (*zone, words::count(*people)))))
    }
}

fn ways(shown: &Shown, facts: &TravelFacts) -> Markup {
    let wish = shown.plan.rules.wishes.travel.as_ref();
    let kind = wish.map_or(String::new(), |wish| told::in_words(&wish.kind));
    let mode = wish.and_then(|wish| travel::mode(&wish.mode));
    html! {
        p {
            @if let Some(mode) = &mode { (mode.title) ", to the site “" (kind) "” that serves their neighbourhood, people are " }
            @else { "To the site “" (kind) "” that serves their neighbourhood, people are " }
            (words::decimal(facts.mean_minutes, 0)) " minutes on their way on average; 95 of 100 no more than "
            (words::decimal(facts.p95_minutes, 0)) " minutes. " (share(facts.beyond_15))
            " are more than 15 minutes away, " (share(facts.beyond_30)) " more than 30."
        }
        @if let Some(mode) = &mode {
            (Details::new("How minutes were worked out", html! {
                p {
                    "Minutes = " (mode.minutes_before) " + 60 × kilometres in a straight line × " (mode.detour)
                    " ÷ " (mode.kilometres_per_hour) " kilometres an hour, from the middle of each area. No journey \
                     planner was asked."
                }
                ul class="nhsuk-list nhsuk-list--bullet" {
                    li { "Speed: " (mode.speed_source) }
                    li { "Longer than the straight line: " (mode.detour_source) }
                    li { "Before the way begins: " (mode.before_source) }
                }
            }))
        }
    }
}

fn shared_out(shown: &Shown, facts: &MeasureFacts) -> Markup {
    let is_sites = facts.short.is_some();
    let title = if is_sites {
        format!("Sites “{}”", told::in_words(&facts.name))
    } else {
        measure::called(&facts.name).title
    };
    let (places, column) = match facts.within {
        Some(_) => (1, "Mean"),
        None => (0, "Sum"),
    };
    html! {
        p {
            (title) ": "
            @if let Some(within) = facts.within {
                (share(within)) " of the differences between people lie within neighbourhoods, the rest between them."
            }
            @if let Some(variation) = facts.variation {
                "neighbourhoods differ from their mean by " (share(variation)) " (standard deviation)."
            }
            @if let Some((short, missing)) = facts.short {
                @if short == 0 { "every neighbourhood has as many as wished." }
                @else {
                    (words::how_many(short as u64, "neighbourhood has", "neighbourhoods have"))
                    " fewer than wished; " (words::decimal(missing, 0)) " are missing."
                }
            }
        }
        (by_neighbourhood(shown, &format!("{title} by neighbourhood"), column,
            facts.by_zone.iter().map(|(zone, value)| (*zone, words::decimal(*value, places)))))
    }
}

fn by_neighbourhood(
    shown: &Shown,
    caption: &str,
    column: &str,
    values: impl Iterator<Item = (usize, String)>,
) -> Details {
    let name = |zone: usize| {
        let neighbourhood = shown.assignment.neighbourhoods.get(zone);
        neighbourhood.map_or(String::new(), |one| one.name.clone())
    };
    let rows = values.map(|(zone, value)| vec![Cell::from(name(zone)), Cell::number(value)]);
    let table = Table {
        caption: caption.to_owned().into(),
        head: vec!["Neighbourhood".into(), Cell::number(column)],
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    };
    Details::new(caption.to_owned(), html! { (table) })
}

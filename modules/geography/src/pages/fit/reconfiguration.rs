//! "Services move" against "PCNs flex": what each takes, side by side.

use axum::extract::State;
use kith_design::{Cell, Markup, Table, html};
use kith_frame::app::App;
use kith_frame::named::Named;
use kith_frame::page::Page;
use kith_frame::problem::Problem;
use kith_frame::visitor::SignedIn;
use kith_frame::words;

use super::{Fitted, find, heading, how_it_was_made};
use crate::align::reconfigure::{Move, Takes, Units, Ways, ways};
use crate::known;
use crate::plan::Plan;

/// The page.
pub(crate) async fn show(
    state: State<App>,
    SignedIn(session): SignedIn,
    Named(id): Named<Plan>,
) -> Result<Page, Problem> {
    let fitted = find(&state, &session, id).await?;
    let (place, assignment) = (fitted.known.place.clone(), fitted.assignment.clone());
    let units = Units::read();
    let figures = units.clone();
    let ways = known::worked_out(move || ways(&place, &assignment, &figures)).await?;
    let name = fitted.plan.name.clone();
    let path = format!("/plans/{id}");
    let main = html! {
        (heading(&fitted.plan, "Services move, or PCNs flex"))
        p { (sentence(&ways)) }
        (side_by_side(&ways))
        (moves(&fitted, &ways))
        (how_it_was_made(&session, &fitted.known, &formula(&units, &ways)))
    };
    Ok(Page::new("Reconfiguration", main)
        .under(name, path.clone())
        .under("Reconfiguration", format!("{path}/reconfiguration"))
        .wide())
}

fn sentence(ways: &Ways) -> String {
    match (ways.affected_today, ways.pcns_flex.affected_after) {
        (Some(0), _) => "PCNs and neighbourhoods are aligned: no action.".to_owned(),
        (Some(today), Some(after)) => format!(
            "Today {} people are outside the neighbourhood that is the counterpart of their PCN. If PCNs flex, \
             {} still are; if services move, they get one team for their neighbourhood whichever PCN \
             they are with.",
            words::count(today),
            words::count(after)
        ),
        _ => "Nothing is known of registrations, so nothing can be said of PCNs.".to_owned(),
    }
}

fn side_by_side(ways: &Ways) -> Markup {
    let row = |what: &str, of: fn(&Takes) -> Option<String>| {
        let cell =
            |takes: &Takes| Cell::number(of(takes).unwrap_or_else(|| "Not known".to_owned()));
        vec![Cell::from(what), cell(&ways.services_move), cell(&ways.pcns_flex)]
    };
    let rows = vec![
        row("People for whom something changes", |takes| takes.patients.map(words::count)),
        row("Staff who change team, whole time", |takes| {
            takes.staff.map(|staff| words::decimal(staff, 1))
        }),
        row("Sites concerned", |takes| takes.sites.map(words::count)),
        row("Contracts or network agreements to change", |takes| takes.contracts.map(words::count)),
        row("Money a year paid to somebody else", |takes| takes.moved_pence.map(pounds)),
        row("Cost of handing over, once", |takes| takes.once_pence.map(pounds)),
        row("People outside the counterpart of their PCN afterwards", |takes| {
            takes.affected_after.map(words::count)
        }),
    ];
    html! {
        (Table {
            caption: "What each way takes".into(),
            head: vec!["What".into(), Cell::number("Services move"), Cell::number("PCNs flex")],
            rows,
            first_cell_is_header: true,
            responsive: true,
            ..Table::default()
        })
    }
}

/// Pence in pounds, to the pound.
fn pounds(pence: u64) -> String {
    format!("£{}", words::count((pence + 50) / 100))
}

fn moves(fitted: &Fitted, ways: &Ways) -> Markup {
    let place = &fitted.known.place;
    let name = |pcn: usize| place.pcns[pcn].name.as_str();
    let row = |step: &Move| {
        let practice = &place.practices[step.practice];
        vec![
            Cell::named(&practice.name, practice.code.as_str(), None),
            Cell::from(step.from.map_or("None", name)),
            Cell::from(name(step.to)),
            Cell::number(words::count(step.patients)),
        ]
    };
    html! {
        h2 class="nhsuk-heading-m" { "Practices that would change their PCN" }
        @if ways.moves.is_empty() {
            p { "None." }
        } @else {
            (Table {
                caption: "If PCNs flex".into(),
                head: vec![
                    "Practice".into(),
                    "PCN today".into(),
                    "PCN then".into(),
                    Cell::number("On its list"),
                ],
                rows: ways.moves.iter().map(row).collect(),
                responsive: true,
                ..Table::default()
            })
        }
    }
}

fn formula(units: &Units, ways: &Ways) -> Markup {
    html! {
        p { "Services move: people who live in a patch of a kind of team and not in the neighbourhood that is \
             its counterpart; of several kinds of team, the one with the most such people. "
            @if ways.teams.is_empty() { "No patches are loaded, so they are not known." }
            @for (team, people) in &ways.teams { (team) ": " (words::count(*people)) ". " } }
        p { "PCNs flex: each practice joins the PCN that is the counterpart of the neighbourhood in which most of \
             its people live; where that neighbourhood is no PCN’s counterpart, it stays. The network agreements \
             of the PCNs that lose and that gain are counted; each practice counts as one site." }
        p { "Unit figures of version " (units.version) ":" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "PCN staff: " (words::decimal(units.pcn_staff.whole_time_per_10_000, 1))
                 " whole time for 10,000 people. " (units.pcn_staff.source) "." }
            li { "Staff of services: "
                 @match &units.services_staff {
                     Some(staff) => { (words::decimal(staff.whole_time_per_10_000, 1))
                                      " whole time for 10,000 people. " (staff.source) "." }
                     None => { "not known. The place’s community provider can say." }
                 } }
            li { (units.network_money.source) "." }
            li { "Handing over: " (words::decimal(units.handover.hours, 0)) " hours. "
                 (units.handover.hours_source) ". " (units.handover.hour_source) "." }
            li { "Sites and contracts of services are not known: no file says where their teams sit." }
        }
    }
}

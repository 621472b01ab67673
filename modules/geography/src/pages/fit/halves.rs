//! PCNs that make a neighbourhood or a team's patch together: "two halves".

use std::sync::Arc;

use kith_design::{Cell, Markup, Table, html};
use kith_frame::app::App;
use kith_frame::problem::Problem;
use kith_frame::words;

use super::Fitted;
use crate::align::division::{self, Layers};
use crate::align::halves::{Made, Rule, made_together};
use crate::align::{Division, Matrix};
use crate::known;
use crate::pages::plans::share;
use crate::place::Place;
use crate::plan::Assignment;

/// PCNs, and for each division of areas the units of it that they make together.
#[derive(Debug)]
pub(crate) struct Halves {
    /// The PCNs by their footprints; none where no registrations are loaded.
    pub(crate) pcns: Option<Division>,
    /// The neighbourhoods and the patches that are loaded, with what PCNs make.
    pub(crate) of: Vec<(Division, Vec<Made>)>,
}

/// What PCNs make of the plan's neighbourhoods and of the patches of today's place.
pub(crate) async fn find(app: &App, fitted: &Fitted) -> Result<Arc<Halves>, Problem> {
    let plan = &fitted.plan;
    let version = format!("{} {} {}", fitted.known.basis.version(), plan.id, plan.version);
    if let Some(halves) = app.memo.recall("geography.halves", &version) {
        return Ok(halves);
    }
    let (place, assignment) = (Arc::clone(&fitted.known.place), fitted.assignment.clone());
    let found = known::worked_out(move || search(&place, &assignment)).await?;
    Ok(app.memo.keep("geography.halves", &version, found))
}

fn search(place: &Place, assignment: &Assignment) -> Halves {
    let Some(pcns) = division::of_layer(place, division::FOOTPRINT) else {
        return Halves { pcns: None, of: Vec::new() };
    };
    let rule = Rule::read();
    let names = Layers::read();
    let patches = names.of_teams().filter_map(|team| division::of_layer(place, &team.key));
    let of = std::iter::once(division::of_plan(place, assignment))
        .chain(patches)
        .map(|units| {
            let made = made_together(&Matrix::registered(place, &pcns, &units), &rule);
            (units, made)
        })
        .collect();
    Halves { pcns: Some(pcns), of }
}

/// The section of the page.
pub(super) fn section(halves: &Halves) -> Markup {
    let Some(pcns) = &halves.pcns else { return Markup::default() };
    let rule = Rule::read();
    let least = share(rule.overlap_at_least);
    let found =
        halves.of.iter().flat_map(|(units, made)| made.iter().map(move |made| (units, made)));
    let rows: Vec<Vec<Cell>> = found.map(|(units, made)| row(pcns, units, made)).collect();
    let looked: Vec<String> =
        halves.of.iter().map(|(units, _)| division::lower(&units.many)).collect();
    html! {
        h2 class="nhsuk-heading-m" { "PCNs that are one unit together" }
        p { "Looked for among " (looked.join(", ")) ": two or " (rule.most) " PCNs whose footprints together \
             are nearly all of a unit and little else. The overlap is the registered people who live in the \
             footprints and in the unit, as a share of those who live in either (Jaccard, New Phytologist \
             11, 1912); it is shown from " (least) ", which is an assumption of Kith’s." }
        @if rows.is_empty() {
            p { "There are none." }
        } @else {
            (Table {
                caption: "PCNs that make a neighbourhood or a patch together".into(),
                head: vec![
                    "Unit".into(),
                    "PCNs".into(),
                    Cell::number("People in both"),
                    Cell::number("Overlap"),
                ],
                rows,
                responsive: true,
                ..Table::default()
            })
        }
    }
}

fn row(pcns: &Division, units: &Division, made: &Made) -> Vec<Cell> {
    let names: Vec<&str> = made.parts.iter().map(|at| pcns.units[*at].name.as_str()).collect();
    vec![
        Cell::named(&units.units[made.unit].name, &units.one, None),
        Cell::from(names.join(" and ")),
        Cell::number(words::count(made.shared)),
        Cell::number(share(made.overlap)),
    ]
}

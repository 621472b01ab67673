//! One area: each neighbourhood beside it, what the move there would do to every figure, and why not.

use kith_design::{Cell, Markup, Table, html};
use kith_frame::problem::Problem;
use kith_frame::session::Session;
use kith_frame::words;

use super::{Priceable, points, why_not, wish_title};
use crate::pages::workbench::{breaks, problem};
use crate::plan::PlanState;
use crate::plan::edit::Change;
use crate::plan::edit::difference::differences;
use crate::plan::edit::hand::{Draft, NotEdited};
use crate::plan::price::Priced;
use crate::rights::DRAW_PLANS;

impl Priceable {
    /// What moving the area anywhere would do.
    pub(super) fn of_area(&self, session: &Session, area: usize) -> Result<Markup, Problem> {
        let part = &self.draft.desk.part;
        let it = &part.areas[area];
        let moves: Vec<&Priced> = self.prices.moves.iter().filter(|one| one.area == area).collect();
        let people = words::how_many(
            u64::from(self.draft.desk.problem.people(area)),
            "person counts",
            "people count",
        );
        let code = self.draft.sketch.home.get(&it.code);
        let home = code.and_then(|code| self.draft.sketch.names.get(code));
        let mut sections = Vec::new();
        for one in &moves {
            sections.push(self.of_move(one)?);
        }
        let path = format!("/plans/{}/edit?area={}#move", self.shown.plan.id, it.code);
        let may_move = self.shown.plan.state == PlanState::Draft && session.may(DRAW_PLANS);
        Ok(html! {
            p { (it.name) " (" (it.code) ") is in " (home.map_or("no neighbourhood", String::as_str)) ". "
                (people) " for size." }
            @if moves.is_empty() {
                p { "It lies in the middle of its neighbourhood: no other neighbourhood touches it." }
            }
            @for section in &sections { (section) }
            @if may_move { p { a class="nhsuk-link" href=(path) { "Move this area" } } }
            p { a class="nhsuk-link" href=(self.path()) { "See all borders" } }
        })
    }

    fn of_move(&self, one: &Priced) -> Result<Markup, Problem> {
        let after = self.after(one)?;
        let kept = breaks(&self.draft);
        let new: Vec<String> = breaks(&after).into_iter().filter(|it| !kept.contains(it)).collect();
        let (now, then) = (&self.shown.plan.facts.plan, &after.plan.facts.plan);
        let changed = differences(now, then).into_iter().filter(|it| it.in_words != "No change");
        let to = self.name(one.to);
        let parts = self.prices.wishes.iter().zip(&one.parts).map(|(wish, part)| {
            vec![Cell::from(wish_title(wish).as_str()), Cell::number(points(*part))]
        });
        Ok(html! {
            h2 class="nhsuk-heading-m" { "To " (to) }
            p { (verdict(one)) " " (self.name(one.from)) " would have " (words::count(one.people_left))
                " people and " (to) " " (words::count(one.people_there)) "." }
            @if !new.is_empty() {
                p { "The rules that it would break:" }
                ul class="nhsuk-list nhsuk-list--bullet" { @for line in &new { li { (line) } } }
            }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for it in changed { li { (it.what) ": " (it.before) " now, " (it.after) " then (" (it.in_words) ")" } }
            }
            (Table {
                caption: format!("What the move to {to} would cost, in points").as_str().into(),
                head: vec!["Wish".into(), Cell::number("Points")],
                rows: parts.collect(),
                first_cell_is_header: true,
                compact: true,
                ..Table::default()
            })
        })
    }

    /// The plan as it would be after a move; locks do not count here.
    fn after(&self, one: &Priced) -> Result<Draft, Problem> {
        let areas = vec![self.draft.desk.part.areas[one.area].code];
        let mut after = self.draft.clone();
        after.sketch.locked.clear();
        let edit = Change::Move { areas, to: self.code(one.to) }.judge(&after.sketch);
        let edit = edit.map_err(NotEdited::from).map_err(problem)?;
        after.sketch.apply(&edit);
        let facts = self.draft.desk.judge(&after.sketch).map_err(NotEdited::from);
        after.plan.facts = facts.map_err(problem)?;
        Ok(after)
    }
}

/// What the price of a move means.
fn verdict(one: &Priced) -> String {
    let by = points(one.cost.abs());
    match one.barred {
        Some(bar) => format!("A rule forbids it: {}.", lower(why_not(bar))),
        None if one.cost < 0.0 => format!(
            "No rule forbids it, and by the wishes the plan would be better by {by} points."
        ),
        None => {
            format!("No rule forbids it, but by the wishes the plan would be worse by {by} points.")
        }
    }
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

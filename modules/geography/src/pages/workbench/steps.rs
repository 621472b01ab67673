//! What was changed by hand, by whom and when; undo and redo.

use kith_design::{Cell, Markup, Table, html};
use kith_frame::pages::journal;
use kith_frame::words;

use super::Bench;
use super::form::deed;
use crate::plan::edit::{Edit, Step, to_redo, to_undo};

/// So many changes are listed, the newest; the journal has all.
const MOST_LISTED: usize = 50;
/// So many areas of one change are named.
const MOST_NAMED: usize = 3;

/// What the second of two who save is told.
pub(super) fn overtaken() -> &'static str {
    "Somebody else changed this plan after you had opened it, and your change was not made. The page now \
     shows the plan as it stands. Look at the last change, then make yours again"
}

impl Bench<'_> {
    pub(super) fn undo_and_redo(&self) -> Markup {
        let steps = &self.draft.steps;
        let (undo, redo) = (to_undo(steps), to_redo(steps));
        if undo.is_err() && redo.is_err() {
            return Markup::default();
        }
        let inside = html! {
            @if undo.is_ok() { (deed("undo", "Undo")) " " }
            @if let Ok(step) = redo { (deed("redo", "Redo")) " " span { "Undone: " (self.told(&step.edit)) } }
        };
        self.form(&inside)
    }

    /// An edit in words: "Square 003A went from Mill to Quay."
    pub(super) fn told(&self, edit: &Edit) -> String {
        let mut sentences = Vec::new();
        let founded = edit.areas.first().is_some_and(|first| {
            edit.names.iter().any(|named| named.code == first.to && named.before.is_none())
        });
        if let Some(first) = edit.areas.first() {
            let from: std::collections::BTreeSet<String> =
                edit.areas.iter().map(|moved| self.name_of(&moved.from, edit)).collect();
            let from: Vec<String> = from.into_iter().collect();
            let to = self.name_of(&first.to, edit);
            let new = if founded { "the new neighbourhood " } else { "" };
            sentences.push(format!(
                "{} went from {} to {new}{to}.",
                self.areas(edit),
                from.join(", ")
            ));
        }
        for named in &edit.names {
            match (&named.before, &named.after) {
                (Some(before), Some(after)) => {
                    sentences.push(format!("{before} is now called {after}."));
                }
                (Some(gone), None) => sentences.push(format!("{gone} is no more.")),
                _ => {}
            }
        }
        for lock in &edit.locks {
            let what = if lock.now { "locked" } else { "unlocked" };
            sentences.push(format!("{} was {what}.", self.name_of(&lock.code, edit)));
        }
        sentences.join(" ")
    }

    fn areas(&self, edit: &Edit) -> String {
        let part = &self.draft.desk.part;
        let name = |area| part.position(area).map(|at| part.areas[at].name.clone());
        let names: Vec<String> =
            edit.areas.iter().take(MOST_NAMED).filter_map(|moved| name(&moved.area)).collect();
        let more = edit.areas.len().saturating_sub(MOST_NAMED) as u64;
        match more {
            0 => names.join(", "),
            more => format!(
                "{} and {}",
                names.join(", "),
                words::how_many(more, "more area", "more areas")
            ),
        }
    }

    /// All changes, the newest first.
    pub(super) fn steps(&self) -> Markup {
        let steps = &self.draft.steps;
        let row = |step: &Step| {
            let who = self.names.person(&step.person).unwrap_or("Kith itself");
            vec![
                Cell::number(step.number.to_string()),
                Cell::from(self.told(&step.edit).as_str()),
                Cell::from(who),
                Cell::from(words::moment(step.made_at).as_str()),
                Cell::from(step.state.title()),
            ]
        };
        html! {
            h2 class="nhsuk-heading-m" { "All changes" }
            @if steps.is_empty() {
                p { "None yet." }
            } @else {
                (Table {
                    caption: "Changes by hand, newest first".into(),
                    head: vec![Cell::number("Number"), "Change".into(), "Who".into(), "When".into(), "State".into()],
                    rows: steps.iter().rev().take(MOST_LISTED).map(row).collect(),
                    responsive: true,
                    ..Table::default()
                })
            }
            (journal::link(self.session, &self.shown.plan.id.to_string(), "What was done with this plan, and by whom"))
        }
    }
}

//! What the forms of the workbench send.

use kith_design::{Button, ButtonVariant, Markup, html};
use kith_frame::form;
use kith_frame::problem::Problem;
use kith_terms::LsoaCode;
use serde::Deserialize;

use super::Bench;
use crate::plan::edit::hand::Wanted;
use crate::plan::edit::{CannotEdit, Change, Sketch};

/// What was sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Sent {
    /// Which save of the plan the form was made from.
    #[serde(default)]
    pub(super) version: String,
    /// `move`, `new`, `rename`, `lock`, `unlock`, `undo` or `redo`.
    #[serde(default)]
    pub(super) act: String,
    /// The part of the plan that is shown.
    #[serde(default)]
    pub(super) within: String,
    /// The areas that are moved.
    #[serde(default)]
    pub(super) area: Vec<String>,
    /// The code of the neighbourhood to which they go.
    #[serde(default)]
    pub(super) to: String,
    /// Instead of it, the code of an area that is there already: what a drag on the map ends on.
    #[serde(default)]
    pub(super) beside: String,
    /// The name of a new neighbourhood.
    #[serde(default)]
    pub(super) name: String,
    /// The code of a neighbourhood that is renamed, locked or unlocked.
    #[serde(default)]
    pub(super) neighbourhood: String,
    /// Its new name.
    #[serde(default)]
    pub(super) new_name: String,
}

impl Sent {
    /// What is wanted, or why it cannot be; a deed that no form of ours asks for is a problem.
    pub(super) fn wanted(&self, sketch: &Sketch) -> Result<Result<Wanted, CannotEdit>, Problem> {
        let neighbourhood = self.neighbourhood.clone();
        let change = match self.act.as_str() {
            "undo" => return Ok(Ok(Wanted::Undo)),
            "redo" => return Ok(Ok(Wanted::Redo)),
            "move" => self.areas().map(|areas| Change::Move { areas, to: self.target(sketch) }),
            "new" => self.areas().map(|areas| Change::Found { areas, name: self.name.clone() }),
            "rename" => Ok(Change::Rename { neighbourhood, name: self.new_name.clone() }),
            "lock" => Ok(Change::Lock { neighbourhood }),
            "unlock" => Ok(Change::Unlock { neighbourhood }),
            _ => return Err(Problem::Unfit("Nothing that can be done was asked for.".into())),
        };
        Ok(change.map(Wanted::Change))
    }

    /// The part of the plan that was shown, for an address; what cannot be one leads to all of it.
    pub(super) fn part(&self) -> String {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-');
        if self.within.is_empty() || !self.within.chars().all(is_plain) {
            return String::new();
        }
        format!("?within={}", self.within)
    }

    fn areas(&self) -> Result<Vec<LsoaCode>, CannotEdit> {
        let unknown = |code: &String| CannotEdit::NoSuchArea(code.clone());
        self.area.iter().map(|code| code.parse().or(Err(unknown(code)))).collect()
    }

    fn target(&self, sketch: &Sketch) -> String {
        let beside = self.beside.parse::<LsoaCode>().ok();
        let there = beside.and_then(|area| sketch.home.get(&area));
        there.unwrap_or(&self.to).clone()
    }
}

impl Bench<'_> {
    /// A form that changes the draft.
    pub(super) fn form(&self, inside: &Markup) -> Markup {
        let plan = &self.shown.plan;
        html! {
            form method="post" action={ "/plans/" (plan.id) "/edit" } novalidate {
                (form::key(&self.session.form_key))
                input type="hidden" name="version" value=(plan.version);
                @if !self.asked.within.is_empty() {
                    input type="hidden" name="within" value=(self.asked.within);
                }
                (inside)
            }
        }
    }
}

/// A button that sends a form with this deed.
pub(super) fn deed(act: &str, words: &str) -> Button {
    Button { name: Some("act".to_owned()), value: Some(act.to_owned()), ..secondary(words) }
}

/// A quiet button.
pub(super) fn secondary(words: &str) -> Button {
    Button { variant: Some(ButtonVariant::Secondary), ..form::send(words) }
}
